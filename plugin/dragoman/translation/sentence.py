"""A sentence as the ladder sees it: text that the engine may change, and atoms that it may not."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from dragoman.domain import ProtectedSpan, SpanKind
from dragoman.translation.alphabet import Alphabet

_NUMBER = re.compile(r"\d+")
# Addresses and placeholders are long and tell the engine nothing.
_HIDDEN = frozenset({SpanKind.URL, SpanKind.EMAIL, SpanKind.PLACEHOLDER, SpanKind.INLINE_CODE})
_NUMERIC = frozenset(
    {
        SpanKind.AMOUNT,
        SpanKind.MEASURE,
        SpanKind.DATE,
        SpanKind.TIME,
        SpanKind.PHONE,
        SpanKind.CARD,
        SpanKind.TAX_ID,
        SpanKind.NUMBER,
        SpanKind.ORDER_ID,
    }
)


@dataclass(frozen=True, slots=True)
class Atom:
    """A part of a sentence that stands in the translation exactly so.

    Attributes:
        value: What stands in the translation.
        legible: How it is shown to the engine: as it is, or, if it is a number, without the signs that the
            engine cannot read ("€", "#"); None when it must be hidden.
        may_recur: Whether the translation may contain it more often than the source (terms may: another
            word can have the same translation).
        plain_number: Whether it is a short number, which people count more than they quote.
        foreign: Whether it is no value but words or signs that the engine cannot read.
        kind: What it is, where it is one value and that is known.
    """

    value: str
    legible: str | None
    may_recur: bool = False
    plain_number: bool = False
    foreign: bool = False
    kind: SpanKind | None = None


Token = str | Atom
Tokens = tuple[Token, ...]


def tokenise(text: str, start: int, spans: Sequence[ProtectedSpan], alphabet: Alphabet) -> Tokens:
    """Cut a sentence into text and atoms.

    Args:
        text: The sentence.
        start: Where it stands in the text whose characters the spans count.
        spans: The kept spans of the sentence.
        alphabet: What the engine can read; runs of anything else become atoms too, and so do numbers.
    """
    tokens: list[Token] = []
    position = 0
    for span in spans:
        tokens += _loose_atoms(text[position : span.start - start], alphabet)
        value = span.text if span.replacement is None else span.replacement
        legible = _legible(value, span.kind, alphabet)
        tokens.append(Atom(value, legible, may_recur=span.kind is SpanKind.TERM, kind=span.kind))
        position = span.end - start
    tokens += _loose_atoms(text[position:], alphabet)
    return tuple(_unambiguous(tuple(_merged(tokens))))


def _loose_atoms(text: str, alphabet: Alphabet) -> Iterator[Token]:
    # The engine knows composed letters only, however the shopper's keyboard wrote them.
    text = unicodedata.normalize("NFC", text)
    position = 0
    for start, end in alphabet.unknown_runs(text):
        yield from _numbers(text[position:start])
        yield Atom(text[start:end], legible=None, foreign=True)
        position = end
    yield from _numbers(text[position:])


def _numbers(text: str) -> Iterator[Token]:
    position = 0
    for match in _NUMBER.finditer(text):
        yield from (text[position : match.start()], Atom(match.group(), match.group(), plain_number=True))
        position = match.end()
    yield text[position:]


def _legible(value: str, kind: SpanKind, alphabet: Alphabet) -> str | None:
    if kind in _HIDDEN:
        return None
    legible = alphabet.without_unknown(value).strip()
    return legible if legible == value or (kind in _NUMERIC and _NUMBER.search(legible)) else None


def _merged(tokens: Sequence[Token]) -> Iterator[Token]:
    """Join atoms that touch, and drop empty text: one placeholder stands for what has no space inside."""
    held: Atom | None = None
    for token in tokens:
        if isinstance(token, Atom):
            held = token if held is None else _joined(held, token)
        elif token:
            if held is not None:
                yield held
            held = None
            yield token
    if held is not None:
        yield held


def _joined(first: Atom, second: Atom) -> Atom:
    value = first.value + second.value
    return Atom(value, value if (first.legible, second.legible) == (first.value, second.value) else None)


def _unambiguous(tokens: Tokens) -> Iterator[Token]:
    """Hide what would look like another atom without the characters that the engine cannot read."""
    values = {atom.value for atom in atoms(tokens)}
    shortened = [atom.legible for atom in atoms(tokens) if atom.legible not in (None, atom.value)]
    for token in tokens:
        legible = token.legible if isinstance(token, Atom) else None
        if isinstance(token, Atom) and legible in shortened and legible != token.value:
            twice = len({atom.value for atom in atoms(tokens) if atom.legible == legible}) > 1
            yield replace(token, legible=None if twice or legible in values else legible)
        else:
            yield token


def atoms(tokens: Iterable[Token]) -> list[Atom]:
    """Return the atoms of a sentence, in order."""
    return [token for token in tokens if isinstance(token, Atom)]


def texts(tokens: Iterable[Token]) -> list[str]:
    """Return the parts of a sentence that are to be translated, in order."""
    return [token for token in tokens if isinstance(token, str)]


def written(tokens: Iterable[Token]) -> str:
    """Return the sentence with every value in its place."""
    return "".join(token.value if isinstance(token, Atom) else token for token in tokens)
