"""What the cited evidence says, read once for all the sentences that cite it."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from dragoman.evidence import Evidence, EvidenceKind
from dragoman.replies.grounding.promises import promises, without_promises
from dragoman.replies.reading.sentences import Clause, Reading, legible, sentences
from dragoman.replies.reading.tokens import Value, ValueKind
from dragoman.replies.reading.values import values
from dragoman.replies.reading.words import WORD, content, fold
from dragoman.tags import base

_EQUAL = 1e-9
_HEADING = 0.5
"""What a sentence says counts for more than what stands above it."""


@dataclass(frozen=True)
class Stated:
    """A sentence of the evidence, and what it is about: its own words and those of its headings.

    Attributes:
        reading: The sentence.
        heading: Stems of its headings: what it is about without saying so.
        title: Its headings.
    """

    reading: Reading
    heading: frozenset[str]
    title: str

    @cached_property
    def promises(self) -> Collection[str]:
        """What it promises."""
        return promises(f"{self.title}: {self.reading.text}", self.reading.language).keys()

    @cached_property
    def words(self) -> Collection[str]:
        """Its words and those of its headings, in small letters."""
        return frozenset(fold(match.group()) for match in WORD.finditer(f"{self.title} {self.reading.text}"))


def read_evidence(evidence: Evidence, language: str) -> tuple[Stated, ...]:
    """Return the sentences of one piece of evidence; its title and its fields count as such.

    What belongs to a person is not kept in memory for the next question.
    """
    return (_read if evidence.kind is EvidenceKind.ORDER else _remembered)(evidence, language)


@lru_cache(maxsize=256)
def _remembered(evidence: Evidence, language: str) -> tuple[Stated, ...]:
    return _read(evidence, language)


def _read(evidence: Evidence, language: str) -> tuple[Stated, ...]:
    title = legible(evidence.title)
    heading = frozenset(content(title, base(language)))
    fields = "\n".join(value for _, value in evidence.fields)
    found = sentences(f"{evidence.title}\n{evidence.words}\n{fields}", language)
    return tuple(Stated(one, heading, title) for one in found)


class Cited:
    """The evidence that a sentence cites.

    Args:
        stated: What it states.
        links: Where it can be read.
        language: A primary language.
    """

    def __init__(self, stated: Sequence[Stated], links: Iterable[str], language: str) -> None:
        self.stated = stated
        self.language = language
        everything = [
            *(values(legible(link), language) for link in links),
            *(one.reading.values for one in stated),
        ]
        self.contacts = {
            value.key for some in everything for value in some if value.kind is ValueKind.CONTACT
        }
        self.stems = frozenset(stem for one in stated for stem in one.reading.content | one.heading)
        counted = Counter(stem for one in stated for stem in one.reading.content)
        self._weight = {stem: 1 / max(1, counted[stem]) for stem in self.stems}

    @cached_property
    def words(self) -> frozenset[str]:
        """Every word of it, in small letters."""
        return frozenset(fold(match.group()) for match in WORD.finditer(self.text))

    @cached_property
    def text(self) -> str:
        """All of it, in small letters, a sentence a line."""
        return "\n".join(one.reading.text.casefold() for one in self.stated)

    @cached_property
    def values(self) -> Collection[str]:
        """Keys of all that it states."""
        return {value.key for one in self.stated for value in one.reading.values}

    def nearest(self, clause: Clause) -> list[Stated]:
        """Return the sentences that speak most of what a clause is about, leaving aside what it promises.

        Rare words weigh more. Where a clause is about nothing of its own ("it is free"), all may be meant.
        """
        about = self._matter(clause)
        scored = [(self._speaks(one, about), one) for one in self.stated]
        best = max((score for score, _ in scored), default=0.0)
        return [one for score, one in scored if score >= best - _EQUAL]

    def _speaks(self, one: Stated, about: Collection[str]) -> float:
        own = sum(self._weight[stem] for stem in about if stem in one.reading.content)
        above = (stem for stem in about if stem in one.heading and stem not in one.reading.content)
        return own + _HEADING * sum(self._weight[stem] for stem in above)

    def _matter(self, clause: Clause) -> frozenset[str]:
        return frozenset(content(without_promises(clause.bare, self.language), self.language))

    def promised_by_clauses_like(self, clause: Clause) -> Collection[str]:
        """Return what those clauses promise that speak most of what a clause is about.

        What a clause without a matter of its own promises ("in stock") holds for its whole sentence.
        """
        about = self._matter(clause)
        scored = [
            (sum(self._weight[stem] for stem in about if stem in known.content), one, known)
            for one in self.stated
            for known in one.reading.clauses
        ]
        best = max((score for score, _, _ in scored), default=0.0)
        return {
            promise
            for score, one, known in scored
            if score >= best - _EQUAL
            for clause in one.reading.clauses
            if clause is known or not self._matter(clause)
            for promise in promises(clause.text, self.language)
        }

    def nearest_clauses(self, clause: Clause) -> tuple[list[Clause], float]:
        """Return the clauses of the evidence that are most like one, and how like, 0 to 1."""
        ours = _features(clause)
        scored = [
            (alike(ours, _features(known)), known) for one in self.stated for known in one.reading.clauses
        ]
        best = max((score for score, _ in scored), default=0.0)
        return [known for score, known in scored if score >= best - _EQUAL], best


def _features(clause: Clause) -> frozenset[str]:
    return clause.content | {value.key for value in clause.values}


def alike(ours: frozenset[str], theirs: frozenset[str]) -> float:
    """Return how much of two sets together is in both, 0 to 1."""
    together = len(ours | theirs)
    return len(ours & theirs) / together if together else 0.0


def fits(value: Value, known: Iterable[Value]) -> bool:
    """Say whether a value is among known ones, bounded as they are.

    "Within 14 days" may stand for "14 days" and the reverse; what lies beyond a bound may not.
    """
    return any(_same(value, one) and _bounded_alike(value, one) for one in known)


def _same(value: Value, known: Value) -> bool:
    if value.key == known.key:
        return True
    dates = value.kind is ValueKind.DATE and known.kind is ValueKind.DATE
    # A date may be said without its year.
    return dates and value.key.startswith("-") and known.key.endswith(value.key) and len(value.key) > 1


def _bounded_alike(value: Value, known: Value) -> bool:
    if value.bound == known.bound:
        return True
    loose = {"", "most"} if value.kind is ValueKind.PERIOD else {""}
    return value.bound in loose and known.bound in {"", "most"}
