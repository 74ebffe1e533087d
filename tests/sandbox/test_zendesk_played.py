"""The page's conversations at a Zendesk that runs here: what is written on one side appears on the other."""

import json

import pytest

from dragoman.adapter import Request, check
from dragoman.domain import Author, Connection, Message, Outgoing, Secret, Visibility
from dragoman.helpdesk_http import GuardedHttp
from dragoman.sandbox.desk import DeskConversation, SandboxDesk
from dragoman.sandbox.desks.serving import running
from dragoman.sandbox.desks.zendesk import ZendeskAccount
from dragoman.sandbox.desks.zendesk_api import create_app
from dragoman.sandbox.desks.zendesk_played import ZendeskPlayed
from dragoman_adapters.zendesk import Zendesk

NOW = 1_795_000_000.0


class Played:
    """A page and an account that mirror one another, with one conversation."""

    def __init__(self) -> None:
        self.desk = SandboxDesk(lambda: NOW)
        self.account = ZendeskAccount(lambda: NOW)
        self.zendesk = ZendeskPlayed(self.desk, self.account, "secret")
        self.conversation: DeskConversation = self.desk.open("Ana", "pt-BR")
        self.deliveries: list[bytes] = []
        self.desk.on_message(
            lambda conversation, message: self.deliveries.append(self.zendesk.body(conversation, message))
        )

    def adapter(self, url: str) -> Zendesk:
        settings = {"base_url": url, "client_id": self.account.client_id}
        credentials = {"client_secret": Secret(self.account.client_secret)}
        connection = Connection("demo", "desk", "zendesk", settings, credentials, (Secret("secret"),))
        return Zendesk(connection, GuardedHttp(["127.0.0.1"]))


@pytest.fixture
def played() -> Played:
    return Played()


def test_what_a_shopper_writes_is_delivered_as_zendesk_delivers_it(played: Played) -> None:
    message = played.desk.post(played.conversation.id, Author.SHOPPER, "1 < 2\nOi & tchau")
    (body,) = played.deliveries
    adapter = played.adapter("http://127.0.0.1:9")
    request = Request(body, played.zendesk.headers(message.id, NOW, body), {}, NOW)
    (event,) = adapter.parse(check(adapter, request))
    assert event.event_id == played.zendesk.event(message.id)
    assert event.conversation == played.zendesk.conversation(played.conversation.id)
    assert isinstance(event, Message)
    assert event.text == "1 < 2\nOi & tchau"


def test_what_is_written_by_the_api_appears_on_the_page_and_is_delivered_once(played: Played) -> None:
    played.desk.post(played.conversation.id, Author.SHOPPER, "Oi")
    ticket = played.zendesk.conversation(played.conversation.id)
    with running(create_app(played.account)) as url:
        remote_id = played.adapter(url).send(Outgoing("key", ticket, Visibility.INTERNAL, "Hi", "pt-BR"))
    note = played.desk.messages(played.conversation.id)[-1]
    assert (note.author.type, note.visibility, note.text) == (Author.BOT, Visibility.INTERNAL, "Hi")
    assert played.desk.conversation(played.conversation.id).language == "pt-BR"
    assert len(played.deliveries) == 2
    assert json.loads(played.deliveries[1])["event"]["comment"]["id"] == remote_id


def test_every_shopper_of_the_page_is_a_person_of_their_own(played: Played) -> None:
    other = played.desk.open("Bruno", None)
    for conversation in (played.conversation, other):
        played.desk.post(conversation.id, Author.SHOPPER, "Oi")
    people = {json.loads(body)["event"]["comment"]["author"]["id"] for body in played.deliveries}
    assert len(people) == 2
