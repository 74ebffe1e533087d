"""Stores, their connections and their tokens, as the owner configured them.

What another process changes counts at once. Stores and tokens are remembered until anything is committed,
everything else is read anew each time; ``helpdesks`` keeps what it read of a connection for a second.
"""

import hashlib
import json
import re
import secrets
import time
from collections.abc import Callable
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import Connection as SqlConnection
from sqlalchemy import Row, Table, bindparam, delete, insert, select, update

from dragoman.domain import Connection, DragomanError, Secret, Store, TermPolicy
from dragoman.storage.database import Database
from dragoman.storage.encryption import Cipher
from dragoman.storage.tables import connections, stores, term_policies, tokens

_NAME = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
# Built once: making a statement costs more than SQLite needs to run it.
_STORES = select(stores, term_policies.c.policies).outerjoin(
    term_policies, term_policies.c.store == stores.c.id
)
_STORE = _STORES.where(stores.c.id == bindparam("this"))
_CONNECTIONS = select(connections).where(connections.c.store == bindparam("of_store"))
_CONNECTION = _CONNECTIONS.where(connections.c.name == bindparam("of_name"))
_TOKEN = select(tokens).where(tokens.c.digest == bindparam("this"))
_TOKEN_PREFIX = "dragoman_"  # noqa: S105 - what tokens begin with, so that scanners of leaks recognise them


class Role(StrEnum):
    """What the bearer of a token may do."""

    OWNER = "owner"
    AGENT = "agent"
    LOCALIZER = "localizer"


class Token(NamedTuple):
    """Who a token speaks for; the token itself is not kept."""

    store: str
    role: Role
    name: str


class Stores:
    """What the owner configured."""

    def __init__(self, database: Database, cipher: Cipher, clock: Callable[[], float] = time.time) -> None:
        self._database = database
        self._cipher = cipher
        self._clock = clock

    def add(self, store: Store, *, replace: bool = False) -> None:
        """Store a shop.

        Args:
            store: The shop.
            replace: Whether a shop of this id is changed.

        Raises:
            DragomanError: the id cannot stand in an address, or is taken.
        """
        _check_name("store", store.id)
        this = {"id": store.id}
        values = {
            "name": store.name,
            "pivot": store.pivot,
            "languages": json.dumps(store.languages),
            "marker": store.marker,
            "locale": store.locale,
        }
        taken = f"there is a store {store.id} already; choose another id, or change it with --replace"
        policies = {"policies": json.dumps(dict(store.terms))}

        def write(sql: SqlConnection) -> None:
            _put(sql, stores, this, values, None if replace else taken)
            _put(sql, term_policies, {"store": store.id}, policies, None)

        self._database.write(write)

    def get(self, store: str) -> Store | None:
        """Return a shop by its id."""

        def work(sql: SqlConnection) -> Store | None:
            row = sql.execute(_STORE, {"this": store}).one_or_none()
            return None if row is None else _store(row)

        return self._database.remembered(("store", store), work)

    def all(self) -> list[Store]:
        """Return every shop, by id."""
        rows = self._database.read(lambda sql: sql.execute(_STORES.order_by(stores.c.id)).all())
        return [_store(row) for row in rows]

    def add_connection(self, connection: Connection, *, replace: bool = False) -> None:
        """Store a configured helpdesk; its credentials and signing secrets are sealed.

        Args:
            connection: The connection.
            replace: Whether a connection of this name is changed.

        Raises:
            DragomanError: the name cannot stand in an address or is taken, or there is no such store.
        """
        _check_name("connection", connection.name)
        if self.get(connection.store) is None:
            raise DragomanError(f"there is no store {connection.store}; `dragoman store add` makes one")
        hidden = {
            "credentials": {name: secret.reveal() for name, secret in connection.credentials.items()},
            "signing_secrets": [secret.reveal() for secret in connection.signing_secrets],
        }
        this = {"store": connection.store, "name": connection.name}
        values = {
            "adapter": connection.adapter,
            "settings": json.dumps(connection.settings),
            "secrets": self._cipher.seal(json.dumps(hidden), connection.store),
        }
        taken = (
            f"the store {connection.store} has a connection {connection.name} already; choose another name, "
            "or change it with --replace"
        )
        self._database.write(lambda sql: _put(sql, connections, this, values, None if replace else taken))

    def connection(self, store: str, name: str) -> Connection | None:
        """Return a connection of a store by its name."""
        this = {"of_store": store, "of_name": name}
        row = self._database.read(lambda sql: sql.execute(_CONNECTION, this).one_or_none())
        return None if row is None else self._connection(row)

    def connections(self, store: str) -> list[Connection]:
        """Return the connections of a store, by name."""
        query = _CONNECTIONS.order_by(connections.c.name)
        rows = self._database.read(lambda sql: sql.execute(query, {"of_store": store}).all())
        return [self._connection(row) for row in rows]

    def issue_token(self, store: str, role: Role, name: str) -> str:
        """Make a token and return its text, which is shown once and not kept.

        Args:
            store: Id of the store it is good for.
            role: What its bearer may do.
            name: Whose it is; replies through the API are signed with it in the notes.

        Raises:
            DragomanError: there is no such store, or it has a token of this name.
        """
        if self.get(store) is None:
            raise DragomanError(f"there is no store {store}; `dragoman store add` makes one")
        text = _TOKEN_PREFIX + secrets.token_urlsafe(32)
        values = {"digest": _digest(text), "role": role, "created_at": self._clock()}
        taken = f"the store {store} has a token {name} already; choose another name"
        self._database.write(lambda sql: _put(sql, tokens, {"store": store, "name": name}, values, taken))
        return text

    def token(self, text: str) -> Token | None:
        """Return who a token speaks for, or None if it is none of ours."""
        digest = _digest(text)

        def work(sql: SqlConnection) -> Token | None:
            row = sql.execute(_TOKEN, {"this": digest}).one_or_none()
            return None if row is None else _token(row)

        return self._database.remembered(("token", digest), work)

    def tokens(self, store: str) -> list[Token]:
        """Return the tokens of a store, by name."""
        query = select(tokens).where(tokens.c.store == store).order_by(tokens.c.name)
        return [_token(row) for row in self._database.read(lambda sql: sql.execute(query).all())]

    def revoke_token(self, store: str, name: str) -> bool:
        """Make a token worthless and return whether there was one of this name."""
        this = delete(tokens).where(tokens.c.store == store, tokens.c.name == name)
        return self._database.write(lambda sql: sql.execute(this).rowcount) == 1

    def _connection(self, row: Row[Any]) -> Connection:
        hidden: dict[str, Any] = json.loads(self._cipher.open(row.secrets, row.store))
        return Connection(
            store=row.store,
            name=row.name,
            adapter=row.adapter,
            settings=json.loads(row.settings),
            credentials={name: Secret(text) for name, text in hidden["credentials"].items()},
            signing_secrets=tuple(Secret(text) for text in hidden["signing_secrets"]),
        )


def _put(
    sql: SqlConnection, table: Table, this: dict[str, Any], values: dict[str, Any], taken: str | None
) -> None:
    """Insert a row, or change the one that is there already.

    Raises:
        DragomanError: there is one, and ``taken`` says what to do about it.
    """
    is_this = [table.c[name] == value for name, value in this.items()]
    if sql.execute(select(table).where(*is_this)).first() is None:
        sql.execute(insert(table).values(**this, **values))
    elif taken is not None:
        raise DragomanError(taken)
    else:
        sql.execute(update(table).where(*is_this).values(**values))


def _check_name(what: str, name: str) -> None:
    if not _NAME.fullmatch(name):
        raise DragomanError(
            f"the {what} {name!r} cannot be called so, as its name stands in addresses; use small letters, "
            "digits and hyphens, at most 63"
        )


def _digest(token: str) -> str:
    # Tokens are 32 random bytes: nobody finds one by guessing, so a plain hash is enough.
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def _store(row: Row[Any]) -> Store:
    return Store(
        id=row.id,
        name=row.name,
        pivot=row.pivot,
        languages=tuple(json.loads(row.languages)),
        marker=row.marker,
        locale=row.locale,
        terms=tuple((tag, TermPolicy(policy)) for tag, policy in json.loads(row.policies or "{}").items()),
    )


def _token(row: Row[Any]) -> Token:
    return Token(row.store, Role(row.role), row.name)
