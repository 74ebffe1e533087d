import pytest

from dragoman.storage.room import Room
from dragoman.storage.writer import StorageFull
from tests.storage.shop import Clock


class Disk:
    """A disk and a backlog, and how often somebody looked."""

    def __init__(self) -> None:
        self.free = 1_000_000_000
        self.unfinished = 0
        self.looks = 0

    def backlog(self) -> int:
        self.looks += 1
        return self.unfinished

    def free_bytes(self) -> int:
        return self.free


@pytest.fixture
def disk() -> Disk:
    return Disk()


@pytest.fixture
def room(disk: Disk, clock: Clock) -> Room:
    return Room(disk.backlog, disk.free_bytes, backlog_limit=3, min_free_bytes=100_000_000, monotonic=clock)


def test_many_deliveries_of_a_second_look_once(room: Room, disk: Disk, clock: Clock) -> None:
    for _ in range(10):
        room.check()
    clock.pass_by(1)
    room.check()
    assert disk.looks == 2


def test_the_limit_holds_between_two_looks(room: Room, disk: Disk, clock: Clock) -> None:
    disk.unfinished = 1
    room.check()
    room.take(2)
    with pytest.raises(StorageFull, match="3 events are waiting"):
        room.check()
    clock.pass_by(1)
    room.check()


def test_a_disk_that_fills_up_is_noticed_after_a_second(room: Room, disk: Disk, clock: Clock) -> None:
    room.check()
    disk.free = 1
    clock.pass_by(1)
    with pytest.raises(StorageFull, match="less than 100 MB"):
        room.check()
    disk.free = 1_000_000_000
    clock.pass_by(1)
    room.check()
