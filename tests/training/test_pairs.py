"""Which pairs train, and the files they lie in."""

from pathlib import Path

import pytest

from training.frozen import fingerprint
from training.pairs import Pair, Text, finish_last_line, is_prose, is_usable, line, read_rows, write_rows


def pair(source: str, target: str) -> Pair:
    return Pair("test", source, source, target)


@pytest.mark.parametrize(
    "text",
    ["", "SELECT a_b FROM t;", "see https://shop.example/a", "1 2 3 4 5 (6) [7]", "word " * 80],
)
def test_code_links_tables_and_whole_pages_are_no_prose(text: str) -> None:
    assert not is_prose(text)


def test_a_message_is_prose() -> None:
    assert is_prose("Where is my order 48213? I've been waiting for 10 days.")


def test_a_pair_with_a_frozen_side_is_dropped() -> None:
    frozen = {fingerprint("Onde está meu pedido?")}
    assert not is_usable(pair("Where's my order?", "onde esta meu pedido"), frozen)
    assert is_usable(pair("Where's my order?", "Cadê meu pedido?"), frozen)


def test_a_target_that_repeats_itself_or_stops_early_is_dropped() -> None:
    assert not is_usable(pair("The number of new cases.", "o número de " * 9), ())
    assert not is_usable(pair("Please send us a photo of the damaged jacket.", "Envie."), ())
    assert is_usable(pair("Thanks!", "Muito obrigado a você!"), ())


def test_rows_come_back_as_they_were_written(tmp_path: Path) -> None:
    rows = [Text("support", "oi, cade meu pedido", "Oi, cadê meu pedido?"), Text("help", "Salvar", "Salvar")]
    write_rows(tmp_path / "texts.tsv", rows)
    assert read_rows(Text, tmp_path / "texts.tsv") == rows


def test_a_row_is_one_line_whatever_its_text() -> None:
    assert line(Text("a", "one\ttwo\nthree", "x")) == "a\tone two three\tx\n"


def test_a_line_that_was_cut_off_is_forgotten(tmp_path: Path) -> None:
    path = tmp_path / "pairs.tsv"
    path.write_bytes("a\tb\tb\tc\na\tb\tã".encode()[:-1])
    assert read_rows(Pair, tmp_path / "none.tsv") == []
    assert finish_last_line(path) == 1
    assert path.read_text() == "a\tb\tb\tc\n"
