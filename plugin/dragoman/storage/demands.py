"""What shops demand about people's data: stored before it is acknowledged, and until it is carried out."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection as SqlConnection
from sqlalchemy import Row, Select, bindparam, insert, select, update

from dragoman.domain import Demand, DemandKind
from dragoman.storage.conversations import person_key
from dragoman.storage.database import Database
from dragoman.storage.encryption import Cipher
from dragoman.storage.tables import demands

_KNOWN = select(demands.c.id).where(
    demands.c.store == bindparam("store"),
    demands.c.connection == bindparam("connection"),
    demands.c.demand_key == bindparam("demand_key"),
)
_OPEN = select(demands).where(demands.c.done_at.is_(None)).order_by(demands.c.id)


@dataclass(frozen=True, slots=True)
class StoredDemand:
    """A demand as it stands now.

    Attributes:
        id: Id of the row.
        store: Id of the store.
        connection: Name of the connection that it came through.
        kind: What is demanded.
        person: The helpdesk's id of the shopper; None once it is done.
        result: What was done, or is given; None until then, and once that is forgotten.
        received_at: When it was stored.
        done_at: When it was carried out.
    """

    id: int
    store: str
    connection: str
    kind: DemandKind
    person: str | None
    result: dict[str, Any] | None
    received_at: float
    done_at: float | None


class Demands:
    """Stores demands and what came of them."""

    def __init__(self, database: Database, cipher: Cipher, clock: Callable[[], float]) -> None:
        self._database = database
        self._cipher = cipher
        self._clock = clock

    def accept(self, store: str, connection: str, demanded: Sequence[Demand]) -> None:
        """Store demands; those that are known stay as they are.

        Raises:
            StorageFull: nothing was stored.
        """
        now = self._clock()
        rows = [self._row(store, connection, one, now) for one in demanded]

        def work(sql: SqlConnection) -> None:
            for row in rows:
                if sql.execute(_KNOWN, row).first() is None:
                    sql.execute(insert(demands).values(row))

        self._database.write(work)

    def open(self) -> Sequence[StoredDemand]:
        """Return what is still to be carried out, the oldest first."""
        return self._all(_OPEN)

    def of(self, store: str) -> Sequence[StoredDemand]:
        """Return the demands of a store, the oldest first."""
        return self._all(select(demands).where(demands.c.store == store).order_by(demands.c.id))

    def close(self, demand: StoredDemand, result: dict[str, Any]) -> None:
        """Store what was done; whose demand it was is needed no more."""
        values = {
            "result": self._cipher.seal(json.dumps(result), demand.store),
            "person": None,
            "done_at": self._clock(),
        }
        this = update(demands).where(demands.c.id == demand.id).values(values)
        self._database.write(lambda sql: sql.execute(this))

    def _row(self, store: str, connection: str, demand: Demand, now: float) -> dict[str, Any]:
        person = demand.person
        return {
            "store": store,
            "connection": connection,
            "demand_key": self._cipher.fingerprint(store, "demand", connection, demand.event_id),
            "kind": demand.kind,
            "person_key": None if person is None else person_key(self._cipher, store, person),
            "person": None if person is None else self._cipher.seal(person, store),
            "received_at": now,
        }

    def _all(self, query: Select[Any]) -> Sequence[StoredDemand]:
        return [self._opened(row) for row in self._database.read(lambda sql: sql.execute(query).all())]

    def _opened(self, row: Row[Any]) -> StoredDemand:
        result = self._cipher.open_if_any(row.result, row.store)
        return StoredDemand(
            id=row.id,
            store=row.store,
            connection=row.connection,
            kind=DemandKind(row.kind),
            person=self._cipher.open_if_any(row.person, row.store),
            result=None if result is None else json.loads(result),
            received_at=row.received_at,
            done_at=row.done_at,
        )
