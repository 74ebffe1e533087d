"""The helpdesk's API over real HTTP, and how it misbehaves on demand."""

from collections.abc import Iterator, Mapping
from threading import Event
from typing import Any

import pytest
import requests
from flask import Flask

from dragoman.domain import Author
from dragoman.sandbox.api import Api
from dragoman.sandbox.desk import SandboxDesk
from dragoman.sandbox.faults import FaultPlan, Faults
from dragoman.sandbox.server import SandboxServer, create_sandbox
from tests.sandbox.receiver import receiving

TOKEN = {"Authorization": "Bearer token"}


@pytest.fixture
def sandbox() -> Iterator[SandboxServer]:
    with SandboxServer(create_sandbox(None, "secret", "token")) as server:
        yield server


@pytest.fixture
def conversation(sandbox: SandboxServer) -> str:
    return sandbox.parts.desk.open("Ana", "pt-BR").id


def call(
    sandbox: SandboxServer, method: str, path: str, json: Any = None, headers: Mapping[str, str] = TOKEN
) -> requests.Response:
    return requests.request(method, f"{sandbox.url}/api{path}", json=json, headers=headers, timeout=30)


def post(sandbox: SandboxServer, conversation: str, **content: Any) -> requests.Response:
    return call(sandbox, "POST", f"/conversations/{conversation}/messages", {"text": "Hello", **content})


def texts(sandbox: SandboxServer, conversation: str) -> list[str]:
    return [message.text for message in sandbox.parts.desk.messages(conversation)]


# what it keeps


def test_a_conversation_is_opened_and_listed(sandbox: SandboxServer) -> None:
    shopper = {"name": "Ana", "locale": "pt-BR"}
    opened = call(sandbox, "POST", "/conversations", {"shopper": shopper})
    assert opened.status_code == 201
    assert call(sandbox, "GET", "/conversations").json() == {"conversations": [opened.json()]}
    assert opened.json()["shopper"]["locale"] == "pt-BR"


def test_a_message_is_kept_with_its_metadata_and_written_by_the_integration(
    sandbox: SandboxServer, conversation: str
) -> None:
    answer = post(
        sandbox, conversation, text="<b>\u2028Olá 😀</b> ", visibility="internal note", metadata={"key": "k"}
    )
    assert answer.status_code == 201
    listed = call(sandbox, "GET", f"/conversations/{conversation}/messages").json()
    assert listed == {"messages": [answer.json()], "next": None}
    assert answer.json()["text"] == "<b>\u2028Olá 😀</b> "
    assert answer.json()["author"]["type"] == "bot"
    assert answer.json()["metadata"] == {"key": "k"}


def test_equal_messages_are_never_merged(sandbox: SandboxServer, conversation: str) -> None:
    for _ in range(3):
        post(sandbox, conversation, metadata={"key": "same"})
    assert texts(sandbox, conversation) == ["Hello"] * 3


def test_messages_are_listed_page_by_page_in_their_order(sandbox: SandboxServer, conversation: str) -> None:
    for number in range(205):
        sandbox.parts.desk.post(conversation, Author.AGENT, str(number))
    path, seen = f"/conversations/{conversation}/messages", []
    page = call(sandbox, "GET", path).json()
    while page["next"]:
        seen += page["messages"]
        page = call(sandbox, "GET", f"{path}?after={page['next']}").json()
    seen += page["messages"]
    assert [message["text"] for message in seen] == [str(number) for number in range(205)]


def test_a_message_tags_its_conversation_with_a_language(sandbox: SandboxServer, conversation: str) -> None:
    post(sandbox, conversation, language="pt-BR")
    post(sandbox, conversation)
    assert call(sandbox, "GET", "/conversations").json()["conversations"][0]["language"] == "pt-BR"


# what it refuses


@pytest.mark.parametrize(
    "headers", [{}, {"Authorization": "Bearer wrong"}, {"Authorization": "Bearer tokén"}]
)
def test_without_the_token_nobody_gets_in(sandbox: SandboxServer, headers: dict[str, str]) -> None:
    sent = {name: value.encode() for name, value in headers.items()}
    answer = requests.get(f"{sandbox.url}/api/conversations", headers=sent, timeout=30)
    assert answer.status_code == 401
    assert answer.headers["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize(
    "content",
    [
        {"text": ""},
        {"text": "x" * 20_001},
        {"text": 7},
        {"visibility": "secret"},
        {"metadata": [1]},
        {"author": {"type": "king"}},
        {"unknown": 1},
    ],
    ids=str,
)
def test_a_message_that_is_not_as_documented_is_refused(
    sandbox: SandboxServer, conversation: str, content: dict[str, Any]
) -> None:
    assert post(sandbox, conversation, **content).status_code == 422
    assert texts(sandbox, conversation) == []


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"\xff", b"[" * 100_000], ids=lambda body: repr(body[:5]))
def test_a_body_that_is_no_object_is_refused(sandbox: SandboxServer, conversation: str, body: bytes) -> None:
    answer = requests.post(
        f"{sandbox.url}/api/conversations/{conversation}/messages",
        data=body,
        headers={**TOKEN, "Content-Type": "application/json"},
        timeout=30,
    )
    assert answer.status_code in {400, 422}


def test_an_unknown_conversation_is_not_found(sandbox: SandboxServer) -> None:
    assert post(sandbox, "nowhere").status_code == 404


# how it misbehaves


def test_it_fails_as_often_as_asked_and_stores_nothing_meanwhile(
    sandbox: SandboxServer, conversation: str
) -> None:
    assert call(sandbox, "PUT", "/faults", {"fail": 503, "times": 2, "retry_after": 7}).status_code == 200
    answers = [post(sandbox, conversation) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [503, 503, 201]
    assert answers[0].headers["Retry-After"] == "7"
    assert texts(sandbox, conversation) == ["Hello"]


def test_a_late_message_is_denied_and_lands_all_the_same(sandbox: SandboxServer, conversation: str) -> None:
    landed = Event()
    sandbox.parts.desk.on_message(lambda *_: landed.set())
    call(sandbox, "PUT", "/faults", {"late": 0.01})
    assert post(sandbox, conversation).status_code == 504
    assert landed.wait(30)
    assert texts(sandbox, conversation) == ["Hello"]


def test_a_slow_message_lands_at_half_time() -> None:
    class Clock(Event):
        """Passes at once, and says how many messages there were when each wait began."""

        def wait(self, timeout: float | None = None) -> bool:
            waits.append((timeout, len(desk.messages(conversation))))
            return False

    waits: list[tuple[float | None, int]] = []
    desk, faults = SandboxDesk(), FaultPlan()
    conversation = desk.open("Ana").id
    app = Flask(__name__)
    app.register_blueprint(Api(desk, faults, "token", Clock()).blueprint())
    faults.set(Faults(slow=10))
    path = f"/api/conversations/{conversation}/messages"
    assert app.test_client().post(path, json={"text": "Hello"}, headers=TOKEN).status_code == 201
    assert waits == [(5, 0), (5, 1)]


def test_closing_lets_slow_requests_go(sandbox: SandboxServer, conversation: str) -> None:
    call(sandbox, "PUT", "/faults", {"slow": 600})
    sandbox.parts.closing.set()
    assert post(sandbox, conversation).status_code == 201


def test_people_are_spared(sandbox: SandboxServer, conversation: str) -> None:
    call(sandbox, "PUT", "/faults", {"fail": 500, "times": 9})
    for person in ("shopper", "agent"):
        assert post(sandbox, conversation, author={"type": person}).status_code == 201


def test_new_faults_take_the_place_of_the_old(sandbox: SandboxServer, conversation: str) -> None:
    call(sandbox, "PUT", "/faults", {"fail": 500, "times": 9})
    assert call(sandbox, "PUT", "/faults", {}).json() == Faults().to_json()
    assert post(sandbox, conversation).status_code == 201


@pytest.mark.parametrize("faults", [{"slow": -1}, {"fail": 200}, {"probability": 2}, {"sloow": 1}], ids=str)
def test_faults_that_do_not_exist_are_refused(sandbox: SandboxServer, faults: dict[str, Any]) -> None:
    assert call(sandbox, "PUT", "/faults", faults).status_code == 422


def test_chances_repeat_with_their_seed() -> None:
    def series(seed: int) -> list[int]:
        plan = FaultPlan()
        plan.set(Faults(fail=500, times=1000, probability=0.5, seed=seed))
        return [plan.next().fail for _ in range(50)]

    assert series(1) == series(1)
    assert series(1) != series(2)
    assert set(series(1)) == {0, 500}


def test_webhooks_are_delivered_twice_when_asked() -> None:
    with (
        receiving() as receiver,
        SandboxServer(create_sandbox(receiver.url, "secret", "token")) as sandbox,
    ):
        call(sandbox, "PUT", "/faults", {"twice": True})
        post(sandbox, sandbox.parts.desk.open("Ana").id)
        assert receiver.texts(2) == ["Hello", "Hello"]
        assert receiver.deliveries[0].headers["webhook-id"] == receiver.deliveries[1].headers["webhook-id"]


def test_a_port_that_is_taken_is_an_error_of_the_system(sandbox: SandboxServer) -> None:
    port = int(sandbox.url.rpartition(":")[2])
    with pytest.raises(OSError, match="in use"):
        SandboxServer(create_sandbox(None, "secret", "token"), port)
