"""Whether a pack's weights in int8 are computed faithfully on this very processor, and what is done if not.

The same model is computed twice: in int8, as it runs, and in float32. Where the processor adds products in
16 bits (x86 with AVX2 and without VNNI; see ``seven_bit``), weights in eight bits come out wrong; in seven
they do not. So weights in eight bits are tried in seven too, which stay where they are clearly nearer.
"""

import json
import shutil
import sys
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Final

from ctranslate2 import Translator

from dragoman.translation.model import Model
from dragoman.translation.model_file import narrow, read_model, write_model
from dragoman.translation.packs.child import ChildFailed, in_child
from dragoman.translation.packs.layouts import MODEL
from dragoman.translation.packs.library import PackLibrary
from dragoman.translation.packs.pack import Pack, PackError, digests, read_pack, write_metadata
from dragoman.translation.packs.trial import try_out

_SECONDS: Final = 600
# Rounding alone moves the distance by a third either way; saturation multiplies it.
_CLEARLY: Final = 1.5
# Plain sentences of shops. Packs of other languages read them as they can: what is compared is the
# arithmetic, not the translation.
CARRIERS: Final = (
    "Where is my order?",
    "The parcel was delivered to a neighbour last Friday.",
    "I want a refund for the broken blender.",
    "We are sorry for the delay and will send a new one tomorrow.",
    "Please send us a photo of the damaged item and the label on the box.",
    "Your account was closed because the payment did not arrive in time.",
    "Can I change the address of an order that was not sent yet?",
    "The discount code does not work with items that are on sale.",
    "Thank you very much for your help!",
    "How long does delivery to the islands take, and what does it cost?",
    "This size is too small for me, I would like to exchange it for a larger one.",
    "We do not ship batteries by air.",
)


@dataclass(frozen=True, slots=True)
class Distance:
    """How far int8 is from float32.

    Attributes:
        equal: Sentences that both translate alike.
        sentences: Sentences in all.
        nats: Mean difference, per piece, between what both make of the probability of float32's own
            translations, as natural logarithms.
    """

    equal: int
    sentences: int
    nats: float


@dataclass(frozen=True, slots=True)
class Calibration:
    """What was found about a pack.

    Attributes:
        before: The distance of its weights as they were.
        after: The distance in seven bits; None where they were no wider.
        narrowed: Whether they were brought down to seven bits.
        placeholders: Names of the shapes of placeholders that the model copies, the best first.
    """

    before: Distance
    after: Distance | None
    narrowed: bool
    placeholders: tuple[str, ...]


def calibrate(library: PackLibrary, pack: Pack) -> Calibration:
    """Compare a pack's int8 with its float32, bring it to seven bits where that is nearer, try placeholders.

    Raises:
        PackError: the pack is damaged or its model cannot be computed.
    """
    library.verify(pack)
    before = _measure(pack.folder)
    with library.writing() as shelf, shelf.workspace() as work:
        folder = work / pack.name
        folder.mkdir()
        for name in pack.files:
            shutil.copyfile(pack.folder / name, folder / name)
        write_metadata(pack_here := replace(pack, folder=folder))
        after, narrowed = None, False
        model = read_model(folder / MODEL)
        if narrow(model):
            write_model(model, folder / MODEL)
            write_metadata(slim := replace(pack_here, files=digests(folder)))
            after = _measure(folder)
            narrowed = before.nats > _CLEARLY * after.nats
            if narrowed:
                pack_here = slim
            else:
                shutil.copyfile(pack.folder / MODEL, folder / MODEL)
                write_metadata(pack_here)
        placeholders = try_out(pack_here)
        if narrowed or placeholders != pack.placeholders:
            write_metadata(replace(pack_here, placeholders=placeholders))
            shelf.put(folder)
        return Calibration(before, after, narrowed, placeholders)


def _measure(folder: Path) -> Distance:
    """Measure in a process of its own: nothing that a model does there touches ours."""
    try:
        return Distance(
            **json.loads(in_child("dragoman.translation.packs.precision", [str(folder)], _SECONDS))
        )
    except (ChildFailed, ValueError, TypeError) as error:
        raise PackError(
            f"the pack {folder.name} cannot be calibrated ({error}): dragoman packs verify {folder.name}"
        ) from error


def distance(pack: Pack) -> Distance:
    """Measure how far a pack's int8 is from its float32, here and now."""
    model = Model(pack, threads=1)
    exact = Translator(str(pack.folder), device="cpu", compute_type="float32", intra_threads=1)
    quick = Translator(str(pack.folder), device="cpu", intra_threads=1)
    sources = [model.framed(pieces) for pieces in model.pieces(CARRIERS)]
    prefix = list(pack.decode.target_prefix)

    def translated(translator: Translator) -> list[list[str]]:
        results = translator.translate_batch(
            sources,
            target_prefix=[prefix] * len(sources) if prefix else None,
            beam_size=1,
            max_decoding_length=60,
        )
        return [result.hypotheses[0] for result in results]

    wanted = translated(exact)
    scores = [translator.score_batch(sources, wanted) for translator in (exact, quick)]
    gaps = [
        abs(one - other)
        for mine, theirs in zip(*scores, strict=True)
        for one, other in zip(mine.log_probs, theirs.log_probs, strict=True)
    ]
    equal = sum(one == other for one, other in zip(wanted, translated(quick), strict=True))
    return Distance(equal, len(CARRIERS), sum(gaps) / len(gaps))


if __name__ == "__main__":
    print(json.dumps(asdict(distance(read_pack(Path(sys.argv[1]))))))
