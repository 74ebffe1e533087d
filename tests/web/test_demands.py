"""What a shop demands about people's data: proven, stored, carried out, and shown to the owner."""

import base64
import hashlib
import hmac
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from click.testing import CliRunner

from dragoman.cli import main
from dragoman.domain import Connection, Message, Secret
from dragoman.grants import Grant
from dragoman.pipeline.demands import CarryingOut, carry_out_all
from dragoman.storage.retention import SECONDS_A_DAY, forget_old
from dragoman.translation.packs import PackLibrary
from tests.adapters.fake_shopify import CLIENT_ID, CLIENT_SECRET, SHOP, proxied
from tests.web.served import STORE, Served, serving

FIXTURES = Path(__file__).parent.parent / "adapters" / "fixtures" / "shopify"
CUSTOMER = "191167"
SAID = "Meu nome é Quitéria. Onde está o meu pedido #48213?"


@pytest.fixture
def served(tmp_path: Path, packs: PackLibrary) -> Iterator[Served]:
    """A shop in whose chat a customer, another customer and a stranger wrote."""
    with serving(tmp_path, packs.folder) as running:
        settings = {"shop": SHOP, "client_id": CLIENT_ID}
        secrets = (Secret("the new client secret"), Secret(CLIENT_SECRET))
        made = Connection(STORE.id, "shopify", "shopify", settings, {"old": Secret("token")}, secrets)
        running.dragoman.records.stores.add_connection(made)
        for visitor in (CUSTOMER, "42", ""):
            query = proxied(logged_in_customer_id=visitor)
            chat = f"/storefront/{STORE.id}/shopify"
            shown = running.call("POST", f"{chat}/begin?{query}", json={}).json()["pass"]
            body = {"pass": shown, "key": "0" * 32, "text": SAID, "locale": "pt-BR"}
            assert running.call("POST", f"{chat}/write?{query}", json=body).status_code == 202
        running.work()
        yield running


def deliver(served: Served, name: str, topic: str, secret: str = CLIENT_SECRET) -> requests.Response:
    body = (FIXTURES / f"{name}.json").read_bytes()
    headers = {
        "X-Shopify-Hmac-Sha256": base64.b64encode(
            hmac.digest(secret.encode(), body, hashlib.sha256)
        ).decode(),
        "X-Shopify-Topic": topic,
        "X-Shopify-Webhook-Id": f"id of {name}",
    }
    return served.call("POST", f"/hooks/{STORE.id}/shopify", data=body, headers=headers)


def carry_out(served: Served) -> None:
    records = served.dragoman.records
    carry_out_all(
        CarryingOut(
            records.demands,
            records.database,
            records.cipher,
            records.stores,
            records.grants,
            records.conversations,
            records.transcripts,
            lambda: 0.0,
        )
    )


def results(served: Served) -> list[dict[str, Any] | None]:
    return [one.result for one in served.dragoman.records.demands.of(STORE.id)]


def written(served: Served) -> int:
    """Return how many conversations with messages there are."""
    conversations = served.dragoman.records.conversations
    return sum(bool(conversations.messages(STORE.id, one.id)) for one in conversations.list(STORE.id, 50))


@pytest.mark.parametrize("secret", [CLIENT_SECRET, "the new client secret"])
def test_a_demand_is_stored_before_it_is_acknowledged_and_once(served: Served, secret: str) -> None:
    for _ in range(2):
        assert deliver(served, "customers_redact", "customers/redact", secret).status_code == 202
    (stored,) = served.dragoman.records.demands.open()
    assert (stored.kind, stored.person, stored.result) == ("erase", CUSTOMER, None)


def test_a_demand_with_another_signature_is_answered_by_401_and_nothing_is_stored(served: Served) -> None:
    assert deliver(served, "shop_redact", "shop/redact", "wrong").status_code == 401
    assert served.dragoman.records.demands.of(STORE.id) == []


def test_a_customer_gets_what_is_stored_about_them_and_nothing_of_others(served: Served) -> None:
    deliver(served, "customers_data_request", "customers/data_request")
    carry_out(served)
    (result,) = results(served)
    assert result is not None
    (conversation,) = result["conversations"]
    assert conversation["person"] == CUSTOMER
    assert [one["original"] for one in conversation["messages"]] == [SAID]
    assert "Where is my order #48213?" in conversation["messages"][0]["translation"]
    assert SAID in conversation["notes"][0]["text"].replace("\n> ", " ")


def test_an_erased_customer_is_gone_with_what_was_exported_and_others_stay(served: Served) -> None:
    deliver(served, "customers_data_request", "customers/data_request")
    deliver(served, "customers_redact", "customers/redact")
    carry_out(served)
    exported, erased = results(served)
    assert exported is None
    assert erased is not None
    assert erased["conversations"] == 1
    assert written(served) == 2
    assert served.dragoman.records.demands.open() == []


def test_a_customer_of_another_helpdesk_who_has_the_same_id_stays(served: Served) -> None:
    records = served.dragoman.records
    event = Message("e", "c", "m", "shopper", CUSTOMER, "public reply", "Olá, tudo bem?")  # type: ignore[arg-type]
    records.inbox.accept(STORE.id, "chat", [event])
    deliver(served, "customers_redact", "customers/redact")
    carry_out(served)
    assert records.conversations.by_remote(STORE.id, "chat", "c") is not None


def test_a_shop_that_left_leaves_nothing(served: Served) -> None:
    grants = served.dragoman.records.grants
    grants.of(STORE.id, "shopify").keep(Secret("app"), Grant(Secret("access"), 3600.0, Secret("renewal")))
    deliver(served, "app_uninstalled", "app/uninstalled")
    deliver(served, "shop_redact", "shop/redact")
    carry_out(served)
    assert written(served) == 0
    connection = served.dragoman.records.stores.connection(STORE.id, "shopify")
    assert connection is not None
    assert connection.credentials == {}
    assert grants.forget(STORE.id, "shopify") == 0
    assert len(connection.signing_secrets) == 2, "the shop's last deliveries are still to be proven"


def test_a_running_server_carries_out_what_it_took(tmp_path: Path, packs: PackLibrary) -> None:
    with serving(tmp_path, packs.folder, working=True, sweep=0.05) as served:
        settings = {"shop": SHOP, "client_id": CLIENT_ID}
        made = Connection(STORE.id, "shopify", "shopify", settings, {}, (Secret(CLIENT_SECRET),))
        served.dragoman.records.stores.add_connection(made)
        deliver(served, "shop_redact", "shop/redact")
        served.until(lambda: served.dragoman.records.demands.open() == [])


def test_the_owner_sees_demands_and_what_came_of_them(served: Served, tmp_path: Path) -> None:
    deliver(served, "customers_data_request", "customers/data_request")
    carry_out(served)

    def run(*words: str) -> str:
        done = CliRunner().invoke(main, ["--data-dir", str(tmp_path), "demands", *words])
        assert done.exit_code == 0, done.output
        return done.stdout

    assert "padaria/shopify\texport" in run("list")
    shown = json.loads(run("show", "1", "--store", STORE.id))
    assert shown["conversations"][0]["messages"][0]["original"] == SAID
    missing = CliRunner().invoke(
        main, ["--data-dir", str(tmp_path), "demands", "show", "7", "--store", STORE.id]
    )
    assert missing.exit_code == 1
    assert "dragoman demands list" in missing.stderr


def test_what_was_exported_is_forgotten_when_it_is_old(served: Served) -> None:
    deliver(served, "customers_data_request", "customers/data_request")
    carry_out(served)
    database = served.dragoman.records.database
    done = served.dragoman.records.demands.of(STORE.id)[0].done_at
    assert done is not None
    assert "demands" not in forget_old(database, done + 29 * SECONDS_A_DAY)
    assert forget_old(database, done + 31 * SECONDS_A_DAY)["demands"] == 1
