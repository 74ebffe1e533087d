"""Terms in languages that no model of ours reads: their forms are computed, found, and known in compounds."""

import pytest

from dragoman.glossary import Glossary, compiled
from dragoman.glossary.concept import Concept, LanguageTerms, PartOfSpeech, Termbase
from dragoman.glossary.forms import with_forms

NOUN, VERB, ADJECTIVE = PartOfSpeech.NOUN, PartOfSpeech.VERB, PartOfSpeech.ADJECTIVE
TERMS = {
    "de": [
        ("Gutschein", NOUN),
        ("Bestellung", NOUN),
        ("Rücksendung", NOUN),
        ("Lieferung", NOUN),
        ("Rechnung", NOUN),
        ("Erstattung", NOUN),
        ("Paket", NOUN),
        ("Größe", NOUN),
        ("Versandkosten", NOUN),
        ("kaufen", VERB),
        ("zurückgeben", VERB),
        ("kostenlos", ADJECTIVE),
    ],
    "es": [
        ("devolución", NOUN),
        ("reembolso", NOUN),
        ("pedido", NOUN),
        ("tarjeta de regalo", NOUN),
        ("código postal", NOUN),
        ("gastos de envío", NOUN),
        ("etiqueta de devolución", NOUN),
        ("talla", NOUN),
        ("comprar", VERB),
        ("devolver", VERB),
        ("gratuito", ADJECTIVE),
        ("defectuoso", ADJECTIVE),
    ],
}


@pytest.fixture(scope="module")
def glossaries() -> dict[str, Glossary]:
    """Every term with an English one, as a store saves it: one process computes the forms of all."""
    concepts = with_forms(
        [
            Concept(
                f"{language}:{term}",
                {
                    language: LanguageTerms(term, part_of_speech=part),
                    "en": LanguageTerms(f"en {term}", forms=("x",)),
                },
            )
            for language, terms in TERMS.items()
            for term, part in terms
        ]
    )
    return {language: compiled(Termbase("", tuple(concepts)), language, "en") for language in TERMS}


def found(glossary: Glossary, text: str) -> list[tuple[str, str, bool]]:
    return [
        (text[match.start : match.end], match.entry.source, match.whole)
        for match in glossary.index.find(text)
    ]


@pytest.mark.parametrize(
    ("text", "words", "term"),
    [
        ("Der Betrag des Gutscheins fehlt.", "Gutscheins", "Gutschein"),
        ("Wir haben zwei Gutscheine.", "Gutscheine", "Gutschein"),
        ("Mit den Gutscheinen klappt es nicht.", "Gutscheinen", "Gutschein"),
        ("Meine Bestellungen sind da.", "Bestellungen", "Bestellung"),
        ("Für Rücksendungen zahle ich nichts.", "Rücksendungen", "Rücksendung"),
        ("Alle Lieferungen kamen zu spät.", "Lieferungen", "Lieferung"),
        ("Die RECHNUNGEN stimmen nicht.", "RECHNUNGEN", "Rechnung"),
        ("Zwei Pakete fehlen.", "Pakete", "Paket"),
        ("Der Inhalt des Pakets", "Pakets", "Paket"),
        ("Gibt es andere Größen?", "Größen", "Größe"),
        ("Wie hoch sind die Versandkosten?", "Versandkosten", "Versandkosten"),
        ("Ich kaufte es gestern.", "kaufte", "kaufen"),
        ("Ich habe es gekauft.", "gekauft", "kaufen"),
        ("Eine kostenlose Probe", "kostenlose", "kostenlos"),
    ],
)
def test_german_terms_are_found_in_their_forms(
    glossaries: dict[str, Glossary], text: str, words: str, term: str
) -> None:
    assert found(glossaries["de"], text) == [(words, term, True)]


@pytest.mark.parametrize(
    ("text", "word", "term"),
    [
        ("Mein Gutscheincode geht nicht.", "Gutscheincode", "Gutschein"),
        ("Der Geschenkgutschein ist da.", "Geschenkgutschein", "Gutschein"),
        ("Die Bestellungsnummer fehlt.", "Bestellungsnummer", "Bestellung"),
        ("Eine Teillieferung kam.", "Teillieferung", "Lieferung"),
        ("Die Rechnungsadresse ist falsch.", "Rechnungsadresse", "Rechnung"),
        ("Der Erstattungsbetrag ist da.", "Erstattungsbetrag", "Erstattung"),
        ("Ein Paketschein liegt bei.", "Paketschein", "Paket"),
        ("Wo ist die Größentabelle?", "Größentabelle", "Größe"),
    ],
)
def test_german_compounds_are_found_and_known_to_be_more_than_the_term(
    glossaries: dict[str, Glossary], text: str, word: str, term: str
) -> None:
    assert found(glossaries["de"], text) == [(word, term, False)]


@pytest.mark.parametrize("text", ["Der Kaufmann grüßt.", "Rechnen Sie damit.", "Packen Sie es ein."])
def test_german_words_that_only_look_alike_are_left_alone(glossaries: dict[str, Glossary], text: str) -> None:
    assert found(glossaries["de"], text) == []


@pytest.mark.parametrize(
    ("text", "words", "term"),
    [
        ("Quiero hacer dos devoluciones.", "devoluciones", "devolución"),
        ("¿Y los REEMBOLSOS?", "REEMBOLSOS", "reembolso"),
        ("Mis pedidos no llegan.", "pedidos", "pedido"),
        ("Compran tarjetas de regalo.", "tarjetas de regalo", "tarjeta de regalo"),
        ("Los códigos postales no valen.", "códigos postales", "código postal"),
        ("¿Cuáles son los gastos de envío?", "gastos de envío", "gastos de envío"),
        ("Faltan las etiquetas de devolución.", "etiquetas de devolución", "etiqueta de devolución"),
        ("¿Hay otras tallas?", "tallas", "talla"),
        ("Lo compré ayer, ella compró otro.", "compró", "comprar"),
        ("Ya está devuelto.", "devuelto", "devolver"),
        ("Las muestras gratuitas", "gratuitas", "gratuito"),
        ("Son piezas defectuosas.", "defectuosas", "defectuoso"),
    ],
)
def test_spanish_terms_are_found_in_their_forms(
    glossaries: dict[str, Glossary], text: str, words: str, term: str
) -> None:
    assert (words, term, True) in found(glossaries["es"], text)


def test_the_longer_spanish_term_comes_before_its_parts(glossaries: dict[str, Glossary]) -> None:
    assert found(glossaries["es"], "La etiqueta de devolución") == [
        ("etiqueta de devolución", "etiqueta de devolución", True)
    ]
