from dataclasses import replace
from datetime import date

import pytest

from dragoman.evidence import Audience, Passage
from dragoman.storage.database import Database
from dragoman.storage.knowledge import Earlier, Knowledge, Scope, Worded
from dragoman.storage.stores import Stores
from tests.storage.shop import Clock

RETURNS = Passage("returns-1", "policies.md", ("Returns",), "Within 30 days.", "en", owner="Ann")
TODAY = date(2026, 11, 25)
EVERYONE = frozenset({Audience.PUBLIC})


@pytest.fixture
def knowledge(database: Database, clock: Clock, stores: Stores) -> Knowledge:
    return Knowledge(database, clock)


def put(knowledge: Knowledge, *passages: Passage, store: str = "shop", analysis: str = "plain") -> None:
    worded = [
        Worded(one, place, " ".join(one.headings).lower(), one.text.lower().rstrip("."))
        for place, one in enumerate(passages)
    ]
    knowledge.put(store, worded, analysis)


def found(knowledge: Knowledge, word: str, scope: Scope) -> set[str]:
    rows = [one.row for one in knowledge.candidates(scope, [word], 100)]
    assert knowledge.spread(scope, [word])[word] >= len(rows)
    return {passage.id for passage in knowledge.by_rows(rows).values()}


def of_shop(knowledge: Knowledge, day: date = TODAY) -> Scope:
    return knowledge.scope("shop", "en", EVERYONE, day)


def test_a_passage_is_kept_with_everything_that_is_known_of_it(knowledge: Knowledge) -> None:
    whole = replace(
        RETURNS,
        audience=Audience.INTERNAL,
        link="https://shop.example/returns",
        valid_from=date(2026, 1, 1),
        valid_until=date(2026, 12, 31),
    )
    put(knowledge, whole)
    assert knowledge.all("shop") == [whole]
    assert knowledge.get("shop", "returns-1") == whole


def test_nothing_of_one_store_shows_in_another(knowledge: Knowledge) -> None:
    put(knowledge, RETURNS)
    other = knowledge.scope("other", "en", EVERYONE, TODAY)
    assert knowledge.all("other") == []
    assert knowledge.get("other", "returns-1") is None
    assert knowledge.extent(other).passages == 0
    assert found(knowledge, "days", replace(other, languages=("en",))) == set()
    assert knowledge.remove("other", ["returns-1"]) == 0


def test_a_changed_text_is_the_next_version_and_the_earlier_one_can_be_read(
    knowledge: Knowledge, clock: Clock
) -> None:
    written = clock()
    put(knowledge, RETURNS)
    clock.pass_by(60)
    put(knowledge, replace(RETURNS, text="Within 14 days."))
    put(knowledge, replace(RETURNS, text="Within 14 days.", owner="Bea"))
    (now,) = knowledge.all("shop")
    assert (now.text, now.version, now.owner) == ("Within 14 days.", 2, "Bea")
    assert knowledge.earlier("shop", "returns-1") == [Earlier(1, "Within 30 days.", written)]


def test_the_words_that_are_found_are_those_of_now(knowledge: Knowledge) -> None:
    put(knowledge, RETURNS)
    put(knowledge, replace(RETURNS, text="Within 14 days."))
    assert found(knowledge, "30", of_shop(knowledge)) == set()
    assert found(knowledge, "14", of_shop(knowledge)) == {"returns-1"}
    knowledge.remove("shop", ["returns-1"])
    assert found(knowledge, "14", of_shop(knowledge)) == set()
    assert knowledge.earlier("shop", "returns-1") == []


def test_words_of_headings_are_told_from_those_of_the_text(knowledge: Knowledge) -> None:
    put(knowledge, replace(RETURNS, text="In 30 days"))
    (candidate,) = knowledge.candidates(of_shop(knowledge), ["30", "returns"], 10)
    assert (candidate.headings, candidate.text) == (("returns",), ("in", "30", "days"))


def test_the_likeliest_candidates_are_returned_where_there_are_too_many(knowledge: Knowledge) -> None:
    put(knowledge, RETURNS, replace(RETURNS, id="often", text="days days"))
    (candidate,) = knowledge.candidates(of_shop(knowledge), ["days"], 1)
    assert knowledge.by_rows([candidate.row])[candidate.row].id == "often"


def test_how_many_passages_have_a_word_is_counted_in_the_scope_alone(knowledge: Knowledge) -> None:
    put(knowledge, RETURNS, replace(RETURNS, id="more"), replace(RETURNS, id="german", language="de"))
    put(knowledge, RETURNS, store="other")
    assert knowledge.spread(of_shop(knowledge), ["days", "never"]) == {"days": 2, "never": 0}


def test_only_what_holds_on_the_day_may_be_told_and_is_in_the_language_is_found(knowledge: Knowledge) -> None:
    put(
        knowledge,
        RETURNS,
        replace(RETURNS, id="old", valid_until=date(2026, 11, 24)),
        replace(RETURNS, id="last-day", valid_until=TODAY),
        replace(RETURNS, id="to-come", valid_from=date(2026, 11, 26)),
        replace(RETURNS, id="internal", audience=Audience.INTERNAL),
        replace(RETURNS, id="british", language="en-GB"),
        replace(RETURNS, id="portuguese", language="pt-BR"),
    )
    assert found(knowledge, "days", of_shop(knowledge)) == {"returns-1", "last-day", "british"}
    assert knowledge.extent(of_shop(knowledge)) == (3, 3.0)
    everything = knowledge.scope("shop", "en", Audience, TODAY)
    assert "internal" in found(knowledge, "days", everything)


def test_sources_are_read_in_their_own_order(knowledge: Knowledge) -> None:
    put(
        knowledge, replace(RETURNS, id="z"), replace(RETURNS, id="a"), replace(RETURNS, id="b", source="a.md")
    )
    assert [one.id for one in knowledge.all("shop")] == ["b", "z", "a"]
    assert [one.id for one in knowledge.all("shop", ["policies.md"])] == ["z", "a"]


def test_passages_whose_words_were_read_in_another_way_are_known(knowledge: Knowledge) -> None:
    put(knowledge, RETURNS, analysis="old")
    put(knowledge, replace(RETURNS, id="new"), analysis="new")
    assert [one.id for _, one in knowledge.read_otherwise("shop", "new")] == ["returns-1"]


def test_the_stamp_changes_with_every_change(knowledge: Knowledge) -> None:
    stamps = [knowledge.stamp("shop")]
    put(knowledge, RETURNS)
    stamps.append(knowledge.stamp("shop"))
    knowledge.remove("shop", ["returns-1"])
    stamps.append(knowledge.stamp("shop"))
    assert len(set(stamps)) == 3


def test_many_passages_are_removed_at_once(knowledge: Knowledge) -> None:
    many = [replace(RETURNS, id=f"r{number}") for number in range(1200)]
    put(knowledge, *many)
    assert knowledge.remove("shop", [one.id for one in many]) == 1200
    assert knowledge.all("shop") == []
