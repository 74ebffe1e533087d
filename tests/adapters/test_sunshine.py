"""The adapter of Zendesk messaging, over real HTTP against a server that speaks its API as documented."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import ClassVar

import pytest

from dragoman.adapter import NotSent, OutcomeUnknown, Refused, Sighting
from dragoman.adapter_tests.contract import CREDENTIAL, NOW, AdapterContract, Desk, DeskClock
from dragoman.domain import Author, Connection, DragomanError, Message, Outgoing, Secret, Visibility
from dragoman.helpdesk_http import GuardedHttp
from dragoman.sandbox.desks.faults import Fault
from dragoman.sandbox.desks.serving import running
from dragoman.sandbox.desks.sunshine import APP, PAGE, Messaging
from dragoman_adapters.sunshine import LONGEST_TEXT, SKEW, Sunshine

POST = f"POST /sc/v2/apps/{APP}/conversations/"


def connection(url: str, *signing_secrets: str, secret: str = Messaging.key_secret) -> Connection:
    return Connection(
        store="shop",
        name="chat",
        adapter="sunshine",
        settings={"base_url": f"{url}/sc", "app_id": APP, "key_id": Messaging.key_id},
        credentials={"key_secret": Secret(secret)},
        signing_secrets=tuple(Secret(one) for one in signing_secrets),
    )


def _message(number: int, **different: object) -> Message:
    of_shopper: dict[str, object] = {
        "event_id": f"message:69b4c5f014137ce0cd4500{number:02x}",
        "conversation": "69b43c86543fa6363b8fab02",
        "message_id": f"69b4c5f014137ce0cd4500{number:02x}",
        "author": Author.SHOPPER,
        "author_id": "69b43c86543fa6363b8fab01",
        "visibility": Visibility.PUBLIC,
        "text": "Oi! Onde está meu pedido #73021?\nPaguei R$ 149,90.",
        "written_at": 1794990400.44,
        "locale": "pt-BR",
    }
    return Message(**{**of_shopper, **different})  # type: ignore[arg-type]


@dataclass(frozen=True)
class Chat:
    """A running app with one conversation, and the adapter that is connected to it."""

    fake: Messaging
    clock: DeskClock
    url: str
    adapter: Sunshine
    conversation: str

    @property
    def reply(self) -> Outgoing:
        return Outgoing("key-1", self.conversation, Visibility.PUBLIC, "Seu pedido #73021 saiu hoje.")

    @property
    def messages(self) -> list[dict[str, object]]:
        return self.fake.conversations[self.conversation]


@contextmanager
def running_chat() -> Iterator[Chat]:
    clock = DeskClock()
    fake = Messaging(clock)
    http = GuardedHttp(["127.0.0.1"])
    try:
        with running(fake.app()) as url:
            yield Chat(fake, clock, url, Sunshine(connection(url), http), fake.open())
    finally:
        http.close()


@pytest.fixture
def chat() -> Iterator[Chat]:
    with running_chat() as chat:
        yield chat


class TestSunshine(AdapterContract):
    adapter_class: ClassVar = Sunshine
    fixtures: ClassVar = Path(__file__).parent / "fixtures" / "sunshine"
    proves_time: ClassVar = False
    proves_body: ClassVar = False
    expected: ClassVar = {
        "message_of_shopper": [_message(1)],
        "three_events": [
            _message(2, text="Oi!"),
            _message(3, text="Olá Ana!", author=Author.AGENT, author_id="business", locale=None),
            _message(4, text=""),
        ],
        "message_of_bot": [
            _message(
                5,
                text="Hi there. How can I help you today?",
                author=Author.BOT,
                author_id="business",
                locale=None,
            )
        ],
        "message_of_ours": [],
        "conversation_read": [],
    }

    def connection(self, *signing_secrets: str) -> Connection:
        return connection("http://127.0.0.1:9", *signing_secrets, secret=CREDENTIAL)

    def signed(self, body: bytes, secret: str, at: float) -> dict[str, str]:
        return {"x-api-key": secret}

    @pytest.fixture
    def desk(self, chat: Chat) -> Desk:
        return Desk(connection(chat.url), chat.conversation)


class TestAReply:
    def test_is_the_businesss_with_our_key_in_its_metadata(self, chat: Chat) -> None:
        remote_id = chat.adapter.send(chat.reply)
        (written,) = chat.messages
        assert written["id"] == remote_id
        assert written["author"] == {"type": "business", "displayName": "Lumen"}
        assert written["metadata"] == {"dragoman_key": "key-1"}

    @pytest.mark.parametrize("character", ["x", '"', "你", "😀"])
    def test_of_the_greatest_length_is_taken_whatever_it_is_made_of(self, chat: Chat, character: str) -> None:
        chat.adapter.send(replace(chat.reply, text=character * LONGEST_TEXT))
        assert len(chat.messages) == 1

    def test_to_a_conversation_that_is_full_is_refused_with_the_reason(self, chat: Chat) -> None:
        chat.fake.most_messages = 0
        with pytest.raises(Refused, match="423: the conversation takes no more messages"):
            chat.adapter.send(chat.reply)

    def test_cannot_be_an_internal_note(self, chat: Chat) -> None:
        with pytest.raises(Refused, match="connect the adapter zendesk"):
            chat.adapter.send(replace(chat.reply, visibility=Visibility.INTERNAL))
        assert chat.messages == []

    @pytest.mark.parametrize(
        ("fault", "error"),
        [(Fault(429, {"Retry-After": "17"}), NotSent), (Fault(500), OutcomeUnknown), (Fault(403), Refused)],
        ids=["429", "500", "403"],
    )
    def test_that_did_not_land_is_not_found(self, chat: Chat, fault: Fault, error: type[Exception]) -> None:
        chat.fake.script.fail_next(POST, fault)
        with pytest.raises(error):
            chat.adapter.send(chat.reply)
        assert chat.adapter.find(Sighting(chat.reply, NOW)) is None

    def test_that_landed_before_the_connection_broke_is_found(self, chat: Chat) -> None:
        chat.fake.script.fail_next(POST, Fault(500, takes_effect=True))
        with pytest.raises(OutcomeUnknown):
            chat.adapter.send(chat.reply)
        assert chat.adapter.find(Sighting(chat.reply, NOW)) == chat.messages[0]["id"]


class TestFind:
    @pytest.mark.parametrize("begins_with_newest", [True, False])
    def test_looks_on_every_page(self, chat: Chat, begins_with_newest: bool) -> None:
        chat.fake.begins_with_newest = begins_with_newest
        for _ in range(PAGE + 20):
            chat.fake.write(chat.conversation, "Oi")
        written = chat.adapter.send(chat.reply)
        for _ in range(PAGE + 20):
            chat.fake.write(chat.conversation, "Obrigada!")
        assert chat.adapter.find(Sighting(chat.reply, NOW)) == written

    def test_reads_no_more_of_a_long_conversation_than_it_must(self, chat: Chat) -> None:
        chat.clock.now = NOW - SKEW - 1
        for _ in range(5 * PAGE):
            chat.fake.write(chat.conversation, "Oi")
        chat.clock.now = NOW
        chat.adapter.send(chat.reply)
        chat.fake.script.requests.clear()
        chat.adapter.find(Sighting(chat.reply, NOW))
        assert len(chat.fake.script.requests) == 2


@pytest.mark.parametrize(
    ("settings", "cure"),
    [
        ({"app_id": "../x", "key_id": "k", "subdomain": "shop"}, "app_id"),
        ({"app_id": APP, "key_id": "k"}, "needs its subdomain"),
    ],
)
def test_settings_that_cannot_work_name_the_cure(settings: dict[str, str], cure: str) -> None:
    wrong = Connection("shop", "chat", "sunshine", settings, {"key_secret": Secret("x")}, ())
    with pytest.raises(DragomanError, match=cure):
        Sunshine(wrong, GuardedHttp())
