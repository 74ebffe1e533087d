"""Installs packs from elsewhere: checked in full before they enter the library."""

import shutil
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Final

from dragoman.translation.model_file import narrow, read_model, write_model
from dragoman.translation.packs.checkpoints import DECODER, checkpoint_in, converted
from dragoman.translation.packs.layouts import MODEL, PAIRS_OF_PIECES, Draft, Statement, recognise
from dragoman.translation.packs.library import PackLibrary
from dragoman.translation.packs.licences import permit
from dragoman.translation.packs.pack import METADATA, Pack, PackError, Progress, digests, write_metadata
from dragoman.translation.packs.trial import try_out
from dragoman.translation.packs.unpacking import Limits, unpack

_LIMITS: Final = Limits()


def install_pack(
    library: PackLibrary,
    path: Path,
    progress: Progress,
    said: Statement | None = None,
    limits: Limits = _LIMITS,
) -> Pack:
    """Install a pack from a folder or a zip file, in place of one of the same name.

    Weights in eight bits are brought down to seven (see ``seven_bit``), so an installed pack's sha256 may
    differ from the original's.

    Args:
        library: Where the pack goes.
        path: The folder, or the zip file, that holds it, in a layout that ``layouts`` knows.
        progress: Told, in words for a person, what is being done.
        said: What the owner says of it.
        limits: What a zip file may hold.

    Raises:
        PackError: it is no pack, a file is corrupt, its licence is not accepted, or its model cannot be used.
    """
    said = said or Statement()
    with library.writing() as shelf, shelf.workspace() as work:
        folder = _folder(path, work / "archive", limits, progress)
        if kind := checkpoint_in(folder):
            folder = converted(folder, kind, work / "converted", progress)
        draft = recognise(folder, said)
        permit(draft.pack.name, draft.pack.licence, said.accepted)
        pack = _copy(draft, work / "pack")
        if _narrow(pack):
            progress("bringing int8 weights down to seven bits")
        pack = replace(pack, files=digests(pack.folder))
        write_metadata(pack)
        progress("trying its model, and which placeholders it copies")
        placeholders = try_out(pack)
        progress(f"placeholders in the order of their use: {', '.join(placeholders)}")
        write_metadata(replace(pack, placeholders=placeholders))
        return shelf.put(pack.folder)


def _folder(path: Path, work: Path, limits: Limits, progress: Progress) -> Path:
    if path.is_dir():
        return path
    if not zipfile.is_zipfile(path):
        raise PackError(f"{path} is neither a folder nor a zip file: name the pack that is to be installed")
    progress(f"unpacking {path.name}")
    # The name of the archive says more of the pack than that of a folder of ours.
    unpacked = work / path.stem
    work.mkdir()
    unpack(path, unpacked, limits)
    return _root(path, unpacked)


def _root(path: Path, unpacked: Path) -> Path:
    """Return where in an unpacked archive the pack is: on top, or in a folder of its own."""
    described = [file.parent for name in (METADATA, DECODER) for file in unpacked.rglob(name)]
    if len(described) > 1:
        raise PackError(f"{path} must hold one pack, it holds {len(described)}: unpack it and name one")
    models = {file.parent for _, source, _ in PAIRS_OF_PIECES for file in unpacked.rglob(source)} & {
        file.parent for file in unpacked.rglob(MODEL)
    }
    roots = described or sorted(models)
    if len(roots) != 1:
        raise PackError(f"{path} is not a pack: {len(roots)} folders in it have {METADATA} or a model")
    return roots[0]


def _copy(draft: Draft, folder: Path) -> Pack:
    folder.mkdir()
    for name, source in draft.sources.items():
        shutil.copyfile(source, folder / name)
    return replace(draft.pack, folder=folder)


def _narrow(pack: Pack) -> bool:
    path = pack.folder / MODEL
    try:
        model = read_model(path)
        if narrow(model) == 0:
            return False
        write_model(model, path)
    except (OSError, ValueError) as error:
        raise PackError(f"the model of the pack {pack.name} cannot be read: {error}") from error
    return True
