"""Translations by way of a third language: what the first pack wrote, sentence by sentence, into the second.

Values pass both steps unchanged: what was kept in the first is kept in the second too, whether or not it
looks like a value among the words of the language between.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from dragoman import domain
from dragoman.domain import Light, ProtectedSpan, Segment, SpanKind, Translation
from dragoman.translation.protect import merge_spans
from dragoman.translation.quality import quality
from dragoman.translation.standing import standing


@dataclass(frozen=True, slots=True)
class Half:
    """A text after its first step.

    Attributes:
        translation: What the first pack made of it.
        terms: The further spans that were kept, with what stands for them.
        final: The method of sentences that need no second step: they are in the target language already.
    """

    translation: Translation
    terms: Sequence[ProtectedSpan]
    final: str

    def open(self) -> list[Segment]:
        """Return the sentences that the second pack is to translate."""
        return [segment for segment in self.translation.segments if segment.method != self.final]

    def kept_in(self, sentence: str) -> list[ProtectedSpan]:
        """Return where the values and terms of the text stand in a sentence of the first step."""
        values = {span.text: span.kind for span in self.translation.protected}
        values |= {span.replacement or span.text: SpanKind.TERM for span in self.terms}
        kept: list[ProtectedSpan] = []
        for value in sorted(values, key=len, reverse=True):
            found = standing(re.compile(re.escape(value)), sentence)
            spans = [ProtectedSpan(start, end, value, values[value]) for start, end in found]
            kept = merge_spans(kept, spans)
        return kept

    def joined(self, second: Sequence[Translation], target: str, packs: tuple[str, str]) -> Translation:
        """Return the whole translation.

        Args:
            second: The second step of each open sentence, in order.
            target: Language that was asked for.
            packs: Names of the two packs.
        """
        first = self.translation
        steps = iter(second)
        done = [None if segment.method == self.final else next(steps) for segment in first.segments]
        segments = tuple(_through(segment, step) for segment, step in zip(first.segments, done, strict=True))
        through = domain.Warning(
            "two_steps", (("through", first.target_language), ("packs", ", ".join(packs)))
        )
        later = [
            warning for segment, step in zip(segments, done, strict=True) for warning in _of(segment, step)
        ]
        return replace(
            first,
            target_language=target,
            text="".join(_pieces(first, segments)),
            segments=segments,
            quality=quality((len(segment.source), segment.quality) for segment in segments),
            warnings=tuple(dict.fromkeys((through, *first.warnings, *later))),
            milliseconds=first.milliseconds + sum(step.milliseconds for step in second) / max(1, len(second)),
        )


def _through(segment: Segment, step: Translation | None) -> Segment:
    if step is None:
        return segment
    methods = dict.fromkeys(part.method for part in step.segments)
    later = [reason for part in step.segments for reason in part.reasons]
    return replace(
        segment,
        target=step.text,
        method=" → ".join((segment.method, *methods)),
        quality=segment.quality * step.quality,
        light=Light.worst((segment.light, step.light)),
        reasons=tuple(dict.fromkeys((*segment.reasons, *later))),
    )


def _of(segment: Segment, step: Translation | None) -> Iterator[domain.Warning]:
    """Yield the warnings of a second step, about the sentence as the shopper or agent wrote it."""
    for warning in step.warnings if step else ():
        yield replace(
            warning,
            values=tuple(
                (key, segment.source if key == "source" else value) for key, value in warning.values
            ),
        )


def _pieces(first: Translation, segments: Sequence[Segment]) -> Iterator[str]:
    """Yield the final sentences and, as they are, what lies between them."""
    position = 0
    for before, after in zip(first.segments, segments, strict=True):
        start = first.text.index(before.target, position)
        yield first.text[position:start]
        yield after.target
        position = start + len(before.target)
    yield first.text[position:]
