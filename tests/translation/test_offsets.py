from hypothesis import given
from hypothesis import strategies as st

from dragoman.translation.offsets import offsets


def test_each_piece_stands_where_its_letters_are() -> None:
    text = "  Onde está, afinal?"
    pieces = ["▁Onde", "▁est", "á", ",", "▁afinal", "?"]
    assert [text[start:end] for start, end in offsets(pieces, text)] == [
        "Onde",
        "est",
        "á",
        ",",
        "afinal",
        "?",
    ]


def test_a_space_that_is_a_piece_of_its_own_belongs_to_its_word() -> None:
    assert offsets(["▁", "Ж", "▁", "Я"], "Ж Я") == [(0, 0), (0, 1), (2, 2), (2, 3)]


def test_pieces_of_a_word_that_was_normalised_stand_for_the_whole_word() -> None:
    text = "a\u0301gua fria"
    assert offsets(["▁á", "gua", "▁fria"], text) == [(0, 5), (0, 5), (6, 10)]


@given(st.text(), st.lists(st.text(alphabet="▁abc", min_size=1)))
def test_no_piece_stands_outside_the_text(text: str, pieces: list[str]) -> None:
    places = offsets(pieces, text)
    assert len(places) == len(pieces)
    assert all(0 <= start <= end <= len(text) for start, end in places)
