"""Installs packs from elsewhere: checked in full before they enter the library."""

import shutil
import stat
import zipfile
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import Final

from dragoman.translation.hypothesis import Decoding
from dragoman.translation.model import Model
from dragoman.translation.model_file import narrow, read_model, write_model
from dragoman.translation.packs import (
    METADATA,
    Pack,
    PackError,
    PackLibrary,
    Progress,
    digests,
    read_pack,
    verify,
    write_metadata,
)

_MODEL: Final = "model.bin"
_LARGEST: Final = 4 << 30


def install_pack(library: PackLibrary, path: Path, progress: Progress) -> Pack:
    """Install a pack from a folder or a zip file, in place of one of the same name.

    Weights in eight bits are brought down to seven (see ``seven_bit``), so an installed pack's sha256 may
    differ from the original's.

    Args:
        library: Where the pack goes.
        path: The folder, or the zip file, that holds it.
        progress: Told, in words for a person, what is being done.

    Raises:
        PackError: it is no pack, a file is corrupt, or its model cannot be loaded.
    """
    with library.writing() as shelf, shelf.workspace() as work:
        if path.is_dir():
            original = read_pack(path)
        elif zipfile.is_zipfile(path):
            progress(f"unpacking {path.name}")
            original = read_pack(_unpack(path, work / "unpacked"))
        else:
            raise PackError(
                f"{path} is neither a folder nor a zip file: name the pack that is to be installed"
            )
        progress(f"checking {original.name}")
        verify(original)
        pack = _copy(original, work / "pack")
        if _narrow(pack):
            progress("bringing int8 weights down to seven bits")
            pack = replace(pack, files=digests(pack.folder))
        _prove(pack)
        write_metadata(pack)
        return shelf.put(pack.folder)


def _unpack(path: Path, folder: Path) -> Path:
    """Unpack the one pack of a zip file, which may stand in a folder of its own."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = [member for member in archive.infolist() if not member.is_dir()]
            _check(path, members)
            root = _root(path, members)
            folder.mkdir()
            for member in members:
                name = PurePosixPath(member.filename)
                if name.parent == root:
                    with archive.open(member) as packed, (folder / name.name).open("wb") as file:
                        shutil.copyfileobj(packed, file)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError) as error:
        raise PackError(f"{path} cannot be unpacked ({error}): fetch it again") from error
    return folder


def _check(path: Path, members: list[zipfile.ZipInfo]) -> None:
    for member in members:
        name = member.filename
        parts = PurePosixPath(name).parts
        is_link = stat.S_ISLNK(member.external_attr >> 16)
        if name.startswith("/") or ".." in parts or "\\" in name or ":" in name or is_link:
            raise PackError(f"{path} is refused: its member {name!r} points out of the pack")
    if sum(member.file_size for member in members) > _LARGEST:
        raise PackError(f"{path} is refused: unpacked it is larger than {_LARGEST >> 30} GiB")


def _root(path: Path, members: list[zipfile.ZipInfo]) -> PurePosixPath:
    names = [PurePosixPath(member.filename) for member in members]
    roots = [name.parent for name in names if name.name == METADATA]
    if len(roots) != 1:
        raise PackError(f"{path} must hold one pack, it holds {len(roots)} files {METADATA}")
    return roots[0]


def _copy(original: Pack, folder: Path) -> Pack:
    folder.mkdir()
    for name in original.files:
        shutil.copyfile(original.folder / name, folder / name)
    return replace(original, folder=folder)


def _narrow(pack: Pack) -> bool:
    path = pack.folder / _MODEL
    try:
        model = read_model(path)
        if narrow(model) == 0:
            return False
        write_model(model, path)
    except (OSError, ValueError) as error:
        raise PackError(f"the model of the pack {pack.name} cannot be read: {error}") from error
    return True


def _prove(pack: Pack) -> None:
    try:
        model = Model(pack, threads=1)
        model.translate(model.pieces(["1"]), Decoding.of(pack.decode))
    except (RuntimeError, OSError, ValueError) as error:
        raise PackError(f"the pack {pack.name} is refused, its model does not work: {error}") from error
