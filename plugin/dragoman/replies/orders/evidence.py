"""What may be said of an order: sentences to cite, and the fields that slots of macros are filled with."""

from collections.abc import Iterator
from typing import Final

from dragoman.commerce import Order, Shipment
from dragoman.evidence import Evidence, EvidenceKind
from dragoman.replies.orders.states import state
from dragoman.replies.orders.values import Value, said
from dragoman.wording import Wording

ORDER_FIELDS: Final = (
    "order.number",
    "order.placed_on",
    "order.total",
    "order.items",
    "order.status",
    "order.payment",
    "order.shipping",
    "order.refunded",
    "order.refunded_on",
    "order.carrier",
    "order.tracking_number",
    "order.tracking_link",
    "order.shipped_on",
    "order.expected_on",
    "order.delivered_on",
)
"""Names of all fields that an order may fill in slots."""


def order_evidence(order: Order, language: str, wording: Wording) -> Evidence:
    """Return an order as a piece of evidence.

    Args:
        order: An order that is proven to be the shopper's.
        language: The agents' language: how amounts and days are written.
        wording: Our sentences in it.
    """
    fields = tuple(_fields(order, language, wording))
    return Evidence(
        id=f"order {order.name}",
        kind=EvidenceKind.ORDER,
        words="\n".join(order_sentences(order, language, wording)),
        title=wording.text("Order {name}", name=order.name),
        link=next((parcel.link for parcel in order.shipments if parcel.link), None),
        fields=fields,
    )


def order_sentences(order: Order, language: str, wording: Wording) -> list[str]:
    """Return what is said of an order, in a language: sentence by sentence the same in every one."""
    return list(_sentences(dict(_fields(order, language, wording)), order, language, wording))


def order_values(order: Order) -> Iterator[Value]:
    """Yield the amounts and days of an order, for other languages to write in their own way."""
    yield order.total
    yield order.placed_on
    yield from (value for value in (order.shipping, order.refunded, order.refunded_on) if value)
    for parcel in order.shipments:
        yield from (day for day in (parcel.shipped_on, parcel.expected_on, parcel.delivered_on) if day)


def _fields(order: Order, language: str, wording: Wording) -> Iterator[tuple[str, str]]:
    yield "order.number", order.name
    yield "order.placed_on", said(order.placed_on, language)
    yield "order.total", said(order.total, language)
    yield "order.items", ", ".join(map(str, order.lines))
    if order.status:
        yield "order.status", state(wording, order.status)
    if order.payment:
        yield "order.payment", state(wording, order.payment)
    further = {"shipping": order.shipping, "refunded": order.refunded, "refunded_on": order.refunded_on}
    for name, value in further.items():
        if value:
            yield f"order.{name}", said(value, language)
    if order.shipments:
        yield from _parcel(order.shipments[-1], language)


def _parcel(parcel: Shipment, language: str) -> Iterator[tuple[str, str]]:
    texts = {"carrier": parcel.carrier, "tracking_number": parcel.number, "tracking_link": parcel.link}
    days = {
        "shipped_on": parcel.shipped_on,
        "expected_on": parcel.expected_on,
        "delivered_on": parcel.delivered_on,
    }
    for name, text in texts.items():
        if text:
            yield f"order.{name}", text
    for name, day in days.items():
        if day:
            yield f"order.{name}", said(day, language)


def _sentences(fields: dict[str, str], order: Order, language: str, wording: Wording) -> Iterator[str]:
    name = order.name
    if status := fields.get("order.status"):
        yield wording.text("Your order {name} is {status}.", name=name, status=status)
    yield wording.text("Order {name} was placed on {day}.", name=name, day=fields["order.placed_on"])
    for parcel in order.shipments:
        yield from _about(parcel, name, language, wording)
    yield wording.text("The total of order {name} is {amount}.", name=name, amount=fields["order.total"])
    if shipping := fields.get("order.shipping"):
        yield wording.text("Of that, shipping is {amount}.", amount=shipping)
    yield from _paid_back(fields, name, wording)
    if payment := fields.get("order.payment"):
        yield wording.text("The payment of order {name} is {status}.", name=name, status=payment)
    if items := fields["order.items"]:
        yield wording.text("Order {name} contains: {items}.", name=name, items=items)


def _paid_back(fields: dict[str, str], name: str, wording: Wording) -> Iterator[str]:
    amount, day = fields.get("order.refunded"), fields.get("order.refunded_on")
    if amount and day:
        yield wording.text(
            "For order {name} {amount} was refunded on {day}.", name=name, amount=amount, day=day
        )
    elif amount:
        yield wording.text("For order {name} {amount} was refunded.", name=name, amount=amount)


def _about(parcel: Shipment, name: str, language: str, wording: Wording) -> Iterator[str]:
    if parcel.shipped_on:
        day = said(parcel.shipped_on, language)
        if parcel.carrier:
            yield wording.text(
                "Order {name} was shipped on {day} with {carrier}.",
                name=name,
                day=day,
                carrier=parcel.carrier,
            )
        else:
            yield wording.text("Order {name} was shipped on {day}.", name=name, day=day)
    if parcel.delivered_on:
        day = said(parcel.delivered_on, language)
        yield wording.text("Order {name} was delivered on {day}.", name=name, day=day)
    elif parcel.expected_on:
        day = said(parcel.expected_on, language)
        yield wording.text("Order {name} is expected to arrive on {day}.", name=name, day=day)
    if parcel.number:
        yield wording.text(
            "The tracking number of order {name} is {number}.", name=name, number=parcel.number
        )
    if parcel.link:
        yield wording.text("You can follow order {name} here: {link}", name=name, link=parcel.link)
