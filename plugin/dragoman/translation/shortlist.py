"""Turns Marian's binary lexical shortlist into CTranslate2's vocabulary map.

A shortlist names, for every source piece, the target pieces that can translate it; the output layer is
then computed for those alone, which is more than half of the decoding work of a small model.
Layout, little-endian: six ``uint64`` (magic, checksum, how many of the most frequent pieces are always
allowed, how many candidates a piece has at most, number of offsets, number of candidates), the ``uint64``
offsets, the ``uint32`` candidates. See ``src/data/shortlist.cpp`` of Marian.
"""

import struct
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

_MAGIC: Final = 0xF11A48D5013417F5
_HEADER: Final = struct.Struct("<6Q")


@dataclass(frozen=True, slots=True)
class Shortlist:
    """Candidates for every source piece.

    Attributes:
        always: The ids below this number are candidates whatever the source is.
        offsets: Where in ``candidates`` those of source id i begin; i + 1 is where they end.
        candidates: Target ids.
    """

    always: int
    offsets: NDArray[np.uint64]
    candidates: NDArray[np.uint32]


def read_shortlist(path: Path) -> Shortlist:
    """Read a binary shortlist.

    Raises:
        ValueError: the file is not a shortlist, or ends early.
    """
    content = path.read_bytes()
    try:
        magic, _checksum, always, _best, offsets, candidates = _HEADER.unpack_from(content, 0)
        if magic != _MAGIC:
            raise ValueError(f"it begins with {magic:#x}")
        return Shortlist(
            always=always,
            offsets=np.frombuffer(content, "<u8", count=offsets, offset=_HEADER.size),
            candidates=np.frombuffer(content, "<u4", count=candidates, offset=_HEADER.size + 8 * offsets),
        )
    except (struct.error, ValueError) as error:
        raise ValueError(f"{path.name} is not a lexical shortlist: {error}") from error


def vocabulary_map(shortlist: Shortlist, pieces: Sequence[str], always: Iterable[str] = ()) -> Iterator[str]:
    """Yield the lines of ``vmap.txt``: a source piece, a tab, its candidates between spaces.

    The first line has no source piece: those candidates are always allowed. Pieces that contain a
    separator of this format are left out; they are control characters that no text holds.

    Args:
        shortlist: The candidates.
        pieces: All pieces, by their ids.
        always: Pieces that are always allowed beside those of the shortlist.
    """
    writable = [not any(character in piece for character in "\t\n\r ") for piece in pieces]

    def line(source: str, targets: Sequence[int]) -> str:
        return source + "\t" + " ".join(pieces[i] for i in targets if writable[i]) + "\n"

    ids = {piece: i for i, piece in enumerate(pieces)}
    yield line("", list(dict.fromkeys([*range(shortlist.always), *(ids[piece] for piece in always)])))
    offsets = shortlist.offsets.tolist()
    candidates = shortlist.candidates.tolist()
    for i, piece in enumerate(pieces):
        begin, end = offsets[i], offsets[i + 1]
        if writable[i] and begin < end:
            yield line(piece, candidates[begin:end])
