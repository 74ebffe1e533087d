"""How many requests may wait for an engine or a helpdesk at the same time.

The others are answered at once, so that slow work never keeps all threads from taking deliveries. While the
engine has more to do than anybody would wait for, there are none: a request that is refused can be sent
again, one that joins an endless queue is lost time. Deliveries need no seat; they are stored.
"""

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager


class Seats:
    """A number of seats; thread-safe.

    Args:
        count: How many there are.
        backlog: Returns how much waits for the engine.
        most: The backlog from which on there are no seats.
    """

    def __init__(self, count: int, backlog: Callable[[], int], most: int) -> None:
        self._backlog = backlog
        self._most = most
        self._free = threading.BoundedSemaphore(count)
        self._lock = threading.Lock()
        self._held: Counter[str] = Counter()

    @contextmanager
    def hold(self, store: str) -> Iterator[bool]:
        """Hold a seat for a request of a store; yields whether there was one."""
        seated = self._backlog() < self._most and self._free.acquire(blocking=False)
        self._count(store, int(seated))
        try:
            yield seated
        finally:
            self._count(store, -int(seated))
            if seated:
                self._free.release()

    def held(self, store: str) -> int:
        """Return how many seats requests of a store hold."""
        with self._lock:
            return self._held[store]

    def _count(self, store: str, change: int) -> None:
        with self._lock:
            self._held[store] += change
