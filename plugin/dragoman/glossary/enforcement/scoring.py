"""Which of several translations is chosen.

A translation is worth the mean logarithm of the probability that the model gives its pieces for the
*original* sentence. Those with more of the terms come first; of these the likeliest is chosen. How fluent
it is shows in the pieces outside the terms: a shop's word is often not the model's, and must not count
against the sentence round it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from dragoman.glossary.enforcement.occurrence import Place

Pieces = Sequence[tuple[int, int, float]]

FLUENCY = 25.0
"""Nats by which a sentence may be less fluent than without its inflecting terms."""
NEAR = 0.1
"""Nats for each piece that a repaired translation may be less likely: it keeps everything else."""


@dataclass(frozen=True, slots=True)
class Worth:
    """What a translation is worth.

    Attributes:
        likelihood: Mean logarithm of the probability of its pieces.
        loss: What the pieces outside the terms lack to certainty, in nats.
    """

    likelihood: float
    loss: float


def worth(pieces: Pieces, terms: Sequence[Place]) -> Worth:
    """Return what a translation is worth.

    Args:
        pieces: Where its pieces stand, and the logarithms of their probabilities.
        terms: Where the targets of terms stand in it.
    """
    logarithms = [logarithm for *_, logarithm in pieces]
    outside = [
        logarithm
        for start, end, logarithm in pieces
        if not any(start < behind and first < end for first, behind in terms)
    ]
    return Worth(sum(logarithms) / max(1, len(logarithms)), -sum(outside))
