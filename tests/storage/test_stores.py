from pathlib import Path

import pytest

from dragoman.domain import Connection, DragomanError, Secret, Store
from dragoman.storage.database import Database
from dragoman.storage.encryption import unlock
from dragoman.storage.stores import Role, Stores

DESK = Connection(
    store="shop",
    name="desk",
    adapter="zendesk",
    settings={"subdomain": "the-shop"},
    credentials={"token": Secret("let me in")},
    signing_secrets=(Secret("the newest"), Secret("an older one")),
)


def test_a_store_comes_back_as_it_was_configured(stores: Stores) -> None:
    store = Store("bazaar", "O Bazar ☕", "pt-BR", ("pt-BR", "en", "zh-Hant"), marker="»", locale="pt-BR")
    stores.add(store)
    assert stores.get("bazaar") == store
    assert [one.id for one in stores.all()] == ["bazaar", "other", "shop"]
    assert stores.get("nowhere") is None


def test_a_store_is_not_overwritten_unasked(stores: Stores) -> None:
    changed = Store("shop", "The Shop", "en", ("en", "es"))
    with pytest.raises(DragomanError, match="store shop already"):
        stores.add(changed)
    stores.add(changed, replace=True)
    assert stores.get("shop") == changed


@pytest.mark.parametrize("name", ["", "Shop", "my shop", "a/b", "-a", "a-", "é", "a" * 64])
def test_names_that_cannot_stand_in_an_address_are_refused(stores: Stores, name: str) -> None:
    with pytest.raises(DragomanError, match="small letters, digits and hyphens"):
        stores.add(Store(name, "A shop", "en", ("en",)))


def test_a_connection_comes_back_with_its_secrets(stores: Stores) -> None:
    stores.add_connection(DESK)
    assert stores.connection("shop", "desk") == DESK
    assert stores.connections("shop") == [DESK]
    assert stores.connection("other", "desk") is None


def test_a_connection_is_not_overwritten_unasked(stores: Stores) -> None:
    stores.add_connection(DESK)
    with pytest.raises(DragomanError, match="connection desk already"):
        stores.add_connection(DESK)
    stores.add_connection(DESK, replace=True)


def test_a_connection_needs_its_store(stores: Stores) -> None:
    orphan = Connection("nowhere", "desk", "zendesk", {}, {}, ())
    with pytest.raises(DragomanError, match="dragoman store add"):
        stores.add_connection(orphan)


def test_a_connection_added_by_another_process_is_seen(stores: Stores, path: Path, keys_file: Path) -> None:
    with Database.open(path) as another:
        Stores(another, unlock(another, keys_file, {})).add_connection(DESK)
    assert stores.connection("shop", "desk") == DESK


def test_a_token_speaks_for_its_bearer_until_it_is_revoked(stores: Stores) -> None:
    text = stores.issue_token("shop", Role.AGENT, "Ann")
    assert stores.token(text) == ("shop", Role.AGENT, "Ann")
    assert stores.tokens("shop") == [("shop", Role.AGENT, "Ann")]
    assert stores.revoke_token("shop", "Ann")
    assert stores.token(text) is None
    assert not stores.revoke_token("shop", "Ann")


@pytest.mark.parametrize("text", ["", "dragoman_", "half \ud800"])
def test_what_is_no_token_speaks_for_nobody(stores: Stores, text: str) -> None:
    assert stores.token(text) is None


def test_two_tokens_of_a_store_have_two_names(stores: Stores) -> None:
    stores.issue_token("shop", Role.AGENT, "Ann")
    stores.issue_token("other", Role.OWNER, "Ann")
    with pytest.raises(DragomanError, match="token Ann already"):
        stores.issue_token("shop", Role.OWNER, "Ann")


def test_the_token_itself_is_not_kept(stores: Stores, path: Path) -> None:
    text = stores.issue_token("shop", Role.AGENT, "Ann")
    assert not any(text.encode() in file.read_bytes() for file in path.parent.iterdir())
