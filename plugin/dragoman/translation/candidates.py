"""Which pieces a sentence allows its translation, where the output layer is limited to a vocabulary map.

CTranslate2 lets every sentence of a batch use the candidates of all of them. What a sentence owes to its
company would be missing when it is translated alone, and the same words would be answered now so, now
otherwise; with this it can be told which translations those are.
"""

from collections.abc import Iterable
from functools import lru_cache
from typing import Final

FILE: Final = "vmap.txt"
"""Name of the map in a pack."""

# Pieces whose candidates are kept ready: far more than a day's messages have.
_READY: Final = 2048


class Candidates:
    """The candidates of every source piece; where a line has several pieces, each counts for itself.

    Args:
        lines: Of a ``vmap.txt``: source pieces, a tab, and their candidates between spaces; those of the
            line without source pieces are always allowed. See ``shortlist.vocabulary_map``.
    """

    def __init__(self, lines: Iterable[bytes]) -> None:
        self._lines: dict[str, bytes] = {}
        for line in lines:
            sources, _, targets = line.rstrip(b"\n").partition(b"\t")
            for source in sources.decode().split(" "):
                there = self._lines.get(source)
                self._lines[source] = targets if there is None else b"%b %b" % (there, targets)
        self._of = lru_cache(_READY)(self._read)
        self._always = self._read("")

    def missing(self, source: Iterable[str], target: Iterable[str]) -> set[str]:
        """Return the pieces of a translation that the pieces of its sentence alone do not allow."""
        missing = set(target) - self._always
        for piece in source:
            if not missing:
                break
            missing -= self._of(piece)
        return missing

    def of(self, source: str) -> frozenset[str]:
        """Return what may be written because of a piece of the sentence, without what always may."""
        return self._of(source)

    def _read(self, source: str) -> frozenset[str]:
        return frozenset(self._lines.get(source, b"").decode().split(" "))
