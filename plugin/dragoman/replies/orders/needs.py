"""What a wish asks for, read once: words, limits, what must not be, what it may cost, what it is like."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, TypeVar

from dragoman.replies.orders.measures import Limit, scaled
from dragoman.replies.orders.wish_words import WishWords, wish_words
from dragoman.replies.reading.sentences import Reading, legible
from dragoman.replies.reading.tokens import Value, ValueKind
from dragoman.replies.retrieval.words import Reader
from dragoman.tags import base

T = TypeVar("T")
WORD: Final = re.compile(r"[^\W\d_]+(?:['\u2019][^\W\d_]+)*")
SIZE: Final = re.compile(r"\b(?:X{0,4}[SL]|M|[2-5]XL)\b(?!['\u2019])")
_SIZED: Final = re.compile(r"\b(?:size|tamanho|talla|taille|größe)\s+(x{0,4}[sl]|m)\b", re.IGNORECASE)
_ENDS: Final = re.compile(r"\s*(?:[,.;:!?)]|$|(?:please|for|to|and|por favor|para|pra|e)\b)", re.IGNORECASE)
"""What follows a number that counts nothing: "under 50" is a price."""
_ABOUT: Final = Decimal("1.1")
"""Who wants to spend about so much may spend a tenth more."""
_CHILD: Final = 12
_LEAST_PRICE: Final = 4
_DENIED_WORDS: Final = 4
_LOOK_BACK: Final = 40
_KIN: Final = 4
"""The shortest stem that others are derived from."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a wish that may say something of a product.

    Attributes:
        text: As it was written.
        stem: As a catalogue is read.
        meanings: Names of what it also stands for, which begin with "#".
        start: Where it begins in what is asked.
        end: Where it ends.
        asked: Whether it stands in what is asked, and not only in what else was said.
        strict: Whether it is a colour or a material.
        bare: Whether it is one that no product has to have.
    """

    text: str
    stem: str
    meanings: frozenset[str]
    start: int
    end: int
    asked: bool
    strict: bool = False
    bare: bool = False


@dataclass(frozen=True, slots=True)
class Denied:
    """A word for what a product must not have; ``surely`` where nothing else can be meant."""

    word: Word
    surely: bool


@dataclass(frozen=True, slots=True)
class Price:
    """What a product may cost; an empty currency is the shop's."""

    least: Decimal | None
    most: Decimal | None
    currency: str


@dataclass(frozen=True, slots=True)
class Needs:
    """What a wish asks for.

    Attributes:
        asks: The sentences that ask, as they are read.
        words: What products are to have, what is asked first.
        denied: What they must not have.
        prices: What they may cost.
        limits: What their measures must be.
        numbers: Numbers without a unit.
        sizes: Sizes in letters.
        cheapest: Whether the price decides.
        cheaper: Whether it is to cost less than what is named.
        like: Whether another is wanted than what is named.
        goes_with: Whether what is wanted goes with what is named.
        says: The words of the language.
    """

    asks: str
    words: tuple[Word, ...]
    denied: tuple[Denied, ...]
    prices: tuple[Price, ...]
    limits: tuple[Limit, ...]
    numbers: tuple[Limit, ...]
    sizes: frozenset[str]
    cheapest: bool
    cheaper: bool
    like: bool
    goes_with: bool
    says: WishWords

    @property
    def search(self) -> str:
        """The words to search a catalogue with."""
        return " ".join(word.text for word in self.words if not word.bare)


def read_needs(asks: str, told: str, language: str) -> Needs:
    """Read a wish.

    Args:
        asks: The sentences that ask.
        told: All that the shopper said.
        language: The agents' language, which both are in.
    """
    says = wish_words(base(language))
    parts = [_Part(asks, language, says, asked=True)]
    if told.strip() not in ("", asks.strip()):
        parts.append(_Part(told, language, says, asked=False))
    whole = " ".join(part.text for part in parts)
    limits = _unique(limit for part in parts for limit in part.limits)
    return Needs(
        asks=parts[0].text,
        words=_by_stem(word for part in parts for word in part.words),
        denied=_unique(one for part in parts for one in part.denied),
        prices=_unique(price for part in parts for price in part.prices),
        limits=tuple(limit for limit in limits if limit.unit),
        numbers=tuple(limit for limit in limits if not limit.unit),
        sizes=frozenset(size for part in parts for size in part.sizes),
        cheapest=bool(says.cheapest.search(whole)),
        cheaper=bool(says.cheaper.search(whole)),
        like=bool(says.like.search(whole)),
        goes_with=bool(says.goes_with.search(whole)),
        says=says,
    )


def is_kin(one: str, other: str, says: WishWords) -> bool:
    """Return whether one stem is derived from another: "scratch" and "scratcher"."""
    short, long = sorted((one, other), key=len)
    if len(short) < _KIN or short[:3] != long[:3]:
        return False
    for root in {short, short.rstrip("aeiouy")}:
        if (
            len(root) >= _KIN
            and long.startswith(root)
            and (long == root or long[len(root) :] in says.endings)
        ):
            return True
    return False


class _Part:
    """A text of a wish, read."""

    def __init__(self, text: str, language: str, says: WishWords, *, asked: bool) -> None:
        self.text = says.one_unit.sub("1 ", legible(text))
        self._says = says
        self._language = base(language)
        self._reader = Reader(language)
        reading = Reading(self.text, self._language)
        spans = [(value.start, value.end) for value in reading.values]
        denied = list(self._denied())
        self.words: list[Word] = []
        self.denied: list[Denied] = []
        for match in WORD.finditer(self.text):
            if _inside(match.start(), spans):
                continue
            word = self._word(match, asked=asked)
            if word is None:
                continue
            inside = [surely for start, end, surely in denied if start <= match.start() < end]
            if inside and not word.bare:
                self.denied.append(Denied(word, any(inside)))
            else:
                self.words.append(word)
        named = [one.group() for one in SIZE.finditer(self.text) if not _inside(one.start(), spans)]
        child = self._child(reading.values)
        if child and asked:
            self.words.append(child)
        self.sizes = {*named, *(one.upper() for one in _SIZED.findall(self.text))}
        self.prices: list[Price] = []
        self.limits: list[Limit] = []
        for value in reading.values:
            self._take(value)

    def _word(self, match: re.Match[str], *, asked: bool) -> Word | None:
        text = match.group()
        if SIZE.fullmatch(text):
            return None
        read = self._reader.indexed(text)
        if not read or read[0].startswith("#"):
            return None
        folded = text.casefold()
        is_material = bool(self._says.materials.fullmatch(folded))
        return Word(
            text=text,
            stem=read[0],
            # Tables of search have all materials in one line.
            meanings=frozenset() if is_material else frozenset(read[1:]),
            start=match.start() if asked else -1,
            end=match.end() if asked else -1,
            asked=asked,
            strict=is_material or bool(self._says.colours.fullmatch(folded)),
            bare=bool(self._says.bare.fullmatch(folded)),
        )

    def _child(self, values: Iterable[Value]) -> Word | None:
        """Return the word for a child where somebody is said to be so old: "my daughter is six years old"."""
        for value in values:
            amount, _, unit = value.key.partition(" ")
            young = unit == "year" and amount.isdigit() and int(amount) <= _CHILD
            behind = self._says.old_behind.match(self.text, value.end)
            if young and (behind or self._says.old_before.search(self.text[: value.start])):
                read = self._reader.indexed(self._says.child)
                return Word(self._says.child, read[0], frozenset(read[1:]), -1, -1, asked=True, bare=True)
        return None

    def _denied(self) -> Iterator[tuple[int, int, bool]]:
        """Yield where words stand that name what must not be, and whether nothing else can be meant."""
        for match in re.finditer(r"(\w+)[- ]free\b", self.text, re.IGNORECASE):
            if self._language == "en":
                yield match.start(1), match.end(1), False
        for cue in self._says.denied.finditer(self.text):
            ends = self._says.denied_ends.search(self.text, cue.end())
            end = ends.start() if ends else len(self.text)
            words = list(WORD.finditer(self.text, cue.end(), end))[:_DENIED_WORDS]
            if words:
                yield words[0].start(), words[-1].end(), bool(self._says.surely.match(cue.group()))

    def _take(self, value: Value) -> None:
        amounts = value.key.partition(" ")[0].split("..")
        unit = value.key.partition(" ")[2]
        bound = value.bound or self._bound_before(value.start)
        if value.kind is ValueKind.MONEY:
            self.prices.append(_price(amounts, bound, unit))
        elif (
            value.kind is ValueKind.NUMBER
            and bound == "most"
            and Decimal(amounts[0]) > _LEAST_PRICE
            and _ENDS.match(self.text, value.end)
        ):
            self.prices.append(_price(amounts, bound, ""))
        elif value.kind in (ValueKind.MEASURE, ValueKind.NUMBER):
            known = scaled(unit)
            if known is None:
                return
            name, factor = known
            sign = -1 if self.text[max(0, value.start - 1) : value.start] == "-" else 1
            first, *others = (Decimal(amount) * factor * sign for amount in amounts)
            self.limits.append(Limit(first, name, bound, others[0] if others else None))

    def _bound_before(self, start: int) -> str:
        before = self.text[max(0, start - _LOOK_BACK) : start]
        if self._says.most_before.search(before):
            return "most"
        return "least" if self._says.least_before.search(before) else ""


def _price(amounts: Sequence[str], bound: str, currency: str) -> Price:
    first = Decimal(amounts[0])
    if len(amounts) > 1:
        return Price(first, Decimal(amounts[1]), currency)
    if bound == "least":
        return Price(first, None, currency)
    return Price(None, first if bound == "most" else first * _ABOUT, currency)


def _by_stem(words: Iterable[Word]) -> tuple[Word, ...]:
    """Return words, each once, the first of them: what is asked counts before what else was said."""
    found: dict[str, Word] = {}
    for word in words:
        found.setdefault(word.stem, word)
    return tuple(found.values())


def _inside(place: int, spans: Iterable[tuple[int, int]]) -> bool:
    return any(start <= place < end for start, end in spans)


def _unique(some: Iterable[T]) -> tuple[T, ...]:
    return tuple(dict.fromkeys(some))
