"""The library: the folder that holds the installed packs.

Writers fill a folder beside the packs, flush it to disk and rename it, under a lock that other processes
respect; so a pack is there whole or not at all.
"""

import json
import logging
import os
import re
import shutil
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final, NamedTuple

from dragoman.translation.file_lock import locked
from dragoman.translation.packs.pack import METADATA, Pack, PackError, read_pack, verify

_LOG = logging.getLogger(__name__)
_UNFINISHED: Final = ".unfinished-"
_REPLACED: Final = ".replaced-"
_USUAL_PIVOT: Final = "en"
_REMOVED: Final = "removed.json"
_SETTLED_NANOSECONDS: Final = 2_000_000_000
_SCRIPT: Final = re.compile(r"[a-z]{4}")


class _Stamp(NamedTuple):
    """What tells a file or folder from what it was before; ``changed_at`` is in nanoseconds."""

    inode: int
    changed_at: int
    size: int


class _Read(NamedTuple):
    """What a pack said of itself, and the path and the look of its file then."""

    metadata: str
    stamp: _Stamp
    pack: Pack


class PackLibrary:
    """The packs of one folder.

    The folder is looked at in every call, so that packs which another process installs are seen; its contents
    are listed again only when it changed, and what a pack says of itself is read again only when its file is
    another one.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._listed: tuple[_Stamp, Sequence[Path]] | None = None
        self._read: dict[Path, _Read] = {}

    def folders(self) -> Sequence[Path]:
        """Return the folders that hold a pack, readable or not, by name."""
        before = time.time_ns()
        stamp = _stamp(self.folder)
        if self._listed is not None and self._listed[0] == stamp:
            return self._listed[1]
        if stamp is None or not self.folder.is_dir():
            return ()
        folders = sorted(path for path in self.folder.iterdir() if path.is_dir() and path.name[0] != ".")
        # A second change within one tick of the file system's clock looks like the first.
        settled = before - stamp.changed_at > _SETTLED_NANOSECONDS
        self._listed = (stamp, folders) if settled else None
        return folders

    def packs(self) -> list[Pack]:
        """Return the installed packs by name; one that cannot be read is logged and left out."""
        packs = []
        for folder in self.folders():
            try:
                packs.append(self._pack(folder))
            except PackError as error:
                _LOG.error("%s", error)
        return packs

    def _pack(self, folder: Path) -> Pack:
        known = self._read.get(folder)
        metadata = str(folder / METADATA) if known is None else known.metadata
        stamp = _stamp(metadata)
        if stamp is None:
            return read_pack(folder)  # which says what is wrong
        if known is None or known.stamp != stamp:
            known = self._read[folder] = _Read(metadata, stamp, read_pack(folder))
        return known.pack

    def removed(self) -> frozenset[str]:
        """Return the names of the packs that were removed on purpose and not installed again since."""
        try:
            return frozenset(json.loads((self.folder / _REMOVED).read_text("utf-8")))
        except (OSError, ValueError, TypeError):
            return frozenset()

    def find(self, source: str, target: str) -> Pack | None:
        """Return the pack for a direction: with exactly these tags, else with the same languages.

        Regions are interchangeable (a pack for ``pt-BR`` serves ``pt-PT``), scripts are not.
        """
        return _find(self.packs(), source, target)

    def route(self, source: str, target: str) -> tuple[Pack, ...]:
        """Return the packs that lead from one language to another: one, else two, else none.

        Between two packs stands any language that both know; English first, which most packs are made for.
        """
        packs = self.packs()
        if direct := _find(packs, source, target):
            return (direct,)
        into = sorted(
            (pack for pack in packs if _same_language(pack.source, source)),
            key=lambda pack: (
                not _same_language(pack.target, _USUAL_PIVOT),
                not _same_tag(pack.source, source),
            ),
        )
        for first in into:
            if second := _find(packs, first.target, target):
                return first, second
        return ()

    def lacking(self, source: str, target: str) -> tuple[str, ...]:
        """Return the names, as indexes have them, of what is missing between two languages.

        Indexes have a pack for every language from and to English, and few others.
        """
        languages = [_language_and_script(tag)[0] for tag in (source, target)]
        steps = (
            [languages]
            if _USUAL_PIVOT in languages
            else [
                [languages[0], _USUAL_PIVOT],
                [_USUAL_PIVOT, languages[1]],
            ]
        )
        packs = self.packs()
        return tuple("-".join(step) for step in steps if _find(packs, *step) is None)

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
            yield Shelf(self)

    def _recover(self) -> None:
        for path in list(self.folder.iterdir()):
            if path.name.startswith(_REPLACED):
                home = self.folder / path.name.removeprefix(_REPLACED)
                if home.exists():
                    shutil.rmtree(path)
                else:
                    path.rename(home)
            elif path.name.startswith(_UNFINISHED):
                shutil.rmtree(path) if path.is_dir() else path.unlink()


class Shelf:
    """A library that is locked for writing."""

    def __init__(self, library: PackLibrary) -> None:
        self._library = library
        self._folder = library.folder

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
        if pack.name in self._library.removed():
            self._record(self._library.removed() - {pack.name})
        return read_pack(home)

    def remove(self, name: str) -> None:
        """Take a pack out of the library, whole or not, and remember that it was on purpose.

        Raises:
            PackError: there is none of this name.
        """
        if name not in {folder.name for folder in self._library.folders()}:
            raise PackError(f"no pack {name} is installed: dragoman packs list shows those that are")
        self._record(self._library.removed() | {name})
        gone = Path(tempfile.mkdtemp(prefix=_UNFINISHED, dir=self._folder))
        (self._folder / name).rename(gone / name)
        _flush_folder(self._folder)
        shutil.rmtree(gone, ignore_errors=True)

    def _record(self, removed: frozenset[str]) -> None:
        written = self._folder / f"{_UNFINISHED}{_REMOVED}"
        written.write_text(json.dumps(sorted(removed)) + "\n", "utf-8")
        written.replace(self._folder / _REMOVED)


def _stamp(path: str | Path) -> _Stamp | None:
    """Return what changes when a file or folder does; None where there is none."""
    try:
        status = os.stat(path)
    except OSError:
        return None
    return _Stamp(status.st_ino, status.st_mtime_ns, status.st_size)


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


def _find(packs: Sequence[Pack], source: str, target: str) -> Pack | None:
    for same in (_same_tag, _same_language):
        for pack in packs:
            if same(pack.source, source) and same(pack.target, target):
                return pack
    return None


def _same_tag(one: str, other: str) -> bool:
    return one.lower() == other.lower()


def _same_language(one: str, other: str) -> bool:
    return _language_and_script(one) == _language_and_script(other)


def _language_and_script(tag: str) -> tuple[str, str | None]:
    language, *subtags = tag.lower().replace("_", "-").split("-")
    return language, next((subtag for subtag in subtags if _SCRIPT.fullmatch(subtag)), None)
