"""Quantises weights to seven bits, so that int8 kernels without VNNI cannot saturate.

On x86 processors that have AVX2 but not VNNI, int8 kernels add two products of an unsigned and a signed
byte in 16 bits (``vpmaddubsw``), which saturates: 2 · 255 · 127 > 32767. With weights of at most ±63 it
cannot: 2 · 255 · 63 < 32767. The cost in precision is below what can be measured in translation quality, and
processors with VNNI lose no speed. PyTorch calls the same remedy ``reduce_range``; oneDNN's guide describes
the cause under "Nuances of int8 Computations".
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

LIMIT: Final = 63
_INT8_LIMIT: Final = 127
# A row whose largest weight is smaller counts as zeros: its scale would not fit in a float32.
_NOTHING: Final = 1e-30
_NARROWING: Final = np.float32(LIMIT / _INT8_LIMIT)


def quantise(matrix: NDArray[np.float32]) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """Return a matrix as int8 within ±63, and the scale of each row (int8 value = value x scale)."""
    largest = np.abs(matrix).max(axis=1)
    scale = (LIMIT / np.where(largest < _NOTHING, LIMIT, largest)).astype(np.float32)
    return np.rint(matrix * scale[:, None]).astype(np.int8), scale


def requantise(values: NDArray[np.int8]) -> NDArray[np.int8]:
    """Bring values that were quantised to eight bits down to seven; their scales need ``rescale``."""
    return np.rint(np.multiply(values, _NARROWING, dtype=np.float32)).astype(np.int8)


def rescale(scales: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the scales that belong to requantised values."""
    return scales * _NARROWING
