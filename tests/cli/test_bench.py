import re
from pathlib import Path

import pytest

from dragoman.benchmarks.sentences import SENTENCES
from dragoman.translation.engine import Engine
from dragoman.translation.packs import PackLibrary
from tests.cli.commands import done, refused, run


@pytest.fixture
def data_dir(packs: PackLibrary) -> Path:
    """The data directory whose packs are the default ones."""
    return packs.folder.parent


def number_rows(table: str) -> list[list[float]]:
    rows = (re.findall(r"\s(\d+\.?\d*)(?=\s|$)", line) for line in table.splitlines())
    return [[float(figure) for figure in row] for row in rows if len(row) == 4]


def test_speed_is_printed_for_both_engines(data_dir: Path, tmp_path: Path) -> None:
    own = tmp_path / "sentences.txt"
    own.write_text("\n".join(f"Where is my order number {number}?" for number in range(30)))
    table = done(data_dir, "bench", "--sentences", str(own), "--from", "en", "--to", "pt-BR")
    assert "en-pt-BR: 30 unique sentences, 2 threads each, greedy + vmap" in table
    rows = number_rows(table)
    assert len(rows) == 2
    assert all(figure > 0 for row in rows for figure in row)
    assert re.search(r"^ratio\s+\d+\.\dx\s+\d+\.\dx$", table, re.MULTILINE)


def test_chrf_is_printed_for_references(data_dir: Path, tmp_path: Path) -> None:
    references = tmp_path / "references.tsv"
    references.write_text("Good morning.\tBom dia.\nWhere is the house?\tOnde está a casa?\n", "utf-8")
    line = done(
        data_dir, "bench", "--references", str(references), "--from", "en", "--to", "pt", "--beam", "2"
    )
    assert line.startswith("en-pt-BR  chrF 100.00  2 lines  beam 2 + vmap")
    assert "as messages, with guards: chrF 100.00" in line
    assert re.search(r"the fifth of the lowest quality holds \d+% of the worst tenth", line)
    assert "the same alone and in company: 100.0%" in line


def test_a_line_without_a_reference_is_named(data_dir: Path, tmp_path: Path) -> None:
    references = tmp_path / "references.tsv"
    references.write_text("Where?\tOnde?\nWhen?\n", "utf-8")
    error = refused(data_dir, "bench", "--references", str(references), "--from", "en", "--to", "pt")
    assert "references.tsv, line 2" in error


def test_too_few_sentences_are_refused(data_dir: Path, tmp_path: Path) -> None:
    own = tmp_path / "sentences.txt"
    own.write_text("One.\nOne.\n")
    assert "1 different sentences" in refused(
        data_dir, "bench", "--sentences", str(own), "--from", "en", "--to", "pt"
    )


def test_a_direction_without_a_pack_ends_with_its_own_code(data_dir: Path) -> None:
    assert run(data_dir, "bench", "--from", "en", "--to", "de").exit_code == 3


def test_languages_go_together(data_dir: Path) -> None:
    assert run(data_dir, "bench", "--from", "en").exit_code == 2


@pytest.mark.parametrize("language", SENTENCES)
def test_the_built_in_sentences_are_many_unique_and_short_enough(
    language: str, engine: Engine, packs: PackLibrary
) -> None:
    sentences = SENTENCES[language]
    assert len(set(sentences)) == len(sentences) >= 200
    pack = next(pack for pack in packs.packs() if pack.source == language)
    assert max(engine.length(pack, sentence) for sentence in sentences) <= pack.decode.max_pieces


def test_the_values_that_survive_are_counted_both_ways(data_dir: Path, tmp_path: Path) -> None:
    pairs = tmp_path / "pairs.tsv"
    pairs.write_text("Where is the house?\tOnde está a casa?\nGood morning.\tBom dia.\n", "utf-8")
    table = done(data_dir, "bench-values", "--count", "20", str(pairs))
    assert table.count("20 sentences with 1 to 4 values") == 2
    assert len(re.findall(r"values unchanged +(\d+) of \1 \(100\.00 %\)", table)) == 2
    assert re.search(r"chrF of the words, values beside clauses +\d+\.\d+ \(without values \d", table)


def test_detection_is_measured_without_and_with_lingua(data_dir: Path, tmp_path: Path) -> None:
    texts = "pt\tOnde está meu pedido?\nen\tWhere is my order?\nno\tHvor er pakken min?\nes\tde mesa\n"
    (tmp_path / "messages.tsv").write_text(texts, "utf-8")
    table = done(data_dir, "bench", "--detection", str(tmp_path))
    assert table.startswith("4 languages, all enabled: en es no pt\n")
    rows = [line.split() for line in table.splitlines() if line.startswith("messages.tsv")]
    assert [row[1] for row in rows] == ["without", "with"]
    assert all(row[3] == "4" and float(row[4]) >= 75 for row in rows)
    assert "memory with lingua: " in table


def test_a_folder_without_labelled_texts_is_refused(data_dir: Path, tmp_path: Path) -> None:
    assert "holds no texts" in refused(data_dir, "bench", "--detection", str(tmp_path))


def test_long_mails_come_out_whole_in_both_directions(data_dir: Path) -> None:
    table = done(data_dir, "bench-html", "--characters", "400", "--rounds", "1")
    rows = [line.split() for line in table.splitlines()[1:]]
    assert [row[0] for row in rows] == ["en-pt-BR", "pt-en"]
    assert [row[4] for row in rows] == ["yes", "yes"]
