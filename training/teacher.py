"""The published model in PyTorch, read from its file: encoder, and decoder under a given translation.

It is a Transformer whose decoder layers have an SSRU, a simple recurrence, in place of self-attention:
``c_t = f_t · c_(t-1) + (1 - f_t) · (x_t W)`` with ``f_t = sigmoid(x_t Wf + bf)`` and output ``relu(c_t)``.
Layer norms come after the residual sums.
"""

import math
from collections.abc import Mapping
from typing import Final

import numpy as np
import torch
from numpy import float32
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from dragoman.translation.marian import EMBEDDINGS
from dragoman.translation.shortlist import Shortlist
from training.arithmetic import Arithmetic, attend

WIDTH: Final = 256
HEADS: Final = 8
END: Final = 0
"""Id of the piece that ends a sentence."""

_ENCODER_LAYERS: Final = 6
_DECODER_LAYERS: Final = 2
_POSITIONS: Final = 512
_EPSILON: Final = 1e-9


class Teacher:
    """The published model.

    Args:
        weights: Its weights by Marian's names, as ``dragoman.translation.marian`` reads them.
        shortlist: Its lexical shortlist, which packs decode with.
    """

    def __init__(self, weights: Mapping[str, NDArray[float32]], shortlist: Shortlist) -> None:
        tensors = {name: torch.from_numpy(values.copy()) for name, values in weights.items()}
        # Linear layers multiply by (outputs, inputs), which is also how int8 rounds: row by row.
        self.weights = {
            name: value.T.contiguous() if "_W" in name and "_ln_" not in name else value
            for name, value in tensors.items()
        }
        self.embeddings = self.weights[EMBEDDINGS]
        self.output_bias = self.weights["decoder_ff_logit_out_b"][0]
        self.positions = _sinusoids()
        self._shortlist = shortlist

    def encode(self, ids: Tensor, mask: Tensor, arithmetic: Arithmetic) -> Tensor:
        """Return what the encoder makes of sentences.

        Args:
            ids: Pieces of the sentences, each with ``END`` at its end, (batch, length).
            mask: True where there is a piece and not filling.
            arithmetic: How it is computed.
        """
        table = arithmetic.table(self.embeddings)
        x = table[ids] * math.sqrt(WIDTH) + self.positions[: ids.shape[1]]
        for number in range(1, _ENCODER_LAYERS + 1):
            layer = f"encoder_l{number}"
            attended = self._attention(f"{layer}_self", x, x, mask, arithmetic)
            x = self._norm(x + attended, f"{layer}_self_Wo")
            x = self._norm(x + self._feed_forward(x, f"{layer}_ffn", arithmetic), f"{layer}_ffn_ffn")
        return x

    def inputs(self, targets: Tensor, arithmetic: Arithmetic) -> Tensor:
        """Return what a decoder reads while it is made to write ``targets``: each piece one place later."""
        table = arithmetic.table(self.embeddings)
        embedded = table[targets[:, :-1]] * math.sqrt(WIDTH)
        first = torch.zeros(targets.shape[0], 1, WIDTH)
        return torch.cat([first, embedded], 1) + self.positions[: targets.shape[1]]

    def decode(self, x: Tensor, encoded: Tensor, mask: Tensor, arithmetic: Arithmetic) -> list[Tensor]:
        """Return the states after the recurrence and after the layer, for each decoder layer in turn.

        Args:
            x: What the decoder reads, see ``inputs``.
            encoded: What the encoder made of the sources.
            mask: True where the sources have a piece.
            arithmetic: How it is computed.
        """
        states = []
        for number in range(1, _DECODER_LAYERS + 1):
            layer = f"decoder_l{number}"
            own = self._norm(x + self._recurrence(x, number, arithmetic), f"{layer}_rnn_ffn")
            attended = self._attention(f"{layer}_context", own, encoded, mask, arithmetic)
            x = self._norm(own + attended, f"{layer}_context_Wo")
            x = self._norm(x + self._feed_forward(x, f"{layer}_ffn", arithmetic), f"{layer}_ffn_ffn")
            states += [own, x]
        return states

    def forget(self, x: Tensor, number: int, arithmetic: Arithmetic) -> Tensor:
        """Return which share of what it has gathered the recurrence of a layer keeps at each piece.

        Args:
            x: What the recurrence reads, (pairs, length, width).
            number: Of the layer, from 1.
            arithmetic: How it is computed.
        """
        return torch.sigmoid(self._linear(x, f"decoder_l{number}_rnn", "f", arithmetic))

    def candidates(self, sources: Tensor, targets: Tensor) -> Tensor:
        """Return the ids of all pieces that may be written for sources, and those of targets."""
        offsets = self._shortlist.offsets
        found = [np.arange(self._shortlist.always), targets.unique().numpy()]
        for piece in sources.unique().tolist():
            found.append(self._shortlist.candidates[int(offsets[piece]) : int(offsets[piece + 1])])
        return torch.from_numpy(np.unique(np.concatenate(found)).astype(np.int64))

    def _linear(self, x: Tensor, prefix: str, suffix: str, arithmetic: Arithmetic) -> Tensor:
        return arithmetic.linear(x, self.weights[f"{prefix}_W{suffix}"], self.weights[f"{prefix}_b{suffix}"])

    def _norm(self, x: Tensor, prefix: str) -> Tensor:
        scale, bias = self.weights[f"{prefix}_ln_scale"][0], self.weights[f"{prefix}_ln_bias"][0]
        return functional.layer_norm(x, (WIDTH,), scale, bias, _EPSILON)

    def _attention(
        self, prefix: str, x: Tensor, other: Tensor, mask: Tensor, arithmetic: Arithmetic
    ) -> Tensor:
        queries = self._linear(x, prefix, "q", arithmetic)
        keys, values = (self._linear(other, prefix, suffix, arithmetic) for suffix in "kv")
        attended = attend(queries, keys, values, mask, HEADS)
        return self._linear(attended, prefix, "o", arithmetic)

    def _feed_forward(self, x: Tensor, prefix: str, arithmetic: Arithmetic) -> Tensor:
        hidden = functional.relu(self._linear(x, prefix, "1", arithmetic))
        return self._linear(hidden, prefix, "2", arithmetic)

    def _recurrence(self, x: Tensor, number: int, arithmetic: Arithmetic) -> Tensor:
        forget = self.forget(x, number, arithmetic)
        weight = self.weights[f"decoder_l{number}_rnn_W"]
        new = (1 - forget) * arithmetic.linear(x, weight, torch.zeros(WIDTH))
        cell = torch.zeros_like(x[:, 0])
        cells = []
        for place in range(x.shape[1]):
            cell = forget[:, place] * cell + new[:, place]
            cells.append(cell)
        return functional.relu(torch.stack(cells, 1))


def _sinusoids() -> Tensor:
    half = WIDTH // 2
    rates = torch.exp(torch.arange(half) * -(math.log(10_000.0) / (half - 1)))
    angles = torch.arange(_POSITIONS)[:, None] * rates[None]
    return torch.cat([angles.sin(), angles.cos()], 1)
