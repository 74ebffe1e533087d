"""Fits what tells how certain one may be of a translation to the packs as they are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from sacrebleu import sentence_chrf

from dragoman.translation.certainty import Signs, Weights, signs
from dragoman.translation.engine import Engine
from dragoman.translation.hypothesis import Decoding
from dragoman.translation.packs import Pack

_WORST: Final = 0.1
_UNSURE: Final = 0.05
_STEPS: Final = 15
_RIDGE: Final = 1e-6

Array = NDArray[Any]


@dataclass(frozen=True, slots=True)
class Judged:
    """The sentences of one set in one direction.

    Attributes:
        signs: Of each sentence and its translation.
        worst: Whether its translation is among the worst tenth of them by chrF.
    """

    signs: Sequence[Signs]
    worst: Sequence[bool]


def judged(engine: Engine, pack: Pack, rows: Sequence[tuple[str, str]]) -> Judged:
    """Translate sentences as the pack decodes them, and compare them with their references.

    Args:
        engine: What decodes.
        pack: Whose translations are judged.
        rows: Sentences and their references; what is too long for the pack is left out.
    """
    sizes = [engine.length(pack, source) for source, _ in rows]
    fitting = [
        (row, size) for row, size in zip(rows, sizes, strict=True) if 0 < size <= pack.decode.max_pieces
    ]
    answers = engine.hypotheses(pack, [source for (source, _), _ in fitting], Decoding.of(pack.decode))
    best = [hypotheses[0] for hypotheses in answers]
    scores = [
        sentence_chrf(one.text, [reference]).score
        for one, ((_, reference), _) in zip(best, fitting, strict=True)
    ]
    limit = np.quantile(scores, _WORST)
    return Judged(
        [
            signs(source, one.text, one.score, size)
            for one, ((source, _), size) in zip(best, fitting, strict=True)
        ],
        [bool(score <= limit) for score in scores],
    )


def fit(sets: Mapping[tuple[str, str], Judged], everyday: str) -> Weights:
    """Fit the weights of the signs: a logistic regression on not being among the worst tenth of a set.

    Each set has a constant of its own while the weights are fitted, and counts as much as any other: what is
    learned is what tells the sentences of one set apart, not the sets.

    Args:
        sets: What was judged, by the name of the set and the direction.
        everyday: Name of the set whose constant and whose threshold are those of the outcome.
    """
    blocks = [_columns(judged.signs) for judged in sets.values()]
    design = np.concatenate(
        [
            np.hstack([block, np.tile(np.eye(len(blocks))[number], (len(block), 1))])
            for number, block in enumerate(blocks)
        ]
    )
    relied = np.concatenate([1.0 - np.asarray(judged.worst, float) for judged in sets.values()])
    share = np.concatenate([np.full(len(block), 1 / len(block)) for block in blocks])
    found = _regression(design, relied, share)
    weights, constants = found[: len(Signs._fields)], found[len(Signs._fields) :]
    own = [number for number, (name, _) in enumerate(sets) if name == everyday]
    fitted = Weights(Signs(*map(float, weights)), float(np.mean(constants[own])), 0.0)
    certain = [fitted.certainty(Signs(*row)) for number in own for row in blocks[number]]
    return Weights(fitted.signs, fitted.constant, float(np.quantile(certain, _UNSURE)))


def _columns(found: Sequence[Signs]) -> Array:
    return np.asarray(found, float)


def _regression(design: Array, relied: Array, share: Array) -> Array:
    """Return the weights of a logistic regression, by Newton's method."""
    weights = np.zeros(design.shape[1])
    for _ in range(_STEPS):
        likely = 1 / (1 + np.exp(-design @ weights))
        slope = design.T @ (share * (likely - relied)) + _RIDGE * weights
        curve = (design * (share * likely * (1 - likely))[:, None]).T @ design
        weights -= np.linalg.solve(curve + _RIDGE * np.eye(len(weights)), slope)
    return weights
