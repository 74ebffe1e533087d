import errno
import threading
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, create_engine, event, text

from dragoman.storage.writer import StorageFull, Writer


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    made = create_engine(f"sqlite:///{tmp_path / 'rows.sqlite'}", pool_size=1, max_overflow=0)

    @event.listens_for(made, "connect")
    def leave_transactions_to_us(connection, _record) -> None:  # type: ignore[no-untyped-def]
        connection.isolation_level = None

    @event.listens_for(made, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    with made.begin() as connection:
        connection.execute(text("CREATE TABLE rows (value INTEGER CHECK (value >= 0))"))
    yield made
    made.dispose()


@pytest.fixture
def writer(engine: Engine) -> Iterator[Writer]:
    made = Writer(engine)
    yield made
    made.close()


class Hold:
    """Work that keeps the writing thread busy until it is let go."""

    def __init__(self, writer: Writer) -> None:
        self._go = threading.Event()
        begun = threading.Event()

        def work(_connection: Connection) -> None:
            begun.set()
            assert self._go.wait(30)

        self.future = writer.submit(work)
        assert begun.wait(30)

    def let_go(self) -> None:
        self._go.set()
        self.future.result(30)


def put(value: int):  # type: ignore[no-untyped-def]
    def work(connection: Connection) -> int:
        connection.execute(text("INSERT INTO rows VALUES (:value)"), {"value": value})
        return value

    return work


def values(engine: Engine) -> list[int]:
    with engine.begin() as connection:
        return list(connection.execute(text("SELECT value FROM rows ORDER BY value")).scalars())


def test_work_returns_its_value_after_the_commit(engine: Engine, writer: Writer) -> None:
    assert writer.run(put(7)) == 7
    assert values(engine) == [7]


def test_what_waits_during_a_commit_shares_the_next_one(engine: Engine, writer: Writer) -> None:
    commits: list[Connection] = []
    event.listen(engine, "commit", commits.append)
    hold = Hold(writer)
    waiting: list[Future[int]] = [writer.submit(put(value)) for value in range(50)]
    hold.let_go()
    assert [one.result(30) for one in waiting] == list(range(50))
    assert len(commits) == 2


def test_work_that_fails_in_a_group_is_undone_alone(engine: Engine, writer: Writer) -> None:
    def half_done(connection: Connection) -> None:
        put(100)(connection)
        raise LookupError("no such thing")

    hold = Hold(writer)
    before, failing, breaking, after = (writer.submit(work) for work in (put(1), half_done, put(-1), put(2)))
    hold.let_go()
    assert (before.result(30), after.result(30)) == (1, 2)
    with pytest.raises(LookupError, match="no such thing"):
        failing.result(30)
    with pytest.raises(Exception, match="CHECK"):
        breaking.result(30)
    assert values(engine) == [1, 2]


def test_work_that_does_not_fail_needs_no_statement_but_its_own(engine: Engine, writer: Writer) -> None:
    statements: list[str] = []
    hold = Hold(writer)
    event.listen(engine, "before_cursor_execute", lambda *given: statements.append(given[2]))
    waiting = [writer.submit(put(value)) for value in range(3)]
    hold.let_go()
    assert [one.result(30) for one in waiting] == [0, 1, 2]
    assert statements == ["BEGIN IMMEDIATE", *["INSERT INTO rows VALUES (?)"] * 3]


def test_where_no_transaction_can_begin_everyone_is_told_after_one_attempt(
    engine: Engine, writer: Writer
) -> None:
    attempts: list[Connection] = []
    hold = Hold(writer)

    @event.listens_for(engine, "begin", insert=True)
    def refuse(connection: Connection) -> None:
        attempts.append(connection)
        raise OSError(errno.ENOSPC, "no space left")

    waiting = [writer.submit(put(value)) for value in range(3)]
    hold.let_go()
    for one in waiting:
        with pytest.raises(StorageFull, match="disk is full"):
            one.result(30)
    assert len(attempts) == 1
    event.remove(engine, "begin", refuse)
    assert writer.run(put(7)) == 7
    assert values(engine) == [7]


def test_a_write_inside_a_write_is_refused_instead_of_waiting_for_ever(writer: Writer) -> None:
    with pytest.raises(RuntimeError, match="wait for itself"):
        writer.run(lambda _connection: writer.run(put(1)))


def test_closing_stores_what_was_handed_in_and_takes_nothing_more(engine: Engine) -> None:
    writer = Writer(engine)
    hold = Hold(writer)
    last = writer.submit(put(3))
    with ThreadPoolExecutor(1) as closer:
        closing = closer.submit(writer.close)
        hold.let_go()
        closing.result(30)
    assert last.result(30) == 3
    with pytest.raises(RuntimeError, match="closed"):
        writer.run(put(4))
    assert values(engine) == [3]
