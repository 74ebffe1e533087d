import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from dragoman.pipeline.bell import Bell

PATIENCE = 20.0
NEVER = 3600.0


@contextmanager
def ringing(
    work: Callable[[int], Sequence[int]], due: Callable[[int], Sequence[int]], interval: float = NEVER
) -> Iterator[Bell]:
    bell = Bell(work, due, threads=2, interval=interval)
    bell.start()
    try:
        yield bell
    finally:
        bell.stop(PATIENCE)


def _nothing(_: int) -> Sequence[int]:
    return ()


def test_a_ring_has_the_row_worked_on() -> None:
    worked_on, done = [], threading.Event()

    def work(row: int) -> Sequence[int]:
        worked_on.append(row)
        done.set()
        return ()

    with ringing(work, _nothing) as bell:
        bell.ring([7])
        assert done.wait(PATIENCE)
    assert worked_on == [7]


def test_rows_that_the_work_names_are_worked_on_next() -> None:
    worked_on, done = [], threading.Event()

    def work(row: int) -> Sequence[int]:
        worked_on.append(row)
        if row == 9:
            done.set()
            return ()
        return [row + 1]

    with ringing(work, _nothing) as bell:
        bell.ring([7])
        assert done.wait(PATIENCE)
    assert worked_on == [7, 8, 9]


def test_what_an_earlier_process_left_is_worked_on_without_a_ring() -> None:
    done = threading.Event()

    def work(row: int) -> Sequence[int]:
        if row == 3:
            done.set()
        return ()

    with ringing(work, lambda limit: [1, 2, 3][:limit]):
        assert done.wait(PATIENCE)


def test_a_row_that_waits_already_is_not_rung_twice() -> None:
    hold, done = threading.Event(), threading.Event()
    worked_on = []

    def work(row: int) -> Sequence[int]:
        hold.wait(PATIENCE)
        worked_on.append(row)
        if row == 4:
            done.set()
        return ()

    with ringing(work, _nothing) as bell:
        bell.ring([1, 2])  # as many as there are threads
        for _ in range(50):
            bell.ring([3])
        bell.ring([4])
        hold.set()
        assert done.wait(PATIENCE)
    assert worked_on.count(3) <= 2


def test_a_sweep_that_fails_is_not_the_last_one() -> None:
    sweeps, done = [], threading.Event()

    def due(_: int) -> Sequence[int]:
        sweeps.append(1)
        if len(sweeps) == 1:
            raise OSError("the disk is full")
        return [5]

    def work(row: int) -> Sequence[int]:
        done.set()
        return ()

    with ringing(work, due, interval=0.01):
        assert done.wait(PATIENCE)


def test_stopping_waits_for_the_row_in_hand() -> None:
    began, finish = threading.Event(), threading.Event()
    ended = []

    def work(row: int) -> Sequence[int]:
        began.set()
        finish.wait(PATIENCE)
        ended.append(row)
        return ()

    bell = Bell(work, _nothing, threads=1, interval=NEVER)
    bell.start()
    bell.ring([1])
    assert began.wait(PATIENCE)
    threading.Timer(0.05, finish.set).start()
    bell.stop(PATIENCE)
    assert ended == [1]


def test_nothing_begins_after_stopping() -> None:
    worked_on = []

    def work(row: int) -> Sequence[int]:
        worked_on.append(row)
        return ()

    bell = Bell(work, _nothing, threads=1, interval=NEVER)
    bell.start()
    bell.stop(PATIENCE)
    bell.ring([1])
    assert worked_on == []
