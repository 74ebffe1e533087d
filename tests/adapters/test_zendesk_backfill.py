"""Webhooks of a Zendesk that are lost: the next poll stores what they would have said, and nothing twice."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from dragoman.adapter import Request, check
from dragoman.adapter_tests.contract import NOW, SECRET, DeskClock
from dragoman.adapter_tests.polled_contract import LATER
from dragoman.domain import Connection, Message, Secret, Store
from dragoman.helpdesk_http import GuardedHttp
from dragoman.pipeline.polling import Sources, poll_once
from dragoman.sandbox.desks.serving import running
from dragoman.sandbox.desks.zendesk import SHOPPER, Ticket, ZendeskAccount, comment_added, signature
from dragoman.sandbox.desks.zendesk_api import create_app
from dragoman.storage.database import Database
from dragoman.storage.encryption import unlock
from dragoman.storage.inbox import Inbox
from dragoman.storage.stores import Stores
from dragoman.storage.watermarks import Watermarks
from dragoman_adapters.zendesk import Zendesk


class Shop:
    """A shop with a Zendesk whose deliveries arrive only where a test says so."""

    def __init__(self, database: Database, folder: Path, account: ZendeskAccount, url: str) -> None:
        self.account = account
        self.clock = account.clock
        settings = {"base_url": url, "client_id": account.client_id}
        credentials = {"client_secret": Secret(account.client_secret)}
        self.connection = Connection("shop", "desk", "zendesk", settings, credentials, (Secret(SECRET),))
        self.adapter = Zendesk(self.connection, GuardedHttp(["127.0.0.1"]))
        cipher = unlock(database, folder / "keys", {})
        Stores(database, cipher).add(Store("shop", "Lumen", "en", ("en", "pt-BR")))
        self.stored: list[str] = []
        self.inbox = Inbox(database, cipher, account.clock, min_free_bytes=0)
        self.sources = Sources(
            connections=lambda: [self.connection],
            adapter=lambda _store, _name: self.adapter,
            inbox=self.inbox,
            watermarks=Watermarks(database, cipher),
            ring=self._keep,
            clock=account.clock,
        )

    def write(self, ticket: Ticket, text: str, *, arrives: bool) -> None:
        comment = self.account.comment(ticket, text, author=SHOPPER)
        if arrives:
            body = comment_added(self.account, ticket, comment)
            request = Request(body, signature(body, SECRET, self.clock()), {}, self.clock())
            events = self.adapter.parse(check(self.adapter, request))
            self._keep(self.inbox.accept("shop", "desk", events))

    def poll(self) -> None:
        assert poll_once(self.sources, self.connection) == Zendesk.traits.poll_seconds

    def _keep(self, rows: Sequence[int]) -> None:
        for row in rows:
            claim = self.inbox.get(row)
            assert claim is not None
            assert isinstance(claim.event, Message)
            self.stored.append(claim.event.text)


@pytest.fixture
def clock() -> DeskClock:
    return DeskClock()


@pytest.fixture
def shop(tmp_path: Path, clock: DeskClock) -> Iterator[Shop]:
    account = ZendeskAccount(clock)
    with Database.open(tmp_path / "dragoman.sqlite") as database, running(create_app(account)) as url:
        yield Shop(database, tmp_path, account, url)


def test_what_was_lost_is_stored_by_the_next_poll_and_nothing_twice(shop: Shop, clock: DeskClock) -> None:
    first = shop.account.open_ticket(1, "history")
    clock.now = NOW + LATER
    shop.poll()
    clock.now += 1
    shop.write(first, "one", arrives=True)
    shop.write(first, "two", arrives=False)
    shop.account.open_ticket(2, "three")
    clock.now += LATER
    shop.poll()
    shop.poll()
    assert shop.stored == ["one", "two", "three"]


def test_a_delivery_that_comes_after_the_poll_is_not_stored_again(shop: Shop, clock: DeskClock) -> None:
    ticket = shop.account.open_ticket(1, "history")
    clock.now = NOW + LATER
    shop.poll()
    clock.now += 1
    comment = shop.account.comment(ticket, "late", author=SHOPPER)
    clock.now += LATER
    shop.poll()
    body = comment_added(shop.account, ticket, comment)
    request = Request(body, signature(body, SECRET, clock()), {}, clock())
    assert shop.inbox.accept("shop", "desk", shop.adapter.parse(check(shop.adapter, request))) == []
    assert shop.stored == ["late"]
