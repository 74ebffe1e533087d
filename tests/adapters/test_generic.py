"""The adapter for programs that speak our words, over real HTTP against one that does."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import ClassVar

import pytest

from dragoman.adapter import Closed, NotSent, OutcomeUnknown, Refused, Sighting
from dragoman.adapter_tests.contract import CREDENTIAL, NOW, AdapterContract, Desk
from dragoman.domain import Author, Connection, Message, Outgoing, Secret, Visibility
from dragoman.helpdesk_http import GuardedHttp
from dragoman.sandbox.desks.faults import Fault
from dragoman.sandbox.desks.generic import Program
from dragoman.sandbox.desks.serving import running
from dragoman_adapters.generic import Generic
from dragoman_adapters.standard_webhooks import headers_for

CONVERSATION = "c-204"
ASKED = "POST /dragoman"


def connection(url: str, *signing_secrets: str, secret: str = CREDENTIAL) -> Connection:
    return Connection(
        store="shop",
        name="own",
        adapter="generic",
        settings={"url": url},
        credentials={"request_secret": Secret(secret)},
        signing_secrets=tuple(Secret(secret) for secret in signing_secrets),
    )


def _message(number: str, **different: object) -> Message:
    of_shopper: dict[str, object] = {
        "event_id": number,
        "conversation": CONVERSATION,
        "message_id": number,
        "author": Author.SHOPPER,
        "author_id": "p-77",
        "visibility": Visibility.PUBLIC,
        "text": "Olá! Onde está o pedido #4471?\nPaguei R$ 149,90.",
        "written_at": 1794999990.25,
        "locale": "pt-BR",
    }
    return Message(**{**of_shopper, **different})  # type: ignore[arg-type]


AGENT = {"author": Author.AGENT, "author_id": "rosa", "locale": None}


class TestGeneric(AdapterContract):
    adapter_class: ClassVar = Generic
    fixtures: ClassVar = Path(__file__).parent / "fixtures" / "generic"
    expected: ClassVar = {
        "message_of_shopper": [_message("m-9001")],
        "note_of_agent": [
            _message("m-9002", **AGENT, visibility=Visibility.INTERNAL, text="! It ships today.")
        ],
        "reply_of_agent": [_message("m-9003", **AGENT, text="Seu pedido sai hoje.")],
        "message_of_program": [
            _message(
                "m-9004",
                author=Author.BOT,
                author_id="greeter",
                text="We have received your message.",
                locale=None,
                written_at=None,
            )
        ],
        "conversation_closed": [],
    }

    def connection(self, *signing_secrets: str) -> Connection:
        return connection("http://127.0.0.1:9/dragoman", *signing_secrets)

    def signed(self, body: bytes, secret: str, at: float) -> dict[str, str]:
        return headers_for(secret, "msg_204", int(at), body)

    @pytest.fixture
    def desk(self) -> Iterator[Desk]:
        program = Program(CREDENTIAL)
        with running(program.app()) as url:
            yield Desk(connection(f"{url}/dragoman"), CONVERSATION, program.tags)


@dataclass(frozen=True)
class Connected:
    """A running program and the adapter that is connected to it."""

    program: Program
    adapter: Generic
    url: str


@pytest.fixture
def connected() -> Iterator[Connected]:
    program = Program(CREDENTIAL)
    with running(program.app()) as url:
        http = GuardedHttp(["127.0.0.1"])
        yield Connected(program, Generic(connection(f"{url}/dragoman"), http), url)
        http.close()


REPLY = Outgoing("key-1", CONVERSATION, Visibility.PUBLIC, "Seu pedido saiu: “#4471” 😀", "pt-BR")


def test_a_message_is_posted_with_its_key_and_the_language_that_is_news(connected: Connected) -> None:
    remote_id = connected.adapter.send(REPLY)
    assert connected.program.conversations[CONVERSATION] == [
        {
            "id": remote_id,
            "key": "key-1",
            "conversation": CONVERSATION,
            "visibility": "public reply",
            "text": REPLY.text,
            "language": "pt-BR",
        }
    ]


def test_the_same_key_is_written_once(connected: Connected) -> None:
    assert connected.adapter.send(REPLY) == connected.adapter.send(REPLY)
    assert len(connected.program.conversations[CONVERSATION]) == 1


def test_a_conversation_that_takes_no_more_is_told_from_a_message_that_is_refused(
    connected: Connected,
) -> None:
    with pytest.raises(Closed):
        connected.adapter.send(replace(REPLY, conversation="c-9"))
    connected.program.script.fail_next(ASKED, Fault(422))
    with pytest.raises(Refused) as refused:
        connected.adapter.send(REPLY)
    assert not isinstance(refused.value, Closed)


def test_a_request_that_is_not_signed_with_the_programs_secret_is_refused(connected: Connected) -> None:
    wrong = Generic(connection(f"{connected.url}/dragoman", secret="another"), GuardedHttp(["127.0.0.1"]))
    with pytest.raises(Refused, match="401: check the credentials"):
        wrong.send(REPLY)
    assert connected.program.conversations[CONVERSATION] == []


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (Fault(429, {"Retry-After": "3"}), NotSent),
        (Fault(500), OutcomeUnknown),
        (Fault(404), Refused),
        (Fault(302, {"Location": "http://169.254.169.254/latest/meta-data/"}), Refused),
    ],
    ids=["429", "500", "404", "redirect"],
)
def test_a_fault_says_what_is_certain(connected: Connected, fault: Fault, error: type[Exception]) -> None:
    connected.program.script.fail_next(ASKED, fault)
    with pytest.raises(error):
        connected.adapter.send(REPLY)
    assert connected.adapter.find(Sighting(REPLY, NOW)) is None


@pytest.mark.parametrize("body", [b"<html>ok</html>", b'{"id": 7}', b'{"id": "../etc"}', b"null"])
def test_an_answer_without_an_id_leaves_it_open_and_the_message_is_found(
    connected: Connected, body: bytes
) -> None:
    connected.program.script.fail_next(ASKED, Fault(200, body=body, takes_effect=True))
    with pytest.raises(OutcomeUnknown):
        connected.adapter.send(REPLY)
    assert connected.adapter.find(Sighting(REPLY, NOW)) == "m-1"


def test_a_program_that_cannot_look_for_messages_does_not_get_them_twice(connected: Connected) -> None:
    connected.program.script.fail_next(ASKED, Fault(400))
    with pytest.raises(Refused):
        connected.adapter.find(Sighting(replace(REPLY, key="key-2"), NOW))


def test_the_probe_gives_the_programs_name(connected: Connected) -> None:
    assert connected.adapter.probe() == f"Lumen's own desk at {connected.url}/dragoman"
