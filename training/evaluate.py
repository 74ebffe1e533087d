"""Measures a decoder as it will be used: in a pack, in int8, decoded as in production, beside the teacher."""

import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import numpy as np
from sacrebleu import corpus_chrf
from sentencepiece import SentencePieceProcessor

from dragoman.translation.conversion import Weights, convert
from dragoman.translation.engine import Engine
from dragoman.translation.marian import read_weights
from dragoman.translation.packs import METADATA, PackLibrary, digests, read_pack, write_metadata
from dragoman.translation.teacher import teacher_files
from training.pairs import Pair, Text, read_rows
from training.translate import pack_for, recipe_for, teacher, translate_texts

_WHOLE_LINES: Final = 1_000


@dataclass(frozen=True, slots=True)
class Score:
    """chrF of one direction on one set.

    Attributes:
        name: Of the set.
        lines: How many it has.
        packaged: Of the pack as the product has it.
        trained: Of the pack with the decoder that is measured.
        taught: Of the teacher's own engine.
    """

    name: str
    lines: int
    packaged: float
    trained: float
    taught: float


def read_weights_of_decoder(path: Path) -> Weights:
    """Return the arrays of a decoder file as float32."""
    with np.load(path) as arrays:
        return {name: arrays[name].astype(np.float32) for name in arrays.files}


def mixed(packaged: Weights, trained: Weights, share: float) -> Weights:
    """Return the mean of two decoders' weights, the trained one's with ``share``, the other's with the rest.

    One that was trained on from the other drifts towards what it was trained on; their mean keeps what both
    know. What the packaged one lacks, keys for distances, counts as zeros in it.
    """
    lacking = np.float32(0)
    return {name: (1 - share) * packaged.get(name, lacking) + share * trained[name] for name in trained}


def write_weights_of_decoder(path: Path, weights: Weights) -> None:
    """Write the arrays of a decoder as the product reads them: float16."""
    arrays: dict[str, Any] = {name: value.astype(np.float16) for name, value in weights.items()}
    np.savez_compressed(path, **arrays)


def put_decoder(
    direction: str, decoder: Weights, library: PackLibrary, folder: Path, report: Callable[[str], None]
) -> PackLibrary:
    """Make a library with one pack: a default pack whose decoder is another one.

    Args:
        direction: Of the decoder.
        decoder: Its weights.
        library: Has the default packs.
        folder: Where the new library is made; what is there is replaced.
        report: Told what takes a while.
    """
    recipe = recipe_for(direction)
    shutil.rmtree(folder, ignore_errors=True)
    pack = folder / recipe.name
    shutil.copytree(library.folder / recipe.name, pack)
    with teacher_files(recipe.published, recipe.sha256, report) as published:
        spec = convert(read_weights(published / recipe.model), decoder)
    pieces = _pieces(pack)
    spec.register_source_vocabulary(pieces)
    spec.register_target_vocabulary(pieces)
    spec.validate()
    spec.optimize()
    spec.save(str(pack))
    described = read_pack(pack)
    (pack / METADATA).unlink()
    write_metadata(replace(described, files=digests(pack)))
    return PackLibrary(folder)


def measure(
    direction: str,
    libraries: Mapping[str, PackLibrary],
    sets: Sequence[Path],
    answers: Path,
    report: Callable[[str], None],
) -> list[Score]:
    """Score the packaged decoder, the trained one and the teacher on test sets.

    Args:
        direction: ``enpt`` or ``pten``.
        libraries: With the pack of the direction under ``packaged`` and under ``trained``.
        sets: Files of English and Portuguese, tab-separated.
        answers: Folder where the teacher's translations are kept, for the next time.
        report: Told what takes a while.
    """
    scores = []
    for path in sets:
        sources, references = _columns(path, direction)
        found = {
            name: corpus_chrf(_decode(direction, library, sources), [references]).score
            for name, library in libraries.items()
        }
        taught = _teacher_answers(
            direction, libraries["packaged"], sources, answers / f"{path.stem}.{direction}.tsv", report
        )
        scores.append(Score(path.stem, len(sources), **found, taught=corpus_chrf(taught, [references]).score))
    return scores


def is_improvement(scores: Sequence[Score]) -> bool:
    """Tell whether a trained decoder may take the packaged one's place: not lower on any set, to 0.01."""
    return all(round(score.trained, 2) >= round(score.packaged, 2) for score in scores)


def _columns(path: Path, direction: str) -> tuple[list[str], list[str]]:
    rows = [line.split("\t") for line in path.read_text("utf-8").splitlines()]
    english, portuguese = [row[0] for row in rows], [row[1] for row in rows]
    return (english, portuguese) if direction == "enpt" else (portuguese, english)


def _decode(direction: str, library: PackLibrary, sources: Sequence[str]) -> list[str]:
    pack = pack_for(direction, library)
    whole = replace(pack, decode=replace(pack.decode, max_pieces=_WHOLE_LINES))
    engine = Engine(library, 1)
    try:
        return engine.decode(whole, sources)
    finally:
        engine.close()


def _teacher_answers(
    direction: str,
    library: PackLibrary,
    sources: Sequence[str],
    path: Path,
    report: Callable[[str], None],
) -> list[str]:
    translate_texts(
        [Text(path.stem, source, source) for source in sources],
        path,
        teacher(direction, library, 1),
        lambda done, total: report(f"{path.stem}: teacher {done} of {total}"),
    )
    return [pair.target for pair in read_rows(Pair, path)]


def _pieces(pack: Path) -> list[str]:
    processor = SentencePieceProcessor(model_file=str(pack / read_pack(pack).source_pieces))
    return [processor.id_to_piece(i) for i in range(processor.get_piece_size())]
