"""A noun is not looked for where a text has the verb of the same spelling, nor the reverse."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.glossary import Glossary, Interpreter, compiled
from dragoman.glossary.concept import Concept, LanguageTerms, PartOfSpeech, Termbase
from dragoman.glossary.forms import with_forms
from dragoman.glossary.readings import reads_as
from dragoman.glossary.verbs import is_verb
from dragoman.translation.engine import Engine
from dragoman.translation.translator import Translator

NOUN = Concept("refund", {"en": LanguageTerms("refund"), "pt-BR": LanguageTerms("reembolso")})
RETURN_NOUN = Concept("return", {"en": LanguageTerms("return"), "pt-BR": LanguageTerms("devolução")})
RETURN_VERB = Concept("to return", {"en": LanguageTerms("return"), "pt-BR": LanguageTerms("devolver")})


@pytest.fixture(scope="module")
def termbase() -> Termbase:
    return Termbase("1", tuple(with_forms([NOUN, RETURN_NOUN, RETURN_VERB])))


def said(glossary: Glossary, text: str) -> list[tuple[str, str]]:
    return [(text[match.start : match.end], match.entry.concept) for match in glossary.found_in(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Where is my refund?", ["refund"]),
        ("REFUND REFUND", ["REFUND", "REFUND"]),
        ("Your refunds are late.", ["refunds"]),
        ("I asked for the refund's date.", ["refund"]),
        ("This is subject to refund.", ["refund"]),
        ("Will refund or exchange be possible?", ["refund"]),
        ("Will refund you tomorrow.", []),
        ("Can you refund me?", []),
        ("We will refund you.", []),
        ("We cannot fully refund that.", []),
        ("Do you want to refund it?", []),
        ("They are refunded to an account.", []),
        ("It is refunded only once.", []),
        ("We are refunding it.", []),
    ],
)
def test_a_noun_is_found_as_a_noun_alone(termbase: Termbase, text: str, expected: list[str]) -> None:
    assert [words for words, _ in said(compiled(termbase, "en", "pt-BR"), text)] == expected


def test_an_entry_with_forbidden_words_is_found_however_it_is_meant() -> None:
    terms = {"en": LanguageTerms("refund"), "pt-BR": LanguageTerms("reembolso", forbidden=("restituir",))}
    glossary = compiled(Termbase("1", tuple(with_forms([Concept("", terms)]))), "en", "pt-BR")
    assert [words for words, _ in said(glossary, "We will refund it.")] == ["refund"]


def test_a_noun_that_no_verb_is_spelt_like_is_found_everywhere() -> None:
    concept = Concept("", {"en": LanguageTerms("delivery"), "pt-BR": LanguageTerms("entrega")})
    glossary = compiled(Termbase("1", tuple(with_forms([concept]))), "en", "pt-BR")
    assert [words for words, _ in said(glossary, "I wonder when they will delivery.")] == ["delivery"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Where is the return of my order?", "return"),
        ("I want to return it.", "to return"),
        ("Your return is late.", "return"),
        ("It was returned.", "to return"),
    ],
)
def test_of_a_noun_and_a_verb_of_one_spelling_each_has_its_own_sentences(
    termbase: Termbase, text: str, expected: str
) -> None:
    assert [concept for _, concept in said(compiled(termbase, "en", "pt-BR"), text)] == [expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [("Quero meu reembolso.", ["reembolso"]), ("Fui reembolsado ontem.", []), ("Vou reembolsar.", [])],
)
def test_the_other_way_a_noun_is_no_participle_either(
    termbase: Termbase, text: str, expected: list[str]
) -> None:
    assert [words for words, _ in said(compiled(termbase, "pt-BR", "en"), text)] == expected


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Cancelled orders are refunded to an account.", "reembolsos"),
        ("The order is refunded only when it comes back.", "reembolso"),
    ],
)
def test_a_participle_keeps_the_words_of_the_engine_and_nothing_is_reported(
    engine: Engine, termbase: Termbase, sentence: str, expected: str
) -> None:
    glossary = compiled(termbase, "en", "pt-BR")
    (done,) = Interpreter(Translator(engine)).interpret([sentence], "en", "pt-BR", glossary)
    assert expected not in done.text.split()
    assert (done.terms, [warning.code for warning in done.warnings]) == ((), [])


@pytest.mark.parametrize(
    ("terms", "expected"),
    [
        ({"pt": LanguageTerms("devolver", forms=("devolver", "devolvendo"))}, True),
        ({"pt": LanguageTerms("reembolso")}, False),
        ({"pt": LanguageTerms("celular", forms=("celular", "celulares"))}, None),
        ({"pt": LanguageTerms("cadastrar-se")}, None),
        ({"de": LanguageTerms("Rückerstattung")}, False),
        ({"de": LanguageTerms("zurückgeben")}, None),
        ({"en": LanguageTerms("refund")}, None),
        ({"pt": LanguageTerms("reembolso", part_of_speech=PartOfSpeech.VERB)}, True),
    ],
)
def test_whoever_says_what_a_term_is_knows_else_its_language_shows_it(
    terms: Mapping[str, LanguageTerms], expected: bool | None
) -> None:
    assert is_verb(terms) is expected


@given(st.text(max_size=20), st.from_regex(r"[a-z]{3,9}", fullmatch=True), st.text(max_size=20))
def test_a_word_always_reads_as_something(before: str, word: str, behind: str) -> None:
    text, start = before + word + behind, len(before)
    place = (text, start, start + len(word), "en")
    assert reads_as(*place, verb=True) or reads_as(*place, verb=False)
