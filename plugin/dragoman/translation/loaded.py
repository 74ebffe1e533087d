"""The models in memory, in the order of their last use, and what they take."""

import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Generic, TypeVar

from dragoman.translation.packs import Pack

Content = TypeVar("Content")
# An estimate: weights are copied when they are packed for the processor, decoding needs room of its own,
# and every loaded SentencePiece file takes some.
_PER_BYTE: Final = 1.5
_EACH: Final = 16 << 20


@dataclass(frozen=True, slots=True)
class _Entry(Generic[Content]):
    pack: Pack
    files: Mapping[str, str]
    content: Content
    size: int


class Loaded(Generic[Content]):
    """What was loaded for packs; any number of threads may use it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._entries: OrderedDict[Path, _Entry[Content]] = OrderedDict()

    def get(self, pack: Pack) -> Content | None:
        """Return what was loaded for a pack with the very same files, which counts as its use."""
        with self._lock:
            entry = self._entries.get(pack.folder)
            if entry is None or entry.files != pack.files:
                return None
            self._entries.move_to_end(pack.folder)
            return entry.content

    def put(self, pack: Pack, content: Content) -> None:
        """Take in what was loaded for a pack, in place of what was loaded for an older one."""
        entry = _Entry(pack, pack.files, content, estimate(pack))
        with self._lock:
            self._entries[pack.folder] = entry
            self._entries.move_to_end(pack.folder)

    def drop(self, pack: Pack) -> None:
        """Let go of a pack; whoever uses it still keeps it alive."""
        with self._lock:
            self._entries.pop(pack.folder, None)

    def packs(self) -> list[Pack]:
        """Return the packs, the one used last at the end."""
        with self._lock:
            return [entry.pack for entry in self._entries.values()]

    def size(self) -> int:
        """Return about how many bytes everything takes."""
        with self._lock:
            return sum(entry.size for entry in self._entries.values())

    def clear(self) -> None:
        """Let go of everything."""
        with self._lock:
            self._entries.clear()


def estimate(pack: Pack) -> int:
    """Return about how many bytes of memory the model of a pack takes."""
    return int(_PER_BYTE * sum((pack.folder / name).stat().st_size for name in pack.files)) + _EACH
