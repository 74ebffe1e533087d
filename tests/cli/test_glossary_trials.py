"""A draft tried on the command line, before it is published, and entries proposed for it."""

from pathlib import Path

import pytest

from dragoman.translation.packs import PackLibrary
from tests.cli.commands import done, refused


@pytest.fixture
def folder(tmp_path: Path, packs: PackLibrary, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("DRAGOMAN_KEYS", raising=False)
    monkeypatch.setenv("DRAGOMAN_PACKS_DIR", str(packs.folder))
    done(tmp_path, "store", "add", "shop", "--languages", "en,pt-BR")
    entry = ("--kind", "exact", "--term", "en=parcel", "--term", "pt-BR=volume")
    done(tmp_path, "glossary", "add", "--store", "shop", *entry)
    return tmp_path


def test_a_sentence_is_shown_before_and_after_with_the_terms_that_acted(folder: Path) -> None:
    shown = done(folder, "glossary", "try", "--store", "shop", "--to", "pt-BR", "Where is my parcel?")
    published, draft, term = shown.splitlines()
    assert published.startswith("published\t")
    assert "volume" not in published
    assert draft.startswith("draft\t")
    assert "volume" in draft
    assert term.startswith("\tparcel → volume\t")
    assert "missed" not in term


def test_a_replay_of_a_store_without_messages_finds_none(folder: Path) -> None:
    assert done(folder, "glossary", "replay", "--store", "shop").splitlines() == [
        "0 messages, 0 with terms, 0 would be translated otherwise",
        "terms kept, published\t0 of 0",
        "terms kept, draft\t0 of 0",
    ]


def test_a_store_that_is_not_there_is_named(folder: Path) -> None:
    assert "there is no store nowhere" in refused(folder, "glossary", "replay", "--store", "nowhere")


def test_names_of_a_catalogue_are_proposed_once(folder: Path) -> None:
    table = folder / "products.csv"
    table.write_text("Title,Vendor\nAro,Lumen\nLume,Lumen\n", "utf-8")
    how = ("glossary", "mine", "--store", "shop", "--messages", "0", "--catalogue", str(table), "--propose")
    *found, last = done(folder, *how).splitlines()
    assert found == ["catalogue\t2\tLumen", "catalogue\t1\tAro", "catalogue\t1\tLume"]
    assert last.startswith("3 proposed; ")
    listed = done(folder, "glossary", "list", "--store", "shop", "--status", "proposed")
    assert "mul: Lumen" in listed
    assert done(folder, *how) == ""
