"""What tests of several parts share: the real packs, and the engine that decodes with them."""

from collections.abc import Iterator

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
