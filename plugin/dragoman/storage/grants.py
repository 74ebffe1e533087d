"""What helpdesks granted their connections, sealed; see ``dragoman.grants``.

A renewal takes the place of the one before in one statement. Who renews has a lease on the row, because the
second of two processes that renew with the same token would be refused, and might end the login of both.
"""

import threading
from collections.abc import Callable
from typing import Any, NamedTuple

from sqlalchemy import Connection as SqlConnection
from sqlalchemy import bindparam, delete, insert, select, update

from dragoman.adapter import NotSent
from dragoman.domain import Secret
from dragoman.grants import Grant
from dragoman.storage.database import Database
from dragoman.storage.encryption import Cipher
from dragoman.storage.tables import grants

_THIS = (grants.c.store == bindparam("of_store"), grants.c.connection == bindparam("of_name"))
_FIND = select(grants).where(*_THIS)
_FORGET = delete(grants).where(*_THIS)
_CHANGE = update(grants).where(*_THIS)
# A request to an authorization server is over before, whatever becomes of it.
_LEASE = 60.0
_AGAIN = 2.0
_FRESH = 0.9


class _Kept(NamedTuple):
    access: Secret | None
    renewal: Secret | None


class Grants:
    """The grants of all connections.

    Args:
        database: Where they are.
        cipher: What seals them.
        clock: POSIX seconds.
    """

    def __init__(self, database: Database, cipher: Cipher, clock: Callable[[], float]) -> None:
        self.database = database
        self.cipher = cipher
        self.clock = clock
        self._lock = threading.Lock()
        self._locks: dict[tuple[str, str], threading.Lock] = {}

    def of(self, store: str, connection: str) -> "ConnectionGrants":
        """Return what keeps the grants of one connection."""
        with self._lock:
            lock = self._locks.setdefault((store, connection), threading.Lock())
        return ConnectionGrants(self, store, connection, lock)

    def forget(self, store: str, connection: str) -> int:
        """Forget what a connection was granted; return how many grants that were."""
        this = {"of_store": store, "of_name": connection}
        return self.database.write(lambda sql: sql.execute(_FORGET, this).rowcount)


class ConnectionGrants:
    """The grants of one connection; its threads wait for each other, other processes are told to wait."""

    def __init__(self, grants: Grants, store: str, connection: str, lock: threading.Lock) -> None:
        self._database = grants.database
        self._cipher = grants.cipher
        self._clock = grants.clock
        self._store = store
        self._this = {"of_store": store, "of_name": connection}
        self._lock = lock

    def access(
        self, origin: Secret, renew: Callable[[Secret | None], Grant], refused: Secret | None = None
    ) -> Secret:
        """Return what requests are made with; see ``dragoman.grants.HelpdeskGrants``.

        Raises:
            NotSent: another process is renewing it.
        """
        with self._lock:
            kept = self._database.read(lambda sql: self._fresh(sql, origin))
            if kept is not None and kept != refused:
                return kept
            access, renewal = self._database.write(lambda sql: self._claim(sql, origin, refused))
            if access is not None:
                return access
            try:
                grant = renew(renewal)
            except BaseException:
                self._database.write(lambda sql: self._put(sql, {"claimed_until": 0.0}))
                raise
            self.keep(origin, grant)
            return grant.access

    def keep(self, origin: Secret, grant: Grant) -> None:
        """Keep a grant; see ``dragoman.grants.HelpdeskGrants``."""

        def write(sql: SqlConnection) -> None:
            before = self._kept(sql, origin)
            renewal = grant.renewal or (before.renewal if before else None)
            values = {
                "origin": self._fingerprint(origin),
                "access": self._seal(grant.access),
                "renewal": self._seal(renewal) if renewal else None,
                "good_until": self._clock() + grant.seconds * _FRESH,
                "claimed_until": 0.0,
            }
            self._put(sql, values)

        self._database.write(write)

    def _claim(self, sql: SqlConnection, origin: Secret, refused: Secret | None) -> _Kept:
        """Return what another process has fetched meanwhile, or take the lease and return the renewal."""
        fresh = self._fresh(sql, origin)
        if fresh is not None and fresh != refused:
            return _Kept(fresh, None)
        row, now = sql.execute(_FIND, self._this).one_or_none(), self._clock()
        if row is not None and now < row.claimed_until <= now + _LEASE:
            raise NotSent("another process is renewing the helpdesk's login", _AGAIN)
        kept = self._kept(sql, origin)
        self._put(sql, {"claimed_until": now + _LEASE})
        return _Kept(None, kept.renewal if kept else None)

    def _fresh(self, sql: SqlConnection, origin: Secret) -> Secret | None:
        row = sql.execute(_FIND, self._this).one_or_none()
        kept = self._kept(sql, origin)
        return kept.access if kept and row is not None and self._clock() < row.good_until else None

    def _kept(self, sql: SqlConnection, origin: Secret) -> _Kept | None:
        """Return what was kept, if it came from this origin."""
        row = sql.execute(_FIND, self._this).one_or_none()
        if row is None or row.origin != self._fingerprint(origin):
            return None
        return _Kept(self._open(row.access), self._open(row.renewal))

    def _put(self, sql: SqlConnection, values: dict[str, Any]) -> None:
        if sql.execute(_FIND, self._this).first() is None:
            empty = {"origin": "", "good_until": 0.0, "claimed_until": 0.0}
            place = {"store": self._store, "connection": self._this["of_name"]}
            sql.execute(insert(grants).values({**place, **empty, **values}))
        else:
            sql.execute(_CHANGE.values(values), self._this)

    def _fingerprint(self, origin: Secret) -> str:
        return self._cipher.fingerprint(self._store, self._this["of_name"], origin.reveal())

    def _seal(self, secret: Secret) -> bytes:
        return self._cipher.seal(secret.reveal(), self._store)

    def _open(self, sealed: bytes | None) -> Secret | None:
        text = self._cipher.open_if_any(sealed, self._store)
        return None if text is None else Secret(text)
