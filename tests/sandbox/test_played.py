"""The page's conversations at helpdesks that run here: what is written on one side appears on the other."""

from collections.abc import Sequence

import pytest

from dragoman.adapter import Adapter, Request, check
from dragoman.cli.demo import DESKS
from dragoman.cli.demo_servers import PLAYED
from dragoman.domain import Author, Connection, Message, Outgoing, Secret, Visibility
from dragoman.helpdesk_http import GuardedHttp
from dragoman.registry import adapter_class
from dragoman.sandbox.desk import DeskConversation, DeskMessage, SandboxDesk
from dragoman.sandbox.desks.played import Played
from dragoman.sandbox.desks.serving import running

NOW = 1_795_000_000.0
SECRET = "secret"


class Mirrored:
    """A page and a helpdesk that mirror one another, with one conversation."""

    def __init__(self, kind: type[Played]) -> None:
        self.desk = SandboxDesk(lambda: NOW)
        self.helpdesk = kind(self.desk, SECRET, lambda: NOW)
        self.conversation: DeskConversation = self.desk.open("Ana", "pt-BR")
        self.deliveries: list[tuple[DeskMessage, bytes]] = []
        self.desk.on_message(
            lambda where, what: self.deliveries.append((what, self.helpdesk.body(where, what)))
        )

    def adapter(self, url: str) -> Adapter:
        settings, credentials = self.helpdesk.settings(url), self.helpdesk.credentials()
        sealed = {name: Secret(text) for name, text in credentials.items()}
        name = self.helpdesk.name
        connection = Connection("demo", "desk", name, dict(settings), sealed, (Secret(SECRET),))
        return adapter_class(name)(connection, GuardedHttp(["127.0.0.1"]))

    def read(self, adapter: Adapter, message: DeskMessage, body: bytes) -> Sequence[Message]:
        """Return what a delivery comes to, with what it points at."""
        request = Request(body, self.helpdesk.headers(message.id, NOW, body), {}, NOW)
        found: list[Message] = []
        for event in adapter.parse(check(adapter, request)):
            found += [event] if isinstance(event, Message) else adapter.fetch(event)
        return found


@pytest.fixture(params=PLAYED)
def mirrored(request: pytest.FixtureRequest) -> Mirrored:
    return Mirrored(PLAYED[request.param])


def test_the_command_offers_each_of_them() -> None:
    assert ("sandbox", *PLAYED) == DESKS


def test_what_people_write_is_told_as_the_helpdesk_tells_it(mirrored: Mirrored) -> None:
    mirrored.desk.post(mirrored.conversation.id, Author.SHOPPER, "1 < 2\nOi & tchau")
    mirrored.desk.post(mirrored.conversation.id, Author.AGENT, "! It left.", visibility=Visibility.INTERNAL)
    with running(mirrored.helpdesk.app()) as url:
        adapter = mirrored.adapter(url)
        told = {one.event_id: one for what in mirrored.deliveries for one in mirrored.read(adapter, *what)}
    assert [(one.author, one.visibility, one.text) for one in told.values()] == [
        (Author.SHOPPER, Visibility.PUBLIC, "1 < 2\nOi & tchau"),
        (Author.AGENT, Visibility.INTERNAL, "! It left."),
    ]
    assert list(told) == [mirrored.helpdesk.event(message.id) for message, _ in mirrored.deliveries]
    assert {one.conversation for one in told.values()} == {
        mirrored.helpdesk.conversation(mirrored.conversation.id)
    }


@pytest.mark.parametrize("visibility", Visibility)
def test_what_is_written_by_the_api_appears_on_the_page_and_is_told_of_as_ours(
    mirrored: Mirrored, visibility: Visibility
) -> None:
    mirrored.desk.post(mirrored.conversation.id, Author.SHOPPER, "Oi")
    there = mirrored.helpdesk.conversation(mirrored.conversation.id)
    with running(mirrored.helpdesk.app()) as url:
        adapter = mirrored.adapter(url)
        remote_id = adapter.send(Outgoing("key", there, visibility, "Hi", "pt-BR"))
        echo = [one for one in mirrored.read(adapter, *mirrored.deliveries[1]) if one.text == "Hi"]
    shown = mirrored.desk.messages(mirrored.conversation.id)[-1]
    assert (shown.author.type, shown.visibility, shown.text) == (Author.BOT, visibility, "Hi")
    assert mirrored.desk.conversation(mirrored.conversation.id).language == "pt-BR"
    assert len(mirrored.deliveries) == 2
    assert {one.message_id for one in echo if one.author is not Author.BOT} <= {remote_id}


def test_every_shopper_of_the_page_is_a_person_of_their_own(mirrored: Mirrored) -> None:
    other = mirrored.desk.open("Bruno", None)
    for conversation in (mirrored.conversation, other):
        mirrored.desk.post(conversation.id, Author.SHOPPER, "Oi")
    with running(mirrored.helpdesk.app()) as url:
        adapter = mirrored.adapter(url)
        people = {one.author_id for what in mirrored.deliveries for one in mirrored.read(adapter, *what)}
    assert len(people) == 2
