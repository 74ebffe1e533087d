"""Whose orders a draft may speak of.

A customer whom the helpdesk proves to be signed in sees their own. Anybody else proves one order by its name
together with the e-mail address it was made with, both written by the shopper. Who fails learns nothing, not
even whether there is such an order; who keeps trying is not listened to.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice, product

from dragoman.commerce import Order, Shop
from dragoman.replies.asking import Asked

MOST_TRIES = 6
"""So many pairs of an order's name and an e-mail address are tried of one conversation."""


@dataclass(frozen=True, slots=True)
class Claimed:
    """What a conversation says of whose orders it is about.

    Attributes:
        customer: The shop's id of a customer who is proven to be signed in; None where nobody is.
        names: Names of orders, as the shopper wrote them, the latest first.
        emails: E-mail addresses that the shopper wrote, the latest first.
    """

    customer: str | None
    names: tuple[str, ...]
    emails: tuple[str, ...]


def claimed(what: Asked, customer: str | None) -> Claimed:
    """Return what a conversation says of whose orders it is about.

    Args:
        what: What is asked.
        customer: The shop's id of a customer who is proven to be signed in. That shows them their own orders
            by name, and where they name none, unless it is somebody else's that they speak of.
    """
    of_another = what.about_own_order and what.of_another and not what.orders
    return Claimed(None if of_another else customer, what.orders, what.emails)


@dataclass(frozen=True, slots=True)
class Proven:
    """The orders that a draft may speak of.

    Attributes:
        orders: Those asked for first.
        unproven: Names that were asked for and are not proven to be the shopper's.
    """

    orders: tuple[Order, ...]
    unproven: tuple[str, ...]


def proven(shop: Shop, claimed: Claimed) -> Proven:
    """Return the orders that are proven to be the shopper's.

    A signed-in customer who names no order is shown their last ones.

    Raises:
        NotSent, OutcomeUnknown, Refused, DragomanError: the shop could not be asked.
    """
    own = _own(shop, claimed.customer)
    if not claimed.names:
        return Proven(own, ())
    known = {name: order for order in own for name in _names(order)}
    found: dict[str, Order] = {}
    for name in claimed.names:
        if order := known.get(_plain(name)):
            found[_plain(name)] = order
    for name, email in islice(_pairs(claimed, found), MOST_TRIES):
        if _plain(name) not in found and (order := shop.order(name, email)):
            found[_plain(name)] = order
    theirs = {name for order in found.values() for name in _names(order)}
    unproven = tuple(name for name in claimed.names if _plain(name) not in theirs)
    return Proven(tuple(dict.fromkeys(found.values())), unproven)


def _own(shop: Shop, customer: str | None) -> tuple[Order, ...]:
    shopper = shop.shopper(customer) if customer else None
    return shopper.orders if shopper else ()


def _pairs(claimed: Claimed, found: dict[str, Order]) -> Iterator[tuple[str, str]]:
    wanted = [name for name in claimed.names if _plain(name) not in found]
    return product(wanted, claimed.emails)


def _names(order: Order) -> Iterator[str]:
    """Yield what an order is called: its own number, and those of its parcels."""
    yield _plain(order.name)
    yield from (_plain(one.number) for one in order.shipments if one.number)


def _plain(name: str) -> str:
    return name.strip().lstrip("#").casefold()
