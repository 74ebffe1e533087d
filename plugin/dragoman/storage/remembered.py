"""What was read lately of a database, for as long as nobody commits anything to it.

Whoever asks for a translation is looked up with a few statements each time, and they hardly ever find
anything new. SQLite tells for a fraction of their cost whether any process committed since
(https://www.sqlite.org/pragma.html#pragma_data_version), so what another one changes still counts at once.
"""

import sqlite3
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from pathlib import Path
from typing import Any, Final, TypeVar, cast

T = TypeVar("T")

_LIMIT: Final = 1024


class Remembered:
    """Values that were read of one database file; thread-safe.

    Args:
        path: The file, which exists.
    """

    def __init__(self, path: Path) -> None:
        # A connection of its own: what a connection commits itself does not count as a change for it.
        self._watching = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        self._asking = threading.Lock()
        self._lock = threading.Lock()
        self._version = -1
        self._known: OrderedDict[Hashable, Any] = OrderedDict()

    def get(self, key: Hashable, read: Callable[[], T]) -> T:
        """Return what was read for a key, and read it where that was before the last commit."""
        # Asked before anything is read: what is committed in between makes the value obsolete, not wrong.
        version = self._data_version()
        with self._lock:
            if version != self._version:
                self._known.clear()
                self._version = version
            if key in self._known:
                self._known.move_to_end(key)
                return cast("T", self._known[key])
        value = read()
        with self._lock:
            if version == self._version:
                self._known[key] = value
                if len(self._known) > _LIMIT:
                    self._known.popitem(last=False)
        return value

    def close(self) -> None:
        """Let go of the file and of every value."""
        with self._asking:
            self._watching.close()
        with self._lock:
            self._known.clear()

    def _data_version(self) -> int:
        with self._asking:
            (version,) = self._watching.execute("PRAGMA data_version").fetchone()
        return int(version)
