"""Ranks passages by the words they share with a conversation: BM25F over headings and text.

Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009). Every count is one
of the scope alone: other stores, and passages that may not be told, change nothing.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import log
from typing import Final

from dragoman.storage.knowledge import Candidate

_SATURATION: Final = 1.2
_LENGTH: Final = 0.7
_HEADINGS: Final = 2.0
"""How many times a word of the heading counts."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """A passage by its row, how well it fits, and the words of the question that it has."""

    row: int
    score: float
    words: tuple[str, ...]


def ranked(
    candidates: Iterable[Candidate], weights: Mapping[str, float], rarity: Mapping[str, float], mean: float
) -> list[Ranked]:
    """Return passages by how well they fit, the best first.

    Args:
        candidates: The passages.
        weights: How much each word counts in the question.
        rarity: How much each word tells.
        mean: How many words a passage has on average.
    """
    passages = []
    for one in candidates:
        stretch = 1 - _LENGTH + _LENGTH * len(one.text) / max(1.0, mean)
        counts = {word: one.text.count(word) / stretch for word in weights if word in one.text}
        for word in {word for word in one.headings if word in weights}:
            counts[word] = counts.get(word, 0.0) + _HEADINGS
        gain = {word: weights[word] * rarity[word] * _saturated(count) for word, count in counts.items()}
        passages.append(Ranked(one.row, sum(gain.values()), _weightiest_first(gain)))
    return sorted(passages, key=lambda one: (-one.score, one.row))


def rarities(spread: Mapping[str, int], passages: int) -> dict[str, float]:
    """Return how much each word tells: the more, the fewer of all passages have it."""
    return {word: log(1 + (passages - having + 0.5) / (having + 0.5)) for word, having in spread.items()}


def _saturated(count: float) -> float:
    return count * (_SATURATION + 1) / (count + _SATURATION)


def _weightiest_first(gain: Mapping[str, float]) -> tuple[str, ...]:
    return tuple(sorted(gain, key=lambda word: (-gain[word], word)))
