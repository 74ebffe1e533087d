from pathlib import Path

import pytest

from tests.cli.commands import done, refused, run


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("DRAGOMAN_KEYS", raising=False)
    done(tmp_path, "store", "add", "shop", "--languages", "en,pt-BR")
    pages = tmp_path / "pages"
    pages.mkdir()
    (pages / "returns.md").write_text("# Returns\n\nSend it back within 30 days.\n", "utf-8")
    (pages / "faq.csv").write_text("question,answer\nDo you wrap gifts?,Yes for €3.\n", "utf-8")
    return tmp_path


def knowledge(folder: Path, command: str, *arguments: str) -> str:
    return done(folder, "knowledge", command, "--store", "shop", *arguments)


def imported(folder: Path, *options: str) -> list[str]:
    return knowledge(folder, "import", str(folder / "pages"), *options).splitlines()


def test_import_reports_each_passage_and_a_second_one_changes_nothing(folder: Path) -> None:
    *rows, total = imported(folder)
    assert [row.split("\t")[:3] for row in rows] == [
        ["new", "faq.csv", "line 2"],
        ["new", "returns.md", "line 1"],
    ]
    assert total == "2 new, 0 changed, 0 unchanged, 0 gone, 0 left out"
    assert imported(folder) == ["0 new, 0 changed, 2 unchanged, 0 gone, 0 left out"]


def test_a_dry_run_says_the_same_and_changes_nothing(folder: Path) -> None:
    assert imported(folder, "--dry-run")[-1] == (
        "2 new, 0 changed, 0 unchanged, 0 gone, 0 left out (nothing was changed)"
    )
    assert knowledge(folder, "list") == ""


def test_a_file_that_cannot_be_read_is_named_and_the_others_are_taken(folder: Path) -> None:
    (folder / "pages" / "broken.pdf").write_bytes(b"no pdf")
    *rows, total = imported(folder)
    assert "left out\tbroken.pdf\tthis is no PDF, whatever its name says: save it as a PDF again" in rows
    assert total == "2 new, 0 changed, 0 unchanged, 0 gone, 1 left out"


def test_a_text_in_a_language_that_agents_do_not_read_is_named(folder: Path) -> None:
    text = "# Rückgabe\n\nSie können unbenutzte Artikel innerhalb von dreißig Tagen an uns zurücksenden.\n"
    (folder / "pages" / "returns.md").write_text(text, "utf-8")
    assert "it is in de, not in en: it answers nothing" in imported(folder)[1]


def test_an_empty_folder_is_an_error(folder: Path) -> None:
    (folder / "empty").mkdir()
    assert "no file here that can be read" in refused(
        folder, "knowledge", "import", "--store", "shop", str(folder / "empty")
    )


def test_search_shows_what_answers_and_why(folder: Path) -> None:
    imported(folder)
    first, text, *_ = knowledge(folder, "search", "Can I send the lamp back?").splitlines()
    assert first.startswith("returns-")
    assert "of what was asked: " in first
    assert text == "    Send it back within 30 days."


def test_search_in_an_empty_knowledge_says_so(folder: Path) -> None:
    result = run(folder, "knowledge", "search", "--store", "shop", "Returns?")
    assert (result.exit_code, result.stdout) == (0, "")
    assert "nothing that the store knows" in result.stderr


def test_show_tells_what_a_passage_said_before(folder: Path) -> None:
    imported(folder, "--owner", "Ann")
    (folder / "pages" / "returns.md").write_text("# Returns\n\nWithin 14 days.\n", "utf-8")
    imported(folder, "--owner", "Ann")
    passage = knowledge(folder, "list", "--source", "returns.md").split("\t")[0]
    shown = knowledge(folder, "show", passage)
    assert "owner\tAnn" in shown
    assert "version\t2" in shown
    assert shown.index("Within 14 days.") < shown.index("Send it back within 30 days.")
    assert "there is no passage nothing" in refused(folder, "knowledge", "show", "--store", "shop", "nothing")


def test_check_names_what_contradicts_with_owners_and_ends_with_an_error_where_asked(folder: Path) -> None:
    table = "question,answer,owner\nHow long can I return something?,You can return it within 14 days.,Bea\n"
    (folder / "pages" / "faq.csv").write_text(table, "utf-8")
    text = "# How long you can return something\n\nYou can return it within 30 days.\n"
    (folder / "pages" / "returns.md").write_text(text, "utf-8")
    imported(folder, "--owner", "Ann")
    finding, total = knowledge(folder, "check").splitlines()
    fault, passages, told = finding.split("\t")
    assert fault == "contradiction"
    assert passages.count(", Bea") == passages.count(", Ann") == 1
    assert told.startswith("14 days and 30 days about ")
    assert total == "1 findings"
    assert "there are 1 findings" in run(folder, "knowledge", "check", "--store", "shop", "--strict").stderr


def test_passages_are_removed_by_source_by_id_or_all(folder: Path) -> None:
    imported(folder)
    assert knowledge(folder, "remove", "--source", "faq.csv", "--dry-run").endswith("1 would be removed\n")
    assert knowledge(folder, "remove", "--source", "faq.csv").endswith("1 removed\n")
    (listed,) = knowledge(folder, "list").splitlines()
    assert knowledge(folder, "remove", listed.split("\t")[0]).endswith("1 removed\n")
    imported(folder)
    assert knowledge(folder, "remove", "--all").endswith("2 removed\n")
    assert run(folder, "knowledge", "remove", "--store", "shop").exit_code == 2
