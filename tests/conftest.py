"""What tests of several parts share: the real packs, and the engine that decodes with them."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from dragoman.translation.assembly import assemble_default_packs
from dragoman.translation.engine import Engine
from dragoman.translation.packs import PackLibrary


@pytest.fixture(scope="session")
def packs(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> PackLibrary:
    """The default packs, assembled once: the workers of a run share the folder, and the library's lock."""
    base = tmp_path_factory.getbasetemp()
    shared = base if worker_id == "master" else base.parent
    library = PackLibrary(shared / "packs")
    assemble_default_packs(library, lambda _: None)
    return library


@pytest.fixture(scope="session")
def engine(packs: PackLibrary) -> Iterator[Engine]:
    """An engine over the default packs, loaded once in each worker."""
    engine = Engine(packs, threads=2)
    yield engine
    engine.close()


@pytest.fixture(scope="session")
def three_languages(packs: PackLibrary, tmp_path_factory: pytest.TempPathFactory) -> PackLibrary:
    """The default packs and two small ones between Spanish and English (see ``tests/spanish``)."""
    folder = tmp_path_factory.mktemp("three-languages")
    for pack in (*packs.packs(), *PackLibrary(Path(__file__).parent / "spanish").packs()):
        shutil.copytree(pack.folder, folder / pack.name)
    return PackLibrary(folder)


@pytest.fixture(scope="session")
def polyglot(three_languages: PackLibrary) -> Iterator[Engine]:
    """An engine over the packs of three languages: between Spanish and Portuguese it takes two steps."""
    engine = Engine(three_languages, threads=2)
    yield engine
    engine.close()
