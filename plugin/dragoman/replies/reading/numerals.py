"""Numbers in digits and in words."""

import re
from collections.abc import Sequence
from decimal import Decimal

from dragoman.replies.reading.tokens import Token
from dragoman.replies.reading.vocabulary import Vocabulary

_GROUPS = re.compile(r"\d{1,3}(?:([.,])\d{3})(?:\1\d{3})*")
_HUNDRED = 100


def in_digits(text: str, vocabulary: Vocabulary) -> Decimal:
    """Return what digits with points and commas amount to: "1.234,50", "1,234.50", "129,90", "1,234".

    Which of the two parts thousands is seen where it can be, else it is what the language does.
    """
    marks = [mark for mark in text if mark in ".,"]
    if not marks:
        return Decimal(text)
    last = marks[-1]
    decimals = len(text) - text.rindex(last) - 1
    if len(set(marks)) == 1 and _GROUPS.fullmatch(text):
        decimal_mark = "," if vocabulary.decimal_comma else "."
        grouped = len(marks) > 1 or last != decimal_mark
    else:
        grouped = len(set(marks)) == 1 and len(marks) > 1
    if grouped:
        return Decimal(re.sub(r"[.,]", "", text))
    whole = re.sub(r"[.,]", "", text[: -decimals - 1])
    return Decimal(f"{whole or 0}.{text[-decimals:]}")


def number_at(tokens: Sequence[Token], index: int, vocabulary: Vocabulary) -> tuple[Decimal, int] | None:
    """Return the number that begins at a token and the index behind it, or None.

    Words are read as far as they make one number: "two hundred and six", "vinte e quatro". What repeats the
    number in brackets is skipped: "fourteen (14) days".
    """
    found = _number_at(tokens, index, vocabulary)
    if found and [token.folded for token in tokens[found[1] : found[1] + 3 : 2]] == ["(", ")"]:
        again = _number_at(tokens, found[1] + 1, vocabulary)
        if again and again[0] == found[0]:
            return found[0], found[1] + 3
    return found


def _number_at(tokens: Sequence[Token], index: int, vocabulary: Vocabulary) -> tuple[Decimal, int] | None:
    if index >= len(tokens) or tokens[index].taken:
        return None
    if tokens[index].is_number:
        value, behind = in_digits(tokens[index].text, vocabulary), index + 1
        factor = _word(tokens, behind, vocabulary)
        return (value * factor, behind + 1) if factor and factor >= _HUNDRED else (value, behind)
    total, current, least = Decimal(0), Decimal(0), Decimal(10**9)
    behind = index
    while (word := _word(tokens, behind, vocabulary)) is not None:
        if word == 1000:  # noqa: PLR2004 - a thousand times what stands before it
            total, current, least = total + (current or 1) * word, Decimal(0), word
        elif word == _HUNDRED and 0 < current < 10:  # noqa: PLR2004 - "two hundred"
            current, least = current * word, word
        elif word < least:
            current, least = current + word, _next_below(word)
        else:
            break
        behind += 1
        joined = _joined(tokens, behind, vocabulary)
        following = _word(tokens, joined, vocabulary)
        if following is not None and (following < least or following >= _HUNDRED):
            behind = joined
    return (total + current, behind) if behind > index else None


def _next_below(word: Decimal) -> Decimal:
    """Return what a number word that follows another one stays below: behind "twenty" come one to nine."""
    if word >= _HUNDRED:
        return Decimal(_HUNDRED)
    return Decimal(10) if word >= 20 and word % 10 == 0 else Decimal(0)  # noqa: PLR2004


def _word(tokens: Sequence[Token], index: int, vocabulary: Vocabulary) -> Decimal | None:
    if index >= len(tokens) or tokens[index].taken:
        return None
    found = vocabulary.numbers.get(tokens[index].folded)
    return None if found is None else Decimal(found)


def _joined(tokens: Sequence[Token], index: int, vocabulary: Vocabulary) -> int:
    """Skip what may stand inside of a number: a hyphen or "and"."""
    joins = index < len(tokens) and tokens[index].folded in ("-", vocabulary.tens_join)
    return index + 1 if joins else index
