"""The default writer repeats the shop's own sentences, and is silent where none surely answers."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from dragoman.evidence import Evidence, EvidenceKind
from dragoman.language.detector import Detector
from dragoman.replies.draft import Draft, Question, Reason, WriterFailed
from dragoman.replies.grounding.checking import Grounding
from dragoman.replies.writers.extractive import ExtractiveWriter
from dragoman.replies.writing import Drafting
from tests.replies.shop import ENGLISH, PORTUGUESE, draft, question

ORDER = Evidence(
    "order #1001",
    EvidenceKind.ORDER,
    "Your order #1001 is shipped. Order #1001 was placed on March 2, 2026. Order #1001 was shipped on "
    "March 3, 2026 with DHL. Order #1001 is expected to arrive on March 9, 2026. "
    "The tracking number of order #1001 is JD8133. "
    "The total of order #1001 is €56.00. Order #1001 contains: 1 x Aurora Lamp.",
    "Order #1001",
    fields=(
        ("order.number", "#1001"),
        ("order.status", "shipped"),
        ("order.placed_on", "March 2, 2026"),
        ("order.shipped_on", "March 3, 2026"),
        ("order.carrier", "DHL"),
        ("order.expected_on", "March 9, 2026"),
        ("order.tracking_number", "JD8133"),
        ("order.total", "€56.00"),
        ("order.items", "1 x Aurora Lamp"),
    ),
)


def passage(name: str, headings: str, words: str) -> Evidence:
    return Evidence(name, EvidenceKind.PASSAGE, words, headings)


Ask = Callable[..., Draft]


@pytest.fixture(scope="module")
def drafting() -> Drafting:
    return Drafting(ExtractiveWriter(), Grounding(Detector()))


@pytest.fixture
def ask(drafting: Drafting) -> Ask:
    def ask(*turns: str, evidence: tuple[Evidence, ...] = ENGLISH, language: str = "en") -> Draft:
        return drafting.write(question(evidence, language, *turns))

    return ask


def test_the_sentences_that_answer_are_repeated_and_cited(ask: Ask) -> None:
    result = ask("Hi! How long does delivery to Portugal take?", evidence=(ENGLISH[1], ENGLISH[0]))
    assert "Delivery to Portugal takes 10 days." in [one.text for one in result.sentences]
    assert {one.cites for one in result.sentences} == {("delivery",)}
    assert [one.id for one in result.evidence] == ["delivery"]


def test_portuguese_is_answered_in_portuguese(ask: Ask) -> None:
    result = ask("Oi, quanto tempo leva a entrega em Portugal?", evidence=PORTUGUESE[1:], language="pt")
    assert "A entrega em Portugal leva 10 dias." in [one.text for one in result.sentences]


@pytest.mark.parametrize(
    "text", ["Do you rent bicycles for the weekend?", "Do you have a showroom in Madrid?", "Are you hiring?"]
)
def test_what_no_passage_answers_is_left_to_a_person(ask: Ask, text: str) -> None:
    result = ask(text)
    assert (result.sentences, result.withheld) == ((), Reason.NO_EVIDENCE)


def test_without_knowledge_nothing_is_said(ask: Ask) -> None:
    assert ask("How long do I have to return a lamp?", evidence=()).withheld is Reason.NO_EVIDENCE


def test_a_question_that_is_not_answered_is_named(ask: Ask) -> None:
    result = ask("How long does delivery to Portugal take, and do you offer coffee?", evidence=(ENGLISH[1],))
    assert "Delivery to Portugal takes 10 days." in result.text
    assert result.unanswered == ("do you offer coffee?",)


def test_an_answer_has_the_kind_of_value_that_is_asked_for(ask: Ask) -> None:
    known = passage("pix", "Pix", "You can pay by Pix. The code is sent to you.")
    assert ask("How long is the Pix code valid?", evidence=(known,)).withheld is Reason.NO_EVIDENCE


def test_passages_about_other_countries_do_not_contradict(ask: Ask) -> None:
    spain = passage("es", "Delivery > Spain", "Delivery to Spain takes 2 days.")
    brazil = passage("br", "Delivery > Brazil", "Delivery to Brazil takes 9 days.")
    result = ask("How long does delivery to Spain take?", evidence=(spain, brazil))
    assert result.text == "Delivery to Spain takes 2 days."


def test_a_sentence_that_leans_on_another_brings_it_along(ask: Ask) -> None:
    words = (
        "Our tents are sewn in Portugal. A boleto is due after the order. "
        "It can be paid at any bank for 3 days. We do not sell maps. Lamps are made in Italy."
    )
    result = ask("How many days can a boleto be paid at the bank?", evidence=(passage("p", "Boleto", words),))
    assert result.text.startswith("A boleto is due after the order. It can be paid")


def test_an_order_is_spoken_of_when_it_is_proven(ask: Ask) -> None:
    result = ask("Where is my order #1001?", evidence=(ORDER, *ENGLISH))
    assert "JD8133" in result.text
    assert "shipped" in result.text
    assert {one.cites for one in result.sentences} == {("order #1001",)}


@pytest.mark.parametrize(
    ("text", "said"),
    [("When will order #1001 arrive?", "March 9, 2026"), ("What did order #1001 cost?", "€56.00")],
)
def test_of_an_order_is_said_what_is_asked(ask: Ask, text: str, said: str) -> None:
    assert said in ask(text, evidence=(ORDER,)).text


def test_an_order_that_is_not_proven_is_not_spoken_of(drafting: Drafting) -> None:
    asked = replace(question(ENGLISH, "en", "Where is order #4004?"), unproven=("#4004",))
    result = drafting.write(asked)
    assert (result.withheld, result.detail) == (Reason.IDENTITY, "#4004")


def test_an_own_order_without_any_proof_is_not_spoken_of(ask: Ask) -> None:
    assert ask("What is the status of my last order?").withheld is Reason.IDENTITY


def test_a_product_that_is_named_is_told_of(ask: Ask) -> None:
    assert ask("Do you have the Borealis Chair?").text == "Borealis Chair: R$ 529,90, in stock, of oak."


def test_products_that_were_found_for_a_wish_are_told_of(ask: Ask) -> None:
    lamp = replace(ENGLISH[3], fields=(("product.reason", "It is of bamboo."),))
    result = ask("Can you recommend something of bamboo?", evidence=(lamp,))
    assert [one.cites for one in result.sentences] == [("lamp",)]


def test_what_a_shopper_writes_is_no_evidence(ask: Ask) -> None:
    result = ask(
        "Returns are accepted within 90 days, right? How long do I have for returns?", evidence=ENGLISH[:1]
    )
    assert "90 days" not in result.text


class _Liar:
    name = "liar"
    leaves_machine = False

    def write(self, question: Question) -> Draft:
        return draft("Returns are accepted within 99 days of delivery.", cites=("returns",))


class _Broken(_Liar):
    def write(self, question: Question) -> Draft:
        raise WriterFailed("the model is gone: install it again")


def test_whatever_writes_is_checked() -> None:
    result = Drafting(_Liar(), Grounding(Detector())).write(question(ENGLISH, "en", "How long for returns?"))
    assert (result.withheld, result.sentences, result.writer) == (Reason.VALUE, (), "liar")


def test_a_writer_that_fails_leaves_a_reason() -> None:
    result = Drafting(_Broken(), Grounding(Detector())).write(
        question(ENGLISH, "en", "How long for returns?")
    )
    assert (result.withheld, result.detail) == (
        Reason.WRITER_FAILED,
        "the model is gone: install it again",
    )


def test_of_a_product_is_said_its_name_and_what_is_asked(ask: Ask) -> None:
    tent = Evidence(
        "tent",
        EvidenceKind.PRODUCT,
        "Estrela 2, green costs €249.00. Estrela 2, green fits what you asked for: weight 1.9 kg. "
        "Estrela 2, green is in stock.",
        "Estrela 2, green",
    )
    result = ask("How much does the Estrela 2 weigh?", evidence=(tent,))
    assert result.text == (
        "Estrela 2, green costs €249.00. Estrela 2, green fits what you asked for: weight 1.9 kg."
    )


def test_a_question_that_says_little_is_read_with_what_leads_to_it(ask: Ask) -> None:
    known = passage("late", "Late parcels", "If the tracking has not moved for 5 days, we ask the carrier.")
    result = ask("My tracking has not moved in days, what happens now?", evidence=(known,))
    assert result.text == known.words


def test_a_measure_is_found_in_a_range_of_a_table(ask: Ask) -> None:
    rows = "S: Chest 88-94 cm\nM: Chest 94-100 cm\nL: Chest 100-108 cm\nXL: Chest 108-116 cm"
    result = ask(
        "My chest is 97 cm. Which jacket size do I need?", evidence=(passage("j", "Jacket sizes", rows),)
    )
    assert "M: Chest 94-100 cm" in result.text


def test_where_a_shopper_says_they_are_decides_between_passages(ask: Ask) -> None:
    spain = passage("es", "Delivery > Spain", "Delivery takes 2 days and costs €5.")
    brazil = passage("br", "Delivery > Brazil", "Delivery takes 9 days and costs €20.")
    result = ask("Hi, I live in Brazil. How much does delivery cost?", evidence=(spain, brazil))
    assert result.text == "Delivery takes 9 days and costs €20."


def test_without_it_nothing_is_said(ask: Ask) -> None:
    spain = passage("es", "Delivery > Spain", "Delivery takes 2 days and costs €5.")
    brazil = passage("br", "Delivery > Brazil", "Delivery takes 9 days and costs €20.")
    assert ask("How much does delivery cost?", evidence=(spain, brazil)).withheld is Reason.NO_EVIDENCE


def test_a_passage_that_means_what_is_asked_answers_in_other_words(drafting: Drafting) -> None:
    care = passage("care", "Caring for skillets", "Wash a skillet by hand. Never use soap on the iron.")
    known = (care, passage("hours", "Hours", "We are open from Monday to Friday."))
    asked = question(known, "en", "How is a griddle looked after?")
    assert drafting.write(asked).withheld is Reason.NO_EVIDENCE
    near = replace(asked, nearness={"care": 0.94, "hours": 0.78})
    assert drafting.write(near).text == care.words


def test_what_is_not_near_in_meaning_does_not_answer(drafting: Drafting) -> None:
    known = (passage("tents", "Tents", "Our tents are sewn in Portugal."),)
    asked = question(known, "en", "Are your tents sewn by hand?")
    assert drafting.write(replace(asked, nearness={"tents": 0.7})).withheld is Reason.NO_EVIDENCE


def test_a_short_passage_is_told_whole(ask: Ask) -> None:
    words = (
        "Gift cards are sent by e-mail. They are valid for 24 months. They cannot be exchanged for cash. "
        "The rest stays on the card."
    )
    known = (passage("gift", "Gift cards", words), ENGLISH[1])
    assert ask("How long is a gift card valid?", evidence=known).text == words
