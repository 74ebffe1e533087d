"""How soon ``dragoman.helpdesks`` notices what another process changed about a connection."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from dragoman.domain import Connection, Secret
from dragoman.helpdesk_http import GuardedHttp
from dragoman.helpdesks import Helpdesks
from dragoman.storage.database import Database
from dragoman.storage.encryption import unlock
from dragoman.storage.grants import Grants
from dragoman.storage.stores import Stores
from tests.storage.shop import Clock

DESK = Connection(
    store="shop",
    name="desk",
    adapter="sandbox",
    settings={"base_url": "http://127.0.0.1:9"},
    credentials={"token": Secret("let me in")},
    signing_secrets=(Secret("whsec_bGV0IG1lIGluIGxldCBtZSBpbiBsZXQgbWUgaW4="),),
)


@pytest.fixture
def helpdesks(stores: Stores, grants: Grants, clock: Clock) -> Iterator[Helpdesks]:
    http = GuardedHttp(["127.0.0.1"])
    yield Helpdesks(stores, grants, http, clock)
    http.close()


@pytest.fixture
def elsewhere(path: Path, keys_file: Path) -> Iterator[Stores]:
    """The same stores in another process."""
    with Database.open(path) as another:
        yield Stores(another, unlock(another, keys_file, {}))


def test_a_connection_that_another_process_added_is_found_at_once(
    helpdesks: Helpdesks, elsewhere: Stores
) -> None:
    assert helpdesks.find("shop", "desk") is None
    elsewhere.add_connection(DESK)
    assert helpdesks.adapter("shop", "desk").connection == DESK


def test_what_another_process_changed_counts_a_second_later(
    helpdesks: Helpdesks, elsewhere: Stores, clock: Clock
) -> None:
    elsewhere.add_connection(DESK)
    before = helpdesks.adapter("shop", "desk")
    rotated = replace(DESK, credentials={"token": Secret("another one")})
    elsewhere.add_connection(rotated, replace=True)
    assert helpdesks.adapter("shop", "desk") is before
    clock.pass_by(1)
    assert helpdesks.adapter("shop", "desk").connection == rotated


def test_an_adapter_lasts_as_long_as_its_connection_stays_as_it_is(
    helpdesks: Helpdesks, stores: Stores, clock: Clock
) -> None:
    stores.add_connection(DESK)
    before = helpdesks.adapter("shop", "desk")
    clock.pass_by(1)
    assert helpdesks.adapter("shop", "desk") is before
