"""Which process works on the events: the one that holds the lock file next to the database.

Leases of an earlier process are void at start only because there can be no second worker. Commands that
add a store or replay an event need no ownership; SQLite lets them write while the owner runs.
"""

import os
import sys
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from dragoman.domain import DragomanError


class Ownership:
    """The lock, held until ``release`` or until the process ends in whatever way."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file

    def release(self) -> None:
        """Let another process own the database."""
        # The lock file stays: removing it would let two processes lock two different files.
        if not self._file.closed:
            _unlock(self._file)
            self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()


def own(path: Path) -> Ownership:
    """Become the one process that works on the events of the database at ``path``; do not wait.

    Raises:
        DragomanError: another process does; the text names its id.
    """
    lock = path.with_name(path.name + ".lock")
    lock.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    file = os.fdopen(os.open(lock, os.O_RDWR | os.O_CREAT, 0o600), "r+b", buffering=0)
    try:
        _lock(file)
    except OSError as error:
        holder = _holder(file)
        file.close()
        raise DragomanError(
            f"the database {path} is in use by process {holder}; stop that `dragoman` first, "
            "or give this one its own --data-dir"
        ) from error
    file.truncate(0)
    file.write(str(os.getpid()).encode("ascii"))
    return Ownership(file)


def _holder(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read(20).decode("ascii", "replace").strip() or "(unknown)"


if sys.platform == "win32":
    import msvcrt

    # Windows keeps others from reading what is locked, so the locked byte lies behind the process id.
    _LOCKED_BYTE = 1024

    def _lock(file: IO[bytes]) -> None:
        file.seek(_LOCKED_BYTE)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        file.seek(0)

    def _unlock(file: IO[bytes]) -> None:
        file.seek(_LOCKED_BYTE)
        msvcrt.locking(file.fileno(), msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    def _lock(file: IO[bytes]) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def _unlock(file: IO[bytes]) -> None:
        fcntl.flock(file, fcntl.LOCK_UN)
