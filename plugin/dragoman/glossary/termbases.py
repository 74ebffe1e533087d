"""Each store's glossary: a draft that people edit, and numbered versions that translations are made with."""

import json
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from dragoman.glossary.concept import Concept, Status, Termbase, faults
from dragoman.glossary.concept_json import from_json, from_mapping, to_json, to_mapping
from dragoman.glossary.model import GlossaryError
from dragoman.storage.glossaries import GlossaryRows


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


class Termbases:
    """The glossaries of all stores."""

    def __init__(self, rows: GlossaryRows) -> None:
        self._rows = rows

    def draft(self, store: str) -> list[Concept]:
        """Return the concepts of a store as they are edited, in the order they were first written."""
        return [from_json(body) for body in self._rows.draft(store).values()]

    def put(self, store: str, changed: Sequence[Concept], actor: str, at: float) -> list[Concept]:
        """Write concepts into the draft, all or none; one without an id is new.

        Args:
            store: Id of the store.
            changed: The concepts.
            actor: Who changes them.
            at: When, in POSIX seconds.

        Returns:
            The concepts as they were stored, with their ids.

        Raises:
            GlossaryError: one of them cannot be used; the text says why and what to do.
            StorageFull: nothing was stored.
        """
        kept = [
            replace(concept, id=concept.id or uuid.uuid4().hex, author=actor, changed_at=at)
            for concept in changed
        ]
        for concept in kept:
            for fault in faults(concept):
                raise GlossaryError(f"{name_of(concept)}: {fault.reason}")
        before = self._rows.draft(store)
        entries = [
            _entry("changed" if concept.id in before else "added", actor, before.get(concept.id), concept)
            for concept in kept
        ]
        self._rows.change(store, {concept.id: to_json(concept) for concept in kept}, (), entries)
        return kept

    def remove(self, store: str, ids: Iterable[str], actor: str) -> int:
        """Remove concepts from the draft and return how many there were; published versions keep them."""
        draft = self._rows.draft(store)
        gone = [concept for concept in dict.fromkeys(ids) if concept in draft]
        entries = [_entry("removed", actor, draft[concept], None) for concept in gone]
        self._rows.change(store, {}, gone, entries)
        return len(gone)

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
        return Termbase(str(number), tuple(from_mapping(concept) for concept in json.loads(body)))

    def publish(self, store: str, comment: str, actor: str) -> Version:
        """Make the draft the version that translations are made with.

        Proposed concepts stay in the draft alone.

        Raises:
            GlossaryError: nothing changed since the version before.
            DragomanError: somebody else published meanwhile.
        """
        ready = [concept for concept in self.draft(store) if concept.status is not Status.PROPOSED]
        number = self.current(store)
        before = self.published(store, number).concepts if number else ()
        if not differences(before, ready):
            raise GlossaryError("nothing changed since the glossary was published last: edit it first")
        return self._publish(store, number, ready, comment, actor)

    def roll_back(self, store: str, number: int, comment: str, actor: str, at: float) -> Version:
        """Publish an older version again, as a new one, and make it the draft; proposals stay.

        Raises:
            GlossaryError: there is no such version, or it is what is published.
            DragomanError: somebody else published meanwhile.
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
        bodies = {concept.id: to_json(concept) for concept in older}
        entry = json.dumps({"action": "rolled back", "actor": actor, "version": number, "at": at})
        self._rows.change(store, bodies, dropped, [entry])
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


def _entry(action: str, actor: str, before: str | None, after: Concept | None) -> str:
    entry = {
        "action": action,
        "actor": actor,
        "before": json.loads(before) if before else None,
        "after": to_mapping(after) if after else None,
    }
    return json.dumps(entry, ensure_ascii=False)
