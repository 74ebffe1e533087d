"""Zendesk let in by a user: each refresh token is good once, and the next one is kept."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest

from dragoman.adapter import Refused
from dragoman.adapter_tests.contract import NOW, DeskClock
from dragoman.domain import Connection, Secret, Store
from dragoman.helpdesk_http import GuardedHttp
from dragoman.helpdesk_pacing import PacedHttp
from dragoman.sandbox.desks.serving import running
from dragoman.sandbox.desks.zendesk import ZendeskAccount
from dragoman.sandbox.desks.zendesk_api import create_app
from dragoman.storage.database import Database
from dragoman.storage.encryption import unlock
from dragoman.storage.grants import Grants
from dragoman.storage.stores import Stores
from dragoman_adapters.zendesk import Zendesk

FIRST = "a-refresh-token"


@dataclass
class Place:
    """A Zendesk, and what it granted."""

    account: ZendeskAccount
    url: str
    grants: Grants
    http: GuardedHttp
    now: float = NOW

    def adapter(self, refresh_token: str = FIRST) -> Zendesk:
        """Return an adapter as a process that begins makes it."""
        secrets = {"client_secret": ZendeskAccount.client_secret, "refresh_token": refresh_token}
        connection = Connection(
            "shop",
            "desk",
            "zendesk",
            {"base_url": self.url, "client_id": ZendeskAccount.client_id},
            {name: Secret(text) for name, text in secrets.items()},
            (),
        )
        return Zendesk(connection, PacedHttp(self.http, grants=self.grants.of("shop", "desk")))


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    account = ZendeskAccount(DeskClock())
    http = GuardedHttp(["127.0.0.1"])
    with running(create_app(account)) as url, Database.open(tmp_path / "dragoman.sqlite") as database:
        cipher = unlock(database, tmp_path / "keys", {})
        Stores(database, cipher).add(Store("shop", "Shop", "en", ("en", "pt-BR")))
        made = Place(account, url, Grants(database, cipher, lambda: made.now), http)
        yield made
    http.close()


def test_a_token_is_kept_also_for_later_processes(place: Place) -> None:
    for _ in range(2):
        assert place.adapter().probe() == f"Dragoman (admin) at {place.url}"
    assert place.account.tokens_given == 1


def test_a_token_is_renewed_before_it_is_over_with_the_refresh_token_that_came_last(place: Place) -> None:
    place.adapter().probe()
    for _ in range(2):
        place.now += 7200
        place.adapter().probe()
    assert place.account.tokens_given == 3


def test_a_token_that_is_refused_is_renewed_once_for_all_threads(place: Place) -> None:
    adapter = place.adapter()
    adapter.probe()
    place.account.tokens.clear()
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: adapter.probe(), range(4)))
    assert place.account.tokens_given == 2


def test_a_refresh_token_that_is_over_names_the_cure_and_a_new_one_counts_at_once(place: Place) -> None:
    place.adapter().probe()
    place.now += 7200
    place.account.refresh_token = "another"
    with pytest.raises(Refused, match="let the OAuth client in once more"):
        place.adapter().probe()
    place.adapter("another").probe()
