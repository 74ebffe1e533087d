"""What is to be written into helpdesks, and how far that has come.

The rule is mark, send, record: ``begin`` is committed before the request leaves, ``record`` after it
returned. A message found in ``SENDING`` may be on its way: wait, look for it, only then decide.
"""

import json
import uuid
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection as SqlConnection
from sqlalchemy import Row, bindparam, case, exists, insert, select, update

from dragoman.domain import Outgoing, Visibility
from dragoman.storage import claims, conversations, forwardings
from dragoman.storage.conversations import ConversationUpdate, MessageRecord
from dragoman.storage.database import Database
from dragoman.storage.encryption import Cipher
from dragoman.storage.events import Claim, EventState
from dragoman.storage.forwardings import Forward
from dragoman.storage.tables import events
from dragoman.storage.tables import outgoing as posts

# Names our keys within all UUIDs of the world; changing it would make every reply a new one.
_OURS = uuid.UUID("3f0e7a1c-6f0b-5d0e-9a53-0d7a6a3a2f11")


class OutgoingState(StrEnum):
    """How far a message of ours has come."""

    READY = "ready"
    SENDING = "sending"
    SENT = "sent"


# Built once: making a statement costs more than SQLite needs to run it.
_OF_EVENT = select(posts).where(posts.c.event == bindparam("event")).order_by(posts.c.position)
_PLANNED = select(posts.c.key).where(posts.c.event == bindparam("event"))
_NEW = insert(posts)
_THIS = update(posts).where(posts.c.key == bindparam("this_key"), posts.c.event == bindparam("this_event"))
_BEGIN = _THIS.where(posts.c.state != OutgoingState.SENT, exists().where(claims.LEASED)).values(
    state=OutgoingState.SENDING
)
_BEGUN = update(events).where(claims.OURS).values(state=EventState.SENDING)
_RECORD = _THIS.values(state=OutgoingState.SENT)
_UNSEND = _THIS.where(posts.c.state == OutgoingState.SENDING).values(state=OutgoingState.READY)
_REDIRECT = _THIS.where(posts.c.state == OutgoingState.READY)
_IS_OURS = select(
    exists().where(
        posts.c.store == bindparam("store"),
        posts.c.connection == bindparam("connection"),
        posts.c.remote_key == bindparam("remote_key"),
    )
)
_KNOWN_IDS = select(posts.c.remote_id).where(
    posts.c.conversation == bindparam("conversation"), posts.c.remote_id.is_not(None)
)

# Lets an event of ours say what its messages say: sending while one may be on its way, else ready. That is
# progress, so the claim counts as the event's first again: what was decided cannot be what kills processes.
_on_its_way = exists().where(posts.c.event == events.c.id, posts.c.state == OutgoingState.SENDING)
_settled = update(events).values(
    state=case((_on_its_way, EventState.SENDING), else_=EventState.READY), attempts=1
)
_SETTLE = _settled.where(claims.OURS)
_SETTLE_LEASED = _settled.where(claims.LEASED)


@dataclass(frozen=True, slots=True)
class PlannedPost:
    """A message of ours.

    Attributes:
        outgoing: What is written.
        state: How far it has come.
        sent_at: When its last request was begun.
        remote_id: The helpdesk's id of it, once known.
    """

    outgoing: Outgoing
    state: OutgoingState
    sent_at: float | None
    remote_id: str | None


def key_of(store: str, connection: str, event_id: str, position: int) -> str:
    """Return the key of a message: the same for the same event, whoever computes it and whenever."""
    return str(uuid.uuid5(_OURS, json.dumps([store, connection, event_id, position])))


class Outbox:
    """Messages of ours, each belonging to the event that made it necessary."""

    def __init__(self, database: Database, cipher: Cipher, clock: Callable[[], float]) -> None:
        self._database = database
        self._cipher = cipher
        self._clock = clock

    def plan(
        self,
        claim: Claim,
        record: MessageRecord | None,
        outgoing: Sequence[Outgoing],
        conversation_update: ConversationUpdate | None = None,
        forward: Forward | None = None,
    ) -> bool:
        """Store what was translated and what is to be written, in one commit; the event becomes ready.

        A message whose key is planned already stays as it is, so a plan may be repeated or added to; what is
        forwarded already is not forwarded again.

        Returns:
            Whether it was stored: False when the lease is no longer ours, and somebody else works on it.
        """
        now = self._clock()
        body = None if record is None else self._cipher.seal(conversations.body_of(record), claim.store)
        payloads = [(post.key, self._cipher.seal(json.dumps(asdict(post)), claim.store)) for post in outgoing]
        notes = None if forward is None else forward.sealed(self._cipher, claim)

        def work(sql: SqlConnection) -> bool:
            # What is added is ready and not on its way, so the event can be settled before it is there.
            if sql.execute(_SETTLE_LEASED, {**claims.ours(claim), "now": now}).rowcount == 0:
                return False
            if record is not None and body is not None:
                conversations.keep_message(sql, claim, body, record)
            _append(sql, claim, payloads)
            conversations.change(sql, claim.conversation, conversation_update or ConversationUpdate(), now)
            if notes is not None:
                forwardings.keep(sql, self._cipher, claim, notes, now)
            return True

        return self._database.write(work)

    def of(self, claim: Claim) -> list[PlannedPost]:
        """Return what was planned for the event, in the order it was planned."""
        rows = self._database.read(lambda sql: sql.execute(_OF_EVENT, {"event": claim.id}).all())
        return [self._opened(row) for row in rows]

    def begin(self, claim: Claim, key: str) -> bool:
        """Commit that the request is about to leave.

        Returns:
            Whether it may leave: False when the lease is no longer ours or the message was sent.
        """
        now = self._clock()

        def work(sql: SqlConnection) -> bool:
            this = {**_this(claim, key), **claims.ours(claim), "now": now, "sent_at": now}
            if sql.execute(_BEGIN, this).rowcount == 0:
                return False
            sql.execute(_BEGUN, {**claims.ours(claim), "sent_at": now})
            return True

        return self._database.write(work)

    def record(self, claim: Claim, key: str, remote_id: str) -> None:
        """Store that the message is in the helpdesk under this id.

        That is true whoever owns the event by now, so it is stored even when the lease is lost.
        """
        remote_key = self._cipher.fingerprint(claim.store, "message", claim.connection, remote_id)
        sealed = self._cipher.seal(remote_id, claim.store)

        def work(sql: SqlConnection) -> None:
            sql.execute(_RECORD, {**_this(claim, key), "remote_key": remote_key, "remote_id": sealed})
            sql.execute(_SETTLE, claims.ours(claim))

        self._database.write(work)

    def unsend(self, claim: Claim, key: str) -> bool:
        """Store that the helpdesk certainly did nothing: the message is to be sent again.

        Returns:
            Whether it was stored: False when the event is no longer ours.
        """

        def work(sql: SqlConnection) -> bool:
            if not claims.owned(sql, claim):
                return False
            sql.execute(_UNSEND, _this(claim, key))
            sql.execute(_SETTLE, claims.ours(claim))
            return True

        return self._database.write(work)

    def redirect(self, claim: Claim, conversation: str) -> bool:
        """Address what is not sent yet, and not on its way, to another conversation of the helpdesk.

        Returns:
            Whether it was stored: False when the event is no longer ours.
        """
        ready = [post.outgoing for post in self.of(claim) if post.state is OutgoingState.READY]
        changed = [replace(one, conversation=conversation) for one in ready]
        payloads = [(one.key, self._cipher.seal(json.dumps(asdict(one)), claim.store)) for one in changed]

        def work(sql: SqlConnection) -> bool:
            if not claims.owned(sql, claim):
                return False
            for key, payload in payloads:
                sql.execute(_REDIRECT, {**_this(claim, key), "payload": payload})
            return True

        return self._database.write(work)

    def is_ours(self, store: str, connection: str, remote_message_id: str) -> bool:
        """Return whether we wrote the message that the helpdesk calls so."""
        key = self._cipher.fingerprint(store, "message", connection, remote_message_id)
        this = {"store": store, "connection": connection, "remote_key": key}
        return bool(self._database.read(lambda sql: sql.scalar(_IS_OURS, this)))

    def known_ids(self, store: str, connection: str, conversation: str) -> frozenset[str]:
        """Return the helpdesk's ids of our messages in the conversation that it calls so."""
        known = conversations.Conversations(self._database, self._cipher).by_remote(
            store, connection, conversation
        )
        if known is None:
            return frozenset()
        this = {"conversation": known.id}
        sealed = self._database.read(lambda sql: sql.scalars(_KNOWN_IDS, this).all())
        return frozenset(self._cipher.open(one, store) for one in sealed)

    def _opened(self, row: Row[Any]) -> PlannedPost:
        values: dict[str, Any] = json.loads(self._cipher.open(row.payload, row.store))
        values["visibility"] = Visibility(values["visibility"])
        return PlannedPost(
            outgoing=Outgoing(**values),
            state=OutgoingState(row.state),
            sent_at=row.sent_at,
            remote_id=self._cipher.open_if_any(row.remote_id, row.store),
        )


def _this(claim: Claim, key: str) -> dict[str, Any]:
    return {"this_key": key, "this_event": claim.id}


def _append(sql: SqlConnection, claim: Claim, payloads: Sequence[tuple[str, bytes]]) -> None:
    planned = set(sql.scalars(_PLANNED, {"event": claim.id}))
    added = [(key, payload) for key, payload in payloads if key not in planned]
    values = [
        {
            "key": key,
            "event": claim.id,
            "position": position,
            "store": claim.store,
            "connection": claim.connection,
            "conversation": claim.conversation,
            "state": OutgoingState.READY,
            "payload": payload,
        }
        for position, (key, payload) in enumerate(added, start=len(planned))
    ]
    if values:
        sql.execute(_NEW, values)
