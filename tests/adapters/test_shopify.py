"""Shopify's adapter: who may speak, in webhooks and through the app proxy."""

import base64
import contextlib
import hashlib
import hmac
import json
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, ClassVar

import pytest
from graphql import parse, validate
from hypothesis import given
from hypothesis import strategies as st

from dragoman.adapter import (
    Batch,
    Malformed,
    NotSent,
    OutcomeUnknown,
    Refused,
    Rejected,
    Request,
    Response,
    check,
)
from dragoman.adapter_tests.contract import (
    ANSWERS,
    JUNK,
    NOW,
    SECRET,
    TEXTS,
    AdapterContract,
    Desk,
    ScriptedHttp,
)
from dragoman.commerce import Customer, Line, Money, Order, Product, Shipment
from dragoman.domain import Connection, Demand, DemandKind, DragomanError, Outgoing, Secret, Visibility
from dragoman.helpdesk_http import GuardedHttp
from dragoman.storefront import Visitor
from dragoman_adapters import shopify_documents
from dragoman_adapters.shopify import Shopify
from tests.adapters.fake_shopify import (
    CLIENT_ID,
    CLIENT_SECRET,
    SHOP,
    FakeShopify,
    admin_schema,
    proxied,
    signed_query,
)


def connection(*signing_secrets: str, **settings: str) -> Connection:
    return Connection(
        store="shop",
        name="shopify",
        adapter="shopify",
        settings={"shop": SHOP, "client_id": CLIENT_ID, **settings},
        credentials={},
        signing_secrets=tuple(Secret(secret) for secret in signing_secrets),
    )


def adapter(*signing_secrets: str) -> Shopify:
    return Shopify(connection(*signing_secrets), GuardedHttp(allow_private=["127.0.0.1"]))


DEMANDED = {
    "customers_data_request": ("customers/data_request", DemandKind.EXPORT, "191167"),
    "customers_redact": ("customers/redact", DemandKind.ERASE, "191167"),
    "shop_redact": ("shop/redact", DemandKind.ERASE_ALL, None),
    "app_uninstalled": ("app/uninstalled", DemandKind.DISCONNECT, None),
}


class TestShopify(AdapterContract):
    """The contract. What is sent is recorded by Dragoman itself, so that there is nothing to look for."""

    adapter_class = Shopify
    fixtures = Path(__file__).parent / "fixtures" / "shopify"
    expected: ClassVar[dict[str, Any]] = dict.fromkeys((*DEMANDED, "themes_publish"), ())
    proves_time = False

    def connection(self, *signing_secrets: str) -> Connection:
        return connection(*signing_secrets)

    def signed(self, body: bytes, secret: str, at: float) -> dict[str, str]:
        digest = hmac.digest(secret.encode(), body, hashlib.sha256)
        return {"x-shopify-hmac-sha256": base64.b64encode(digest).decode()}

    @pytest.fixture
    def desk(self, tmp_path: Path) -> Iterator[Desk]:
        with FakeShopify(tmp_path, "http://127.0.0.1:9") as shop:
            yield Desk(connection(CLIENT_SECRET, base_url=shop.url), "0123")

    @pytest.mark.parametrize("visibility", Visibility)
    @pytest.mark.parametrize("text", TEXTS, ids=lambda text: ascii(text)[:20])
    def test_what_was_sent_is_found(self, desk: Desk, text: str, visibility: Visibility) -> None:
        """Sent again, it is the same message: its id is its key."""
        message = Outgoing("key-1", desk.conversation, visibility, text)
        assert {self._connected(desk).send(message) for _ in range(2)} == {"key-1"}

    def test_what_was_not_sent_is_not_found(self, desk: Desk) -> None:
        assert (Shopify.traits.finds, Shopify.traits.honours_key) == (False, True)

    def test_an_equal_earlier_message_of_ours_is_not_taken_for_this_one(self, desk: Desk) -> None:
        messages = [
            Outgoing(key, desk.conversation, Visibility.PUBLIC, "Thanks!") for key in ("key-1", "key-2")
        ]
        assert [self._connected(desk).send(message) for message in messages] == ["key-1", "key-2"]

    def test_a_language_that_is_news_does_not_hinder_the_message(self, desk: Desk) -> None:
        message = Outgoing("key-1", desk.conversation, Visibility.INTERNAL, "Hi", "pt-BR")
        assert self._connected(desk).send(message) == "key-1"

    @pytest.mark.parametrize("answer", ANSWERS, ids=repr)
    def test_an_undocumented_answer_leaves_the_outcome_open(self, answer: Any) -> None:
        with pytest.raises(OutcomeUnknown):
            self.adapter(SECRET, http=ScriptedHttp(answer)).probe()

    @pytest.mark.parametrize(
        "failure", [NotSent("503", 3.0), OutcomeUnknown("broke"), Refused("422: shorten it")]
    )
    def test_a_failure_of_the_network_comes_through_as_it_is(self, failure: Exception) -> None:
        with pytest.raises(type(failure)) as raised:
            self.adapter(SECRET, http=ScriptedHttp(failure)).probe()
        assert raised.value is failure

    def test_a_helpdesk_that_is_polled_keeps_to_the_contract_of_polls(self) -> None:
        """What is looked at daily is the subscription: nothing that shoppers wrote comes by it."""
        assert self.adapter(SECRET).poll(None, NOW) == Batch((), "")

    def test_a_wrong_client_secret_is_refused(self, desk: Desk) -> None:
        wrong = connection("wrong", base_url=desk.connection.settings["base_url"])
        with pytest.raises(Refused, match="401"):
            Shopify(wrong, GuardedHttp(allow_private=["127.0.0.1"])).probe()


def test_the_webhooks_signature_is_that_of_the_vector() -> None:
    """Derived from Shopify's documented scheme, over bytes that are not ASCII."""
    body = '{"event":"x","text":"¿Dónde está mi pedido #1001?"}'.encode()
    signature = "ab+TRvwA8iZMrTq1Ja0NZAoPj5PCJH5WM2juz/daaSY="
    for name in ("x-shopify-hmac-sha256", "shopify-hmac-sha256"):
        check(adapter("whsec_test_0123456789"), Request(body, {name: signature}, {}, NOW))


PUBLISHED = (
    "extra=1&extra=2&logged_in_customer_id=1&path_prefix=%2Fapps%2Fawesome_reviews"
    "&shop=shop-name.myshopify.com&timestamp=1317327555"
    "&signature=4c68c8624d737112c91818c11017d24d334b524cb5c2b8ba08daa056f7395ddb"
)


def test_the_proxys_signature_is_that_of_shopifys_documentation() -> None:
    published = Connection(
        "shop",
        "shopify",
        "shopify",
        {"shop": "shop-name.myshopify.com", "client_id": "x"},
        {},
        (Secret("hush"),),
    )
    front = Shopify(published, GuardedHttp())
    front.visitor(PUBLISHED, 1317327555)
    with pytest.raises(Rejected, match="signature"):
        front.visitor(PUBLISHED.replace("extra=2", "extra=3"), 1317327555)


def test_a_customer_who_is_logged_in_is_proven_and_everybody_else_is_nobody() -> None:
    front = adapter(CLIENT_SECRET)
    assert front.visitor(proxied(at=NOW, logged_in_customer_id="42"), NOW) == Visitor("42")
    assert front.visitor(proxied(at=NOW), NOW) == Visitor(None)


def test_while_the_client_secret_rotates_both_are_taken() -> None:
    for secret in ("new", "old"):
        adapter("new", "old").visitor(proxied(secret, at=NOW), NOW)
    with pytest.raises(Rejected):
        adapter("new").visitor(proxied("old", at=NOW), NOW)
    with pytest.raises(Rejected):
        adapter().visitor(proxied("", at=NOW), NOW)


@pytest.mark.parametrize("seconds", [-90, 0, 90])
def test_clocks_may_differ_by_ninety_seconds(seconds: float) -> None:
    adapter(CLIENT_SECRET).visitor(proxied(at=NOW + seconds), NOW)


@pytest.mark.parametrize("seconds", [-91, 91, 100_000])
def test_an_older_request_is_rejected(seconds: float) -> None:
    with pytest.raises(Rejected, match="90 s"):
        adapter(CLIENT_SECRET).visitor(proxied(at=NOW + seconds), NOW)


@pytest.mark.parametrize(
    "changes",
    [
        {"shop": "another.myshopify.com"},
        {"shop": [SHOP, SHOP]},
        {"timestamp": [str(int(NOW))] * 2},
        {"timestamp": "soon"},
        {"timestamp": "9" * 5_000},
        {"logged_in_customer_id": ["", "42"]},
        {"logged_in_customer_id": "gid://shopify/Customer/42"},
        {"path_prefix": []},
    ],
    ids=str,
)
def test_a_signed_request_that_is_not_as_shopify_makes_it_is_rejected(changes: dict[str, Any]) -> None:
    parameters = {
        "logged_in_customer_id": "",
        "path_prefix": "/apps/dragoman",
        "shop": SHOP,
        "timestamp": str(int(NOW)),
        **changes,
    }
    with pytest.raises(Rejected):
        adapter(CLIENT_SECRET).visitor(signed_query(CLIENT_SECRET, **parameters), NOW)


PARTS = (
    f"shop={SHOP}",
    f"timestamp={int(NOW)}",
    "path_prefix=%2F",
    "logged_in_customer_id=42",
    "signature=0",
    "%FF",
)


@pytest.mark.parametrize("query", ["", "signature=", "a=%FF", "&&==", "signature=é", "x=1&" * 60, "%"])
def test_any_other_query_is_rejected(query: str) -> None:
    with pytest.raises(Rejected):
        adapter(CLIENT_SECRET).visitor(query, NOW)


@given(st.text() | st.lists(st.sampled_from(PARTS)).map("&".join))
def test_whatever_the_query_it_is_rejected(query: str) -> None:
    with pytest.raises(Rejected):
        adapter(CLIENT_SECRET).visitor(query, NOW)


def test_a_doubled_signature_is_rejected() -> None:
    query = proxied(at=NOW)
    with pytest.raises(Rejected):
        adapter(CLIENT_SECRET).visitor(f"{query}&{query[query.index('signature=') :]}", NOW)


def test_nobody_becomes_a_customer_by_moving_the_borders_between_parameters() -> None:
    """What is signed has nothing between the parameters, and a shopper may add some of their own."""
    honest = {
        "a": "",
        "logged_in_customer_id": "",
        "logged_in_customer_id=42path_prefix": "x",
        "path_prefix": "/apps/dragoman",
        "shop": SHOP,
        "timestamp": str(int(NOW)),
    }
    moved = {
        "a": "logged_in_customer_id=",
        "logged_in_customer_id": "42",
        "path_prefix": "xpath_prefix=/apps/dragoman",
        "shop": SHOP,
        "timestamp": str(int(NOW)),
    }
    signature = signed_query(CLIENT_SECRET, **honest).rpartition("signature=")[2]
    query = signed_query(CLIENT_SECRET, **moved)
    assert query.endswith(signature), "both have the same signature"
    assert adapter(CLIENT_SECRET).visitor(query, NOW) == Visitor(None)


@pytest.mark.parametrize("shop", ["", "casa-lume.com", "x.myshopify.com.evil.example", "a.b.myshopify.com"])
def test_a_domain_that_is_not_shopifys_own_is_refused_with_the_cure(shop: str) -> None:
    with pytest.raises(DragomanError, match="--set shop="):
        Shopify(connection(SECRET, shop=shop), GuardedHttp())


FIXTURES = Path(__file__).parent / "fixtures" / "shopify"


def demanded(body: bytes, topic: str, **headers: str) -> Sequence[Demand]:
    signature = base64.b64encode(hmac.digest(CLIENT_SECRET.encode(), body, hashlib.sha256)).decode()
    given = {"x-shopify-hmac-sha256": signature, "x-shopify-topic": topic, **headers}
    front = adapter(CLIENT_SECRET)
    return front.demands(check(front, Request(body, given, {}, NOW)))


@pytest.mark.parametrize("name", DEMANDED)
def test_each_topic_says_what_is_demanded(name: str) -> None:
    topic, kind, person = DEMANDED[name]
    (found,) = demanded((FIXTURES / f"{name}.json").read_bytes(), topic, **{"x-shopify-webhook-id": "w1"})
    assert found == Demand(f"{kind}:w1", kind, person)


@pytest.mark.parametrize("name", DEMANDED)
def test_a_body_is_believed_to_be_what_its_topic_says_only_if_it_looks_so(name: str) -> None:
    """The topic is not signed: whoever changes it must not make an erasure of an export."""
    body = (FIXTURES / f"{name}.json").read_bytes()
    for topic in {other for other, _, _ in DEMANDED.values()} - {DEMANDED[name][0]}:
        with pytest.raises(Malformed):
            demanded(body, topic)
    assert demanded(body, "orders/create") == ()


def test_a_demand_about_another_shop_is_malformed() -> None:
    with pytest.raises(Malformed, match="another shop"):
        demanded(b'{"shop_id": 1, "shop_domain": "other.myshopify.com"}', "shop/redact")


def test_a_customer_who_has_only_an_address_is_nobody_that_we_know() -> None:
    customer = b'{"email": "john@example.com", "phone": null, "id": null}'
    body = b'{"shop_id": 1, "shop_domain": "' + SHOP.encode() + b'", "customer": ' + customer + b"}"
    (found,) = demanded(body, "customers/redact")
    assert (found.kind, found.person) == (DemandKind.ERASE, None)


@pytest.mark.parametrize("junk", JUNK, ids=lambda junk: ascii(junk)[:20])
def test_junk_in_any_place_of_a_demand_is_read_or_malformed(junk: Any) -> None:
    for name, (topic, _, _) in DEMANDED.items():
        content = json.loads((FIXTURES / f"{name}.json").read_bytes())
        for key in content:
            with contextlib.suppress(Malformed):
                demanded(json.dumps({**content, key: junk}).encode(), topic)


@pytest.mark.parametrize(
    "name", [name for name in vars(shopify_documents) if name.isupper() and name[0] != "_"]
)
def test_every_document_is_valid_in_shopifys_schema(name: str) -> None:
    assert validate(admin_schema(), parse(getattr(shopify_documents, name))) == []


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[FakeShopify]:
    with FakeShopify(tmp_path, "http://127.0.0.1:9") as running:
        yield running


def at(shop: FakeShopify, **settings: str) -> Shopify:
    made = connection(CLIENT_SECRET, base_url=shop.url, **settings)
    return Shopify(made, GuardedHttp(allow_private=["127.0.0.1"]))


def test_the_probe_names_the_scopes_that_the_shop_has_not_accepted(shop: FakeShopify) -> None:
    assert at(shop).probe() == f"Casa Lume, as the app {CLIENT_ID}"
    shop.granted = []
    with pytest.raises(Refused, match="read_orders"):
        at(shop).probe()


def test_a_token_is_kept_until_it_is_refused(shop: FakeShopify) -> None:
    front = at(shop)
    for _ in range(2):
        front.probe()
    assert shop.logins == 1
    shop.tokens.clear()
    front.probe()
    assert shop.logins == 2


def test_a_subscription_that_shopify_dropped_is_made_again(shop: FakeShopify) -> None:
    front = at(shop, webhook_url="https://dragoman.example/hooks/shop/shopify")
    for _ in range(2):
        front.poll(None, NOW)
    assert shop.subscriptions == ["https://dragoman.example/hooks/shop/shopify"]
    front.probe()
    shop.subscriptions.clear()
    with pytest.raises(Refused, match="does not tell of app/uninstalled"):
        front.probe()
    front.poll(None, NOW)
    assert len(shop.subscriptions) == 1
    front.probe()


def test_what_shopify_complains_of_with_status_200_is_a_refusal(shop: FakeShopify) -> None:
    with pytest.raises(Refused, match="Address is invalid"):
        at(shop, webhook_url="http://dragoman.example").poll(None, NOW)


THROTTLED = {
    "errors": [{"message": "Throttled", "extensions": {"code": "THROTTLED"}}],
    "extensions": {
        "cost": {
            "requestedQueryCost": 101,
            "throttleStatus": {"maximumAvailable": 2000.0, "currentlyAvailable": 1.0, "restoreRate": 50.0},
        }
    },
}


@pytest.mark.parametrize("status", [200, 429])
def test_a_shop_that_has_had_enough_says_when_to_come_again(shop: FakeShopify, status: int) -> None:
    shop.answers = [(status, THROTTLED)]
    with pytest.raises(NotSent) as raised:
        at(shop).probe()
    assert status == 429 or raised.value.retry_after == 2.0


@pytest.mark.parametrize(
    ("errors", "match"),
    [
        ([{"message": "Access denied", "extensions": {"code": "ACCESS_DENIED"}}], "scope"),
        ([{"message": "Field 'x' doesn't exist"}], "doesn't exist"),
        ("not a list", "not a list"),
        ([7, None], "7"),
    ],
)
def test_an_error_of_graphql_is_a_refusal_that_names_it(shop: FakeShopify, errors: Any, match: str) -> None:
    shop.answers = [(200, {"errors": errors})]
    with pytest.raises(Refused, match=match):
        at(shop).probe()


ORDER = Order(
    name="#1001",
    placed_on=date(2026, 11, 20),
    status="FULFILLED",
    payment="PAID",
    total=Money(Decimal("129.90"), "BRL"),
    lines=(Line("Luminária Aurora", 2, "7"),),
    shipments=(
        Shipment(
            carrier="Correios",
            number="BR48213",
            link="https://rastreio.example",
            shipped_on=date(2026, 11, 21),
            expected_on=date(2026, 11, 28),
        ),
    ),
    locale="pt-BR",
    country="BR",
    shipping=Money(Decimal("10.00"), "BRL"),
    refunded=Money(Decimal("64.95"), "BRL"),
    refunded_on=date(2026, 11, 23),
)


def test_a_customers_language_and_last_orders_are_found_by_their_id(shop: FakeShopify) -> None:
    assert at(shop).shopper("42") == Customer("pt-BR", (ORDER,))
    assert at(shop).shopper("43") is None


@pytest.mark.parametrize("name", ["#1001", "1001", " #1001 "])
def test_an_order_is_shown_to_who_knows_its_address(shop: FakeShopify, name: str) -> None:
    assert at(shop).order(name, " Ana@Example.com ") == ORDER


@pytest.mark.parametrize(
    ("name", "email"),
    [
        ("#1001", "bia@example.com"),
        ("#1001", ""),
        ("#1003", ""),
        ("#1003", "None"),
        ("#100", "ana@example.com"),
        ("#9999", "ana@example.com"),
        ('1" OR name:"*', "ana@example.com"),
        ("", "ana@example.com"),
    ],
)
def test_an_order_is_not_shown_to_anybody_else(shop: FakeShopify, name: str, email: str) -> None:
    assert at(shop).order(name, email) is None
    assert all(query.count('"') == 2 for query in shop.searches)


LAMP = Product(
    id="7",
    title="Aurora lamp",
    price=Money(Decimal("64.95"), "BRL"),
    translated="Luminária Aurora",
    category="Lamps",
    description="A reading lamp of oak.",
    attributes=(("Colour", "white"), ("Colour", "green")),
    stock=3,
)


def test_products_come_with_their_titles_in_the_shoppers_language(shop: FakeShopify) -> None:
    found = at(shop).products('lamp" OR status:*', "pt-BR")
    assert found == (LAMP,)
    assert shop.product_searches == ["status:active (lamp OR or OR status)"]
    assert at(shop).products('":*', "pt-BR") == ()


def test_products_are_found_by_their_ids(shop: FakeShopify) -> None:
    assert at(shop).products_by_id(["7", "8"], "pt-BR") == (LAMP,)


@pytest.mark.parametrize(
    "answer",
    [{}, {"customer": {}}, {"customer": {"locale": None, "orders": {"nodes": [{}]}}}, {"orders": None}],
)
def test_an_undocumented_answer_is_an_error_and_no_crash(answer: Any) -> None:
    class Scripted(ScriptedHttp):
        def request(self, *asked: Any, **_: Any) -> Response:
            return Response(200, {"access_token": "x"} if "oauth" in asked[1] else {"data": answer}, {})

    front = Shopify(connection(SECRET), Scripted(None))
    asks: list[Callable[[], object]] = [
        lambda: front.shopper("42"),
        lambda: front.order("#1", "a@b"),
        lambda: front.products("x", "en"),
        lambda: front.products_by_id(["1"], "en"),
    ]
    for ask in asks:
        with contextlib.suppress(OutcomeUnknown):
            assert ask() is None
