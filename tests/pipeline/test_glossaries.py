import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from dragoman.domain import DragomanError, Store, TermKind
from dragoman.glossary import Glossary, Termbases
from dragoman.glossary.concept import Concept, LanguageTerms
from dragoman.pipeline.glossaries import Glossaries
from dragoman.storage.database import Database
from dragoman.storage.encryption import unlock
from dragoman.storage.glossaries import GlossaryRows
from dragoman.storage.stores import Stores

STORE = Store("padaria", "Padaria Sol", "en", ("en", "pt-BR", "es"))


@pytest.fixture
def bases(tmp_path: Path) -> Iterator[Termbases]:
    with Database.open(tmp_path / "database" / "dragoman.sqlite") as database:
        cipher = unlock(database, tmp_path / "database" / "keys", {})
        Stores(database, cipher).add(STORE)
        yield Termbases(GlossaryRows(database, cipher))


def concept(english: str, portuguese: str) -> Concept:
    return Concept("", {"en": LanguageTerms(english), "pt-BR": LanguageTerms(portuguese)}, TermKind.EXACT)


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / "padaria" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)
    return path


def terms(glossary: Glossary) -> dict[str, str]:
    """Return what each term becomes: where two have the same source, the first counts."""
    return {term.source: term.target for term in reversed(glossary.terms)}


def test_a_store_without_files_has_no_terms(bases: Termbases, tmp_path: Path) -> None:
    assert terms(Glossaries(bases, tmp_path).of(STORE, "en", "pt-BR")) == {}


def test_the_general_file_goes_for_every_language_of_the_shoppers(bases: Termbases, tmp_path: Path) -> None:
    write(tmp_path, "glossary.csv", "source,target,kind\nSunrise Club,Sunrise Club,dnt\n")
    glossaries = Glossaries(bases, tmp_path)
    assert terms(glossaries.of(STORE, "en", "pt-BR")) == {"Sunrise Club": "Sunrise Club"}
    assert terms(glossaries.of(STORE, "en", "es")) == {"Sunrise Club": "Sunrise Club"}


def test_the_file_of_a_language_comes_before_the_general_one(bases: Termbases, tmp_path: Path) -> None:
    write(tmp_path, "glossary.csv", "source,target,kind\nsize guide,size guide,exact\n")
    write(tmp_path, "glossary.pt-BR.csv", "source,target,kind\nsize guide,guia de medidas,exact\n")
    glossaries = Glossaries(bases, tmp_path)
    assert terms(glossaries.of(STORE, "en", "pt-BR")) == {"size guide": "guia de medidas"}
    assert terms(glossaries.of(STORE, "en", "es")) == {"size guide": "size guide"}


def test_a_file_for_the_language_serves_its_variants(bases: Termbases, tmp_path: Path) -> None:
    write(tmp_path, "glossary.pt.csv", "source,target,kind\nsize guide,guia de tamanhos,exact\n")
    assert terms(Glossaries(bases, tmp_path).of(STORE, "en", "pt-BR")) == {"size guide": "guia de tamanhos"}


def test_towards_the_agents_only_what_is_never_translated_counts(bases: Termbases, tmp_path: Path) -> None:
    write(
        tmp_path,
        "glossary.csv",
        "source,target,kind\nSunrise Club,Sunrise Club,dnt\nsize guide,guia de medidas,exact\n",
    )
    assert terms(Glossaries(bases, tmp_path).of(STORE, "pt-BR", "en")) == {"Sunrise Club": "Sunrise Club"}


def test_a_changed_file_counts_from_the_next_message_on(bases: Termbases, tmp_path: Path) -> None:
    glossaries = Glossaries(bases, tmp_path)
    path = write(tmp_path, "glossary.csv", "source,target,kind\nshirt,camisa,exact\n")
    assert terms(glossaries.of(STORE, "en", "pt-BR")) == {"shirt": "camisa"}
    path.write_text("source,target,kind\nshirt,blusa!,exact\n")
    os.utime(path, ns=(1, 1))
    assert terms(glossaries.of(STORE, "en", "pt-BR")) == {"shirt": "blusa!"}


def test_a_file_that_cannot_be_read_is_named(bases: Termbases, tmp_path: Path) -> None:
    write(tmp_path, "glossary.csv", "no such header\n")
    with pytest.raises(DragomanError, match=r"glossary\.csv"):
        Glossaries(bases, tmp_path).of(STORE, "en", "pt-BR")


def test_what_is_published_counts_at_once_in_both_directions(bases: Termbases, tmp_path: Path) -> None:
    glossaries = Glossaries(bases, tmp_path)
    bases.put("padaria", [concept("size guide", "guia de medidas")], "Ana", 1.0)
    assert glossaries.of(STORE, "en", "pt-BR").version == ""
    bases.publish("padaria", "first", "Ana")
    assert terms(glossaries.of(STORE, "en", "pt-BR")) == {"size guide": "guia de medidas"}
    assert terms(glossaries.of(STORE, "pt-BR", "en")) == {"guia de medidas": "size guide"}
    assert glossaries.of(STORE, "en", "pt-BR").version == "1"


def test_what_is_published_comes_before_the_files(bases: Termbases, tmp_path: Path) -> None:
    write(tmp_path, "glossary.csv", "source,target\nsize guide,size guide\nrefund,estorno\n")
    bases.put("padaria", [concept("size guide", "guia de medidas")], "Ana", 1.0)
    bases.publish("padaria", "first", "Ana")
    glossary = Glossaries(bases, tmp_path).of(STORE, "en", "pt-BR")
    assert terms(glossary) == {"size guide": "guia de medidas", "refund": "estorno"}
