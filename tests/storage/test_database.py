import sqlite3
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Connection as SqlConnection
from sqlalchemy.exc import OperationalError

from dragoman.domain import DragomanError
from dragoman.storage.database import Database, StorageFull
from dragoman.storage.inbox import Inbox
from tests.storage.shop import message


@pytest.mark.parametrize(
    ("pragma", "value"),
    [("journal_mode", "wal"), ("synchronous", 2), ("secure_delete", 1), ("foreign_keys", 1)],
)
def test_what_is_committed_survives_power_loss_and_what_is_deleted_is_overwritten(
    database: Database, pragma: str, value: object
) -> None:
    assert database.write(lambda sql: sql.exec_driver_sql(f"PRAGMA {pragma}").scalar()) == value


def test_reading_changes_nothing(database: Database) -> None:
    with pytest.raises(OperationalError, match="readonly"):
        database.read(lambda sql: sql.exec_driver_sql("DELETE FROM events"))


def test_what_one_process_commits_another_reads_at_once(database: Database, path: Path) -> None:
    with Database.open(path) as another:
        another.write(lambda sql: sql.exec_driver_sql("INSERT INTO keyring VALUES ('seen', x'00')"))
        query = "SELECT count(*) FROM keyring WHERE name = 'seen'"
        assert database.read(lambda sql: sql.exec_driver_sql(query).scalar()) == 1


def test_many_threads_read_at_the_same_time(database: Database) -> None:
    with ThreadPoolExecutor(24) as pool:
        reads = pool.map(
            lambda _: database.read(lambda sql: sql.exec_driver_sql("SELECT count(*) FROM events").scalar()),
            range(200),
        )
        assert set(reads) == {0}


def test_a_full_disk_stores_nothing_and_is_survived(database: Database, inbox: Inbox) -> None:
    (first,) = inbox.accept("shop", "desk", [message("before")])
    _allow_pages(database, 0)
    long_text = "a text for which there is no room " * 2_000
    with pytest.raises(StorageFull, match="full"):
        inbox.accept("shop", "desk", [message("one"), message("two", "ticket 2", long_text)])
    assert inbox.find("shop", "desk", "one") is None
    _allow_pages(database, 1_000_000)
    stored = inbox.accept("shop", "desk", [message("one"), message("two", "ticket 2", long_text)])
    assert len(stored) == 2
    assert inbox.due(10) == [first, stored[1]]


def test_a_database_that_another_process_keeps_locked_is_reported_as_full(
    database: Database, inbox: Inbox, path: Path
) -> None:
    database.write(lambda sql: sql.exec_driver_sql("PRAGMA busy_timeout=1"))
    with closing(sqlite3.connect(path, isolation_level=None)) as another:
        another.execute("BEGIN IMMEDIATE")
        with pytest.raises(StorageFull, match="locked"):
            database.write(lambda sql: sql.exec_driver_sql("DELETE FROM unread"))
        another.execute("ROLLBACK")
    assert inbox.accept("shop", "desk", [message("e1")])


def test_a_missing_database_is_not_made_unasked(path: Path) -> None:
    with pytest.raises(DragomanError, match=r"no database .*--data-dir"):
        Database.open(path, create=False)
    assert not path.exists()


def test_a_file_that_is_no_database_is_refused_and_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "letters.sqlite"
    file.write_bytes(b"Dear shop, where is my order? " * 100)
    with pytest.raises(DragomanError, match="cannot be opened"):
        Database.open(file)
    assert file.read_bytes().startswith(b"Dear shop")


def test_a_database_of_a_newer_version_is_refused(path: Path) -> None:
    with Database.open(path) as database:
        database.write(lambda sql: sql.exec_driver_sql("PRAGMA user_version=999"))
    with pytest.raises(DragomanError, match="newer Dragoman"):
        Database.open(path)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no permission bits")
def test_only_its_owner_can_read_the_database_and_its_log(database: Database, path: Path) -> None:
    database.write(lambda sql: sql.exec_driver_sql("INSERT INTO keyring VALUES ('a', x'00')"))
    assert {file.name: file.stat().st_mode & 0o077 for file in path.parent.iterdir()} == {
        path.name: 0,
        path.name + "-wal": 0,
        path.name + "-shm": 0,
    }


def test_compacting_leaves_nothing_of_what_was_deleted(database: Database, path: Path) -> None:
    trace = b"a value that was deleted" * 50

    def put(sql: SqlConnection) -> None:
        sql.exec_driver_sql("INSERT INTO keyring VALUES ('gone', ?)", (trace,))

    database.write(put)
    database.write(lambda sql: sql.exec_driver_sql("DELETE FROM keyring WHERE name = 'gone'"))
    assert any(trace in file.read_bytes() for file in path.parent.iterdir())
    database.compact()
    assert not any(trace in file.read_bytes() for file in path.parent.iterdir())


def _allow_pages(database: Database, pages: int) -> None:
    """Let the file grow to so many pages and no further; SQLite never goes below what is used."""
    database.write(lambda sql: sql.exec_driver_sql(f"PRAGMA max_page_count={max(pages, 1)}").scalar())


class Reading:
    """Reads how many keys there are, and counts how often it was asked."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self, sql: SqlConnection) -> int:
        self.times += 1
        return int(sql.exec_driver_sql("SELECT count(*) FROM keyring").scalar_one())


def add_a_key(database: Database, name: str) -> None:
    database.write(lambda sql: sql.exec_driver_sql("INSERT INTO keyring VALUES (?, x'00')", (name,)))


def test_what_is_remembered_is_read_once_until_somebody_commits(database: Database, path: Path) -> None:
    reading = Reading()
    before = database.remembered("keys", reading)
    assert database.remembered("keys", reading) == before
    assert reading.times == 1
    add_a_key(database, "ours")
    assert database.remembered("keys", reading) == before + 1
    with Database.open(path) as another:
        add_a_key(another, "theirs")
        assert database.remembered("keys", reading) == before + 2


def test_what_is_committed_while_it_is_read_is_not_missed_the_next_time(database: Database) -> None:
    def reading(sql: SqlConnection) -> int:
        found = Reading()(sql)
        add_a_key(database, "meanwhile")
        return found

    before = database.remembered("keys", reading)
    assert database.remembered("keys", Reading()) == before + 1


def test_each_key_has_its_own_value_and_those_unused_for_longest_are_let_go(database: Database) -> None:
    reading = Reading()
    for number in range(2000):
        database.remembered(number, reading)
    database.remembered(1999, reading)
    assert reading.times == 2000
    database.remembered(0, reading)
    assert reading.times == 2001
