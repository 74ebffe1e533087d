"""The languages of sentences that follow one another: people change theirs seldom, and not for one word.

A hidden Markov model whose states are languages: what a sentence says by itself is weighed with what its
neighbours say (forward-backward, Rabiner 1989, https://doi.org/10.1109/5.18626, section III.A).
"""

from collections.abc import Mapping, Sequence

_STAYS = 0.9
"""How likely a sentence is in the language of the one before."""

_IMPOSSIBLE = 1e-9


def smoothed(
    start: Mapping[str, float], likelihoods: Sequence[Mapping[str, float]]
) -> list[dict[str, float]]:
    """Return the weight of each language for each sentence, summing to 1.

    Args:
        start: What is believed of the first sentence; its languages are the ones that are weighed.
        likelihoods: How well each language explains each sentence; empty for one without words.
    """
    tags = list(start)
    seen = [_scaled(tags, likelihood) for likelihood in likelihoods]
    forward = [dict(start)]
    for here in seen:
        forward.append(_step(_normalised({tag: forward[-1][tag] * here[tag] for tag in tags})))
    backward = [dict.fromkeys(tags, 1.0)]
    for here in reversed(seen[1:]):
        backward.append(_step(_normalised({tag: backward[-1][tag] * here[tag] for tag in tags})))
    return [
        _normalised({tag: before[tag] * here[tag] * after[tag] for tag in tags})
        for before, here, after in zip(forward, seen, reversed(backward), strict=False)
    ]


def _scaled(tags: Sequence[str], likelihood: Mapping[str, float]) -> dict[str, float]:
    if not likelihood:
        return dict.fromkeys(tags, 1.0)
    best = max(likelihood.values())
    return {tag: max(likelihood.get(tag, 0.0) / best, _IMPOSSIBLE) for tag in tags}


def _step(weights: Mapping[str, float]) -> dict[str, float]:
    """What is believed of a neighbour."""
    elsewhere = (1 - _STAYS) / len(weights)
    return {tag: _STAYS * weight + elsewhere for tag, weight in weights.items()}


def _normalised(weights: Mapping[str, float]) -> dict[str, float]:
    total = sum(weights.values())
    return {tag: weight / total for tag, weight in weights.items()}
