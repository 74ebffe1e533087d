"""The durable inbox: what was acknowledged is here, and stays until it is done, ignored or parked.

The row is the truth. Whoever works on an event claims it first: one statement that succeeds for one
worker, counts the attempt, and gives it a lease. A process that dies leaves the lease to end and the
attempt counted; after three of those the event is parked, so that a text that kills its process cannot
kill it for ever. Every orderly end gives the attempt back.
"""

import json
import secrets
from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import Connection as SqlConnection
from sqlalchemy import Integer, Row, Select, bindparam, func, insert, select, update

from dragoman.storage import claims
from dragoman.storage.arrivals import event_key, sealed_delivery, store_all
from dragoman.storage.database import Database, StorageFull
from dragoman.storage.encryption import CannotOpen, Cipher
from dragoman.storage.events import (
    Arrival,
    Claim,
    EventRow,
    EventState,
    ParkedEvent,
    ReplyRequest,
    from_json,
)
from dragoman.storage.outgoing import OutgoingState
from dragoman.storage.room import Room
from dragoman.storage.tables import events, outgoing
from dragoman.storage.tables import unread as unread_table

__all__ = ["Claim", "EventRow", "EventState", "Inbox", "ParkedEvent", "ReplyRequest", "StorageFull"]

_BACKLOG = select(func.count()).select_from(events).where(events.c.finished_at.is_(None))
# Statements are built once: making one costs more than SQLite needs to run it.
_DUE = (
    select(events.c.id).where(claims.CLAIMABLE).order_by(events.c.id).limit(bindparam("most", type_=Integer))
)
_DUE_IN_CONVERSATION = _DUE.where(events.c.conversation == bindparam("conversation"))
_ROW = select(events).where(events.c.id == bindparam("this"))
_FIND = select(events).where(
    events.c.store == bindparam("store"),
    events.c.connection == bindparam("connection"),
    events.c.event_key == bindparam("event_key"),
)
_COUNT_ONE_MORE = (
    update(unread_table)
    .where(
        unread_table.c.store == bindparam("of_store"),
        unread_table.c.connection == bindparam("of_connection"),
        unread_table.c.kind == bindparam("of_kind"),
    )
    .values(count=unread_table.c.count + 1)
)
_COUNT_FIRST = insert(unread_table)
_CRASHED = "crashed three times: the process ended each time while it worked on this event"


class Inbox:
    """Events of all stores, in the order they were stored.

    Args:
        database: Where they are.
        cipher: What seals them.
        clock: POSIX seconds.
        lease: Seconds that a claim lasts; longer than any event takes.
        quiet: Seconds that an event is left alone after a request of it was begun; longer than the
            request may take and the helpdesk may need to let it land.
        backlog_limit: Unfinished events from which on nothing more is accepted.
        min_free_bytes: Free bytes of the disk below which nothing more is accepted.
    """

    def __init__(
        self,
        database: Database,
        cipher: Cipher,
        clock: Callable[[], float],
        lease: float = 300.0,
        quiet: float = 60.0,
        *,
        backlog_limit: int = 10_000,
        min_free_bytes: int = 100_000_000,
    ) -> None:
        self._database = database
        self._cipher = cipher
        self._clock = clock
        self._lease = lease
        self._quiet = quiet
        self._room = Room(self.backlog, database.free_bytes, backlog_limit, min_free_bytes)

    def accept(self, store: str, connection: str, events: Sequence[Arrival]) -> list[int]:
        """Store what one delivery brought, all of it or nothing, and return once it is on the disk.

        Args:
            store: Id of the store.
            connection: Name of the connection.
            events: What it brought, oldest first.

        Returns:
            The ids of the rows that are new; events that are known already give none.

        Raises:
            StorageFull: the disk or the backlog is full; nothing was stored.
        """
        self._room.check()
        delivered = [sealed_delivery(self._cipher, store, connection, event) for event in events]
        now = self._clock()
        rows = self._database.write(lambda sql: store_all(sql, self._cipher, delivered, now))
        self._room.take(len(rows))
        return rows

    def expand(
        self, claim: Claim, events: Sequence[Arrival], connection: str | None = None
    ) -> list[int] | None:
        """Store the events that an event led to, and it as done, in one commit.

        This is not held back by a full backlog, which could never be worked off otherwise.

        Args:
            claim: A pointer, or what belongs into another connection.
            events: What it led to.
            connection: Name of the connection that they belong to; None for the event's own.

        Returns:
            The ids of the rows that are new, or None when the event is no longer ours.
        """
        where = connection or claim.connection
        delivered = [sealed_delivery(self._cipher, claim.store, where, event) for event in events]
        now = self._clock()

        def work(sql: SqlConnection) -> list[int] | None:
            if not claims.end(sql, claim, state=EventState.DONE, finished_at=now):
                return None
            return store_all(sql, self._cipher, delivered, now)

        return self._database.write(work)

    @property
    def quiet(self) -> float:
        """Seconds that are to pass after a request whose outcome nobody knows."""
        return self._quiet

    def claim(self, id: int) -> Claim | None:  # noqa: A002 - the column's name
        """Become the one worker of an event, or learn that there is nothing to do now.

        Nothing can be done while the event is final, owned, put off, or in the quiet period after a
        request was begun, or while an older event of its conversation is unfinished.
        """
        now = self._clock()
        token = secrets.token_hex(16)
        row = self._database.write(lambda sql: self._take(sql, id, token, now))
        if row is None:
            return None
        try:
            return _claim(self._cipher, row)
        except CannotOpen as error:
            # Trying again would not help: the keys or the row are wrong, and the error says which.
            reason = self._cipher.seal(str(error), row.store)
            self._database.write(lambda sql: claims.set_aside(sql, row.id, reason, now))
            return None

    def due(self, limit: int, conversation: str | None = None) -> list[int]:
        """Return the ids of events that can be claimed now, oldest first.

        Args:
            limit: The most that are returned.
            conversation: Only those of this conversation (our id): what follows an event that just ended.
        """
        wanted: dict[str, Any] = {"most": limit, **claims.times(self._clock(), self._quiet)}
        query = _DUE
        if conversation is not None:
            query = _DUE_IN_CONVERSATION
            wanted["conversation"] = conversation
        return list(self._database.read(lambda sql: sql.scalars(query, wanted).all()))

    def finish(
        self, claim: Claim, state: EventState = EventState.DONE, result: dict[str, Any] | None = None
    ) -> bool:
        """End the work: ``DONE`` or ``IGNORED``, with what the API answers for it.

        Returns:
            Whether it was stored: False when the event is no longer ours. So do the other ends.
        """
        if state not in (EventState.DONE, EventState.IGNORED):
            raise ValueError(f"an event cannot finish as {state}")
        sealed = None if result is None else self._cipher.seal(json.dumps(result), claim.store)
        return self._write_end(claim, state=state, result=sealed, finished_at=self._clock())

    def retry(self, claim: Claim, at: float, error: str) -> bool:
        """Put the event off until a time; its conversation waits with it."""
        sealed = self._cipher.seal(error, claim.store)
        return self._write_end(claim, due_at=at, error=sealed, retries=claim.retries + 1)

    def release(self, claim: Claim) -> bool:
        """Give the event back as if it had not been claimed."""
        return self._write_end(claim)

    def park(self, claim: Claim, error: str) -> bool:
        """Set the event aside for a person; its conversation goes on without it."""
        sealed = self._cipher.seal(error, claim.store)
        return self._write_end(claim, state=EventState.PARKED, error=sealed, finished_at=self._clock())

    def void_leases(self) -> int:
        """End the leases of an earlier process and return how many there were.

        Only for the one process that owns the database, before it works: see ``ownership.own``.
        """
        leased = update(events).where(events.c.finished_at.is_(None), events.c.token.is_not(None))
        return self._database.write(
            lambda sql: sql.execute(leased.values(token=None, lease_until=0.0)).rowcount
        )

    def parked(self, store: str | None = None) -> list[ParkedEvent]:
        """Return the events that wait for a person, of one store or of all, oldest first."""
        query = (
            select(events)
            .where(events.c.state == EventState.PARKED, events.c.payload.is_not(None))
            .order_by(events.c.id)
        )
        if store is not None:
            query = query.where(events.c.store == store)
        rows = self._database.read(lambda sql: sql.execute(query).all())
        return [_parked_event(self._cipher, row) for row in rows]

    def replay(self, id: int, *, resend: bool = False) -> bool:  # noqa: A002
        """Put a parked event back, with its attempts at nought. What was sent stays sent.

        Args:
            id: Id of the row.
            resend: A person has looked, and what may have been on its way did not land. Without it, such
                a message is looked for again.

        Returns:
            Whether there was such an event, parked and still kept.
        """
        now = self._clock()
        return self._database.write(lambda sql: _replay(sql, id, resend, now))

    def get(self, id: int) -> EventRow | None:  # noqa: A002
        """Return an event by the id of its row."""
        return self._first(_ROW, {"this": id})

    def find(self, store: str, connection: str, event_id: str) -> EventRow | None:
        """Return an event by the helpdesk's id of it, or by the idempotency key."""
        key = event_key(self._cipher, store, connection, event_id)
        return self._first(_FIND, {"store": store, "connection": connection, "event_key": key})

    def backlog(self) -> int:
        """Return how many events are unfinished."""
        return self._database.read(lambda sql: sql.scalar(_BACKLOG)) or 0

    def count_unread(self, store: str, connection: str, kind: str) -> None:
        """Count a delivery that was answered without being stored, by what it was."""
        name = kind[:80].encode("ascii", "backslashreplace").decode("ascii")[:80]
        now = self._clock()
        self._database.write(lambda sql: _count(sql, store, connection, name, now))

    def unread(self, store: str) -> dict[tuple[str, str], int]:
        """Return how many deliveries were not stored, by connection and kind."""
        query = select(unread_table.c.connection, unread_table.c.kind, unread_table.c.count).where(
            unread_table.c.store == store
        )
        rows = self._database.read(lambda sql: sql.execute(query).all())
        return {(name, kind): number for name, kind, number in rows}

    def _take(self, sql: SqlConnection, id: int, token: str, now: float) -> Row[Any] | None:  # noqa: A002
        when = claims.times(now, self._quiet)
        row = claims.take(sql, id, token, now + self._lease, when)
        if row is None and (store := claims.store_of_deadly(sql, id, when)) is not None:
            claims.set_aside(sql, id, self._cipher.seal(_CRASHED, store), now)
        return row

    def _write_end(self, claim: Claim, **values: Any) -> bool:
        return self._database.write(lambda sql: claims.end(sql, claim, **values))

    def _first(self, query: Select[Any], this: dict[str, Any]) -> EventRow | None:
        row = self._database.read(lambda sql: sql.execute(query, this).one_or_none())
        return None if row is None else _event_row(self._cipher, row)


def _claim(cipher: Cipher, row: Row[Any]) -> Claim:
    return Claim(
        id=row.id,
        token=row.token,
        store=row.store,
        connection=row.connection,
        conversation=row.conversation,
        event=from_json(row.kind, cipher.open(row.payload, row.store)),
        state=EventState(row.state),
        attempts=row.attempts,
        retries=row.retries,
        received_at=row.received_at,
        lease_until=row.lease_until,
    )


def _event_row(cipher: Cipher, row: Row[Any]) -> EventRow:
    payload = cipher.open_if_any(row.payload, row.store)
    result = cipher.open_if_any(row.result, row.store)
    return EventRow(
        id=row.id,
        store=row.store,
        connection=row.connection,
        conversation=row.conversation,
        event=None if payload is None else from_json(row.kind, payload),
        state=EventState(row.state),
        attempts=row.attempts,
        retries=row.retries,
        result=None if result is None else json.loads(result),
        error=cipher.open_if_any(row.error, row.store),
        received_at=row.received_at,
        finished_at=row.finished_at,
    )


def _parked_event(cipher: Cipher, row: Row[Any]) -> ParkedEvent:
    return ParkedEvent(
        id=row.id,
        store=row.store,
        connection=row.connection,
        conversation=row.conversation,
        kind=row.kind,
        error=cipher.open_if_any(row.error, row.store) or "",
        received_at=row.received_at,
        parked_at=row.finished_at,
    )


def _replay(sql: SqlConnection, id: int, resend: bool, now: float) -> bool:  # noqa: A002
    is_parked = (events.c.id == id, events.c.state == EventState.PARKED, events.c.payload.is_not(None))
    if sql.scalar(select(events.c.id).where(*is_parked)) is None:
        return False
    if resend:
        on_its_way = (outgoing.c.event == id, outgoing.c.state == OutgoingState.SENDING)
        sql.execute(update(outgoing).where(*on_its_way).values(state=OutgoingState.READY))
    posts = set(sql.scalars(select(outgoing.c.state).where(outgoing.c.event == id)))
    state = EventState.READY if posts else EventState.NEW
    if OutgoingState.SENDING in posts:
        state = EventState.SENDING
    back = {"state": state, "attempts": 0, "retries": 0, "due_at": now, "finished_at": None}
    sql.execute(update(events).where(*is_parked).values(back))
    return True


def _count(sql: SqlConnection, store: str, connection: str, kind: str, now: float) -> None:
    this = {"of_store": store, "of_connection": connection, "of_kind": kind}
    if sql.execute(_COUNT_ONE_MORE, {**this, "last_at": now}).rowcount == 0:
        first = {"store": store, "connection": connection, "kind": kind, "count": 1, "last_at": now}
        sql.execute(_COUNT_FIRST, first)
