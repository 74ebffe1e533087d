"""The bell: it tells worker threads which rows to look at. Losing or repeating a ring loses nothing.

Dramatiq's in-memory broker carries row ids and nothing else; the row is the truth, and a sweeper rings
whatever is due and was forgotten. At scale the same actor runs on Redis or RabbitMQ.
"""

import logging
import threading
from collections.abc import Callable, Iterable, Sequence

import dramatiq
from dramatiq.brokers.stub import StubBroker

_log = logging.getLogger(__name__)

_IDLE_MILLISECONDS = 200
_SWEEP_LIMIT = 200


class Bell:
    """Worker threads in this process, woken at once by ``ring`` and otherwise by a sweeper.

    Args:
        work: Works on one row and returns the rows that can be worked on because of it; never raises.
        due: Returns at most so many rows that can be worked on now.
        threads: How many rows are worked on at the same time.
        interval: Seconds between two sweeps.
    """

    def __init__(
        self,
        work: Callable[[int], Sequence[int]],
        due: Callable[[int], Sequence[int]],
        threads: int = 4,
        interval: float = 1.0,
    ) -> None:
        self._work = work
        self._due = due
        self._interval = interval
        self._stopping = threading.Event()
        self._lock = threading.Lock()
        self._rung: set[int] = set()
        # No middleware: retries, time limits and parking belong to the inbox, which outlives this process.
        broker = StubBroker(middleware=[])
        self._actor = dramatiq.actor(actor_name="event", queue_name="events", broker=broker)(self._answer)
        self._worker = dramatiq.Worker(broker, worker_threads=threads, worker_timeout=_IDLE_MILLISECONDS)
        self._sweeper = threading.Thread(target=self._sweep, name="dragoman-sweeper", daemon=True)

    def start(self) -> None:
        """Start the worker threads and the sweeper, which rings at once what an earlier process left."""
        self._worker.start()
        self._sweeper.start()

    def ring(self, rows: Iterable[int]) -> None:
        """Have the rows looked at as soon as a thread is free; a row that is already waiting, once."""
        with self._lock:
            news = [row for row in rows if row not in self._rung]
            self._rung.update(news)
        for row in news:
            self._actor.send(row)

    def stop(self, seconds: float) -> None:
        """Claim nothing more and wait for the rows in hand, at most so many seconds.

        What is not finished by then keeps its lease, which the next start declares void.
        """
        self._stopping.set()
        self._worker.stop(timeout=int(seconds * 1000))
        if self._sweeper.is_alive():
            self._sweeper.join(seconds)

    def _answer(self, row: int) -> None:
        with self._lock:
            self._rung.discard(row)
        if not self._stopping.is_set():
            self.ring(self._work(row))

    def _sweep(self) -> None:
        while True:
            try:
                self.ring(self._due(_SWEEP_LIMIT))
            except Exception:  # the sweeper must outlive a full disk or a locked database
                _log.exception("looking for due events failed; trying again in %s s", self._interval)
            if self._stopping.wait(self._interval):
                return
