"""Approved segments with their translations: the rows of the translation memory.

Rows are sealed like every text. One is found by the fingerprint of its source without its exchangeable
values (``translation.template``); a new approval of the same source takes the place of the old one.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection as SqlConnection
from sqlalchemy import Row, Select, bindparam, delete, exists, func, insert, select

from dragoman.storage.database import Database
from dragoman.storage.encryption import Cipher
from dragoman.storage.tables import conversations, memory, removals
from dragoman.tags import detectable, same_language

# Built once: making a statement costs more than SQLite needs to run it.
_BY_KEYS = select(memory).where(
    memory.c.store == bindparam("store"), memory.c.source_key.in_(bindparam("keys", expanding=True))
)
_STAMP = select(
    select(func.max(memory.c.id)).where(memory.c.store == bindparam("store")).scalar_subquery(),
    select(func.max(removals.c.id)).scalar_subquery(),
)
_SAME = delete(memory).where(
    memory.c.store == bindparam("this_store"),
    memory.c.source_key == bindparam("this_key"),
    memory.c.target_language == bindparam("this_language"),
)
_NEW = insert(memory)
_CONVERSATION = select(exists().where(conversations.c.id == bindparam("conversation")))


@dataclass(frozen=True, slots=True)
class Approved:
    """A pair of segments as it is approved.

    Attributes:
        source_language: Language of the source, a BCP 47 tag.
        target_language: Language of the target.
        source: The source segment.
        target: Its translation.
        key: What its source is found by: the key of its template.
        likeness: What its source looks like without values, to be compared with others.
        glossary: Identity of the glossary that held when it was approved; empty where none did.
        author: Who approved it.
        conversation: Our id of the conversation that it was learned from; None for what the owner brought in.
    """

    source_language: str
    target_language: str
    source: str
    target: str
    key: str
    likeness: str
    glossary: str
    author: str
    conversation: str | None = None


@dataclass(frozen=True, slots=True)
class MemoryEntry:
    """An approved pair of segments; see ``Approved``. ``approved_at`` is in POSIX seconds."""

    id: int
    source_language: str
    target_language: str
    source: str
    target: str
    likeness: str
    glossary: str
    author: str
    conversation: str | None
    approved_at: float


class Memory:
    """The approved segments of every store."""

    def __init__(self, database: Database, cipher: Cipher, clock: Callable[[], float]) -> None:
        self._database = database
        self._cipher = cipher
        self._clock = clock

    def add(self, store: str, pairs: Sequence[Approved]) -> list[int]:
        """Store approved pairs in one commit; each takes the place of what its source had before.

        Pairs that were learned from a conversation which was erased meanwhile are left out.

        Returns:
            The ids of what was stored.

        Raises:
            StorageFull: nothing was stored.
        """
        now = self._clock()
        rows = [self._sealed(store, pair, now) for pair in pairs]

        def work(sql: SqlConnection) -> list[int]:
            ids: list[int] = []
            for row in rows:
                conversation = row["conversation"]
                if conversation is not None and not sql.scalar(_CONVERSATION, {"conversation": conversation}):
                    continue
                this = {
                    "this_store": store,
                    "this_key": row["source_key"],
                    "this_language": row["target_language"],
                }
                sql.execute(_SAME, this)
                ids += sql.execute(_NEW, row).inserted_primary_key or ()
            return ids

        return self._database.write(work)

    def find(self, store: str, source: str, target: str, keys: Sequence[str]) -> dict[str, list[MemoryEntry]]:
        """Return what is approved for sources with these keys, by key: the latest first.

        Args:
            store: Id of the store.
            source: Language of the sources.
            target: Language of the translations; other variants of it are among what is returned.
            keys: Keys of templates.
        """
        fingerprints = {self._fingerprint(store, source, target, key): key for key in keys}
        if not fingerprints:
            return {}
        this = {"store": store, "keys": list(fingerprints)}
        rows = self._database.read(lambda sql: sql.execute(_BY_KEYS, this).all())
        found: dict[str, list[MemoryEntry]] = {}
        for row in sorted(rows, key=lambda row: -row.id):
            found.setdefault(fingerprints[row.source_key], []).append(self._opened(row))
        return found

    def list(
        self,
        store: str,
        source: str | None = None,
        target: str | None = None,
        *,
        limit: int | None = None,
        before: int | None = None,
        after: int | None = None,
    ) -> Sequence[MemoryEntry]:
        """Return the approved pairs of a store, the latest first.

        Args:
            store: Id of the store.
            source: Only those of this source language, whatever its variant.
            target: Only those of this target language, whatever its variant.
            limit: The most that are returned.
            before: Only those with a smaller id: the last one of a page.
            after: Only those with a larger id.
        """
        query = self._of(select(memory), store, source, target).limit(limit)
        if before is not None:
            query = query.where(memory.c.id < before)
        if after is not None:
            query = query.where(memory.c.id > after)
        return self._all(query)

    def ids(self, store: str, source: str, target: str, limit: int) -> Sequence[int]:
        """Return the ids of the approved pairs of a store in two languages, the latest first."""
        query = self._of(select(memory.c.id), store, source, target).limit(limit)
        return self._database.read(lambda sql: sql.scalars(query).all())

    def remove(self, store: str, ids: Sequence[int] | None) -> int:
        """Forget pairs of a store, or all of them where ``ids`` is None; return how many there were."""
        this = delete(memory).where(memory.c.store == store)
        if ids is not None:
            this = this.where(memory.c.id.in_(ids))

        def work(sql: SqlConnection) -> int:
            sql.execute(insert(removals))
            return sql.execute(this).rowcount

        return self._database.write(work)

    def stamp(self, store: str) -> tuple[int | None, int | None]:
        """Return what changes whenever the pairs of a store change, whichever process changed them."""
        return self._database.remembered(("memory", store), lambda sql: _stamp(sql, store))

    def _of(self, query: Select[Any], store: str, source: str | None, target: str | None) -> Select[Any]:
        query = query.where(memory.c.store == store).order_by(memory.c.id.desc())
        if source is None and target is None:
            return query
        languages = self._languages(store, source, target)
        return query.where(
            memory.c.source_language.in_({pair[0] for pair in languages}),
            memory.c.target_language.in_({pair[1] for pair in languages}),
        )

    def _languages(self, store: str, source: str | None, target: str | None) -> set[tuple[str, str]]:
        query = select(memory.c.source_language, memory.c.target_language).where(memory.c.store == store)
        pairs = self._database.read(lambda sql: sql.execute(query.distinct()).all())
        return {
            (row.source_language, row.target_language)
            for row in pairs
            if source is None or same_language(row.source_language, source)
            if target is None or same_language(row.target_language, target)
        }

    def _all(self, query: Select[Any]) -> Sequence[MemoryEntry]:
        return [self._opened(row) for row in self._database.read(lambda sql: sql.execute(query).all())]

    def _fingerprint(self, store: str, source: str, target: str, key: str) -> str:
        return self._cipher.fingerprint(store, "memory", detectable(source), detectable(target), key)

    def _sealed(self, store: str, pair: Approved, now: float) -> dict[str, Any]:
        body = {
            "source": pair.source,
            "target": pair.target,
            "likeness": pair.likeness,
            "glossary": pair.glossary,
            "author": pair.author,
        }
        return {
            "store": store,
            "source_language": pair.source_language,
            "target_language": pair.target_language,
            "source_key": self._fingerprint(store, pair.source_language, pair.target_language, pair.key),
            "body": self._cipher.seal(json.dumps(body), store),
            "conversation": pair.conversation,
            "approved_at": now,
        }

    def _opened(self, row: Row[Any]) -> MemoryEntry:
        body: dict[str, str] = json.loads(self._cipher.open(row.body, row.store))
        return MemoryEntry(
            id=row.id,
            source_language=row.source_language,
            target_language=row.target_language,
            conversation=row.conversation,
            approved_at=row.approved_at,
            **body,
        )


def _stamp(sql: SqlConnection, store: str) -> tuple[int | None, int | None]:
    last, removed = sql.execute(_STAMP, {"store": store}).one()
    return last, removed
