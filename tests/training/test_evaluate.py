"""When a trained decoder may take the packaged one's place."""

from pathlib import Path

import numpy as np

from training.evaluate import (
    Score,
    is_improvement,
    mixed,
    read_weights_of_decoder,
    write_weights_of_decoder,
)


def score(packaged: float, trained: float) -> Score:
    return Score("news", 600, packaged, trained, taught=60.0)


def test_a_decoder_that_is_worse_on_one_set_is_refused() -> None:
    assert is_improvement([score(57.7, 57.8), score(70.0, 70.0)])
    assert not is_improvement([score(57.7, 59.8), score(70.0, 69.9)])


def test_the_mean_of_two_decoders_has_each_by_its_share() -> None:
    packaged, trained = {"w": np.zeros(2, np.float32)}, {"w": np.full(2, 4.0, np.float32)}
    assert np.array_equal(mixed(packaged, trained, 0.25)["w"], [1.0, 1.0])
    assert np.array_equal(mixed(packaged, trained, 1.0)["w"], trained["w"])
    assert np.array_equal(mixed({}, trained, 0.25)["w"], [1.0, 1.0])


def test_weights_come_back_as_they_were_written(tmp_path: Path) -> None:
    weights = {"layers.0.n1.bias": np.array([0.5, -2.0], np.float32)}
    write_weights_of_decoder(tmp_path / "decoder.npz", weights)
    assert np.array_equal(read_weights_of_decoder(tmp_path / "decoder.npz")["layers.0.n1.bias"], [0.5, -2.0])
