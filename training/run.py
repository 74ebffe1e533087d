"""One run of training: its state, saved so that it can be stopped at any moment and goes on from there."""

import math
import random
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, Final

import torch
from torch import Tensor

from training.arithmetic import Arithmetic
from training.decoder import Decoder, write_decoder
from training.lessons import Lesson
from training.loss import distance, sublayer_distance
from training.teacher import Teacher

_WARM_UP_STEPS: Final = 100
_LAST_RATE: Final = 0.02
_AVERAGE: Final = 0.998
_YOUNG: Final = 9
_CLIP: Final = 1.0
BEST: Final = "best.decoder.npz"
"""Name of the file with the decoder that was best on what is held out."""

_OWN_ATTENTION: Final = ".sa."
_SMOOTHING: Final = 0.98


@dataclass(frozen=True, slots=True)
class Plan:
    """What a run does.

    Attributes:
        minutes: How long it trains in all, over every time it is resumed; the learning rate falls to its
            end over this time.
        rate: Highest learning rate, of self-attention; half of it for what came from the teacher.
        sublayers: Share of the time, at its beginning, in which each self-attention learns alone.
        positions: At how many places of a batch the distributions are compared.
        report_seconds: Between two measurements on what is held out, each of which is saved.
    """

    minutes: float
    rate: float = 6e-4
    sublayers: float = 0.0
    positions: int = 512
    report_seconds: float = 240


@dataclass(slots=True)
class State:
    """Where a run is.

    Attributes:
        step: Updates so far.
        seconds: Time trained so far.
        epoch: How often all pairs were read.
        batch: How many batches of the epoch are done.
        best: Lowest divergence on what is held out so far.
        weights: The decoder's, by name.
        average: Exponential moving average of them: what is shipped.
        optimiser: State of the optimiser; None before the first step.
    """

    step: int = 0
    seconds: float = 0.0
    epoch: int = 0
    batch: int = 0
    best: float = math.inf
    weights: dict[str, Tensor] = field(default_factory=dict)
    average: dict[str, Tensor] = field(default_factory=dict)
    optimiser: dict[str, Any] | None = None


def save_state(state: State, path: Path) -> None:
    """Write a state in place of the one before it, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(".part")
    torch.save({item.name: getattr(state, item.name) for item in fields(state)}, unfinished)
    unfinished.replace(path)


def load_state(path: Path) -> State | None:
    """Return the saved state, or None where there is none."""
    return State(**torch.load(path, weights_only=True)) if path.exists() else None


def rate_at(step: int, done: float, highest: float) -> float:
    """Return the learning rate: up over the first steps, then down along half a cosine.

    Args:
        step: The step it is for, from 0.
        done: Share of the run's time that has passed.
        highest: The rate at its highest.
    """
    falling = 0.5 * (1 + math.cos(math.pi * min(done, 1.0)))
    return highest * min(1.0, (step + 1) / _WARM_UP_STEPS) * (_LAST_RATE + (1 - _LAST_RATE) * falling)


class Run:
    """Trains one decoder.

    Args:
        teacher: What it is to be like.
        decoder: What it begins from; a saved state goes before it.
        folder: Where state and decoders are kept.
        arithmetic: How it computes while it trains.
    """

    def __init__(
        self,
        teacher: Teacher,
        decoder: Decoder,
        folder: Path,
        arithmetic: Arithmetic,
    ) -> None:
        self._teacher = teacher
        self._folder = folder
        self._arithmetic = arithmetic
        self._decoder = decoder
        self._state = load_state(folder / "state.pt") or State()
        if self._state.weights:
            decoder.load_state_dict(self._state.weights)
        else:
            self._state.average = {name: value.clone() for name, value in decoder.state_dict().items()}
        own = [value for name, value in decoder.named_parameters() if _OWN_ATTENTION in name]
        rest = [value for name, value in decoder.named_parameters() if _OWN_ATTENTION not in name]
        groups = [{"params": own, "share": 1.0}, {"params": rest, "share": 0.5}]
        self._optimiser = torch.optim.AdamW(groups, lr=0.0, betas=(0.9, 0.98), weight_decay=0.0)
        if self._state.optimiser:
            self._optimiser.load_state_dict(self._state.optimiser)

    def train(
        self,
        lessons: Sequence[Lesson],
        watched: Sequence[Lesson],
        plan: Plan,
        report: Callable[[str], None],
    ) -> None:
        """Train until the plan's time is used up, saving on the way.

        Args:
            lessons: What it learns from.
            watched: What is held out.
            plan: What it does.
            report: Told how it goes.
        """
        state = self._state
        if state.step == 0:
            state.best = self._measure(watched)
            report(f"begins at divergence {state.best:.4f}; {len(lessons)} lessons, {len(watched)} held out")
        smooth: float | None = None
        reported = started = time.monotonic()
        before = state.seconds
        for lesson in self._in_turn(lessons):
            smooth = self._step(lesson, plan, smooth)
            now = time.monotonic()
            state.seconds = before + now - started
            ended = state.seconds >= plan.minutes * 60
            if ended or now - reported > plan.report_seconds:
                self._checkpoint(watched, smooth, report)
                reported = time.monotonic()
            if ended:
                return

    def _in_turn(self, lessons: Sequence[Lesson]) -> Iterator[Lesson]:
        """Yield the lessons for ever; each epoch's order follows from its number alone."""
        state = self._state
        while True:
            order = list(lessons)
            random.Random(state.epoch).shuffle(order)
            while state.batch < len(order):
                state.batch += 1
                yield order[state.batch - 1]
            state.epoch, state.batch = state.epoch + 1, 0

    def _alone(self, plan: Plan) -> bool:
        """Tell whether each self-attention still learns alone."""
        return self._state.seconds < plan.sublayers * plan.minutes * 60

    def _step(self, lesson: Lesson, plan: Plan, smooth: float | None) -> float:
        state = self._state
        done = state.seconds / (plan.minutes * 60)
        rate = rate_at(state.step, done, plan.rate)
        for group in self._optimiser.param_groups:
            group["lr"] = rate * group["share"]
        if self._alone(plan):
            loss = sublayer_distance(self._decoder, self._teacher, lesson, self._arithmetic)
        else:
            loss = distance(self._decoder, self._teacher, lesson, self._arithmetic, plan.positions)
        self._optimiser.zero_grad()
        loss.total.backward()
        torch.nn.utils.clip_grad_norm_(self._decoder.parameters(), _CLIP)
        self._optimiser.step()
        state.step += 1
        # While there are few steps, the average is of them and not of what the run began from.
        kept = min(_AVERAGE, state.step / (state.step + _YOUNG))
        with torch.no_grad():
            for name, value in self._decoder.state_dict().items():
                state.average[name].lerp_(value, 1 - kept)
        value = float(loss.total.detach())
        return value if smooth is None else _SMOOTHING * smooth + (1 - _SMOOTHING) * value

    def _checkpoint(self, watched: Sequence[Lesson], smooth: float, report: Callable[[str], None]) -> None:
        state = self._state
        divergence = self._measure(watched)
        better = divergence < state.best
        if better:
            state.best = divergence
            write_decoder(self._folder / BEST, state.average)
        state.weights = self._decoder.state_dict()
        state.optimiser = self._optimiser.state_dict()
        save_state(state, self._folder / "state.pt")
        report(
            f"{state.seconds / 60:.1f} min, step {state.step}, epoch {state.epoch}: loss {smooth:.4f}, "
            f"held out {divergence:.4f}{' (best)' if better else ''}"
        )

    def _measure(self, watched: Sequence[Lesson]) -> float:
        """Return the averaged decoder's divergence on what is held out."""
        shipped = Decoder()
        shipped.load_state_dict(self._state.average)
        total, pieces = 0.0, 0
        for lesson in watched:
            count = int(lesson.target_mask.sum())
            with torch.no_grad():
                loss = distance(shipped, self._teacher, lesson, self._arithmetic, count)
            total, pieces = total + loss.divergence * count, pieces + count
        return total / max(pieces, 1)
