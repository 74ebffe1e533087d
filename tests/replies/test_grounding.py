"""A sentence stays where what it cites says so, and not with a value, a name or a denial changed."""

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dragoman.evidence import Evidence, EvidenceKind
from dragoman.language.detector import Detector
from dragoman.replies.draft import Draft, Reason
from dragoman.replies.grounding.checking import Grounding
from dragoman.replies.reading.sentences import sentences
from tests.replies.shop import ENGLISH, PORTUGUESE, draft, question

EVIDENCE = {"en": ENGLISH, "pt": PORTUGUESE}
SAID = [
    (language, evidence.id, sentence.text)
    for language, known in EVIDENCE.items()
    for evidence in known
    for sentence in sentences(evidence.words, language)
]
WITH_DIGITS = [said for said in SAID if re.search(r"\d", said[2])]


@pytest.fixture(scope="module")
def grounding() -> Grounding:
    return Grounding(Detector())


def checked(grounding: Grounding, text: str, *cites: str, language: str = "en") -> Draft:
    return grounding.check(draft(text, cites=cites), question(EVIDENCE[language], language))


@pytest.mark.parametrize(("language", "cite", "sentence"), SAID)
def test_what_the_shop_says_passes(grounding: Grounding, language: str, cite: str, sentence: str) -> None:
    assert checked(grounding, sentence, cite, language=language).text == sentence


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=150)
@given(said=st.sampled_from(WITH_DIGITS), place=st.integers(0, 9), number=st.integers(1, 999))
def test_a_sentence_with_another_number_is_removed(
    grounding: Grounding, said: tuple[str, str, str], place: int, number: int
) -> None:
    language, cite, sentence = said
    numbers = list(re.finditer(r"\d+", sentence))
    one = numbers[place % len(numbers)]
    changed = sentence[: one.start()] + str(number) + sentence[one.end() :]
    result = checked(grounding, changed, cite, language=language)
    assert (result.text == sentence) == (changed == sentence)


@pytest.mark.parametrize(
    ("was", "becomes", "reason"),
    [
        ("14 days", "two weeks", Reason.VALUE),
        ("14 days", "14 weeks", Reason.VALUE),
        ("within 14 days", "after 14 days", Reason.VALUE),
        ("14 days", "30 days", Reason.VALUE),
        ("R$ 19,90", "$ 19,90", Reason.VALUE),
        ("5 to 7 business days", "7 business days", Reason.VALUE),
        ("5 to 7 business days", "5 to 7 days", Reason.VALUE),
        ("cannot be", "can be", Reason.NEGATION),
        ("are accepted within 14", "are not accepted within 14", Reason.NEGATION),
        ("Only unused", "Unused", Reason.NEGATION),
        ("Only unused items", "Only used items", Reason.NEGATION),
        ("without a receipt", "with a receipt", Reason.NEGATION),
        ("costs R$ 19,90", "is free", Reason.PROMISE),
        ("Refunds take", "Refunds are guaranteed and take", Reason.PROMISE),
        ("Returns are accepted", "Returns are always accepted", Reason.PROMISE),
        ("Items on sale", "Items on sale today", Reason.PROMISE),
        ("Items on sale", "Acme items on sale", Reason.NAME),
        ("14 days", "a fortnight", Reason.VALUE),
        ("costs R$ 19,90", "costs you nothing", Reason.PROMISE),
        ("costs R$ 19,90", "is on the house", Reason.PROMISE),
        ("Refunds take", "This week refunds take", Reason.PROMISE),
        ("of delivery", "of delivery, write to evil dot com", Reason.CONTACT),
        ("of delivery", "of delivery, wombats juggle teapots", Reason.NO_CITATION),
        ("of delivery", "of delivery to Mars", Reason.NAME),
        ("of delivery", "of delivery, see evil.example", Reason.CONTACT),
        ("of delivery", "of delivery, ask @evil", Reason.CONTACT),
        ("of delivery", "of delivery, call +55 11 99999-8888", Reason.CONTACT),
        ("of delivery", "of delivery ![x](https://evil.example/x.png)", Reason.MARKUP),
        ("of delivery", "of <b>delivery</b>", Reason.MARKUP),
        ("of delivery", "of deli\u200bvery", Reason.MARKUP),
        ("of delivery", "of delivery to {{name}}", Reason.SLOT),
        ("of delivery", "of delivery, [your name]", Reason.SLOT),
    ],
)
def test_a_sentence_changed_in_one_thing_is_removed(
    grounding: Grounding, was: str, becomes: str, reason: Reason
) -> None:
    sentence = next(one.text for one in sentences(ENGLISH[0].words, "en") if was in one.text)
    result = checked(grounding, sentence.replace(was, becomes), "returns")
    assert [one.reason for one in result.removed] == [reason]
    assert result.sentences == ()


@pytest.mark.parametrize(
    ("sentence", "cite", "reason"),
    [
        ("Itens em promoção podem ser devolvidos.", "devolucoes", Reason.NEGATION),
        ("O frete da devolução é grátis.", "devolucoes", Reason.PROMISE),
        ("Aceitamos trocas em até 7 dias.", "devolucoes", Reason.VALUE),
        ("A entrega em Portugal leva de 3 a 5 dias úteis.", "entrega", Reason.VALUE),
        ("O frete é grátis em compras abaixo de R$ 199.", "entrega", Reason.VALUE),
        ("Reembolsaremos as trocas hoje.", "devolucoes", Reason.PROMISE),
        ("Returns are accepted within 7 days after they are received.", "devolucoes", Reason.LANGUAGE),
    ],
)
def test_portuguese_is_read_likewise(grounding: Grounding, sentence: str, cite: str, reason: Reason) -> None:
    result = checked(grounding, sentence, cite, language="pt")
    assert [one.reason for one in result.removed] == [reason]


COPIED = "In Spain any unused item can be returned by post within 14 days, and we refund the delivery."
COPIADO = "O cupom de um novo cliente vale uma vez antes do dia 1º e não soma com outro; o frete é grátis."


@pytest.mark.parametrize(
    ("language", "known", "said", "passes"),
    [
        ("en", COPIED, COPIED, True),
        ("en", COPIED, "In Spain any unused item can be returned by post within 14 days.", True),
        ("en", COPIED, "In Spain any item can be returned by post within 14 days.", False),
        ("en", COPIED, "Any unused item can be returned by post within 14 days.", False),
        ("en", COPIED, "In Spain any unused item can be returned by hand within 14 days.", False),
        (
            "en",
            "Sale items cannot be sent back.",
            "It is not true that sale items cannot be sent back.",
            False,
        ),
        ("en", "Sale items cannot be sent back.", "No, sale items cannot be sent back.", True),
        ("pt", COPIADO, f"Não é verdade que {COPIADO}", False),
        (
            "pt",
            COPIADO,
            "O cupom de um novo cliente vale uma vez antes do dia 1º e não soma com outro.",
            True,
        ),
        ("pt", COPIADO, "O cupom de um cliente vale uma vez antes do dia 1º e não soma com outro.", False),
        ("pt", COPIADO, "O cupom de um novo cliente vale uma vez e não soma com outro.", False),
        ("pt", COPIADO, COPIADO.replace("grátis", "pago"), False),
        ("pt", COPIADO, COPIADO.replace("antes", "depois"), False),
    ],
)
def test_who_copies_a_sentence_changes_none_of_its_words(
    grounding: Grounding, language: str, known: str, said: str, *, passes: bool
) -> None:
    evidence = Evidence("p", EvidenceKind.PASSAGE, known, "Cupom")
    result = grounding.check(draft(said, cites=("p",)), question((evidence,), language))
    assert (result.text == said) is passes


def test_the_portuguese_word_for_whole_is_no_slot(grounding: Grounding) -> None:
    known = Evidence("p", EvidenceKind.PASSAGE, "Enviamos para todo o Brasil.", "Entrega")
    asked = question((known,), "pt")
    assert grounding.check(draft(known.words, cites=("p",)), asked).text == known.words
    assert grounding.check(draft("Enviamos para TODO.", cites=("p",)), asked).withheld is Reason.SLOT


@pytest.mark.parametrize(
    ("sentence", "cites"),
    [
        ("You can return items within fourteen days of delivery.", ["returns"]),
        ("No, items on sale cannot be returned.", ["returns"]),
        ("Delivery to Portugal takes 10 days, in Brazil 3-5 working days.", ["delivery"]),
        ("Yes, the Aurora Lamp is in stock and costs R$129.90.", ["lamp"]),
        ("The code WELCOME10 is valid for the first order until March 12.", ["sale"]),
    ],
)
def test_other_words_for_the_same_pass(grounding: Grounding, sentence: str, cites: list[str]) -> None:
    assert checked(grounding, sentence, *cites).text == sentence


@pytest.mark.parametrize(
    ("sentence", "cites", "reason"),
    [
        ("Delivery to Portugal takes 3 to 5 business days.", ["delivery"], Reason.VALUE),
        ("Orders over R$ 199 ship free to Portugal.", ["delivery"], Reason.NAME),
        ("The Aurora Lamp costs R$ 529,90.", ["lamp", "chair"], Reason.VALUE),
        ("The Borealis Chair is of bamboo.", ["lamp"], Reason.NAME),
        ("Exchanges are accepted within 14 days, returns within 30 days.", ["returns"], Reason.VALUE),
    ],
)
def test_what_is_said_of_one_matter_is_not_said_of_another(
    grounding: Grounding, sentence: str, cites: list[str], reason: Reason
) -> None:
    result = checked(grounding, sentence, *cites)
    assert [one.reason for one in result.removed] == [reason]


@pytest.mark.parametrize("cites", [(), ("unknown",), ("returns", "unknown")])
def test_a_sentence_cites_what_there_is(grounding: Grounding, cites: tuple[str, ...]) -> None:
    result = checked(grounding, "Items on sale cannot be returned.", *cites)
    assert (result.withheld, result.sentences) == (Reason.NO_CITATION, ())


def test_what_the_evidence_does_not_speak_of_is_removed(grounding: Grounding) -> None:
    result = checked(grounding, "Some elephants migrate over the savanna.", "returns")
    assert result.withheld is Reason.NO_CITATION


def test_a_draft_keeps_what_passes_and_lists_what_does_not(grounding: Grounding) -> None:
    written = draft("Items on sale cannot be returned.", "We promise a gift.", cites=("returns",))
    result = grounding.check(written, question(ENGLISH, "en"))
    assert result.text == "Items on sale cannot be returned."
    assert [(one.text, one.reason) for one in result.removed] == [("We promise a gift.", Reason.PROMISE)]
    assert [one.id for one in result.evidence] == ["returns"]
    assert result.withheld is None


def test_a_draft_that_is_mostly_wrong_is_withheld(grounding: Grounding) -> None:
    written = draft(
        "Items on sale cannot be returned.",
        "Returns take 99 days.",
        "Refunds take 1 day.",
        cites=("returns",),
    )
    result = grounding.check(written, question(ENGLISH, "en"))
    assert (result.withheld, result.detail, result.sentences) == (Reason.VALUE, "99 days", ())


def test_what_is_left_must_have_what_was_asked_for(grounding: Grounding) -> None:
    written = draft("Items on sale cannot be returned.", "Returns take 99 days.", cites=("returns",))
    asked = question(ENGLISH, "en", "How long do I have for returns?")
    assert grounding.check(written, asked).withheld is Reason.VALUE


def test_in_languages_that_are_not_read_only_the_shops_own_sentences_pass(grounding: Grounding) -> None:
    german = Evidence("p", EvidenceKind.PASSAGE, "Wir liefern in drei Tagen nach Deutschland.", "Lieferung")
    asked = question((german,), "de")
    own = grounding.check(draft("Wir liefern in drei Tagen nach Deutschland.", cites=("p",)), asked)
    other = grounding.check(draft("Wir liefern in zwei Tagen nach Deutschland.", cites=("p",)), asked)
    assert (own.withheld, other.withheld) == (None, Reason.NO_CITATION)


@pytest.mark.parametrize(
    ("said", "changed", "reason"),
    [
        (
            "Monday to Friday 10:00 to 19:00, Saturday 10:00 to 14:00.",
            "Monday to Friday 10:00 to 14:00, Saturday 10:00 to 19:00.",
            Reason.VALUE,
        ),
        (
            "Monday to Friday 10:00 to 19:00, Saturday 10:00 to 14:00.",
            "The shop is open Saturday 10:00 to 19:00.",
            Reason.VALUE,
        ),
        ("In Portugal delivery is free from €60.", "In Portugal delivery is free.", Reason.CONDITION),
        ("You may fly with stoves if they are clean.", "You may fly with stoves.", Reason.CONDITION),
        ("Pix is there for orders under R$ 900.", "Pix is there for orders.", Reason.CONDITION),
    ],
)
def test_hours_and_conditions_are_held_together(
    grounding: Grounding, said: str, changed: str, reason: Reason
) -> None:
    known = (Evidence("p", EvidenceKind.PASSAGE, said, "The shop is open"),)
    assert grounding.check(draft(said, cites=("p",)), question(known, "en")).text == said
    result = grounding.check(draft(changed, cites=("p",)), question(known, "en"))
    assert [one.reason for one in result.removed] == [reason]


def test_links_of_the_evidence_may_be_named(grounding: Grounding) -> None:
    sentence = "See https://shop.example/delivery for delivery to Portugal."
    assert checked(grounding, sentence, "delivery").text == sentence
