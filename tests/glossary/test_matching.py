"""Where terms stand in a text."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dragoman.glossary import Case, Glossary, Term
from dragoman.glossary.matching import TermIndex


def found(text: str, *words: str) -> list[str]:
    index = TermIndex((word, None, word) for word in words)
    return [text[match.start : match.end] for match in index.find(text)]


def test_terms_are_found_in_any_case() -> None:
    assert found("Refund my REFUND, refund!", "refund") == ["Refund", "REFUND", "refund"]


@pytest.mark.parametrize(
    "text", ["refunds", "prerefund", "re fund", "gift cards", "gift\ncard", "gift, card"]
)
def test_only_whole_words_that_follow_one_another_are_found(text: str) -> None:
    assert found(text, "refund", "gift card") == []


@pytest.mark.parametrize("text", ["e-mail", "E-Mail", "email", "e mail", "e\u2011mail"])
def test_a_hyphen_a_space_or_neither_may_stand_in_a_term_with_a_hyphen(text: str) -> None:
    assert found(f"My {text} is new", "e-mail") == [text]


def test_a_text_may_have_a_hyphen_where_the_term_has_none() -> None:
    assert found("a gift-card and an e-mail", "gift card", "email") == ["gift-card", "e-mail"]


@pytest.mark.parametrize("text", ["buyer's guide", "buyer\u2019s guide", "BUYER\u02bcS guide"])
def test_every_kind_of_apostrophe_is_the_same(text: str) -> None:
    assert found(f"the {text}", "buyer's guide") == [text]


def test_a_word_behind_an_elided_article_is_found() -> None:
    assert found("l'échange de l\u2019article", "échange", "article") == ["échange", "article"]


def parts(text: str, *words: str) -> list[tuple[str, str, bool]]:
    index = TermIndex(((word, None, word) for word in words), compounding=True)
    return [(text[match.start : match.end], match.entry, match.whole) for match in index.find(text)]


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("Mein Gutscheincode geht nicht", "Gutschein"),
        ("Die Bestellungsnummer fehlt", "Bestellung"),
        ("Die Rücksendungskosten", "Rücksendung"),
        ("ein Geschenkgutschein", "Gutschein"),
        ("Die Größentabelle", "Größe"),
    ],
)
def test_a_term_is_found_in_a_compound_and_known_to_be_a_part(text: str, term: str) -> None:
    ((_, entry, whole),) = parts(text, term)
    assert (entry, whole) == (term, False)


def test_a_compound_that_is_a_term_itself_comes_before_its_parts() -> None:
    assert parts("Mein Gutscheincode", "Gutschein", "Gutscheincode") == [
        ("Gutscheincode", "Gutscheincode", True)
    ]


def test_short_words_are_not_looked_for_in_longer_ones() -> None:
    assert parts("Die Kamerad und Fahrradtour", "Rad", "Fahr", "Tour") == []


def test_other_languages_have_no_compounds() -> None:
    assert found("giftcardholder", "giftcard") == []


def test_the_longest_of_those_that_overlap_counts() -> None:
    assert found("a gift card number", "card", "gift card", "gift card number") == ["gift card number"]
    assert found("the card refund policy", "card", "the card", "card refund policy") == ["card refund policy"]


def test_any_space_within_a_line_may_divide_the_words_of_a_term() -> None:
    assert found("a gift \u00a0card", "gift card") == ["gift \u00a0card"]


def test_composed_and_decomposed_letters_match_each_other() -> None:
    assert found("devoluc\u0327a\u0303o", "devolução") == ["devoluc\u0327a\u0303o"]


def test_terms_with_punctuation_are_found() -> None:
    assert found("I use C++ and AT&T, e-mail me", "C++", "AT&T", "e-mail") == ["C++", "AT&T", "e-mail"]


def test_scripts_without_spaces_need_none() -> None:
    assert found("我的订单在哪里", "订单") == ["订单"]


def test_a_term_may_insist_on_its_case() -> None:
    exact = Term("Sol", "Sol", case=Case.EXACT)
    matches = Glossary((exact,)).index.find("Sol and sol and SOL")
    assert [match.start for match in matches] == [0]


def test_of_two_terms_with_the_same_words_the_first_counts() -> None:
    glossary = Glossary((Term("order", "pedido"), Term("Order", "ordem")))
    assert [match.entry.target for match in glossary.index.find("my order")] == ["pedido"]


def test_many_terms_cost_no_more_than_few() -> None:
    index = TermIndex((f"term {number}", None, str(number)) for number in range(20_000))
    text = "this is term 777 and term 19999 " * 500
    assert len(index.find(text)) == 1000


@settings(deadline=None)
@given(st.lists(st.sampled_from(["a", "b", "ab", " ", "-", ".", "A", "\n"]), max_size=30).map("".join))
def test_matches_are_in_order_and_do_not_overlap(text: str) -> None:
    index = TermIndex((words, None, words) for words in ("a", "a b", "b-a", "ab a", "a a a"))
    position = 0
    for match in index.find(text):
        assert position <= match.start < match.end
        position = match.end


@pytest.mark.parametrize(
    ("words", "target"),
    [("refund", "estorno"), ("Refund", "Estorno"), ("REFUND", "ESTORNO"), ("rEfund", "estorno")],
)
def test_the_target_follows_the_case_of_the_source(words: str, target: str) -> None:
    assert Term("refund", "estorno").shaped(words) == target


def test_the_target_stays_as_the_glossary_has_it_where_it_says_so() -> None:
    assert Term("refund", "eStorno", case=Case.KEEP).shaped("REFUND") == "eStorno"
