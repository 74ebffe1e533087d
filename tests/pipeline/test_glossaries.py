import os
from pathlib import Path

import pytest

from dragoman.domain import DragomanError, Store
from dragoman.glossary import Glossary
from dragoman.pipeline.glossaries import Glossaries

STORE = Store("padaria", "Padaria Sol", "en", ("en", "pt-BR", "es"))


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / "padaria" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)
    return path


def terms(glossary: Glossary) -> dict[str, str]:
    """Return what each term becomes: where two have the same source, the first counts."""
    return {term.source: term.target for term in reversed(glossary.terms)}


def test_a_store_without_files_has_no_terms(tmp_path: Path) -> None:
    assert terms(Glossaries(tmp_path).of(STORE, "en", "pt-BR")) == {}


def test_the_general_file_goes_for_every_language_of_the_shoppers(tmp_path: Path) -> None:
    write(tmp_path, "glossary.csv", "source,target,kind\nSunrise Club,Sunrise Club,dnt\n")
    glossaries = Glossaries(tmp_path)
    assert terms(glossaries.of(STORE, "en", "pt-BR")) == {"Sunrise Club": "Sunrise Club"}
    assert terms(glossaries.of(STORE, "en", "es")) == {"Sunrise Club": "Sunrise Club"}


def test_the_file_of_a_language_comes_before_the_general_one(tmp_path: Path) -> None:
    write(tmp_path, "glossary.csv", "source,target,kind\nsize guide,size guide,exact\n")
    write(tmp_path, "glossary.pt-BR.csv", "source,target,kind\nsize guide,guia de medidas,exact\n")
    glossaries = Glossaries(tmp_path)
    assert terms(glossaries.of(STORE, "en", "pt-BR")) == {"size guide": "guia de medidas"}
    assert terms(glossaries.of(STORE, "en", "es")) == {"size guide": "size guide"}


def test_a_file_for_the_language_serves_its_variants(tmp_path: Path) -> None:
    write(tmp_path, "glossary.pt.csv", "source,target,kind\nsize guide,guia de tamanhos,exact\n")
    assert terms(Glossaries(tmp_path).of(STORE, "en", "pt-BR")) == {"size guide": "guia de tamanhos"}


def test_towards_the_agents_only_what_is_never_translated_counts(tmp_path: Path) -> None:
    write(
        tmp_path,
        "glossary.csv",
        "source,target,kind\nSunrise Club,Sunrise Club,dnt\nsize guide,guia de medidas,exact\n",
    )
    assert terms(Glossaries(tmp_path).of(STORE, "pt-BR", "en")) == {"Sunrise Club": "Sunrise Club"}


def test_a_changed_file_counts_from_the_next_message_on(tmp_path: Path) -> None:
    glossaries = Glossaries(tmp_path)
    path = write(tmp_path, "glossary.csv", "source,target,kind\nshirt,camisa,exact\n")
    assert terms(glossaries.of(STORE, "en", "pt-BR")) == {"shirt": "camisa"}
    path.write_text("source,target,kind\nshirt,blusa!,exact\n")
    os.utime(path, ns=(1, 1))
    assert terms(glossaries.of(STORE, "en", "pt-BR")) == {"shirt": "blusa!"}


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    write(tmp_path, "glossary.csv", "no such header\n")
    with pytest.raises(DragomanError, match=r"glossary\.csv"):
        Glossaries(tmp_path).of(STORE, "en", "pt-BR")
