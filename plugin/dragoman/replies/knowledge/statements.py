"""What passages state in values: periods, amounts, percentages and opening hours, and what each is about."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Final

from dragoman.evidence import Passage
from dragoman.replies.knowledge.cases import RETURN, acts_of, cases_of
from dragoman.replies.knowledge.matter import about, names
from dragoman.replies.reading.sentences import Reading, sentences
from dragoman.replies.reading.tokens import Value, ValueKind
from dragoman.replies.reading.vocabulary import VOCABULARIES
from dragoman.replies.retrieval.words import Reader

ALIKE: Final = 0.5
"""How much of what two statements are about is the same, from 0 to 1, for them to be about one thing."""

_REMEMBERED: Final = 4096  # passages
_COMPARED: Final = frozenset({ValueKind.MONEY, ValueKind.PERIOD, ValueKind.PERCENT})
_NUMBERS: Final = frozenset({ValueKind.NUMBER, ValueKind.CODE})
_HOURS: Final = {"hour": 1, "day": 24, "week": 7 * 24, "month": 30 * 24, "year": 365 * 24}
_ROUGHLY: Final = Decimal("0.2")
_LEAST: Final = {
    "en": re.compile(r"\bminimum\b", re.IGNORECASE),
    "pt": re.compile(r"\bmínim[oa]\b", re.IGNORECASE),
}
# What such a sentence is about stands in the one before.
_POINTS_BACK: Final = re.compile(
    r"(?:it|they|this|these|that|those|he|she|then|after that"
    r"|ele|ela|eles|elas|isso|isto|este|esta|esse|essa|depois disso)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Statement:
    """A value that a passage states, and what it is about.

    Attributes:
        passage: The passage.
        written: The value as it is written.
        sentence: The sentence that states it.
        kind: What kind of value it is.
        unit: What is compared: kind, unit and how it is bounded.
        low: The least that it may be; of opening hours the first minute of the day.
        high: The most; of opening hours the last minute.
        core: What its part of the sentence and the heading are about, and how that is written.
        heading: What its own heading is about.
        wide: The same with the whole sentence and all headings.
        names: Words of them that are capitalised where they need not be, in small letters, and numbers.
        cases: Whom or what it holds for, with all headings.
        acts: What is done in it.
    """

    passage: Passage
    written: str
    sentence: str
    kind: ValueKind
    unit: str
    low: Decimal
    high: Decimal
    core: dict[str, str]
    heading: frozenset[str]
    wide: frozenset[str]
    names: frozenset[str]
    cases: frozenset[str]
    acts: frozenset[str]

    def contradicts(self, other: "Statement") -> bool:
        """Return whether the other says something else about the same, names aside."""
        if self.unit.startswith(ValueKind.TIME):
            differs = self._opens_otherwise(other)
        else:
            differs = self.high < other.low or other.high < self.low
        alike = (self.cases, self.acts) == (other.cases, other.acts)
        return differs and alike and not self._lies_beside(other) and self._likeness(other) >= ALIKE

    def _opens_otherwise(self, other: "Statement") -> bool:
        """Return whether hours differ; of one alone, such as when it closes, whether it is none of them."""
        ours, theirs = {self.low, self.high}, {other.low, other.high}
        return not (ours <= theirs or theirs <= ours)

    def _lies_beside(self, other: "Statement") -> bool:
        """Return whether two headings of one part tell two things apart: "Delivery: Spain" and "… Brazil"."""
        above = self.passage.source, self.passage.headings[:-1]
        if not above[1] or above != (other.passage.source, other.passage.headings[:-1]):
            return False
        return bool(self.heading - other.core.keys() and other.heading - self.core.keys())

    def _likeness(self, other: "Statement") -> float:
        both = (self.core.keys() & other.wide) | (other.core.keys() & self.wide)
        whole = self.core.keys() | other.core.keys()
        return len(both) / len(whole) if whole else 0.0


@lru_cache(maxsize=_REMEMBERED)
def statements_of(passage: Passage) -> tuple[Statement, ...]:
    """Return what a passage states in values, in order."""
    return tuple(_statements(passage))


def _statements(passage: Passage) -> Iterator[Statement]:
    reader = Reader(passage.language)
    heading = passage.headings[-1] if passage.headings else ""
    above = " ; ".join(passage.headings)
    own = frozenset(about(reader, heading))
    wide = about(reader, above)
    before = ""
    for sentence in sentences(passage.text, passage.language):
        meant = before if _POINTS_BACK.match(sentence.text) else ""
        stated = _stated(sentence)
        before = f"{meant} {sentence.bare if stated else sentence.text}"
        if not stated:
            continue
        numbers = {value.key for value in sentence.values if value.kind in _NUMBERS}
        measured = list(_measured(sentence, heading))
        units = Counter(one.unit for one in measured)
        for one in measured:
            # Of several values of a unit each belongs to its own part of the sentence.
            own_words = sentence.bare if units[one.unit] == 1 else one.clause
            told = " ; ".join((own_words, heading, meant))
            core = about(reader, f"{one.clause} ; {heading} ; {meant}", one.kind)
            said = about(reader, told, one.kind)
            yield Statement(
                passage=passage,
                written=one.written,
                sentence=sentence.text,
                kind=one.kind,
                unit=one.unit,
                low=one.low,
                high=one.high,
                core=core,
                heading=own,
                wide=frozenset({*core, *said, *wide}),
                names=names(told) | numbers,
                cases=cases_of(f"{told} ; {above}", sentence.language),
                acts=_acts(f"{own_words} ; {meant}", heading, sentence.language),
            )


def _acts(sentence: str, heading: str, language: str) -> frozenset[str]:
    """Return what is done, besides sending back; the heading says it where the sentence says nothing."""
    return (acts_of(sentence, language) or acts_of(heading, language)) - {RETURN}


def _stated(sentence: Reading) -> bool:
    """Return whether a sentence has any number, so that reading it is worth the time."""
    return any(sign.isdigit() for sign in sentence.text) or any(
        word in _number_words(sentence.language) for word in sentence.text.casefold().split()
    )


@lru_cache(maxsize=8)
def _number_words(language: str) -> frozenset[str]:
    vocabulary = VOCABULARIES.get(language, VOCABULARIES["en"])
    return frozenset(vocabulary.numbers) | vocabulary.articles


@dataclass(frozen=True, slots=True)
class _Measured:
    """A value to compare: its unit, the least and the most that it may be, and the words around it."""

    kind: ValueKind
    unit: str
    low: Decimal
    high: Decimal
    clause: str
    written: str


def _measured(sentence: Reading, heading: str) -> Iterator[_Measured]:
    """Yield the values of a sentence that are compared; its heading may say that they are the least."""
    least = _LEAST.get(sentence.language)
    is_least = bool(least and least.search(f"{heading} ; {sentence.bare}"))
    for clause in sentence.clauses:
        for value in clause.values:
            if value.kind in _COMPARED:
                written = clause.text_of(value).strip()
                yield _Measured(value.kind, *_extent(value, is_least), clause.bare, written)
        times = [value for value in clause.values if value.kind is ValueKind.TIME]
        days = "+".join(value.key for value in clause.values if value.kind is ValueKind.WEEKDAY)
        if days and times:
            first, last = _minutes(times[0].key), _minutes(times[-1].key)
            unit, written = f"{ValueKind.TIME} {days}", clause.text.strip(" ,;")
            yield _Measured(ValueKind.TIME, unit, first, last, clause.bare, written)


def _extent(value: Value, is_least: bool) -> tuple[str, Decimal, Decimal]:
    """Return the unit of a value with its bound, and the least and the most that it may be."""
    amounts, _, unit = value.key.partition(" ")
    low, _, high = amounts.partition("..")
    least, most = Decimal(low), Decimal(high or low)
    if value.kind is ValueKind.PERIOD and unit in _HOURS:
        least, most, unit = least * _HOURS[unit], most * _HOURS[unit], "hour"
    if value.bound == "about":
        least, most = least * (1 - _ROUGHLY), most * (1 + _ROUGHLY)
    # "14 days" and "within 14 days" limit alike; an amount, its least and its most do not.
    alike = {"about", "most"} if value.kind is ValueKind.PERIOD else {"about"}
    bound = "" if value.bound in alike else value.bound
    return f"{value.kind} {unit} {bound or ('least' if is_least else '')}", least, most


def _minutes(time: str) -> Decimal:
    hours, _, minutes = time.partition(":")
    return Decimal(hours) * 60 + Decimal(minutes or 0)
