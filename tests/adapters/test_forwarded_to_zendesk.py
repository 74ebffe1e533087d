"""A chat in the shop that is answered in Zendesk: over real HTTP, with Dragoman stopped again and again."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import requests

from dragoman.app import Dragoman, create_app
from dragoman.domain import Connection, Secret
from dragoman.records import Records
from dragoman.sandbox.desks.faults import Fault
from dragoman.sandbox.desks.serving import running
from dragoman.sandbox.desks.zendesk import AGENT, API_USER, Ticket, ZendeskAccount, comment_added, signature
from dragoman.sandbox.desks.zendesk_api import create_app as create_zendesk
from dragoman.sandbox.server import LOOPBACK
from dragoman.settings import Settings
from dragoman.storefront import FORWARD_TO
from dragoman.translation.packs import PackLibrary
from dragoman.web.server import HttpServer
from tests.adapters.fake_shopify import CLIENT_ID, CLIENT_SECRET, SHOP, proxied
from tests.adapters.test_zendesk import CREDENTIALS, OAUTH
from tests.web.served import STORE, eventually

QUESTION = "Onde está o meu pedido #48213? Ele ainda não chegou."
ANSWER = "Your order #48213 arrives on Friday."
SECRET = "what deliveries are signed with"


@dataclass(frozen=True)
class Started:
    """Dragoman between a start and a stop."""

    url: str
    dragoman: Dragoman

    def post(self, path: str, **how: Any) -> requests.Response:
        with requests.Session() as session:
            session.trust_env = False
            answer = session.post(self.url + path, timeout=30, **how)
        assert answer.ok, answer.text
        return answer

    def chat(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """Send what the shop forwards of a shopper."""
        told: dict[str, Any] = self.post(
            f"/storefront/{STORE.id}/shopify/{path}?{proxied()}", json=body
        ).json()
        return told

    def told(self, account: ZendeskAccount, ticket: Ticket, comment: dict[str, Any]) -> None:
        """Take Zendesk's webhook."""
        body = comment_added(account, ticket, comment)
        self.post(f"/hooks/{STORE.id}/zendesk", data=body, headers=signature(body, SECRET, account.clock()))

    def idle(self) -> None:
        """Wait until nothing is left to do."""
        eventually(lambda: self.dragoman.records.inbox.backlog() == 0)


@contextmanager
def started(settings: Settings) -> Iterator[Started]:
    app = create_app(settings)
    dragoman: Dragoman = app.extensions["dragoman"]
    server = HttpServer(app, settings.host, settings.port, settings.web_threads, settings.max_body)
    dragoman.start()
    server.start()
    try:
        yield Started(server.url, dragoman)
    finally:
        dragoman.closing.set()
        server.stop(10)
        dragoman.stop()


@pytest.fixture
def account() -> Iterator[tuple[ZendeskAccount, str]]:
    fake = ZendeskAccount()
    with running(create_zendesk(fake)) as url:
        yield fake, url


@pytest.fixture
def settings(tmp_path: Path, packs: PackLibrary, account: tuple[ZendeskAccount, str]) -> Settings:
    """An installation whose shop's chat is forwarded to Zendesk."""
    made = Settings(
        data_dir=tmp_path,
        packs_dir=packs.folder,
        port=0,
        threads=1,
        workers=2,
        web_threads=2,
        min_free_disk=0,
        drain=10.0,
        allow_private=(LOOPBACK,),
        helpdesk_timeout=1.0,
        quiet=1.5,
    )
    desk = {"base_url": account[1], **OAUTH}
    credentials = {name: Secret(text) for name, text in CREDENTIALS.items()}
    chat = {"shop": SHOP, "client_id": CLIENT_ID, FORWARD_TO: "zendesk", "base_url": "http://127.0.0.1:9"}
    with Records.open(made) as records:
        records.stores.add(STORE)
        for connection in (
            Connection(STORE.id, "zendesk", "zendesk", desk, credentials, (Secret(SECRET),)),
            Connection(STORE.id, "shopify", "shopify", chat, {}, (Secret(CLIENT_SECRET),)),
        ):
            records.stores.add_connection(connection)
    return made


def test_nothing_is_lost_or_doubled_though_zendesk_fails_and_dragoman_is_stopped_in_between(
    settings: Settings, account: tuple[ZendeskAccount, str]
) -> None:
    zendesk, _ = account
    zendesk.script.fail_next("POST /api/v2/tickets", Fault(500, takes_effect=True))
    with started(settings) as dragoman:
        shown = dragoman.chat("begin", {})["pass"]
        said = {"pass": shown, "key": "0123456789abcdef" * 2, "text": QUESTION, "locale": "pt-BR"}
        dragoman.chat("write", said)
        eventually(lambda: "POST /api/v2/tickets" in zendesk.script.requests)
    (ticket,) = zendesk.tickets.values()
    assert [one["public"] for one in ticket.comments] == [False]

    zendesk.script.fail_next(f"PUT /api/v2/tickets/{ticket.id}", Fault(500, takes_effect=True))
    with started(settings) as dragoman:
        dragoman.idle()
    assert list(zendesk.tickets) == [ticket.id]
    _, note = ticket.comments
    assert "Where is my order #48213?" in note["plain_body"]
    assert (note["author_id"], note["public"]) == (API_USER, False)

    answer = zendesk.comment(ticket, f"! {ANSWER}", author=AGENT, public=False)
    with started(settings) as dragoman:
        for comment in (*ticket.comments, answer):
            dragoman.told(zendesk, ticket, comment)
        dragoman.idle()
        asked, answered = dragoman.chat("read", {"pass": shown})["messages"]
    assert (asked["text"], answered["original"]) == (QUESTION, ANSWER)
    assert "sexta" in answered["text"]

    with started(settings) as dragoman:
        for comment in ticket.comments:
            dragoman.told(zendesk, ticket, comment)
        dragoman.idle()
        assert len(dragoman.chat("read", {"pass": shown})["messages"]) == 2
    *_, sent = ticket.comments
    assert answered["text"] in sent["plain_body"]
    assert [one["public"] for one in ticket.comments] == [False] * 4


def test_a_shopper_who_comes_back_after_the_ticket_was_closed_gets_another(
    settings: Settings, account: tuple[ZendeskAccount, str]
) -> None:
    zendesk, _ = account
    with started(settings) as dragoman:
        shown = dragoman.chat("begin", {})["pass"]
        for key in ("0", "1"):
            said = {"pass": shown, "key": key * 32, "text": QUESTION, "locale": "pt-BR"}
            dragoman.chat("write", said)
            dragoman.idle()
            (*_, latest) = zendesk.tickets.values()
            latest.closed = True
    assert [len(ticket.comments) for ticket in zendesk.tickets.values()] == [2, 2]
