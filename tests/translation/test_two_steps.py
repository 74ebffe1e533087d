"""Where no pack translates a pair, two do, through a language between; values pass both."""

import pytest

from dragoman.domain import ProtectedSpan, SpanKind, TermKind
from dragoman.glossary import Glossary, Interpreter
from dragoman.glossary.model import Term
from dragoman.translation.engine import Engine
from dragoman.translation.packs import PackLibrary
from dragoman.translation.putting_together import APPROVED
from dragoman.translation.translator import NoPack, Translator

MESSAGE = """Buenos días.
¿Dónde está mi pedido #48213? Pagué R$ 129,90 ayer.

- No recibí la lámpara. 😀"""


@pytest.fixture
def translator(polyglot: Engine) -> Translator:
    return Translator(polyglot)


def test_the_route_is_one_pack_where_there_is_one_else_two_else_none(three_languages: PackLibrary) -> None:
    def route(source: str, target: str) -> list[str]:
        return [pack.name for pack in three_languages.route(source, target)]

    assert route("es", "en") == ["es-en"]
    assert route("es-MX", "pt-BR") == ["es-en", "en-pt-BR"]
    assert route("pt-PT", "es") == ["pt-en", "en-es"]
    assert route("es", "de") == []
    assert route("de", "en") == []


def test_spanish_becomes_portuguese_through_english(translator: Translator) -> None:
    [translation] = translator.translate([MESSAGE], "es", "pt-BR")
    assert (translation.source_language, translation.target_language) == ("es", "pt-BR")
    assert translation.text.splitlines()[2] == ""
    assert translation.text.splitlines()[3].startswith("- ")
    assert translation.text.endswith(" 😀")
    assert "Bom dia" in translation.text
    assert "pedido #48213?" in translation.text
    assert "R$ 129,90" in translation.text
    assert "não" in translation.text.lower()
    assert "lâmpada" in translation.text
    assert [segment.source for segment in translation.segments] == [
        "Buenos días.",
        "¿Dónde está mi pedido #48213?",
        "Pagué R$ 129,90 ayer.",
        "No recibí la lámpara.",
    ]
    assert all(segment.target in translation.text for segment in translation.segments)
    assert [span.text for span in translation.protected][:2] == ["#48213", "R$ 129,90"]


def test_both_packs_are_reported(translator: Translator) -> None:
    [translation] = translator.translate(["Muchas gracias."], "es", "pt-BR")
    [warning] = [warning for warning in translation.warnings if warning.code == "two_steps"]
    assert dict(warning.values) == {"through": "en", "packs": "es-en, en-pt-BR"}


def test_portuguese_becomes_spanish_too(translator: Translator) -> None:
    [translation] = translator.translate(["O reembolso de R$ 12,50 chegará amanhã."], "pt-BR", "es")
    assert translation.text.startswith("El reembolso ")
    assert translation.text.endswith(" R$ 12,50 llegará mañana.")


@pytest.mark.parametrize(
    "value",
    ["{{order.id}}", "https://shop.example/t/48213?a=b", "john_doe@example.org", "AB-1234-XY", "49,90 €"],
)
def test_a_value_passes_both_steps_as_often_as_it_was_there(translator: Translator, value: str) -> None:
    text = f"El código {value} no funciona. El número es {value}."
    [translation] = translator.translate([text], "es", "pt-BR")
    assert translation.text.count(value) == 2


def test_a_term_of_the_target_language_passes_the_second_step_unchanged(translator: Translator) -> None:
    text = "Quiero devolver la lámpara."
    start = text.index("la lámpara")
    term = ProtectedSpan(start, start + 10, "la lámpara", SpanKind.TERM, "Luminária Sol")
    [translation] = translator.translate([text], "es", "pt-BR", [[term]])
    assert translation.text.count("Luminária Sol") == 1


def test_a_glossary_between_languages_without_a_pack_holds(translator: Translator) -> None:
    glossary = Glossary((Term("lámpara", "Luminária Sol", TermKind.EXACT),))
    [translation] = Interpreter(translator).interpret(
        ["Quiero devolver la lámpara."], "es", "pt-BR", glossary
    )
    assert "Luminária Sol" in translation.text
    assert [report.form for report in translation.terms] == ["Luminária Sol"]


def test_an_approved_translation_takes_no_second_step(translator: Translator) -> None:
    approved = {"Muchas gracias.": "Muitíssimo obrigado!"}
    text = "Muchas gracias. No recibí mi paquete."
    [translation] = translator.translate(
        [text], "es", "pt-BR", recall=lambda sentences: [approved.get(sentence) for sentence in sentences]
    )
    assert translation.text.startswith("Muitíssimo obrigado! ")
    first, second = translation.segments
    assert first.method == APPROVED
    assert second.method == "plain → plain"
    assert "não" in second.target.lower()


def test_the_worse_the_steps_the_lower_the_quality(translator: Translator) -> None:
    first = translator.translate(["Xyzzy plugh."], "es", "en")[0].quality
    both = translator.translate(["Xyzzy plugh."], "es", "pt-BR")[0].quality
    assert both <= first


def test_a_pair_that_no_two_packs_lead_between_is_refused(translator: Translator) -> None:
    with pytest.raises(NoPack, match=r"dragoman packs install en-ja, or"):
        translator.translate(["Muchas gracias."], "es", "ja")
