"""The helpdesk's webhooks: signed, in order, and delivered again until someone takes them."""

from collections.abc import Iterator

import pytest

from dragoman.domain import Author, Secret, Visibility
from dragoman.sandbox.server import SandboxParts, create_sandbox
from dragoman.sandbox.webhooks import Delivery
from dragoman_adapters import standard_webhooks
from tests.sandbox.receiver import Receiver, receiving

SECRET = "whsec_c2FuZGJveC1zaWduaW5nLXNlY3JldA=="


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as running:
        yield running


@pytest.fixture
def sandbox(receiver: Receiver) -> Iterator[SandboxParts]:
    app = create_sandbox(receiver.url, SECRET, "token", tries=3, first_delay=0.01)
    parts: SandboxParts = app.extensions["sandbox"]
    yield parts
    parts.close()


def test_every_message_is_reported_whoever_wrote_it(sandbox: SandboxParts, receiver: Receiver) -> None:
    conversation = sandbox.desk.open("Ana", "pt-BR").id
    sandbox.desk.post(conversation, Author.SHOPPER, "Olá")
    sandbox.desk.post(conversation, Author.AGENT, "! Hello", visibility=Visibility.INTERNAL)
    sandbox.desk.post(conversation, Author.BOT, "Oi", metadata={"key": "k"})
    assert receiver.texts(3) == ["Olá", "! Hello", "Oi"]
    message = receiver.bodies[2]["data"]["message"]
    assert message["author"]["type"] == "bot"
    assert message["metadata"] == {"key": "k"}
    assert message["visibility"] == "public reply"


def test_a_delivery_is_signed_over_its_raw_bytes(sandbox: SandboxParts, receiver: Receiver) -> None:
    sandbox.desk.post(sandbox.desk.open("Ana").id, Author.SHOPPER, "Olá")
    receiver.texts(1)
    standard_webhooks.verify(receiver.deliveries[0], [Secret(SECRET)])


def test_a_delivery_that_is_not_taken_comes_again_with_the_same_id(
    sandbox: SandboxParts, receiver: Receiver
) -> None:
    receiver.statuses = [500, 302]
    message = sandbox.desk.post(sandbox.desk.open("Ana").id, Author.SHOPPER, "Olá")
    assert receiver.texts(3) == ["Olá"] * 3
    assert len({delivery.headers["webhook-id"] for delivery in receiver.deliveries}) == 1
    assert sandbox.webhooks.wait_until_idle(30)
    assert sandbox.webhooks.state(message.id) is Delivery.DELIVERED


def test_a_delivery_is_given_up_after_its_last_try_and_can_be_asked_for_again(
    sandbox: SandboxParts, receiver: Receiver
) -> None:
    receiver.statuses = [503, 503, 503]
    conversation = sandbox.desk.open("Ana")
    message = sandbox.desk.post(conversation.id, Author.SHOPPER, "Olá")
    assert sandbox.webhooks.wait_until_idle(30)
    assert sandbox.webhooks.state(message.id) is Delivery.FAILED
    assert len(receiver.bodies) == 3
    sandbox.webhooks.send(conversation, message)
    assert receiver.texts(4) == ["Olá"] * 4


def test_nobody_there_is_as_good_as_a_refusal(sandbox: SandboxParts) -> None:
    sandbox.webhooks.point_at("http://127.0.0.1:9/hook")
    message = sandbox.desk.post(sandbox.desk.open("Ana").id, Author.SHOPPER, "Olá")
    assert sandbox.webhooks.wait_until_idle(30)
    assert sandbox.webhooks.state(message.id) is Delivery.FAILED


def test_a_waiting_delivery_goes_to_the_address_of_the_moment(receiver: Receiver) -> None:
    app = create_sandbox("http://127.0.0.1:9/hook", SECRET, "token", tries=50, first_delay=0.001)
    parts: SandboxParts = app.extensions["sandbox"]
    parts.desk.post(parts.desk.open("Ana").id, Author.SHOPPER, "Olá")
    parts.webhooks.point_at(receiver.url)
    assert receiver.texts(1) == ["Olá"]
    parts.close()


def test_without_an_address_nothing_is_reported() -> None:
    parts: SandboxParts = create_sandbox(None, SECRET, "token").extensions["sandbox"]
    message = parts.desk.post(parts.desk.open("Ana").id, Author.SHOPPER, "Olá")
    assert parts.webhooks.state(message.id) is Delivery.NONE
    parts.close()


def test_closing_does_not_wait_for_tries_to_come() -> None:
    app = create_sandbox("http://127.0.0.1:9/hook", SECRET, "token", first_delay=600)
    parts: SandboxParts = app.extensions["sandbox"]
    message = parts.desk.post(parts.desk.open("Ana").id, Author.SHOPPER, "Olá")
    parts.close()
    assert parts.webhooks.state(message.id) is Delivery.WAITING
