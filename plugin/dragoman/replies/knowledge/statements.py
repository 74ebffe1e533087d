"""What passages state in values: periods, amounts, percentages and opening hours, and what each is about."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Final

from dragoman.evidence import Passage
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
_NAME: Final = re.compile(r"(?<=[^\W\d_][\s-])(?<![.;:!?]\s)[A-ZÀ-Þ][^\W\d_]+|(?<=,\s)[A-ZÀ-Þ][^\W\d_]+")
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
        unit: What is compared: kind, unit and how it is bounded.
        low: The least that it may be; of opening hours the first minute of the day.
        high: The most; of opening hours the last minute.
        core: What the sentence and its heading are about, and how that is written.
        heading: What its own heading is about.
        wide: The same as ``core`` with all headings.
        names: Words of them that are capitalised where they need not be, in small letters, and numbers.
    """

    passage: Passage
    written: str
    unit: str
    low: Decimal
    high: Decimal
    core: dict[str, str]
    heading: frozenset[str]
    wide: frozenset[str]
    names: frozenset[str]

    def contradicts(self, other: "Statement") -> bool:
        """Return whether the other says something else about the same, names aside."""
        if self.unit.startswith(ValueKind.TIME):
            differs = (self.low, self.high) != (other.low, other.high)
        else:
            differs = self.high < other.low or other.high < self.low
        return differs and not self._lies_beside(other) and self._likeness(other) >= ALIKE

    def _lies_beside(self, other: "Statement") -> bool:
        """Return whether two headings of one part tell two things apart: "Delivery: Spain" and "… Brazil"."""
        above = self.passage.headings[:-1]
        if not above or above != other.passage.headings[:-1]:
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
    own = frozenset(_about(reader, heading))
    wide = _about(reader, " ; ".join(passage.headings))
    before = ""
    for sentence in sentences(passage.text, passage.language):
        meant = before if _POINTS_BACK.match(sentence.text) else ""
        stated = _stated(sentence)
        before = f"{meant} {sentence.bare if stated else sentence.text}"
        if not stated:
            continue
        numbers = {value.key for value in sentence.values if value.kind in _NUMBERS}
        measured = list(_measured(sentence))
        units = Counter(unit for unit, *_ in measured)
        for unit, low, high, clause, written in measured:
            # Of several values of a unit each belongs to its own part of the sentence.
            told = " ; ".join((sentence.bare if units[unit] == 1 else clause, heading, meant))
            core = _about(reader, told)
            known = frozenset({*core, *wide})
            yield Statement(passage, written, unit, low, high, core, own, known, _names(told) | numbers)


def _stated(sentence: Reading) -> bool:
    """Return whether a sentence has any number, so that reading it is worth the time."""
    return any(sign.isdigit() for sign in sentence.text) or any(
        word in _number_words(sentence.language) for word in sentence.text.casefold().split()
    )


@lru_cache(maxsize=8)
def _number_words(language: str) -> frozenset[str]:
    vocabulary = VOCABULARIES.get(language, VOCABULARIES["en"])
    return frozenset(vocabulary.numbers) | vocabulary.articles


def _measured(sentence: Reading) -> Iterator[tuple[str, Decimal, Decimal, str, str]]:
    """Yield unit, least, most, the words around it and the way it is written, of every value to compare."""
    for clause in sentence.clauses:
        for value in clause.values:
            if value.kind in _COMPARED and (extent := _extent(value)):
                yield *extent, clause.bare, clause.text_of(value).strip()
        times = [value for value in clause.values if value.kind is ValueKind.TIME]
        days = "+".join(value.key for value in clause.values if value.kind is ValueKind.WEEKDAY)
        if days and times:
            first, last = _minutes(times[0].key), _minutes(times[-1].key)
            yield f"{ValueKind.TIME} {days}", first, last, clause.bare, clause.text.strip(" ,;")


def _extent(value: Value) -> tuple[str, Decimal, Decimal] | None:
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
    return f"{value.kind} {unit} {'' if value.bound in alike else value.bound}", least, most


def _minutes(time: str) -> Decimal:
    hours, _, minutes = time.partition(":")
    return Decimal(hours) * 60 + Decimal(minutes or 0)


def _about(reader: Reader, text: str) -> dict[str, str]:
    """Return what a text is about, and how it is written: what shops say in several ways is one thing."""
    return {key: one.shown for one in reader.asked(text) for key in one.meanings or (one.word,)}


def _names(text: str) -> frozenset[str]:
    return frozenset(match[0].casefold() for match in _NAME.finditer(text))
