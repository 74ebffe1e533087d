"""Forms of terms: computed from a dictionary and by rule, agreeing, and few."""

from dataclasses import replace

import pytest

from dragoman.domain import TermKind
from dragoman.glossary.concept import MOST_FORMS, Concept, LanguageTerms, PartOfSpeech
from dragoman.glossary.forms import with_forms
from dragoman.glossary.inflection import forms
from dragoman.glossary.plurals import plural


def unknown(_: str) -> tuple[str, ...]:
    return ()


@pytest.mark.parametrize(
    ("language", "singular", "expected"),
    [
        ("pt", "reembolso", "reembolsos"),
        ("pt", "devolução", "devoluções"),
        ("pt", "cupom", "cupons"),
        ("pt", "postal", "postais"),
        ("pt", "papel", "papéis"),
        ("pt", "disponível", "disponíveis"),
        ("pt", "cor", "cores"),
        ("pt", "mês", "meses"),
        ("pt", "grátis", "grátis"),
        ("es", "devolución", "devoluciones"),
        ("es", "cruz", "cruces"),
        ("es", "pedido", "pedidos"),
        ("es", "color", "colores"),
        ("es", "gratis", "gratis"),
        ("en", "policy", "policies"),
        ("en", "box", "boxes"),
        ("en", "day", "days"),
        ("fr", "cadeau", "cadeaux"),
        ("fr", "colis", "colis"),
        ("fr", "postal", "postaux"),
        ("it", "rimborso", "rimborsi"),
        ("it", "negozio", "negozi"),
        ("it", "città", "città"),
        ("de", "Bestellung", "Bestellungen"),
        ("de", "Tasche", "Taschen"),
        ("nl", "bestelling", "bestellingen"),
    ],
)
def test_plurals_follow_the_rules_of_the_language(language: str, singular: str, expected: str) -> None:
    assert plural(singular, language) == expected


@pytest.mark.parametrize(
    ("language", "term", "expected"),
    [
        ("pt", "cartão de crédito", "cartões de crédito"),
        ("pt", "código postal", "códigos postais"),
        ("es", "tarjeta de regalo", "tarjetas de regalo"),
        ("fr", "bon d'achat", "bons d'achat"),
        ("en", "return label", "return labels"),
        ("en", "proof of purchase", "proofs of purchase"),
    ],
)
def test_the_words_of_a_term_agree_in_number(language: str, term: str, expected: str) -> None:
    assert forms(term, language, None, unknown) == [term, expected]


def test_a_noun_has_a_singular_and_a_plural_also_where_its_word_is_a_verbs_too() -> None:
    known = {"pedido": ("pedido", "pedidos", "pedida", "pedidas")}
    assert forms("pedido", "pt", PartOfSpeech.NOUN, lambda word: known.get(word, ())) == ["pedido", "pedidos"]


def test_diminutives_are_not_offered() -> None:
    known = ("rápido", "rápida", "rápidos", "rápidas", "rapidinho", "rapidíssimos", "rapidão", "rapidões")
    assert set(forms("rápido", "pt", None, lambda _: known)) == {"rápido", "rápida", "rápidos", "rápidas"}


def test_names_do_not_inflect() -> None:
    assert forms("Lumen", "pt", PartOfSpeech.PROPER_NOUN, lambda _: ("Lumens",)) == ["Lumen"]


def concept(kind: TermKind = TermKind.INFLECT, **terms: str) -> Concept:
    return Concept("", {language: LanguageTerms(text) for language, text in terms.items()}, kind)


def test_saved_concepts_get_the_forms_that_a_dictionary_knows() -> None:
    """One process for all of them: it reads the real dictionaries."""
    given = [
        concept(pt="comprar", en="buy", de="Gutschein"),
        concept(pt="papel", ja="紙"),
        concept(TermKind.EXACT, pt="estorno", en="refund"),
        replace(concept(en="return"), terms={"en": LanguageTerms("return", forms=("return", "given back"))}),
    ]
    buy, paper, exact, edited = with_forms(given)
    assert {"comprar", "comprou", "comprado", "comprando", "comprará"} <= set(buy.terms["pt"].forms)
    assert {"buy", "buys", "bought"} <= set(buy.terms["en"].forms)
    assert {"Gutschein", "Gutscheine", "Gutscheins", "Gutscheinen"} <= set(buy.terms["de"].forms)
    assert paper.terms["ja"].forms == ("紙",)
    assert "papéis" in paper.terms["pt"].forms
    assert all(len(terms.forms) <= MOST_FORMS for terms in (*buy.terms.values(), *paper.terms.values()))
    assert exact.terms["pt"].forms == ()
    assert edited.terms["en"].forms == ("return", "given back")


@pytest.mark.parametrize(
    ("language", "adjective", "expected"),
    [
        ("pt", "vazio", ["vazio", "vazios", "vazia", "vazias"]),
        ("es", "nuevo", ["nuevo", "nuevos", "nueva", "nuevas"]),
    ],
)
def test_adjectives_have_both_genders_in_both_numbers(
    language: str, adjective: str, expected: list[str]
) -> None:
    assert forms(adjective, language, PartOfSpeech.ADJECTIVE, unknown) == expected


@pytest.mark.parametrize(
    ("language", "verb", "made_up", "participles"),
    [
        ("pt", "abrir", "abrido", {"aberto", "aberta", "abertos", "abertas"}),
        ("pt", "repor", "reponido", {"reposto", "reposta", "repostos", "repostas"}),
        ("es", "devolver", "devolvido", {"devuelto", "devuelta", "devueltos", "devueltas"}),
        ("es", "ver", "vedo", {"visto", "vista", "vistos", "vistas"}),
    ],
)
def test_irregular_participles_take_the_place_of_made_up_ones(
    language: str, verb: str, made_up: str, participles: set[str]
) -> None:
    found = set(forms(verb, language, PartOfSpeech.VERB, lambda _: (verb, made_up)))
    assert found == {verb, *participles}


def test_a_verb_that_only_ends_like_an_irregular_one_is_regular() -> None:
    assert "apagado" in forms("apagar", "pt", PartOfSpeech.VERB, lambda _: ("apagar", "apagado"))
    assert "movido" in forms("mover", "es", PartOfSpeech.VERB, lambda _: ("mover", "movido"))
