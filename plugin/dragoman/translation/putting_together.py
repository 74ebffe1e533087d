"""Puts a translated text together again: its sentences, what lay between them, and what was found."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from dragoman import domain
from dragoman.domain import Segment, Translation
from dragoman.translation.ladder import Attempt
from dragoman.translation.packs import Pack
from dragoman.translation.quality import light, quality
from dragoman.translation.taking_apart import CutText

APPROVED: Final = "memory"
"""The method of a sentence whose translation was approved."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one text.

    Attributes:
        text: The text, taken apart.
        sentences: A translation of each of its sentences, in order.
        pack: What translated them.
        source: Language the text was read as.
        target: Language that was asked for.
        milliseconds: How long it took.
    """

    text: CutText
    sentences: tuple[Attempt, ...]
    pack: Pack
    source: str
    target: str
    milliseconds: float

    def translation(self) -> Translation:
        """Put the text together again, with what was found."""
        attempts = iter(zip(self.text.sentences, self.sentences, strict=True))
        parts: list[str] = []
        segments: list[Segment] = []
        for stretch in self.text.stretches:
            original = self.text.original[stretch.start : stretch.end]
            if not stretch.sentence:
                parts.append(original)
                continue
            sentence, attempt = next(attempts)
            parts.append(attempt.text)
            segments.append(
                Segment(
                    original,
                    attempt.text,
                    attempt.method,
                    None if attempt.method == APPROVED else sentence.read_as(),
                    attempt.quality,
                    light(attempt.quality, attempt.doubts),
                    attempt.doubts,
                )
            )
        return Translation(
            source_language=self.source,
            target_language=self.target,
            original=self.text.original,
            text="".join(parts),
            segments=tuple(segments),
            protected=tuple(span for span in self.text.spans if span.replacement is None),
            terms=(),
            quality=quality((len(segment.source), segment.quality) for segment in segments),
            warnings=tuple(self._warnings(segments)),
            milliseconds=self.milliseconds,
        )

    def _warnings(self, segments: Sequence[Segment]) -> Iterator[domain.Warning]:
        if _another_variant(self.target, self.pack.target):
            yield domain.Warning("variant", (("asked", self.target), ("served", self.pack.target)))
        for segment in segments:
            yield from (domain.Warning(code, (("source", segment.source),)) for code in segment.reasons)


def _another_variant(asked: str, served: str) -> bool:
    """Say whether a pack writes another variant than the one asked for; "pt" asks for none."""
    return "-" in asked and "-" in served and asked.lower() != served.lower()
