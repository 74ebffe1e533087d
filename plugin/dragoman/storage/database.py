"""The database file: opened by every process that needs it, served by the one that owns it.

SQLite with a write-ahead log and ``synchronous=FULL``: with ``NORMAL`` a power loss may undo what was
committed (https://www.sqlite.org/pragma.html#pragma_synchronous), and an acknowledged delivery must not
be undone. Never put the file on a network file system (https://www.sqlite.org/wal.html).
"""

import os
import shutil
import sqlite3
from collections.abc import Callable, Hashable
from contextlib import closing
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar

from sqlalchemy import URL, Engine, create_engine, event
from sqlalchemy import Connection as SqlConnection
from sqlalchemy.exc import DBAPIError

from dragoman.domain import DragomanError
from dragoman.storage.remembered import Remembered
from dragoman.storage.tables import SCHEMA_VERSION, metadata
from dragoman.storage.writer import StorageFull, Writer

__all__ = ["Database", "StorageFull"]

T = TypeVar("T")

_BUSY_SECONDS = 10.0
_COMPACT_SECONDS = 60.0
_READERS = 8
_FURTHER_READERS = 56
_PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA secure_delete=ON",
    "PRAGMA foreign_keys=ON",
)


class Database:
    """One open database. Safe to use from any thread; one object for each process.

    Several processes may have the same file open: what one commits, the others read at once. Which of
    them works on the events is settled by ``dragoman.storage.ownership``.

    Attributes:
        path: The file.
    """

    def __init__(self, path: Path, writing: Engine, reading: Engine) -> None:
        self.path = path
        self._writing = writing
        self._reading = reading
        self._writer = Writer(writing)
        self._remembered = Remembered(path)

    @classmethod
    def open(cls, path: Path, *, create: bool = True) -> Self:
        """Open the file; make it and its tables where they are missing.

        Args:
            path: The file.
            create: Whether a missing file is made. Commands that only change what is there say no, so
                that a mistyped folder is an error and not an empty database.

        Raises:
            DragomanError: the file is missing, cannot be used, is no database, or was made by a newer
                Dragoman.
        """
        _prepare_file(path, create)
        writing = _engine(path, "BEGIN IMMEDIATE", connections=1, further=0)
        try:
            with writing.begin() as connection:
                _make_tables(connection, path)
        except (DBAPIError, sqlite3.Error) as error:
            writing.dispose()
            cause = error.orig if isinstance(error, DBAPIError) else error
            raise DragomanError(
                f"the database {path} cannot be opened ({cause}); it must be an SQLite file of Dragoman on a "
                "local disk with room: move it away to begin with an empty one, or correct `database`"
            ) from error
        except DragomanError:
            writing.dispose()
            raise
        reading = _engine(path, "BEGIN", connections=_READERS, further=_FURTHER_READERS)
        event.listen(reading, "connect", _only_read)
        return cls(path, writing, reading)

    def write(self, work: Callable[[SqlConnection], T]) -> T:
        """Run the work in the writing thread and return its value once it is on the disk.

        The work may run with others in one transaction; it must be short and must not wait for anything.
        It may be run twice: when other work of its transaction fails, all of that is undone and run again.
        So whatever it does besides writing into the database must do no harm the second time.

        Raises:
            StorageFull: it could not be stored; nothing of it was.
            Exception: whatever the work raised; nothing of it was stored.
        """
        return self._writer.run(work)

    def read(self, work: Callable[[SqlConnection], T]) -> T:
        """Run the work on a connection that sees one consistent state and can change nothing."""
        with self._reading.connect() as connection:
            return work(connection)

    def remembered(self, key: Hashable, work: Callable[[SqlConnection], T]) -> T:
        """Do as ``read`` does, and spare the work where nobody committed anything since its last time.

        What it returns is kept in memory: never let that be texts of people, which an erasure must reach.

        Args:
            key: What stands for the work and what it asks for.
            work: Reads something.
        """
        return self._remembered.get(key, lambda: self.read(work))

    def free_bytes(self) -> int:
        """Return how much the disk that the file lies on can still take, in bytes."""
        return shutil.disk_usage(self.path.parent).free

    def compact(self) -> None:
        """Rewrite the file without what was deleted, and empty the log.

        Other processes may go on; they wait while the file is rewritten.

        Raises:
            DragomanError: another process kept the database busy; what was deleted stands in its log
                until this succeeds.
        """
        try:
            with closing(sqlite3.connect(self.path, timeout=_COMPACT_SECONDS, isolation_level=None)) as file:
                file.execute("PRAGMA secure_delete=ON")
                file.execute("VACUUM")
                busy, _pages, _moved = file.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        except sqlite3.OperationalError as error:
            raise DragomanError(
                f"the database could not be compacted ({error}), so the file may still hold what was "
                "deleted, sealed; make room on the disk or stop the server, then run the command again"
            ) from error
        if busy:
            raise DragomanError(
                "another process is reading the database, so its log still holds what was deleted, sealed; "
                "run the command again, or stop the server first"
            )

    def close(self) -> None:
        """Commit what was handed in and let go of the file."""
        self._writer.close()
        self._remembered.close()
        self._writing.dispose()
        self._reading.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _prepare_file(path: Path, create: bool) -> None:
    """Make the file readable for its owner alone; SQLite gives its log the same permissions."""
    if path.is_file():
        return
    if not create:
        raise DragomanError(f"there is no database {path}; correct --data-dir or the setting `database`")
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    except OSError as error:
        raise DragomanError(
            f"the database {path} cannot be made ({error.strerror}); set data_dir to a folder that can be "
            "written"
        ) from error


def _engine(path: Path, begin: str, *, connections: int, further: int) -> Engine:
    engine = create_engine(
        URL.create("sqlite", database=str(path)),
        pool_size=connections,
        max_overflow=further,
        connect_args={"timeout": _BUSY_SECONDS},
        hide_parameters=True,
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: sqlite3.Connection, _record: Any) -> None:
        # The driver must not begin transactions of its own: it would begin them without the lock.
        connection.isolation_level = None
        for pragma in _PRAGMAS:
            connection.execute(pragma)

    # A transaction for each checkout, begun straight at the driver: every read and every write comes by
    # here, and a listener to the engine's own "begin" would slow down each statement besides.
    @event.listens_for(engine, "checkout")
    def start(connection: sqlite3.Connection, _record: Any, _proxy: Any) -> None:
        connection.execute(begin)

    return engine


def _only_read(connection: sqlite3.Connection, _record: Any) -> None:
    connection.execute("PRAGMA query_only=ON")


def _make_tables(connection: SqlConnection, path: Path) -> None:
    """Make what is missing. The transaction holds the lock, so two processes cannot do it at once.

    Raises:
        DragomanError: a newer Dragoman made the file, or the disk does not allow a write-ahead log.
    """
    if connection.exec_driver_sql("PRAGMA journal_mode").scalar() != "wal":
        raise DragomanError(
            f"the folder of {path} does not allow a write-ahead log; set `database` to a file on a local disk"
        )
    version = connection.exec_driver_sql("PRAGMA user_version").scalar_one()
    if version > SCHEMA_VERSION:
        raise DragomanError(
            f"{path} was made by a newer Dragoman (tables {version}, this one knows {SCHEMA_VERSION}); "
            "install the newer version again"
        )
    metadata.create_all(connection)
    connection.exec_driver_sql(f"PRAGMA user_version={SCHEMA_VERSION:d}")
