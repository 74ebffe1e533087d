"""LibreTranslate's clients over real HTTP: its public client, and the shapes of its requests and errors."""

import logging
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
import requests
from libretranslatepy import LibreTranslateAPI

from dragoman.benchmarks.clients import Job
from dragoman.benchmarks.clients import ask as have_clients_ask
from dragoman.domain import DragomanError
from dragoman.pipeline.memory import approved
from dragoman.storage.stores import Role
from dragoman.translation.packs import PackLibrary
from dragoman.web.libretranslate_requests import LONGEST
from tests.web.served import STORE, Served, serving


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory, packs: PackLibrary) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("libre"), packs.folder) as running:
        yield running


@pytest.fixture
def client(served: Served, monkeypatch: pytest.MonkeyPatch) -> LibreTranslateAPI:
    monkeypatch.setenv("no_proxy", "*")
    return LibreTranslateAPI(served.server.url, served.tokens[Role.AGENT])


def ask(served: Served, path: str = "/translate", **fields: Any) -> requests.Response:
    """Send JSON with the key of an agent; a field that is None is left out."""
    whole = {"api_key": served.tokens[Role.AGENT], "source": "en", "target": "pt", "q": "Hello!", **fields}
    body = {name: value for name, value in whole.items() if value is not None}
    return served.call("POST", path, json=body)


def test_the_public_client_translates(client: LibreTranslateAPI) -> None:
    assert "pedido #48213" in client.translate("Your order #48213 leaves today.", "en", "pt")
    assert "the order #48213" in client.translate("Onde está o pedido #48213?", "pt", "en").lower()


def test_the_clients_that_measure_get_every_answer_in_its_place(served: Served) -> None:
    fields = {"source": "en", "target": "pt", "api_key": served.tokens[Role.AGENT]}
    sentences = [f"Your order #{number} leaves today, and you pay € {number}." for number in range(7)]
    answers = have_clients_ask(Job(served.server.url, fields, sentences, clients=3))
    assert all(f"#{number} " in text for number, text in enumerate(answers.texts))
    assert len(answers.waits) == len(answers.texts) == 7
    with pytest.raises(DragomanError, match="Invalid API key"):
        have_clients_ask(Job(served.server.url, {**fields, "api_key": "mine"}, sentences, clients=3))


def test_the_public_client_detects(client: LibreTranslateAPI) -> None:
    (found,) = client.detect("Onde está o meu pedido? Ele ainda não chegou.")
    assert found["language"] == "pt"
    assert 90 < found["confidence"] <= 100


def test_the_public_client_lists_languages_with_their_targets(client: LibreTranslateAPI) -> None:
    listed = {language["code"]: language for language in client.languages()}
    assert listed["en"]["name"] == "English"
    for language in listed.values():
        assert set(language["targets"]) == set(listed)


def test_a_list_of_texts_is_answered_by_a_list(served: Served) -> None:
    answer = ask(served, q=["Good morning!", "😀", ""]).json()
    assert "dia" in answer["translatedText"][0]
    assert answer["translatedText"][1:] == ["😀", ""]


def test_the_language_of_each_text_is_found_out_where_it_is_auto(served: Served) -> None:
    texts = ["Where is my order? It has not arrived.", "Onde está o meu pedido?", "?!"]
    answer = ask(served, q=texts, source="auto", target="en").json()
    assert [one["language"] for one in answer["detectedLanguage"]] == ["en", "pt", "und"]
    assert answer["detectedLanguage"][2]["confidence"] == 0
    assert answer["translatedText"][0] == texts[0]
    assert "order" in answer["translatedText"][1]
    assert answer["translatedText"][2] == texts[2]


def test_a_single_text_with_auto_has_one_detected_language(served: Served) -> None:
    answer = ask(served, q="Onde está o meu pedido?", source="auto", target="en").json()
    assert answer["detectedLanguage"]["language"] == "pt"
    assert isinstance(answer["translatedText"], str)


def test_alternatives_are_other_translations_with_the_same_values(served: Served) -> None:
    answer = ask(served, q="The 2 lamps left our shop this morning.", alternatives=3).json()
    assert 0 < len(answer["alternatives"]) <= 3
    whole = [answer["translatedText"], *answer["alternatives"]]
    assert len(set(whole)) == len(whole)
    assert all("2" in text for text in whole)
    both = ask(served, q=["Hello!", "Two. Sentences."], alternatives=1).json()
    assert len(both["alternatives"]) == 2
    assert both["alternatives"][1] == []


def test_html_comes_out_as_html(served: Served) -> None:
    text = "<p>Your <b>order</b> #48213 leaves today.</p><script>alert(1)</script>"
    answer = ask(served, q=text, format="html", source="auto").json()
    assert answer["translatedText"].startswith("<p>")
    assert "<b>pedido</b>" in answer["translatedText"]
    assert "script" not in answer["translatedText"]
    assert answer["detectedLanguage"]["language"] == "en"


def test_the_glossary_and_the_memory_of_the_store_count(served: Served) -> None:
    folder = served.dragoman.records.database.path.parent / "glossaries" / STORE.id
    folder.mkdir(parents=True)
    (folder / "glossary.pt-BR.csv").write_text("source,target,kind\nparcel,volume,exact\n")
    pair = approved("en", "pt-BR", "See you soon.", "Até breve, freguês.", author="Ann")
    served.dragoman.records.memory.add(STORE.id, [pair])
    answer = ask(served, q="Your parcel arrives today. See you soon.").json()
    assert "volume" in answer["translatedText"]
    assert answer["translatedText"].endswith("Até breve, freguês.")


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"q": None}, "Invalid request: missing q parameter"),
        ({"q": []}, "Invalid request: missing q parameter"),
        ({"q": [1]}, "Invalid request: q must be a text or a list of texts"),
        ({"source": None}, "Invalid request: missing source parameter"),
        ({"target": None}, "Invalid request: missing target parameter"),
        ({"source": "zz"}, "zz is not supported"),
        ({"target": "zz"}, "zz is not supported"),
        ({"q": "Wo ist meine Bestellung? Ich warte schon lange.", "source": "auto"}, "de is not supported"),
        ({"format": "xml"}, "xml format is not supported"),
        ({"alternatives": "abc"}, "Invalid request: alternatives parameter is not a number"),
        ({"alternatives": 99}, "Invalid request: alternatives parameter must be <= 5"),
        (
            {"q": "a" * (LONGEST + 1)},
            f"Invalid request: request ({LONGEST + 1}) exceeds text limit ({LONGEST})",
        ),
        ({"q": ["a"] * 201}, "Invalid request: request (201) exceeds text limit (200)"),
    ],
)
def test_a_wrong_request_is_answered_as_libretranslate_does(
    served: Served, fields: dict[str, Any], error: str
) -> None:
    answer = ask(served, **fields)
    assert (answer.status_code, answer.json()) == (400, {"error": error})


@pytest.mark.parametrize("body", [b"[1]", b"{", b"\xff"])
def test_a_body_that_is_no_json_object_is_refused(served: Served, body: bytes) -> None:
    answer = served.call("POST", "/translate", data=body, headers={"Content-Type": "application/json"})
    assert (answer.status_code, answer.json()) == (400, {"error": "Invalid JSON format"})


def test_a_key_is_needed_and_must_be_of_an_agent_or_the_owner(served: Served) -> None:
    for path in ("/translate", "/detect"):
        missing = ask(served, path, api_key=None)
        assert missing.status_code == 400
        assert "to get an API key" in missing.json()["error"]
        for key in ("bogus", served.tokens[Role.LOCALIZER]):
            refused = ask(served, path, api_key=key)
            assert (refused.status_code, refused.json()) == (403, {"error": "Invalid API key"})
        assert ask(served, path, api_key=served.tokens[Role.OWNER]).status_code == 200


def test_the_key_may_come_as_a_bearer_token(served: Served) -> None:
    headers = {"Authorization": f"Bearer {served.tokens[Role.AGENT]}"}
    form = {"q": "Hello!", "source": "en", "target": "pt-BR"}
    answer = served.call("POST", "/translate", data=form, headers=headers)
    assert (answer.status_code, list(answer.json())) == (200, ["translatedText"])


def test_a_body_that_is_too_large_is_refused_in_the_same_shape(served: Served) -> None:
    answer = ask(served, q="a" * ((1 << 20) + 10))
    assert (answer.status_code, list(answer.json())) == (413, ["error"])


def test_who_keeps_every_seat_is_slowed_down_and_others_are_told_to_come_again(served: Served) -> None:
    seats = served.dragoman.seats
    for store, status in (("another", 503), (STORE.id, 429)):
        with ExitStack() as held:
            while held.enter_context(seats.hold(store)):
                pass
            busy = ask(served)
        assert (busy.status_code, list(busy.json()), busy.headers["Retry-After"]) == (status, ["error"], "1")
    assert ask(served).status_code == 200


def test_what_a_page_in_front_may_offer(served: Served) -> None:
    shown = served.call("GET", "/frontend/settings").json()
    assert (shown["apiKeys"], shown["keyRequired"], shown["charLimit"]) == (True, True, LONGEST)
    assert (shown["filesTranslation"], shown["suggestions"], shown["supportedFilesFormat"]) == (
        False,
        False,
        [],
    )
    assert shown["language"]["source"] == {"code": "auto", "name": "Auto Detect"}


def test_health_says_whether_it_is_warm(served: Served) -> None:
    assert served.call("GET", "/health").json() == {"status": "starting"}
    served.dragoman.warm_up()
    assert served.call("GET", "/health").json() == {"status": "ok"}


def test_a_glossary_that_cannot_be_read_is_an_error_and_not_left_out(
    tmp_path: Path, packs: PackLibrary
) -> None:
    with serving(tmp_path, packs.folder) as served:
        folder = tmp_path / "glossaries" / STORE.id
        folder.mkdir(parents=True)
        (folder / "glossary.pt-BR.csv").write_text("no such header\n")
        answer = ask(served)
    assert answer.status_code == 500
    assert answer.json()["error"].startswith("Cannot translate text")


def test_no_text_and_no_key_reaches_the_log(served: Served, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    ask(served, q="Quitéria Canário")
    ask(served, q="Quitéria Canário", target="zz")
    assert "Quitéria" not in caplog.text
    assert served.tokens[Role.AGENT] not in caplog.text


@pytest.mark.parametrize("form", ["text", "html"])
@pytest.mark.parametrize(
    "text",
    [" ", "😀", "\ud800 hi", "\0 hi \x01", "مرحبا", "<p><b>" * 500, "<a href='javascript:x'>hi", "&#x0;&no;"],
)
def test_whatever_comes_is_answered(served: Served, text: str, form: str) -> None:
    answer = ask(served, q=text, format=form, alternatives=1)
    assert answer.status_code == 200
    assert "javascript" not in answer.json()["translatedText"] or form == "text"
