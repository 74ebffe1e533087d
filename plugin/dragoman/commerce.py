"""What a shop sells and has sold: the words that every shop system is brought to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Money:
    """An amount, and the code of its currency (ISO 4217)."""

    amount: Decimal
    currency: str

    def __str__(self) -> str:
        return f"{self.amount} {self.currency}"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of an order.

    Attributes:
        title: What was bought.
        quantity: How many.
        product: The shop's id of the product; None where it is sold no more.
    """

    title: str
    quantity: int
    product: str | None = None

    def __str__(self) -> str:
        return f"{self.quantity} x {self.title}"


@dataclass(frozen=True, slots=True)
class Shipment:
    """A parcel; what the shop does not say is None."""

    carrier: str | None = None
    number: str | None = None
    link: str | None = None
    shipped_on: date | None = None
    expected_on: date | None = None
    delivered_on: date | None = None

    def __str__(self) -> str:
        return " ".join(part for part in (self.carrier, self.number, self.link) if part)


@dataclass(frozen=True, slots=True)
class Order:
    """An order; states in the shop's own words.

    Attributes:
        name: As people write it, such as "#1001".
        placed_on: The day it was made.
        status: How far it has come.
        payment: Whether it is paid.
        total: What it costs.
        lines: What was bought.
        shipments: Its parcels.
        locale: Language that the customer ordered in.
        country: Where it goes (ISO 3166, two letters).
        shipping: What of the total is for shipping; None where the shop does not say.
        refunded: What was paid back; None where nothing was.
        refunded_on: The day on which it last was.
    """

    name: str
    placed_on: date
    status: str | None
    payment: str | None
    total: Money
    lines: tuple[Line, ...]
    shipments: tuple[Shipment, ...] = ()
    locale: str | None = None
    country: str | None = None
    shipping: Money | None = None
    refunded: Money | None = None
    refunded_on: date | None = None


@dataclass(frozen=True, slots=True)
class Customer:
    """What the shop knows of a customer: their language and their last orders, the newest first."""

    locale: str | None
    orders: tuple[Order, ...]


@dataclass(frozen=True, slots=True)
class Product:
    """A product.

    Attributes:
        id: The shop's id.
        title: Its name, in the shop's language.
        price: What it costs; of variants, the least.
        translated: Its name in the language that was asked for, where the shop has one.
        link: Where it can be bought.
        category: What kind of thing it is.
        description: What the shop says of it.
        attributes: Names and values ("colour", "green").
        stock: How many there are; None where the shop does not count them.
        ships_to: Countries it is sent to (ISO 3166); empty: wherever the shop sends.
        bought_with: Ids of products that are often bought together with it.
    """

    id: str
    title: str
    price: Money
    translated: str | None = None
    link: str | None = None
    category: str = ""
    description: str = ""
    attributes: tuple[tuple[str, str], ...] = ()
    stock: int | None = None
    ships_to: tuple[str, ...] = ()
    bought_with: tuple[str, ...] = ()

    def available_in(self, country: str | None) -> bool:
        """Return whether it can be had now, and is sent to a country, where one is known."""
        sent = not self.ships_to or country is None or country in self.ships_to
        return sent and (self.stock is None or self.stock > 0)


class Shop(Protocol):
    """Where orders and products are looked up. Nothing of an order leaves it without proof of whose it is.

    Every method may raise what the session raises (``NotSent``, ``OutcomeUnknown``, ``Refused``) and
    ``DragomanError`` where what the owner set up is wrong.
    """

    def shopper(self, customer: str) -> Customer | None:
        """Return what the shop knows of a customer by its own id; None where there is none of this id."""

    def order(self, name: str, email: str) -> Order | None:
        """Return the order of this name if it was made with this e-mail address; None otherwise."""

    def products(self, words: str, locale: str) -> Sequence[Product]:
        """Return products that fit one of the words, the likeliest first."""

    def products_by_id(self, ids: Sequence[str], locale: str) -> Sequence[Product]:
        """Return the products of these ids, those that there are."""
