"""What a shop tells its agents: of whom, to whom, and what it says when the shop says no."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from dragoman.domain import Connection, Secret
from dragoman.storage.stores import Role
from dragoman.translation.packs import PackLibrary
from tests.adapters.fake_shopify import CLIENT_ID, CLIENT_SECRET, SHOP, FakeShopify, proxied
from tests.web.served import CONNECTION, STORE, Served, report_of, serving

ANA = {"order": "#1001", "email": "ana@example.com"}


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[FakeShopify]:
    with FakeShopify(tmp_path, "http://127.0.0.1:9") as running:
        yield running


@pytest.fixture
def served(shop: FakeShopify, tmp_path: Path, packs: PackLibrary) -> Iterator[Served]:
    with serving(tmp_path / "data", packs.folder) as running:
        settings = {"shop": SHOP, "client_id": CLIENT_ID, "base_url": shop.url}
        made = Connection(STORE.id, "shopify", "shopify", settings, {}, (Secret(CLIENT_SECRET),))
        running.dragoman.records.stores.add_connection(made)
        yield running


def conversation(served: Served, customer: str = "") -> str:
    """Let a shopper write, and return the path of their conversation."""
    query, chat = proxied(logged_in_customer_id=customer), f"/storefront/{STORE.id}/shopify"
    shown = served.call("POST", f"{chat}/begin?{query}", json={}).json()["pass"]
    body = {"pass": shown, "key": "0" * 32, "text": "Oi, sou o cliente 42, pedido #1001"}
    served.call("POST", f"{chat}/write?{query}", json=body)
    found = served.dragoman.records.conversations.by_remote(STORE.id, "shopify", shown.partition(".")[0])
    assert found is not None
    return f"/conversations/{found.id}"


def test_the_orders_of_a_customer_who_was_logged_in_are_shown(served: Served) -> None:
    answer = served.api("GET", f"{conversation(served, '42')}/shopper")
    assert answer.status_code == 200
    assert answer.json()["locale"] == "pt-BR"
    assert answer.json()["orders"][0]["name"] == "#1001"


def test_nothing_is_shown_of_whoever_only_says_who_they_are(served: Served, shop: FakeShopify) -> None:
    path = conversation(served)
    assert served.api("GET", f"{path}/shopper").status_code == 404
    wrong = {**ANA, "email": "bia@example.com"}
    assert served.api("POST", f"{path}/order", json=wrong).status_code == 404
    assert served.api("POST", f"{path}/order", json={**ANA, "order": "#7"}).status_code == 404


def test_who_knows_an_orders_name_and_address_is_shown_that_order(served: Served) -> None:
    answer = served.api("POST", f"{conversation(served)}/order", json=ANA)
    assert answer.json()["tracking"] == ["Correios BR48213 https://rastreio.example"]


def test_addresses_cannot_be_guessed(served: Served) -> None:
    path = conversation(served)
    statuses = [served.api("POST", f"{path}/order", json=ANA).status_code for _ in range(7)]
    assert statuses == [200] * 6 + [429]


def test_products_are_found(served: Served) -> None:
    answer = served.api("GET", f"{conversation(served)}/products", params={"words": "lamp"})
    assert [one["translated"] for one in answer.json()["products"]] == ["Luminária Aurora"]


def test_what_the_shop_refuses_is_said_and_what_it_does_not_answer_is_503(
    served: Served, shop: FakeShopify
) -> None:
    path = conversation(served, "42")
    denied = {"errors": [{"message": "Access denied", "extensions": {"code": "ACCESS_DENIED"}}]}
    shop.answers = [(200, denied), (503, {})]
    refused = served.api("GET", f"{path}/shopper")
    assert refused.status_code == 502
    assert "shopify.app.toml" in refused.json()["detail"]
    assert served.api("GET", f"{path}/shopper").status_code == 503


def test_a_helpdesk_that_is_no_shop_has_nothing_to_look_up(served: Served) -> None:
    assert served.deliver(report_of("Olá, tudo bem?")).status_code == 202
    found = served.dragoman.records.conversations.by_remote(STORE.id, CONNECTION, "c1")
    assert found is not None
    assert served.api("GET", f"/conversations/{found.id}/shopper").status_code == 404


def test_only_agents_and_owners_may_look(served: Served) -> None:
    path = conversation(served, "42")
    assert served.api("GET", f"{path}/shopper", role=Role.LOCALIZER).status_code == 403
