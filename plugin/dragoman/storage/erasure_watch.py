"""Has this process let go of texts in its memory when any process erased a shopper or forgot a segment."""

import logging
import threading
from collections.abc import Callable

from sqlalchemy import Connection as SqlConnection
from sqlalchemy import func, select

from dragoman.storage.database import Database
from dragoman.storage.tables import removals

_log = logging.getLogger(__name__)
_LATEST = select(func.max(removals.c.id))


class ErasureWatch:
    """Looks for removals in a thread of its own, from ``start`` on.

    Args:
        database: The database.
        forget: Lets go of every text that this process remembers.
        interval: Seconds between two looks.
    """

    def __init__(self, database: Database, forget: Callable[[], None], interval: float) -> None:
        self._database = database
        self._forget = forget
        self._interval = interval
        self._known = database.read(_latest)
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="dragoman-erasure-watch", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join()

    def _run(self) -> None:
        while not self._stopping.wait(self._interval):
            try:
                latest = self._database.read(_latest)
            except Exception:  # a watch that ended would leave what is erased in memory
                _log.exception("looking for removals failed; trying again in %s s", self._interval)
                continue
            if latest != self._known:
                self._forget()
                self._known = latest
                _log.info("texts were removed: what was remembered is forgotten")


def _latest(sql: SqlConnection) -> int | None:
    latest: int | None = sql.scalar(_LATEST)
    return latest
