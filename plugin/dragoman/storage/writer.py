"""The one thread that writes. Work that waits while a commit reaches the disk shares the next commit.

A commit costs one flush of the disk however much it holds, so a burst of deliveries is stored in a few
commits and none of them waits for a flush of its own. Where one piece of work fails, the transaction is
undone and every piece of it is run again alone, so that only the caller of the failing one hears of it. That
costs nothing while nothing fails, which a savepoint for each piece would.
"""

import errno
import sqlite3
import threading
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue
from typing import Any, TypeVar

from sqlalchemy import Connection as SqlConnection
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

T = TypeVar("T")

# One commit holds at most this much, so that the first caller does not wait for an endless burst.
_LARGEST_GROUP = 256

_CANNOT_STORE = {
    sqlite3.SQLITE_FULL: "the disk is full",
    sqlite3.SQLITE_IOERR: "the disk cannot be written",
    sqlite3.SQLITE_BUSY: "another process keeps the database locked",
}


class StorageFull(Exception):  # noqa: N818 - a state of the disk, not a fault of the caller
    """Nothing can be stored now and nothing was; the sender should deliver again later.

    The disk is full or cannot be written, the backlog is over its limit, or another process keeps the
    database locked; the text says which.
    """


@dataclass(frozen=True, slots=True)
class _Job:
    work: Callable[[SqlConnection], Any]
    future: Future[Any] = field(default_factory=Future)


class Writer:
    """Runs work in groups, one transaction for each group.

    Args:
        engine: Gives connections whose transactions hold the write lock from their begin.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._queue: SimpleQueue[_Job | None] = SimpleQueue()
        self._closing = threading.Lock()
        self._closed = False
        self._thread = threading.Thread(target=self._run, name="dragoman-writer", daemon=True)
        self._thread.start()

    def submit(self, work: Callable[[SqlConnection], T]) -> Future[T]:
        """Hand in the work; the future has its value once it is committed.

        The work may be run twice, the first time in a transaction that is undone.
        """
        job = _Job(work)
        with self._closing:
            if self._closed:
                raise RuntimeError("the database is closed")
            self._queue.put(job)
        return job.future

    def run(self, work: Callable[[SqlConnection], T]) -> T:
        """Run the work and return its value once it is committed.

        Raises:
            StorageFull: it could not be stored; nothing of it was.
            Exception: whatever the work raised; nothing of it was stored.
        """
        if threading.current_thread() is self._thread:
            raise RuntimeError("a write inside a write would wait for itself")
        return self.submit(work).result()

    def close(self) -> None:
        """Commit what was handed in, then stop."""
        with self._closing:
            if not self._closed:
                self._closed = True
                self._queue.put(None)
        self._thread.join()

    def _run(self) -> None:
        while True:
            group, closing = self._next_group()
            if group:
                self._commit(group)
            if closing:
                return

    def _next_group(self) -> tuple[list[_Job], bool]:
        """Wait for work, take what else is there already, and say whether it was the last."""
        group: list[_Job] = []
        job = self._queue.get()
        while job is not None:
            group.append(job)
            if len(group) == _LARGEST_GROUP:
                return group, False
            try:
                job = self._queue.get_nowait()
            except Empty:
                return group, False
        return group, True

    def _commit(self, group: list[_Job]) -> None:
        begun = False
        try:
            with self._engine.begin() as connection:
                begun = True
                values = [job.work(connection) for job in group]
        except Exception as error:
            self._engine.dispose()  # nobody knows what state the failure left the connection in
            if begun and len(group) > 1:
                for job in group:
                    self._commit([job])
                return
            # One job, or not even a begin: each of many would wait anew for the same lock.
            for job in group:
                job.future.set_exception(_as_told(error))
            return
        for job, value in zip(group, values, strict=True):
            job.future.set_result(value)


def _as_told(error: Exception) -> Exception:
    """Return the error that the caller gets: ``StorageFull`` where the storage is the reason."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    reason = None
    if isinstance(cause, sqlite3.Error):
        reason = _CANNOT_STORE.get(getattr(cause, "sqlite_errorcode", 0) & 0xFF)
    elif isinstance(cause, OSError) and cause.errno == errno.ENOSPC:
        reason = _CANNOT_STORE[sqlite3.SQLITE_FULL]
    if reason is None:
        return error
    full = StorageFull(reason)
    full.__cause__ = error
    return full
