"""Concepts: how they are said in a language, and what makes one unusable."""

import pytest
from hypothesis import given

from dragoman.domain import TermKind
from dragoman.glossary.concept import (
    EVERY_LANGUAGE,
    Concept,
    LanguageTerms,
)
from dragoman.glossary.concept_json import from_json, to_json
from dragoman.glossary.faults import faults, wrong_with
from tests.glossary.concepts import concepts as any_concept


def concept(kind: TermKind = TermKind.EXACT, **terms: LanguageTerms) -> Concept:
    return Concept("c1", {tag.replace("_", "-"): said for tag, said in terms.items()}, kind)


REFUND = concept(en=LanguageTerms("refund"), pt=LanguageTerms("reembolso"), pt_BR=LanguageTerms("estorno"))


@pytest.mark.parametrize(
    ("language", "said"),
    [("pt-BR", "estorno"), ("pt-PT", "reembolso"), ("pt", "reembolso"), ("en-GB", "refund")],
)
def test_a_variant_falls_back_to_its_language(language: str, said: str) -> None:
    terms = REFUND.said_in(language)
    assert terms is not None
    assert terms.preferred == said


def test_a_language_without_terms_takes_those_of_a_sister_variant() -> None:
    only_brazil = concept(en=LanguageTerms("refund"), pt_BR=LanguageTerms("estorno"))
    terms = only_brazil.said_in("pt-PT")
    assert terms is not None
    assert terms.preferred == "estorno"


def test_what_is_the_same_in_every_language_is_said_in_any() -> None:
    brand = Concept("c2", {EVERY_LANGUAGE: LanguageTerms("Lumen Pro")}, TermKind.DNT)
    assert brand.said_in("ja") == LanguageTerms("Lumen Pro")
    assert REFUND.said_in("ja") is None


@pytest.mark.parametrize(
    ("term", "reason"),
    [
        ("", "empty"),
        ("   ", "empty"),
        ("x" * 500, "at most 200"),
        (" refund", "space"),
        ("re\u200bfund", "U+200B"),
        ("\u202eabc", "U+202E"),
        ("re\x00fund", "U+0000"),
        ("re\nfund", "U+000A"),
        ("\ud800x", "U+D800"),
        ("<b>refund</b>", "markup"),
        (".*", "no letter"),
    ],
)
def test_a_text_that_cannot_be_a_term_is_refused_with_a_reason(term: str, reason: str) -> None:
    found = wrong_with(term)
    assert found is not None
    assert reason in str(found)


@pytest.mark.parametrize("term", ["a.*b", "C++", "24/7", "Größe (EU)", "size < 40", "[sic]", "שלום", "返品"])
def test_signs_that_mean_something_to_programs_mean_nothing_in_a_term(term: str) -> None:
    assert wrong_with(term) is None


def test_a_word_cannot_be_accepted_and_forbidden() -> None:
    said = LanguageTerms("estorno", allowed=("reembolso",), forbidden=("Reembolso",))
    (fault,) = faults(concept(en=LanguageTerms("refund"), pt=said))
    assert fault.language == "pt"
    assert "accepted and forbidden" in str(fault.reason)


def test_a_concept_in_one_language_is_only_one_that_is_never_translated() -> None:
    assert faults(concept(TermKind.DNT, en=LanguageTerms("Lumen Pro"))) == []
    (fault,) = faults(concept(TermKind.EXACT, en=LanguageTerms("refund")))
    assert "one language only" in str(fault.reason)


@given(any_concept)
def test_every_field_comes_back_from_json(original: Concept) -> None:
    assert from_json(to_json(original)) == original
