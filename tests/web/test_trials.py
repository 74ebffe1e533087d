"""A draft tried, and terms proposed, over real HTTP."""

from collections.abc import Iterator

import pytest

from dragoman.domain import TermKind
from dragoman.glossary.concept import Concept, LanguageTerms, Status
from dragoman.storage.stores import Role
from dragoman.translation.packs import PackLibrary
from tests.web.served import STORE, Served, serving

PARCEL = {"en": LanguageTerms("parcel"), "pt-BR": LanguageTerms("volume")}
ASKED = {"text": "Where is my parcel?", "source_language": "en", "target_language": "pt-BR"}


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory, packs: PackLibrary) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("trials"), packs.folder, working=True) as running:
        running.settled(running.say(running.open(), "Onde está o meu volume? Ele não chegou."))
        termbases = running.dragoman.records.termbases
        termbases.put(STORE.id, [Concept("", PARCEL, TermKind.EXACT)], "Ann", 0.0)
        yield running


def test_a_sentence_is_answered_with_what_is_published_and_with_the_draft(shop: Served) -> None:
    answer = shop.api("POST", "/glossary/try", Role.LOCALIZER, json=ASKED)
    assert answer.status_code == 200, answer.text
    told = answer.json()
    assert told["changed"]
    assert "volume" not in told["before"]["text"]
    assert [term["form"] for term in told["after"]["terms"]] == ["volume"]


def test_the_last_messages_are_compared_in_pages(shop: Served) -> None:
    answer = shop.api("POST", "/glossary/replay", Role.OWNER)
    assert answer.status_code == 200, answer.text
    told = answer.json()
    assert (told["messages"], told["concerned"], told["next"]) == (1, 1, None)
    assert (told["before"], told["after"]) == ({"kept": 0, "found": 0}, {"kept": 1, "found": 1})
    (difference,) = told["differences"]
    assert "parcel" in difference["after"]["text"]


def test_agents_do_not_try_glossaries(shop: Served) -> None:
    assert shop.api("POST", "/glossary/try", Role.AGENT, json=ASKED).status_code == 403


def test_a_language_that_no_pack_writes_is_refused_with_the_cure(shop: Served) -> None:
    answer = shop.api("POST", "/glossary/try", Role.OWNER, json=ASKED | {"target_language": "fi"})
    assert answer.status_code == 422
    assert "no pack translates en to fi" in answer.json()["detail"]


def test_terms_are_proposed_and_added_to_the_draft_where_that_is_asked_for(shop: Served) -> None:
    body = {"messages": 10, "catalogue": "Title,Vendor\nAro,Lumen\n", "propose": True}
    told = shop.api("POST", "/glossary/mine", Role.LOCALIZER, json=body).json()
    assert [(one["reason"], one["terms"]) for one in told["proposals"]] == [
        ("catalogue", {"mul": "Aro"}),
        ("catalogue", {"mul": "Lumen"}),
    ]
    assert told["proposed"] == 2
    draft = shop.dragoman.records.termbases.draft(STORE.id)
    assert [one.status for one in draft if "mul" in one.terms] == [Status.PROPOSED, Status.PROPOSED]


def test_a_catalogue_that_names_nothing_is_refused(shop: Served) -> None:
    answer = shop.api("POST", "/glossary/mine", Role.OWNER, json={"catalogue": "sku,price\n1,2\n"})
    assert answer.status_code == 422
    assert "no column of names" in answer.json()["detail"]
