"""How far a decoder is from its teacher while both are made to write the same translation."""

import math
from dataclasses import dataclass
from typing import Final

import torch
from torch import Tensor

from training.arithmetic import Arithmetic
from training.decoder import Decoder, recurrence_inputs
from training.lessons import Lesson
from training.teacher import WIDTH, Teacher

# Of the states after self-attention and after the layer, for both layers; the last decides what is written.
_STATE_WEIGHTS: Final = (0.3, 0.5, 0.3, 2.0)
_DIVERGENCE_WEIGHT: Final = 1.5


@dataclass(frozen=True, slots=True)
class Loss:
    """What is minimised, and its parts.

    Attributes:
        total: The weighted sum.
        states: Mean squared difference of the last states.
        divergence: Kullback-Leibler divergence of the next piece's distribution from the teacher's, in nats.
    """

    total: Tensor
    states: float
    divergence: float


def distance(
    decoder: Decoder, teacher: Teacher, lesson: Lesson, arithmetic: Arithmetic, positions: int
) -> Loss:
    """Return the distance on a batch.

    Args:
        decoder: What is trained.
        teacher: What it is to be like.
        lesson: What the teacher shows of the batch.
        arithmetic: How the decoder's pack computes; the teacher has the same type and no rounding.
        positions: At how many places of the targets the distributions are compared: half of them where the
            states differ most, half anywhere. The output layer would cost more than all else otherwise; for
            the same reason only the pieces count that the shortlist has for some source of the batch.
    """
    inputs = teacher.inputs(lesson.target, arithmetic)
    states = decoder(inputs, lesson.encoded.float(), lesson.source_mask, arithmetic)
    wanted = [states.float() for states in lesson.wanted]
    weight = lesson.target_mask[..., None] / (lesson.target_mask.sum() * WIDTH)
    differences = [((state - want) ** 2 * weight).sum() for state, want in zip(states, wanted, strict=True)]
    chosen = _chosen(states[-1].detach(), wanted[-1], lesson.target_mask, positions)
    divergence = _divergence(
        teacher,
        states[-1].reshape(-1, WIDTH)[chosen],
        wanted[-1].reshape(-1, WIDTH)[chosen],
        lesson.candidates,
        arithmetic,
    )
    total = sum(share * part for share, part in zip(_STATE_WEIGHTS, differences, strict=True))
    return Loss(
        total + _DIVERGENCE_WEIGHT * divergence, float(differences[-1].detach()), float(divergence.detach())
    )


def sublayer_distance(decoder: Decoder, teacher: Teacher, lesson: Lesson, arithmetic: Arithmetic) -> Loss:
    """Return the distance of each self-attention alone from the recurrence it stands for.

    Each is given what the teacher's recurrence reads, so one does not learn from the other's mistakes. It is
    where a decoder begins that has only the teacher's weights; the rest of it cannot be told apart yet.
    """
    exact = Arithmetic(arithmetic.dtype, as_packed=False)
    read = recurrence_inputs(teacher, lesson, exact)
    weight = lesson.target_mask[..., None] / (lesson.target_mask.sum() * WIDTH)
    differences = [
        ((layer.own(x, arithmetic) - want.float()) ** 2 * weight).sum()
        for layer, x, want in zip(decoder.layers, read, (lesson.wanted[0], lesson.wanted[2]), strict=True)
    ]
    return Loss(sum(differences), float(differences[-1].detach()), math.nan)


def _chosen(states: Tensor, wanted: Tensor, mask: Tensor, count: int) -> Tensor:
    places = mask.reshape(-1).nonzero()[:, 0]
    if len(places) <= count:
        return places
    differences = ((states - wanted) ** 2).sum(-1).reshape(-1)[places]
    worst = places[differences.topk(count // 2).indices]
    anywhere = places[torch.randperm(len(places))[: count - count // 2]]
    return torch.cat([worst, anywhere])


def _divergence(
    teacher: Teacher, states: Tensor, wanted: Tensor, candidates: Tensor, arithmetic: Arithmetic
) -> Tensor:
    exact = Arithmetic(arithmetic.dtype, as_packed=False)
    embeddings, bias = teacher.embeddings[candidates], teacher.output_bias[candidates]
    with torch.no_grad():
        want = exact.linear(wanted, embeddings, bias).log_softmax(-1)
        likely = want.exp()
        certainty = (likely * want).sum(-1).mean()
    have = exact.linear(states, arithmetic.table(embeddings), bias).log_softmax(-1)
    return certainty - (likely * have).sum(-1).mean()
