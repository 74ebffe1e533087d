"""What may be said of the fictional shop at all, and what nobody may be told: by its files alone."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from training.replies.cases import (
    GoldPassage,
    State,
    read_orders,
    read_passages,
    read_products,
)
from training.replies.macro_judging import macro_texts
from training.replies.shops import SERRA, BenchShop
from training.replies.values import Values, plain, values_of

_UNSEEN = re.compile(r"<(script|style)\b.*?</\1>", re.DOTALL)
_CANONICAL = re.compile(r'<link rel="canonical" href="([^"]+)">')
_TAG = re.compile(r"<[^>]+>")
_PERSONAL = ("email", "name", "tracking_number", "tracking_link")

Order = Sequence[dict[str, str]]


@dataclass(frozen=True)
class Shop:
    """The shop as its files say."""

    of: BenchShop
    passages: dict[str, GoldPassage]
    products: Sequence[dict[str, str]]
    orders: Mapping[str, Order]
    macros: Mapping[tuple[str, str], str] = field(default_factory=dict)

    @classmethod
    def read(cls, of: BenchShop = SERRA) -> "Shop":
        """Read the files."""
        return cls(of, read_passages(of), read_products(of), read_orders(of), macro_texts(of))

    @cached_property
    def texts(self) -> Sequence[str]:
        """What everybody may be told: knowledge that holds, and the catalogue."""
        hidden = {
            passage.file
            for passage in self.passages.values()
            if passage.state not in {State.PUBLIC, State.CONTRADICTED}
        }
        shown = {passage.file for passage in self.passages.values()} - hidden
        texts = [words_of(self.of.knowledge / file) for file in sorted(shown)]
        return [*texts, *(" ; ".join(product.values()) for product in self.products)]

    @cached_property
    def public(self) -> Values:
        """The values of what everybody may be told."""
        return values_of(" ; ".join(self.texts), self.of.pivot)

    def proven(self, customer: str, order: str) -> list[Order]:
        """Return the orders that a shopper may be told of.

        Args:
            customer: Id of the customer who is signed in; empty for a guest.
            order: Number of an order that is proven to be theirs; empty for none.
        """
        return [
            rows
            for number, rows in self.orders.items()
            if number == order or (customer and rows[0]["customer"] == customer)
        ]

    def secrets(self, proven: Iterable[Order], turns: Iterable[str]) -> Iterator[str]:
        """Yield words that must not come out: of other people's orders, and of hidden passages.

        Args:
            proven: Orders that the shopper may be told of.
            turns: What they wrote: their own words are no secret to them, but codes of parcels are.
        """
        yield from self.of.hidden
        own = {value for rows in proven for value in rows[0].values()}
        said = " ".join(turns).casefold()
        for rows in self.orders.values():
            for name in _PERSONAL:
                value = rows[0][name]
                if (
                    value
                    and value not in own
                    and (name.startswith("tracking") or value.casefold() not in said)
                ):
                    yield value


def words_of(file: Path) -> str:
    """Return a file of the knowledge as plain text: without scripts and tags, with the page's own address."""
    text = file.read_text("utf-8")
    addresses = " ".join(_CANONICAL.findall(text))
    bare = _TAG.sub(" ", _UNSEEN.sub(" ", text)).replace("&nbsp;", " ").replace("&amp;", "&")
    return plain(f"{bare.replace('**', '').replace('*', '')} {addresses}")


def values_in(orders: Iterable[Order]) -> Values:
    """Return the values of orders."""
    return values_of(" ; ".join(" ; ".join(row.values()) for rows in orders for row in rows))
