"""What the disk alone allows: the time of one commit, to read other times beside."""

import sqlite3
import time
from contextlib import closing
from pathlib import Path

_ROW = "x" * 1000


def commit_seconds(folder: Path, commits: int = 300) -> list[float]:
    """Return how long small commits take, each flushed to the disk, with nothing else going on."""
    taken = []
    with closing(sqlite3.connect(folder / "commits.sqlite", isolation_level=None)) as database:
        database.execute("PRAGMA journal_mode=WAL")
        database.execute("PRAGMA synchronous=FULL")
        database.execute("CREATE TABLE one (text TEXT)")
        for _ in range(commits):
            started = time.perf_counter()
            database.execute("INSERT INTO one VALUES (?)", (_ROW,))
            taken.append(time.perf_counter() - started)
    return taken
