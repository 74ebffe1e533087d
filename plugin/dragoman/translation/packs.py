"""Packs: one installed translation direction each, and the library (a folder) that holds them.

A pack is a folder with a CTranslate2 model, its SentencePiece files and ``metadata.json``, which says what
the pack is and gives the sha256 of every other file. Writers fill a folder beside it, flush it to disk and
rename it, under a lock that other processes respect; so a pack is there whole or not at all.
"""

import hashlib
import json
import logging
import os
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from dragoman.domain import DragomanError
from dragoman.translation.file_lock import locked

METADATA: Final = "metadata.json"
Progress = Callable[[str], None]

_LOG = logging.getLogger(__name__)
_CURE: Final = "dragoman packs assemble for the default ones, dragoman packs install PATH for others"
_UNFINISHED: Final = ".unfinished-"
_REPLACED: Final = ".replaced-"
_PLAIN_NAME: Final = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]*")
_SHA256: Final = re.compile(r"[0-9a-f]{64}")
_SCRIPT: Final = re.compile(r"[a-z]{4}")


class PackError(DragomanError):
    """A pack cannot be used; the text names the file and the cure."""


@dataclass(frozen=True, slots=True)
class DecodeSettings:
    """How a pack's model is decoded.

    Attributes:
        beam_size: 1 is greedy search.
        use_vmap: Whether the output layer is limited to the candidates of ``vmap.txt``.
        max_pieces: Longest sentence, in SentencePiece pieces, that the model is asked to translate.
    """

    beam_size: int = 1
    use_vmap: bool = False
    max_pieces: int = 90

    def __post_init__(self) -> None:
        """Refuse what no model can be decoded with: metadata comes from elsewhere."""
        for name, value in (("beam_size", self.beam_size), ("max_pieces", self.max_pieces)):
            if type(value) is not int or value < 1:
                raise ValueError(f"{name} must be a positive whole number, not {value!r}")
        if type(self.use_vmap) is not bool:
            raise ValueError(f"use_vmap must be true or false, not {self.use_vmap!r}")


@dataclass(frozen=True, slots=True)
class Pack:
    """One translation direction.

    Attributes:
        name: Name of its folder in the library ("en-pt-BR").
        source: Language it reads, a BCP 47 tag.
        target: Language it writes.
        version: Version of the pack.
        licence: SPDX expression.
        origin: Where the weights come from, for a person.
        folder: Where its files are.
        source_pieces: Name of the SentencePiece file of the source language.
        target_pieces: Name of the SentencePiece file of the target language.
        decode: How its model is decoded.
        files: sha256 of every file but ``metadata.json``, by name.
    """

    name: str
    source: str
    target: str
    version: str
    licence: str
    origin: str
    folder: Path
    source_pieces: str
    target_pieces: str
    decode: DecodeSettings
    files: Mapping[str, str]

    def __hash__(self) -> int:
        # The generated one cannot take the mapping in; equality still does.
        return hash((self.folder, self.version, self.decode))


def read_pack(folder: Path) -> Pack:
    """Read what the pack in a folder says of itself; its files are not looked at.

    Raises:
        PackError: ``metadata.json`` is missing or is not what it should be.
    """
    path = folder / METADATA
    try:
        return _pack(folder, json.loads(path.read_text("utf-8")))
    except FileNotFoundError:
        raise PackError(f"{folder} is not a pack, it has no {METADATA}: name the folder that has") from None
    except KeyError as error:
        raise PackError(f"{path} lacks {error}: install the pack again ({_CURE})") from error
    except (OSError, ValueError, TypeError, AttributeError) as error:
        raise PackError(f"{path} cannot be read ({error}): install the pack again ({_CURE})") from error


def _pack(folder: Path, metadata: dict[str, Any]) -> Pack:
    files: dict[str, str] = dict(metadata["files"])
    for name, digest in files.items():
        if not _PLAIN_NAME.fullmatch(name) or name == METADATA:
            raise ValueError(f"{name!r} cannot be the name of a file of a pack")
        if not _SHA256.fullmatch(digest):
            raise ValueError(f"the sha256 of {name} is not one")
    texts = {key: metadata[key] for key in ("name", "source", "target", "version", "licence", "origin")}
    pieces = metadata["sentencepiece"]
    for key, value in [*texts.items(), *pieces.items()]:
        if not isinstance(value, str) or not value:
            raise ValueError(f"{key} must be a text")
    if not _PLAIN_NAME.fullmatch(texts["name"]):
        raise ValueError(f"{texts['name']!r} cannot be the name of a pack")
    return Pack(
        **texts,
        folder=folder,
        source_pieces=pieces["source"],
        target_pieces=pieces["target"],
        decode=DecodeSettings(**metadata["decode"]),
        files=files,
    )


def write_metadata(pack: Pack) -> None:
    """Write ``metadata.json`` of a pack into its folder."""
    metadata = {
        "name": pack.name,
        "source": pack.source,
        "target": pack.target,
        "version": pack.version,
        "licence": pack.licence,
        "origin": pack.origin,
        "sentencepiece": {"source": pack.source_pieces, "target": pack.target_pieces},
        "decode": asdict(pack.decode),
        "files": dict(sorted(pack.files.items())),
    }
    text = json.dumps(metadata, indent=2, ensure_ascii=False) + "\n"
    (pack.folder / METADATA).write_text(text, "utf-8")


def digests(folder: Path) -> dict[str, str]:
    """Return the sha256 of every file of a pack's folder but ``metadata.json``, by name."""
    return {path.name: sha256(path) for path in sorted(folder.iterdir()) if path.name != METADATA}


def sha256(path: Path) -> str:
    """Return the sha256 of a file in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def verify(pack: Pack) -> None:
    """Check every file of a pack against its sha256.

    Raises:
        PackError: a file is missing, changed, or not one of the pack's; the text names it.
    """
    cure = f"install the pack again ({_CURE})"
    for name, digest in pack.files.items():
        try:
            actual = sha256(pack.folder / name)
        except OSError:
            raise PackError(f"{pack.folder / name} is missing or unreadable: {cure}") from None
        if actual != digest:
            raise PackError(f"{pack.folder / name} is corrupt (sha256 {actual[:12]}…): {cure}")
    known = {METADATA, *pack.files}
    for path in pack.folder.iterdir():
        if path.name not in known and path.name[0] != ".":
            raise PackError(f"{path} does not belong to the pack {pack.name}: remove it, or {cure}")


class PackLibrary:
    """The packs of one folder.

    The folder is read at every call, so that packs which another process installs are seen.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def folders(self) -> list[Path]:
        """Return the folders that hold a pack, readable or not, by name."""
        if not self.folder.is_dir():
            return []
        return sorted(path for path in self.folder.iterdir() if path.is_dir() and path.name[0] != ".")

    def packs(self) -> list[Pack]:
        """Return the installed packs by name; one that cannot be read is logged and left out."""
        packs = []
        for folder in self.folders():
            try:
                packs.append(read_pack(folder))
            except PackError as error:
                _LOG.error("%s", error)
        return packs

    def find(self, source: str, target: str) -> Pack | None:
        """Return the pack for a direction: with exactly these tags, else with the same languages.

        Regions are interchangeable (a pack for ``pt-BR`` serves ``pt-PT``), scripts are not.
        """
        packs = self.packs()
        for same in (_same_tag, _same_language):
            for pack in packs:
                if same(pack.source, source) and same(pack.target, target):
                    return pack
        return None

    def verify(self, pack: Pack) -> None:
        """Check every file of a pack against its sha256.

        Raises:
            PackError: a file is missing, changed, or not one of the pack's; the text names it.
        """
        verify(pack)

    @contextmanager
    def writing(self) -> Iterator["Shelf"]:
        """Hold the library's lock, so that packs can be put into it.

        What crashed writers left behind is cleared away first: while we hold the lock, it is nobody's.
        """
        with locked(self.folder / ".lock"):
            self._recover()
            yield Shelf(self.folder)

    def _recover(self) -> None:
        for path in list(self.folder.iterdir()):
            if path.name.startswith(_REPLACED):
                home = self.folder / path.name.removeprefix(_REPLACED)
                if home.exists():
                    shutil.rmtree(path)
                else:
                    path.rename(home)
            elif path.name.startswith(_UNFINISHED):
                shutil.rmtree(path)


class Shelf:
    """A library that is locked for writing."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @contextmanager
    def workspace(self) -> Iterator[Path]:
        """Provide an empty folder on the library's own file system; it is gone afterwards."""
        folder = Path(tempfile.mkdtemp(prefix=_UNFINISHED, dir=self._folder))
        folder.chmod(0o755)
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def put(self, folder: Path) -> Pack:
        """Move the pack in a folder of a workspace into the library, in place of one of the same name."""
        pack = read_pack(folder)
        home = self._folder / pack.name
        replaced = self._folder / (_REPLACED + pack.name)
        _flush(folder)
        if home.exists():
            home.rename(replaced)
        folder.rename(home)
        _flush_folder(self._folder)
        shutil.rmtree(replaced, ignore_errors=True)
        return read_pack(home)


def _flush(folder: Path) -> None:
    for path in folder.iterdir():
        with path.open("rb+") as file:
            os.fsync(file.fileno())
    _flush_folder(folder)


def _flush_folder(folder: Path) -> None:
    if os.name == "nt":  # folders cannot be opened there; NTFS journals renames itself
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _same_tag(one: str, other: str) -> bool:
    return one.lower() == other.lower()


def _same_language(one: str, other: str) -> bool:
    return _language_and_script(one) == _language_and_script(other)


def _language_and_script(tag: str) -> tuple[str, str | None]:
    language, *subtags = tag.lower().replace("_", "-").split("-")
    return language, next((subtag for subtag in subtags if _SCRIPT.fullmatch(subtag)), None)
