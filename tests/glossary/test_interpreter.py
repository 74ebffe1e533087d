"""Terms through the real packs: kept, proven, and never claimed when they are not there."""

import pytest

from dragoman.domain import Light, Segment, TermKind, Translation
from dragoman.glossary import EMPTY, Case, Glossary, Interpreter, Term, proven
from dragoman.glossary.interpreter import IN_COMPOUND
from dragoman.translation.engine import Engine
from dragoman.translation.translator import NoPack, Translator


@pytest.fixture(scope="session")
def interpreter(engine: Engine) -> Interpreter:
    return Interpreter(Translator(engine))


def exact(source: str, target: str, case: Case = Case.FOLLOW) -> Term:
    return Term(source, target, TermKind.EXACT, case)


def by_hand(source: str, target: str) -> Translation:
    segments = (Segment(source, target, "agent"),)
    return Translation("en", "pt-BR", source, target, segments, (), (), 1.0, (), 0.0)


def interpret(interpreter: Interpreter, text: str, *terms: Term) -> Translation:
    return interpreter.interpret([text], "en", "pt-BR", Glossary(terms))[0]


def test_without_terms_it_is_the_translator(interpreter: Interpreter) -> None:
    (result,) = interpreter.interpret(["The parcel has arrived."], "en", "pt-BR", EMPTY)
    assert result.terms == ()
    assert result.quality > 0.7


@pytest.mark.parametrize("text", ["We ship with Sol Store.", "SOL STORE is open, Sol Store!", "Sol Store"])
def test_a_term_that_is_not_to_be_translated_keeps_the_words_of_the_source(
    interpreter: Interpreter, text: str
) -> None:
    result = interpret(interpreter, text, Term("Sol Store", "Sol Store", TermKind.DNT))
    assert all(result.text.count(one.source) >= text.count(one.source) for one in result.terms)
    assert {(one.applied, one.form == one.source) for one in result.terms} == {("protected", True)}
    assert result.warnings == ()


def test_an_exact_term_that_the_engine_chose_by_itself_is_left_alone(interpreter: Interpreter) -> None:
    result = interpret(interpreter, "Where is my order?", exact("where", "onde"))
    (report,) = result.terms
    assert (report.applied, report.form) == ("already there", "Onde")


@pytest.mark.parametrize(
    ("text", "source", "target"),
    [
        ("Your order will arrive on 2026-11-28.", "2026-11-28", "28/11/2026"),
        ("The total of your order is €129.90, with shipping.", "€129.90", "€ 129,90"),
    ],
)
def test_an_exact_term_that_contains_a_value_is_written_as_the_target_language_does(
    interpreter: Interpreter, text: str, source: str, target: str
) -> None:
    result = interpret(interpreter, text, exact(source, target, Case.KEEP))
    assert [(one.applied, one.form) for one in result.terms] == [("substituted", target)]
    assert (source in result.text, target in result.text) == (False, True)
    assert result.warnings == ()


@pytest.mark.parametrize(
    ("text", "source", "target"),
    [
        ("Your refund will arrive on Monday.", "refund", "estorno"),
        ("The gift card is not valid.", "gift card", "cartão-vale"),
        ("We received the return of your shirt.", "return", "troca"),
        ("Please pay the invoice today.", "invoice", "boleto"),
        ("Refund", "refund", "estorno"),
        ("REFUND MY MONEY NOW", "refund", "estorno"),
    ],
)
def test_an_exact_term_stands_in_the_translation(
    interpreter: Interpreter, text: str, source: str, target: str
) -> None:
    result = interpret(interpreter, text, exact(source, target))
    (report,) = result.terms
    assert report.applied in {"repaired", "code-switched", "n-best", "forced", "banned", "substituted"}
    assert report.form is not None
    assert report.form.lower() == target
    assert report.form in result.text
    assert result.warnings == ()


def test_every_occurrence_of_an_exact_term_is_kept(interpreter: Interpreter) -> None:
    result = interpret(
        interpreter,
        "A refund for the shirt. A refund for the hat and a refund for me.",
        exact("refund", "estorno"),
    )
    assert [one.applied for one in result.terms] == ["repaired"] * 3
    assert result.text.lower().count("estorno") == 3


def test_a_term_follows_the_case_of_the_source(interpreter: Interpreter) -> None:
    result = interpret(interpreter, "Invoice: THE INVOICE AND THE MONEY.", exact("invoice", "boleto"))
    assert [one.target for one in result.terms] == ["Boleto", "BOLETO"]
    assert "BOLETO" in result.text


def test_a_term_whose_case_is_to_be_kept_stands_as_the_glossary_has_it(interpreter: Interpreter) -> None:
    result = interpret(interpreter, "WHERE IS MY INVOICE?", exact("invoice", "bolEto", Case.KEEP))
    assert "bolEto" in result.text


def test_a_term_inside_an_address_is_left_alone(interpreter: Interpreter) -> None:
    result = interpret(interpreter, "See https://example.org/refund for help.", exact("refund", "estorno"))
    assert result.terms == ()
    assert "https://example.org/refund" in result.text


def test_a_term_that_is_a_value_may_be_replaced(interpreter: Interpreter) -> None:
    result = interpret(interpreter, "SAVE20", exact("SAVE20", "POUPE20"))
    assert result.text == "POUPE20"


def test_an_inflected_term_is_recognised_in_the_plural(interpreter: Interpreter) -> None:
    result = interpret(interpreter, "Your order has arrived in two shirts.", Term("shirts", "camisa"))
    (report,) = result.terms
    assert report.kind is TermKind.INFLECT
    assert (report.applied, report.form) == ("already there", "camisas")


def test_a_term_that_is_not_there_is_reported_and_never_claimed() -> None:
    result = proven(by_hand("Your invoice.", "Sua fatura."), Glossary((Term("invoice", "boleto"),)))
    (report,) = result.terms
    assert (report.applied, report.form) == (None, None)
    assert report.reason
    assert [(one.code, dict(one.values)) for one in result.warnings] == [
        ("term_missed", {"source": "invoice", "target": "boleto"})
    ]
    assert result.quality == pytest.approx(0.5)
    assert result.light is Light.AMBER


def test_one_word_of_the_translation_proves_only_one_term() -> None:
    result = proven(
        by_hand("The blue shirt is torn.", "A camisa está rasgada."),
        Glossary((Term("blue", "camisa"), Term("shirt", "camisa"))),
    )
    assert sorted(str(one.applied) for one in result.terms) == ["None", "already there"]


def test_each_occurrence_is_paired_with_the_form_in_its_own_case() -> None:
    result = proven(
        by_hand("REFUND now, a refund.", "um estorno, ESTORNO já."), Glossary((exact("refund", "estorno"),))
    )
    assert [one.form for one in result.terms] == ["ESTORNO", "estorno"]


@pytest.mark.parametrize(
    ("text", "term", "expected"),
    [
        ("The refund was approved.", Term("refund", "devolução"), "A devolução foi aprovada."),
        (
            "Your refunds are late.",
            Term("refund", "devolução", variants=("refunds",), forms=("devolução", "devoluções")),
            "Suas devoluções estão atrasadas.",
        ),
        (
            "He bought a red car.",
            Term("car", "viatura", gender="feminine"),
            "Ele comprou uma viatura vermelha.",
        ),
    ],
)
def test_what_goes_with_a_term_agrees_with_it(
    interpreter: Interpreter, text: str, term: Term, expected: str
) -> None:
    result = interpret(interpreter, text, term)
    assert result.text == expected
    (report,) = result.terms
    assert report.applied is not None
    assert result.segments[0].target == expected


def test_a_sentence_that_is_repaired_keeps_its_neighbours_and_its_values(interpreter: Interpreter) -> None:
    text = "Thank you!  We sent the refund of $49.90 for order #48213.\n\nSee you soon."
    plain = interpret(interpreter, text)
    result = interpret(interpreter, text, Term("refund", "devolução"))
    assert "devolução" in result.text
    assert "$49.90" in result.text
    assert "#48213" in result.text
    assert result.text.split("  ")[0] == plain.text.split("  ")[0]
    assert result.text.split("\n\n")[1] == plain.text.split("\n\n")[1]


def test_a_term_that_is_already_there_changes_nothing(interpreter: Interpreter) -> None:
    text = "Where is my book? The price is low."
    plain = interpret(interpreter, text)
    result = interpret(interpreter, text, Term("book", "livro"), Term("price", "preço"))
    assert result.text == plain.text
    assert [one.applied for one in result.terms] == ["already there"] * 2


def test_the_glossary_is_not_read_backwards(interpreter: Interpreter) -> None:
    glossary = Glossary((exact("refund", "estorno"),))
    (result,) = interpreter.interpret(["O estorno chegou."], "pt", "en", glossary)
    assert result.terms == ()


def test_values_survive_beside_terms(interpreter: Interpreter) -> None:
    text = "The refund for order #48213 is $49.90 with PayFlow, see {{link}}."
    result = interpret(
        interpreter,
        text,
        exact("refund", "estorno"),
        Term("PayFlow", "PayFlow", TermKind.DNT),
        exact("order", "pedido"),
    )
    assert all(
        value in result.text for value in ("#48213", "$49.90", "{{link}}", "PayFlow", "estorno", "pedido")
    )


def test_the_same_language_passes_untouched_and_claims_nothing(interpreter: Interpreter) -> None:
    glossary = Glossary((exact("refund", "estorno"),))
    (result,) = interpreter.interpret(["A refund, please."], "en", "en-GB", glossary)
    assert (result.text, result.terms) == ("A refund, please.", ())


def test_a_missing_pack_is_said_as_by_the_translator(interpreter: Interpreter) -> None:
    with pytest.raises(NoPack):
        interpreter.interpret(["Hallo"], "de", "ja", Glossary((exact("Hallo", "x"),)))


def test_texts_with_and_without_terms_come_back_in_their_order(interpreter: Interpreter) -> None:
    texts = ["Your refund is here.", "Good morning to all of you.", "Another refund is here."]
    results = interpreter.interpret(texts, "en", "pt-BR", Glossary((exact("refund", "estorno"),)))
    assert [one.original for one in results] == texts
    assert [len(one.terms) for one in results] == [1, 0, 1]


def test_a_part_of_a_compound_is_looked_for_and_not_put_in_place(interpreter: Interpreter) -> None:
    glossary = Glossary((exact("refund", "estorno"),), compounding=True)
    (result,) = interpreter.interpret(["My refundnumber is 7."], "en", "pt-BR", glossary)
    (report,) = result.terms
    assert (report.source, report.kind, report.applied) == ("refundnumber", TermKind.INFLECT, None)
    assert report.reason == IN_COMPOUND
    assert "estorno" not in result.text


def test_a_forbidden_word_gives_way_to_the_preferred_one_also_where_the_engine_chose_it(
    interpreter: Interpreter,
) -> None:
    text = "Where is my parcel? The parcel is late."
    plain = interpret(interpreter, text)
    assert "pacote" in plain.text
    result = interpret(interpreter, text, Term("parcel", "encomenda", forbidden=("pacote",)))
    assert "pacote" not in result.text
    assert result.text.count("encomenda") == 2
    assert "minha encomenda" in result.text
    assert "forbidden_term" not in [one.code for one in result.warnings]


def test_a_forbidden_word_gives_way_where_the_sentence_has_the_preferred_one_too(
    interpreter: Interpreter,
) -> None:
    term = Term("parcel", "encomenda", forbidden=("pacote",))
    result = interpret(interpreter, "The parcel is a package.", term)
    assert "pacote" not in result.text


def test_a_term_put_in_doubles_no_word_where_another_translation_has_it_once(
    interpreter: Interpreter,
) -> None:
    result = interpret(
        interpreter, "Inserts the current time as a field.", Term("current time", "hora atual")
    )
    assert result.text.count("atual") == 1


def test_a_term_that_begins_with_a_rare_capital_is_read_and_kept(interpreter: Interpreter) -> None:
    text = "Última chance para comprar!"
    (result,) = interpreter.interpret([text], "pt", "en", Glossary((Term("última chance", "final call"),)))
    assert result.text.startswith("Final call")
    assert result.warnings == ()


def test_a_forbidden_word_in_a_persons_translation_is_shown() -> None:
    term = Term("parcel", "encomenda", forbidden=("pacote",))
    result = proven(by_hand("Your parcel.", "Seu pacote."), Glossary((term,)))
    assert [one.code for one in result.warnings] == ["term_missed", "forbidden_term"]


def test_an_allowed_word_is_as_right_as_the_preferred_one(interpreter: Interpreter) -> None:
    text = "Where is my parcel?"
    result = interpret(interpreter, text, Term("parcel", "encomenda", allowed=("pacote",)))
    assert [one.applied for one in result.terms] == ["already there"]


def test_several_terms_of_a_sentence_are_put_in_together(interpreter: Interpreter) -> None:
    result = interpret(
        interpreter,
        "The doctor read the letter in the room.",
        Term("doctor", "terapeuta"),
        Term("letter", "correspondência"),
        Term("room", "aposento"),
    )
    assert all(one.applied for one in result.terms)
    assert "no aposento" in result.text
    assert "a correspondência" in result.text


@pytest.mark.parametrize(
    "term",
    [
        Term("the", "x.*(y"),
        Term("book", "a" * 200),
        Term("book", "\u202eolá"),
        Term("book", "<b>livro</b>"),
        Term("book", "\\1 {0} %s"),
        Term("?", "!"),
    ],
)
def test_terms_that_make_no_sense_do_no_harm(interpreter: Interpreter, term: Term) -> None:
    result = interpret(interpreter, "Where is the book of order #48213?", term)
    assert "#48213" in result.text
    assert result.segments


def test_terms_that_swap_each_other_are_each_put_where_they_belong(interpreter: Interpreter) -> None:
    result = interpret(
        interpreter, "The book and the letter.", Term("book", "carta"), Term("letter", "livro")
    )
    assert {one.form for one in result.terms} == {"carta", "livro"}


def test_by_way_of_a_third_language_terms_are_kept_and_values_too(polyglot: Engine) -> None:
    interpreter = Interpreter(Translator(polyglot))
    (result,) = interpreter.interpret(
        ["¿Dónde está mi lámpara 48213?"], "es", "pt-BR", Glossary((exact("lámpara", "luminária"),))
    )
    assert "luminária" in result.text
    assert "48213" in result.text
