"""The gender and the number of terms, as far as they show."""

import pytest

from dragoman.glossary.concept import Gender
from dragoman.glossary.genders import gender_by_ending, proposed_gender
from dragoman.glossary.plurals import looks_plural
from dragoman.translation.engine import Engine


@pytest.mark.parametrize(
    ("term", "language", "gender"),
    [
        ("devolução", "pt-BR", Gender.FEMININE),
        ("cartão-presente", "pt", None),
        ("moradia", "pt", Gender.FEMININE),
        ("problema", "pt", Gender.MASCULINE),
        ("pedidos", "pt", Gender.MASCULINE),
        ("etiqueta de devolução", "pt", Gender.FEMININE),
        ("reembolso", "es", Gender.MASCULINE),
        ("devolución", "es", Gender.FEMININE),
        ("offerta", "it", Gender.FEMININE),
        ("livraison", "fr", Gender.FEMININE),
        ("Bestellung", "de", Gender.FEMININE),
        ("Paket", "de", None),
        ("refund", "en", None),
        ("", "pt", None),
    ],
)
def test_an_ending_may_show_the_gender(term: str, language: str, gender: Gender | None) -> None:
    assert gender_by_ending(term, language) is gender


@pytest.mark.parametrize(
    ("source", "target", "gender"),
    [
        ("coupon", "cupom", Gender.MASCULINE),
        ("gift card", "cartão-presente", Gender.MASCULINE),
        ("network", "rede", Gender.FEMININE),
    ],
)
def test_the_models_own_article_shows_the_gender(
    engine: Engine, source: str, target: str, gender: Gender
) -> None:
    pack = engine.pack("en", "pt-BR")
    assert pack is not None

    def score(pairs: object) -> list[float]:
        return [sum(logs) / len(logs) for logs in engine.score(pack, list(pairs))]  # type: ignore[call-overload]

    assert proposed_gender(source, target, ("en", "pt-BR"), score) is gender


@pytest.mark.parametrize(
    ("word", "language", "many"),
    [
        ("restaurantes", "pt", True),
        ("antes", "pt", False),
        ("vírus", "pt", False),
        ("address", "en", False),
        ("addresses", "en", True),
        ("status", "en", False),
        ("avis", "fr", False),
        ("amis", "fr", True),
        ("crisis", "es", False),
    ],
)
def test_not_every_word_that_ends_like_a_plural_is_one(word: str, language: str, many: bool) -> None:
    assert looks_plural(word, language) is many
