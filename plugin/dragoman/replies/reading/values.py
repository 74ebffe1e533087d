"""The values that a sentence states: numbers, amounts, periods, dates, codes, addresses, in one way each.

"14 days", "14-day" and "fourteen days" are one value, "two weeks" is another; so are "R$ 129,90" and
"R$129.90", "5 to 7 days" and "5-7 days" (a range is one value: "7 days" is not in it). What bounds a value
("up to", "over") belongs to it. Every digit of a text is part of a value.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from dragoman.domain import ProtectedSpan, SpanKind
from dragoman.replies.reading.dates import dates, free_of
from dragoman.replies.reading.quantities import quantities
from dragoman.replies.reading.tokens import Token, Value, ValueKind, tokens
from dragoman.replies.reading.vocabulary import VOCABULARIES, Vocabulary
from dragoman.translation.protect import protected_spans

_CONTACTS = frozenset({SpanKind.EMAIL, SpanKind.URL, SpanKind.PHONE})
_CODES = frozenset({SpanKind.ORDER_ID, SpanKind.CODE, SpanKind.IBAN, SpanKind.CARD, SpanKind.TAX_ID})
# Whatever has a point between letters could be opened by somebody: "evil.example", "t.me". Abbreviations
# ("e.g.", "a.m.") have one letter before each.
_ADDRESS = re.compile(r"(?<![\w@.-])(?:[\w-]{2,63}\.)+[^\W\d_]{2,24}(?:/[^\s]*)?(?![\w@-])")
_HANDLE = re.compile(r"(?<![\w@])@\w[\w.]*")
_GLUED = re.compile(r"\d+([^\W\d_]+)")
_NUMBERED = re.compile(r"(?:#|[Nn]\.?[º°o]\.?)?\s?(\d+)")
_BOUND_FILLERS = frozenset({"the", "a", "an", "total", "of", "o", "um", "uma", "os", "valor", "de"})


def values(text: str, language: str) -> tuple[Value, ...]:
    """Return what a text states, in order.

    Args:
        text: As ``reading.sentences.legible`` writes it.
        language: A primary language; of one without a vocabulary, words for numbers and units are not read.
    """
    vocabulary = VOCABULARIES.get(language, VOCABULARIES["en"])
    found = list(_addresses_and_codes(text, vocabulary))
    found += free_of(found, dates(text, language if language in VOCABULARIES else "en"))
    told = tokens(text, found)
    found += free_of(found, quantities(told, vocabulary))
    found.sort(key=lambda value: value.start)
    return tuple(_bounded(value, told, vocabulary) for value in found)


def _addresses_and_codes(text: str, vocabulary: Vocabulary) -> Iterator[Value]:
    kept: list[Value] = []
    for span in protected_spans(text):
        if value := _of_span(span, vocabulary):
            kept.append(value)
    for pattern in (_ADDRESS, _HANDLE):
        kept += free_of(
            kept,
            (
                Value(ValueKind.CONTACT, _address(match.group()), *match.span())
                for match in pattern.finditer(text)
            ),
        )
    yield from kept


def _of_span(span: ProtectedSpan, vocabulary: Vocabulary) -> Value | None:
    if span.kind in _CONTACTS or (span.kind is SpanKind.CODE and span.text.startswith("@")):
        telephone = span.kind is SpanKind.PHONE
        key = re.sub(r"\D", "", span.text) if telephone else _address(span.text)
        return Value(ValueKind.CONTACT, key, span.start, span.end)
    if span.kind not in _CODES:
        return None
    glued = _GLUED.fullmatch(span.text)
    if glued and glued[1].casefold() in vocabulary.units:
        return None
    number = _NUMBERED.fullmatch(span.text)
    if number and not number[1].startswith("0"):
        return Value(ValueKind.NUMBER, number[1], span.start, span.end)
    return Value(ValueKind.CODE, span.text.casefold().lstrip("#"), span.start, span.end)


def _address(text: str) -> str:
    """Return a link or an e-mail address without what does not change where it leads."""
    plain = re.sub(r"^https?://", "", text.rstrip(".,;:!?"), flags=re.IGNORECASE).removeprefix("www.")
    host, slash, path = plain.partition("/")
    return (host.casefold() + slash + path).rstrip("/")


def _bounded(value: Value, told: Sequence[Token], vocabulary: Vocabulary) -> Value:
    """Add what bounds a value: words right before it, or right behind."""
    if value.kind in (ValueKind.CONTACT, ValueKind.CODE) or ".." in value.key:
        return value
    before = [token.folded for token in told if token.end <= value.start][-vocabulary.longest_bound - 1 :]
    behind = [token.folded for token in told if token.start >= value.end][:2]
    bound = _before(before, vocabulary)
    if not bound and before and before[-1] in _BOUND_FILLERS:
        bound = _before(before[:-1], vocabulary)
    for length in (2, 1):
        bound = bound or vocabulary.bounds_behind.get(" ".join(behind[:length]), "")
    return replace(value, bound=bound) if bound else value


def _before(words: Sequence[str], vocabulary: Vocabulary) -> str:
    for length in range(min(vocabulary.longest_bound, len(words)), 0, -1):
        if bound := vocabulary.bounds.get(" ".join(words[-length:])):
            return bound
    return ""
