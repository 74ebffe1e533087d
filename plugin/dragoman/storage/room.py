"""Whether there is room for more: on the disk, and in the backlog."""

import threading
import time
from collections.abc import Callable

from dragoman.storage.writer import StorageFull

_FRESH_SECONDS = 1.0


class Room:
    """Says when nothing more is to be accepted.

    Counting thousands of rows for each delivery would cost more than storing it, so that the count and the
    disk are looked at once a second at most. Meanwhile what was accepted is added to the count and what was
    finished is not taken off, so the backlog never grows past its limit by that.

    Args:
        backlog: Counts the unfinished events.
        free_bytes: Returns how much the disk can still take.
        backlog_limit: Unfinished events from which on nothing more is accepted.
        min_free_bytes: Free bytes of the disk below which nothing more is accepted.
        monotonic: Seconds that pass evenly.
    """

    def __init__(
        self,
        backlog: Callable[[], int],
        free_bytes: Callable[[], int],
        backlog_limit: int,
        min_free_bytes: int,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._count_backlog = backlog
        self._look_at_disk = free_bytes
        self._backlog_limit = backlog_limit
        self._min_free_bytes = min_free_bytes
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._backlog = 0
        self._free_bytes = 0
        self._stale_at = float("-inf")

    def check(self) -> None:
        """Do nothing while there is room.

        Raises:
            StorageFull: there is none; the text says of what.
        """
        with self._lock:
            now = self._monotonic()
            if now >= self._stale_at:
                self._backlog = self._count_backlog()
                self._free_bytes = self._look_at_disk()
                self._stale_at = now + _FRESH_SECONDS
            if self._free_bytes < self._min_free_bytes:
                raise StorageFull(f"less than {self._min_free_bytes // 1_000_000} MB of the disk are free")
            if self._backlog >= self._backlog_limit:
                raise StorageFull(f"{self._backlog_limit} events are waiting to be worked on")

    def take(self, events: int) -> None:
        """Count what was accepted."""
        with self._lock:
            self._backlog += events
