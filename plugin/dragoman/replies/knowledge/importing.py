"""From documents to a changed knowledge: what each passage does is known before anything is written."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from dragoman.evidence import Passage
from dragoman.replies.knowledge.contradictions import contradictions
from dragoman.replies.knowledge.document import Document, Problem
from dragoman.replies.knowledge.splitting import passages_of
from dragoman.replies.retrieval.words import analysis, worded
from dragoman.storage.knowledge import Knowledge
from dragoman.tags import base, same_language

_BATCH: Final = 200

Told = Callable[[str], str | None]
"""Tells the language of a text, None where that is not sure."""


class Fate(StrEnum):
    """What becomes of a passage."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    GONE = "gone"
    LEFT_OUT = "left out"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What becomes of a passage or a part of a source.

    Attributes:
        source: Name of the source.
        place: Where it stands there.
        fate: What becomes of it.
        name: The passage's id and headings; empty for what is left out.
        reason: Why it is left out, or what is odd about it.
    """

    source: str
    place: str
    fate: Fate
    name: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """What an import would do.

    Attributes:
        outcomes: What becomes of each passage, in order.
        written: The passages that are written, with their places in their sources.
        gone: Ids of those that the sources do not have any more.
    """

    outcomes: tuple[Outcome, ...]
    written: tuple[tuple[int, Passage], ...]
    gone: tuple[str, ...]

    def count(self, fate: Fate) -> int:
        """Return how many passages have a fate."""
        return sum(outcome.fate is fate for outcome in self.outcomes)


def planned(
    knowledge: Knowledge,
    store: str,
    documents: Sequence[Document],
    pivot: str,
    told: Told,
    whole: str | None = None,
) -> Plan:
    """Return what documents do to a store's knowledge.

    A passage is known by its source, its headings and its place among those of the same headings. Those
    that a source does not have any more go; other sources are left alone, and so is one that nothing was
    read from.

    Args:
        knowledge: What the stores know.
        store: Id of the store.
        documents: The sources as they were read.
        pivot: The store's own language.
        told: Tells the language of what names none.
        whole: What the names of a collection begin with that the documents are all of: what else is known
            of it goes.
    """
    known = knowledge.all(store)
    names = {document.name for document in documents}
    before = {one.id: one for one in known if one.source in names}
    outcomes: list[Outcome] = []
    written: list[tuple[int, Passage]] = []
    kept: set[str] = set()
    for document in documents:
        for place, (passage, where, reason) in enumerate(_passages(document, pivot, told)):
            kept.add(passage.id)
            fate = _fate(before.get(passage.id), passage)
            outcomes.append(Outcome(document.name, where, fate, name_of(passage), reason))
            if fate is not Fate.UNCHANGED:
                written.append((place, passage))
        outcomes += [
            Outcome(document.name, problem.place, Fate.LEFT_OUT, reason=problem.reason)
            for problem in document.problems or _empty(document)
        ]
    readable = {document.name for document in documents if document.sections}
    gone = [one for one in before.values() if one.id not in kept and one.source in readable]
    if whole is not None:
        gone += [one for one in known if one.source.startswith(whole) and one.source not in names]
    outcomes += [Outcome(one.source, "", Fate.GONE, name_of(one)) for one in gone]
    return Plan(tuple(outcomes), tuple(written), tuple(one.id for one in gone))


def carry_out(knowledge: Knowledge, store: str, plan: Plan, done: Callable[[int], None]) -> None:
    """Write a plan, some passages at a time, so that a running server never waits long.

    Args:
        knowledge: What the stores know.
        store: Id of the store.
        plan: What is to be done.
        done: Told how many passages are written.

    Raises:
        StorageFull: there is no room; the same import again goes on there.
    """
    _write(knowledge, store, plan.written, done)
    if plan.gone:
        knowledge.remove(store, plan.gone)
    if plan.written or plan.gone:
        _find_contradictions(knowledge, store)


def read_again(knowledge: Knowledge, store: str) -> int:
    """Read the words of passages again that an earlier Dragoman read otherwise; return how many these are."""
    old = knowledge.read_otherwise(store, analysis())
    _write(knowledge, store, old, lambda _: None)
    if old:
        _find_contradictions(knowledge, store)
    return len(old)


def name_of(passage: Passage) -> str:
    """Return what people know a passage by."""
    return " > ".join((passage.id, *passage.headings))


def _write(
    knowledge: Knowledge, store: str, passages: Sequence[tuple[int, Passage]], done: Callable[[int], None]
) -> None:
    for start in range(0, len(passages), _BATCH):
        batch = passages[start : start + _BATCH]
        knowledge.put(store, [worded(place, one) for place, one in batch], analysis())
        done(start + len(batch))


def _find_contradictions(knowledge: Knowledge, store: str) -> None:
    """Keep what passages of one language say differently, so that whatever cites one knows of the other."""
    by_language: dict[str, list[Passage]] = defaultdict(list)
    for passage in knowledge.all(store):
        by_language[base(passage.language)].append(passage)
    knowledge.put_contradictions(
        store, [one for some in by_language.values() for one in contradictions(some)]
    )


def _empty(document: Document) -> Sequence[Problem]:
    return () if document.sections else (Problem("", "it has no text"),)


def _passages(document: Document, pivot: str, told: Told) -> Iterator[tuple[Passage, str, str]]:
    """Yield passages with where they stand, and what is odd about their language."""
    for passage, section in passages_of(document, pivot):
        seen = told(passage.text)
        if seen is None or same_language(seen, passage.language):
            yield passage, section.place, _useless(passage.language, pivot)
        elif section.about.language is None:
            yield replace(passage, language=seen), section.place, _useless(seen, pivot)
        else:
            reason = f"it says that it is in {passage.language} but reads like {seen}: correct its language"
            yield passage, section.place, reason


def _useless(language: str, pivot: str) -> str:
    return (
        "" if same_language(language, pivot) else f"it is in {language}, not in {pivot}: it answers nothing"
    )


def _fate(before: Passage | None, passage: Passage) -> Fate:
    if before is None:
        return Fate.NEW
    return Fate.UNCHANGED if replace(before, version=passage.version) == passage else Fate.CHANGED
