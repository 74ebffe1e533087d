import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from dragoman.domain import Store
from dragoman.storage.database import Database
from dragoman.storage.encryption import unlock
from dragoman.storage.knowledge import Knowledge
from dragoman.storage.stores import Stores


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    with Database.open(tmp_path / "dragoman.sqlite") as opened:
        yield opened


@pytest.fixture
def knowledge(database: Database, tmp_path: Path) -> Knowledge:
    """What two stores know, as nothing of one may ever show in the other: nothing yet."""
    stores = Stores(database, unlock(database, tmp_path / "keys", {}), time.time)
    stores.add(Store("shop", "The Shop", "en", ("en", "pt-BR")))
    stores.add(Store("loja", "A Loja", "pt-BR", ("en", "pt-BR")))
    return Knowledge(database, time.time)
