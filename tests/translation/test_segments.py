"""How texts are cut into sentences, and that nothing of them is lost."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dragoman.translation.protect import protected_spans
from dragoman.translation.segments import split

FRAGMENTS = st.sampled_from(
    [
        "Oi! ", "tudo bem? ", "My order. ", "it broke", ". what now", "\n", "\r\n", "\t", " ", "  ", "- ",
        "1. ", "• ", "😀", "❤️", " :) ", "#48213", "https://example.org/a.b?c ", "R$ 49,90", "Dr. ",
        "5 p.m. ", "é", "e\u0301", "你好。", "\u2028", "\x00", "\ud800", "...", "?!",
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", ", ", "; ", "{name}",
    ]
)  # fmt: skip


def sentences(text: str, limit: int = 200, language: str = "en") -> list[str]:
    stretches = split(text, protected_spans(text), language, len, limit)
    return [text[one.start : one.end] for one in stretches if one.sentence]


@settings(deadline=None)
@given(st.lists(FRAGMENTS | st.text(max_size=5), max_size=20).map("".join))
def test_the_stretches_of_a_text_follow_one_another_and_cover_it(text: str) -> None:
    stretches = split(text, protected_spans(text), "pt", len, 40)
    assert "".join(text[one.start : one.end] for one in stretches) == text
    ends = [0, *(one.end for one in stretches)]
    assert [one.start for one in stretches] == ends[:-1]
    assert all(one.start < one.end for one in stretches)


@settings(deadline=None)
@given(st.lists(FRAGMENTS, max_size=20).map("".join))
def test_no_cut_falls_inside_a_protected_value(text: str) -> None:
    spans = protected_spans(text)
    cuts = {one.start for one in split(text, spans, "pt", len, 30)}
    assert not any(span.start < cut < span.end for span in spans for cut in cuts)


def test_sentences_are_cut_at_their_ends() -> None:
    assert sentences("Hello there. How are you? Dr. Smith says hi.") == [
        "Hello there.", "How are you?", "Dr. Smith says hi.",
    ]  # fmt: skip


def test_a_sentence_of_a_chat_may_begin_in_lower_case() -> None:
    assert sentences("the bag is torn. what can i do? thanks") == [
        "the bag is torn.",
        "what can i do?",
        "thanks",
    ]


def test_an_abbreviation_does_not_end_a_sentence_of_a_chat() -> None:
    assert sentences("we bought shirts vs. trousers there") == ["we bought shirts vs. trousers there"]


def test_line_breaks_bullets_and_emoji_stay_between_the_sentences() -> None:
    text = "Hi 😀 there\r\n\n- first item\n  2) second item\n• third :)\n"
    assert sentences(text) == ["Hi", "there", "first item", "second item", "third"]


@pytest.mark.parametrize(
    "text", ["", "  \n ", "😀", "12 / 34", "#48213", "https://example.org", "?!", "- 5 kg"]
)
def test_what_has_no_words_of_its_own_is_no_sentence(text: str) -> None:
    assert sentences(text) == []


def test_a_long_sentence_is_cut_at_semicolons_before_commas_before_spaces() -> None:
    assert sentences("aa bb, cc; dd, ee ff", limit=12) == ["aa bb, cc;", "dd, ee ff"]
    assert sentences("aa bb cc, dd ee ff", limit=12) == ["aa bb cc,", "dd ee ff"]
    assert sentences("aaa bbb ccc ddd", limit=8) == ["aaa bbb", "ccc ddd"]


def test_a_word_longer_than_the_model_reads_is_cut_between_characters() -> None:
    cut = sentences("x" * 100, limit=30)
    assert "".join(cut) == "x" * 100
    assert all(len(one) <= 30 for one in cut)


@pytest.mark.parametrize("unit", ["word ", "a, ", "x", "ok. ", "- ", " ", "😀", "what? ", "https://a.b/c "])
def test_every_sentence_of_a_huge_text_fits_the_model(unit: str) -> None:
    text = unit * (20_000 // len(unit))
    stretches = split(text, protected_spans(text), "en", len, 200)
    assert "".join(text[one.start : one.end] for one in stretches) == text
    assert all(one.end - one.start <= 200 for one in stretches if one.sentence and "http" not in unit)
