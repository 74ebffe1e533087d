from pathlib import Path

import pytest

from dragoman.translation.shortlist import read_shortlist, vocabulary_map
from tests.translation.marian_files import write_shortlist

PIECES = ["</s>", "<unk>", "▁house", "▁casa", "▁lar"]


def test_every_source_piece_gets_its_candidates_and_the_first_line_those_of_all(tmp_path: Path) -> None:
    path = write_shortlist(tmp_path / "lex.bin", always=2, candidates=[[], [], [3, 4], [2], []])
    lines = list(vocabulary_map(read_shortlist(path), PIECES))
    assert lines == ["\t</s> <unk>\n", "▁house\t▁casa ▁lar\n", "▁casa\t▁house\n"]


def test_what_is_always_allowed_joins_the_first_line_once(tmp_path: Path) -> None:
    path = write_shortlist(tmp_path / "lex.bin", always=2, candidates=[[], [], [3], [], []])
    first, _ = vocabulary_map(read_shortlist(path), PIECES, ["▁lar", "<unk>"])
    assert first == "\t</s> <unk> ▁lar\n"


def test_pieces_that_would_break_the_format_are_left_out(tmp_path: Path) -> None:
    path = write_shortlist(tmp_path / "lex.bin", always=1, candidates=[[1, 2], [2], []])
    assert list(vocabulary_map(read_shortlist(path), ["</s>", "\t", "▁a"])) == ["\t</s>\n", "</s>\t▁a\n"]


def test_a_file_of_another_kind_is_refused_by_name(tmp_path: Path) -> None:
    path = tmp_path / "lex.bin"
    path.write_bytes(bytes(100))
    with pytest.raises(ValueError, match=r"lex\.bin is not a lexical shortlist"):
        read_shortlist(path)


def test_a_file_that_ends_early_is_refused(tmp_path: Path) -> None:
    path = write_shortlist(tmp_path / "lex.bin", always=1, candidates=[[1, 2], [2], []])
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(ValueError, match="not a lexical shortlist"):
        read_shortlist(path)
