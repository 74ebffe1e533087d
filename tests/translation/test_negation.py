"""Words whose prefix denies: what they say must be there in the translation."""

import pytest

from dragoman.translation.negation import negation_differs


@pytest.mark.parametrize(
    ("source", "target", "language"),
    [
        ("The item must be unused.", "O item deve ser utilizado.", "pt-BR"),
        ("The item must be unused.", "El artículo debe estar usado.", "es"),
        ("The item must be unused.", "L'article doit être utilisé.", "fr"),
        ("The item must be unused.", "Der Artikel muss benutzt sein.", "de"),
        ("The item must be unused.", "L'articolo deve essere usato.", "it"),
    ],
)
def test_a_prefix_that_is_lost_is_seen_in_every_language(source: str, target: str, language: str) -> None:
    assert negation_differs(source, target, "en", language)


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("O valor continua inalterado.", "The price changed."),
        ("Estou insatisfeita com a compra.", "I am satisfied with the purchase."),
    ],
)
def test_so_are_the_prefixes_of_portuguese(source: str, target: str) -> None:
    assert negation_differs(source, target, "pt", "en")


@pytest.mark.parametrize(
    ("source", "target", "language"),
    [
        ("The item must be unused.", "O item deve ser novo e sem uso.", "pt-BR"),
        ("The box is unopened.", "A caixa está lacrada.", "pt-BR"),
        ("The box is unopened.", "Die Schachtel ist ungeöffnet.", "de"),
        ("The parcel arrived undamaged.", "O pacote chegou intacto.", "pt-BR"),
        ("The invoice is unpaid.", "A fatura está em aberto.", "pt-BR"),
        ("I am unhappy with it.", "Estou insatisfeito com isso.", "pt-BR"),
    ],
)
def test_positive_words_for_the_same_are_no_fault(source: str, target: str, language: str) -> None:
    assert not negation_differs(source, target, "en", language)


def test_each_of_several_prefixes_leaves_a_trace() -> None:
    source = "Items must be unworn and unwashed."
    assert negation_differs(source, "Os itens devem ser desgastados e não lavados.", "en", "pt-BR")
    assert not negation_differs(source, "Os itens devem estar sem uso e não lavados.", "en", "pt-BR")


def test_unfortunately_denies_nothing() -> None:
    assert not negation_differs("Infelizmente, o pedido atrasou.", "Sadly, the order is late.", "pt", "en")


def test_a_denial_with_a_prefix_is_none_that_was_gained() -> None:
    assert not negation_differs("The shoes are unworn.", "Os sapatos não foram usados.", "en", "pt-BR")
