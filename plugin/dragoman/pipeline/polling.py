"""Asks helpdesks that do not deliver, or that may have missed a delivery, what happened.

Where a helpdesk can tell that something happened, a thread waits at it for that between two polls: the poll
itself is the same one, and comes as often as without where the waiting fails.

What a poll brings goes into the same inbox as deliveries and is recognised there if it came before. Only
when it is stored does the watermark move, so that a crash in between costs one more look.
"""

import logging
import threading
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from dragoman.adapter import Adapter, NotSent, OutcomeUnknown
from dragoman.domain import Connection, DragomanError
from dragoman.pipeline.whereabouts import whereabouts
from dragoman.storage.inbox import Inbox
from dragoman.storage.watermarks import Watermarks

_log = logging.getLogger(__name__)

_THREADS = 4
# A helpdesk with a long history lets the others have their turn in between.
_MOST_BATCHES = 20
_LONGEST_WAIT = 600.0
# Shorter than the time after which routers forget a line on which nothing is said; a watched helpdesk is
# polled as often, and what the owner changed of its connection counts then.
_WATCH_SECONDS = 240.0


@dataclass(frozen=True, slots=True)
class Sources:
    """Where events come from and go to.

    Attributes:
        connections: Returns every configured connection.
        adapter: Returns the adapter of (store, connection); raises ``DragomanError`` if there is none.
        inbox: Takes the events.
        watermarks: Know how far each connection has been read.
        ring: Has rows looked at.
        clock: POSIX seconds.
    """

    connections: Callable[[], Iterable[Connection]]
    adapter: Callable[[str, str], Adapter]
    inbox: Inbox
    watermarks: Watermarks
    ring: Callable[[Sequence[int]], None]
    clock: Callable[[], float]


def poll_once(sources: Sources, connection: Connection) -> float | None:
    """Read what a connection has to tell, and return the seconds until it is to be asked again.

    Returns:
        None where the connection is not polled at all. Failures are stored with the watermark, and make
        the wait longer each time only where the helpdesk asks for it.
    """
    store, name = connection.store, connection.name
    try:
        adapter = sources.adapter(store, name)
        wait = adapter.traits.poll_seconds
        if wait is None:
            return None
        mark = sources.watermarks.begin(store, name, sources.clock())
        cursor, more = mark.cursor, True
        for _ in range(_MOST_BATCHES):
            batch = adapter.poll(cursor, mark.since)
            rows = sources.inbox.accept(store, name, batch.events) if batch.events else []
            sources.watermarks.advance(store, name, batch.cursor, sources.clock())
            sources.ring(rows)
            cursor, more = batch.cursor, batch.more
            if not more:
                break
    except NotSent as error:
        return _failed(sources, connection, str(error), error.retry_after)
    except DragomanError as error:
        return _failed(sources, connection, str(error), _LONGEST_WAIT)
    except Exception as error:
        # An adapter that stumbles must not end the polls of the others.
        _log.error("connection %s/%s: a poll failed at %s", store, name, whereabouts(error))
        return _failed(sources, connection, type(error).__name__, None)
    return 0.0 if more else wait


def _failed(sources: Sources, connection: Connection, reason: str, retry_after: float | None) -> float:
    sources.watermarks.fail(connection.store, connection.name, reason, sources.clock())
    _log.warning("connection %s/%s: could not be polled", connection.store, connection.name)
    return min(_LONGEST_WAIT, max(retry_after or 0.0, 10.0))


class Poller:
    """Polls every connection that wants it, in threads of its own, from ``start`` to ``stop``.

    Who waits at a helpdesk when it is stopped is not waited for: the session lets them go when it is closed.

    Args:
        sources: Where events come from and go to.
        interval: Seconds between two looks at which connection is due.
    """

    def __init__(self, sources: Sources, interval: float = 1.0) -> None:
        self._sources = sources
        self._interval = interval
        self._stopping = threading.Event()
        self._lock = threading.Lock()
        self._due: dict[tuple[str, str], float] = {}
        self._busy: set[tuple[str, str]] = set()
        self._thread = threading.Thread(target=self._run, name="dragoman-poller", daemon=True)

    def start(self) -> None:
        """Begin with what was missed while this process was not there."""
        self._thread.start()

    def stop(self) -> None:
        """Begin no further poll, and wait for those under way."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join()

    def _run(self) -> None:
        with ThreadPoolExecutor(_THREADS, thread_name_prefix="dragoman-poll") as pool:
            while True:
                for connection in self._ready():
                    pool.submit(self._poll, connection)
                if self._stopping.wait(self._interval):
                    return

    def _ready(self) -> list[Connection]:
        """Return the connections that are due, and mark them as being polled."""
        try:
            known = list(self._sources.connections())
        except Exception as error:  # a full disk or a locked database passes
            _log.error("the connections could not be read: %s", whereabouts(error))
            return []
        now = self._sources.clock()
        with self._lock:
            ready = [
                connection
                for connection in known
                if (key := (connection.store, connection.name)) not in self._busy
                and self._due.get(key, now) <= now
            ]
            self._busy.update((connection.store, connection.name) for connection in ready)
        return ready

    def _poll(self, connection: Connection) -> None:
        wait: float | None = _LONGEST_WAIT
        try:
            if not self._stopping.is_set():
                wait = poll_once(self._sources, connection)
                if wait is not None and self._watches(connection, wait):
                    return
        except Exception as error:
            _log.error(
                "connection %s/%s: polling failed at %s",
                connection.store,
                connection.name,
                whereabouts(error),
            )
        # A connection that is not polled today may be tomorrow, with other settings.
        self._again(connection, _LONGEST_WAIT if wait is None else wait)

    def _watches(self, connection: Connection, wait: float) -> bool:
        """Have a thread wait for news, where that is worth while: the poll has brought all that there is."""
        adapter = self._sources.adapter(connection.store, connection.name)
        mark = self._sources.watermarks.get(connection.store, connection.name)
        if not adapter.traits.watches or wait != adapter.traits.poll_seconds or mark is None:
            return False
        watching = threading.Thread(
            target=self._watch,
            args=(connection, adapter, mark.cursor or "", wait),
            name="dragoman-watch",
            daemon=True,
        )
        watching.start()
        return True

    def _watch(self, connection: Connection, adapter: Adapter, cursor: str, wait: float) -> None:
        """Wait for news, and have the connection polled as soon as there may be some."""
        store, name = connection.store, connection.name
        try:
            wait = 0.0 if adapter.watch(cursor, _WATCH_SECONDS) else wait
        except (DragomanError, NotSent, OutcomeUnknown) as error:
            _log.info("connection %s/%s: is polled only (%s)", store, name, type(error).__name__)
        except Exception as error:
            _log.error("connection %s/%s: watching failed at %s", store, name, whereabouts(error))
        self._again(connection, wait)

    def _again(self, connection: Connection, wait: float) -> None:
        with self._lock:
            self._busy.discard((connection.store, connection.name))
            self._due[connection.store, connection.name] = self._sources.clock() + wait
