"""The shop's own words in a draft: what the glossary forbids gives way, with the articles that go with it."""

import pytest

from dragoman.domain import TermKind
from dragoman.glossary import EMPTY, Glossary, Term
from dragoman.replies.shop_words import in_shop_words

VOUCHER = Term("store credit", "store credit", concept="c1", forbidden=("voucher",), forms=("store credits",))
ORDER = Term("order", "order", concept="c2", forbidden=("purchase",), forms=("orders",))
BRAND = Term("Aurora", "Aurora", TermKind.DNT, concept="c3", forbidden=("Aurore",))
TROCA = Term("troca", "troca", concept="c4", forbidden=("devolução",), gender="feminine", forms=("trocas",))


@pytest.mark.parametrize(
    ("sentence", "worded"),
    [
        ("You get a voucher within 5 days.", "You get a store credit within 5 days."),
        ("Vouchers never expire.", "Store credits never expire."),
        ("Make a purchase today.", "Make an order today."),
        ("Every purchase earns a voucher.", "Every order earns a store credit."),
    ],
)
def test_a_forbidden_word_gives_way_to_the_preferred_one(sentence: str, worded: str) -> None:
    found = in_shop_words(sentence, Glossary((VOUCHER, ORDER)), "en")
    assert found.text == worded
    assert {report.applied for report in found.terms} == {"repaired"}


def test_articles_and_contractions_agree_with_the_word_that_came() -> None:
    reembolso = Term("reembolso", "reembolso", concept="c5", forbidden=("devolução",), gender="masculine")
    found = in_shop_words("O prazo da devolução é de 5 dias.", Glossary((reembolso,)), "pt-BR")
    assert found.text == "O prazo do reembolso é de 5 dias."


def test_a_term_that_stands_already_is_proven_and_nothing_changes() -> None:
    found = in_shop_words("Your order is on its way.", Glossary((ORDER, VOUCHER)), "en")
    assert found.text == "Your order is on its way."
    assert [(report.source, report.applied) for report in found.terms] == [("order", "already there")]


def test_a_word_that_stands_in_a_preferred_term_is_not_forbidden_there() -> None:
    card = Term("gift card", "gift card", concept="c6", forbidden=("card",))
    assert in_shop_words("Use your gift card.", Glossary((card,)), "en").text == "Use your gift card."


@pytest.mark.parametrize("sentence", ["", "🙂", "Nothing of it."])
def test_a_sentence_without_terms_stays_as_it_is(sentence: str) -> None:
    assert in_shop_words(sentence, Glossary((VOUCHER, BRAND, TROCA)), "en").text == sentence
    assert in_shop_words(sentence, EMPTY, "en").terms == ()
