"""The adapter of the built-in helpdesk, against the helpdesk itself."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar

import pytest

from dragoman.adapter import Refused, Request, Sighting, check
from dragoman.adapter_tests.contract import CREDENTIAL, AdapterContract, Desk
from dragoman.domain import Author, Connection, Message, Outgoing, Secret, Visibility
from dragoman.helpdesk_http import GuardedHttp
from dragoman.sandbox.api import PAGE
from dragoman.sandbox.server import SandboxServer, create_sandbox
from dragoman_adapters.sandbox import LONGEST_TEXT, Sandbox
from dragoman_adapters.standard_webhooks import headers_for


def _message(**different: object) -> Message:
    of_shopper: dict[str, object] = {
        "event_id": "3f9c2a7be104",
        "conversation": "a41c09d2f7e3",
        "message_id": "3f9c2a7be104",
        "author": Author.SHOPPER,
        "author_id": "shopper-77b0c1",
        "visibility": Visibility.PUBLIC,
        "text": "Olá! Onde está o pedido #4471?",
        "written_at": 1794999990.25,
        "locale": "pt-BR",
    }
    return Message(**{**of_shopper, **different})  # type: ignore[arg-type]


AGENT = {"author": Author.AGENT, "author_id": "agent-alex", "locale": None}


class TestSandbox(AdapterContract):
    adapter_class: ClassVar = Sandbox
    fixtures: ClassVar = Path(__file__).parent / "fixtures" / "sandbox"
    expected: ClassVar = {
        "message_of_shopper": [_message()],
        "note_of_agent": [
            _message(
                **AGENT,
                event_id="b70e12c4d955",
                message_id="b70e12c4d955",
                visibility=Visibility.INTERNAL,
                text="! It ships today.",
            )
        ],
        "reply_of_agent": [
            _message(
                **AGENT,
                event_id="b70e12c4d956",
                message_id="b70e12c4d956",
                text="Hello Ana,\n\nit ships today.",
            )
        ],
        "note_of_bot": [
            _message(
                event_id="c81f23d5e066",
                message_id="c81f23d5e066",
                author=Author.BOT,
                author_id="bot-dragoman",
                visibility=Visibility.INTERNAL,
                text="Portuguese: Where is order #4471?",
                locale=None,
            )
        ],
        "conversation_closed": [],
    }

    def connection(self, *signing_secrets: str) -> Connection:
        return _connection("http://127.0.0.1:9", *signing_secrets)

    def signed(self, body: bytes, secret: str, at: float) -> dict[str, str]:
        return headers_for(secret, "msg_3f9c2a7be104", int(at), body)

    @pytest.fixture
    def desk(self) -> Iterator[Desk]:
        with SandboxServer(create_sandbox(None, "", CREDENTIAL)) as server:
            sandbox = server.parts.desk
            chat = sandbox.open("Ana", "pt-BR").id
            yield Desk(_connection(server.url), chat, lambda: [sandbox.conversation(chat).language or ""])

    def sent_at(self) -> float:
        return time.time()

    def test_a_message_is_found_behind_hundreds_of_later_ones(self, desk: Desk) -> None:
        adapter = self._connected(desk)
        first = Outgoing("key-0", desk.conversation, Visibility.INTERNAL, "Hello.")
        remote_id = adapter.send(first)
        for number in range(PAGE + 5):
            adapter.send(Outgoing(f"key-{number + 1}", desk.conversation, Visibility.INTERNAL, "Hello."))
        last = Outgoing(f"key-{PAGE + 5}", desk.conversation, Visibility.INTERNAL, "Hello.")
        assert adapter.find(Sighting(first, self.sent_at())) == remote_id
        assert adapter.find(Sighting(last, self.sent_at())) not in {None, remote_id}

    def test_a_message_over_the_cap_is_refused(self, desk: Desk) -> None:
        message = Outgoing("key", desk.conversation, Visibility.PUBLIC, "x" * (LONGEST_TEXT + 1))
        with pytest.raises(Refused, match="422"):
            self._connected(desk).send(message)

    def test_a_wrong_token_is_refused_with_the_cure(self, desk: Desk) -> None:
        wrong = Connection(
            "shop", "demo", "sandbox", desk.connection.settings, {"token": Secret("wrong")}, ()
        )
        with pytest.raises(Refused, match="401: check the credentials"):
            Sandbox(wrong, GuardedHttp(allow_private=["127.0.0.1"])).probe()


def _connection(url: str, *signing_secrets: str) -> Connection:
    return Connection(
        store="shop",
        name="demo",
        adapter="sandbox",
        settings={"base_url": url},
        credentials={"token": Secret(CREDENTIAL)},
        signing_secrets=tuple(Secret(secret) for secret in signing_secrets),
    )


def test_the_signature_is_that_of_the_reference_implementation() -> None:
    """The example of the Standard Webhooks libraries' own tests."""
    secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    body = b'{"test": 2432232314}'
    headers = headers_for(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, body)
    assert headers["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    connection = _connection("http://127.0.0.1:9", secret)
    check(Sandbox(connection, GuardedHttp()), Request(body, headers, {}, 1614265330.0))


def test_one_fitting_signature_among_several_is_enough() -> None:
    body = b"{}"
    headers = headers_for("new", "msg_1", 1614265330, body)
    other = headers_for("old", "msg_1", 1614265330, body)["webhook-signature"]
    headers["webhook-signature"] = f"v1a,AAAA {other} v1,!! {headers['webhook-signature']}"
    connection = _connection("http://127.0.0.1:9", "new")
    check(Sandbox(connection, GuardedHttp()), Request(body, headers, {}, 1614265330.0))
