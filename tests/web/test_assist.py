"""Help beside a helpdesk that no program enters: a text is read, an answer is taken away, nothing is kept."""

from collections.abc import Iterator

import pytest

from dragoman.storage.stores import Role
from dragoman.translation.packs import PackLibrary
from tests.web.served import STORE, Served, serving


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory, packs: PackLibrary) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("served"), packs.folder) as running:
        yield running


def test_a_text_is_read_with_its_language_and_how_far_that_can_be_relied_on(served: Served) -> None:
    found = served.api("POST", "/assist/read", json={"text": "Onde está o meu pedido #48213?"}).json()
    assert (found["language"], found["language_name"]) == ("pt-BR", "Portuguese (Brazil)")
    assert found["sure"] is True
    assert found["translation"] == "Where is my order #48213?"
    assert found["light"] == "green"
    assert found["remarks"] == []


def test_a_text_whose_language_cannot_be_told_is_not_guessed(served: Served) -> None:
    found = served.api("POST", "/assist/read", json={"text": "#48213"}).json()
    assert (found["language"], found["translation"]) == ("und", None)
    assert found["remarks"] == ["The language could not be told: choose it."]


def test_the_agents_word_about_the_language_counts(served: Served) -> None:
    asked = {"text": "Onde está o meu pedido?", "language": "pt"}
    assert served.api("POST", "/assist/read", json=asked).json()["language"] == "pt-BR"
    asked["language"] = "de"
    found = served.api("POST", "/assist/read", json=asked).json()
    assert found["translation"] is None
    assert any("German" in remark for remark in found["remarks"])


def test_a_text_that_the_agents_can_read_is_not_translated(served: Served) -> None:
    found = served.api("POST", "/assist/read", json={"text": "Where is my order, please?"}).json()
    assert (found["language"], found["translation"], found["remarks"]) == ("en", None, [])


def test_an_answer_comes_with_what_it_says_when_it_is_translated_back(served: Served) -> None:
    asked = {"text": "Your order #48213 arrives on Friday.", "language": "pt-BR"}
    shown = served.api("POST", "/assist/answer", json=asked).json()
    assert shown["state"] == "preview"
    assert shown["language"] == "pt-BR"
    assert "#48213" in shown["translation"]
    assert "Friday" in shown["back_translation"]
    assert shown["holds"] == []


def test_an_answer_in_a_language_that_is_not_enabled_is_refused_with_the_cure(served: Served) -> None:
    shown = served.api("POST", "/assist/answer", json={"text": "Hello.", "language": "de"}).json()
    assert shown["translation"] is None
    assert "dragoman store add padaria --languages" in shown["holds"][0]


def test_nothing_is_stored(served: Served) -> None:
    served.api("POST", "/assist/read", json={"text": "Meu nome é Quitéria."})
    assert served.dragoman.records.conversations.list(STORE.id, 10) == []
    assert served.rows() == 0


def test_it_needs_a_token_of_an_agent(served: Served) -> None:
    assert served.api("POST", "/assist/read", role=Role.LOCALIZER, json={"text": "Oi"}).status_code == 403
    assert (
        served.call("POST", f"/api/v1/stores/{STORE.id}/assist/read", json={"text": "Oi"}).status_code == 401
    )


def test_the_page_runs_no_script_but_its_own(served: Served) -> None:
    page = served.call("GET", "/desk/assist?locale=pt-BR")
    assert "Cole a mensagem" in page.text
    assert "script-src 'self';" in page.headers["Content-Security-Policy"]
    assert "<script>" not in page.text
