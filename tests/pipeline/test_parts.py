"""Long texts are cut where a reader would pause, and nothing of them is lost."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dragoman.pipeline.parts import parts_of


def test_a_text_that_fits_is_one_part() -> None:
    assert parts_of("Oi!  ", 5) == ["Oi!  "]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("One and two.\n\nThree\na. b five.", ["One and two.\n\n", "Three\na. b five."]),
        ("One and two\na. b five six", ["One and two\n", "a. b five six"]),
        ("One and two. Three four five", ["One and two. ", "Three four five"]),
        ("One two three four five six", ["One two three four ", "five six"]),
        ("x" * 30, ["x" * 20, "x" * 10]),
    ],
    ids=["paragraphs", "lines", "sentences", "words", "nothing"],
)
def test_it_is_cut_at_the_longest_pause(text: str, parts: list[str]) -> None:
    assert parts_of(text, 20) == parts


@pytest.mark.parametrize("value", ["R$ 1.234,50", "https://loja.example/p/12345", "+55 11 91234-5678"])
def test_no_value_is_cut(value: str) -> None:
    for before in range(30, 42, 2):
        text = f"{'x' * before} {value} {'y' * 40}"
        assert any(value in part for part in parts_of(text, 42)), text


@settings(max_examples=50)
@given(st.text(alphabet="a .\n\n-1R$😀", max_size=200), st.integers(1, 30))
def test_the_parts_make_up_the_text_and_none_is_too_long_or_blank(text: str, size: int) -> None:
    parts = parts_of(text, size)
    assert len(text) <= size or all(0 < len(part.strip()) <= len(part) <= size for part in parts)
    assert "".join("".join(parts).split()) == "".join(text.split())
