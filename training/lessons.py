"""What the teacher shows of a batch: computed once, kept in a file, learned from many times.

The teacher's side of a step costs as much as the decoder's, and a decoder has learned little of a batch when
it has seen it once.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Final

import torch
from torch import Tensor

from training.arithmetic import Arithmetic
from training.batches import Batch, Item, collate
from training.teacher import Teacher

HELD_OUT: Final = "held-out"
"""Folder, among the lessons, of those that watch a run."""

ALL: Final = "all"
"""Folder of those that are of pairs from everywhere; those of some origins have folders of their own."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """A batch and what the teacher makes of it.

    Attributes:
        target: Pieces that both are made to write, (pairs, length).
        target_mask: True where there is one.
        source_mask: True where the sources that the decoder looks at have a piece.
        encoded: What the encoder makes of these sources.
        wanted: The teacher's states, see ``Teacher.decode``; it reads the clean sources.
        candidates: Ids of the pieces that the shortlist allows for some source of the batch.
    """

    target: Tensor
    target_mask: Tensor
    source_mask: Tensor
    encoded: Tensor
    wanted: tuple[Tensor, ...]
    candidates: Tensor


def taught(teacher: Teacher, batch: Batch, arithmetic: Arithmetic) -> Lesson:
    """Return what the teacher shows of a batch.

    Args:
        teacher: Computes exactly.
        batch: Pairs.
        arithmetic: How the decoder's pack computes what it looks at; the teacher has the same type.
    """
    exact = Arithmetic(arithmetic.dtype, as_packed=False)
    with torch.no_grad():
        clean = teacher.encode(batch.clean, batch.clean_mask, exact)
        wanted = teacher.decode(teacher.inputs(batch.target, exact), clean, batch.clean_mask, exact)
        if arithmetic == exact and torch.equal(batch.source, batch.clean):
            encoded = clean
        else:
            encoded = teacher.encode(batch.source, batch.source_mask, arithmetic)
    return Lesson(
        batch.target,
        batch.target_mask,
        batch.source_mask,
        encoded.to(arithmetic.dtype),
        tuple(states.to(arithmetic.dtype) for states in wanted),
        teacher.candidates(batch.clean, batch.target),
    )


def write_lessons(
    teacher: Teacher,
    found: Sequence[Sequence[Item]],
    folder: Path,
    arithmetic: Arithmetic,
    progress: Callable[[int, int], None],
) -> None:
    """Write the lessons of batches, each into a file of its own; those that are there are left as they are.

    Args:
        teacher: Who shows.
        found: The batches, in the same order as before.
        folder: Where the files go.
        arithmetic: See ``taught``.
        progress: Told how many of how many are there.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for number, items in enumerate(found):
        path = folder / f"{number:05}.pt"
        if not path.exists():
            lesson = taught(teacher, collate(items), arithmetic)
            unfinished = path.with_suffix(".part")
            torch.save({item.name: getattr(lesson, item.name) for item in fields(lesson)}, unfinished)
            unfinished.replace(path)
            progress(number + 1, len(found))


def read_lessons(folder: Path) -> list[Lesson]:
    """Return the lessons of a folder, in order."""
    return [Lesson(**torch.load(path, weights_only=True)) for path in sorted(folder.glob("*.pt"))]
