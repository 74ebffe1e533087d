"""Texts that are longer than a helpdesk takes, cut into messages where a reader would pause."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from dragoman.domain import ProtectedSpan
from dragoman.translation.protect import protected_spans

# Where to cut, the best first: after a paragraph, a line, a sentence, a word.
_PAUSES = tuple(map(re.compile, (r"\n\s*\n", r"\n", r"[.!?…][\"')\]]*\s|[。！？]", r"\s")))  # noqa: RUF001


def parts_of(text: str, size: int) -> list[str]:
    """Return the text in parts of at most ``size`` characters, which make it up again when they are joined.

    A part that has only white space is left out. No value is cut that a translation must keep, unless it
    alone is longer than a part.
    """
    return [text] if len(text) <= size else [part for part in _cut(text, size) if part.strip()]


def _cut(text: str, size: int) -> Iterator[str]:
    spans = protected_spans(text)
    start = 0
    while len(text) - start > size:
        end = _pause(text, start, start + size, spans)
        yield text[start:end]
        start = end
    yield text[start:]


def _pause(text: str, start: int, limit: int, spans: Sequence[ProtectedSpan]) -> int:
    """Return where the part that begins at ``start`` ends; not in its first half, if that can be helped."""
    for earliest in (start + (limit - start) // 2, start):
        for pause in _PAUSES:
            ends = [match.end() for match in pause.finditer(text, earliest, limit)]
            for end in reversed(ends):
                if _span_across(spans, end) is None:
                    return end
    across = _span_across(spans, limit)
    return across.start if across is not None and across.start > start else limit


def _span_across(spans: Sequence[ProtectedSpan], position: int) -> ProtectedSpan | None:
    """Return the value that a cut at this position would break."""
    index = bisect_right(spans, position, key=lambda span: span.start) - 1
    if index >= 0 and spans[index].start < position < spans[index].end:
        return spans[index]
    return None
