"""Macros from the command line: brought in, translated, corrected, stale when what made them changes."""

from pathlib import Path

import pytest

from dragoman.translation.packs import PackLibrary
from tests.cli.commands import done, refused

MACROS = """\
name,intent,text,examples,requires
Where is it,order.where,"Your order {{order.number}} is {{order.status}}.",Where is my order?|Any news?,order
Opening hours,hours,We are open from Monday to Friday.,,
"""
AT = ("--store", "lumen")


@pytest.fixture
def data(tmp_path: Path, packs: PackLibrary) -> Path:
    (tmp_path / "packs").symlink_to(packs.folder)
    done(tmp_path, "store", "add", "lumen", "--languages", "en,pt-BR")
    (tmp_path / "macros.csv").write_text(MACROS, encoding="utf-8")
    done(tmp_path, "macros", "import", str(tmp_path / "macros.csv"), *AT)
    return tmp_path


def listed(data: Path, macro: str) -> list[str]:
    """Return what a macro says in Portuguese: by whom, what, and why it is stale."""
    lines = done(data, "macros", "list", *AT).splitlines()
    (line,) = [one for one in lines if one.startswith(f"{macro}\tpt-BR\t")]
    return line.split("\t")[2:]


def test_a_dry_run_only_says_what_would_be_done(data: Path) -> None:
    (data / "macros.csv").write_text(MACROS.replace("Friday", "Saturday"), encoding="utf-8")
    assert done(data, "macros", "import", str(data / "macros.csv"), "--dry-run", *AT) == (
        "unchanged\twhere-is-it\torder.where\nchanged\topening-hours\thours\n"
    )
    assert "to Friday." in done(data, "macros", "list", *AT)


def test_macros_are_translated_with_their_slots_as_they_are(data: Path) -> None:
    printed = done(data, "macros", "translate", *AT)
    assert printed.count("\tkept\t") == 2
    by, text = listed(data, "where-is-it")
    assert by == "engine"
    assert text.count("{{order.number}}") == text.count("{{order.status}}") == 1
    assert done(data, "macros", "translate", *AT) == ""


def test_what_people_corrected_stays_and_is_stale_when_the_macro_changes(data: Path) -> None:
    own = "O pedido {{order.number}} está: {{order.status}}."
    done(data, "macros", "correct", "where-is-it", own, "--language", "pt-BR", "--author", "Bia", *AT)
    assert listed(data, "where-is-it") == ["Bia", own]
    (data / "macros.csv").write_text(MACROS.replace("Your order", "The order"), encoding="utf-8")
    done(data, "macros", "import", str(data / "macros.csv"), *AT)
    assert listed(data, "where-is-it") == ["Bia", own, "the macro was changed"]
    assert "where-is-it" not in done(data, "macros", "translate", *AT)


def test_what_the_engine_wrote_is_stale_when_the_glossary_changes_and_is_translated_anew(data: Path) -> None:
    done(data, "macros", "translate", *AT)
    (data / "glossaries" / "lumen").mkdir(parents=True)
    (data / "glossaries" / "lumen" / "glossary.csv").write_text(
        "source,target,kind\norder,encomenda,exact\n", encoding="utf-8"
    )
    assert listed(data, "where-is-it")[2] == "the glossary was changed"
    printed = done(data, "macros", "translate", *AT)
    assert "encomenda {{order.number}}" in printed


@pytest.mark.parametrize(
    "text", ["O pedido {{order.number}}.", "{{order.number}} {{order.status}} {{order.total}}"]
)
def test_a_correction_with_other_slots_is_refused(data: Path, text: str) -> None:
    said = refused(
        data, "macros", "correct", "where-is-it", text, "--language", "pt-BR", "--author", "B", *AT
    )
    assert "must stand in it as often" in said


def test_a_correction_in_a_language_that_the_store_does_not_have_is_refused(data: Path) -> None:
    said = refused(data, "macros", "correct", "where-is-it", "x", "--language", "de", "--author", "B", *AT)
    assert "de is none of the store's languages" in said


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("name,intent,text\nX,,Hello\n", "row 2: intent is empty"),
        ("name,intent,text,requires\nX,y,Hello,magic\n", "row 2: requires is 'magic'"),
        ('name,intent,text\n"X', "is no CSV file"),
        (
            "name,intent,text\nX,y,It is {{order.colour}}.\n",
            "row 2: nothing fills {{order.colour}}; there are order.",
        ),
        ("name,intent,text\nX,y,It is {{Order.Status}}.\n", "row 2: a slot is written wrongly"),
    ],
)
def test_a_file_that_is_wrong_is_named_with_its_row(data: Path, content: str, said: str) -> None:
    (data / "wrong.csv").write_text(content, encoding="utf-8")
    assert said in refused(data, "macros", "import", str(data / "wrong.csv"), *AT)


def test_macros_are_removed_with_what_they_say_elsewhere(data: Path) -> None:
    done(data, "macros", "translate", *AT)
    assert done(data, "macros", "remove", "where-is-it", *AT) == "removed 1\n"
    assert "where-is-it" not in done(data, "macros", "list", *AT)
