"""Conversations whose notes go to another helpdesk, and which conversation was opened there for each."""

from dataclasses import dataclass

from sqlalchemy import Connection as SqlConnection
from sqlalchemy import Row, Update, bindparam, insert, select, update

from dragoman.storage.arrivals import Delivered, sealed_delivery, store_all
from dragoman.storage.database import Database
from dragoman.storage.encryption import Cipher
from dragoman.storage.events import Claim, NotesRequest
from dragoman.storage.tables import conversations, forwardings

# Built once: making a statement costs more than SQLite needs to run it.
_QUEUE = select(conversations.c.id).where(
    conversations.c.store == bindparam("store"),
    conversations.c.connection == bindparam("connection"),
    conversations.c.remote_key == bindparam("remote_key"),
)
_BY_QUEUE = select(forwardings).where(forwardings.c.queue == bindparam("this"))
_NEW = insert(forwardings)
_THIS = update(forwardings).where(forwardings.c.id == bindparam("this"))
_ORIGIN = (
    select(conversations.c.connection, conversations.c.remote_id)
    .join(forwardings, forwardings.c.origin == conversations.c.id)
    .where(
        forwardings.c.store == bindparam("store"),
        forwardings.c.connection == bindparam("connection"),
        forwardings.c.remote_key == bindparam("remote_key"),
    )
)


@dataclass(frozen=True, slots=True)
class Forward:
    """Notes that go to another helpdesk of the store.

    Attributes:
        connection: Name of its connection.
        notes: The notes.
    """

    connection: str
    notes: NotesRequest

    def sealed(self, cipher: Cipher, claim: Claim) -> Delivered:
        """Return the notes as they are stored. Sealing is slow, so the writing thread is spared it."""
        return sealed_delivery(cipher, claim.store, self.connection, self.notes)


@dataclass(frozen=True, slots=True)
class Forwarding:
    """A conversation whose notes go to another helpdesk.

    Attributes:
        id: Id of the row.
        origin: Our id of the conversation.
        closed: How many were opened there that take no more messages.
        begun_at: When a request to open one there was begun whose outcome nobody knows.
        remote_id: What the helpdesk calls the one that was opened; None before.
    """

    id: int
    origin: str
    closed: int
    begun_at: float | None
    remote_id: str | None


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a conversation that was opened for another one comes from.

    Attributes:
        connection: Name of the other one's connection.
        remote_id: What its helpdesk calls it.
    """

    connection: str
    remote_id: str


def keep(sql: SqlConnection, cipher: Cipher, claim: Claim, notes: Delivered, now: float) -> None:
    """Store notes about the claim's conversation unless they are known, and where they go."""
    store_all(sql, cipher, [notes], now)
    where = {"store": claim.store, "connection": notes.address.connection}
    queue = sql.scalar(_QUEUE, {**where, "remote_key": notes.address.remote_key})
    # Notes that are known may have been erased with their conversation since.
    if queue is not None and sql.execute(_BY_QUEUE, {"this": queue}).one_or_none() is None:
        sql.execute(_NEW, {**where, "origin": claim.conversation, "queue": queue})


class Forwardings:
    """Looks at what is forwarded, and keeps how far the opening at the other helpdesk has come."""

    def __init__(self, database: Database, cipher: Cipher) -> None:
        self._database = database
        self._cipher = cipher

    def of_queue(self, store: str, queue: str) -> Forwarding | None:
        """Return what waits under a conversation (our id); None where that was erased or is forgotten."""
        row = self._database.read(lambda sql: sql.execute(_BY_QUEUE, {"this": queue}).one_or_none())
        return None if row is None else self._opened(row, store)

    def origin(self, store: str, connection: str, remote_id: str) -> Origin | None:
        """Return which conversation one at a helpdesk was opened for; None for all others."""
        key = self._cipher.fingerprint(store, "conversation", connection, remote_id)
        this = {"store": store, "connection": connection, "remote_key": key}
        row = self._database.read(lambda sql: sql.execute(_ORIGIN, this).one_or_none())
        return None if row is None else Origin(row.connection, self._cipher.open(row.remote_id, store))

    def begin(self, forwarding: Forwarding, now: float) -> None:
        """Commit that the request to open a conversation is about to leave."""
        self._write(_THIS.values(begun_at=now), forwarding)

    def undo(self, forwarding: Forwarding) -> None:
        """Store that the helpdesk certainly opened nothing."""
        self._write(_THIS.values(begun_at=None), forwarding)

    def record(self, store: str, connection: str, forwarding: Forwarding, remote_id: str) -> None:
        """Store what the helpdesk calls the conversation that was opened."""
        key = self._cipher.fingerprint(store, "conversation", connection, remote_id)
        sealed = self._cipher.seal(remote_id, store)
        self._write(_THIS.values(begun_at=None, remote_key=key, remote_id=sealed), forwarding)

    def close(self, forwarding: Forwarding) -> None:
        """Store that the conversation that was opened takes no more messages: another is to be opened."""
        anew = {"closed": forwarding.closed + 1, "remote_key": None, "remote_id": None}
        self._write(_THIS.values(anew), forwarding)

    def _write(self, change: Update, forwarding: Forwarding) -> None:
        self._database.write(lambda sql: sql.execute(change, {"this": forwarding.id}).rowcount)

    def _opened(self, row: Row[tuple[object, ...]], store: str) -> Forwarding:
        return Forwarding(
            id=row.id,
            origin=row.origin,
            closed=row.closed,
            begun_at=row.begun_at,
            remote_id=self._cipher.open_if_any(row.remote_id, store),
        )
