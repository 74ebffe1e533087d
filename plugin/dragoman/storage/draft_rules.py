"""What the owner of a store allows drafts to do."""

import json
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import Connection as SqlConnection
from sqlalchemy import delete, insert, select

from dragoman.commerce import Money
from dragoman.domain import DragomanError
from dragoman.storage.database import Database
from dragoman.storage.tables import draft_rules, stores


@dataclass(frozen=True, slots=True)
class DraftRules:
    """Rules of one store.

    Attributes:
        limit: The most that a draft may speak of paying back; None: any amount.
        automatic: What may be answered without an agent: pairs of an intent and a language.
    """

    limit: Money | None = None
    automatic: tuple[tuple[str, str], ...] = ()


class RulesOfDrafts:
    """The rules of all stores; read anew each time, as ``Stores`` are."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, store: str) -> DraftRules:
        """Return the rules of a store: by default no limit, and nothing without an agent."""
        this = select(draft_rules.c.rules).where(draft_rules.c.store == store)
        text = self._database.read(lambda sql: sql.scalar(this))
        if text is None:
            return DraftRules()
        rules = json.loads(text)
        limit = rules["limit"]
        return DraftRules(
            limit=Money(Decimal(limit[0]), limit[1]) if limit else None,
            automatic=tuple((intent, language) for intent, language in rules["automatic"]),
        )

    def set(self, store: str, rules: DraftRules) -> None:
        """Store the rules of a store.

        Raises:
            DragomanError: there is no such store.
        """
        limit = [str(rules.limit.amount), rules.limit.currency] if rules.limit else None
        text = json.dumps({"limit": limit, "automatic": rules.automatic})

        def write(sql: SqlConnection) -> None:
            if sql.execute(select(stores.c.id).where(stores.c.id == store)).first() is None:
                raise DragomanError(f"there is no store {store}; `dragoman store add` makes one")
            sql.execute(delete(draft_rules).where(draft_rules.c.store == store))
            sql.execute(insert(draft_rules).values(store=store, rules=text))

        self._database.write(write)
