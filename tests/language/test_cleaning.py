"""What of a message is language."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.language.cleaning import without_accents, words


@pytest.mark.parametrize(
    "text",
    [
        "https://shop.example/pt/produto?x=1",
        "www.loja.com.br/pedido",
        "maria.silva@loja.example",
        "#73021",
        "A-100-B",
        "R$ 20,00",
        "@maria #promo",
        "{{customer.name}} {0} %(name)s [[ITEM]]",
        "<b></b>",
        "👍 🙏🏽 12:30 …",
        "\u200b\ufeff\n\t",
        "",
    ],
)
def test_addresses_ids_numbers_placeholders_and_emoji_are_not_words(text: str) -> None:
    assert words(text) == []


def test_words_keep_accents_apostrophes_and_hyphens_in_lower_case() -> None:
    assert words("Où est-il? J\u2019attends MA commande!") == ["où", "est-il", "j'attends", "ma", "commande"]


def test_decomposed_letters_are_composed() -> None:
    assert words("na\u0303o") == ["não"]


def test_vowel_signs_stay_in_their_words() -> None:
    assert words("नमस्ते, ऑर्डर") == ["नमस्ते", "ऑर्डर"]


def test_numbers_inside_text_without_spaces_do_not_take_the_text_along() -> None:
    assert words("订单12345还没到") == ["订单", "还没到"]


def test_stretched_letters_are_shortened() -> None:
    assert words("oiiiiiiii kkkkkk") == ["oiii", "kkk"]


def test_accents_can_be_dropped() -> None:
    assert without_accents("não está") == "nao esta"


@given(st.text())
def test_words_carry_no_digits_spaces_or_line_ends(text: str) -> None:
    for word in words(text):
        assert word
        assert not any(character.isspace() or character.isdigit() for character in word)


def test_names_of_the_shop_are_left_out() -> None:
    assert words("Meu Moon Lamp veio sem cabo, moonlamper", ["Moon Lamp"]) == [
        "meu", "veio", "sem", "cabo", "moonlamper",
    ]  # fmt: skip
