"""Sizes, weights and amounts that products have, held against those that are asked for."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Final

from dragoman.replies.reading.vocabulary import VOCABULARIES

_NUMBER: Final = r"(?<![\w.,])[-\u2212]?\d+(?:[.,]\d+)*"
_MEASURE: Final = re.compile(
    rf"({_NUMBER})(?:\s?(-|\u2013|to|a|até|x|\u00d7)\s?(\d+(?:[.,]\d+)*))?(?:\s?[x\u00d7]\s?(\d+(?:[.,]\d+)*))?"
    r"\s?([^\W\d_]+|[°º]\s?[cC]\b|%)?"
)
_THOUSANDS: Final = re.compile(r"\d{1,3}(?:,\d{3})+")
_SCALES: Final[Mapping[str, tuple[str, Decimal | int]]] = {
    "kg": ("g", 1000), "g": ("g", 1), "mg": ("g", Decimal("0.001")), "lb": ("g", Decimal("453.592")),
    "oz": ("g", Decimal("28.3495")), "l": ("l", 1), "ml": ("l", Decimal("0.001")), "km": ("m", 1000),
    "m": ("m", 1), "cm": ("m", Decimal("0.01")), "mm": ("m", Decimal("0.001")),
    "in": ("m", Decimal("0.0254")), "ft": ("m", Decimal("0.3048")),
}  # fmt: skip
_ABOUT: Final = Decimal("0.1")
_SAME: Final = Decimal("0.001")


@dataclass(frozen=True, slots=True)
class Measure:
    """What a product states: lengths of its sides, or a range.

    Attributes:
        amounts: In the unit of their dimension.
        unit: That unit ("g", "l", "m", or any other as it is written); empty for a bare number.
        is_range: Whether it goes from the first to the last.
    """

    amounts: tuple[Decimal, ...]
    unit: str
    is_range: bool = False


@dataclass(frozen=True, slots=True)
class Limit:
    """What is asked of a measure.

    Attributes:
        amount: In the unit of its dimension.
        unit: That unit.
        bound: "most", "least" or "about"; empty: as it is.
        highest: Of a range that is asked for, its other end.
    """

    amount: Decimal
    unit: str
    bound: str = ""
    highest: Decimal | None = None


@lru_cache(maxsize=20_000)
def measure_of(text: str) -> Measure | None:
    """Return what an attribute's value states, where it is a number, with or without a unit."""
    found = _MEASURE.match(text.strip())
    if found is None:
        return None
    first, joint, second, third, unit = found.groups()
    amounts = [amount for one in (first, second, third) if one and (amount := _number(one)) is not None]
    scale = scaled(unit or "")
    if scale is None or not amounts:
        return None
    name, factor = scale
    joined = joint is not None and joint not in "x\u00d7"
    return Measure(tuple(amount * factor for amount in amounts), name, joined)


def scaled(unit: str) -> tuple[str, Decimal] | None:
    """Return the unit of a dimension and how many of them a unit is; None for what is no unit."""
    plain = " ".join(unit.casefold().split())
    if not plain:
        return "", Decimal(1)
    for vocabulary in VOCABULARIES.values():
        if known := vocabulary.units.get(plain):
            name, factor = _SCALES.get(known, (known, 1))
            return name, Decimal(factor)
    return None


def meets(measure: Measure, limit: Limit, *, is_most: bool = False) -> bool:
    """Return whether a product's measure is as asked for.

    Args:
        measure: The product's, in the unit of the limit.
        limit: What is asked.
        is_most: Whether the measure is what the product holds or bears at most.
    """
    low, high = min(measure.amounts), max(measure.amounts)
    if limit.highest is not None:
        return low <= limit.highest and high >= limit.amount
    if limit.bound == "most":
        return high <= limit.amount
    if limit.bound == "least":
        return high >= limit.amount
    if is_most:
        return limit.amount <= high
    if measure.is_range:
        return low <= limit.amount <= high
    slack = _ABOUT if limit.bound == "about" else _SAME
    return any(abs(one - limit.amount) <= slack * abs(limit.amount) for one in measure.amounts)


def _number(text: str) -> Decimal | None:
    plain = text.replace("\u2212", "-")
    plain = plain.replace(",", "") if _THOUSANDS.fullmatch(plain) else plain.replace(",", ".")
    try:
        return Decimal(plain)
    except InvalidOperation:
        return None
