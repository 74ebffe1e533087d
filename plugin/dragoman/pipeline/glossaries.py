"""Each store's glossaries: CSV files in a folder of the store, read when they are new or changed.

``glossary.pt-BR.csv`` (or ``glossary.pt.csv``) holds the terms for translations into Brazilian Portuguese;
it comes before ``glossary.csv``, which goes from the agents' language into every other. Of the latter only
the terms that are never translated count for what shoppers write.
"""

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from dragoman.domain import Store, TermKind
from dragoman.glossary import EMPTY, Glossary, read_csv
from dragoman.tags import base, same_language

_Stamp = tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class _Merged:
    """The terms of one direction, and what its files looked like when they were read."""

    stamps: tuple[_Stamp, ...]
    glossary: Glossary


class Glossaries:
    """Reads glossaries; thread-safe.

    Args:
        folder: Holds a folder for each store, named by its id.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self._known: dict[tuple[str, str, bool], _Merged] = {}

    def of(self, store: Store, source: str, target: str) -> Glossary:
        """Return the terms of a store for one direction; where two have the same source, the first counts.

        Raises:
            DragomanError: a file cannot be read; the text names the file, the line and the cure.
        """
        outward = same_language(source, store.pivot)
        names = dict.fromkeys((f"glossary.{target}.csv", f"glossary.{base(target)}.csv", "glossary.csv"))
        paths = [self._folder / store.id / name for name in names]
        stamps = tuple(map(_stamp, paths))
        direction = (store.id, target, outward)
        with self._lock:
            known = self._known.get(direction)
        if known is None or known.stamps != stamps:
            known = _Merged(stamps, _read(paths, stamps, outward))
            with self._lock:
                self._known[direction] = known
        return known.glossary


def _read(paths: Sequence[Path], stamps: Sequence[_Stamp], outward: bool) -> Glossary:
    """Read the files that exist, the general one last."""
    *special, general = [
        read_csv(path).terms if stamp else () for path, stamp in zip(paths, stamps, strict=True)
    ]
    if not outward:
        general = tuple(term for term in general if term.kind is TermKind.DNT)
    terms = (*chain.from_iterable(special), *general)
    return Glossary(terms) if terms else EMPTY


def _stamp(path: Path) -> _Stamp:
    """Return what changes when a file changes; None when there is no such file."""
    try:
        status = path.stat()
    except FileNotFoundError:
        return None
    return status.st_mtime_ns, status.st_size
