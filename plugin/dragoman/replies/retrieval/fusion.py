"""Puts rankings together that know nothing of each other's scores: reciprocal rank fusion.

Cormack, Clarke and Büttcher, "Reciprocal Rank Fusion outperforms Condorcet and individual Rank Learning
Methods" (2009). They take 60 for the constant, for lists of a thousand; ours are short.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Final

_CONSTANT: Final = 10


def fused(rankings: Iterable[Sequence[int]]) -> dict[int, float]:
    """Return rows with their scores, the best first; of equal ones the smaller number is.

    Args:
        rankings: Rows, the best first, each list by one way to rank them.
    """
    scores: dict[int, float] = defaultdict(float)
    for ranking in rankings:
        for rank, row in enumerate(ranking, 1):
            scores[row] += 1 / (_CONSTANT + rank)
    return dict(sorted(scores.items(), key=lambda one: (-one[1], one[0])))
