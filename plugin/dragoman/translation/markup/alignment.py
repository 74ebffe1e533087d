"""Which word of a sentence each word of its translation came from.

The model's attention says most of it. It is read word by word, along the path through the sentence that
jumps least; words that both sides share (numbers, names, kept values, cognates) hold the path in place.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from dragoman.translation.hypothesis import Alignment

_WORD: Final = re.compile(r"\{\{\d+\}\}|\w+(?:['\u2019-]\w+)*|[^\w\s]")
# What a step costs that does not go on to the next word, and what a shared word is worth, beside the natural
# logarithms of the attention's shares. Chosen by reading the alignments of sentences with marked words.
_JUMP: Final = 0.25
_FARTHEST: Final = 4.0
_SHARED: Final = 6.0
_RELATED: Final = 3.0
_FLOOR: Final = 0.005
_STEM: Final = 4


@dataclass(frozen=True, slots=True)
class Word:
    """A word, a mark of punctuation or a placeholder, from character ``start`` to ``end``."""

    start: int
    end: int
    text: str

    @property
    def mark(self) -> bool:
        """Whether it is a mark of punctuation."""
        return not self.text[0].isalnum() and self.text[0] != "{"


def words(text: str) -> list[Word]:
    """Return the words of a text."""
    return [Word(match.start(), match.end(), match.group()) for match in _WORD.finditer(text)]


@dataclass(frozen=True, slots=True)
class Links:
    """How the words of a translation hang together with those of its source.

    Attributes:
        source: The words of the source.
        target: Those of the translation.
        origin: For each word of the translation the index of the word that it came from.
        weight: For each word of the translation (row) how strongly each word of the source speaks for it.
    """

    source: Sequence[Word]
    target: Sequence[Word]
    origin: Sequence[int]
    weight: np.ndarray


def identical(text: str) -> Links:
    """Return the links of a text that was not translated."""
    found = words(text)
    return Links(found, found, range(len(found)), np.eye(len(found)))


def links(source: str, target: str, alignment: Alignment | None) -> Links:
    """Link the words of a sentence and its translation.

    Args:
        source: The sentence.
        target: The translation.
        alignment: What the model looked at; without it, place and shared words must do.
    """
    ours, theirs = words(source), words(target)
    if not ours or not theirs:
        return Links(ours, theirs, [], np.zeros((len(theirs), len(ours))))
    weight = _diagonal(len(theirs), len(ours)) if alignment is None else _attention(alignment, ours, theirs)
    score = np.log(weight + _FLOOR) + _shared(ours, theirs)
    return Links(ours, theirs, _path(score), np.exp(score))


def _attention(alignment: Alignment, ours: Sequence[Word], theirs: Sequence[Word]) -> np.ndarray:
    """Sum the attention of pieces up to words: over those of the source, the mean over the translation's."""
    rows = np.asarray(alignment.attention, dtype=np.float32)
    read, written = alignment.source, alignment.target
    count = min(rows.shape[1], len(read)) if rows.ndim > 1 else 0
    by_source = np.zeros((len(rows), len(ours)), dtype=np.float32)
    for piece, word in enumerate(_owners(read[:count], ours)):
        if word is not None:
            by_source[:, word] += rows[:, piece]
    weight = np.zeros((len(theirs), len(ours)), dtype=np.float32)
    pieces = np.zeros(len(theirs), dtype=np.float32)
    for row, word in zip(by_source, _owners(written, theirs), strict=False):
        if word is not None:
            weight[word] += row
            pieces[word] += 1
    shares: np.ndarray = weight / np.maximum(pieces, 1)[:, None]
    return shares


def _owners(pieces: Sequence[tuple[int, int]], found: Sequence[Word]) -> list[int | None]:
    """Return for each piece the word that it stands in."""
    owners: list[int | None] = []
    index = 0
    for start, end in pieces:
        while index < len(found) - 1 and found[index].end <= start:
            index += 1
        owners.append(index if found[index].start < end and start < found[index].end else None)
    return owners


def _diagonal(rows: int, columns: int) -> np.ndarray:
    distance = np.abs(np.linspace(0, 1, rows)[:, None] - np.linspace(0, 1, columns)[None, :])
    weight: np.ndarray = np.exp(-8 * distance)
    shares: np.ndarray = weight / weight.sum(axis=1, keepdims=True)
    return shares


def _shared(ours: Sequence[Word], theirs: Sequence[Word]) -> np.ndarray:
    bonus = np.zeros((len(theirs), len(ours)))
    folded = [word.text.casefold() for word in ours]
    for row, word in enumerate(theirs):
        text = word.text.casefold()
        for column, other in enumerate(folded):
            if text == other:
                bonus[row, column] = _RELATED if ours[column].mark else _SHARED
            elif text[:_STEM] == other[:_STEM] and len(text) > _STEM:
                bonus[row, column] = _RELATED
    return bonus


def _path(score: np.ndarray) -> list[int]:
    """Return the best way through the source (Viterbi): a step that does not go on to the next word costs."""
    rows, columns = score.shape
    places = np.arange(columns)
    step = places[None, :] - places[:, None] - 1  # from the row's word to the column's
    cost = np.minimum(np.abs(step) * _JUMP, _FARTHEST * _JUMP)
    best = score[0] - np.minimum(places * _JUMP, _FARTHEST * _JUMP)
    came_from = np.zeros((rows, columns), dtype=np.int32)
    for row in range(1, rows):
        ways = best[:, None] - cost
        came_from[row] = ways.argmax(axis=0)
        best = ways.max(axis=0) + score[row]
    path = [int(best.argmax())]
    for row in range(rows - 1, 0, -1):
        path.append(int(came_from[row, path[-1]]))
    return path[::-1]
