"""Polled helpdesks: what they tell goes into the inbox once, whatever fails in between."""

import itertools
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import ClassVar

import pytest

from dragoman.adapter import Adapter, Batch, NotSent, Refused, Request, Verified
from dragoman.domain import Author, Connection, DragomanError, Event, Message, Outgoing, Store, Visibility
from dragoman.pipeline.polling import Poller, Sources, poll_once
from dragoman.storage.database import Database
from dragoman.storage.encryption import Cipher, unlock
from dragoman.storage.inbox import Inbox
from dragoman.storage.stores import Stores
from dragoman.storage.watermarks import Watermarks
from dragoman_adapters.sandbox import Sandbox

DESK = Connection("padaria", "desk", "polled", {}, {}, ())


def message(number: int) -> Message:
    return Message(
        f"message:{number}",
        f"ticket-{number % 2}",
        str(number),
        Author.SHOPPER,
        "ana",
        Visibility.PUBLIC,
        "Oi",
    )


class Polled(Adapter):
    """A helpdesk that keeps its messages in a list and gives two of them at a time."""

    name: ClassVar[str] = "polled"
    traits = replace(Sandbox.traits, poll_seconds=30.0)

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.messages: list[Event] = []
        self.asked: list[tuple[str | None, float]] = []
        self.fails: Exception | None = None
        self.watched: list[str] = []
        self.watching = threading.Event()
        self.told = threading.Event()
        self.cannot_watch: Exception | None = None

    def verify(self, request: Request) -> None: ...

    def parse(self, delivery: Verified) -> Sequence[Event]:
        return ()

    def send(self, message: Outgoing) -> str:
        return ""

    def probe(self) -> str:
        return "polled"

    def watch(self, cursor: str, seconds: float) -> bool:
        self.watched.append(cursor)
        self.watching.set()
        assert self.told.wait(30)
        self.told.clear()
        if self.cannot_watch is not None:
            raise self.cannot_watch
        return True

    def poll(self, cursor: str | None, since: float) -> Batch:
        self.asked.append((cursor, since))
        if self.fails is not None:
            raise self.fails
        start = int(cursor or 0)
        found = self.messages[start : start + 2]
        return Batch(found, str(start + len(found)), more=start + len(found) < len(self.messages))


@dataclass
class Desk:
    """The polled helpdesk and what takes its events."""

    adapter: Polled
    database: Database
    cipher: Cipher
    now: float = 1000.0
    rung: list[int] = field(default_factory=list)

    @property
    def sources(self) -> Sources:
        return Sources(
            connections=lambda: [DESK],
            adapter=lambda _store, _name: self.adapter,
            inbox=Inbox(self.database, self.cipher, lambda: self.now, min_free_bytes=0),
            watermarks=Watermarks(self.database, self.cipher),
            ring=self.rung.extend,
            clock=lambda: self.now,
        )

    def poll(self) -> float | None:
        return poll_once(self.sources, DESK)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with Database.open(tmp_path / "dragoman.sqlite") as database:
        cipher = unlock(database, tmp_path / "keys", {})
        Stores(database, cipher).add(Store("padaria", "Padaria", "en", ("en", "pt-BR")))
        yield Desk(Polled(DESK), database, cipher)


def test_everything_is_stored_in_order_and_rung(desk: Desk) -> None:
    desk.adapter.messages = [message(number) for number in range(5)]
    assert desk.poll() == 30.0
    assert [desk.sources.inbox.get(row).event for row in desk.rung] == desk.adapter.messages  # type: ignore[union-attr]


def test_the_next_poll_begins_where_the_last_one_ended_also_in_another_process(desk: Desk) -> None:
    desk.adapter.messages = [message(1), message(2)]
    desk.poll()
    desk.now += 60
    desk.adapter.messages.append(message(3))
    desk.poll()
    assert desk.adapter.asked == [(None, 1000.0), ("2", 1000.0)]
    assert len(desk.rung) == 3


def test_what_a_delivery_brought_before_is_not_stored_again(desk: Desk) -> None:
    desk.sources.inbox.accept("padaria", "desk", [message(1)])
    desk.adapter.messages = [message(1), message(2)]
    desk.poll()
    assert len(desk.rung) == 1


def test_the_watermark_moves_only_after_the_events_are_stored(desk: Desk) -> None:
    class Broken(Inbox):
        def accept(self, *_: object) -> list[int]:
            raise DragomanError("the disk is full; make room")

    desk.adapter.messages = [message(1)]
    inbox = desk.sources.inbox
    full = object.__new__(Broken)
    assert poll_once(replace(desk.sources, inbox=full), DESK) == 600.0
    assert poll_once(replace(desk.sources, inbox=inbox), DESK) == 30.0
    assert len(desk.rung) == 1


@pytest.mark.parametrize(
    ("failure", "wait"),
    [
        (NotSent("busy", 90.0), 90.0),
        (NotSent("no connection"), 10.0),
        (Refused("401: check the credentials"), 600.0),
        (KeyError("an adapter that stumbles"), 10.0),
    ],
)
def test_a_poll_that_fails_is_made_again_and_its_reason_is_kept(
    desk: Desk, failure: Exception, wait: float
) -> None:
    desk.adapter.messages = [message(1)]
    desk.adapter.fails = failure
    assert desk.poll() == wait
    mark = desk.sources.watermarks.get("padaria", "desk")
    assert mark is not None
    assert mark.trouble
    assert mark.cursor is None
    desk.adapter.fails = None
    assert desk.poll() == 30.0
    mark = desk.sources.watermarks.get("padaria", "desk")
    assert mark is not None
    assert mark.trouble is None
    assert len(desk.rung) == 1


def test_a_helpdesk_that_only_delivers_is_not_asked(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Polled, "traits", replace(Polled.traits, poll_seconds=None))
    assert desk.poll() is None
    assert desk.adapter.asked == []


def test_the_poller_begins_at_once_and_ends_when_it_is_told(desk: Desk) -> None:
    desk.adapter.messages = [message(1)]
    rung = threading.Event()
    poller = Poller(replace(desk.sources, ring=lambda _rows: rung.set()), interval=0.01)
    poller.start()
    assert rung.wait(30)
    poller.stop()
    assert len(desk.adapter.asked) == 1


class TestAHelpdeskThatTells:
    """Where a helpdesk can tell that there is news, a thread waits for that between two polls."""

    @pytest.fixture
    def watched(self, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
        monkeypatch.setattr(Polled, "traits", replace(Polled.traits, watches=True))
        seconds = itertools.count(1000.0)  # time goes on with each look at the clock
        poller = Poller(replace(desk.sources, clock=lambda: next(seconds)), interval=0.01)
        poller.start()
        yield desk
        poller.stop()
        desk.adapter.told.set()

    def test_is_polled_as_soon_as_it_tells(self, watched: Desk) -> None:
        adapter = watched.adapter
        for number in range(1, 4):
            assert adapter.watching.wait(30)
            adapter.watching.clear()
            adapter.messages.append(message(number))
            adapter.told.set()
        assert adapter.watching.wait(30)
        assert adapter.watched == ["0", "1", "2", "3"]
        assert [cursor for cursor, _ in adapter.asked] == [None, "0", "1", "2"]
        assert len(watched.rung) == 3

    def test_is_polled_in_its_time_where_the_waiting_fails(self, watched: Desk) -> None:
        adapter = watched.adapter
        times = []
        adapter.cannot_watch = NotSent("no connection")
        for _ in range(2):
            assert adapter.watching.wait(30)
            adapter.watching.clear()
            mark = watched.sources.watermarks.get("padaria", "desk")
            assert mark is not None
            times.append(mark.polled_at or 0.0)
            adapter.told.set()
        assert times[1] - times[0] >= 30.0
