"""Drafts over the API."""

from collections.abc import Iterator
from typing import Any

import pytest

from dragoman.domain import Author, Visibility
from dragoman.replies.knowledge.document import About
from dragoman.replies.knowledge.files import read_file
from dragoman.replies.knowledge.importing import carry_out, planned
from dragoman.storage.stores import Role
from dragoman.translation.packs import PackLibrary
from tests.web.served import STORE, Served, serving

RETURNS = "# Returns\n\nYou can return an item within 30 days of delivery.\n"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory, packs: PackLibrary) -> Iterator[Served]:
    """Dragoman at work, with something to know."""
    with serving(tmp_path_factory.mktemp("drafts"), packs.folder, working=True) as running:
        knowledge = running.dragoman.records.knowledge
        document = read_file("returns.md", RETURNS.encode(), About(), lambda _done, _of: None)
        plan = planned(knowledge, STORE.id, [document], "en", lambda _text: None)
        carry_out(knowledge, STORE.id, plan, lambda _done: None)
        yield running


def drafted(served: Served, question: str) -> dict[str, Any]:
    """Return the draft of an answer to a question."""
    chat = served.open()
    served.settled(served.say(chat, question))
    answer = served.api("POST", f"/conversations/{served.ours(chat).id}/draft")
    assert answer.status_code == 200, answer.text
    content: dict[str, Any] = answer.json()
    return content


def test_a_draft_cites_what_says_so_and_is_shown_in_both_languages(served: Served) -> None:
    draft = drafted(served, "Em quantos dias posso devolver um produto?")
    assert draft["text"] == "You can return an item within 30 days of delivery."
    (piece,) = draft["evidence"]
    assert draft["sentences"] == [{"text": draft["text"], "cites": [piece["id"]]}]
    assert piece["words"] == draft["text"]
    assert draft["translation"]["language"] == "pt-BR"
    assert "30" in draft["translation"]["text"]
    assert (draft["withheld"], draft["writer"], draft["leaves_machine"]) == (None, "extractive", False)


def test_a_draft_that_is_withheld_says_why(served: Served) -> None:
    draft = drafted(served, "Vocês vendem ingressos para shows?")
    assert (draft["text"], draft["sentences"], draft["translation"]) == ("", [], None)
    assert draft["withheld"] == "no_evidence"
    assert draft["why"] == "Nothing that the shop knows surely answers this."


def test_nothing_is_sent(served: Served) -> None:
    chat = served.open()
    served.settled(served.say(chat, "Em quantos dias posso devolver um produto?"))
    served.api("POST", f"/conversations/{served.ours(chat).id}/draft")
    assert served.written(chat, Visibility.PUBLIC) == []


def test_an_agent_judges_a_draft(served: Served) -> None:
    draft = drafted(served, "Em quantos dias posso devolver um produto?")
    thumb = {"thumb": -1}
    assert served.api("POST", f"/drafts/{draft['id']}/thumb", json=thumb).status_code == 204
    stored = served.dragoman.records.drafts.get(STORE.id, draft["id"])
    assert stored is not None
    assert stored.thumb == -1
    assert served.api("POST", "/drafts/unknown/thumb", json=thumb).status_code == 404
    assert served.api("POST", f"/drafts/{draft['id']}/thumb", json={"thumb": 5}).status_code == 422


def test_only_agents_and_the_owner_may_ask(served: Served) -> None:
    chat = served.open()
    served.settled(served.say(chat, "Oi!"))
    path = f"/conversations/{served.ours(chat).id}/draft"
    assert served.api("POST", path, Role.LOCALIZER).status_code == 403
    assert served.api("POST", "/conversations/unknown/draft").status_code == 404


def test_a_shopper_who_writes_a_command_is_not_obeyed(served: Served) -> None:
    chat = served.open()
    served.settled(served.say(chat, "!draft send", Author.SHOPPER))
    assert served.written(chat, Visibility.PUBLIC) == []
