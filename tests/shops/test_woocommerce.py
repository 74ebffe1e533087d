from collections.abc import Iterator
from contextlib import closing
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from dragoman.adapter import OutcomeUnknown, Refused
from dragoman.commerce import Line, Money, Order, Product
from dragoman.domain import Secret
from dragoman.helpdesk_http import GuardedHttp
from dragoman.shops.woocommerce import WooCommerce
from tests.shops.fake_woocommerce import KEY, SECRET, FakeWooCommerce

ORDER = Order(
    name="#1001",
    placed_on=date(2026, 11, 22),
    status="processing",
    payment="paid",
    total=Money(Decimal("29.35"), "EUR"),
    lines=(Line("Woo Single #1", 2, "93"),),
    country="PT",
    shipping=Money(Decimal("4.35"), "EUR"),
    refunded=Money(Decimal("10.00"), "EUR"),
)
TENT = Product(
    id="31",
    title="Premium tent",
    price=Money(Decimal("21.99"), "EUR"),
    link="https://shop.example/product/premium-tent/",
    category="Tents",
    description="For two sleepers.",
    attributes=(("Colour", "Black"), ("Colour", "Green")),
    stock=4,
    bought_with=("22",),
)


@pytest.fixture(scope="module")
def vendor() -> Iterator[FakeWooCommerce]:
    with FakeWooCommerce() as running:
        yield running


@pytest.fixture(scope="module")
def http() -> Iterator[GuardedHttp]:
    with closing(GuardedHttp(allow_private=["127.0.0.1"])) as session:
        yield session


@pytest.fixture
def shop(vendor: FakeWooCommerce, http: GuardedHttp) -> WooCommerce:
    return WooCommerce(http, vendor.url, KEY, Secret(SECRET))


def test_an_order_is_shown_to_who_knows_its_address(shop: WooCommerce) -> None:
    assert shop.order("#1001", " Ana@example.com") == ORDER


@pytest.mark.parametrize(
    ("name", "email"),
    [
        ("#1001", "bia@example.com"),
        ("#100", "ana@example.com"),
        ("1001", ""),
        ("1001&x=1", "ana@example.com"),
    ],
)
def test_an_order_is_not_shown_to_anybody_else(shop: WooCommerce, name: str, email: str) -> None:
    assert shop.order(name, email) is None


def test_a_customers_orders_are_found_by_their_id(shop: WooCommerce) -> None:
    found = shop.shopper("25")
    assert found is not None
    assert found.orders == (ORDER,)
    assert shop.shopper("26") is None
    assert shop.shopper("25/../../users") is None


def test_products_that_fit_more_of_the_words_come_first(shop: WooCommerce) -> None:
    assert [product.title for product in shop.products("camp stove or a tent", "en")] == [
        "Camp stove",
        "Premium tent",
    ]
    assert shop.products("of a", "en") == ()


def test_a_product_is_read_whole(shop: WooCommerce) -> None:
    assert shop.products_by_id(["31", "x"], "en") == (TENT,)


def test_what_is_out_of_stock_cannot_be_had(shop: WooCommerce) -> None:
    (stove,) = shop.products_by_id(["22"], "en")
    assert not stove.available_in(None)


def test_a_key_that_the_shop_does_not_know_is_refused(
    shop: WooCommerce, vendor: FakeWooCommerce, http: GuardedHttp
) -> None:
    assert shop.probe() == "EUR"
    with pytest.raises(Refused, match="credentials"):
        WooCommerce(http, vendor.url, KEY, Secret("cs_other")).probe()


@pytest.mark.parametrize("broken", [{"billing": None}, {"total": "much"}, {"date_created": None}])
def test_an_answer_that_is_not_as_documented_is_an_error_and_no_crash(
    http: GuardedHttp, broken: dict[str, Any]
) -> None:
    with FakeWooCommerce() as vendor:
        vendor.orders[0] |= broken
        with pytest.raises(OutcomeUnknown, match="WooCommerce"):
            WooCommerce(http, vendor.url, KEY, Secret(SECRET)).order("1001", "ana@example.com")
