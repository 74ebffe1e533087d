"""From the rows of a file to a changed draft: what each row does is known before anything is written."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from dragoman.glossary.concept import Concept, LanguageTerms, folded, tidied
from dragoman.glossary.faults import faults
from dragoman.glossary.formats import Row
from dragoman.glossary.termbases import Termbases, differences, name_of
from dragoman.tags import base
from dragoman.wording import Phrase

_BATCH = 5_000
_OF_CONCEPT = ("glossary", "kind", "case", "status", "context", "definition")
_OF_TERMS = ("allowed", "forbidden", "gender", "part_of_speech")


class Fate(StrEnum):
    """What becomes of a row."""

    ADDED = "added"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What becomes of a row: where it stands, what it is known by, and why it is refused, if it is."""

    place: str
    fate: Fate
    name: str = ""
    reason: Phrase | str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """What an import would do.

    Attributes:
        outcomes: What becomes of each row, in order.
        concepts: The concepts to be written.
        removed: Ids of those that go.
        spared: How many would go, had no row been refused: one of these may be meant.
    """

    outcomes: tuple[Outcome, ...]
    concepts: tuple[Concept, ...]
    removed: tuple[str, ...] = ()
    spared: int = 0

    def count(self, fate: Fate) -> int:
        """Return how many rows have a fate."""
        return sum(outcome.fate is fate for outcome in self.outcomes)


def planned(draft: Sequence[Concept], rows: Iterable[Row], pivot: str, *, whole: bool = False) -> Plan:
    """Return what rows do to a draft.

    A row with the id of a concept changes that. Another one changes the concept that has the same preferred
    term in the pivot language, where there is just one; otherwise it is new. Only what the file speaks of
    is changed.

    Args:
        draft: The concepts as they are.
        rows: What the file says.
        pivot: Language that the concepts are known by.
        whole: Whether the file is the whole glossary: concepts and languages that it does not have go.
    """
    known = _Known(draft, pivot)
    outcomes, written = [], []
    for row in rows:
        before = None if row.concept is None else known.match(tidied(row.concept))
        after, outcome = _fate(row, before, whole=whole)
        outcomes.append(outcome)
        if after is not None and outcome.fate is not Fate.REFUSED:
            known.take(before)
            if outcome.fate is not Fate.UNCHANGED:
                written.append(after)
    missing = known.untaken() if whole else ()
    refused = any(outcome.fate is Fate.REFUSED for outcome in outcomes)
    return Plan(tuple(outcomes), tuple(written), () if refused else missing, len(missing) if refused else 0)


def carry_out(
    plan: Plan, termbases: Termbases, store: str, actor: str, at: float, done: Callable[[int], None]
) -> None:
    """Write a plan into a draft, some thousand concepts at a time, so that a running server never waits long.

    Args:
        plan: What is to be done.
        termbases: Where the draft is.
        store: Id of the store.
        actor: Who does it.
        at: When, in POSIX seconds.
        done: Told how many concepts are written.

    Raises:
        ChangedMeanwhile: somebody else changed one of the concepts; the same import again goes on there.
        StorageFull: there is no room.
    """
    for start in range(0, len(plan.concepts), _BATCH):
        batch = plan.concepts[start : start + _BATCH]
        termbases.put(store, batch, actor, at)
        done(start + len(batch))
    if plan.removed:
        termbases.remove(store, plan.removed, actor)


class _Known:
    """The concepts of a draft, by what rows may know them by."""

    def __init__(self, draft: Sequence[Concept], pivot: str) -> None:
        self._pivot = pivot
        self._by_id = {concept.id: concept for concept in draft}
        self._taken: set[str] = set()
        self._by_words: dict[tuple[str, str, str], list[Concept]] = defaultdict(list)
        for concept in draft:
            for key in _keys(concept):
                self._by_words[key].append(concept)

    def match(self, concept: Concept) -> Concept | None:
        if concept.id in self._by_id:
            return self._by_id[concept.id]
        language = base(self._pivot)
        if all(base(tag) != language for tag in concept.terms):
            return None
        found = [
            one
            for key in _keys(concept)
            if key[1] == language
            for one in self._by_words.get(key, ())
            if one.id not in self._taken and _may_be(one, concept)
        ]
        same = [one for one in found if _words(concept) <= _words(one)]
        return next(iter(same), found[0] if len(found) == 1 else None)

    def take(self, concept: Concept | None) -> None:
        if concept is not None:
            self._taken.add(concept.id)

    def untaken(self) -> tuple[str, ...]:
        return tuple(number for number in self._by_id if number not in self._taken)


def _keys(concept: Concept) -> Iterator[tuple[str, str, str]]:
    for language, terms in concept.terms.items():
        yield concept.glossary, base(language), folded(terms.preferred)


def _words(concept: Concept) -> set[tuple[str, str]]:
    return {(language, terms.preferred) for language, terms in concept.terms.items()}


def _may_be(one: Concept, other: Concept) -> bool:
    """Return whether no language says that the two are other parts of speech: "return", noun and verb."""
    return not any(
        (known := one.terms.get(language))
        and known.part_of_speech
        and terms.part_of_speech
        and known.part_of_speech != terms.part_of_speech
        for language, terms in other.terms.items()
    )


def _fate(row: Row, before: Concept | None, *, whole: bool) -> tuple[Concept | None, Outcome]:
    if row.concept is None:
        return None, Outcome(row.place, Fate.REFUSED, reason=row.problem)
    after = tidied(row.concept)
    if before is not None:
        after = _merged(before, after, row.given, whole=whole)
    name = name_of(after)
    for fault in faults(after):
        return None, Outcome(row.place, Fate.REFUSED, name, fault.reason)
    if before is None:
        return after, Outcome(row.place, Fate.ADDED, name)
    fate = Fate.CHANGED if differences([before], [after]) else Fate.UNCHANGED
    return after, Outcome(row.place, fate, name)


def _merged(before: Concept, row: Concept, given: frozenset[str], *, whole: bool) -> Concept:
    terms = {} if whole else dict(before.terms)
    for language, said in row.terms.items():
        known = before.terms.get(language)
        terms[language] = said if known is None else _merged_terms(known, said, given)
    return replace(before, terms=terms, **{name: getattr(row, name) for name in _OF_CONCEPT if name in given})


def _merged_terms(known: LanguageTerms, said: LanguageTerms, given: frozenset[str]) -> LanguageTerms:
    fields = {name: getattr(said, name) for name in _OF_TERMS if name in given}
    forms = said.forms or (known.forms if said.preferred == known.preferred else ())
    return replace(known, preferred=said.preferred, forms=forms, **fields)
