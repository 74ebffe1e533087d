"""Drafts of replies, and what became of them: sealed, and forgotten with their conversations."""

import json
import uuid
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import Row, func, insert, select, update

from dragoman.storage.database import Database
from dragoman.storage.encryption import Cipher
from dragoman.storage.tables import drafts


class Use(StrEnum):
    """What an agent did with a draft."""

    AS_WRITTEN = "as written"
    EDITED = "edited"
    OTHER = "another answer"


@dataclass(frozen=True, slots=True)
class StoredDraft:
    """A draft as it was shown.

    Attributes:
        id: Its id.
        store: Id of the store.
        conversation: Our id of the conversation.
        content: What it says, cites and withholds, as JSON can carry it.
        thumb: What an agent thinks of it: 1, -1, or None.
        use: What became of it; None while nobody has answered.
        created_at: POSIX seconds.
    """

    id: str
    store: str
    conversation: str
    content: Mapping[str, Any]
    thumb: int | None
    use: Use | None
    created_at: float


class Drafts:
    """The drafts of all stores."""

    def __init__(self, database: Database, cipher: Cipher, clock: Callable[[], float]) -> None:
        self._database = database
        self._cipher = cipher
        self._clock = clock

    def add(self, store: str, conversation: str, content: Mapping[str, Any], intent: str = "") -> str:
        """Store a draft and return its id.

        Args:
            store: Id of the store.
            conversation: Our id of the conversation.
            content: What it says.
            intent: What it answers: counted by, so readable; a name that the owner gave, never a text.

        Raises:
            StorageFull: it was not stored.
        """
        row = {
            "id": uuid.uuid4().hex,
            "store": store,
            "conversation": conversation,
            "intent": intent,
            "content": self._cipher.seal(json.dumps(content), store),
            "created_at": self._clock(),
        }
        self._database.write(lambda sql: sql.execute(insert(drafts).values(row)))
        return str(row["id"])

    def get(self, store: str, draft: str) -> StoredDraft | None:
        """Return a draft by its id."""
        this = select(drafts).where(drafts.c.store == store, drafts.c.id == draft)
        row = self._database.read(lambda sql: sql.execute(this).one_or_none())
        return None if row is None else self._draft(row)

    def latest(self, store: str, conversation: str) -> StoredDraft | None:
        """Return the last draft of a conversation."""
        query = (
            select(drafts)
            .where(drafts.c.store == store, drafts.c.conversation == conversation)
            .order_by(drafts.c.created_at.desc())
            .limit(1)
        )
        row = self._database.read(lambda sql: sql.execute(query).one_or_none())
        return None if row is None else self._draft(row)

    def rate(self, store: str, draft: str, thumb: int) -> bool:
        """Keep what an agent thinks of a draft, 1 or -1, and return whether there is such a draft."""
        return self._change(store, draft, {"thumb": thumb})

    def used(self, store: str, draft: str, use: Use) -> bool:
        """Keep what became of a draft and return whether there is such a draft."""
        return self._change(store, draft, {"use": use})

    def uses(self, store: str) -> Counter[tuple[str, str]]:
        """Return how many drafts of each intent became what; an empty use is that of nobody's answer yet."""
        query = (
            select(drafts.c.intent, drafts.c.use, func.count())
            .where(drafts.c.store == store)
            .group_by(drafts.c.intent, drafts.c.use)
        )
        rows = self._database.read(lambda sql: sql.execute(query).all())
        return Counter({(intent, use or ""): count for intent, use, count in rows})

    def _change(self, store: str, draft: str, values: Mapping[str, Any]) -> bool:
        this = update(drafts).where(drafts.c.store == store, drafts.c.id == draft).values(**values)
        return self._database.write(lambda sql: sql.execute(this).rowcount) == 1

    def _draft(self, row: Row[Any]) -> StoredDraft:
        return StoredDraft(
            id=row.id,
            store=row.store,
            conversation=row.conversation,
            content=json.loads(self._cipher.open(row.content, row.store)),
            thumb=row.thumb,
            use=Use(row.use) if row.use else None,
            created_at=row.created_at,
        )
