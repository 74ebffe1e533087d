"""New encryption keys: the new one first, everything sealed again, and only then the old ones dropped.

Interrupted anywhere, the keys still open everything, and running it again finishes it. It is for the
owner of the database alone (``ownership.own``): a server that runs holds the old keys in memory, would
go on sealing with them, and could not open what is new.
"""

import os
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from cryptography.fernet import Fernet, MultiFernet
from sqlalchemy import Connection as SqlConnection
from sqlalchemy import Table, func, select, update

from dragoman.domain import DragomanError
from dragoman.storage.database import Database
from dragoman.storage.encryption import unlock
from dragoman.storage.keys import MAKE_ONE, VARIABLE, in_environment, new_key, read_keys, write_keys
from dragoman.storage.tables import metadata, sealed_columns

_BATCH = 200


def rotate(
    database: Database,
    keys_file: Path,
    progress: Callable[[int, int], None],
    environ: Mapping[str, str] = os.environ,
) -> int:
    """Seal everything with a new key and return how many rows that were.

    Where the keys come from the environment, the owner has put the new one first and drops the others
    afterwards; a key file is written here.

    Args:
        database: The database, owned by this process.
        keys_file: The key file.
        progress: Told how many rows are done, and how many there are.
        environ: The environment.

    Raises:
        DragomanError: the keys are not those of the database, or the environment holds only one key.
    """
    unlock(database, keys_file, environ)
    keys = read_keys(keys_file, environ)
    from_environment = in_environment(environ)
    if from_environment and len(keys) == 1:
        raise DragomanError(
            f"{VARIABLE} holds one key; put a new one and a comma before it, run this again, and drop the "
            f"old one then. A new key: {MAKE_ONE}"
        )
    if not from_environment:
        keys = (new_key(), *keys)
        write_keys(keys_file, keys)
    done = _seal_again(database, MultiFernet([Fernet(key.reveal()) for key in keys]), progress)
    if not from_environment:
        write_keys(keys_file, keys[:1])
    # Whoever has an old key must not find anything for it in pages that are free now.
    database.compact()
    return done


def _seal_again(database: Database, fernet: MultiFernet, progress: Callable[[int, int], None]) -> int:
    tables = [table for table in metadata.sorted_tables if sealed_columns(table)]
    total = sum(database.read(partial(_count, table)) for table in tables)
    done = 0
    for table in tables:
        moved, last = database.write(partial(_seal_batch, table, None, fernet))
        while moved:
            done += moved
            progress(done, total)
            moved, last = database.write(partial(_seal_batch, table, last, fernet))
    return done


def _count(table: Table, sql: SqlConnection) -> int:
    return sql.scalar(select(func.count()).select_from(table)) or 0


def _seal_batch(
    table: Table, last: str | int | None, fernet: MultiFernet, sql: SqlConnection
) -> tuple[int, str | int | None]:
    """Seal the next rows after ``last``; return how many, and which was the last of them."""
    (key,) = table.primary_key.columns
    columns = sealed_columns(table)
    query = select(key, *columns).order_by(key).limit(_BATCH)
    rows = sql.execute(query if last is None else query.where(key > last)).all()
    for row_key, *values in rows:
        again = {
            column.name: fernet.rotate(value)
            for column, value in zip(columns, values, strict=True)
            if value is not None
        }
        if again:
            sql.execute(update(table).where(key == row_key).values(again))
    return len(rows), rows[-1][0] if rows else None
