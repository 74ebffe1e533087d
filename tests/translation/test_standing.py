"""Where a text stands for itself, and where it is part of something longer."""

import re

import pytest

from dragoman.translation.standing import number_stands_alone, standing, value_stands_alone


def places(sought: str, text: str) -> list[int]:
    return [start for start, _ in standing(re.compile(re.escape(sought)), text)]


@pytest.mark.parametrize(
    ("sought", "text"),
    [
        ("49.90", "149.90"),
        ("49.90", "49.905"),
        ("49", "49.90"),
        ("90", "49,90"),
        ("Sol", "Solution"),
        ("Sol", "a_Sol"),
        ("nó", "menó"),
    ],
)
def test_a_part_of_a_longer_word_or_number_does_not_stand_alone(sought: str, text: str) -> None:
    assert places(sought, text) == []


@pytest.mark.parametrize(
    ("sought", "text"),
    [
        ("49.90", "(49.90)"),
        ("49", "49. It"),
        ("49", "em 49, e"),
        ("Sol", "o Sol."),
        ("#48", "n#48"),
        ("Sol", "订Sol单"),
        ("{{x}}", "a{{x}}b"),
    ],
)
def test_punctuation_and_scripts_without_spaces_end_a_word(sought: str, text: str) -> None:
    assert places(sought, text) == [text.index(sought)]


def test_every_place_is_found_also_behind_one_that_does_not_count() -> None:
    assert places("1-1", "11-1-1 1-1") == [3, 7]


@pytest.mark.parametrize(
    ("text", "alone"), [("2x", True), ("x2", True), ("12", False), ("1.2", False), ("2", True)]
)
def test_letters_may_touch_a_plain_number(text: str, alone: bool) -> None:
    start = text.index("2")
    assert number_stands_alone(text, start, start + 1) is alone


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("$10", "US $10"),
        ("$10", "US$10"),
        ("$10", "por USD $10"),
        ("317 USD", "$317 USD"),
        ("48213", "48213%"),
    ],
)
def test_a_sign_beside_a_value_makes_it_another_one(value: str, text: str) -> None:
    start = text.index(value)
    assert not value_stands_alone(text, start, start + len(value))


@pytest.mark.parametrize(("value", "text"), [("$10", "de $10."), ("$10", "POR $10"), ("48213", "($ 48213)")])
def test_words_and_brackets_beside_a_value_do_not(value: str, text: str) -> None:
    start = text.index(value)
    assert value_stands_alone(text, start, start + len(value))
