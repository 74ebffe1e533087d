import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray

from dragoman.translation.seven_bit import LIMIT, quantise, requantise, rescale

matrices = arrays(np.float32, (3, 5), elements=st.floats(-1e3, 1e3, width=32))
eight_bit = arrays(np.int8, (3, 5), elements=st.integers(-127, 127))


@given(matrices)
def test_quantised_weights_stay_within_seven_bits_and_half_a_step(matrix: NDArray[np.float32]) -> None:
    values, scale = quantise(matrix)
    assert np.abs(values.astype(int)).max() <= LIMIT
    steps = 1 / scale[:, None]
    assert (np.abs(values / scale[:, None] - matrix) <= 0.51 * steps).all()


@pytest.mark.parametrize("weight", [0.0, 1e-45, 1e-38])
def test_a_row_of_nothing_becomes_zeros(weight: float) -> None:
    values, scale = quantise(np.full((1, 4), weight, np.float32))
    assert not values.any()
    assert np.isfinite(scale).all()


@given(eight_bit)
def test_eight_bits_become_seven_with_the_same_meaning(values: NDArray[np.int8]) -> None:
    scale = np.array([40.0, 0.5, 1.0], np.float32)
    narrow, narrow_scale = requantise(values), rescale(scale)
    assert np.abs(narrow.astype(int)).max() <= LIMIT
    assert (np.abs(narrow / narrow_scale[:, None] - values / scale[:, None]) <= 1.02 / scale[:, None]).all()


def test_the_narrow_kernels_of_avx2_cannot_saturate() -> None:
    assert 2 * 255 * LIMIT <= np.iinfo(np.int16).max < 2 * 255 * 127
