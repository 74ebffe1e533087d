"""Fitting how certain translations are."""

import json
import random

import pytest

from dragoman.translation.certainty import Signs, Weights
from training.certainty import Judged, fit


def drawn(chance: random.Random, weights: Weights, length: float) -> Judged:
    """Sentences of about one length, the worse translated the less certain they truly are."""
    found = [
        Signs(-chance.random(), length + chance.random(), chance.random(), 0.0, 0.0) for _ in range(4000)
    ]
    return Judged(found, [chance.random() > weights.certainty(one) for one in found])


def test_the_weights_that_judged_sentences_are_found_again() -> None:
    chance = random.Random(0)
    true = Weights(Signs(5.0, 0.0, 2.0, 0.0, 0.0), 3.0, 0.0)
    sets = {
        ("everyday", "enpt"): drawn(chance, true, 3.0),
        ("formal", "enpt"): drawn(chance, Weights(true.signs, 4.0, 0.0), 6.0),
    }
    fitted = fit(sets, "everyday")
    assert fitted.signs.score == pytest.approx(5.0, abs=0.5)
    assert fitted.signs.names == pytest.approx(2.0, abs=0.5)
    certain = [fitted.certainty(one) for one in sets["everyday", "enpt"].signs]
    assert sum(map(fitted.unsure, certain)) / len(certain) == pytest.approx(0.05, abs=0.005)


def test_weights_are_written_with_the_names_of_their_signs() -> None:
    told = json.loads(Weights(Signs(1.0, 2.0, 3.0, 4.0, 5.0), 6.0, 0.7).written())
    assert told == {
        "score": 1,
        "length": 2,
        "names": 3,
        "rare": 4,
        "growth": 5,
        "constant": 6,
        "unsure_below": 0.7,
    }
