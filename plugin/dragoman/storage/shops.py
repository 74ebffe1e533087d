"""Where the orders and products of each store are looked up, as its owner configured it."""

import json
from dataclasses import dataclass

from sqlalchemy import Connection as SqlConnection
from sqlalchemy import delete, insert, select

from dragoman.domain import DragomanError, Secret
from dragoman.storage.database import Database
from dragoman.storage.encryption import Cipher
from dragoman.storage.tables import shops, stores


@dataclass(frozen=True, slots=True)
class ConfiguredShop:
    """A shop system of a store.

    Attributes:
        store: Id of the store.
        kind: What it is ("csv", "woocommerce").
        settings: What is not secret, by name.
        secrets: What we log in with, by name.
    """

    store: str
    kind: str
    settings: dict[str, str]
    secrets: dict[str, Secret]


class Shops:
    """What the owner configured; read anew each time, as ``Stores`` are."""

    def __init__(self, database: Database, cipher: Cipher) -> None:
        self._database = database
        self._cipher = cipher

    def set(self, shop: ConfiguredShop) -> None:
        """Store the shop system of a store, in the place of any other.

        Raises:
            DragomanError: there is no such store.
        """
        hidden = {name: secret.reveal() for name, secret in shop.secrets.items()}
        row = {
            "store": shop.store,
            "kind": shop.kind,
            "settings": json.dumps(shop.settings),
            "secrets": self._cipher.seal(json.dumps(hidden), shop.store),
        }

        def write(sql: SqlConnection) -> None:
            if sql.execute(select(stores.c.id).where(stores.c.id == shop.store)).first() is None:
                raise DragomanError(f"there is no store {shop.store}; `dragoman store add` makes one")
            sql.execute(delete(shops).where(shops.c.store == shop.store))
            sql.execute(insert(shops).values(row))

        self._database.write(write)

    def get(self, store: str) -> ConfiguredShop | None:
        """Return the shop system of a store; None where it has none of its own."""
        this = select(shops).where(shops.c.store == store)
        row = self._database.read(lambda sql: sql.execute(this).one_or_none())
        if row is None:
            return None
        hidden = json.loads(self._cipher.open(row.secrets, row.store))
        secrets = {name: Secret(text) for name, text in hidden.items()}
        return ConfiguredShop(row.store, row.kind, json.loads(row.settings), secrets)

    def remove(self, store: str) -> bool:
        """Forget the shop system of a store and return whether it had one."""
        this = delete(shops).where(shops.c.store == store)
        return self._database.write(lambda sql: sql.execute(this).rowcount) == 1
