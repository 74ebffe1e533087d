"""How products are computed while training: in bfloat16 where that is fast, and as int8 packs will.

Packs compute in int8, their weights in seven bits (see ``dragoman.translation.seven_bit``) and their
activations in eight, each row of both with a scale of its own. A decoder that has met this rounding while it
was trained is not thrown off by it. Gradients pass through the rounding as if it were not there.
"""

import math
from dataclasses import dataclass
from typing import Final

import torch
from torch import Tensor
from torch.nn import functional

from dragoman.translation.seven_bit import LIMIT

_ACTIVATION_LIMIT: Final = 127
_LEAST: Final = 1e-12


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """How to multiply.

    Attributes:
        dtype: Type that factors have; sums are kept in float32.
        as_packed: Whether weights and activations are rounded as in a pack.
    """

    dtype: torch.dtype
    as_packed: bool

    def linear(self, x: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
        """Return ``x · weightᵀ + bias``; the weight is (outputs, inputs)."""
        if self.as_packed:
            x, weight = _rounded(x, _ACTIVATION_LIMIT), _rounded(weight, LIMIT)
        dtype = self.dtype
        return functional.linear(x.to(dtype), weight.to(dtype), bias.to(dtype)).float()

    def table(self, weight: Tensor) -> Tensor:
        """Return a table of embeddings as a pack stores it."""
        return _rounded(weight, LIMIT) if self.as_packed else weight


def attend(
    queries: Tensor,
    keys: Tensor,
    values: Tensor,
    mask: Tensor | None,
    heads: int,
    distances: Tensor | None = None,
) -> Tensor:
    """Return what attention makes of projected queries, keys and values, each (batch, length, width).

    It is computed in float32 always: PyTorch's gradient of it is five times slower in bfloat16.

    Args:
        queries: What looks.
        keys: What is looked at.
        values: What is taken from there.
        mask: True where may be looked, (batch, length of keys); None where only what came before may be.
        heads: How many heads share the width.
        distances: A key for each distance between query and key, from 0 on, the last for all that are
            farther; only without a mask.
    """

    def split(x: Tensor) -> Tensor:
        return x.view(x.shape[0], x.shape[1], heads, -1).transpose(1, 2)

    if distances is None:
        seen = None if mask is None else mask[:, None, None, :]
    else:
        seen = _nearness(split(queries), distances)
    attended = functional.scaled_dot_product_attention(
        split(queries), split(keys), split(values), attn_mask=seen, is_causal=seen is None
    )
    return attended.transpose(1, 2).reshape(queries.shape)


def _nearness(queries: Tensor, distances: Tensor) -> Tensor:
    """Return what distances add to the products of queries and keys; nothing behind a query is seen."""
    batch, heads, length, width = queries.shape
    places = torch.arange(length)
    apart = places[:, None] - places[None, :]
    farthest = distances.shape[0] - 1
    added = queries @ distances.T / math.sqrt(width)
    added = added.gather(-1, apart.clamp(0, farthest).expand(batch, heads, length, length))
    return added.masked_fill(apart < 0, -math.inf)


def _rounded(matrix: Tensor, limit: int) -> Tensor:
    with torch.no_grad():
        scale = limit / matrix.abs().amax(-1, keepdim=True).clamp_min(_LEAST)
        error = torch.round(matrix * scale) / scale - matrix
    return matrix + error
