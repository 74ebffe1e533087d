"""Which placeholders a pack's model copies: tried when the pack is assembled or installed.

Models differ in what they copy. Each shape is put into every carrier sentence of the pack's source language
four times: where it belongs, at the beginning, at the end and between other words. It holds where every copy
comes out exactly once and in its order, nothing is glued to one, and the model wrote no unknown word. The
first shape is the one that holds most often, each further one that which holds most often where those before
it did not.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

from dragoman.translation.carriers import CARRIERS
from dragoman.translation.hypothesis import Decoding
from dragoman.translation.model import Model
from dragoman.translation.packs import Pack, Progress
from dragoman.translation.placeholders import CANDIDATES, DEFAULT, Shape
from dragoman.translation.standing import stands_alone

_UNKNOWN: Final = ("\u2047", "<unk>")
_CHOSEN: Final = 4
_ROOM: Final = "{}"
_BATCH: Final = 64
# Sentences rarely have more values; the numbers of a shape begin anew after these.
_FIRST_NUMBERS: Final = 6
Translate = Callable[[Sequence[str]], Sequence[str]]


def calibrated(pack: Pack, translate: Translate, progress: Progress) -> Pack:
    """Return a pack with the placeholders that its model copies best, the best first.

    A pack whose source language has no carrier sentences, or whose model copies nothing, is returned with the
    default ones.

    Args:
        pack: The pack.
        translate: Translates sentences with its model, all of them in one call.
        progress: Told, in words for a person, what is being done.
    """
    carriers = CARRIERS.get(pack.source.partition("-")[0].lower(), ())
    if not carriers:
        progress(f"no sentences in {pack.source} to try placeholders with: {pack.name} keeps the usual ones")
        return replace(pack, placeholders=DEFAULT)
    progress(f"trying {len(CANDIDATES)} placeholders in {len(carriers)} sentences with {pack.name}")
    frames = [_crowded(carrier) for carrier in carriers]
    tried = [(shape, number, frame) for shape in CANDIDATES for number, frame in enumerate(frames)]
    answers = translate([_filled(frame, _names(shape, number, frame)) for shape, number, frame in tried])
    held: dict[str, set[int]] = {shape.name: set() for shape in CANDIDATES}
    for (shape, number, frame), answer in zip(tried, answers, strict=True):
        if _holds(_names(shape, number, frame), answer):
            held[shape.name].add(number)
    best = _best(held)
    progress(", ".join(f"{name} holds in {len(held[name])} of {len(frames)}" for name in best))
    return replace(pack, placeholders=best)


def translating(pack: Pack, model: Model) -> Translate:
    """Return what translates sentences with a model that is loaded, as its pack asks for."""

    def translate(sentences: Sequence[str]) -> list[str]:
        pieces = model.pieces(sentences)
        batches = [pieces[first : first + _BATCH] for first in range(0, len(pieces), _BATCH)]
        answers = [model.translate(batch, Decoding.of(pack.decode)) for batch in batches]
        return [best.text for batch in answers for best, *_ in batch]

    return translate


def _crowded(carrier: str) -> str:
    """Return a carrier with room for three placeholders more."""
    words = carrier[:-1].split(" ")
    middle = len(words) // 2
    return " ".join([_ROOM, *words[:middle], _ROOM, *words[middle:], _ROOM]) + carrier[-1]


def _names(shape: Shape, number: int, frame: str) -> list[str]:
    first = number % _FIRST_NUMBERS + 1
    return [shape.number(first + index) for index in range(frame.count(_ROOM))]


def _filled(frame: str, names: Sequence[str]) -> str:
    return frame.format(*names)


def _holds(names: Sequence[str], answer: str) -> bool:
    places = [(answer.find(name), len(name)) for name in names]
    return (
        all(answer.count(name) == 1 for name in names)
        and places == sorted(places)
        and all(stands_alone(answer, start, start + length) for start, length in places)
        and not any(map(answer.__contains__, _UNKNOWN))
    )


def _best(held: dict[str, set[int]]) -> tuple[str, ...]:
    """Choose shapes that make up for one another; of equal ones those that are known to serve come first."""
    chosen: list[str] = []
    missing = set().union(*held.values())
    while len(chosen) < _CHOSEN:
        left = [name for name in held if name not in chosen]
        name = max(left, key=lambda one: (len(held[one] & missing), len(held[one])))
        chosen.append(name)
        missing -= held[name]
    return tuple(chosen)
