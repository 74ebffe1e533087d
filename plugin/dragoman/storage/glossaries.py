"""Glossaries as rows: the draft that people edit, what was published, and who changed what.

What a concept is, is not known here: its body is a text, as ``dragoman.glossary`` writes it.
"""

import time
import zlib
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection as SqlConnection
from sqlalchemy import bindparam, delete, func, insert, select, update

from dragoman.domain import DragomanError
from dragoman.storage.database import Database
from dragoman.storage.encryption import Cipher
from dragoman.storage.tables import concepts, glossary_log, termbases

_NUMBER = select(func.max(termbases.c.number)).where(termbases.c.store == bindparam("of_store"))
_CHANGED = (
    update(concepts)
    .where(concepts.c.store == bindparam("of_store"), concepts.c.concept == bindparam("this"))
    .values(body=bindparam("new_body"))
)


_PARAMETERS = 500  # of one statement; SQLite has a limit


class ChangedMeanwhile(DragomanError):  # noqa: N818 - what happened, not a fault
    """Somebody else changed what was to be changed."""


@dataclass(frozen=True, slots=True)
class Stored:
    """The body of a concept, and what is different after every change of it."""

    body: str
    mark: bytes


@dataclass(frozen=True, slots=True)
class Published:
    """What is known of a published version without its concepts: its number, when, and a summary as JSON."""

    number: int
    published_at: float
    summary: str


@dataclass(frozen=True, slots=True)
class Logged:
    """One entry of the log: its place in it, when it was written, and what it says, as JSON."""

    id: int
    at: float
    entry: str


class GlossaryRows:
    """Drafts, published versions and the log of all stores."""

    def __init__(self, database: Database, cipher: Cipher, clock: Callable[[], float] = time.time) -> None:
        self._database = database
        self._cipher = cipher
        self._clock = clock

    def draft(self, store: str) -> dict[str, str]:
        """Return the bodies of a store's concepts by their ids, in the order they were first written."""
        query = select(concepts.c.concept, concepts.c.body).where(concepts.c.store == store)
        rows = self._database.read(lambda sql: sql.execute(query.order_by(concepts.c.id)).all())
        return {row.concept: self._cipher.open(row.body, store) for row in rows}

    def stored(self, store: str, ids: Iterable[str]) -> dict[str, Stored]:
        """Return those of a store's concepts, by their ids, that there are."""
        wanted = list(ids)
        marks = self._database.read(lambda sql: _marks(sql, store, wanted))
        return {concept: Stored(self._cipher.open(mark, store), mark) for concept, mark in marks.items()}

    def change(
        self,
        store: str,
        bodies: Mapping[str, str | None],
        before: Mapping[str, Stored],
        entries: Sequence[str],
    ) -> None:
        """Write and remove concepts of the draft, and the log's entries about it, all or nothing.

        Args:
            store: Id of the store.
            bodies: The new body of each concept, by id; None where it goes.
            before: Those of them that there were, as they were read.
            entries: What the log says of it.

        Raises:
            ChangedMeanwhile: one of the concepts is not what it was; nothing was changed.
            StorageFull: nothing was changed.
        """
        sealed = {
            concept: self._cipher.seal(body, store) for concept, body in bodies.items() if body is not None
        }
        logged = [
            {"store": store, "at": self._clock(), "entry": self._cipher.seal(entry, store)}
            for entry in entries
        ]
        new = [
            {"store": store, "concept": concept, "body": body}
            for concept, body in sealed.items()
            if concept not in before
        ]
        changed = [
            {"of_store": store, "this": concept, "new_body": body}
            for concept, body in sealed.items()
            if concept in before
        ]
        removed = [concept for concept, body in bodies.items() if body is None]
        seen = {concept: stored.mark for concept, stored in before.items()}

        def write(sql: SqlConnection) -> None:
            if _marks(sql, store, list(bodies)) != seen:
                raise ChangedMeanwhile("somebody else changed this entry meanwhile: look at it, then again")
            if changed:
                sql.execute(_CHANGED, changed)
            if new:
                sql.execute(insert(concepts), new)
            for concept in removed:
                sql.execute(delete(concepts).where(concepts.c.store == store, concepts.c.concept == concept))
            if logged:
                sql.execute(insert(glossary_log), logged)

        self._database.write(write)

    def publish(self, store: str, after: int, summary: str, body: str, entry: str) -> int:
        """Store a version and return its number.

        Args:
            store: Id of the store.
            after: Number of the version that it follows, 0 for the first.
            summary: What the list of versions shows of it, as JSON.
            body: All its concepts, as JSON.
            entry: What the log says of it.

        Raises:
            ChangedMeanwhile: somebody else published meanwhile.
            StorageFull: nothing was stored.
        """
        now = self._clock()
        row = {
            "store": store,
            "number": after + 1,
            "published_at": now,
            "summary": self._cipher.seal(summary, store),
            "body": self._cipher.seal(_packed(body), store),
        }
        logged = {"store": store, "at": now, "entry": self._cipher.seal(entry, store)}

        def write(sql: SqlConnection) -> None:
            if (sql.scalar(_NUMBER, {"of_store": store}) or 0) != after:
                raise ChangedMeanwhile(
                    "somebody else published the glossary meanwhile: look at the newest version, then again"
                )
            sql.execute(insert(termbases).values(row))
            sql.execute(insert(glossary_log).values(logged))

        self._database.write(write)
        return after + 1

    def current(self, store: str) -> int:
        """Return the number of the newest version of a store; 0 where nothing was published."""
        return self._database.remembered(
            ("termbase", store), lambda sql: sql.scalar(_NUMBER, {"of_store": store}) or 0
        )

    def version(self, store: str, number: int) -> str | None:
        """Return the concepts of a version as JSON, or None where there is no such version."""
        query = select(termbases.c.body).where(termbases.c.store == store, termbases.c.number == number)
        body = self._database.read(lambda sql: sql.scalar(query))
        return None if body is None else _unpacked(self._cipher.open(body, store))

    def versions(self, store: str) -> list[Published]:
        """Return what was published for a store, the newest first."""
        query = select(termbases.c.number, termbases.c.published_at, termbases.c.summary)
        query = query.where(termbases.c.store == store).order_by(termbases.c.number.desc())
        rows = self._database.read(lambda sql: sql.execute(query).all())
        return [
            Published(row.number, row.published_at, self._cipher.open(row.summary, store)) for row in rows
        ]

    def log(self, store: str, limit: int, before: int | None = None) -> list[Logged]:
        """Return entries of the log, the newest first.

        Args:
            store: Id of the store.
            limit: The most that are returned.
            before: Only what was written before the entry of this id.
        """
        query = select(glossary_log).where(glossary_log.c.store == store)
        if before is not None:
            query = query.where(glossary_log.c.id < before)
        query = query.order_by(glossary_log.c.id.desc()).limit(limit)
        rows = self._database.read(lambda sql: sql.execute(query).all())
        return [Logged(row.id, row.at, self._cipher.open(row.entry, store)) for row in rows]


def _marks(sql: SqlConnection, store: str, ids: Sequence[str]) -> dict[str, bytes]:
    marks: dict[str, bytes] = {}
    for start in range(0, len(ids), _PARAMETERS):
        query = select(concepts.c.concept, concepts.c.body).where(
            concepts.c.store == store, concepts.c.concept.in_(ids[start : start + _PARAMETERS])
        )
        marks.update((row.concept, row.body) for row in sql.execute(query))
    return marks


def _packed(text: str) -> str:
    """Return a long text in a tenth of its size: a version repeats nearly all of the one before."""
    return b64encode(zlib.compress(text.encode())).decode()


def _unpacked(text: str) -> str:
    return zlib.decompress(b64decode(text)).decode()
