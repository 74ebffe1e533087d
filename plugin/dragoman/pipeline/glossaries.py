"""Each store's glossary: the version it published, and below it CSV files in a folder of the store.

Files are read when they are new or changed. ``glossary.pt-BR.csv`` (or ``glossary.pt.csv``) holds the terms
for translations into Brazilian Portuguese; it comes before ``glossary.csv``, which goes from the agents'
language into every other. Of the latter only the terms that are never translated count for what shoppers
write.
"""

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from dragoman.domain import Store, TermKind
from dragoman.glossary import EMPTY, Glossary, Term, Termbases, compiled, read_csv
from dragoman.glossary.concept import Termbase
from dragoman.tags import base, compounding, same_language

_Stamp = tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class _Merged:
    """The terms of one direction, their files, and the version and the look of these when they were read."""

    paths: Sequence[Path]
    version: int
    stamps: tuple[_Stamp, ...]
    glossary: Glossary


class Glossaries:
    """Reads glossaries; thread-safe.

    Args:
        termbases: What was published.
        folder: Holds a folder for each store, named by its id.
    """

    def __init__(self, termbases: Termbases, folder: Path) -> None:
        self.termbases = termbases
        self._folder = folder
        self._lock = threading.Lock()
        self._known: dict[tuple[str, str, str], _Merged] = {}

    def of(self, store: Store, source: str, target: str) -> Glossary:
        """Return the terms of a store for one direction; where two have the same source, the first counts.

        Raises:
            DragomanError: a file cannot be read; the text names the file, the line and the cure.
        """
        version = self.termbases.current(store.id)
        direction = (store.id, source, target)
        with self._lock:
            known = self._known.get(direction)
        paths = self._paths(store, target) if known is None else known.paths
        stamps = _stamps(paths)
        if known is None or (known.version, known.stamps) != (version, stamps):
            outward = same_language(source, store.pivot)
            published = self._published(store, version, source, target)
            joined = _joined(published, _read(paths, stamps, outward), source)
            known = _Merged(paths, version, stamps, joined)
            with self._lock:
                self._known[direction] = known
        return known.glossary

    def drafted(self, store: Store, source: str, target: str) -> Glossary:
        """Return the terms that there would be for one direction if the draft were published now.

        Raises:
            DragomanError: a file cannot be read; the text names the file, the line and the cure.
        """
        paths = self._paths(store, target)
        draft = compiled(Termbase("draft", tuple(self.termbases.draft(store.id))), source, target)
        files = _read(paths, _stamps(paths), same_language(source, store.pivot))
        return _joined(draft, files, source)

    def _paths(self, store: Store, target: str) -> list[Path]:
        names = dict.fromkeys((f"glossary.{target}.csv", f"glossary.{base(target)}.csv", "glossary.csv"))
        return [self._folder / store.id / name for name in names]

    def _published(self, store: Store, version: int, source: str, target: str) -> Glossary:
        if not version:
            return EMPTY
        return compiled(self.termbases.published(store.id, version), source, target)


def _joined(published: Glossary, files: Sequence[Term], source: str) -> Glossary:
    """Put what was published before the files: where two have the same source, the first counts."""
    terms = (*published.terms, *files)
    if not terms and not published.version:
        return EMPTY
    return Glossary(terms, published.version, compounding(source), source)


def _read(paths: Sequence[Path], stamps: Sequence[_Stamp], outward: bool) -> tuple[Term, ...]:
    """Read the files that exist, the general one last."""
    *special, general = [
        read_csv(path).terms if stamp else () for path, stamp in zip(paths, stamps, strict=True)
    ]
    if not outward:
        general = tuple(term for term in general if term.kind is TermKind.DNT)
    return (*chain.from_iterable(special), *general)


def _stamps(paths: Sequence[Path]) -> tuple[_Stamp, ...]:
    """Return the stamps of files of one folder, which most stores have not."""
    return tuple(map(_stamp, paths)) if paths[0].parent.is_dir() else (None,) * len(paths)


def _stamp(path: Path) -> _Stamp:
    """Return what changes when a file changes; None when there is no such file."""
    try:
        status = path.stat()
    except FileNotFoundError:
        return None
    return status.st_mtime_ns, status.st_size
