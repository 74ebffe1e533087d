"""Finds passages that say different things about the same: two return periods, two fees, two opening hours.

Two statements are compared where their values are of one kind and unit, and where what they are about is
nearly the same: words, or what shops say for them, of the sentence and of its heading. Statements that name
different things ("Spain", "Portugal"), or of which only one names any, are a rule and its exception and no
contradiction. Values contradict each other when they have nothing in common: "2 to 5 days" and "3 days" do.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import ceil
from typing import Final

from dragoman.evidence import Passage
from dragoman.replies.reading.sentences import Reading, sentences
from dragoman.replies.reading.tokens import Value, ValueKind
from dragoman.replies.retrieval.words import Reader

_ALIKE: Final = 0.5
"""How much of what two statements are about is the same, from 0 to 1, for them to be about one thing."""

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
class Contradiction:
    """Two passages that say different things.

    Attributes:
        one: A passage.
        other: Another.
        said: The value that each of them states, as it is written.
        about: The words that both are about, as the first has them.
    """

    one: Passage
    other: Passage
    said: tuple[str, str]
    about: tuple[str, ...]


def contradictions(passages: Sequence[Passage]) -> list[Contradiction]:
    """Return the contradictions between passages, each pair once, in the order of the passages."""
    statements = [one for passage in passages for one in _statements(passage)]
    names = frozenset(name for one in statements for name in one.names)
    named = [_named(one, names) for one in statements]
    found: dict[tuple[str, str], Contradiction] = {}
    for first, second in _pairs(statements):
        one, other = statements[first], statements[second]
        pair = (one.passage.id, other.passage.id)
        # A rule names nothing; of what is named, something has to be the same.
        same = bool(named[first] & named[second]) or not (named[first] or named[second])
        if same and pair not in found and one.contradicts(other):
            about = tuple(one.core[key] for key in one.core if key in other.wide)
            found[pair] = Contradiction(one.passage, other.passage, (one.written, other.written), about)
    return list(found.values())


@dataclass(frozen=True, slots=True)
class _Statement:
    """A value that a passage states, and what it is about.

    Attributes:
        passage: The passage.
        written: The value as it is written.
        unit: What is compared: kind, unit and how it is bounded.
        low: The least that it may be; of opening hours the first minute of the day.
        high: The most; of opening hours the last minute.
        core: What the sentence and its heading are about, and how that is written.
        wide: The same with all headings.
        names: Words of them that are capitalised where they need not be, in small letters, and numbers.
    """

    passage: Passage
    written: str
    unit: str
    low: Decimal
    high: Decimal
    core: dict[str, str]
    wide: frozenset[str]
    names: frozenset[str]

    def contradicts(self, other: "_Statement") -> bool:
        """Return whether the other says something else about the same, names aside."""
        if self.unit.startswith(ValueKind.TIME):
            differs = (self.low, self.high) != (other.low, other.high)
        else:
            differs = self.high < other.low or other.high < self.low
        return differs and self._likeness(other) >= _ALIKE

    def _likeness(self, other: "_Statement") -> float:
        both = (self.core.keys() & other.wide) | (other.core.keys() & self.wide)
        whole = self.core.keys() | other.core.keys()
        return len(both) / len(whole) if whole else 0.0


def _statements(passage: Passage) -> Iterator[_Statement]:
    reader = Reader(passage.language)
    heading = passage.headings[-1] if passage.headings else ""
    wide = _about(reader, " ; ".join(passage.headings))
    before = ""
    for sentence in sentences(passage.text, passage.language):
        meant = before if _POINTS_BACK.match(sentence.text) else ""
        before = f"{meant} {sentence.bare}"
        numbers = {value.key for value in sentence.values if value.kind in _NUMBERS}
        measured = list(_measured(sentence))
        units = Counter(unit for unit, *_ in measured)
        for unit, low, high, clause, written in measured:
            # Of several values of a unit each belongs to its own part of the sentence.
            told = " ; ".join((sentence.bare if units[unit] == 1 else clause, heading, meant))
            core = _about(reader, told)
            known = frozenset({*core, *wide})
            yield _Statement(passage, written, unit, low, high, core, known, _names(told) | numbers)


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


def _named(statement: _Statement, names: frozenset[str]) -> frozenset[str]:
    """Return the names in a statement, and the numbers that tell it from others."""
    shown = (said.casefold() for said in statement.core.values())
    numbers = (name for name in statement.names if name[0].isdigit())
    return frozenset(one for one in shown if one in names or one[0].isdigit()).union(numbers)


def _pairs(statements: Sequence[_Statement]) -> Iterator[tuple[int, int]]:
    """Yield places of two statements of one unit that have any of their rarest words in common.

    Two that are alike enough share one of them: as many words as may be missing, and one more.
    """
    spread = Counter(key for one in statements for key in one.wide)
    postings: dict[tuple[str, str], list[int]] = defaultdict(list)
    for at, one in enumerate(statements):
        for key in one.wide:
            postings[one.unit, key].append(at)
    for at, one in enumerate(statements):
        rarest = sorted(one.core, key=lambda key: (spread[key], key))
        probed = rarest[: len(rarest) - ceil(len(rarest) * _ALIKE) + 1]
        near = {other for key in probed for other in postings[one.unit, key]}
        for other in sorted(near):
            if one.passage.id != statements[other].passage.id:
                yield min(at, other), max(at, other)
