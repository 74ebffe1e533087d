"""Merges what many callers want decoded at the same time into batches.

A batch of thirty sentences takes a small model little longer than three. Nobody waits for company, though:
an idle worker takes what is there at once, and batches form by themselves from what arrives while every
worker is busy. Callers take turns, sentence by sentence, so that a long text does not hold up a short one.
"""

import threading
from collections import OrderedDict, deque
from collections.abc import Callable, Hashable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Generic, TypeVar

Lane = TypeVar("Lane", bound=Hashable)
Pieces = tuple[str, ...]


@dataclass(slots=True)
class _Entry:
    """One sentence in the queue, and the promise its callers hold."""

    pieces: Pieces
    outcome: Future[str] = field(default_factory=Future)


@dataclass(slots=True)
class _Queue:
    """What waits in one lane: a line of entries for each caller."""

    callers: deque[deque[_Entry]] = field(default_factory=deque)
    pieces: int = 0

    def add(self, entries: Sequence[_Entry]) -> None:
        # Sentences of like length go into one batch: it takes as long as its longest one.
        self.callers.append(deque(sorted(entries, key=lambda entry: -len(entry.pieces))))
        self.pieces += sum(len(entry.pieces) for entry in entries)

    def take(self, budget: int) -> list[_Entry]:
        """Take entries of up to ``budget`` pieces, at least one, from each caller in turn."""
        taken = [self._take_one()]
        budget -= len(taken[0].pieces)
        while self.callers and len(self.callers[0][0].pieces) <= budget:
            taken.append(self._take_one())
            budget -= len(taken[-1].pieces)
        return taken

    def _take_one(self) -> _Entry:
        line = self.callers.popleft()
        entry = line.popleft()
        if line:
            self.callers.append(line)
        self.pieces -= len(entry.pieces)
        return entry


class Batcher(Generic[Lane]):
    """Runs batches on a fixed number of threads, which start with the first sentence.

    Args:
        decode: Turns the sentences of one batch, all of one lane, into their translations.
        workers: Batches that run at the same time.
        limit: Largest batch, in pieces; a single longer sentence is a batch of its own.
    """

    def __init__(
        self, decode: Callable[[Lane, Sequence[Pieces]], Sequence[str]], workers: int, limit: int
    ) -> None:
        self._decode = decode
        self._limit = limit
        self._workers = workers
        self._running = 0
        self._closed = False
        self._changed = threading.Condition()
        self._queues: OrderedDict[Lane, _Queue] = OrderedDict()
        self._in_flight: dict[tuple[Lane, Pieces], Future[str]] = {}
        self._threads: list[threading.Thread] = []

    def run(self, lane: Lane, sentences: Sequence[Pieces]) -> list[str]:
        """Return the translations of sentences, in order; what is in flight already is not decoded twice.

        Raises:
            RuntimeError: the batcher is closed.
            Exception: whatever decoding one of these sentences raised.
        """
        with self._changed:
            if self._closed:
                raise RuntimeError("the engine is closed")
            self._start()
            outcomes = self._enqueue(lane, sentences)
            self._changed.notify_all()
        return [outcome.result() for outcome in outcomes]

    def waiting(self) -> int:
        """Return how many sentences no worker has taken yet."""
        with self._changed:
            return sum(len(line) for queue in self._queues.values() for line in queue.callers)

    def close(self) -> None:
        """Let running batches end, refuse what waits, stop the threads."""
        with self._changed:
            self._closed = True
            waiting = [entry for queue in self._queues.values() for line in queue.callers for entry in line]
            self._queues.clear()
            self._changed.notify_all()
        for entry in waiting:
            entry.outcome.set_exception(RuntimeError("the engine is closed"))
        for thread in self._threads:
            thread.join()

    def _start(self) -> None:
        if not self._threads:
            self._threads = [
                threading.Thread(target=self._serve, name=f"decoder-{number}", daemon=True)
                for number in range(self._workers)
            ]
            for thread in self._threads:
                thread.start()

    def _enqueue(self, lane: Lane, sentences: Sequence[Pieces]) -> list[Future[str]]:
        entries = []
        outcomes = []
        for sentence in sentences:
            outcome = self._in_flight.get((lane, sentence))
            if outcome is None:
                entry = _Entry(sentence)
                outcome = self._in_flight[lane, sentence] = entry.outcome
                entries.append(entry)
            outcomes.append(outcome)
        if entries:
            self._queues.setdefault(lane, _Queue()).add(entries)
        return outcomes

    def _serve(self) -> None:
        while (batch := self._next()) is not None:
            self._run_batch(*batch)
            with self._changed:
                self._running -= 1

    def _next(self) -> tuple[Lane, list[_Entry]] | None:
        with self._changed:
            while not self._queues and not self._closed:
                self._changed.wait()
            if not self._queues:
                return None
            lane, queue = self._queues.popitem(last=False)
            # An even share for every worker that has nothing else to do.
            free = self._workers - self._running
            self._running += 1
            entries = queue.take(min(self._limit, -(-queue.pieces // free)))
            if queue.callers:
                self._queues[lane] = queue
            return lane, entries

    def _run_batch(self, lane: Lane, entries: Sequence[_Entry]) -> None:
        try:
            results = self._decode(lane, [entry.pieces for entry in entries])
            answers = list(zip(entries, results, strict=True))
        except Exception as error:
            if len(entries) == 1:
                self._forget(lane, entries)
                entries[0].outcome.set_exception(error)
                return
            # Only the callers of the sentence that is to blame shall see the error.
            for entry in entries:
                self._run_batch(lane, [entry])
            return
        self._forget(lane, entries)
        for entry, result in answers:
            entry.outcome.set_result(result)

    def _forget(self, lane: Lane, entries: Sequence[_Entry]) -> None:
        with self._changed:
            for entry in entries:
                del self._in_flight[lane, entry.pieces]
