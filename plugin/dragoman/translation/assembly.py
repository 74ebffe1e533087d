"""Assembles the default packs, English to Brazilian Portuguese and Portuguese to English.

What they are made of is published (see ``teacher``), but for the decoders, which are ours and package data.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files as package_files
from pathlib import Path
from typing import Final

import numpy as np
from sentencepiece import SentencePieceProcessor

from dragoman.translation.calibration import calibrated, translating
from dragoman.translation.candidates import FILE as VOCABULARY_MAP
from dragoman.translation.conversion import Weights, convert
from dragoman.translation.marian import read_weights
from dragoman.translation.model import Model
from dragoman.translation.packs import (
    DecodeSettings,
    Pack,
    PackError,
    PackLibrary,
    Progress,
    Shelf,
    digests,
    read_pack,
    write_metadata,
)
from dragoman.translation.shortlist import read_shortlist, vocabulary_map
from dragoman.translation.teacher import REQUIREMENT, teacher_files

_PIECES: Final = "sentencepiece.model"
_ORIGIN: Final = "Firefox Translations"
# The decoder was trained on sentences of up to 100 pieces and falls into repetition beyond that.
_DECODE: Final = DecodeSettings(beam_size=1, use_vmap=True, max_pieces=90)


@dataclass(frozen=True, slots=True)
class Recipe:
    """What one default pack is made of.

    Attributes:
        name: Name of the pack.
        source: Language it reads.
        target: Language it writes.
        version: Raised whenever the outcome changes; an installed pack of another version is replaced.
        direction: How the published files and our decoder call the two languages.
        published: Folder of the published model.
        model_sha256: Of its weights.
        shortlist_sha256: Of its lexical shortlist.
        vocabulary_sha256: Of its SentencePiece file.
    """

    name: str
    source: str
    target: str
    version: str
    direction: str
    published: str
    model_sha256: str
    shortlist_sha256: str
    vocabulary_sha256: str

    @property
    def model(self) -> str:
        """Name of the file of the published weights."""
        return f"model.{self.direction}.intgemm.alphas.bin"

    @property
    def shortlist(self) -> str:
        """Name of the file of the lexical shortlist."""
        return f"lex.50.50.{self.direction}.s2t.bin"

    @property
    def vocabulary(self) -> str:
        """Name of the SentencePiece file."""
        return f"vocab.{self.direction}.spm"

    @property
    def sha256(self) -> Mapping[str, str]:
        """Return the sha256 of each published file, by name."""
        return {
            self.model: self.model_sha256,
            self.shortlist: self.shortlist_sha256,
            self.vocabulary: self.vocabulary_sha256,
        }


RECIPES: Final = (
    Recipe(
        name="en-pt-BR",
        source="en",
        target="pt-BR",
        version="1.4",
        direction="enpt",
        published="enpt-1693087644",
        model_sha256="d968735704c75e33c2e183b9241f14c0b2a560d01d88a2728e5c0119a4d7fb22",
        shortlist_sha256="1e96599123d275afa37353dfe84677a4070f013494fbdc9c52a28445cc9bc38d",
        vocabulary_sha256="633a3d782c79f7d5e4b94ab96848f47c2fdf8ba82dd99efd1742b8a696bbd0cc",
    ),
    Recipe(
        name="pt-en",
        source="pt",
        target="en",
        version="1.4",
        direction="pten",
        published="pten-1693087646",
        model_sha256="6c3b7af01772022a19712410c63342ba581468c2f1aac34d7488409c4043e697",
        shortlist_sha256="212ed0ae44a6f920cd6d17ca02f0a523ba6c4b0ef5078ae310c20bc4c51484c5",
        vocabulary_sha256="8389979e3c965688b07aeb712a7e44406e5dcdb2b84087229d26fcc71448c4ed",
    ),
)


def assemble_default_packs(library: PackLibrary, progress: Progress) -> list[Pack]:
    """Put the default packs into a library; those that are there and whole are left as they are.

    A pack from elsewhere that has the name of a default one is left as well. Safe to call in several
    processes at once: one assembles, the others wait and find the packs.

    Args:
        library: Where the packs go.
        progress: Told, in words for a person, what is being done.

    Returns:
        The default packs.

    Raises:
        PackError: the published weights are missing or changed; the text names the cure.
    """
    with library.writing() as shelf:
        return [_assemble(recipe, library, shelf, progress) for recipe in RECIPES]


def assemble_missing_packs(library: PackLibrary, progress: Progress) -> None:
    """Put those default packs into a library that are missing or damaged and were not removed on purpose.

    Args:
        library: Where the packs go.
        progress: Told, in words for a person, what is being done.

    Raises:
        PackError: the published weights are missing or changed; the text names the cure.
    """
    wanted = [recipe for recipe in RECIPES if recipe.name not in library.removed()]
    # Looked at without the lock first: a folder that nothing is missing from may be read-only.
    if all(_present(recipe, library) for recipe in wanted):
        return
    with library.writing() as shelf:
        for recipe in wanted:
            _assemble(recipe, library, shelf, progress)


def _assemble(recipe: Recipe, library: PackLibrary, shelf: Shelf, progress: Progress) -> Pack:
    present = _present(recipe, library)
    if present is not None:
        return present
    progress(f"assembling the translation pack {recipe.name}")
    with teacher_files(recipe.published, recipe.sha256, progress) as published, shelf.workspace() as work:
        folder = work / recipe.name
        folder.mkdir()
        _write_model(recipe, published, folder)
        pack = _describe(recipe, folder)
        write_metadata(calibrated(pack, translating(pack, Model(pack, threads=1)), progress))
        return shelf.put(folder)


def _present(recipe: Recipe, library: PackLibrary) -> Pack | None:
    try:
        pack = read_pack(library.folder / recipe.name)
        library.verify(pack)
    except PackError:
        return None
    foreign = not pack.origin.startswith(_ORIGIN)
    return pack if foreign or pack.version == recipe.version else None


def _describe(recipe: Recipe, folder: Path) -> Pack:
    return Pack(
        name=recipe.name,
        source=recipe.source,
        target=recipe.target,
        version=recipe.version,
        licence="MPL-2.0",
        origin=f"{_ORIGIN} {recipe.published} ({REQUIREMENT}), with Dragoman's decoder",
        folder=folder,
        source_pieces=_PIECES,
        target_pieces=_PIECES,
        decode=_DECODE,
        files=digests(folder),
    )


def _write_model(recipe: Recipe, published: Path, folder: Path) -> None:
    vocabulary = (published / recipe.vocabulary).read_bytes()
    processor = SentencePieceProcessor(model_proto=vocabulary)
    pieces = [processor.id_to_piece(i) for i in range(processor.get_piece_size())]
    spec = convert(read_weights(published / recipe.model), _decoder_weights(recipe.direction))
    spec.register_source_vocabulary(pieces)
    spec.register_target_vocabulary(pieces)
    spec.validate()
    spec.optimize()
    spec.save(str(folder))
    shortlist = read_shortlist(published / recipe.shortlist)
    with (folder / VOCABULARY_MAP).open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(vocabulary_map(shortlist, pieces, _always_allowed(recipe.direction)))
    (folder / _PIECES).write_bytes(vocabulary)


def _decoder_weights(direction: str) -> Weights:
    path = package_files("dragoman.translation") / "decoders" / f"{direction}.decoder.npz"
    with path.open("rb") as file, np.load(file) as arrays:
        return {key: arrays[key].astype(np.float32) for key in arrays.files}


def _always_allowed(direction: str) -> list[str]:
    """Return the pieces that are always allowed: the published shortlist lacks them most often."""
    path = package_files("dragoman.translation") / "decoders" / f"{direction}.always.txt"
    return path.read_text("utf-8").splitlines()
