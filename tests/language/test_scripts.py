"""Writing systems."""

import pytest

from dragoman.language import scripts
from dragoman.language.cleaning import words


@pytest.mark.parametrize(
    ("text", "script"),
    [
        ("hello", "Latin"),
        ("não", "Latin"),
        ("привет", "Cyrillic"),
        ("γεια", "Greek"),
        ("我的iPhone坏了", "Han"),
        ("注文はどこですか", "Kana"),
        ("주문 내역", "Hangul"),
        ("where is my 订单", "Latin"),
    ],
)
def test_the_script_that_says_most_is_the_main_one(text: str, script: str) -> None:
    assert scripts.main_script(words(text)) == script


def test_no_letters_no_script() -> None:
    assert scripts.main_script([]) is None
    assert scripts.main_script(["𓀀"]) is None


def test_words_of_other_scripts_are_left_out() -> None:
    assert scripts.in_script(["meu", "订单", "chegou"], "Latin") == ["meu", "chegou"]
    assert scripts.in_script(["注文", "です", "ok"], "Kana") == ["注文", "です"]


@pytest.mark.parametrize(
    ("text", "best"),
    [
        ("订单", "zh-Hans"),
        ("什么时候发货", "zh-Hans"),
        ("訂單", "zh-Hant"),
        ("什麼時候出貨", "zh-Hant"),
        ("配送状況", "ja"),
    ],
)
def test_national_character_sets_tell_chinese_and_japanese_apart(text: str, best: str) -> None:
    fits = scripts.chinese_or_japanese([text])
    assert max(fits, key=lambda tag: fits[tag]) == best


def test_characters_that_both_chinas_use_say_nothing() -> None:
    fits = scripts.chinese_or_japanese(["你好"])
    assert fits["zh-Hans"] == fits["zh-Hant"]


def test_letters_name_the_languages_that_have_them() -> None:
    assert scripts.telling_letters(["mañana"]) == {"ñ": scripts.telling_letters(["ñ"])["ñ"]}
    assert "es" in scripts.telling_letters(["mañana"])["ñ"]
    assert "pt" not in scripts.telling_letters(["mañana"])["ñ"]


def test_text_without_spaces_is_measured_by_its_characters() -> None:
    assert scripts.length_in_words(["我的订单在哪里"], "Han") == 4
    assert scripts.length_in_words(["where", "is", "it"], "Latin") == 3
