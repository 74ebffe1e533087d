"""Tags: which two are the same language, and how an answer is spelt."""

import pytest

from dragoman.tags import as_asked, base, detectable, same_language


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("pt-BR", "pt"),
        ("pt-BR", "pt-PT"),
        ("PT_br", "pt"),
        ("no", "nb"),
        ("zh", "zh-Hant"),
        ("zh-TW", "zh-Hant"),
        ("iw", "he"),
    ],
)
def test_regions_and_old_names_are_the_same_language(one: str, other: str) -> None:
    assert same_language(one, other)
    assert same_language(other, one)


@pytest.mark.parametrize(
    ("one", "other"), [("pt", "es"), ("zh-Hans", "zh-Hant"), ("zh-CN", "zh-TW"), ("nb", "da")]
)
def test_languages_and_the_scripts_of_chinese_are_told_apart(one: str, other: str) -> None:
    assert not same_language(one, other)


def test_an_answer_is_spelt_as_it_was_asked_for() -> None:
    assert as_asked("pt", ["en", "PT-br"]) == "PT-br"
    assert as_asked("zh-Hant", ["zh-CN", "zh_TW"]) == "zh_TW"


def test_an_exact_tag_comes_before_a_sister() -> None:
    assert as_asked("pt", ["pt-BR", "pt"]) == "pt"


def test_a_language_that_was_not_asked_for_has_no_spelling() -> None:
    assert as_asked("fr", ["en", "pt-BR"]) is None


def test_detection_tells_only_the_scripts_of_chinese_apart() -> None:
    assert [detectable(tag) for tag in ("pt-BR", "zh-TW", "zh-Hans-CN", "zh", "sr-Latn")] == [
        "pt", "zh-Hant", "zh-Hans", "zh", "sr",
    ]  # fmt: skip
    assert base("pt_BR.UTF-8") == "pt"
