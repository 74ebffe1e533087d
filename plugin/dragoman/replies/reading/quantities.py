"""Amounts, periods, measures, percentages and plain numbers among the tokens of a text."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from dragoman.replies.reading.numerals import number_at
from dragoman.replies.reading.tokens import Token, Value, ValueKind
from dragoman.replies.reading.vocabulary import Vocabulary

_PERIODS: Final = frozenset(
    {
        "second",
        "minute",
        "hour",
        "day",
        "business day",
        "business hour",
        "week",
        "month",
        "year",
        "night",
        "fortnight",
        "decade",
    }
)
_LONGEST_UNIT = 3
# Words that may stand between a number and what it counts, and say nothing more.
_FILLERS: Final = frozenset({"full", "consecutive", "whole", "of", "de", "-"})


@dataclass(frozen=True, slots=True)
class _Unit:
    """What a number counts: a name, its kind, and the index behind it."""

    name: str
    kind: ValueKind
    behind: int


@dataclass(frozen=True, slots=True)
class _Quantity:
    """One number with its currency or unit, from the token ``first`` to before ``behind``."""

    amount: Decimal
    unit: _Unit | None
    first: int
    behind: int


def quantities(tokens: Sequence[Token], vocabulary: Vocabulary) -> Iterator[Value]:
    """Yield the quantities of a text, in order; ranges are one value."""
    index = 0
    while index < len(tokens):
        found = _quantity(tokens, index, vocabulary)
        if found is None:
            index += 1
            continue
        value, index = _with_range(tokens, found, vocabulary)
        if value is not None:
            yield value


def _quantity(tokens: Sequence[Token], index: int, vocabulary: Vocabulary) -> _Quantity | None:
    """Read "R$ 5", "5 reais", "14 days", "a week", "10 %" or "3" at a token."""
    if tokens[index].taken:
        return None
    currency = _currency_before(tokens, index, vocabulary)
    number = number_at(tokens, index + 1 if currency else index, vocabulary)
    if currency and number:
        behind = number[1]
        return _Quantity(number[0], _Unit(currency, ValueKind.MONEY, behind), index, behind)
    if number is None:
        return _one_period(tokens, index, vocabulary)
    unit = _unit(tokens, number[1], vocabulary)
    if unit is None and number[0] == 1 and not tokens[index].is_number:
        return None if not _counts_things(tokens, index, vocabulary) else _plain(number, index)
    return _Quantity(number[0], unit, index, unit.behind) if unit else _plain(number, index)


def _plain(number: tuple[Decimal, int], index: int) -> _Quantity:
    return _Quantity(number[0], None, index, number[1])


def _counts_things(tokens: Sequence[Token], index: int, vocabulary: Vocabulary) -> bool:
    """Whether "one" counts: in Portuguese it is an article, before "of", "that" and the like a pronoun."""
    following = tokens[index + 1].folded if index + 1 < len(tokens) else ""
    pronoun = {"of", "that", "who", "which", "is", "has", "can", "or", "and", "for", "to", "in", "you", "we"}
    return not vocabulary.decimal_comma and following.isalpha() and following not in pronoun


def _one_period(tokens: Sequence[Token], index: int, vocabulary: Vocabulary) -> _Quantity | None:
    """Read "a week", "per month": one of it."""
    if tokens[index].folded not in vocabulary.articles:
        return None
    unit = _unit(tokens, index + 1, vocabulary, fillers=False)
    if unit is None or unit.kind is not ValueKind.PERIOD:
        return None
    return _Quantity(Decimal(1), unit, index, unit.behind)


def _currency_before(tokens: Sequence[Token], index: int, vocabulary: Vocabulary) -> str | None:
    """Return the currency whose sign or code stands at a token; names stand behind the amount."""
    token = tokens[index]
    sign = not token.text.isalpha() or (token.text.isupper() and len(token.text) == 3)  # noqa: PLR2004
    return vocabulary.currencies.get(token.folded) if sign else None


def _unit(
    tokens: Sequence[Token], index: int, vocabulary: Vocabulary, *, fillers: bool = True
) -> _Unit | None:
    """Return the longest unit or currency that begins at a token."""
    if fillers and index < len(tokens) and tokens[index].folded in _FILLERS:
        return _unit(tokens, index + 1, vocabulary, fillers=False)
    for length in range(min(_LONGEST_UNIT, len(tokens) - index), 0, -1):
        words = " ".join(token.folded for token in tokens[index : index + length])
        if unit := vocabulary.units.get(words):
            kind = ValueKind.PERIOD if unit in _PERIODS else ValueKind.MEASURE
            return _Unit(unit, ValueKind.PERCENT if unit == "%" else kind, index + length)
        if currency := vocabulary.currencies.get(words):
            return _Unit(currency, ValueKind.MONEY, index + length)
    return None


def _with_range(tokens: Sequence[Token], low: _Quantity, vocabulary: Vocabulary) -> tuple[Value | None, int]:
    """Return a quantity as a value, as one range with what follows where that is its other end."""
    high = _other_end(tokens, low, vocabulary)
    last = high or low
    unit = last.unit or low.unit
    amounts = f"{_plainly(low.amount)}..{_plainly(high.amount)}" if high else _plainly(low.amount)
    key = f"{amounts} {unit.name}" if unit else amounts
    kind = unit.kind if unit else ValueKind.NUMBER
    return Value(kind, key, tokens[low.first].start, tokens[last.behind - 1].end), last.behind


def _other_end(tokens: Sequence[Token], low: _Quantity, vocabulary: Vocabulary) -> _Quantity | None:
    index = low.behind
    if index + 1 >= len(tokens):
        return None
    between = tokens[index].folded
    opened = low.first > 0 and tokens[low.first - 1].folded in vocabulary.range_openers
    spaced = tokens[index].start > tokens[index - 1].end and between == "-"
    if not (
        (between == "-" and not spaced)
        or (between == "-" and tokens[index + 1].is_number)
        or between in vocabulary.ranges
        or (opened and between == vocabulary.range_and)
    ):
        return None
    high = _quantity(tokens, index + 1, vocabulary)
    units = {one.unit.name for one in (low, high) if one and one.unit}
    return high if high and len(units) <= 1 and high.amount > low.amount else None


def _plainly(amount: Decimal) -> str:
    return format(amount.normalize(), "f")
