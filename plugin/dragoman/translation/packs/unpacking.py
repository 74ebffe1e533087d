"""Unpacks archives that strangers made: member by member, inside the folder, and within limits.

Sizes in the directory of a zip file may be lies, so what is written is counted as well.
"""

import stat
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Final

from dragoman.translation.packs.pack import PackError

_CHUNK: Final = 1 << 20
# What small files may grow by without being suspicious: a page of zeros packs a thousandfold.
_SMALL: Final = 1 << 20
# Models that other programs split sentences with; nothing of ours reads them.
_NOT_OURS: Final = frozenset({"stanza", "minisbd", "spacy"})


@dataclass(frozen=True, slots=True)
class Limits:
    """What an archive may hold.

    Attributes:
        members: Files and folders in it.
        size: Bytes of everything in it, unpacked.
        ratio: How many times its packed size a file may have, unpacked.
        depth: Folders within each other, the file included.
    """

    members: int = 2000
    size: int = 4 << 30
    ratio: int = 100
    depth: int = 6


def unpack(path: Path, folder: Path, limits: Limits) -> None:
    """Unpack a zip file into a folder, which is made.

    Raises:
        PackError: it is damaged, reaches out of the folder, or holds more than the limits allow.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            _check(path, members, limits)
            folder.mkdir()
            room = limits.size
            for member in members:
                parts = PurePosixPath(member.filename).parts
                if member.is_dir() or _NOT_OURS & set(parts):
                    continue
                target = folder.joinpath(*parts)
                target.parent.mkdir(parents=True, exist_ok=True)
                room -= _write(archive, member, target, room)
                if room < 0:
                    raise _refusal(path, f"unpacked it is larger than {limits.size >> 20} MB")
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError) as error:
        raise PackError(f"{path} cannot be unpacked ({error}): fetch it again") from error


def _check(path: Path, members: Sequence[zipfile.ZipInfo], limits: Limits) -> None:
    if len(members) > limits.members:
        raise _refusal(path, f"it holds {len(members)} files, more than {limits.members}")
    seen: set[str] = set()
    for member in members:
        name = member.filename
        parts = PurePosixPath(name).parts
        is_link = stat.S_ISLNK(member.external_attr >> 16)
        if not parts or name.startswith("/") or ".." in parts or "\\" in name or ":" in name or is_link:
            raise _refusal(path, f"its member {name!r} points out of the pack")
        if len(parts) > limits.depth:
            raise _refusal(path, f"its member {name!r} lies deeper than {limits.depth} folders")
        # Two names that one file system takes for the same would overwrite each other.
        if name.casefold() in seen:
            raise _refusal(path, f"its member {name!r} is there twice")
        seen.add(name.casefold())
        if member.file_size > max(_SMALL, limits.ratio * member.compress_size):
            raise _refusal(path, f"its member {name!r} unpacks to more than {limits.ratio} times its size")
    if sum(member.file_size for member in members) > limits.size:
        raise _refusal(path, f"unpacked it is larger than {limits.size >> 20} MB")


def _write(archive: zipfile.ZipFile, member: zipfile.ZipInfo, target: Path, room: int) -> int:
    """Write one member, up to what there is room for and a chunk more; return how much it was."""
    written = 0
    with archive.open(member) as packed, target.open("xb") as file:
        while written <= room and (chunk := packed.read(_CHUNK)):
            written += file.write(chunk)
    return written


def _refusal(path: Path, reason: str) -> PackError:
    return PackError(f"{path} is refused: {reason}")
