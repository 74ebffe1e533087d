"""Batches of pairs: joined to longer texts, cut into pieces, sorted by length, mixed anew each epoch."""

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Final

import torch
from sentencepiece import SentencePieceProcessor
from torch import Tensor

from training.frozen import fingerprint, read_frozen
from training.pairs import Pair, is_usable, read_rows
from training.teacher import END

LONGEST: Final = 220
"""Pieces of the longest source or target; production cuts texts at 90, scores are of whole lines."""

PIECES: Final = 2_500
"""Most pieces of a batch."""

_JOINED_SHARE: Final = 0.3
_MOST_JOINED: Final = 6
_HELD_OUT: Final = "00"


@dataclass(frozen=True, slots=True)
class Item:
    """A pair in pieces, each side with ``END`` at its end."""

    source: list[int]
    clean: list[int]
    target: list[int]

    @property
    def length(self) -> int:
        """Pieces of the longer side."""
        return max(len(self.source), len(self.clean), len(self.target))


@dataclass(frozen=True, slots=True)
class Batch:
    """Pairs as tensors of ids, (pairs, length), each with a mask that is True where there is a piece."""

    source: Tensor
    source_mask: Tensor
    clean: Tensor
    clean_mask: Tensor
    target: Tensor
    target_mask: Tensor


def read_pairs(
    direction: str, folder: Path, most: int, origins: frozenset[str] = frozenset()
) -> tuple[list[Pair], list[Pair]]:
    """Return pairs that train a direction, and about one in 256 that is held out to watch it.

    Pairs of the other direction serve in reverse. Held out is by the source's fingerprint, so that no run
    ever trains on what another one held out.

    Args:
        direction: ``enpt`` or ``pten``.
        folder: Where the files of pairs are.
        most: How many are read, at most, taken from everywhere alike.
        origins: Where they are from; everywhere, if none is named.
    """
    other = {"enpt": "pten", "pten": "enpt"}[direction]
    pairs = [pair for path in sorted(folder.glob(f"*.{direction}.tsv")) for pair in read_rows(Pair, path)]
    reverse = [pair for by in ("teacher", "pack") for pair in read_rows(Pair, folder / f"{by}.{other}.tsv")]
    pairs += [Pair(pair.origin, pair.target, pair.target, pair.clean) for pair in reverse]
    pairs = [pair for pair in dict.fromkeys(pairs) if not origins or pair.origin in origins]
    random.Random(0).shuffle(pairs)
    frozen = read_frozen()
    train: list[Pair] = []
    held_out: list[Pair] = []
    for pair in pairs[:most]:
        if is_usable(pair, frozen):
            (held_out if fingerprint(pair.clean).startswith(_HELD_OUT) else train).append(pair)
    return train, held_out


def joined(pairs: Sequence[Pair], chance: random.Random) -> Iterator[Pair]:
    """Yield the pairs, a part of them joined to longer texts, as a formal sentence or a whole message is."""
    remaining = iter(pairs)
    for pair in remaining:
        if chance.random() < _JOINED_SHARE:
            parts = [pair, *islice(remaining, chance.randint(1, _MOST_JOINED - 1))]
            yield Pair(
                "joined",
                " ".join(part.source for part in parts),
                " ".join(part.clean for part in parts),
                " ".join(part.target for part in parts),
            )
        else:
            yield pair


def batches(
    pairs: Iterable[Pair], processor: SentencePieceProcessor, chance: random.Random, pieces: int = PIECES
) -> list[list[Item]]:
    """Return all pairs in batches of similar length, in random order.

    Args:
        pairs: The pairs.
        processor: Cuts texts into pieces.
        chance: Decides the order.
        pieces: Most pieces of a batch, with what fills its shorter rows.
    """
    items = [
        Item(*([*processor.encode(side), END] for side in (pair.source, pair.clean, pair.target)))
        for pair in pairs
    ]
    items = sorted((item for item in items if item.length <= LONGEST), key=lambda item: item.length)
    made: list[list[Item]] = [[]]
    for item in items:
        if (len(made[-1]) + 1) * item.length > pieces and made[-1]:
            made.append([])
        made[-1].append(item)
    chance.shuffle(made)
    return made


def collate(items: Sequence[Item]) -> Batch:
    """Return items as tensors."""
    source, source_mask = _padded([item.source for item in items])
    clean, clean_mask = _padded([item.clean for item in items])
    target, target_mask = _padded([item.target for item in items])
    return Batch(source, source_mask, clean, clean_mask, target, target_mask)


def _padded(rows: Sequence[Sequence[int]]) -> tuple[Tensor, Tensor]:
    longest = max(map(len, rows))
    ids = torch.full((len(rows), longest), END)
    mask = torch.zeros(len(rows), longest, dtype=torch.bool)
    for number, row in enumerate(rows):
        ids[number, : len(row)] = torch.tensor(row)
        mask[number, : len(row)] = True
    return ids, mask
