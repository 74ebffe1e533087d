"""A shop as two files that its owner writes, or exports from whatever keeps the shop: see the README.

The files stay the owner's: they are read where they lie, anew when they change; nothing of them is stored.
"""

import csv
import re
import threading
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import partial
from pathlib import Path
from typing import TypeVar

from dragoman.commerce import Customer, Line, Money, Order, Product, Shipment
from dragoman.domain import DragomanError
from dragoman.shops.catalogue import Catalogue

PRODUCTS = "products.csv"
ORDERS = "orders.csv"
_LAST_ORDERS = 3
_LARGEST_FILE = 50 << 20
_NEEDED = {
    PRODUCTS: ("id", "title", "price", "currency"),
    ORDERS: ("number", "placed_on", "currency", "total"),
}
_CURRENCY = re.compile(r"[A-Z]{3}")
_COUNTRY = re.compile(r"[A-Z]{2}")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Sale:
    """An order, and what proves whose it is."""

    order: Order
    email: str
    customer: str


@dataclass(frozen=True, slots=True)
class _Books:
    """What both files say."""

    catalogue: Catalogue
    sales: Mapping[str, _Sale]
    by_customer: Mapping[str, tuple[Order, ...]]


class CsvShop:
    """Reads ``products.csv`` and ``orders.csv`` in a folder; one of them may be missing. Thread-safe.

    Args:
        folder: Where they lie.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self._read: tuple[tuple[tuple[int, int] | None, ...], _Books] | None = None

    def shopper(self, customer: str) -> Customer | None:
        """Return a customer's last orders; see ``commerce.Shop``."""
        orders = self._books().by_customer.get(customer)
        if orders is None:
            return None
        return Customer(orders[0].locale, orders[:_LAST_ORDERS])

    def order(self, name: str, email: str) -> Order | None:
        """Return an order to whose name the e-mail address fits; see ``commerce.Shop``."""
        sale = self._books().sales.get(_plain(name))
        fits = sale is not None and sale.email != "" and sale.email == email.strip().casefold()
        return sale.order if sale and fits else None

    def products(self, words: str, locale: str) -> Sequence[Product]:  # noqa: ARG002 - titles have one language
        """Return products that fit one of the words; see ``commerce.Shop``."""
        return self._books().catalogue.find(words)

    def products_by_id(self, ids: Sequence[str], locale: str) -> Sequence[Product]:  # noqa: ARG002 - likewise
        """Return the products of these ids; see ``commerce.Shop``."""
        return self._books().catalogue.of(ids)

    def counts(self) -> tuple[int, int]:
        """Return how many products and how many orders there are.

        Raises:
            DragomanError: there is no such file, or a row is not as it should be; it names both and the cure.
        """
        books = self._books()
        return len(books.catalogue), len(books.sales)

    def _books(self) -> _Books:
        with self._lock:
            stamps = tuple(map(self._stamp, (PRODUCTS, ORDERS)))
            if stamps == (None, None):
                raise DragomanError(f"neither {PRODUCTS} nor {ORDERS} is in {self._folder}: put one there")
            if self._read is None or self._read[0] != stamps:
                self._read = stamps, _books(self._folder)
            return self._read[1]

    def _stamp(self, name: str) -> tuple[int, int] | None:
        try:
            found = (self._folder / name).stat()
        except OSError:
            return None
        return found.st_mtime_ns, found.st_size


def _books(folder: Path) -> _Books:
    products = [row.read(_product) for row in _rows(folder / PRODUCTS)]
    grouped: dict[str, list[_Row]] = defaultdict(list)
    for row in _rows(folder / ORDERS):
        grouped[_plain(row.text("number"))].append(row)
    sales = {number: rows[0].read(partial(_sale, rows)) for number, rows in grouped.items()}
    by_customer: dict[str, list[Order]] = defaultdict(list)
    for sale in sales.values():
        if sale.customer:
            by_customer[sale.customer].append(sale.order)
    newest_first = {
        customer: tuple(sorted(orders, key=lambda order: order.placed_on, reverse=True))
        for customer, orders in by_customer.items()
    }
    return _Books(Catalogue(products), sales, newest_first)


@dataclass(frozen=True, slots=True)
class _Row:
    """One row of a file."""

    file: str
    number: int
    cells: Mapping[str, str]

    def read(self, as_what: Callable[["_Row"], T]) -> T:
        """Return what the row says.

        Raises:
            DragomanError: a cell is not as it should be.
        """
        try:
            return as_what(self)
        except ValueError as error:
            raise DragomanError(f"{self.file}, row {self.number}: {error}") from error

    def text(self, name: str) -> str:
        """Return a cell; empty where it or its column is missing."""
        return self.cells.get(name, "").strip()

    def maybe(self, name: str) -> str | None:
        """Return a cell, or None where it is empty."""
        return self.text(name) or None

    def required(self, name: str) -> str:
        """Return a cell that must not be empty."""
        if not (text := self.text(name)):
            raise ValueError(f"{name} is empty")
        return text

    def whole(self, name: str) -> int | None:
        """Return a whole number, or None."""
        text = self.text(name)
        if text and not (text.isascii() and text.isdigit()):
            raise ValueError(f"{name} is {text!r}: write a whole number")
        return int(text) if text else None

    def day(self, name: str) -> date | None:
        """Return a day, or None."""
        text = self.text(name)
        try:
            return date.fromisoformat(text) if text else None
        except ValueError as error:
            raise ValueError(f"{name} is {text!r}: write a date like 2026-11-25") from error

    def money(self, name: str) -> Money:
        """Return an amount in the row's currency."""
        text, currency = self.required(name), self.required("currency").upper()
        try:
            amount = Decimal(text)
        except InvalidOperation as error:
            raise ValueError(f"{name} is {text!r}: write an amount like 129.90") from error
        if not amount.is_finite():
            raise ValueError(f"{name} is {text!r}: write an amount like 129.90")
        if not _CURRENCY.fullmatch(currency):
            raise ValueError(f"currency is {currency!r}: write a code like EUR")
        return Money(amount, currency)

    def country(self, text: str) -> str:
        """Return the code of a country."""
        if not _COUNTRY.fullmatch(text.upper()):
            raise ValueError(f"{text!r} is no country: write a code of two letters like PT")
        return text.upper()


def _rows(path: Path) -> Iterator[_Row]:
    """Yield the rows of a file; none where there is no such file."""
    try:
        if path.stat().st_size > _LARGEST_FILE:
            raise DragomanError(f"{path.name} is over {_LARGEST_FILE >> 20} MB: leave old rows out")
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return
    except (OSError, UnicodeDecodeError) as error:
        raise DragomanError(f"{path.name} cannot be read: save it as CSV in UTF-8") from error
    try:
        reader = csv.DictReader(text.splitlines(keepends=True), strict=True)
        columns = {name.strip().lower() for name in reader.fieldnames or ()}
        missing = [name for name in _NEEDED[path.name] if name not in columns]
        if missing:
            raise DragomanError(f"{path.name} has no column {', '.join(missing)}: name it in its first line")
        for cells in reader:
            known = {
                name.strip().lower(): cell or "" for name, cell in cells.items() if isinstance(name, str)
            }
            yield _Row(path.name, reader.line_num, known)
    except csv.Error as error:
        raise DragomanError(
            f"{path.name} is no CSV file ({error}): save it with commas and quotes"
        ) from error


def _product(row: _Row) -> Product:
    pairs = [part.partition("=") for part in row.text("attributes").split(";") if part.strip()]
    return Product(
        id=row.required("id"),
        title=row.required("title"),
        price=row.money("price"),
        link=row.maybe("link"),
        category=row.text("category"),
        description=row.text("description"),
        attributes=tuple((name.strip(), value.strip()) for name, _, value in pairs),
        stock=row.whole("stock"),
        ships_to=tuple(map(row.country, row.text("ships_to").split())),
        bought_with=tuple(row.text("bought_with").split()),
    )


def _sale(rows: Sequence[_Row], first: _Row) -> _Sale:
    placed_on = first.day("placed_on")
    if placed_on is None:
        raise ValueError("placed_on is empty")
    order = Order(
        name=first.required("number"),
        placed_on=placed_on,
        status=first.maybe("status"),
        payment=first.maybe("payment"),
        total=first.money("total"),
        lines=tuple(row.read(_line) for row in rows if row.text("title")),
        shipments=_shipments(first),
        locale=first.maybe("locale"),
        country=first.country(first.text("country")) if first.text("country") else None,
        shipping=first.money("shipping") if first.text("shipping") else None,
        refunded=first.money("refunded") if first.text("refunded") else None,
        refunded_on=first.day("refunded_on"),
    )
    return _Sale(order, first.text("email").casefold(), first.text("customer"))


def _line(row: _Row) -> Line:
    return Line(row.required("title"), row.whole("quantity") or 1, row.maybe("product"))


def _shipments(row: _Row) -> tuple[Shipment, ...]:
    parcel = Shipment(
        carrier=row.maybe("carrier"),
        number=row.maybe("tracking_number"),
        link=row.maybe("tracking_link"),
        shipped_on=row.day("shipped_on"),
        expected_on=row.day("expected_on"),
        delivered_on=row.day("delivered_on"),
    )
    return () if parcel == Shipment() else (parcel,)


def _plain(name: str) -> str:
    """Return an order's name as it is compared: "#1001", "1001" and " #1001 " are the same."""
    return name.strip().lstrip("#").casefold()
