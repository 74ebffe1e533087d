from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from dragoman.commerce import Customer, Line, Money, Order, Product, Shipment
from dragoman.domain import DragomanError
from dragoman.shops.csv_files import CsvShop

PRODUCTS = """\
id,title,category,description,attributes,price,currency,stock,ships_to,bought_with,link
7,Aurora lamp,Lamps,A reading lamp of oak.,colour=green; waterproof=no,64.95,EUR,3,PT ES,8 9,https://shop.example/7
8,Trail tent,Tents,For two sleepers.,colour=green; waterproof=yes,199,EUR,0,,,
9,Camp stove,Cooking,Burns gas.,,39.5,EUR,,,,
"""
ORDERS = """\
number,email,customer,status,payment,placed_on,country,currency,total,carrier,tracking_number,tracking_link,\
shipped_on,expected_on,delivered_on,product,title,quantity,price
#1001,Ana@Example.com,c1,shipped,paid,2026-11-20,PT,EUR,129.90,CTT,RR1,https://ctt.example/RR1,2026-11-21,\
2026-11-28,,7,Aurora lamp,2,64.95
#1002,,c1,placed,,2026-11-22,PT,EUR,39.50,,,,,,,9,Camp stove,1,39.50
#1001,,,,,,,,,,,,,,,9,Camp stove,1,39.50
"""
LAMP = Product(
    id="7",
    title="Aurora lamp",
    price=Money(Decimal("64.95"), "EUR"),
    link="https://shop.example/7",
    category="Lamps",
    description="A reading lamp of oak.",
    attributes=(("colour", "green"), ("waterproof", "no")),
    stock=3,
    ships_to=("PT", "ES"),
    bought_with=("8", "9"),
)
ORDER = Order(
    name="#1001",
    placed_on=date(2026, 11, 20),
    status="shipped",
    payment="paid",
    total=Money(Decimal("129.90"), "EUR"),
    lines=(Line("Aurora lamp", 2, "7"), Line("Camp stove", 1, "9")),
    shipments=(
        Shipment("CTT", "RR1", "https://ctt.example/RR1", date(2026, 11, 21), date(2026, 11, 28), None),
    ),
    country="PT",
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "products.csv").write_text(PRODUCTS, encoding="utf-8")
    (tmp_path / "orders.csv").write_text(ORDERS, encoding="utf-8-sig")
    return tmp_path


@pytest.fixture
def shop(folder: Path) -> CsvShop:
    return CsvShop(folder)


@pytest.mark.parametrize("name", ["#1001", "1001", " #1001 "])
def test_an_order_is_shown_to_who_knows_its_address(shop: CsvShop, name: str) -> None:
    assert shop.order(name, " ana@example.COM ") == ORDER


@pytest.mark.parametrize(
    ("name", "email"), [("#1001", "bia@example.com"), ("#1001", ""), ("#1002", ""), ("#9", "ana@example.com")]
)
def test_an_order_is_not_shown_to_anybody_else(shop: CsvShop, name: str, email: str) -> None:
    assert shop.order(name, email) is None


def test_a_customer_sees_their_orders_the_newest_first(shop: CsvShop) -> None:
    found = shop.shopper("c1")
    assert isinstance(found, Customer)
    assert [order.name for order in found.orders] == ["#1002", "#1001"]
    assert shop.shopper("c2") is None


def test_products_are_found_by_any_word_and_the_likeliest_comes_first(shop: CsvShop) -> None:
    assert shop.products("a green lamp for reading", "en")[0] == LAMP
    assert [product.id for product in shop.products("TENTS", "en")] == ["8"]
    assert shop.products("umbrella", "en") == ()


def test_a_product_has_the_attributes_that_it_says_yes_to(shop: CsvShop) -> None:
    assert [product.id for product in shop.products("waterproof", "en")] == ["8"]


def test_products_are_found_by_their_ids(shop: CsvShop) -> None:
    assert [product.title for product in shop.products_by_id(["9", "77", "7"], "en")] == [
        "Camp stove",
        "Aurora lamp",
    ]


@pytest.mark.parametrize(
    ("product", "country", "available"),
    [("7", "PT", True), ("7", "BR", False), ("7", None, True), ("8", "PT", False), ("9", "BR", True)],
)
def test_what_is_sold_out_or_not_sent_there_cannot_be_had(
    shop: CsvShop, product: str, country: str | None, available: bool
) -> None:
    (found,) = shop.products_by_id([product], "en")
    assert found.available_in(country) is available


def test_a_file_that_changes_is_read_anew(shop: CsvShop, folder: Path) -> None:
    assert shop.counts() == (3, 2)
    (folder / "products.csv").write_text(PRODUCTS + "10,Rope,Ropes,,,9,EUR,,,,\n", encoding="utf-8")
    assert shop.counts() == (4, 2)


def test_one_of_the_files_may_be_missing_but_not_both(folder: Path) -> None:
    (folder / "orders.csv").unlink()
    assert CsvShop(folder).counts() == (3, 0)
    (folder / "products.csv").unlink()
    with pytest.raises(DragomanError, match="put one there"):
        CsvShop(folder).counts()


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("7,,Lamps,,,1,EUR,,,,", "row 2: title is empty"),
        ("7,Lamp,,,,cheap,EUR,,,,", "row 2: price is 'cheap': write an amount like 129.90"),
        ("7,Lamp,,,,NaN,EUR,,,,", "row 2: price is 'NaN'"),
        ("7,Lamp,,,,1,euro,,,,", "row 2: currency is 'EURO': write a code like EUR"),
        ("7,Lamp,,,,1,EUR,many,,,", "row 2: stock is 'many': write a whole number"),
        ("7,Lamp,,,,1,EUR,,Portugal,,", "row 2: 'Portugal' is no country"),
    ],
)
def test_a_row_that_cannot_be_read_is_named_with_its_cure(folder: Path, row: str, said: str) -> None:
    (folder / "products.csv").write_text(PRODUCTS.splitlines()[0] + f"\n{row}\n", encoding="utf-8")
    with pytest.raises(DragomanError, match=said):
        CsvShop(folder).counts()


def test_a_column_that_is_missing_is_named(folder: Path) -> None:
    (folder / "products.csv").write_text("ident,title,cost\n1,Lamp,9\n", encoding="utf-8")
    with pytest.raises(DragomanError, match=r"products\.csv has no column id, price, currency: name it"):
        CsvShop(folder).counts()


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b'id,title\n"unfinished', b"PK\x03\x04\xff"])
def test_a_file_that_is_no_csv_is_refused(folder: Path, content: bytes) -> None:
    (folder / "products.csv").write_bytes(content)
    with pytest.raises(DragomanError, match=r"products\.csv"):
        CsvShop(folder).counts()
