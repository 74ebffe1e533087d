"""The glossary on the command line: edited, brought in, checked, published, taken back."""

from pathlib import Path

import pytest

from tests.cli.commands import done, refused, run

TABLE = """en,pt-BR,kind
return,devolução,inflect
refund,reembolso,exact
label,,exact
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("DRAGOMAN_KEYS", raising=False)
    monkeypatch.setenv("LOGNAME", "Ana")
    done(tmp_path, "store", "add", "shop", "--languages", "en,pt-BR")
    (tmp_path / "in.csv").write_text(TABLE, "utf-8")
    return tmp_path


def glossary(folder: Path, command: str, *arguments: str) -> list[str]:
    return done(folder, "glossary", command, "--store", "shop", *arguments).splitlines()


def exact(folder: Path, *arguments: str) -> str:
    """Add an entry that needs no forms, and return its id."""
    (line,) = glossary(folder, "add", "--kind", "exact", *arguments)
    return line.split("\t")[0]


def listed(folder: Path, *arguments: str) -> list[list[str]]:
    return [line.split("\t")[1:] for line in glossary(folder, "list", *arguments)]


def test_what_is_saved_has_its_forms(folder: Path) -> None:
    glossary(
        folder, "add", "--term", "en=return", "--term", "pt-BR=devolução", "--forbidden", "pt-BR=retorno"
    )
    glossary(folder, "export", str(folder / "out.tsv"))
    header, entry = (line.split("\t") for line in (folder / "out.tsv").read_text("utf-8-sig").splitlines())
    kept = dict(zip(header, entry, strict=True))
    assert kept["pt-BR forms"] == "devolução | devoluções"
    assert kept["pt-BR forbidden"] == "retorno"


def exported(folder: Path) -> list[dict[str, str]]:
    (folder / "out.tsv").unlink(missing_ok=True)
    glossary(folder, "export", str(folder / "out.tsv"))
    header, *entries = (folder / "out.tsv").read_text("utf-8-sig").splitlines()
    return [dict(zip(header.split("\t"), entry.split("\t"), strict=True)) for entry in entries]


def test_an_entry_is_edited_and_what_is_not_given_stays(folder: Path) -> None:
    preferred = ("--term", "en=refund", "--term", "pt-BR=estorno")
    number = exact(folder, *preferred, "--allowed", "pt-BR=reembolso", "--context", "mail")
    words = ("--forbidden", "pt-BR=retorno", "--form", "pt-BR=estorno", "--form", "pt-BR=estornos")
    glossary(folder, "edit", number, *words, "--gender", "pt-BR=feminine", "--status", "deprecated")
    (entry,) = exported(folder)
    kept = (entry["pt-BR allowed"], entry["pt-BR forbidden"], entry["context"])
    assert kept == ("reembolso", "retorno", "mail")
    assert (entry["pt-BR forms"], entry["pt-BR gender"]) == ("estorno | estornos", "feminine")
    assert entry["status"] == "deprecated"
    glossary(folder, "edit", number, "--term", "pt-BR=devolução", "--allowed", "pt-BR=", "--kind", "inflect")
    (entry,) = exported(folder)
    assert (entry["pt-BR"], "pt-BR allowed" in entry) == ("devolução", False)
    assert entry["pt-BR forms"] == "devolução | devoluções"
    assert [line.split("\t")[2] for line in glossary(folder, "log")] == ["changed", "changed", "added"]


def test_an_edit_that_cannot_be_is_explained(folder: Path) -> None:
    number = exact(folder, "--term", "en=refund", "--term", "pt-BR=estorno")
    edit = ("glossary", "edit", "--store", "shop")
    assert "no entry nowhere" in refused(folder, *edit, "nowhere", "--kind", "exact")
    assert "terms in one language only" in refused(folder, *edit, number, "--without", "pt-BR")
    wrong = run(folder, *edit, number, "--gender", "pt-BR=often")
    assert (wrong.exit_code, "masculine" in wrong.stderr) == (2, True)
    assert "--term es=" in run(folder, *edit, number, "--allowed", "es=reembolso").stderr


def test_sentences_are_in_the_stores_locale(folder: Path) -> None:
    done(folder, "store", "add", "shop", "--languages", "en,pt-BR", "--locale", "pt-BR")
    exact(folder, "--term", "en=refund", "--term", "pt-BR=estorno")
    exact(folder, "--term", "en=refund", "--term", "pt-BR=reembolso")
    conflict, _ = glossary(folder, "check")
    assert "só a primeira é usada" in conflict
    nothing = ("glossary", "add", "--store", "shop", "--term", "en=")
    assert "um termo está vazio" in refused(folder, *nothing)
    rows = glossary(folder, "import", "--dry-run", str(folder / "in.csv"))
    assert any("só tem termos em um idioma" in row for row in rows)


def test_import_takes_what_fits_and_names_the_rest_with_line_and_reason(folder: Path) -> None:
    dry = glossary(folder, "import", "--dry-run", str(folder / "in.csv"))
    assert dry == [
        "line 2\tadded\treturn (en) / devolução (pt-BR)",
        "line 3\tadded\trefund (en) / reembolso (pt-BR)",
        "line 4\trefused\tlabel (en)\tit has terms in one language only: add another, or make its kind dnt "
        "(never translated)",
        "2 added, 0 changed, 0 unchanged, 1 refused, 0 removed (nothing was changed)",
    ]
    assert listed(folder) == []
    assert "1 rows are refused" in refused(
        folder, "glossary", "import", "--store", "shop", "--strict", str(folder / "in.csv")
    )
    assert listed(folder) == []
    assert glossary(folder, "import", str(folder / "in.csv"))[-1].startswith("2 added")
    assert listed(folder, "--search", "FUND") == [["approved", "exact", "en: refund", "pt-BR: reembolso"]]
    assert glossary(folder, "import", str(folder / "in.csv"))[-1].startswith(
        "0 added, 0 changed, 2 unchanged"
    )


def test_a_merge_changes_what_the_file_speaks_of_and_a_replacement_removes_the_rest(
    folder: Path,
) -> None:
    kept = exact(folder, "--term", "en=refund", "--term", "pt-BR=estorno", "--context", "in e-mails")
    exact(folder, "--term", "en=label", "--term", "pt-BR=etiqueta")
    (folder / "in.csv").write_text("en,pt-BR\nrefund,reembolso\n", "utf-8")
    assert glossary(folder, "import", str(folder / "in.csv"))[-1].startswith("0 added, 1 changed")
    assert len(listed(folder)) == 2
    assert glossary(folder, "import", "--replace", str(folder / "in.csv"))[-1].endswith("1 removed")
    assert glossary(folder, "list") == [f"{kept}\tapproved\texact\ten: refund\tpt-BR: reembolso"]
    glossary(folder, "export", str(folder / "out.json"))
    assert '"context": "in e-mails"' in (folder / "out.json").read_text("utf-8")


def test_a_replacement_with_a_refused_row_removes_nothing(folder: Path) -> None:
    exact(folder, "--term", "en=gift", "--term", "pt-BR=presente")
    last = glossary(folder, "import", "--replace", str(folder / "in.csv"))[-1]
    assert last.endswith("1 that the file does not have stay, because rows were refused")
    assert len(listed(folder)) == 3


@pytest.mark.parametrize("name", ["out.csv", "out.tsv", "out.xlsx", "out.tbx", "out.json"])
def test_what_is_exported_can_be_imported_elsewhere(folder: Path, name: str) -> None:
    exact(folder, "--term", "en=refund", "--term", "pt-BR=estorno", "--allowed", "pt-BR=reembolso")
    glossary(folder, "export", str(folder / name))
    done(folder, "store", "add", "other", "--languages", "en,pt-BR")
    told = done(folder, "glossary", "import", "--store", "other", str(folder / name)).splitlines()
    assert told[-1] == "1 added, 0 changed, 0 unchanged, 0 refused, 0 removed"
    assert glossary(folder, "import", str(folder / name))[-1].startswith("0 added, 0 changed, 1 unchanged")
    assert run(folder, "glossary", "export", "--store", "shop", str(folder / name)).exit_code == 1


def test_versions_are_published_compared_taken_back_and_logged(folder: Path) -> None:
    first = exact(folder, "--term", "en=refund", "--term", "pt-BR=estorno")
    exact(folder, "--term", "en=gift", "--term", "pt-BR=brinde", "--status", "proposed")
    assert glossary(folder, "publish", "--comment", "the first")[0].endswith("Ana\t1 entries\tthe first")
    glossary(folder, "remove", first)
    exact(folder, "--term", "en=refund", "--term", "pt-BR=reembolso")
    assert glossary(folder, "compare", "1") == [
        "removed\trefund (en) / estorno (pt-BR)",
        "added\tgift (en) / brinde (pt-BR)",
        "added\trefund (en) / reembolso (pt-BR)",
    ]
    glossary(folder, "publish")
    assert glossary(folder, "rollback", "1", "--comment", "two was wrong")[0].startswith("version 3\t")
    assert [line.split("\t")[0] for line in glossary(folder, "versions")] == [
        "version 3",
        "version 2",
        "version 1",
    ]
    assert [line.split("\t", 1)[1] for line in glossary(folder, "log", "--limit", "3")] == [
        "Ana\trolled back\tversion 1",
        "Ana\tpublished\tversion 3\ttwo was wrong",
        "Ana\tpublished\tversion 2",
    ]
    assert sorted(line[-1] for line in listed(folder)) == ["pt-BR: brinde", "pt-BR: estorno"]


def test_conflicts_are_explained(folder: Path) -> None:
    exact(folder, "--term", "en=refund", "--term", "pt-BR=estorno")
    assert glossary(folder, "check") == ["0 conflicts"]
    exact(folder, "--term", "en=refund", "--term", "pt-BR=reembolso")
    conflict, count = glossary(folder, "check")
    assert (conflict.split("\t")[0], count) == ("duplicate", "1 conflicts")
    assert (
        refused(folder, "glossary", "check", "--store", "shop", "--strict")
        == "Error: there are 1 conflicts\n"
    )


def test_what_cannot_be_used_is_explained_in_one_line(folder: Path) -> None:
    nothing = ("glossary", "add", "--store", "shop", "--term", "en=")
    assert "a term is empty" in refused(folder, *nothing)
    long = "x" * 500
    assert "has 500 characters" in refused(
        folder, "glossary", "add", "--store", "shop", "--term", f"en={long}"
    )
    (folder / "in.xlsx").write_bytes(b"en,pt\n")
    assert "no XLSX" in refused(folder, "glossary", "import", "--store", "shop", str(folder / "in.xlsx"))
