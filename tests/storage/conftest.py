from collections.abc import Iterator
from pathlib import Path

import pytest

from dragoman.domain import Store
from dragoman.storage.conversations import Conversations
from dragoman.storage.database import Database
from dragoman.storage.demands import Demands
from dragoman.storage.drafts import Drafts
from dragoman.storage.encryption import Cipher, unlock
from dragoman.storage.forwardings import Forwardings
from dragoman.storage.glossaries import GlossaryRows
from dragoman.storage.grants import Grants
from dragoman.storage.inbox import Inbox
from dragoman.storage.memory import Memory
from dragoman.storage.outgoing import Outbox
from dragoman.storage.shops import Shops
from dragoman.storage.stores import Stores
from dragoman.storage.watermarks import Watermarks
from tests.storage.shop import Clock


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "dragoman.sqlite"


@pytest.fixture
def keys_file(path: Path) -> Path:
    return path.with_name("keys")


@pytest.fixture
def database(path: Path) -> Iterator[Database]:
    with Database.open(path) as opened:
        yield opened


@pytest.fixture
def cipher(database: Database, keys_file: Path) -> Cipher:
    return unlock(database, keys_file, {})


@pytest.fixture
def stores(database: Database, cipher: Cipher, clock: Clock) -> Stores:
    """Two stores, as nothing of one may ever show in the other."""
    configured = Stores(database, cipher, clock)
    configured.add(Store("shop", "The Shop", "en", ("en", "pt-BR")))
    configured.add(Store("other", "Another Shop", "en", ("en", "pt-BR")))
    return configured


@pytest.fixture
def inbox(database: Database, cipher: Cipher, clock: Clock, stores: Stores) -> Inbox:
    return Inbox(database, cipher, clock, lease=300, quiet=60)


@pytest.fixture
def outbox(database: Database, cipher: Cipher, clock: Clock) -> Outbox:
    return Outbox(database, cipher, clock)


@pytest.fixture
def conversations(database: Database, cipher: Cipher) -> Conversations:
    return Conversations(database, cipher)


@pytest.fixture
def forwardings(database: Database, cipher: Cipher) -> Forwardings:
    return Forwardings(database, cipher)


@pytest.fixture
def memory(database: Database, cipher: Cipher, clock: Clock, stores: Stores) -> Memory:
    return Memory(database, cipher, clock)


@pytest.fixture
def glossaries(database: Database, cipher: Cipher, clock: Clock, stores: Stores) -> GlossaryRows:
    return GlossaryRows(database, cipher, clock)


@pytest.fixture
def shops(database: Database, cipher: Cipher) -> Shops:
    return Shops(database, cipher)


@pytest.fixture
def drafts(database: Database, cipher: Cipher, clock: Clock) -> Drafts:
    return Drafts(database, cipher, clock)


@pytest.fixture
def watermarks(database: Database, cipher: Cipher, stores: Stores) -> Watermarks:
    return Watermarks(database, cipher)


@pytest.fixture
def grants(database: Database, cipher: Cipher, clock: Clock, stores: Stores) -> Grants:
    return Grants(database, cipher, clock)


@pytest.fixture
def demands(database: Database, cipher: Cipher, clock: Clock, stores: Stores) -> Demands:
    return Demands(database, cipher, clock)
