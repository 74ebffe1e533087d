"""``python -m training.replies.shop_files``: makes the shop's products.csv and orders.csv anew.

The models, the shoppers and what became of their orders are written by hand; a seed chooses stock, who bought
what, and when. The same seed writes the same bytes.
"""

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Final, TypeVar

HERE: Final = Path(__file__).parent
SHOP: Final = HERE / "shop"
TODAY: Final = date(2026, 11, 20)
"""The day on which everything is asked."""

_SEED: Final = 20
_ORDERS: Final = 60
_SOLD_OUT: Final = 0.15
_SHIPS: Final = {
    "all": "PT ES FR DE IT BR",
    "europe": "PT ES FR DE IT",
    "mainland": "PT ES FR DE IT",
    "iberia": "PT ES",
}
_PREFIXES: Final = {"mainland": "GAS", "iberia": "IB", "europe": "EU", "all": "SS"}
_TOGETHER: Final = {
    "tent": ("sleeping mat", "care", "lantern"),
    "sleeping bag": ("sleeping mat", "headlamp"),
    "sleeping mat": ("sleeping bag",),
    "backpack": ("dry bag", "bottle", "trekking poles"),
    "hiking boots": ("socks",),
    "trail shoes": ("socks",),
    "rain jacket": ("fleece", "base layer"),
    "stove": ("gas cartridge", "camping pot"),
    "camping pot": ("stove", "mug"),
    "hammock": ("tarp",),
    "camp chair": ("camp table",),
    "blanket": ("cushion",),
    "cast iron": ("kitchen",),
    "bed linen": ("blanket", "towel"),
    "table linen": ("cup", "candle"),
    "headlamp": ("power bank",),
}
_PATHS: Final = (
    "delivered", "shipped", "processing", "delivered", "returned", "delivered", "awaiting payment", "shipped",
    "delivered", "cancelled", "partly shipped", "delivered", "refunded", "ready for pick-up", "lost",
)  # fmt: skip
_CARRIERS: Final = {
    "PT": ("CTT Expresso", "DQ{}PT", "https://ctt.example/t/"),
    "ES": ("Correos Express", "CX{}ES", "https://correos.example/t/"),
    "BR": ("Correios SEDEX", "OV{}BR", "https://correios.example/t/"),
}
_ABROAD: Final = ("DHL", "JD{}DE", "https://dhl.example/t/")
_FEES: Final = {"PT": "3.90", "ES": "5.90", "BR": "44.90"}
_PAYMENTS: Final = {"BR": ("Pix", "card", "boleto"), "PT": ("card", "PayPal", "MB Way")}
_REAIS: Final = Decimal("6.00")
_One = TypeVar("_One")


@dataclass(frozen=True, slots=True, eq=False)
class Product:
    """One row of the catalogue."""

    sku: str
    title: str
    type: str
    price: Decimal
    stock: int
    ships_to: str
    row: Mapping[str, str]


def products(random: Random) -> list[Product]:
    """Make the catalogue: every model in every option."""
    found: list[Product] = []
    rows = _table(HERE / "models.tsv")
    for number, row in enumerate(rows):
        for place, option in enumerate(row["options"].split("; ")):
            sku = f"{_PREFIXES[row['ships']]}-{100 + number}-{place + 1}"
            stock = 0 if random.random() < _SOLD_OUT else 1 + int(random.random() * 40)
            title = row["model"] if option == "standard" else f"{row['model']}, {option}"
            found.append(
                Product(sku, title, row["type"], Decimal(row["price"]), stock, _SHIPS[row["ships"]], row)
            )
    return found


def _catalogue(found: Sequence[Product], random: Random) -> Iterator[dict[str, str]]:
    by_type: dict[str, list[Product]] = {}
    for product in found:
        by_type.setdefault(product.type, []).append(product)
    for product in found:
        together = [_pick(random, by_type[kind]).sku for kind in _TOGETHER.get(product.type, ())]
        yield {
            "id": product.sku,
            "title": product.title,
            "category": product.type,
            "brand": product.row["brand"],
            "option": product.title.partition(", ")[2],
            "attributes": product.row["attributes"],
            "price": str(product.price),
            "currency": "EUR",
            "stock": str(product.stock),
            "ships_to": product.ships_to,
            "bought_with": " ".join(together),
            "link": f"https://serraesal.example/en/p/{product.sku.lower()}",
        }


def _orders(found: Sequence[Product], random: Random) -> Iterator[dict[str, str]]:
    shoppers = list(_table(HERE / "shoppers.tsv"))
    near = [shopper for shopper in shoppers if shopper["country"] == "PT"]
    for number in range(_ORDERS):
        shopper = shoppers[(number * 7) % len(shoppers)]
        path = _PATHS[number % len(_PATHS)]
        if path == "ready for pick-up":
            shopper = near[number // len(_PATHS) % len(near)]
        yield from _order(4100 + number * 3 + int(random.random() * 3), shopper, path, found, random)


def _order(
    number: int, shopper: Mapping[str, str], path: str, found: Sequence[Product], random: Random
) -> Iterator[dict[str, str]]:
    """Yield an order as it is exported: a row for each line, what is said of the whole order in the first."""
    country = shopper["country"]
    rate, currency = (_REAIS, "BRL") if country == "BR" else (Decimal(1), "EUR")
    fits = [product for product in found if country in product.ships_to.split()]
    bought = {
        _pick(random, fits): 1 + int(random.random() * 1.3)
        for _ in range(2 if path == "partly shipped" else 1)
    }
    if random.random() < 0.5:  # noqa: PLR2004 - every second order has another line
        bought.setdefault(_pick(random, fits), 1)
    goods = sum((product.price * rate * count for product, count in bought.items()), Decimal(0))
    fee = Decimal("0.00") if path == "ready for pick-up" else Decimal(_FEES.get(country, "8.90"))
    ages = {"delivered": 18, "returned": 30, "refunded": 40, "lost": 35, "cancelled": 12, "processing": 1}
    placed = TODAY - timedelta(
        days=ages.get(path, 3) + int(random.random() * 12) * (path in ages and ages[path] > 1)
    )
    sent = placed + timedelta(days=1 + int(random.random() * 2))
    is_sent = path in {"delivered", "shipped", "returned", "refunded", "lost", "partly shipped"}
    expected = sent + timedelta(days=7 if country == "BR" else 4)
    arrived = expected - timedelta(days=int(random.random() * 2))
    carrier, pattern, address = _CARRIERS.get(country, _ABROAD)
    code = pattern.format(100000000 + int(random.random() * 899999999)) if is_sent else ""
    total = goods + fee
    has_arrived = path in {"delivered", "returned", "refunded"}
    lines = list(bought.items())
    whole = {
        "customer": shopper["id"],
        "email": shopper["email"],
        "name": shopper["name"],
        "city": shopper["city"],
        "country": country,
        "placed_on": placed.isoformat(),
        "status": path,
        "payment": _payment(path, country, random),
        "total": f"{total:.2f}",
        "currency": currency,
        "shipping": f"{fee:.2f}",
        "carrier": carrier if is_sent else "",
        "tracking_number": code,
        "tracking_link": f"{address}{code}" if code else "",
        "shipped_on": sent.isoformat() if is_sent else "",
        "expected_on": expected.isoformat() if path in {"shipped", "partly shipped"} else "",
        "delivered_on": arrived.isoformat() if has_arrived else "",
        "refunded": f"{goods:.2f}" if path == "refunded" else "",
        "refunded_on": (arrived + timedelta(days=9)).isoformat() if path == "refunded" else "",
    }
    for place, (product, count) in enumerate(lines):
        line = {"title": product.title, "quantity": str(count), "product": product.sku}
        said = whole if place == 0 else dict.fromkeys(whole, "")
        yield {"number": str(number), **said, **line}


def _payment(path: str, country: str, random: Random) -> str:
    if path == "awaiting payment":
        return {"BR": "boleto", "PT": "Multibanco"}.get(country, "card, declined")
    return _pick(random, _PAYMENTS.get(country, ("card", "PayPal")))


def _pick(random: Random, of: Sequence[_One]) -> _One:
    return of[int(random.random() * len(of))]


def _table(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file, delimiter="\t")


def write(folder: Path) -> None:
    """Write products.csv and orders.csv into a folder."""
    random = Random(_SEED)
    found = products(random)
    for name, rows in (
        ("products.csv", list(_catalogue(found, random))),
        ("orders.csv", list(_orders(found, random))),
    ):
        with (folder / name).open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)


if __name__ == "__main__":
    write(SHOP)
