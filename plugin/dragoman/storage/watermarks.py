"""How far each polled connection has been read."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection as SqlConnection
from sqlalchemy import bindparam, insert, select, update

from dragoman.storage.database import Database
from dragoman.storage.encryption import Cipher
from dragoman.storage.tables import watermarks

_THIS = (watermarks.c.store == bindparam("of_store"), watermarks.c.connection == bindparam("of_name"))
_FIND = select(watermarks).where(*_THIS)


@dataclass(frozen=True, slots=True)
class Watermark:
    """How far a connection has been read.

    Attributes:
        since: When it was first polled; what was written before is history.
        cursor: Where the next poll begins; None before the first one has succeeded.
        polled_at: When a poll succeeded last.
        trouble: Why the last one failed; None where it did not.
    """

    since: float
    cursor: str | None = None
    polled_at: float | None = None
    trouble: str | None = None


class Watermarks:
    """The watermarks of all stores."""

    def __init__(self, database: Database, cipher: Cipher) -> None:
        self._database = database
        self._cipher = cipher

    def get(self, store: str, connection: str) -> Watermark | None:
        """Return how far a connection has been read, or None if it was never polled."""
        this = {"of_store": store, "of_name": connection}
        row = self._database.read(lambda sql: sql.execute(_FIND, this).one_or_none())
        if row is None:
            return None
        cursor = self._cipher.open_if_any(row.cursor, store)
        return Watermark(row.since, cursor, row.polled_at, self._cipher.open_if_any(row.trouble, store))

    def advance(self, store: str, connection: str, cursor: str, at: float) -> None:
        """Store where the next poll begins."""
        sealed = self._cipher.seal(cursor, store)
        self._put(store, connection, at, {"cursor": sealed, "polled_at": at, "trouble": None})

    def fail(self, store: str, connection: str, trouble: str, at: float) -> None:
        """Store why a poll failed; where the next one begins stays as it is."""
        self._put(store, connection, at, {"trouble": self._cipher.seal(trouble, store)})

    def begin(self, store: str, connection: str, at: float) -> Watermark:
        """Return how far a connection has been read; the first time, everything before now is history."""
        known = self.get(store, connection)
        if known is not None:
            return known
        self._put(store, connection, at, {})
        return Watermark(at)

    def _put(self, store: str, connection: str, at: float, values: dict[str, Any]) -> None:
        this = {"of_store": store, "of_name": connection}

        def write(sql: SqlConnection) -> None:
            if sql.execute(_FIND, this).first() is None:
                row = {"store": store, "connection": connection, "since": at, **values}
                sql.execute(insert(watermarks).values(row))
            elif values:
                is_this = (watermarks.c.store == store, watermarks.c.connection == connection)
                sql.execute(update(watermarks).where(*is_this).values(values))

        self._database.write(write)
