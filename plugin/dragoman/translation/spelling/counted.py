"""Words and numbers without a space between them: "pedido48213", "tam42", "faz15dias", "2camisas".

To whoever looks for values, letters and digits in one are a code. Which words are counted or numbered is
in the chat tables, so that codes, coupons and names of products stay whole.
"""

import re
from collections.abc import Iterator, Sequence

from dragoman.domain import ProtectedSpan, SpanKind
from dragoman.tags import base
from dragoman.translation.spelling.letters import bare
from dragoman.translation.spelling.tables import LANGUAGES, tables

_GLUED = re.compile(r"(?P<before>[^\W\d_]*)(?P<number>\d+)(?P<after>[^\W\d_]*)")
_WORD_BEFORE = re.compile(r"(\w+)\W*\Z")
_CODES = frozenset(
    {"code", "codigo", "cupom", "cupon", "coupon", "voucher", "promo", "cupao", "gutschein", "code:"}
)
_ORDER_ID = 5


def without_words(text: str, spans: Sequence[ProtectedSpan], language: str) -> tuple[ProtectedSpan, ...]:
    """Return the kept spans of a text, of those that run into a counted word only the number.

    Chat spellings with a digit ("b4") are not among them.

    Args:
        text: The text.
        spans: Its kept spans.
        language: Language it is written in, a BCP 47 tag.
    """
    if base(language) not in LANGUAGES:
        return tuple(spans)
    known = tables(base(language))
    return tuple(
        kept
        for span in spans
        if span.text.lower() not in known.with_digits
        for kept in _freed(text, span, known.counted)
    )


def _freed(text: str, span: ProtectedSpan, counted: frozenset[str]) -> Iterator[ProtectedSpan]:
    glued = _GLUED.fullmatch(span.text) if span.kind is SpanKind.CODE else None
    if glued is None or not _are_counted(glued, counted) or _follows_code_word(text, span):
        yield span
    elif len(glued["number"]) >= _ORDER_ID:
        start = span.start + glued.start("number")
        yield ProtectedSpan(start, start + len(glued["number"]), glued["number"], SpanKind.ORDER_ID)


def _are_counted(glued: re.Match[str], counted: frozenset[str]) -> bool:
    words = [word for word in (glued["before"], glued["after"]) if word]
    small = all(word.islower() or (word.istitle() and len(word) > 1) for word in words)
    return small and all(bare(word.lower()) in counted for word in words)


def _follows_code_word(text: str, span: ProtectedSpan) -> bool:
    before = _WORD_BEFORE.search(text, 0, span.start)
    return before is not None and bare(before.group(1).lower()) in _CODES
