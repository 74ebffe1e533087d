"""What stores know: passages, what they said before, and the index of their words.

Passages are what a shop publishes itself, so they are kept readable, not sealed. The index holds the words
as ``replies.retrieval`` reads them; SQLite's FTS5 keeps it. Each passage also has a sphere there, a word made
of its store, language and audience, so that whatever is counted or found is the asker's own. FTS5's ranking,
which counts words over all spheres, only tells which passages are worth a closer look.
"""

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Row, and_, bindparam, delete, func, insert, or_, select, text, update
from sqlalchemy import Connection as SqlConnection

from dragoman.evidence import Audience, Contradiction, Passage
from dragoman.storage.database import Database
from dragoman.storage.tables import (
    contradictions,
    knowledge_changes,
    passage_vectors,
    passage_versions,
    passage_words,
    passages,
)
from dragoman.tags import detectable, same_language

_PARAMETERS = 500  # of one statement; SQLite has a limit
_ONE = and_(passages.c.store == bindparam("of_store"), passages.c.passage == bindparam("this"))
# How FTS5 ranks: the words of headings count more, the sphere does not.
_RANK = func.bm25(text("passage_words"), 0.0, 2.0, 1.0)
_CHANGES = select(knowledge_changes.c.number).where(knowledge_changes.c.store == bindparam("of_store"))


@dataclass(frozen=True, slots=True)
class Worded:
    """A passage with its words as they are searched.

    Attributes:
        passage: The passage.
        place: Where it stands in its source, from 0.
        headings: The words of its heading, with blanks between.
        text: Those of its text, and of what it is about besides.
    """

    passage: Passage
    place: int
    headings: str
    text: str


@dataclass(frozen=True, slots=True)
class Scope:
    """Which passages may be found at all.

    Attributes:
        store: Id of the store.
        languages: Their tags, as the store's passages have them.
        audiences: Who may be told.
        day: The day on which they hold.
    """

    store: str
    languages: tuple[str, ...]
    audiences: frozenset[Audience]
    day: date


class Candidate(NamedTuple):
    """A passage that may fit, by the id of its row, with the words of its heading and of its text."""

    row: int
    headings: tuple[str, ...]
    text: tuple[str, ...]


class Extent(NamedTuple):
    """What a scope holds: the number of passages, and the words of one on average."""

    passages: int
    mean_length: float


@dataclass(frozen=True, slots=True)
class Earlier:
    """What a passage said before: the version, its text, and when it was written, in POSIX seconds."""

    version: int
    text: str
    changed_at: float


class Knowledge:
    """The passages of every store."""

    def __init__(self, database: Database, clock: Callable[[], float]) -> None:
        self._database = database
        self._clock = clock

    def all(self, store: str, sources: Collection[str] | None = None) -> list[Passage]:
        """Return a store's passages, or those of some sources, in the order of their sources."""
        query = select(passages).where(passages.c.store == store)
        if sources is not None:
            query = query.where(passages.c.source.in_(sources))
        query = query.order_by(passages.c.source, passages.c.place)
        return [_passage(row) for row in self._database.read(lambda sql: sql.execute(query).all())]

    def get(self, store: str, passage: str) -> Passage | None:
        """Return one passage by its id."""
        named = {"of_store": store, "this": passage}
        row = self._database.read(lambda sql: sql.execute(select(passages).where(_ONE), named).one_or_none())
        return None if row is None else _passage(row)

    def earlier(self, store: str, passage: str) -> list[Earlier]:
        """Return what a passage said before, the latest first."""
        query = select(passage_versions).where(
            passage_versions.c.store == store, passage_versions.c.passage == passage
        )
        query = query.order_by(passage_versions.c.version.desc())
        rows = self._database.read(lambda sql: sql.execute(query).all())
        return [Earlier(row.version, row.text, row.changed_at) for row in rows]

    def put(self, store: str, worded: Sequence[Worded], analysis: str) -> None:
        """Write passages with their words in one commit; those that there are under their ids are replaced.

        One whose text changes gets the next version, and what it said before is kept.

        Args:
            store: Id of the store.
            worded: The passages; their own versions are not looked at.
            analysis: Name of the way in which the words were read, at most 20 characters.

        Raises:
            StorageFull: nothing was written.
        """
        now = self._clock()

        def work(sql: SqlConnection) -> None:
            _write(sql, store, worded, analysis, now)
            _count_change(sql, store)

        self._database.write(work)

    def remove(self, store: str, ids: Sequence[str]) -> int:
        """Remove passages by their ids, with everything they said before; return how many there were."""

        def work(sql: SqlConnection) -> int:
            removed = 0
            for part in _parts(ids):
                here = and_(passages.c.store == store, passages.c.passage.in_(part))
                rows = sql.scalars(select(passages.c.id).where(here)).all()
                sql.execute(delete(passage_words).where(passage_words.c.rowid.in_(rows)))
                sql.execute(delete(passage_vectors).where(passage_vectors.c.passage.in_(rows)))
                sql.execute(delete(passages).where(passages.c.id.in_(rows)))
                sql.execute(
                    delete(passage_versions).where(
                        passage_versions.c.store == store, passage_versions.c.passage.in_(part)
                    )
                )
                gone = or_(contradictions.c.one.in_(part), contradictions.c.other.in_(part))
                sql.execute(delete(contradictions).where(contradictions.c.store == store, gone))
                removed += len(rows)
            _count_change(sql, store)
            return removed

        return self._database.write(work)

    def read_otherwise(self, store: str, analysis: str) -> list[tuple[int, Passage]]:
        """Return the passages whose words were read in another way than this, with their places."""
        query = select(passages).where(passages.c.store == store, passages.c.analysis != analysis)
        rows = self._database.read(lambda sql: sql.execute(query).all())
        return [(row.place, _passage(row)) for row in rows]

    def scope(self, store: str, language: str, audiences: Iterable[Audience], day: date) -> Scope:
        """Return what may be found: passages of a language, whatever its variant, that hold on a day."""
        query = select(passages.c.language).where(passages.c.store == store).distinct()
        tags = self._database.read(lambda sql: sql.scalars(query).all())
        languages = tuple(tag for tag in tags if same_language(tag, language))
        return Scope(store, languages, frozenset(audiences), day)

    def extent(self, scope: Scope) -> Extent:
        """Return how much there is to be found."""
        query = select(func.count(), func.avg(passages.c.length)).where(_within(scope))
        count, mean = self._database.read(lambda sql: sql.execute(query).one())
        return Extent(count, mean or 0.0)

    def spread(self, scope: Scope, words: Collection[str]) -> dict[str, int]:
        """Return how many passages have each word, on whichever day they hold."""
        if not scope.languages:
            return dict.fromkeys(words, 0)
        queries = {
            word: select(func.count())
            .select_from(passage_words)
            .where(passage_words.c.passage_words.match(_having(scope, [word])))
            for word in words
        }
        return self._database.read(lambda sql: {word: sql.scalar(queries[word]) or 0 for word in queries})

    def candidates(self, scope: Scope, words: Collection[str], limit: int) -> list[Candidate]:
        """Return the passages that are worth a closer look, because they have any of the words.

        Args:
            scope: Which passages may be found.
            words: What they may have.
            limit: The most that are returned; FTS5's ranking says which.
        """
        if not words or not scope.languages:
            return []
        query = (
            select(passage_words.c.rowid, passage_words.c.headings, passage_words.c.text)
            .join_from(passage_words, passages, passages.c.id == passage_words.c.rowid)
            .where(passage_words.c.passage_words.match(_having(scope, words)), _within(scope))
            .order_by(_RANK, passage_words.c.rowid)
            .limit(limit)
        )
        rows = self._database.read(lambda sql: sql.execute(query).all())
        return [Candidate(row, tuple(head.split()), tuple(text.split())) for row, head, text in rows]

    def without_vector(self, store: str, model: str) -> dict[int, Passage]:
        """Return the passages of a store that have no vector of a model, by the ids of their rows."""
        known = select(passage_vectors.c.passage).where(passage_vectors.c.model == model)
        query = select(passages).where(passages.c.store == store, passages.c.id.not_in(known))
        rows = self._database.read(lambda sql: sql.execute(query).all())
        return {row.id: _passage(row) for row in rows}

    def put_vectors(self, store: str, model: str, vectors: Mapping[int, bytes]) -> None:
        """Keep vectors of a model by the rows of a store's passages; those that are gone are left out.

        Raises:
            StorageFull: nothing was kept.
        """

        def work(sql: SqlConnection) -> None:
            own = and_(passages.c.store == store, passages.c.id.in_(list(vectors)))
            there = sql.scalars(select(passages.c.id).where(own)).all()
            here = and_(passage_vectors.c.model == model, passage_vectors.c.passage.in_(there))
            sql.execute(delete(passage_vectors).where(here))
            if there:
                kept = [{"passage": row, "model": model, "vector": vectors[row]} for row in there]
                sql.execute(insert(passage_vectors), kept)
            _count_change(sql, store)

        self._database.write(work)

    def vectors(self, scope: Scope, model: str) -> list[tuple[int, bytes]]:
        """Return the vectors of the passages that may be found, with the ids of their rows."""
        query = (
            select(passage_vectors.c.passage, passage_vectors.c.vector)
            .join_from(passages, passage_vectors, passage_vectors.c.passage == passages.c.id)
            .where(passage_vectors.c.model == model, _within(scope))
            .order_by(passages.c.id)
        )
        return [(row, vector) for row, vector in self._database.read(lambda sql: sql.execute(query).all())]

    def by_rows(self, rows: Collection[int]) -> dict[int, Passage]:
        """Return passages by the ids of their rows."""
        query = select(passages).where(passages.c.id.in_(list(rows)))
        found = self._database.read(lambda sql: sql.execute(query).all())
        return {row.id: _passage(row) for row in found}

    def put_contradictions(self, store: str, found: Sequence[Contradiction]) -> None:
        """Keep what a store's passages say differently, in the place of what was known of that.

        Raises:
            StorageFull: what was known is still there.
        """
        rows = [
            {
                "store": store,
                "one": one.one.id,
                "other": one.other.id,
                "said": json.dumps(one.said, ensure_ascii=False),
                "about": json.dumps(one.about, ensure_ascii=False),
                "sentences": json.dumps(one.sentences, ensure_ascii=False),
                "kind": one.kind,
            }
            for one in found
        ]

        def work(sql: SqlConnection) -> None:
            sql.execute(delete(contradictions).where(contradictions.c.store == store))
            if rows:
                sql.execute(insert(contradictions), rows)

        self._database.write(work)

    def contradictions_of(self, scope: Scope, ids: Collection[str]) -> list[Contradiction]:
        """Return the contradictions of some passages with any that may be found."""
        if not ids or not scope.languages:
            return []
        of_these = or_(contradictions.c.one.in_(list(ids)), contradictions.c.other.in_(list(ids)))
        query = select(contradictions).where(contradictions.c.store == scope.store, of_these)
        rows = self._database.read(lambda sql: sql.execute(query.order_by(contradictions.c.id)).all())
        sides = {side for row in rows for side in (row.one, row.other)}
        there = select(passages).where(passages.c.passage.in_(list(sides)), _within(scope))
        known = {
            row.passage: _passage(row) for row in self._database.read(lambda sql: sql.execute(there).all())
        }
        return [
            Contradiction(
                known[row.one],
                known[row.other],
                _pair(row.said),
                tuple(json.loads(row.about)),
                _pair(row.sentences),
                row.kind,
            )
            for row in rows
            if row.one in known and row.other in known
        ]

    def stamp(self, store: str) -> int:
        """Return what changes with every change of a store's knowledge, whichever process made it."""
        return self._database.read(lambda sql: sql.scalar(_CHANGES, {"of_store": store})) or 0


def _within(scope: Scope) -> ColumnElement[bool]:
    day = scope.day.isoformat()
    return and_(
        passages.c.store == scope.store,
        passages.c.language.in_(scope.languages),
        passages.c.audience.in_(scope.audiences),
        or_(passages.c.valid_from.is_(None), passages.c.valid_from <= day),
        or_(passages.c.valid_until.is_(None), passages.c.valid_until >= day),
    )


def _having(scope: Scope, words: Collection[str]) -> str:
    """Return the question to FTS5 for passages of a scope with any of some words."""
    spheres = " OR ".join(
        f'"{_sphere(scope.store, language, audience)}"'
        for language in dict.fromkeys(map(detectable, scope.languages))
        for audience in scope.audiences
    )
    asked = " OR ".join(f'"{word}"' for word in words)
    return f"sphere : ({spheres}) AND {{headings text}} : ({asked})"


def _sphere(store: str, language: str, audience: Audience) -> str:
    return f"{store}#{detectable(language).lower()}#{audience}"


def _write(sql: SqlConnection, store: str, worded: Sequence[Worded], analysis: str, now: float) -> None:
    known: dict[str, Row[Any]] = {}
    for part in _parts([one.passage.id for one in worded]):
        here = and_(passages.c.store == store, passages.c.passage.in_(part))
        known.update((row.passage, row) for row in sql.execute(select(passages).where(here)))
    new = [one for one in worded if one.passage.id not in known]
    if new:
        first = {"store": store, "version": 1, "changed_at": now}
        rows = [{**first, "passage": one.passage.id, **_columns(one, analysis)} for one in new]
        ids = sql.scalars(insert(passages).returning(passages.c.id, sort_by_parameter_order=True), rows).all()
        sql.execute(
            insert(passage_words), [_words(store, row, one) for row, one in zip(ids, new, strict=True)]
        )
    for one in worded:
        if before := known.get(one.passage.id):
            _change(sql, before, one, analysis, now)


def _change(sql: SqlConnection, before: Row[Any], worded: Worded, analysis: str, now: float) -> None:
    new = _columns(worded, analysis)
    if before.text != worded.passage.text:
        kept = {"version": before.version, "text": before.text, "changed_at": before.changed_at}
        sql.execute(insert(passage_versions).values(store=before.store, passage=before.passage, **kept))
        new |= {"version": before.version + 1, "changed_at": now}
    if (before.text, before.headings) != (worded.passage.text, new["headings"]):
        sql.execute(delete(passage_vectors).where(passage_vectors.c.passage == before.id))
    sql.execute(update(passages).where(passages.c.id == before.id).values(**new))
    words = _words(before.store, before.id, worded)
    sql.execute(update(passage_words).where(passage_words.c.rowid == words.pop("rowid")).values(**words))


def _words(store: str, row: int, worded: Worded) -> dict[str, Any]:
    sphere = _sphere(store, worded.passage.language, worded.passage.audience)
    return {"rowid": row, "sphere": sphere, "headings": worded.headings, "text": worded.text}


def _count_change(sql: SqlConnection, store: str) -> None:
    counted = update(knowledge_changes).where(knowledge_changes.c.store == store)
    if not sql.execute(counted.values(number=knowledge_changes.c.number + 1)).rowcount:
        sql.execute(insert(knowledge_changes).values(store=store, number=1))


def _columns(worded: Worded, analysis: str) -> dict[str, Any]:
    passage = worded.passage
    return {
        "source": passage.source,
        "place": worded.place,
        "headings": json.dumps(passage.headings, ensure_ascii=False),
        "text": passage.text,
        "language": passage.language,
        "audience": passage.audience.value,
        "owner": passage.owner,
        "link": passage.link,
        "valid_from": passage.valid_from and passage.valid_from.isoformat(),
        "valid_until": passage.valid_until and passage.valid_until.isoformat(),
        "length": len(worded.text.split()),
        "analysis": analysis,
    }


def _passage(row: Row[Any]) -> Passage:
    return Passage(
        id=row.passage,
        source=row.source,
        headings=tuple(json.loads(row.headings)),
        text=row.text,
        language=row.language,
        audience=Audience(row.audience),
        owner=row.owner,
        link=row.link,
        valid_from=row.valid_from and date.fromisoformat(row.valid_from),
        valid_until=row.valid_until and date.fromisoformat(row.valid_until),
        version=row.version,
    )


def _pair(text: str) -> tuple[str, str]:
    one, other = json.loads(text)
    return one, other


def _parts(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(ids), _PARAMETERS):
        yield ids[start : start + _PARAMETERS]
