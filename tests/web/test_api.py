"""The API: who may use it, what it answers, and that a repeated request has one effect."""

import json
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from dragoman.domain import Author, Visibility
from dragoman.sandbox.desk import DeskConversation
from dragoman.storage.stores import Role
from dragoman.translation.packs import PackLibrary
from tests.web.served import API, CONNECTION, STORE, Served, report_of, serving


@pytest.fixture(scope="module")
def busy(tmp_path_factory: pytest.TempPathFactory, packs: PackLibrary) -> Iterator[Served]:
    """Dragoman at work with the real packs; every test opens a conversation of its own."""
    with serving(tmp_path_factory.mktemp("busy"), packs.folder, working=True) as running:
        yield running


@pytest.fixture
def idle(tmp_path: Path) -> Iterator[Served]:
    """Dragoman without packs and without workers: what is stored stays as it is."""
    with serving(tmp_path, tmp_path / "packs", reply_wait=0.0) as running:
        yield running


@pytest.fixture
def chat(busy: Served) -> DeskConversation:
    """A conversation whose shopper writes Portuguese."""
    conversation = busy.open()
    busy.settled(busy.say(conversation, "Olá! Quando chega o meu pedido #48213? Paguei R$ 129,90 ontem."))
    return conversation


def reply_to(running: Served, conversation: str, text: str, mode: str = "send", **how: Any) -> Any:
    body = {"text": text, "mode": mode, **how.pop("body", {})}
    return running.api("POST", f"/conversations/{conversation}/reply", json=body, **how)


def test_a_preview_is_asked_to_come_again_while_too_much_waits(busy: Served, chat: DeskConversation) -> None:
    with ExitStack() as seats:
        while seats.enter_context(busy.dragoman.seats.hold(STORE.id)):
            pass
        answer = reply_to(busy, busy.ours(chat).id, "Hello!", "preview")
        assert busy.deliver(report_of("Olá!", "while-full")).status_code == 202
    assert (answer.status_code, int(answer.headers["Retry-After"]) > 0) == (503, True)
    assert reply_to(busy, busy.ours(chat).id, "Hello!", "preview").status_code == 200


def key(text: str) -> dict[str, str]:
    return {"Idempotency-Key": text}


def test_a_preview_shows_the_translation_and_what_it_says_and_sends_nothing(
    busy: Served, chat: DeskConversation
) -> None:
    before = busy.desk.messages(chat.id)
    answer = reply_to(busy, busy.ours(chat).id, "Your order #48213 arrives on Friday.", "preview")
    assert answer.status_code == 200
    shown = answer.json()
    assert shown["state"] == "preview"
    assert shown["language"] == "pt-BR"
    assert "#48213" in shown["translation"]
    assert "#48213" in shown["back_translation"]
    assert "Friday" in shown["back_translation"]
    assert [(span["text"], span["kind"]) for span in shown["protected"]] == [("#48213", "order id")]
    assert shown["holds"] == shown["warnings"] == shown["terms"] == []
    assert busy.desk.messages(chat.id) == before


def test_a_sent_reply_reaches_the_shopper_in_their_language(busy: Served, chat: DeskConversation) -> None:
    answer = reply_to(busy, busy.ours(chat).id, "Your order left our shop today.", headers=key("k-1"))
    assert answer.status_code == 200
    told = answer.json()
    assert (told["state"], told["language"], told["holds"]) == ("sent", "pt-BR", [])
    assert busy.written(chat, Visibility.PUBLIC) == [told["translation"]]
    assert "pedido" in told["translation"]


def test_a_repeated_request_returns_the_first_result_and_sends_nothing_more(
    busy: Served, chat: DeskConversation
) -> None:
    ours = busy.ours(chat).id
    first, second = (reply_to(busy, ours, "It leaves today.", headers=key("k-2")) for _ in range(2))
    assert first.json() == second.json()
    assert len(busy.written(chat, Visibility.PUBLIC)) == 1


def test_a_key_that_came_with_another_reply_is_answered_422(busy: Served, chat: DeskConversation) -> None:
    ours = busy.ours(chat).id
    reply_to(busy, ours, "It leaves today.", headers=key("k-3"))
    answer = reply_to(busy, ours, "It leaves tomorrow.", headers=key("k-3"))
    assert answer.status_code == 422
    assert "Idempotency-Key" in answer.json()["detail"]
    assert len(busy.written(chat, Visibility.PUBLIC)) == 1


def test_a_reply_to_a_shopper_of_unknown_language_is_held_with_the_cure(busy: Served) -> None:
    conversation = busy.open()
    busy.settled(busy.say(conversation, "12345 ???"))
    answer = reply_to(busy, busy.ours(conversation).id, "We will look into it.", headers=key("k-4"))
    assert answer.status_code == 200
    assert answer.json()["state"] == "held"
    assert answer.json()["holds"]
    assert busy.written(conversation, Visibility.PUBLIC) == []


def test_a_language_can_be_chosen(busy: Served) -> None:
    conversation = busy.open()
    busy.settled(busy.say(conversation, "12345 ???"))
    answer = reply_to(
        busy, busy.ours(conversation).id, "Good morning!", "preview", body={"language": "pt-BR"}
    )
    assert "dia" in answer.json()["translation"]


def test_a_conversation_shows_originals_with_their_translations(busy: Served, chat: DeskConversation) -> None:
    ours = busy.ours(chat)
    shown = busy.api("GET", f"/conversations/{ours.id}").json()
    assert (shown["id"], shown["remote_id"], shown["language"]) == (ours.id, chat.id, "pt-BR")
    (message,) = shown["messages"]
    assert message["direction"] == "inbound"
    assert message["original"].startswith("Olá! Quando chega")
    assert "order #48213" in message["translation"]
    assert message["report"]["detection"]["confidence"] > 0.5


def test_conversations_are_listed_the_newest_first_in_pages(idle: Served) -> None:
    for number in range(3):
        body = json.loads(report_of("Oi", f"m{number}"))
        body["data"]["message"]["conversation"] = f"c{number}"
        assert idle.deliver(json.dumps(body).encode()).status_code == 202
    first = idle.api("GET", "/conversations?limit=2").json()
    assert [one["remote_id"] for one in first["conversations"]] == ["c2", "c1"]
    second = idle.api("GET", f"/conversations?limit=2&before={first['next']!r}").json()
    assert [one["remote_id"] for one in second["conversations"]] == ["c0"]
    assert second["next"] is None


def test_a_reply_that_takes_longer_is_answered_202_and_can_be_asked_for(idle: Served, tmp_path: Path) -> None:
    idle.deliver(report_of("Oi"))
    ours = idle.api("GET", "/conversations").json()["conversations"][0]["id"]
    answer = reply_to(idle, ours, "It leaves today.", headers=key("k-5"))
    assert answer.status_code == 202
    assert answer.json()["state"] == "queued"
    place = answer.headers["Location"]
    assert place == f"{API}/replies/{answer.json()['id']}"
    assert idle.api("GET", place.removeprefix(API)).json() == answer.json()


def parked_event(running: Served) -> int:
    running.deliver(report_of("Oi"))
    inbox = running.dragoman.records.inbox
    claim = inbox.claim(1)
    assert claim is not None
    inbox.park(claim, "the helpdesk was closed; open it")
    return claim.id


def test_parked_events_are_listed_with_what_to_do(idle: Served) -> None:
    row = parked_event(idle)
    (event,) = idle.api("GET", "/events?state=parked").json()["events"]
    assert (event["id"], event["connection"]) == (row, CONNECTION)
    assert event["error"] == "the helpdesk was closed; open it"


def test_an_owner_puts_a_parked_event_back_to_work(idle: Served) -> None:
    row = parked_event(idle)
    assert idle.api("POST", f"/events/{row}/replay", role=Role.OWNER).status_code == 202
    assert idle.dragoman.records.inbox.due(10) == [row]
    again = idle.api("POST", f"/events/{row}/replay", role=Role.OWNER)
    assert again.status_code == 409


def test_only_an_owner_may_replay(idle: Served) -> None:
    row = parked_event(idle)
    assert idle.api("POST", f"/events/{row}/replay", role=Role.AGENT).status_code == 403


@pytest.mark.parametrize("path", ["/conversations", "/conversations/x", "/events?state=parked", "/replies/1"])
def test_a_localizer_sees_no_conversation(idle: Served, path: str) -> None:
    assert idle.api("GET", path, role=Role.LOCALIZER).status_code == 403


def test_a_localizer_may_not_reply(idle: Served) -> None:
    answer = reply_to(idle, "x", "Hello", role=Role.LOCALIZER, headers=key("k"))
    assert answer.status_code == 403
    assert "agent or owner" in answer.json()["detail"]


@pytest.mark.parametrize("value", [None, "", "Bearer", "Bearer wrong", "Basic eDp5", "Bearer \xe9"], ids=repr)
def test_without_a_valid_token_every_operation_is_answered_401(idle: Served, value: str | None) -> None:
    headers = {} if value is None else {"Authorization": value.encode("latin-1")}
    answer = idle.call("GET", f"{API}/conversations", headers=headers)
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize("store", ["another", "does-not-exist"])
def test_a_token_of_another_store_learns_nothing_of_this_one(idle: Served, store: str) -> None:
    stores = idle.dragoman.records.stores
    stores.add(type(STORE)("another", "Another", "en", ("en",)))
    headers = {"Authorization": f"Bearer {idle.tokens[Role.OWNER]}"}
    answer = idle.call("GET", f"/api/v1/stores/{store}/conversations", headers=headers)
    assert answer.status_code == 403
    assert answer.json()["detail"] == "The token belongs to another store."


def test_ids_of_another_store_are_not_found(idle: Served) -> None:
    row = parked_event(idle)
    ours = idle.api("GET", "/conversations").json()["conversations"][0]["id"]
    stores = idle.dragoman.records.stores
    stores.add(type(STORE)("another", "Another", "en", ("en",)))
    headers = {"Authorization": f"Bearer {stores.issue_token('another', Role.OWNER, 'spy')}"}
    base = "/api/v1/stores/another"
    assert idle.call("GET", f"{base}/conversations/{ours}", headers=headers).status_code == 404
    assert idle.call("POST", f"{base}/events/{row}/replay", headers=headers).status_code == 404
    assert idle.call("GET", f"{base}/replies/{row}", headers=headers).status_code == 404


WRONG = {
    "no text": ({"mode": "send"}, "/text"),
    "an empty text": ({"text": " \n", "mode": "send"}, "/text"),
    "a text too long": ({"text": "x" * 20_001, "mode": "send"}, "/text"),
    "half a surrogate pair": ({"text": "\ud83d", "mode": "send"}, "/text"),
    "NUL": ({"text": "a\0", "mode": "send"}, "/text"),
    "a text that is a number": ({"text": 7, "mode": "send"}, "/text"),
    "another mode": ({"text": "Hi", "mode": "shout"}, "/mode"),
    "a language that is none": ({"text": "Hi", "mode": "send", "language": "!"}, "/language"),
    "an unknown field": ({"text": "Hi", "mode": "send", "cc": "x"}, "/cc"),
    "a list": ([], "/"),
}


@pytest.mark.parametrize(("body", "pointer"), WRONG.values(), ids=WRONG)
def test_a_request_that_does_not_fit_is_answered_422_and_told_where(
    idle: Served, body: Any, pointer: str
) -> None:
    answer = idle.api("POST", "/conversations/x/reply", json=body, headers=key("k"))
    assert answer.status_code == 422
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert pointer in {place["pointer"] for place in answer.json()["errors"]}


@pytest.mark.parametrize("body", [b"{", b"[" * 100_000, b"9" * 5000, b"\xff"], ids=lambda body: body[:3])
def test_a_body_that_is_no_json_is_answered_400(idle: Served, body: bytes) -> None:
    headers = {"Content-Type": "application/json"}
    assert idle.api("POST", "/conversations/x/reply", data=body, headers=headers).status_code == 400


def test_a_body_that_is_not_declared_as_json_is_answered_415(idle: Served) -> None:
    assert idle.api("POST", "/conversations/x/reply", data="text=Hi").status_code == 415


def test_a_body_over_the_limit_is_answered_413(idle: Served) -> None:
    body = {"text": "x" * (1 << 20), "mode": "send"}
    answer = idle.api("POST", "/conversations/x/reply", json=body, headers=key("k"))
    assert answer.status_code == 413
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_sending_without_a_key_is_answered_400_and_told_the_header(idle: Served) -> None:
    idle.deliver(report_of("Oi"))
    ours = idle.api("GET", "/conversations").json()["conversations"][0]["id"]
    answer = reply_to(idle, ours, "Hello")
    assert answer.status_code == 400
    assert "Idempotency-Key" in answer.json()["detail"]


@pytest.mark.parametrize("value", ["", "x" * 256, "\xe9"], ids=["empty", "long", "not ASCII"])
def test_a_key_that_is_none_is_answered_400(idle: Served, value: str) -> None:
    answer = reply_to(idle, "x", "Hello", headers={"Idempotency-Key": value.encode("latin-1")})
    assert answer.status_code == 400


@pytest.mark.parametrize("path", ["/conversations/none", "/replies/999", "/nothing"])
def test_what_is_not_there_is_answered_404(idle: Served, path: str) -> None:
    answer = idle.api("GET", path)
    assert answer.status_code == 404
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_a_query_that_does_not_fit_is_answered_422(idle: Served) -> None:
    assert idle.api("GET", "/conversations?limit=0").status_code == 422
    assert idle.api("GET", "/events?state=done").status_code == 422


def test_a_reply_by_note_and_one_by_the_api_take_the_same_way(busy: Served, chat: DeskConversation) -> None:
    busy.settled(busy.say(chat, "! Your order left our shop today.", Author.AGENT))
    answer = reply_to(busy, busy.ours(chat).id, "Your order left our shop today.", headers=key("k-6"))
    by_note, by_api = busy.written(chat, Visibility.PUBLIC)
    assert by_note == by_api == answer.json()["translation"]


def test_an_agents_name_stands_in_the_note_about_a_reply_through_the_api(
    busy: Served, chat: DeskConversation
) -> None:
    reply_to(busy, busy.ours(chat).id, "It leaves tomorrow.", headers=key("k-7"))
    note = busy.written(chat, Visibility.INTERNAL)[-1]
    assert "a test's agent" in note
    assert "It leaves tomorrow." in note


def test_an_agent_says_which_language_the_shopper_writes(busy: Served, chat: DeskConversation) -> None:
    place = f"/conversations/{busy.ours(chat).id}/language"
    told = busy.api("PUT", place, json={"language": "es"})
    assert told.status_code == 200
    assert (told.json()["language"], told.json()["told"]) == ("es", "es")
    busy.settled(busy.say(chat, "Obrigada, aguardo notícias!"))
    assert busy.ours(chat).language == "es"
    assert busy.api("PUT", place, json={"language": None}).json()["language"] == "pt-BR"
    assert busy.api("PUT", place, json={"language": "no such"}).status_code == 422
