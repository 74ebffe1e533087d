import pytest

from dragoman.replies.retrieval.words import Reader


def asked(text: str, language: str = "en") -> list[str]:
    return [one.shown for one in Reader(language).asked(text)]


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("en", "returned parcels", "Returning a PARCEL"),
        ("pt-BR", "devoluções", "devolucao"),
        ("pt-BR", "compatível, assistência", "compativel assistencia"),
        ("pt-BR", "Os pedidos cancelados", "pedido cancelado"),
        ("de", "Rücksendungen", "Rücksendung"),
    ],
)
def test_inflected_words_are_one_word(language: str, one: str, other: str) -> None:
    reader = Reader(language)
    assert set(reader.indexed(one)) == set(reader.indexed(other))


def test_courtesy_and_words_that_every_question_has_are_not_asked_for() -> None:
    assert asked("Hello! I would like to know how much the blue lamp is, please. Many thanks!") == [
        "blue",
        "lamp",
        "how much",
    ]
    assert asked("oi, qto custa e qdo chega? obg", "pt-BR") == ["custa", "chega"]
    assert asked("Olá, bom dia! Gostaria de saber se vocês têm a luminária azul.", "pt-BR") == [
        "luminária",
        "azul",
    ]


@pytest.mark.parametrize(
    ("language", "shopper", "shop"),
    [
        ("en", "Can I send it back?", "Returns"),
        ("en", "I want my money back", "Refunds"),
        ("en", "It doesn't work", "Faulty items"),
        ("pt-BR", "Posso mandar de volta?", "Devoluções"),
        ("pt-BR", "Qual é o frete?", "Entrega"),
        ("pt-BR", "vcs tem motoboy?", "Entrega no mesmo dia"),
        ("pt-BR", "Onde estaciono o carro?", "Estacionamento"),
    ],
)
def test_what_shoppers_say_means_what_shops_call_it(language: str, shopper: str, shop: str) -> None:
    reader = Reader(language)
    meanings = {name for one in reader.asked(shopper) for name in one.meanings}
    assert meanings & set(reader.indexed(shop))


def test_numbers_stay_whole() -> None:
    assert Reader("en").indexed("€4.90, 14:30") == ["4#90", "14#30"]


def test_scripts_without_blanks_are_read_in_pairs_of_signs() -> None:
    assert Reader("ja").indexed("返品期間") == ["返品", "品期", "期間"]


def test_a_text_without_words_has_none() -> None:
    assert Reader("en").asked("?! 😀") == []
