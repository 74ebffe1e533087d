from pathlib import Path

import pytest

from tests.cli.commands import done, refused, run


def unit(source: str, language: str, target: str, more: str = "") -> str:
    source, target = f"<seg>{source}</seg>", f"<seg>{target}</seg>"
    return f'<tu{more}><tuv xml:lang="EN">{source}</tuv><tuv xml:lang="{language}">{target}</tuv></tu>'


UNITS = "\n".join(
    [
        '<tmx version="1.4"><header srclang="en" segtype="sentence" datatype="plaintext"/><body>',
        unit("It leaves today.", "pt", "Sai hoje.", ' creationid="Bea"'),
        unit("Order #48213.", "pt-BR", "Pedido."),
        unit("Hello!", "fr", "Bonjour !"),
        unit("Take the bus.", "pt-PT", "Apanhe o autocarro."),
        "</body></tmx>",
    ]
)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("DRAGOMAN_KEYS", raising=False)
    done(tmp_path, "store", "add", "shop", "--languages", "en,pt-BR")
    (tmp_path / "in.tmx").write_text(UNITS, "utf-8")
    return tmp_path


def memory(folder: Path, command: str, *arguments: str) -> str:
    return done(folder, "memory", command, "--store", "shop", *arguments)


def test_import_approves_what_fits_and_names_the_rest_with_line_and_reason(folder: Path) -> None:
    lines = memory(folder, "import", str(folder / "in.tmx")).splitlines()
    assert lines == [
        "line 3\tunit 2\tthese values are not the same in both segments: #48213",
        "line 4\tunit 3\tfr is not a language that was asked for",
        "line 5\tunit 4\tpt-PT is not a language that was asked for",
        "1 approved, 3 left out",
    ]
    (listed,) = memory(folder, "list").splitlines()
    assert listed.split("\t")[1:] == ["en → pt-BR", "It leaves today.", "Sai hoje.", "Bea"]


def test_a_dry_run_says_the_same_and_approves_nothing(folder: Path) -> None:
    shown = memory(folder, "import", "--dry-run", str(folder / "in.tmx"))
    assert shown.endswith("1 would be approved, 3 left out\n")
    assert memory(folder, "list") == ""


def test_the_languages_can_be_chosen(folder: Path) -> None:
    shown = memory(folder, "import", "--from", "pt", "--to", "en", str(folder / "in.tmx"))
    assert "it has no segment in pt" in shown
    assert "pt → en\tSai hoje.\tIt leaves today." in memory(folder, "list").replace("pt-BR", "pt")


def test_what_is_exported_can_be_imported_elsewhere(folder: Path) -> None:
    memory(folder, "import", str(folder / "in.tmx"))
    out = folder / "out.tmx"
    assert memory(folder, "export", str(out)) == f"1 written to {out}\n"
    done(folder, "store", "add", "other", "--languages", "en,pt-BR")
    assert done(folder, "memory", "import", "--store", "other", str(out)) == "1 approved, 0 left out\n"
    assert done(folder, "memory", "list", "--store", "other").endswith("Sai hoje.\tBea\n")


def test_an_export_overwrites_nothing(folder: Path) -> None:
    assert run(folder, "memory", "export", "--store", "shop", str(folder / "in.tmx")).exit_code == 1
    assert (folder / "in.tmx").read_text("utf-8") == UNITS


def test_segments_are_forgotten_by_id_or_all(folder: Path) -> None:
    memory(folder, "import", str(folder / "in.tmx"))
    (listed,) = memory(folder, "list").splitlines()
    assert memory(folder, "forget", listed.split("\t")[0]) == "1 forgotten\n"
    assert memory(folder, "forget", "--all") == "0 forgotten\n"
    assert run(folder, "memory", "forget", "--store", "shop").exit_code == 2


def test_a_store_that_does_not_exist_is_an_error_with_the_cure(folder: Path) -> None:
    assert "dragoman store list" in refused(folder, "memory", "list", "--store", "nowhere")
