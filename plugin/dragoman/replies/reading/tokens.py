"""Words, numbers and signs of a text one by one, and what a value is."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

_TOKEN: Final = re.compile(
    r"(?:R|US|U|CA?|AU?|MX|AR)?\$|[°º]\s?[Cc]\b|\d+(?:[.,]\d+)*|[^\W\d_]+(?:['\u2019][^\W\d_]+)*|[^\s\w]|_"
)


class ValueKind(StrEnum):
    """What a value is."""

    CONTACT = "contact"
    CODE = "code"
    DATE = "date"
    WEEKDAY = "weekday"
    TIME = "time"
    MONEY = "money"
    PERCENT = "percent"
    PERIOD = "period"
    MEASURE = "measure"
    NUMBER = "number"


@dataclass(frozen=True, slots=True)
class Value:
    """A value that a text states.

    Attributes:
        kind: What it is.
        key: The same for every way of writing it.
        start: Where it stands (characters).
        end: Where it ends.
        bound: "most", "least" or "about", where something bounds it; else empty.
    """

    kind: ValueKind
    key: str
    start: int
    end: int
    bound: str = ""


@dataclass(frozen=True, slots=True)
class Token:
    """A word, a number or a sign; ``folded`` in small letters, ``taken`` where it is part of a value."""

    text: str
    folded: str
    start: int
    end: int
    taken: bool = False

    @property
    def is_number(self) -> bool:
        """Whether it is written in digits."""
        return self.text[0].isdigit()


def tokens(text: str, taken: Iterable[Value]) -> list[Token]:
    """Return the tokens of a text; each of the ``taken`` values, which do not overlap, is one token."""
    found: list[Token] = []
    position = 0
    for value in sorted(taken, key=lambda one: one.start):
        found += _between(text, position, value.start)
        found.append(_token(text, value.start, value.end, taken=True))
        position = value.end
    return [*found, *_between(text, position, len(text))]


def _between(text: str, start: int, end: int) -> list[Token]:
    return [_token(text, *match.span(), taken=False) for match in _TOKEN.finditer(text, start, end)]


def _token(text: str, start: int, end: int, *, taken: bool) -> Token:
    word = text[start:end]
    return Token(word, word.casefold().replace("\u2019", "'"), start, end, taken)
