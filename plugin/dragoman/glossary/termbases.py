"""Each store's glossary: a draft that people edit, and numbered versions that translations are made with."""

import hashlib
import json
import threading
import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from dragoman.glossary.concept import Concept, LanguageTerms, Status, Termbase, tidied
from dragoman.glossary.concept_json import from_json, restored, to_json, to_mapping
from dragoman.glossary.faults import faults
from dragoman.glossary.model import GlossaryError
from dragoman.storage.glossaries import ChangedMeanwhile, GlossaryRows, Logged, Stored
from dragoman.wording import message, phrase


@dataclass(frozen=True, slots=True)
class Version:
    """What was published.

    Attributes:
        number: Its number; the next one's is one more.
        published_at: When, in POSIX seconds.
        comment: Why, in the words of who published it.
        author: Who that was.
        concepts: How many concepts it has.
    """

    number: int
    published_at: float
    comment: str
    author: str
    concepts: int


@dataclass(frozen=True, slots=True)
class Difference:
    """A concept before and after: None where it is new, or gone."""

    before: Concept | None
    after: Concept | None


@dataclass(frozen=True, slots=True)
class Change:
    """One entry of the log.

    Attributes:
        id: Its place in the log.
        at: When, in POSIX seconds.
        action: What was done: added, changed, removed, published, rolled back.
        actor: Who did it.
        before: The concept before, where one was changed or removed.
        after: The concept after, where one was added or changed.
        version: The version that was published, or rolled back to.
        comment: What its publisher said.
    """

    id: int
    at: float
    action: str
    actor: str
    before: Concept | None = None
    after: Concept | None = None
    version: int | None = None
    comment: str = ""


class Termbases:
    """The glossaries of all stores.

    Args:
        rows: Where they are kept.
        completed: Fills in what a concept lacks when it is saved; see ``forms`` and ``genders``.
    """

    def __init__(
        self, rows: GlossaryRows, completed: Callable[[Sequence[Concept]], list[Concept]] = list
    ) -> None:
        self._rows = rows
        self._completed = completed
        self._one_at_a_time = threading.Lock()  # what completes takes hundreds of megabytes for a while

    def completing(self, completed: Callable[[Sequence[Concept]], list[Concept]]) -> "Termbases":
        """Return the same glossaries, whose concepts are completed in another way when they are saved."""
        return Termbases(self._rows, completed)

    def draft(self, store: str) -> list[Concept]:
        """Return the concepts of a store as they are edited, in the order they were first written."""
        return [from_json(body) for body in self._rows.draft(store).values()]

    def concept(self, store: str, number: str) -> Concept | None:
        """Return a concept of the draft by its id, or None."""
        stored = self._rows.stored(store, [number]).get(number)
        return from_json(stored.body) if stored else None

    def put(
        self,
        store: str,
        changed: Sequence[Concept],
        actor: str,
        at: float,
        tags: Mapping[str, str] = MappingProxyType({}),
    ) -> list[Concept]:
        """Write concepts into the draft, all or none; one without an id is new.

        Forms and genders that were computed for another preferred term are computed anew.

        Args:
            store: Id of the store.
            changed: The concepts.
            actor: Who changes them.
            at: When, in POSIX seconds.
            tags: What ``tag_of`` must say of the concepts as they are now, by id, where that matters.

        Returns:
            The concepts as they were stored, with their ids.

        Raises:
            GlossaryError: one of them cannot be used; the text says why and what to do.
            ChangedMeanwhile: somebody else changed one of them; nothing was stored.
            StorageFull: nothing was stored.
        """
        before = self._stored(store, [concept.id for concept in changed if concept.id], tags)
        kept = []
        for concept in changed:
            tidy = _renewed(tidied(concept), before.get(concept.id))
            for fault in faults(tidy):
                told = phrase(message("{entry}: {reason}"), entry=name_of(tidy), reason=fault.reason)
                raise GlossaryError(told)
            kept.append(replace(tidy, id=tidy.id or uuid.uuid4().hex, author=actor, changed_at=at))
        with self._one_at_a_time:
            kept = self._completed(kept)
        entries = [
            _entry(
                "changed" if concept.id in before else "added",
                actor,
                before[concept.id].body if concept.id in before else None,
                concept,
            )
            for concept in kept
        ]
        self._rows.change(store, {concept.id: to_json(concept) for concept in kept}, before, entries)
        return kept

    def remove(
        self, store: str, ids: Iterable[str], actor: str, tags: Mapping[str, str] = MappingProxyType({})
    ) -> int:
        """Remove concepts from the draft and return how many there were; published versions keep them.

        Raises:
            ChangedMeanwhile: one of them is not what its tag says, or changed meanwhile; all are still there.
        """
        before = self._stored(store, list(ids), tags)
        entries = [_entry("removed", actor, one.body, None) for one in before.values()]
        self._rows.change(store, dict.fromkeys(before), before, entries)
        return len(before)

    def log(self, store: str, limit: int, before: int | None = None) -> list[Change]:
        """Return what was done, the newest first.

        Args:
            store: Id of the store.
            limit: The most that is returned.
            before: Only what was done before the entry of this id.
        """
        return [_change(row) for row in self._rows.log(store, limit, before)]

    def _stored(self, store: str, ids: Sequence[str], tags: Mapping[str, str]) -> dict[str, Stored]:
        before = self._rows.stored(store, ids)
        for number, tag in tags.items():
            if number not in before or tag_of(from_json(before[number].body)) != tag:
                raise ChangedMeanwhile("somebody else changed this entry meanwhile: look at it, then again")
        return before

    def current(self, store: str) -> int:
        """Return the number of the newest version; 0 where nothing was published."""
        return self._rows.current(store)

    def published(self, store: str, number: int) -> Termbase:
        """Return a version.

        Raises:
            GlossaryError: there is no such version.
        """
        body = self._rows.version(store, number)
        if body is None:
            raise GlossaryError(f"the glossary of {store} has no version {number}: choose one of its list")
        return Termbase(str(number), tuple(restored(concept) for concept in json.loads(body)))

    def publish(self, store: str, comment: str, actor: str) -> Version:
        """Make the draft the version that translations are made with.

        Proposed concepts stay in the draft alone.

        Raises:
            GlossaryError: nothing changed since the version before.
            ChangedMeanwhile: somebody else published meanwhile.
        """
        ready = [concept for concept in self.draft(store) if concept.status is not Status.PROPOSED]
        number = self.current(store)
        before = self.published(store, number).concepts if number else ()
        if not differences(before, ready):
            raise GlossaryError("nothing changed since the glossary was published last: edit it first")
        return self._publish(store, number, ready, comment, actor)

    def roll_back(self, store: str, number: int, comment: str, actor: str) -> Version:
        """Publish an older version again, as a new one, and make it the draft; proposals stay.

        Raises:
            GlossaryError: there is no such version, or it is what is published.
            ChangedMeanwhile: somebody else published meanwhile.
        """
        older = list(self.published(store, number).concepts)
        current = self.current(store)
        if not differences(self.published(store, current).concepts, older):
            raise GlossaryError(f"version {number} says what is published already: choose another one")
        kept = {concept.id for concept in older}
        dropped = [
            concept.id
            for concept in self.draft(store)
            if concept.id not in kept and concept.status is not Status.PROPOSED
        ]
        version = self._publish(store, current, older, comment, actor)
        bodies = {**{concept.id: to_json(concept) for concept in older}, **dict.fromkeys(dropped)}
        entry = json.dumps({"action": "rolled back", "actor": actor, "version": number})
        self._rows.change(store, bodies, self._rows.stored(store, bodies), [entry])
        return version

    def versions(self, store: str) -> list[Version]:
        """Return what was published, the newest first."""
        return [
            Version(row.number, row.published_at, **json.loads(row.summary))
            for row in self._rows.versions(store)
        ]

    def _publish(
        self, store: str, after: int, concepts: Sequence[Concept], comment: str, actor: str
    ) -> Version:
        summary = {"comment": comment, "author": actor, "concepts": len(concepts)}
        body = json.dumps([to_mapping(concept) for concept in concepts], ensure_ascii=False)
        entry = json.dumps({"action": "published", "actor": actor, "version": after + 1, "comment": comment})
        number = self._rows.publish(store, after, json.dumps(summary), body, entry)
        return next(version for version in self.versions(store) if version.number == number)


def tag_of(concept: Concept) -> str:
    """Return what is different after every change of a concept."""
    return hashlib.sha256(to_json(concept).encode()).hexdigest()[:32]


def name_of(concept: Concept) -> str:
    """Return what people recognise a concept by: its first term in each of at most two languages."""
    said = [f"{terms.preferred} ({language})" for language, terms in list(concept.terms.items())[:2]]
    return " / ".join(said) or concept.id


def differences(before: Iterable[Concept], after: Iterable[Concept]) -> list[Difference]:
    """Compare two states of a glossary, concept by concept; who changed what and when does not count."""
    old = {concept.id: concept for concept in before}
    new = {concept.id: concept for concept in after}
    return [
        Difference(old.get(concept), new.get(concept))
        for concept in dict.fromkeys((*old, *new))
        if _content(old.get(concept)) != _content(new.get(concept))
    ]


def _content(concept: Concept | None) -> Concept | None:
    return concept and replace(concept, author="", changed_at=0.0)


def _renewed(concept: Concept, kept: Stored | None) -> Concept:
    """Return a concept without the forms and genders of preferred terms that it no longer has."""
    if kept is None:
        return concept
    before = from_json(kept.body).terms
    terms = {
        language: _renewed_terms(before[language], said) if language in before else said
        for language, said in concept.terms.items()
    }
    return replace(concept, terms=terms)


def _renewed_terms(old: LanguageTerms, said: LanguageTerms) -> LanguageTerms:
    if old.preferred == said.preferred:
        return said
    forms = () if old.forms == said.forms else said.forms
    return replace(said, forms=forms, gender=None if old.gender == said.gender else said.gender)


def _change(row: Logged) -> Change:
    entry: dict[str, Any] = json.loads(row.entry)
    for side in ("before", "after"):
        if entry.get(side):
            entry[side] = restored(entry[side])
    return Change(row.id, row.at, **entry)


def _entry(action: str, actor: str, before: str | None, after: Concept | None) -> str:
    entry = {
        "action": action,
        "actor": actor,
        "before": json.loads(before) if before else None,
        "after": to_mapping(after) if after else None,
    }
    return json.dumps(entry, ensure_ascii=False)
