"""What of a segment may differ while its approved translation still holds: ids, codes and addresses.

"Order #1 has left" and "Order #2 has left" have one translation, with the one or the other number. That is
so for values that no word agrees with. Amounts, times and plain numbers are no such values ("à 1:00" but
"às 2:00", "1 dia" but "2 dias"): they belong to the words.
"""

import json
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass

from dragoman.domain import SpanKind
from dragoman.translation.protect import protected_spans

_EXCHANGEABLE = frozenset(
    {SpanKind.URL, SpanKind.EMAIL, SpanKind.ORDER_ID, SpanKind.CODE, SpanKind.TAX_ID, SpanKind.PHONE}
)
_NUMBER = re.compile(r"\d+")
# What stands for a value where two segments are compared by their likeness.
_STAND_IN = "\ufffc"


@dataclass(frozen=True, slots=True)
class Template:
    """A segment whose exchangeable values were taken out.

    Attributes:
        parts: Its words, and in the places of the values which value it is (the first is 0) and of what kind.
        values: The values, each once, in the order of their first appearance.
    """

    parts: tuple[str | tuple[int, str], ...]
    values: tuple[str, ...]

    @property
    def key(self) -> str:
        """What is equal for segments that differ in nothing but exchangeable values, and for no others."""
        return json.dumps(self.parts)

    @property
    def likeness(self) -> str:
        """The words, with the same sign in the place of every value."""
        return "".join(part if isinstance(part, str) else _STAND_IN for part in self.parts)


def template_of(segment: str) -> Template:
    """Take the exchangeable values out of a segment."""
    parts: list[str | tuple[int, str]] = []
    values: dict[str, int] = {}
    position = 0
    for span in protected_spans(segment):
        if span.kind in _EXCHANGEABLE:
            index = values.setdefault(span.text, len(values))
            parts += [_composed(segment[position : span.start]), (index, str(span.kind))]
            position = span.end
    parts.append(_composed(segment[position:]))
    return Template(tuple(part for part in parts if part), tuple(values))


def _composed(words: str) -> str:
    """Return words with composed letters, however somebody's keyboard wrote them."""
    return unicodedata.normalize("NFC", words)


def values_of(segment: str) -> Counter[str]:
    """Return the values and plain numbers of a segment, with how often each stands in it; no emoji."""
    values: Counter[str] = Counter()
    between = []
    position = 0
    for span in protected_spans(segment):
        if span.kind is not SpanKind.EMOJI:
            values[span.text] += 1
        between.append(segment[position : span.start])
        position = span.end
    between.append(segment[position:])
    values.update(_NUMBER.findall("\n".join(between)))
    return values


def adapted(source: str, target: str, segment: str) -> str | None:
    """Return the translation that an approved pair gives for a segment.

    Args:
        source: Source of the pair.
        target: Target of the pair.
        segment: What is to be translated.

    Returns:
        The target, with the segment's values in the places of its own; None where the segment differs in
        more than exchangeable values, or would not come out with the values that went in.
    """
    known, asked = template_of(source), template_of(segment)
    if known.parts != asked.parts:
        return None
    values = dict(zip(known.values, asked.values, strict=True))
    parts: list[str] = []
    position = 0
    for span in protected_spans(target):
        if span.kind in _EXCHANGEABLE:
            parts += [target[position : span.start], values.get(span.text, span.text)]
            position = span.end
    translation = "".join([*parts, target[position:]])
    return translation if values_of(translation) == values_of(segment) else None
