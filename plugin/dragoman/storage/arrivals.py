"""How events come into the database: sealed before the write begins, and once however often delivered."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection as SqlConnection
from sqlalchemy import bindparam, insert, select

from dragoman.storage.conversations import Address, address_of, find_or_make
from dragoman.storage.encryption import Cipher
from dragoman.storage.events import Arrival, EventState, kind_of, person_of, to_json
from dragoman.storage.tables import events

# Built once: making a statement costs more than SQLite needs to run it.
_KNOWN = select(events.c.id).where(
    events.c.store == bindparam("store"),
    events.c.connection == bindparam("connection"),
    events.c.event_key == bindparam("event_key"),
)
_NEW = insert(events)


@dataclass(frozen=True, slots=True)
class Delivered:
    """An event as it is stored."""

    event_key: str
    kind: str
    payload: bytes
    address: Address


def event_key(cipher: Cipher, store: str, connection: str, event_id: str) -> str:
    """Return what redeliveries of an event are recognised by."""
    return cipher.fingerprint(store, "event", connection, event_id)


def sealed_delivery(cipher: Cipher, store: str, connection: str, event: Arrival) -> Delivered:
    """Return the event as it is stored. Sealing is slow, so the writing thread is spared it."""
    return Delivered(
        event_key=event_key(cipher, store, connection, event.event_id),
        kind=kind_of(event),
        payload=cipher.seal(to_json(event), store),
        address=address_of(cipher, store, connection, event.conversation, person_of(event)),
    )


def store_all(sql: SqlConnection, cipher: Cipher, delivered: Sequence[Delivered], now: float) -> list[int]:
    """Store what is new of a delivery and return the ids of its rows."""
    return [row for row in (_store(sql, cipher, one, now) for one in delivered) if row is not None]


def _store(sql: SqlConnection, cipher: Cipher, one: Delivered, now: float) -> int | None:
    """Store one event unless it is known. Writes are serialised: nothing comes between look and insert."""
    key = {"store": one.address.store, "connection": one.address.connection, "event_key": one.event_key}
    if sql.scalar(_KNOWN, key) is not None:
        return None
    values = {
        **key,
        "kind": one.kind,
        "conversation": find_or_make(sql, cipher, one.address, now),
        "state": EventState.NEW,
        "payload": one.payload,
        "due_at": now,
        "received_at": now,
    }
    return int(sql.execute(_NEW, values).lastrowid)
