"""Texts are read out of the packages as they are."""

from pathlib import Path

from training.frozen import is_reserved
from training.sources.libreoffice import read_help
from training.sources.wordnet import read_wordnet

FREE = next(f"par_id{number}" for number in range(99) if not is_reserved(f"par_id{number}"))
RESERVED = next(f"par_id{number}" for number in range(99) if is_reserved(f"par_id{number}"))


def write_help(folder: Path, package: str, language: str, page: str) -> None:
    path = folder / package / "usr/share/libreoffice/help" / language / "text/scalc/01.html"
    path.parent.mkdir(parents=True)
    path.write_text(page)


def test_paragraphs_of_the_help_are_paired_by_id_and_the_reserved_ones_marked(tmp_path: Path) -> None:
    english = f'<p id="{FREE}" class="a">Save the <b>file</b>.</p><p id="{RESERVED}">Close &amp; exit.</p>'
    portuguese = f'<p id="{RESERVED}">Fechar e sair.</p><p id="{FREE}">Salve o <b>arquivo</b>.</p>'
    write_help(tmp_path, "libreoffice-help-en-us", "en-US", english)
    write_help(tmp_path, "libreoffice-help-pt-br", "pt-BR", portuguese)
    found = {(p.reserved, p.english, p.portuguese) for p in read_help(tmp_path)}
    assert found == {
        (False, "Save the file.", "Salve o arquivo."),
        (True, "Close & exit.", "Fechar e sair."),
    }


def test_what_was_not_translated_is_no_pair(tmp_path: Path) -> None:
    write_help(tmp_path, "libreoffice-help-en-us", "en-US", f'<p id="{FREE}">LibreOffice</p>')
    write_help(tmp_path, "libreoffice-help-pt-br", "pt-BR", f'<p id="{FREE}">LibreOffice</p>')
    assert list(read_help(tmp_path)) == []


def test_a_gloss_gives_its_definition_and_its_examples(tmp_path: Path) -> None:
    folder = tmp_path / "usr/share/wordnet"
    folder.mkdir(parents=True)
    for part in ("verb", "adj", "adv"):
        (folder / f"data.{part}").write_text("")
    (folder / "data.noun").write_text(
        "  1 licence text | not a gloss\n"
        '00058743 04 n 02 escape 0 flight 1 000 | the act of escaping; "he made his escape"; '
        '"was it a flight?"\n'
    )
    assert list(read_wordnet(tmp_path)) == [
        "Escape: the act of escaping.",
        "He made his escape.",
        "Was it a flight?",
    ]
