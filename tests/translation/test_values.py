"""Atoms, placeholders and finding values again: what lies between a sentence and the engine."""

import string
from collections.abc import Callable

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from dragoman.domain import SpanKind
from dragoman.translation.alphabet import Alphabet
from dragoman.translation.dress import dress, undress
from dragoman.translation.faults import Guard
from dragoman.translation.hypothesis import Hypothesis
from dragoman.translation.ladder import Attempt, translate_sentences
from dragoman.translation.placeholders import CANDIDATES, mask, shapes_named
from dragoman.translation.protect import protected_spans
from dragoman.translation.sentence import Atom, Tokens, atoms, texts, tokenise, written
from dragoman.translation.values import Values

# What the default packs read, roughly: no "#", no "€", no braces, no typographic quotes.
ALPHABET = Alphabet(string.ascii_letters + string.digits + " !\"$%&'()*+,-./:;=?_áàâãéêíóôõúç")
PIECES = st.sampled_from(
    [
        "my order ", "costs ", "#48213", "48213 ", "$49.90", "49,90 €", "5 kg ", "2 ", "and ", "ZX71 ",
        "(1) ", "A-7 ", "{{name}}", "<b>", "bold", "</b>", " ", ", ", "你好", "~", "é", "\u201cwhat\u201d",
        "e\u0301", "1,000 ", "10 ", "a1_b ", "10% ", "john_doe@example.org ", "\ud800", "\x00", "-", ".",
        "WHY ", "3-5 ",
    ]
)  # fmt: skip
SENTENCES = st.lists(PIECES, min_size=1, max_size=12).map("".join).filter(str.strip)


def tokens_of(text: str) -> Tokens:
    return tokenise(text, 0, protected_spans(text), ALPHABET)


def unmasked(text: str, index: int = 0) -> str:
    tokens = tokens_of(text)
    masked = mask(tokens, CANDIDATES[index], text, lambda _: True)
    return written(masked.locate(masked.text))


def test_plain_numbers_and_what_the_engine_cannot_read_are_atoms_too() -> None:
    assert [atom.value for atom in atoms(tokens_of("2 boxes of 你好 for #48213"))] == ["2", "你好", "#48213"]


def test_a_number_is_shown_without_the_sign_that_the_engine_cannot_read() -> None:
    (atom,) = atoms(tokens_of("order #48213"))
    assert atom == Atom("#48213", legible="48213", kind=SpanKind.ORDER_ID)


def test_two_numbers_that_would_look_alike_without_their_signs_are_hidden() -> None:
    assert [atom.legible for atom in atoms(tokens_of("from €48 to #48 or 7"))] == [None, None, "7"]


@settings(deadline=None)
@given(SENTENCES)
def test_a_sentence_in_atoms_is_still_the_sentence(text: str) -> None:
    # Text between values is composed (NFC); values keep their bytes.
    assert written(tokens_of(text)).replace("e\u0301", "é") == text.replace("e\u0301", "é")


@settings(deadline=None)
@given(SENTENCES, st.integers(0, len(CANDIDATES) - 1))
@example("bold1,000 ", 10)
@example("#48213,A-7,000", 10)
def test_placeholders_give_every_value_back_also_where_the_text_has_such_words(text: str, index: int) -> None:
    assert unmasked(text, index) == written(tokens_of(text))


@settings(deadline=None)
@given(SENTENCES)
def test_an_engine_that_changes_nothing_changes_no_value(text: str) -> None:
    tokens = tokens_of(text)
    values = Values(tokens)
    assert values.changed(values.locate(written(tokens))) == frozenset()


@settings(deadline=None)
@given(SENTENCES)
def test_dressing_a_sentence_can_be_undone(text: str) -> None:
    tokens = tokens_of(text)
    dressed, manner = dress(tokens)
    again = undress(dressed, manner)
    assert atoms(again) == atoms(tokens)
    assert written(again).casefold() == written(tokens).casefold()


def _meddled(text: str) -> str:
    """Do to a text what engines do: drop, double and change words, digits and signs."""
    answer = text.replace("ZX7", "zx7", text.count("ZX7") // 2).replace("49", "94").replace("(1)", "(1) (1)")
    answer = answer.replace("$", "").replace(".", ",").replace("A-7", "A - 7").replace("2", "two")
    return answer + " 7" if len(text) % 3 == 0 else answer


def climbed(sentences: list[Tokens], engine: Callable[[str], str]) -> list[Attempt]:
    """Translate with an engine that has one answer to everything it is asked, however hard it looks."""
    return translate_sentences(
        sentences,
        lambda inputs, _, __: [(Hypothesis(engine(text), 0.0),) for text in inputs],
        len,
        10_000,
        Guard("en", "pt"),
        shapes_named(()),
    )


HOSTILE: list[Callable[[str], str]] = [
    _meddled, str.lower, str.upper, lambda _: "", lambda text: text * 2, lambda text: text[: len(text) // 2],
    lambda text: " ".join(reversed(text.split())),
]  # fmt: skip


@settings(deadline=None)
@given(st.lists(SENTENCES, max_size=4), st.sampled_from(HOSTILE))
def test_no_engine_can_lose_double_or_change_a_value(
    sentences: list[str], engine: Callable[[str], str]
) -> None:
    cut = [tokens_of(text) for text in sentences]
    attempts = climbed(cut, engine)
    for tokens, attempt in zip(cut, attempts, strict=True):
        values = Values(tokens)
        changed = values.changed(values.locate(attempt.text))
        assert changed == values.plain_numbers(changed)
        assert not changed or "number_changed" in attempt.faults


def test_a_number_in_the_manner_of_the_target_is_put_back() -> None:
    tokens = tokens_of("It costs $1,299.90 or 5 kg at 14h30")
    values = Values(tokens)
    assert written(values.restored(values.locate("Custa US$ 1.299,90 ou 5kg às 14:30"))) == (
        "Custa $1,299.90 ou 5 kg às 14h30"
    )


def test_nothing_is_put_back_where_it_is_not_clear_which_number_is_meant() -> None:
    values = Values(tokens_of("It costs 1,299"))
    assert written(values.restored(values.locate("Custa 1.299 ou 1 299"))) == "Custa 1.299 ou 1 299"


def test_a_value_is_not_found_inside_a_longer_one() -> None:
    values = Values(tokens_of("pay 49.90 for SAVE20"))
    assert values.changed(values.locate("pague 149.90 por SAVE200")) == {"49.90", "SAVE20"}


def test_capitals_are_laid_off_and_put_back_but_not_on_values() -> None:
    dressed, manner = dress(tokens_of("WHERE IS MY ORDER ab_12"))
    assert written(dressed) == "Where is my order ab_12."
    located = Values(tokens_of("ab_12")).locate("Onde está ab_12.")
    assert written(undress(located, manner)) == "ONDE ESTÁ ab_12"


def test_typographic_marks_come_back_where_the_translation_has_as_many() -> None:
    dressed, manner = dress(("\u201cHello\u201d \u2014 she said.",))
    assert written(dressed) == '"Hello" - she said.'
    assert texts(undress(('"Olá" - disse ela.',), manner)) == ["\u201cOlá\u201d \u2014 disse ela."]
    assert texts(undress(('"Olá", disse ela.',), manner)) == ["\u201cOlá\u201d, disse ela."]


def test_values_of_one_kind_that_change_places_are_noticed() -> None:
    values = Values(tokens_of("from $10.50 to $5.25"))
    assert values.reordered(values.locate("de $5.25 para $10.50")) == {"$10.50", "$5.25"}
    assert values.reordered(values.locate("de $10.50 para $5.25")) == frozenset()


def test_values_of_different_kinds_follow_the_word_order_of_the_language() -> None:
    values = Values(tokens_of("pay $10.50 for #48213"))
    assert values.reordered(values.locate("por #48213, pague $10.50")) == frozenset()


@pytest.mark.parametrize("answer", ["US $10", "US$10", "US$ 10", "USD $10", "R$ 10", "$ 10"])
def test_an_amount_is_put_back_without_a_country_that_the_engine_adds(answer: str) -> None:
    values = Values(tokens_of("The fee is $10 per item."))
    located = values.locate(f"A taxa é de {answer} por item.")
    assert values.changed(located) == {"$10"}
    assert written(values.restored(located)) == "A taxa é de $10 por item."


def test_an_engine_that_swaps_two_prices_is_not_believed() -> None:
    (attempt,) = climbed(
        [tokens_of("from $10.50 to $5.25 now")], lambda text: " ".join(reversed(text.split()))
    )
    assert attempt.text.index("$10.50") < attempt.text.index("$5.25")
