"""Merges what many callers want decoded at the same time into batches.

Eight sentences in one batch cost half of what they cost one by one. Nobody waits for company while nothing is
being decoded: an idle engine takes what is there at once. Only while another batch is under way may a small
one wait a few milliseconds for others to join it; it goes on as soon as that batch ends, the wait is over or
company has come. Callers take turns, sentence by sentence, so that a long text does not hold up a short one.
What nobody waits for (bulk) is taken when nothing else is there.
"""

import math
import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable, Hashable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Final, Generic, TypeVar

Lane = TypeVar("Lane", bound=Hashable)
Item = TypeVar("Item", bound=Hashable)
Answer = TypeVar("Answer")
_COMPANY: Final = 48


@dataclass(slots=True)
class _Entry(Generic[Item, Answer]):
    """One item in the queue, its size, whether it is bulk, and the promise its callers hold."""

    item: Item
    size: int
    bulk: bool
    outcome: Future[Answer] = field(default_factory=Future)


@dataclass(slots=True)
class _Queue(Generic[Item, Answer]):
    """What waits in one lane: a line of entries for each caller, and since when the first of them waits."""

    since: float
    callers: deque[deque[_Entry[Item, Answer]]] = field(default_factory=deque)
    size: int = 0

    def add(self, entries: Sequence[_Entry[Item, Answer]]) -> None:
        # Sentences of like length go into one batch: it takes as long as its longest one.
        self.callers.append(deque(sorted(entries, key=lambda entry: -entry.size)))
        self.size += sum(entry.size for entry in entries)

    def take(self, budget: int) -> list[_Entry[Item, Answer]]:
        """Take entries of up to ``budget``, at least one, from each caller in turn."""
        taken = [self._take_one()]
        budget -= taken[0].size
        while self.callers and self.callers[0][0].size <= budget:
            taken.append(self._take_one())
            budget -= taken[-1].size
        return taken

    def _take_one(self) -> _Entry[Item, Answer]:
        line = self.callers.popleft()
        entry = line.popleft()
        if line:
            self.callers.append(line)
        self.size -= entry.size
        return entry


class Batcher(Generic[Lane, Item, Answer]):
    """Runs batches on a fixed number of threads, which start with the first item.

    Args:
        work: Answers the items of one batch, all of one lane, in their order.
        size: Measures an item, in pieces.
        workers: Batches that run at the same time.
        limit: Largest batch, in pieces; a single longer item is a batch of its own.
        patience: Seconds that a small batch waits for company while another one is under way.
        company: Pieces from which on a batch is no small one.
    """

    def __init__(
        self,
        work: Callable[[Lane, Sequence[Item]], Sequence[Answer]],
        size: Callable[[Item], int],
        workers: int,
        limit: int,
        patience: float = 0.0,
        company: int = _COMPANY,
    ) -> None:
        self._work = work
        self._size = size
        self._limit = limit
        self._patience = patience
        self._company = company
        self._workers = workers
        self._running = 0
        self._closed = False
        self._changed = threading.Condition()
        self._urgent: OrderedDict[Lane, _Queue[Item, Answer]] = OrderedDict()
        self._bulk: OrderedDict[Lane, _Queue[Item, Answer]] = OrderedDict()
        self._in_flight: dict[tuple[Lane, bool, Item], Future[Answer]] = {}
        self._threads: list[threading.Thread] = []

    def run(self, lane: Lane, items: Sequence[Item], *, bulk: bool = False) -> list[Answer]:
        """Return the answers to items, in order; what is in flight already is not worked on twice.

        Args:
            lane: What the items of one batch have in common.
            items: What is to be answered.
            bulk: Whether everything that is not bulk goes first.

        Raises:
            RuntimeError: the batcher is closed.
            Exception: whatever the work on one of these items raised.
        """
        with self._changed:
            if self._closed:
                raise RuntimeError("the engine is closed")
            self._start()
            outcomes = self._enqueue(lane, items, bulk)
        return [outcome.result() for outcome in outcomes]

    def backlog(self) -> int:
        """Return how much no worker has taken yet, in pieces."""
        with self._changed:
            return sum(queue.size for queue in (*self._urgent.values(), *self._bulk.values()))

    def close(self) -> None:
        """Let running batches end, refuse what waits, stop the threads."""
        with self._changed:
            self._closed = True
            waiting = [
                entry
                for queue in (*self._urgent.values(), *self._bulk.values())
                for line in queue.callers
                for entry in line
            ]
            self._urgent.clear()
            self._bulk.clear()
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

    def _enqueue(self, lane: Lane, items: Sequence[Item], bulk: bool) -> list[Future[Answer]]:
        entries = []
        outcomes = []
        for item in items:
            outcome = self._in_flight.get((lane, bulk, item))
            if outcome is None:
                entry: _Entry[Item, Answer] = _Entry(item, self._size(item), bulk)
                outcome = self._in_flight[lane, bulk, item] = entry.outcome
                entries.append(entry)
            outcomes.append(outcome)
        if entries:
            queues = self._bulk if bulk else self._urgent
            if lane not in queues:
                queues[lane] = _Queue(time.monotonic())
            queues[lane].add(entries)
            # No more workers than can find something; those who are awake look again before they sleep.
            self._changed.notify(len(entries))
        return outcomes

    def _serve(self) -> None:
        while (batch := self._next()) is not None:
            self._run_batch(*batch)
            # A thread that waits for the next batch must not keep the last one's model in memory.
            del batch
            with self._changed:
                self._running -= 1

    def _next(self) -> tuple[Lane, list[_Entry[Item, Answer]]] | None:
        with self._changed:
            while (rest := self._rest()) is None or rest > 0:
                self._changed.wait(rest)
            if self._closed:
                return None
            queues = self._urgent or self._bulk
            lane, queue = queues.popitem(last=False)
            entries = queue.take(self._share(queue.size))
            self._running += 1
            if queue.callers:
                # What is left is another worker's share, and not to wait again.
                queue.since = -math.inf
                queues[lane] = queue
            return lane, entries

    def _share(self, size: int) -> int:
        """Return how much of a queue makes the next batch, in pieces.

        What is less than the free workers can take is divided among these. More is divided so that all
        workers end at about the same time, not into batches as large as can be and a rest for one of them.
        """
        free = self._workers - self._running
        shares = free
        if size > free * self._limit:
            shares = self._workers * -(-size // (self._workers * self._limit))
        share = -(-size // shares)
        return min(self._limit, max(share, self._company)) if self._running else share

    def _rest(self) -> float | None:
        """Return the seconds until a batch is to be taken; None while there is nothing to do."""
        queues = self._urgent or self._bulk
        if self._closed or not queues:
            return 0.0 if self._closed else None
        queue = next(iter(queues.values()))
        alone = self._running and queue.size < self._company
        return queue.since + self._patience - time.monotonic() if alone else 0.0

    def _run_batch(self, lane: Lane, entries: Sequence[_Entry[Item, Answer]]) -> None:
        try:
            results = self._work(lane, [entry.item for entry in entries])
            answers = list(zip(entries, results, strict=True))
        except Exception as error:
            if len(entries) == 1:
                self._forget(lane, entries)
                entries[0].outcome.set_exception(error)
                return
            # Only the callers of the item that is to blame shall see the error.
            for entry in entries:
                self._run_batch(lane, [entry])
            return
        self._forget(lane, entries)
        for entry, result in answers:
            entry.outcome.set_result(result)

    def _forget(self, lane: Lane, entries: Sequence[_Entry[Item, Answer]]) -> None:
        with self._changed:
            for entry in entries:
                del self._in_flight[lane, entry.bulk, entry.item]
