"""Words that agree with a noun, made to fit another one."""

import pytest

from dragoman.glossary.articles import Agreement, agreeing
from dragoman.glossary.concept import Gender

MASCULINE = Agreement(Gender.MASCULINE, plural=False)
FEMININE = Agreement(Gender.FEMININE, plural=False)
NEUTER = Agreement(Gender.NEUTER, plural=False)
MANY_MASCULINE = Agreement(Gender.MASCULINE, plural=True)
MANY_FEMININE = Agreement(Gender.FEMININE, plural=True)


@pytest.mark.parametrize(
    ("language", "before", "noun", "agreement", "expected"),
    [
        ("pt-BR", "O ", "devolução", FEMININE, "A "),
        ("pt-BR", "o valor do ", "devolução", FEMININE, "o valor da "),
        ("pt-BR", "pelo ", "devoluções", MANY_FEMININE, "pelas "),
        ("pt-BR", "ao ", "devolução", FEMININE, "à "),
        ("pt-BR", "de todos os seus ", "devolução", FEMININE, "de toda a sua "),
        ("pt-BR", "No nosso novo ", "loja", FEMININE, "Na nossa nova "),
        ("pt-BR", "numa ", "cupom", MASCULINE, "num "),
        ("pt-BR", "sem ", "devolução", FEMININE, "sem "),
        ("pt-BR", "", "Devolução", FEMININE, ""),
        ("es", "del ", "devolución", FEMININE, "de la "),
        ("es", "al ", "tienda", FEMININE, "a la "),
        ("es", "la ", "agua", FEMININE, "el "),
        ("es", "de la ", "reembolso", MASCULINE, "del "),
        ("fr", "le ", "étiquette", FEMININE, "l'"),
        ("fr", "de l'", "remboursement", MASCULINE, "du "),
        ("fr", "au ", "caisse", FEMININE, "à la "),
        ("fr", "ce ", "envoi", MASCULINE, "cet "),
        ("fr", "ma ", "étiquette", FEMININE, "mon "),
        ("fr", "le ", "haut", MASCULINE, "le "),
        ("fr", "du ", "produits", MANY_MASCULINE, "des "),
        ("it", "il ", "sconto", MASCULINE, "lo "),
        ("it", "del ", "offerta", FEMININE, "dell'"),
        ("it", "un ", "zaino", MASCULINE, "uno "),
        ("it", "nella ", "ordini", MANY_MASCULINE, "negli "),
        ("de", "zum ", "Karte", FEMININE, "zur "),
        ("de", "mit einem ", "Karte", FEMININE, "mit einer "),
        ("de", "das ", "Gutschein", MASCULINE, "der "),
        ("en", "a ", "invoice", MASCULINE, "an "),
        ("en", "an ", "user", MASCULINE, "a "),
        ("en", "a ", "hour", MASCULINE, "an "),
        ("en", "An ", "FAQ", MASCULINE, "An "),
        ("en", "this ", "items", MANY_MASCULINE, "these "),
        ("ja", "この", "返金", MASCULINE, "この"),
    ],
)
def test_what_stands_before_a_noun_fits_it(
    language: str, before: str, noun: str, agreement: Agreement, expected: str
) -> None:
    assert agreeing(language).before(before, noun, agreement)[0] == expected


def test_a_german_article_that_stands_for_several_cases_gives_several() -> None:
    assert agreeing("de").before("der ", "Karte", FEMININE) == ["die ", "der "]


def test_without_a_gender_both_are_offered() -> None:
    assert agreeing("pt").before("o ", "xyz", Agreement(None, plural=False)) == ["o ", "a "]


@pytest.mark.parametrize(
    ("behind", "expected"),
    [
        (" completo chegou.", " completa chegou."),
        (" foi aprovado hoje.", " foi aprovada hoje."),
        (" ainda não está pronto", " ainda não está pronta"),
        (" muito bom.", " muito boa."),
        (" novo chegou", " nova chegou"),
    ],
)
def test_an_adjective_behind_a_noun_may_change_with_it(behind: str, expected: str) -> None:
    assert agreeing("pt").behind(behind, MASCULINE, FEMININE)[0] == expected


def test_what_may_be_no_adjective_is_offered_as_it_is_too() -> None:
    assert agreeing("pt").behind(" gasto hoje", MASCULINE, FEMININE) == [" gasta hoje", " gasto hoje"]
    assert agreeing("pt").behind(" aprovado hoje", MASCULINE, FEMININE) == [" aprovada hoje"]


@pytest.mark.parametrize("behind", [" de hoje", " para você.", "", " chegou"])
def test_what_does_not_agree_with_a_noun_stays(behind: str) -> None:
    assert agreeing("pt").behind(behind, MASCULINE, FEMININE) == [behind]


def test_a_term_is_told_from_the_articles_and_particles_at_its_edges() -> None:
    words = "de todos os seus pedidos de"
    start, end = agreeing("pt").core(words)
    assert words[start:end] == "pedidos"


def test_a_pronoun_that_hangs_on_a_verb_stands_before_it() -> None:
    assert [agreeing("pt").enclitic(verb) for verb in ("ajudá-los", "enviar-lhe", "ajudar")] == [
        "os ",
        "lhe ",
        "",
    ]
