"""Cuts a text into sentences and what lies between them, so that nothing of it is lost.

Line breaks, tabs, list bullets and emoji always separate sentences; within a line sentencex does, with one
rule for chat, where sentences start in lower case. Nothing is cut inside a span that is to be kept whole.
What is longer than a model reads is cut further: at semicolons and colons, at commas and dashes, between
words, at last between characters.
"""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import sentencex

from dragoman.domain import ProtectedSpan
from dragoman.translation.abbreviations import ABBREVIATIONS
from dragoman.translation.apart import core

# Stands for a kept span when the length of a sentence is measured: as long as the longest placeholder.
_STAND_IN = " ZX100 "
_CHAT_WORDS = 3

_BREAKS = re.compile(r"[\r\n\t\x0b\x0c\x1c-\x1e\x85\u2028\u2029]+")
_BULLET = re.compile(
    r"[ \u00a0]*(?:[-*+•·\u2013\u2014►▪◦●○■□✓✔➤>#]{1,3}|\(?\d{1,3}[.)]|\(?[a-z]\))[ \u00a0]+"
)
_SIGNS = (
    "[\U0001f000-\U0001faff\U000e0020-\U000e007f\u2190-\u21ff\u2300-\u23ff\u25a0-\u27bf"
    "\u2b00-\u2bff\ufe0f\u200d\u20e3]+"
)
# An opened bracket that is left behind makes the engine invent words.
_EMOJI = re.compile(
    rf"\({_SIGNS}\)|\[{_SIGNS}\]|[\"“]{_SIGNS}[\"”]|{_SIGNS}"
    r"|(?<!\S)(?:[:;=8]['\u2019]?-?[)(DPpOo/|*3]+|<3+|\^_?\^)(?!\S)"
)
_EDGES = re.compile(r"\s*+(.*\S)\s*", re.DOTALL)
_CHAT_END = re.compile(r"(?:(?<![!?])[!?]++|\b([^\W\d_]{2,}+)\.)\s++(?=[^\W\d_])")
_CUTS = tuple(
    map(
        re.compile,
        (r"(?<=[;:])\s++", r"(?<=,)\s++|(?<!\s)\s++(?=[-\u2013\u2014]\s)", r"\s++", r"(?<=\S)(?=\S)"),
    )
)


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of a text (characters ``start`` to ``end``): a sentence to translate, or what stays as it is."""

    start: int
    end: int
    sentence: bool


def split(
    text: str,
    spans: Sequence[ProtectedSpan],
    language: str,
    length: Callable[[str], int],
    limit: int,
) -> list[Stretch]:
    """Cut a text into stretches that follow one another and cover it.

    Args:
        text: The text as it was written.
        spans: What is kept whole, in order, free of overlaps.
        language: BCP 47 tag; sentencex knows its abbreviations.
        length: Measures a sentence as the model counts.
        limit: Longest sentence, as ``length`` measures it.
    """
    layout = _Layout(text, spans)
    stretches: list[Stretch] = []
    position = 0
    for start, end in layout.lines():
        for first, last in layout.sentences(start, end, language):
            for sentence_start, sentence_end in _short_enough(layout, first, last, length, limit):
                if position < sentence_start:
                    stretches.append(Stretch(position, sentence_start, sentence=False))
                stretches.append(Stretch(sentence_start, sentence_end, sentence=True))
                position = sentence_end
    if position < len(text):
        stretches.append(Stretch(position, len(text), sentence=False))
    return stretches


class _Layout:
    """A text and where it may not be cut."""

    def __init__(self, text: str, spans: Sequence[ProtectedSpan]) -> None:
        self.text = text
        self._spans = spans
        self._starts = [span.start for span in spans]
        # sentencex takes only what UTF-8 can hold; one character stays one character.
        self._utf8 = re.sub("[\ud800-\udfff]", "\ufffd", text)

    def cuttable(self, position: int) -> bool:
        """Say whether a position lies outside every span."""
        index = bisect_left(self._starts, position) - 1
        return index < 0 or self._spans[index].end <= position

    def within(self, start: int, end: int) -> Sequence[ProtectedSpan]:
        """Return the spans between two positions."""
        return self._spans[bisect_left(self._starts, start) : bisect_left(self._starts, end)]

    def bare(self, start: int, end: int, stand_in: str) -> str:
        """Return a part of the text with something else in the place of its spans."""
        parts = []
        for span in self.within(start, end):
            parts += [self.text[start : span.start], stand_in]
            start = span.end
        return "".join([*parts, self.text[start:end]])

    def lines(self) -> Iterator[tuple[int, int]]:
        """Yield what lies between line breaks, tabs, bullets and emoji."""
        for start, end in self._between(_BREAKS, 0, len(self.text)):
            bullet = _BULLET.match(self.text, start, end)
            if bullet and not self.within(start, bullet.end()):
                start = bullet.end()  # noqa: PLW2901 - the line begins after its bullet
            yield from self._between(_EMOJI, start, end)

    def _between(self, separator: re.Pattern[str], start: int, end: int) -> Iterator[tuple[int, int]]:
        for match in separator.finditer(self.text, start, end):
            if self.cuttable(match.start()) and self.cuttable(match.end()):
                yield start, match.start()
                start = match.end()
        yield start, end

    def sentences(self, start: int, end: int, language: str) -> Iterator[tuple[int, int]]:
        """Yield the sentences of a line that have something to translate.

        The space around them is left out, and so are values that stand apart.
        """
        for first, last in self._sentences(start, end, language):
            edges = _EDGES.fullmatch(self.text, first, last)
            if edges and self._speaks(*edges.span(1)):
                yield core(self.text, *edges.span(1), self.within(*edges.span(1)))

    def _speaks(self, start: int, end: int) -> bool:
        replaced = any(span.replacement is not None for span in self.within(start, end))
        return replaced or any(map(str.isalpha, self.bare(start, end, "")))

    def _sentences(self, start: int, end: int, language: str) -> Iterator[tuple[int, int]]:
        line = self._utf8[start:end]
        if not line.strip():
            return
        found = sentencex.get_sentence_boundaries(language.partition("-")[0], line)
        for boundary in [start + item["start_index"] for item in found]:
            if start < boundary < end and self.cuttable(boundary):
                yield from self._chat_sentences(start, boundary)
                start = boundary
        yield from self._chat_sentences(start, end)

    def _chat_sentences(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """Cut where a sentence ends although the next one begins in lower case ("it broke. what now?")."""
        for match in _CHAT_END.finditer(self.text, start, end):
            word = match.group(1)
            long_enough = len(self.text[start : match.start()].split()) + bool(word) >= _CHAT_WORDS
            if (
                long_enough
                and not (word and ABBREVIATIONS.fullmatch(word))
                and self.cuttable(match.end())
                and self.cuttable(match.start())
            ):
                yield start, match.end()
                start = match.end()
        yield start, end


def _short_enough(
    layout: _Layout, start: int, end: int, length: Callable[[str], int], limit: int
) -> Iterator[tuple[int, int]]:
    """Halve a sentence, at the best place near its middle, until every part fits the model."""
    waiting = [(start, end)]
    while waiting:
        first, last = waiting.pop()
        cut = None if length(layout.bare(first, last, _STAND_IN)) <= limit else _cut(layout, first, last)
        if cut is None:
            yield first, last
        else:
            waiting += [(cut[1], last), (first, cut[0])]


def _cut(layout: _Layout, start: int, end: int) -> tuple[int, int] | None:
    """Find the space to cut a sentence at: the best kind that lies in its middle half, else any at all."""
    quarter = (end - start) // 4
    for inner_start, inner_end in ((start + quarter, end - quarter), (start + 1, end - 1)):
        for kind in _CUTS:
            spaces = [
                match.span()
                for match in kind.finditer(layout.text, start, end)
                if inner_start <= match.start() and match.end() <= inner_end
                if layout.cuttable(match.start()) and layout.cuttable(match.end())
            ]
            if spaces:
                return min(spaces, key=lambda space: abs(space[0] - (start + end) // 2))
    return None
