"""A macro answers where it is asked for, where evidence fills its slots, and where what it says is so."""

from dataclasses import replace

import pytest

from dragoman.evidence import Evidence, EvidenceKind
from dragoman.language.detector import Detector
from dragoman.replies.draft import Draft
from dragoman.replies.grounding.checking import Grounding
from dragoman.replies.macro_choice import filled
from dragoman.replies.macros import Macro
from dragoman.replies.writers.extractive import ExtractiveWriter
from dragoman.replies.writing import Drafting
from tests.replies.shop import ENGLISH, question

WHERE = Macro("1", "Where is it", "order.where", "Your order {{order.number}} is {{order.status}}.")
CANCELLED = Macro("2", "Cancelled", "order.cancelled", "Your order {{order.number}} is cancelled.")
WRAPPING = Macro("3", "Wrapping", "gifts", "We wrap gifts by hand.", ("Do you wrap gifts?",))


def order(status: str, **fields: str) -> Evidence:
    known = {"order.number": "#1001", "order.status": status} | {
        f"order.{name}": value for name, value in fields.items()
    }
    words = f"Your order #1001 is {status}."
    return Evidence("order #1001", EvidenceKind.ORDER, words, "Order #1001", fields=tuple(known.items()))


@pytest.fixture(scope="module")
def drafting() -> Drafting:
    return Drafting(ExtractiveWriter(), Grounding(Detector()))


def ask(drafting: Drafting, text: str, macros: tuple[Macro, ...], *evidence: Evidence) -> Draft:
    return drafting.write(replace(question((*evidence, *ENGLISH), "en", text), macros=macros))


def test_a_macro_answers_what_it_is_for(drafting: Drafting) -> None:
    result = ask(drafting, "Hi, where is my order #1001?", (WHERE,), order("shipped"))
    assert (result.text, result.intent, result.writer) == (
        "Your order #1001 is shipped.",
        "order.where",
        "macro",
    )
    assert [one.id for one in result.evidence] == ["macro 1", "order #1001"]


def test_a_macro_with_examples_of_its_own_needs_no_slots(drafting: Drafting) -> None:
    assert ask(drafting, "do you wrap gifts", (WRAPPING,)).text == "We wrap gifts by hand."


@pytest.mark.parametrize("text", ["Do you wrap gifts and what does it cost?", "Do you sell bicycles?"])
def test_a_macro_does_not_answer_what_it_is_not_for(drafting: Drafting, text: str) -> None:
    assert ask(drafting, text, (WRAPPING,)).writer != "macro"


def test_what_a_macro_says_of_a_state_is_said_in_that_state_alone(drafting: Drafting) -> None:
    asked = "What is the status of my order #1001?"
    assert ask(drafting, asked, (CANCELLED,), order("cancelled")).writer == "macro"
    assert ask(drafting, asked, (CANCELLED,), order("shipped")).writer == "extractive"


@pytest.mark.parametrize("text", ["How much was order #1001?", "What was in my order #1001?"])
def test_a_macro_that_lacks_the_field_that_is_asked_for_does_not_answer(
    drafting: Drafting, text: str
) -> None:
    assert ask(drafting, text, (WHERE,), order("shipped", total="€ 5", items="a lamp")).writer == "extractive"


@pytest.mark.parametrize("text", ["when was 1001 delivered", "On which day was my parcel 1001 delivered?"])
def test_an_order_may_be_called_by_its_number_alone(drafting: Drafting, text: str) -> None:
    macro = Macro("5", "Delivered", "order.delivered", "It was delivered on {{order.delivered_on}}.")
    known = order("delivered", delivered_on="May 5, 2026")
    assert ask(drafting, text, (macro,), known).writer == "macro"


@pytest.mark.parametrize("state", ["awaiting payment", "not paid yet", "pending"])
def test_an_intent_knows_several_words_for_a_state(drafting: Drafting, state: str) -> None:
    macro = Macro("6", "Unpaid", "order.payment", "We wait for the payment of {{order.number}}.")
    asked = "Have you received my payment?"
    assert ask(drafting, asked, (macro,), order(state)).writer == "macro"
    assert ask(drafting, asked, (macro,), order("shipped")).writer != "macro"


@pytest.mark.parametrize(
    ("text", "writer"),
    [("my lamp does not turn on", "macro"), ("the lamp turns on", ""), ("3 of my lamps do not turn on", "")],
)
def test_what_is_denied_or_counted_otherwise_is_another_question(
    drafting: Drafting, text: str, writer: str
) -> None:
    macro = Macro("7", "Dark", "lamps.dark", "Please check the fuse.", ("my lamp does not turn on",))
    assert (ask(drafting, text, (macro,)).writer == "macro") is bool(writer)


def test_without_a_value_for_a_slot_a_macro_is_not_used() -> None:
    macro = Macro("4", "Tracking", "order.where", "Follow {{order.number}}: {{order.tracking_number}}")
    assert filled(macro, [order("shipped")], "en") is None
    assert filled(macro, [order("shipped", tracking_number="JD8")], "en") is not None


def test_a_macro_is_not_used_without_the_evidence_that_it_requires() -> None:
    macro = replace(WRAPPING, requires=frozenset({EvidenceKind.PRODUCT}))
    assert filled(macro, [order("shipped")], "en") is None
    assert filled(macro, ENGLISH, "en") is not None


def test_a_value_that_looks_like_a_slot_is_not_filled_and_the_macro_is_not_told(drafting: Drafting) -> None:
    result = ask(drafting, "where is my order #1001?", (WHERE,), order("{{order.email}}"))
    assert "{{" not in result.text
    assert result.writer != "macro"


def test_an_order_that_is_not_proven_fills_no_macro(drafting: Drafting) -> None:
    assert ask(drafting, "where is my order #1001?", (WHERE,)).sentences == ()
