from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from dragoman.domain import Author
from dragoman.evidence import Audience, Passage
from dragoman.replies.draft import Turn
from dragoman.replies.knowledge.importing import Plan, carry_out
from dragoman.replies.retrieval.search import Found, Retrieval
from dragoman.storage.knowledge import Knowledge

TODAY = date(2026, 11, 25)
TEXTS = {
    "Returns": "You can send any unused item back within 30 days.",
    "Refunds": "The money comes back to the card within 5 days.",
    "Shipping to Spain": "Parcels to Spain take 2 days and cost €4.90.",
    "Shipping to France": "Parcels to France take 4 days and cost €6.90.",
    "Care of tents": "Wash a tent by hand and let it dry in the shade.",
    "Care of boots": "Brush boots and wax the leather.",
}


def passage(heading: str, text: str, language: str = "en") -> Passage:
    return Passage(heading, "faq.md", (heading,), text, language)


@pytest.fixture
def keep(knowledge: Knowledge) -> Callable[..., None]:
    def keep(*passages: Passage, store: str = "shop") -> None:
        carry_out(knowledge, store, Plan((), tuple(enumerate(passages)), ()), lambda _: None)

    return keep


@pytest.fixture
def retrieval(knowledge: Knowledge, keep: Callable[..., None]) -> Retrieval:
    keep(*(passage(heading, text) for heading, text in TEXTS.items()))
    return Retrieval(knowledge)


def shopper(*texts: str) -> list[Turn]:
    return [Turn(Author.SHOPPER, text) for text in texts]


def ids(found: tuple[Found, ...]) -> list[str]:
    return [one.passage.id for one in found]


def first(retrieval: Retrieval, *turns: str) -> str:
    return ids(retrieval.find("shop", shopper(*turns), "en", TODAY))[0]


@pytest.mark.parametrize(
    ("asked", "heading"),
    [
        ("Hi! Can I send back a lamp that I have not used?", "Returns"),
        ("When do I get my money back?", "Refunds"),
        ("How much is a delivery to France?", "Shipping to France"),
        ("How do I clean my tent?", "Care of tents"),
    ],
)
def test_the_passage_that_answers_comes_first(retrieval: Retrieval, asked: str, heading: str) -> None:
    assert first(retrieval, asked) == heading


def test_the_conversation_is_asked_for_and_what_was_said_last_counts_most(retrieval: Retrieval) -> None:
    assert (
        first(retrieval, "How long do parcels to Spain take?", "And what do they cost?")
        == "Shipping to Spain"
    )
    assert first(retrieval, "How long do parcels to Spain take?", "And to France?") == "Shipping to France"


def test_a_word_in_a_heading_counts_more_than_one_in_the_text(
    retrieval: Retrieval, keep: Callable[..., None]
) -> None:
    keep(passage("Lamps", "Ours come from Italy."), passage("Stoves", "Ours are no lamps, they burn."))
    assert first(retrieval, "lamps") == "Lamps"


def test_what_may_not_be_told_does_not_hold_or_is_in_another_language_is_not_found(
    retrieval: Retrieval, keep: Callable[..., None]
) -> None:
    yeti = passage("Yeti", "The yeti costs €5.")
    keep(
        replace(yeti, id="internal", audience=Audience.INTERNAL),
        replace(yeti, id="old", valid_until=date(2026, 11, 24)),
        replace(yeti, id="portuguese", language="pt-BR"),
        replace(yeti, id="british", language="en-GB"),
    )
    turns = shopper("How much is the yeti?")
    found = retrieval.find("shop", turns, "en", TODAY)
    assert [one for one in ids(found) if one not in TEXTS] == ["british"]
    told = retrieval.find("shop", turns, "en", TODAY, [Audience.PUBLIC, Audience.INTERNAL])
    assert {"british", "internal"} <= set(ids(told))
    assert "old" in ids(retrieval.find("shop", turns, "en", date(2026, 11, 24)))


def test_what_another_store_knows_changes_neither_what_is_found_nor_how_it_is_ranked(
    retrieval: Retrieval, keep: Callable[..., None]
) -> None:
    before = retrieval.find("shop", shopper("Parcels to Spain and France?"), "en", TODAY)
    keep(*(passage(f"Spain {number}", "Spain parcels") for number in range(20)), store="loja")
    assert retrieval.find("shop", shopper("Parcels to Spain and France?"), "en", TODAY) == before


def test_portuguese_is_searched_as_portuguese(keep: Callable[..., None], knowledge: Knowledge) -> None:
    keep(
        passage("Devoluções", "Você tem 7 dias para devolver.", "pt-BR"),
        passage("Frete", "A entrega custa R$ 20.", "pt-BR"),
        store="loja",
    )
    turns = shopper("oi, queria saber quanto custa o envio pra SP")
    assert ids(Retrieval(knowledge).find("loja", turns, "pt-BR", TODAY))[0] == "Frete"


def test_the_reasons_are_words_of_the_shopper_and_how_much_of_the_question_they_are(
    retrieval: Retrieval,
) -> None:
    (best, *_) = retrieval.find("shop", shopper("Do you deliver to Spain?"), "en", TODAY)
    assert best.words == ("spain", "deliver")
    assert best.coverage == pytest.approx(1.0)
    (other, *_) = retrieval.find("shop", shopper("Do you deliver to Japan?"), "en", TODAY)
    assert other.coverage < 0.5


def test_what_contradicts_a_found_passage_comes_with_it_whatever_was_asked(
    retrieval: Retrieval, keep: Callable[..., None]
) -> None:
    elsewhere = passage("Sending unused items back", "An unused item has to be sent back within 14 days.")
    keep(elsewhere)
    found = retrieval.find("shop", shopper("Any unused items?"), "en", TODAY, n=1)
    assert {one.passage.id for one in found} == {"Returns", elsewhere.id}
    assert found[1].contradicts == found[0].passage.id
    assert found[0].contradicts is None


def test_a_contradiction_is_over_when_a_passage_is_corrected(
    retrieval: Retrieval, keep: Callable[..., None]
) -> None:
    keep(passage("Sending unused items back", "An unused item has to be sent back within 14 days."))
    assert len(retrieval.find("shop", shopper("Any unused items?"), "en", TODAY, n=1)) == 2
    keep(passage("Sending unused items back", "An unused item has to be sent back within 30 days."))
    assert len(retrieval.find("shop", shopper("Any unused items?"), "en", TODAY, n=1)) == 1


def test_what_two_passages_say_differently_comes_with_both_of_them(
    retrieval: Retrieval, keep: Callable[..., None]
) -> None:
    keep(passage("Sending unused items back", "An unused item has to be sent back within 14 days."))
    found = retrieval.find("shop", shopper("Any unused items?"), "en", TODAY, n=1)
    (told,) = {each for one in found for each in one.contradictions}
    assert set(told.said) == {"30 days", "14 days"}
    assert [one.contradictions for one in found] == [(told,), (told,)]


def test_what_may_not_be_told_contradicts_nothing(retrieval: Retrieval, keep: Callable[..., None]) -> None:
    other = passage("Sending unused items back", "An unused item has to be sent back within 14 days.")
    for hidden in (
        replace(other, audience=Audience.INTERNAL),
        replace(other, valid_until=date(2026, 11, 1)),
    ):
        keep(hidden)
        (found,) = retrieval.find("shop", shopper("Any unused items?"), "en", TODAY, n=1)
        assert found.contradictions == ()


def test_a_passage_that_is_removed_contradicts_nothing(
    retrieval: Retrieval, keep: Callable[..., None], knowledge: Knowledge
) -> None:
    keep(passage("Sending unused items back", "An unused item has to be sent back within 14 days."))
    knowledge.remove("shop", ["Sending unused items back"])
    (found,) = retrieval.find("shop", shopper("Any unused items?"), "en", TODAY, n=1)
    assert found.contradictions == ()


@pytest.mark.parametrize("asked", ["", "Hello, thanks!", "zzz qqq"])
def test_a_question_that_nothing_answers_finds_nothing(retrieval: Retrieval, asked: str) -> None:
    assert retrieval.find("shop", shopper(asked), "en", TODAY) == ()


def test_a_store_that_knows_nothing_finds_nothing(knowledge: Knowledge) -> None:
    assert Retrieval(knowledge).find("shop", shopper("Returns?"), "en", TODAY) == ()
