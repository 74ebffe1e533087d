"""Conditions of what the evidence says, which a sentence that repeats it has to keep."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from dragoman.replies.grounding.cited import Cited, fits
from dragoman.replies.reading.sentences import Reading
from dragoman.replies.reading.tokens import Value, ValueKind

_REPEATS = 0.7
"""A sentence of which so much stands in one of the evidence repeats it, conditions and all."""
_KEPT = 0.5
"""So much of a condition's words must be there."""
_CONDITIONS: Final[Mapping[str, re.Pattern[str]]] = {
    "en": re.compile(r"\b(?:if|unless|except|provided|as long as|when|until)\b[^,;.:]*", re.IGNORECASE),
    "pt": re.compile(r"\b(?:se|exceto|salvo|desde que|quando|a menos que|até que)\b[^,;.:]*", re.IGNORECASE),
}


def lost_condition(reading: Reading, cited: Cited) -> str:
    """Return a condition of the sentence that another one repeats, and that it lacks; or an empty text.

    Amounts that bound what is said ("free from €60") are conditions, and so are clauses with "if".
    Where the evidence says the same twice, once without the condition, none is lost; headings say nothing.

    Args:
        reading: A sentence of a draft.
        cited: Its evidence.
    """
    if not reading.content:
        return ""
    repeated = [
        one.reading
        for one in cited.stated
        if one.reading.text != one.title
        and len(reading.content & one.reading.content) >= _REPEATS * len(reading.content)
    ]
    lost = [next(_lost(reading, one), "") for one in repeated]
    return lost[0] if lost and all(lost) else ""


def _lost(reading: Reading, known: Reading) -> Iterator[str]:
    pattern = _CONDITIONS.get(known.language)
    for match in pattern.finditer(known.text) if pattern else ():
        stated = [value for value in known.values if match.start() <= value.start < match.end()]
        if not _is_kept(Reading(match.group(), known.language).content, stated, reading):
            yield match.group().strip()
    for value in known.values:
        bounds = value.kind is ValueKind.MONEY and value.bound in ("least", "most")
        if bounds and not fits(value, reading.values):
            yield known.text[value.start : value.end]


def _is_kept(about: frozenset[str], stated: Sequence[Value], reading: Reading) -> bool:
    kept = len(about & reading.content) + sum(
        any(fits(said, (value,)) for said in reading.values) for value in stated
    )
    return kept >= _KEPT * (len(about) + len(stated))
