"""Values that stand apart from a sentence: before its first word, or behind its end.

"#48213 (R$ 49,90) Where is my parcel? +55 11 99999-8888": what is said lies in the middle, and an engine
that sees only that translates it better. Values that are part of what is said stay with it: those that begin
a sentence in small letters ("#48213 is late"), and those that count the word behind them ("5 kg Mehl").
"""

import re
from collections.abc import Sequence

from dragoman.domain import ProtectedSpan, SpanKind
from dragoman.translation.abbreviations import ABBREVIATIONS

_COUNTING = frozenset({SpanKind.AMOUNT, SpanKind.MEASURE, SpanKind.NUMBER})
_MARKS = re.compile(r"[\s()\[\]\"“”„«».,:;/|\-\u2013\u2014]*+")
_END = re.compile(r"([^\W\d_]*+)(?:([.])|[!?…]++)[\"”»)]?(?=\s[\s()\[\]\"“”„«»,:;/|\-\u2013\u2014]*+\Z)")
_PAIRS = (("(", ")"), ("[", "]"), ("“", "”"), ("«", "»"))


def core(text: str, start: int, end: int, spans: Sequence[ProtectedSpan]) -> tuple[int, int]:
    """Return where that part of a sentence begins and ends that is said, without values that stand apart.

    Args:
        text: The text that the sentence stands in.
        start: Where it begins.
        end: Where it ends.
        spans: The kept spans in it, in order; terms, and what is replaced, always stay.
    """
    beginning = _beginning(text, start, end, spans)
    return beginning, _ending(text, beginning, end, [span for span in spans if span.start >= beginning])


def _beginning(text: str, start: int, end: int, spans: Sequence[ProtectedSpan]) -> int:
    """Find the capital behind the last of the values that come first."""
    beginning = position = start
    outside = ""
    for span in spans:
        if _belongs(span) or not _MARKS.fullmatch(text, position, span.start):
            break
        outside += text[position : span.start]
        position = span.end
        marks = _MARKS.match(text, position, end)
        following = marks.group() if marks else ""
        counted = span.kind in _COUNTING and following.isspace()
        if following and not counted and _balanced(outside + following):
            word = position + len(following)
            beginning = word if _begins(text[word : min(word + 2, end)]) else beginning
    return beginning


def _ending(text: str, start: int, end: int, spans: Sequence[ProtectedSpan]) -> int:
    """Find the final punctuation before the first of the values that come last."""
    ending = position = end
    outside = ""
    for index in range(len(spans) - 1, -1, -1):
        span = spans[index]
        if _belongs(span) or not _MARKS.fullmatch(text, span.end, position):
            break
        outside = text[span.end : position] + outside
        position = span.start
        before = text[spans[index - 1].end if index else start : position]
        final = _END.search(before)
        if final and _ends(final) and _balanced(before[final.end() :] + outside):
            ending = position - len(before) + final.end()
    return ending


def _belongs(span: ProtectedSpan) -> bool:
    return span.kind is SpanKind.TERM or span.replacement is not None


def _begins(letters: str) -> bool:
    """Say whether two characters begin a sentence: a capital, which may be a word of its own ("I", "É")."""
    return letters[:1].isupper() and (letters[1:].islower() or letters[1:] in {" ", "'", "\u2019"})


def _ends(final: re.Match[str]) -> bool:
    word, stop = final.groups()
    return stop is None or (len(word) > 2 and not ABBREVIATIONS.fullmatch(word))  # noqa: PLR2004


def _balanced(marks: str) -> bool:
    """Say whether every bracket and quotation mark closes."""
    return marks.count('"') % 2 == 0 and all(marks.count(one) == marks.count(other) for one, other in _PAIRS)
