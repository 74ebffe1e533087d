"""Sentences and clauses of a text, with the values that they state."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import sentencex

from dragoman.replies.reading.tokens import Value
from dragoman.replies.reading.values import values
from dragoman.replies.reading.words import content
from dragoman.tags import base
from dragoman.translation.protect import protected_spans

_BULLET = re.compile(r"\s*(?:[-*+•·\u2014>#]{1,3}|\(?\d{1,2}[.)]|\(?[a-z]\))\s+")
_DASHES = re.compile("[\u2010-\u2013\u2212]")
_CLAUSE_ENDS = {
    "en": r"and|but|or|while|whereas|although|though|if|unless|except|because|which|who",
    "pt": r"e|mas|ou|enquanto|por[ée]m|embora|se|exceto|porque|que|salvo",
}
_PUNCTUATION = r"[,;:](?=\s)|\s[-\u2014]\s|\u2014|[()]"


def legible(text: str) -> str:
    """Return a text with one way to write each character: no full-width letters, one dash, one space."""
    return _DASHES.sub("-", unicodedata.normalize("NFKC", text))


@dataclass(frozen=True)
class Clause:
    """A part of a sentence between commas and conjunctions.

    Attributes:
        text: Its words.
        content: Stems of what it is about; those of its values are left out.
        values: What begins in it.
        start: Where it begins in its sentence.
        bare: Its words without those of its values.
    """

    text: str
    content: frozenset[str]
    values: tuple[Value, ...]
    start: int
    bare: str

    def text_of(self, value: Value) -> str:
        """Return how a value of it is written, as far as it lies in it."""
        return self.text[value.start - self.start : value.end - self.start]


@dataclass(frozen=True)
class Reading:
    """A sentence as it is read.

    Attributes:
        text: As ``legible`` writes it.
        language: A primary language.
    """

    text: str
    language: str

    @cached_property
    def values(self) -> tuple[Value, ...]:
        """What it states, in order."""
        return values(self.text, self.language)

    @cached_property
    def content(self) -> frozenset[str]:
        """Stems of what it is about; those of its values are left out."""
        return frozenset(content(self.bare, self.language))

    @cached_property
    def bare(self) -> str:
        """Its words without those of its values."""
        return _without(self.text, self.values, 0)

    @cached_property
    def clauses(self) -> tuple[Clause, ...]:
        """Its clauses in order."""
        return tuple(self._clauses())

    def _clauses(self) -> Iterator[Clause]:
        ends = [0, *(end for end in self._clause_ends() if not self._inside(end)), len(self.text)]
        for start, end in pairwise(ends):
            text = self.text[start:end]
            here = tuple(value for value in self.values if start <= value.start < end)
            bare = _without(text, here, start)
            about = frozenset(content(bare, self.language))
            if about or here:
                yield Clause(text, about, here, start, bare)

    def _clause_ends(self) -> Iterator[int]:
        words = _CLAUSE_ENDS.get(self.language)
        pattern = rf"{_PUNCTUATION}|(?<=\s)(?:{words})(?=\s)" if words else _PUNCTUATION
        for match in re.finditer(pattern, self.text, re.IGNORECASE):
            yield match.start()

    def _inside(self, position: int) -> bool:
        return any(value.start < position < value.end for value in self.values)


def sentences(text: str, language: str) -> tuple[Reading, ...]:
    """Return the sentences of a text; items of lists and headings count as sentences.

    Args:
        text: Plain text; line breaks part sentences.
        language: BCP 47 tag.
    """
    return tuple(
        Reading(sentence, base(language))
        for line in legible(text).splitlines()
        for sentence in _of_line(line, base(language))
    )


def _of_line(line: str, language: str) -> Iterator[str]:
    bullet = _BULLET.match(line)
    line = line[bullet.end() :] if bullet else line
    # sentencex takes only what UTF-8 can hold; one character stays one character.
    ends = [one["end_index"] for one in sentencex.get_sentence_boundaries(language, _utf8(line))]
    kept = protected_spans(line) if len(ends) > 1 else ()
    start = 0
    for end in ends:
        if any(span.start < end < span.end for span in kept):
            continue
        if sentence := line[start:end].strip():
            yield sentence
        start = end
    if rest := line[start:].strip():
        yield rest


def _utf8(text: str) -> str:
    return re.sub("[\ud800-\udfff]", "\ufffd", text)


def _without(text: str, inside: tuple[Value, ...], offset: int) -> str:
    """Return a text with a space in the place of its values, whose places count from ``offset`` before it."""
    parts = []
    position = 0
    for value in inside:
        parts.append(text[position : value.start - offset])
        position = max(position, value.end - offset)
    return " ".join([*parts, text[position:]])
