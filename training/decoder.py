"""The decoder that is trained: the teacher's, with self-attention in place of its recurrence."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from training.arithmetic import Arithmetic, attend
from training.lessons import Lesson
from training.teacher import HEADS, WIDTH, Teacher

FARTHEST: Final = 32
"""Distance, in pieces, from which on all are alike to an attention that minds distances."""

_INNER: Final = 1536
_EPSILON: Final = 1e-6
_DISTANCES: Final = "sa.distances"


class Attention(nn.Module):
    """Attention, to itself or to the source.

    Args:
        minds_distances: Whether it has a key for each distance beside those of the pieces (Shaw et al. 2018,
            https://arxiv.org/abs/1803.02155, keys alone).
    """

    def __init__(self, *, minds_distances: bool = False) -> None:
        super().__init__()
        self.q, self.k, self.v, self.o = (nn.Linear(WIDTH, WIDTH) for _ in range(4))
        self.distances = nn.Parameter(torch.zeros(FARTHEST + 1, WIDTH // HEADS)) if minds_distances else None

    def forward(self, x: Tensor, other: Tensor, mask: Tensor | None, arithmetic: Arithmetic) -> Tensor:
        """Return what ``x`` gathers from ``other``; without a mask, only from what came before."""
        queries, keys, values = (
            arithmetic.linear(read, layer.weight, layer.bias)
            for layer, read in ((self.q, x), (self.k, other), (self.v, other))
        )
        attended = attend(queries, keys, values, mask, HEADS, self.distances)
        return arithmetic.linear(attended, self.o.weight, self.o.bias)


class Layer(nn.Module):
    """A layer of the decoder; the names are those of the arrays in the product's decoder files.

    Args:
        minds_distances: Whether its self-attention does.
    """

    def __init__(self, *, minds_distances: bool) -> None:
        super().__init__()
        self.sa, self.ca = Attention(minds_distances=minds_distances), Attention()
        self.l1, self.l2 = nn.Linear(WIDTH, _INNER), nn.Linear(_INNER, WIDTH)
        self.n1, self.n2, self.n3 = (nn.LayerNorm(WIDTH, _EPSILON) for _ in range(3))

    def forward(
        self, x: Tensor, encoded: Tensor, mask: Tensor, arithmetic: Arithmetic
    ) -> tuple[Tensor, Tensor]:
        """Return the states after self-attention and after the layer."""
        own = self.own(x, arithmetic)
        crossed = self.n2(own + self.ca(own, encoded, mask, arithmetic))
        hidden = functional.relu(arithmetic.linear(crossed, self.l1.weight, self.l1.bias))
        return own, self.n3(crossed + arithmetic.linear(hidden, self.l2.weight, self.l2.bias))

    def own(self, x: Tensor, arithmetic: Arithmetic) -> Tensor:
        """Return the states after self-attention, which has taken the place of the recurrence."""
        return self.n1(x + self.sa(x, x, None, arithmetic))


class Decoder(nn.Module):
    """Two layers; embeddings and output layer are the teacher's and are not trained.

    What a recurrence keeps of a piece fades with each piece that follows. The first layer reads positions
    with its pieces and can tell from them how far back a piece is; behind a layer little of them is left, and
    the second is told. (CTranslate2 adds no positions where the first layer minds distances.)
    """

    def __init__(self) -> None:
        super().__init__()
        self.layers = nn.ModuleList([Layer(minds_distances=False), Layer(minds_distances=True)])

    def forward(self, x: Tensor, encoded: Tensor, mask: Tensor, arithmetic: Arithmetic) -> list[Tensor]:
        """Return the states that answer to those of ``Teacher.decode``."""
        states: list[Tensor] = []
        for layer in self.layers:
            own, x = layer(x, encoded, mask, arithmetic)
            states += [own, x]
        return states


def from_teacher(teacher: Teacher, lessons: Sequence[Lesson]) -> Decoder:
    """Return a decoder to begin from: the teacher's weights, and in self-attention the recurrence's input.

    A head looks back in one way for all of its dimensions, where the recurrence forgets in each of them at a
    pace of its own. So each head is given dimensions of like pace.

    Args:
        teacher: What the weights are of.
        lessons: Show at which pace each dimension forgets.
    """
    decoder = Decoder()
    with torch.no_grad():
        for number, layer in enumerate(decoder.layers, start=1):
            _copy_layer(layer, teacher.weights, f"decoder_l{number}")
            order = _pace(teacher, lessons, number).argsort()
            layer.sa.v.weight.copy_(layer.sa.v.weight[order])
            layer.sa.o.weight.copy_(torch.eye(WIDTH)[:, order])
    return decoder


def _pace(teacher: Teacher, lessons: Sequence[Lesson], number: int) -> Tensor:
    """Return the mean logarithm of what a layer's recurrence keeps from piece to piece, by dimension."""
    exact = Arithmetic(torch.float32, as_packed=False)
    kept = [
        teacher.forget(recurrence_inputs(teacher, lesson, exact)[number - 1], number, exact)
        for lesson in lessons
    ]
    masks = [lesson.target_mask for lesson in lessons]
    return torch.cat([gate[mask] for gate, mask in zip(kept, masks, strict=True)]).log().mean(0)


def recurrence_inputs(teacher: Teacher, lesson: Lesson, arithmetic: Arithmetic) -> tuple[Tensor, Tensor]:
    """Return what the teacher's recurrences read, of the first layer and of the second."""
    return teacher.inputs(lesson.target, arithmetic), lesson.wanted[1].float()


def _copy_layer(layer: nn.Module, weights: Mapping[str, Tensor], prefix: str) -> None:
    for name in "qkvo":
        getattr(layer.ca, name).weight.copy_(weights[f"{prefix}_context_W{name}"])
        getattr(layer.ca, name).bias.copy_(weights[f"{prefix}_context_b{name}"][0])
    for linear, name in ((layer.l1, "1"), (layer.l2, "2")):
        linear.weight.copy_(weights[f"{prefix}_ffn_W{name}"])
        linear.bias.copy_(weights[f"{prefix}_ffn_b{name}"][0])
    for norm, name in ((layer.n1, "rnn_ffn"), (layer.n2, "context_Wo"), (layer.n3, "ffn_ffn")):
        norm.weight.copy_(weights[f"{prefix}_{name}_ln_scale"][0])
        norm.bias.copy_(weights[f"{prefix}_{name}_ln_bias"][0])
    layer.sa.v.weight.copy_(weights[f"{prefix}_rnn_W"])
    layer.sa.v.bias.zero_()
    layer.sa.o.weight.copy_(torch.eye(WIDTH))
    layer.sa.o.bias.zero_()


def read_decoder(path: Path) -> Decoder:
    """Return a decoder from a file of the product's format.

    Raises:
        RuntimeError: the file has other arrays than a decoder.
    """
    decoder = Decoder()
    with np.load(path) as arrays:
        weights = {name: torch.from_numpy(arrays[name].astype(np.float32)) for name in arrays.files}
    # Files of before it minded distances have no keys for them, and zeros say the same.
    decoder.load_state_dict(
        {**{n: v for n, v in decoder.state_dict().items() if n.endswith(_DISTANCES)}, **weights}
    )
    return decoder


def write_decoder(path: Path, weights: Mapping[str, Tensor]) -> None:
    """Write a decoder as the product reads it: float16 arrays by name."""
    arrays: dict[str, Any] = {
        name: value.detach().numpy().astype(np.float16) for name, value in weights.items()
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(".part.npz")
    np.savez_compressed(unfinished, **arrays)
    unfinished.replace(path)
