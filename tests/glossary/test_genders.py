"""The gender and the number of terms, as far as they show."""

from collections.abc import Sequence

import pytest

from dragoman.glossary.concept import Concept, Gender, LanguageTerms, PartOfSpeech
from dragoman.glossary.genders import gender_by_ending, proposed_gender, with_genders
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


def concept(gender: Gender | None = None, part: PartOfSpeech | None = None) -> Concept:
    said = {"en": LanguageTerms("network"), "pt": LanguageTerms("rede", gender=gender, part_of_speech=part)}
    return Concept("c1", said)


def test_a_saved_noun_gets_the_gender_that_the_model_prefers() -> None:
    def scores(source: str, target: str, pairs: Sequence[tuple[str, str]]) -> list[float]:
        assert (source, target) == ("en", "pt")
        return [0.0 if translation.startswith("A ") else -1.0 for _, translation in pairs]

    (saved,) = with_genders([concept()], scores)
    assert saved.terms["pt"].gender is Gender.FEMININE
    assert saved.terms["en"].gender is None


def test_without_a_model_its_ending_counts_and_what_a_person_wrote_stays() -> None:
    (written,) = with_genders([concept(Gender.MASCULINE)])
    assert written.terms["pt"].gender is Gender.MASCULINE
    (verb,) = with_genders([concept(part=PartOfSpeech.VERB)])
    assert verb.terms["pt"].gender is None
    plain = Concept("c2", {"en": LanguageTerms("return"), "pt": LanguageTerms("devolução")})
    assert with_genders([plain])[0].terms["pt"].gender is Gender.FEMININE


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
