"""Where the sentences of a translation stand, in its source and in itself."""

from collections.abc import Iterator
from dataclasses import dataclass

from dragoman.domain import Segment, Translation


@dataclass(frozen=True, slots=True)
class Placed:
    """A sentence and its translation: the first character of each."""

    source: int
    target: int
    segment: Segment


def placed(translation: Translation) -> Iterator[Placed]:
    """Yield the sentences with where they stand; never does one begin inside a protected value."""
    source = target = 0
    for segment in translation.segments:
        start = translation.original.index(segment.source, source)
        while any(span.start < start < span.end for span in translation.protected):
            start = translation.original.index(segment.source, start + 1)
        # What lies between sentences stands in the translation as it stood in the source.
        target += start - source
        yield Placed(start, target, segment)
        source, target = start + len(segment.source), target + len(segment.target)
