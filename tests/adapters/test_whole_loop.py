"""The whole way at six helpdesks: a message that no webhook told of, its note, the answer, the reply.

Over real HTTP, with a real database and the real packs: nothing is lost, and nothing comes twice.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from dragoman.adapter import Adapter, Request, check
from dragoman.helpdesk_http import GuardedHttp
from dragoman.sandbox.desks import chatwoot as fake_chatwoot
from dragoman.sandbox.desks import freshdesk as fake_freshdesk
from dragoman.sandbox.desks import front as fake_front
from dragoman.sandbox.desks import gorgias as fake_gorgias
from dragoman.sandbox.desks import intercom as fake_intercom
from dragoman.sandbox.desks import zammad as fake_zammad
from dragoman.sandbox.desks.serving import running
from dragoman.translation.engine import Engine
from dragoman_adapters.chatwoot import Chatwoot
from dragoman_adapters.freshdesk import Freshdesk
from dragoman_adapters.front import Front
from dragoman_adapters.gorgias import Gorgias
from dragoman_adapters.html_text import text_of
from dragoman_adapters.intercom import Intercom
from dragoman_adapters.zammad import Zammad
from tests.adapters import (
    test_chatwoot,
    test_freshdesk,
    test_front,
    test_gorgias,
    test_intercom,
    test_zammad,
)
from tests.pipeline.shop import CONNECTION, STORE, Shop, language_of, open_shop

SECRET = "what deliveries are proven by"
NUMBER = 5
QUESTION = "Olá! Gostaria de saber quando chega o meu pedido #48213, por favor."
ANSWER = "Your order #48213 left our warehouse yesterday."


@dataclass(frozen=True)
class Desk:
    """A running helpdesk with one conversation.

    Attributes:
        adapter: What is connected to it.
        signed: Returns the headers that prove a delivery.
        shopper: Writes a shopper's message and returns the delivery that tells of it.
        agent: Writes an agent's note and returns the same.
        written: Returns what we wrote: the texts, and whether only agents see them.
    """

    adapter: Adapter
    signed: Callable[[bytes, str, float], dict[str, str]]
    shopper: Callable[[str], bytes]
    agent: Callable[[str], bytes]
    written: Callable[[], list[tuple[str, bool]]]


@contextmanager
def chatwoot(clock: Callable[[], float], http: GuardedHttp) -> Iterator[Desk]:
    fake = fake_chatwoot.ChatwootAccount(clock)
    chat = fake.open(NUMBER)
    note = {"kind": "outgoing", "sender": fake_chatwoot.AGENT, "private": True}
    with running(fake.app()) as url:
        yield Desk(
            Chatwoot(test_chatwoot.connection(url, SECRET), http),
            test_chatwoot.TestChatwoot().signed,
            lambda text: fake.delivery(chat, fake.write(chat, text)),
            lambda text: fake.delivery(chat, fake.write(chat, text, **note)),  # type: ignore[arg-type]
            lambda: [
                (one["content"], one["private"])
                for one in chat.messages
                if one["sender_id"] == fake_chatwoot.API_USER
            ],
        )


@contextmanager
def zammad(clock: Callable[[], float], http: GuardedHttp) -> Iterator[Desk]:
    fake = fake_zammad.ZammadHelpdesk(clock)
    ticket = fake.open(NUMBER)
    note = {"type": "note", "internal": True, "sender": "Agent", "created_by_id": fake_zammad.AGENT}
    with running(fake.app()) as url:
        yield Desk(
            Zammad(test_zammad.connection(url, SECRET), http),
            test_zammad.TestZammad().signed,
            lambda text: fake.delivery(ticket, fake.write(ticket, text)),
            lambda text: fake.delivery(ticket, fake.write(ticket, text, **note)),
            lambda: [
                (one["body"], one["internal"])
                for one in ticket.articles
                if one["created_by_id"] == fake_zammad.API_USER
            ],
        )


@contextmanager
def freshdesk(clock: Callable[[], float], http: GuardedHttp) -> Iterator[Desk]:
    fake = fake_freshdesk.FreshdeskAccount(clock)
    ticket = fake.open(NUMBER)
    ticket.created_at -= 86_400

    def write(text: str, **different: Any) -> bytes:
        fake.write(ticket, text, **different)
        return f'{{"ticket_id": "{NUMBER}"}}'.encode()

    with running(fake.app()) as url:
        yield Desk(
            Freshdesk(test_freshdesk.connection(url, SECRET), http),
            test_freshdesk.TestFreshdesk().signed,
            write,
            lambda text: write(text, user=fake_freshdesk.AGENT, private=True),
            lambda: [
                (one["body"], one["private"])
                for one in ticket.conversations
                if one["user_id"] == fake_freshdesk.API_USER
            ],
        )


@contextmanager
def gorgias(clock: Callable[[], float], http: GuardedHttp) -> Iterator[Desk]:
    fake = fake_gorgias.GorgiasAccount(clock)
    ticket = fake.open(NUMBER)
    note = {"channel": "internal-note", "from_agent": True, "via": "helpdesk"}

    def write(text: str, **different: Any) -> bytes:
        written = fake.write(ticket, text, **different)
        return f'{{"ticket_id": "{NUMBER}", "message_id": "{written["id"]}"}}'.encode()

    with running(fake.app()) as url:
        yield Desk(
            Gorgias(test_gorgias.connection(url, SECRET), http),
            test_gorgias.TestGorgias().signed,
            write,
            lambda text: write(text, **note),
            lambda: [
                (one["body_text"], one["channel"] == "internal-note")
                for one in ticket.messages
                if one["via"] == "api"
            ],
        )


@contextmanager
def intercom(clock: Callable[[], float], http: GuardedHttp) -> Iterator[Desk]:
    fake = fake_intercom.IntercomWorkspace(clock)
    chat = fake.open(NUMBER)
    chat.created_at -= 86_400
    rosa = fake_intercom.admin(fake_intercom.AGENT)
    with running(fake.app()) as url:
        yield Desk(
            Intercom(test_intercom.connection(url, SECRET), http),
            test_intercom.TestIntercom().signed,
            lambda text: fake.delivery(chat, fake.write(chat, text)),
            lambda text: fake.delivery(
                chat, fake.write(chat, text, kind="note", author=rosa), "conversation.admin.noted"
            ),
            lambda: [
                (text_of(one["body"]), one["part_type"] == "note")
                for one in chat.parts
                if one["author"]["id"] == fake_intercom.API_USER
            ],
        )


@contextmanager
def front(clock: Callable[[], float], http: GuardedHttp) -> Iterator[Desk]:
    fake = fake_front.FrontCompany(clock)
    chat = fake.open("cnv_5")
    with running(fake.app()) as url:
        yield Desk(
            Front(test_front.connection(url, SECRET), http),
            test_front.TestFront().signed,
            lambda text: fake_front.delivery(fake.write(chat, text)),
            lambda text: fake_front.delivery(fake.comment(chat, text)),
            lambda: [
                (text_of(one["body"]), one in chat.comments)
                for one in (*chat.messages, *chat.comments)
                if one["author"] and one["author"]["id"] == fake_front.API_USER
            ],
        )


@dataclass
class Between:
    """The pipeline between a shop and such a helpdesk."""

    shop: Shop
    desk: Desk
    since: float
    cursor: str | None = None

    def deliver(self, body: bytes) -> None:
        now = self.shop.clock()
        request = Request(body, self.desk.signed(body, SECRET, now), {}, now)
        events = self.desk.adapter.parse(check(self.desk.adapter, request))
        self.shop.context.inbox.accept(STORE.id, CONNECTION, events)
        self.shop.work()

    def poll(self) -> None:
        more = True
        while more:
            batch = self.desk.adapter.poll(self.cursor, self.since)
            self.shop.context.inbox.accept(STORE.id, CONNECTION, batch.events)
            self.cursor, more = batch.cursor, batch.more
        self.shop.work()

    def notes(self) -> list[str]:
        return [text for text, internal in self.desk.written() if internal]

    def replies(self) -> list[str]:
        return [text for text, internal in self.desk.written() if not internal]


@pytest.fixture(
    params=[chatwoot, zammad, freshdesk, gorgias, intercom, front], ids=lambda desk: desk.__name__
)
def between(request: pytest.FixtureRequest, tmp_path: Path, engine: Engine) -> Iterator[Between]:
    http = GuardedHttp(["127.0.0.1"])
    with open_shop(tmp_path, engine) as shop, request.param(shop.clock, http) as desk:
        shop.context = replace(shop.context, adapter=lambda _store, _name: desk.adapter)
        yield Between(shop, desk, shop.clock())
    http.close()


def test_what_no_webhook_told_is_found_and_answered_once(between: Between) -> None:
    missed = between.desk.shopper(QUESTION)
    between.poll()
    between.deliver(missed)  # it was only late
    (note,) = between.notes()
    assert "#48213" in note
    assert "I would like to know" in note
    told = between.desk.agent(f"! {ANSWER}")
    between.deliver(told)
    between.deliver(told)
    between.poll()
    (reply,) = between.replies()
    assert "#48213" in reply
    assert language_of(reply) == "pt-BR"
    between.shop.clock.advance(2_000)
    between.poll()
    assert (len(between.notes()), len(between.replies())) == (1, 1)
