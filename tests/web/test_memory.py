"""The translation memory over real HTTP: an agent's own words are sent as written, remembered, and used."""

import threading
import time
from collections.abc import Iterator
from itertools import count
from typing import Any

import pytest

from dragoman.domain import Store, Visibility
from dragoman.sandbox.desk import DeskConversation
from dragoman.storage.erasure import erase
from dragoman.storage.stores import Role
from dragoman.translation.packs import PackLibrary
from tests.web.served import PATIENCE_SECONDS, STORE, Served, serving

ANSWER = "Good morning! Your order #48213 left our shop today."
OWN = "Oi, bom dia! O seu pedido #48213 saiu hoje da nossa loja."
KEYS = map(str, count())


@pytest.fixture(scope="module")
def busy(tmp_path_factory: pytest.TempPathFactory, packs: PackLibrary) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("busy"), packs.folder, working=True, sweep=0.1) as running:
        yield running


@pytest.fixture(autouse=True)
def forgetful(busy: Served) -> Iterator[None]:
    """Every test begins with an empty memory."""
    yield
    busy.dragoman.records.memory.remove(STORE.id, None)


@pytest.fixture
def chat(busy: Served) -> DeskConversation:
    conversation = busy.open()
    busy.settled(busy.say(conversation, "Olá! Quando chega o meu pedido #48213? Paguei R$ 129,90 ontem."))
    return conversation


def reply(busy: Served, chat: DeskConversation, text: str, own: str | None, mode: str = "send") -> Any:
    body = {"text": text, "mode": mode} | ({"translation": own} if own is not None else {})
    place = f"/conversations/{busy.ours(chat).id}/reply"
    answer = busy.api("POST", place, json=body, headers={"Idempotency-Key": next(KEYS)})
    assert answer.status_code == 200, answer.text
    return answer.json()


def entries(busy: Served) -> list[tuple[str, str]]:
    listed = busy.api("GET", "/memory").json()["entries"]
    return [(entry["source"], entry["target"]) for entry in reversed(listed)]


def test_an_agents_own_words_are_sent_as_written_and_their_sentences_approved(
    busy: Served, chat: DeskConversation
) -> None:
    told = reply(busy, chat, ANSWER, OWN)
    assert (told["state"], told["translation"], told["remembered"]) == ("sent", OWN, 2)
    assert busy.written(chat, Visibility.PUBLIC) == [OWN]
    assert entries(busy) == [
        ("Good morning!", "Oi, bom dia!"),
        ("Your order #48213 left our shop today.", "O seu pedido #48213 saiu hoje da nossa loja."),
    ]
    (entry, _) = busy.api("GET", "/memory").json()["entries"]
    assert (entry["author"], entry["glossary"]) == ("a test's agent", "")
    assert entry["conversation"] == busy.ours(chat).id


def test_the_next_reply_like_it_is_taken_from_the_memory(busy: Served, chat: DeskConversation) -> None:
    reply(busy, chat, ANSWER, OWN)
    shown = reply(busy, chat, "Your order #77001 left our shop today.", None, "preview")
    assert shown["translation"] == "O seu pedido #77001 saiu hoje da nossa loja."
    assert [segment["method"] for segment in shown["segments"]] == ["memory"]
    assert shown["suggestions"] == []


def test_what_is_only_alike_is_suggested_and_not_used(busy: Served, chat: DeskConversation) -> None:
    reply(busy, chat, ANSWER, OWN)
    shown = reply(busy, chat, "Your order #77001 left our shop yesterday.", None, "preview")
    (suggestion,) = shown["suggestions"]
    assert suggestion["target"] == "O seu pedido #48213 saiu hoje da nossa loja."
    assert 0.75 <= suggestion["likeness"] < 1
    assert "ontem" in shown["translation"]


def test_sentences_that_do_not_stand_one_to_one_are_sent_and_not_remembered(
    busy: Served, chat: DeskConversation
) -> None:
    own = "Bom dia, o seu pedido #48213 saiu hoje da nossa loja."
    told = reply(busy, chat, ANSWER, own)
    assert (told["state"], told["remembered"]) == ("sent", 0)
    assert busy.written(chat, Visibility.PUBLIC) == [own]
    assert entries(busy) == []


def test_a_number_may_become_a_word_which_is_shown_and_not_remembered(
    busy: Served, chat: DeskConversation
) -> None:
    told = reply(busy, chat, "It arrives in 2 days.", "Chega na sua casa em dois dias.")
    assert (told["state"], told["remembered"]) == ("sent", 0)
    assert [warning["code"] for warning in told["warnings"]] == ["number_changed"]


@pytest.mark.parametrize(
    ("own", "why"),
    [
        ("Oi, bom dia! O seu pedido saiu hoje da nossa loja.", "A value that must stay as it is"),
        ("Good morning! Your order #48213 left our shop this very day.", "Your translation is in English"),
    ],
)
def test_own_words_that_lose_a_value_or_are_not_in_the_shoppers_language_are_held(
    busy: Served, chat: DeskConversation, own: str, why: str
) -> None:
    previewed = reply(busy, chat, ANSWER, own, "preview")
    told = reply(busy, chat, ANSWER, own)
    for answer in (previewed, told):
        assert any(why in hold for hold in answer["holds"])
    assert (told["state"], busy.written(chat, Visibility.PUBLIC)) == ("held", [])
    assert entries(busy) == []


def test_a_preview_of_own_words_says_what_they_say(busy: Served, chat: DeskConversation) -> None:
    shown = reply(busy, chat, ANSWER, OWN, "preview")
    assert (shown["state"], shown["translation"], shown["holds"]) == ("preview", OWN, [])
    assert "#48213" in shown["back_translation"]
    assert entries(busy) == []


def test_the_same_key_with_other_own_words_is_refused(busy: Served, chat: DeskConversation) -> None:
    place = f"/conversations/{busy.ours(chat).id}/reply"
    statuses = [
        busy.api(
            "POST",
            place,
            json={"text": "Hello!", "mode": "send", "translation": own},
            headers={"Idempotency-Key": "other words"},
        ).status_code
        for own in ("Oi!", "Oi!", "Olá!")
    ]
    assert statuses == [200, 200, 422]


def test_erasing_a_shopper_erases_what_was_learned_from_them(busy: Served, chat: DeskConversation) -> None:
    reply(busy, chat, ANSWER, OWN)
    added = {"source_language": "en", "target_language": "pt-BR", "source": "Yes.", "target": "Sim."}
    assert busy.api("POST", "/memory", Role.OWNER, json=added).status_code == 201
    records = busy.dragoman.records
    shopper = busy.ours(chat).person or ""
    erase(records.database, records.cipher, STORE.id, shopper, now=0.0, dry_run=False)
    assert entries(busy) == [("Yes.", "Sim.")]


def test_a_running_server_lets_go_of_what_it_remembers_once_a_shopper_is_erased(
    busy: Served, chat: DeskConversation
) -> None:
    lately = busy.dragoman.context.lately
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not len(lately) and time.monotonic() < deadline:
        # What an earlier test removed may still have this forgotten.
        reply(busy, chat, ANSWER, None, "preview")
    records = busy.dragoman.records
    erase(records.database, records.cipher, STORE.id, busy.ours(chat).person or "", now=0.0, dry_run=False)
    while len(lately) and time.monotonic() < deadline:
        threading.Event().wait(0.01)
    assert len(lately) == 0


def test_entries_are_added_listed_and_removed(busy: Served) -> None:
    added = {"source_language": "EN", "target_language": "pt", "source": "Yes.", "target": "Sim."}
    entry = busy.api("POST", "/memory", Role.LOCALIZER, json=added).json()
    assert (entry["source_language"], entry["target_language"], entry["author"]) == (
        "en",
        "pt-BR",
        "a test's localizer",
    )
    assert busy.api("GET", "/memory?target=pt-BR").json() == {"entries": [entry], "next": None}
    assert busy.api("DELETE", f"/memory/{entry['id']}", Role.OWNER).status_code == 204
    assert busy.api("DELETE", f"/memory/{entry['id']}", Role.OWNER).status_code == 404


def test_what_cannot_be_approved_is_refused_with_the_reason(busy: Served) -> None:
    pair = {"source_language": "en", "target_language": "pt-BR", "source": "Order #48213.", "target": "Oi."}
    answer = busy.api("POST", "/memory", Role.OWNER, json=pair)
    assert (answer.status_code, "#48213" in answer.json()["detail"]) == (422, True)
    answer = busy.api("POST", "/memory", Role.OWNER, json={**pair, "target_language": "fr"})
    assert (answer.status_code, "it has en, pt-BR" in answer.json()["detail"]) == (422, True)


def test_agents_read_the_memory_and_do_not_keep_it(busy: Served) -> None:
    pair = {"source_language": "en", "target_language": "pt-BR", "source": "Yes.", "target": "Sim."}
    assert busy.api("GET", "/memory", Role.AGENT).status_code == 200
    assert busy.api("POST", "/memory", Role.AGENT, json=pair).status_code == 403
    assert busy.api("DELETE", "/memory/1", Role.AGENT).status_code == 403


def test_nothing_of_another_store_can_be_read_or_removed(busy: Served) -> None:
    stores = busy.dragoman.records.stores
    stores.add(Store("other", "Another Shop", "en", ("en", "pt-BR")), replace=True)
    pair = {"source_language": "en", "target_language": "pt-BR", "source": "Yes.", "target": "Sim."}
    entry = busy.api("POST", "/memory", Role.OWNER, json=pair).json()
    token = {"Authorization": f"Bearer {stores.issue_token('other', Role.OWNER, 'other')}"}
    assert busy.call("GET", "/api/v1/stores/other/memory", headers=token).json()["entries"] == []
    place = f"/api/v1/stores/other/memory/{entry['id']}"
    assert busy.call("DELETE", place, headers=token).status_code == 404
    assert len(entries(busy)) == 1
