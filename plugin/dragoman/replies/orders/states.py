"""The states of orders and payments in words for people; each shop system has names of its own for them."""

from collections.abc import Mapping
from typing import Final

from dragoman.wording import Wording, message

_PREPARED: Final = message("being prepared")
_SHIPPED: Final = message("shipped")
_PARTLY: Final = message("partly shipped")
_DELIVERED: Final = message("delivered")
_CANCELLED: Final = message("cancelled")
_REFUNDED: Final = message("refunded")
_PARTLY_REFUNDED: Final = message("partly refunded")
_PLACED: Final = message("placed")
_PAID: Final = message("paid")
_PARTLY_PAID: Final = message("partly paid")
_UNPAID: Final = message("not paid yet")
_HELD: Final = message("on hold")
_FAILED: Final = message("failed")

# Shopify: https://shopify.dev/docs/api/admin-graphql/latest/enums/OrderDisplayFulfillmentStatus and
# OrderDisplayFinancialStatus. WooCommerce: the order statuses of its REST API. The others: our own files.
_WORDS: Final[Mapping[str, str]] = {
    "unfulfilled": _PREPARED,
    "in_progress": _PREPARED,
    "open": _PREPARED,
    "scheduled": _PREPARED,
    "pending_fulfillment": _PREPARED,
    "preparing": _PREPARED,
    "processing": _PREPARED,
    "fulfilled": _SHIPPED,
    "shipped": _SHIPPED,
    "partially_fulfilled": _PARTLY,
    "delivered": _DELIVERED,
    "completed": _DELIVERED,
    "cancelled": _CANCELLED,
    "voided": _CANCELLED,
    "refunded": _REFUNDED,
    "partially_refunded": _PARTLY_REFUNDED,
    "placed": _PLACED,
    "paid": _PAID,
    "partially_paid": _PARTLY_PAID,
    "pending": _UNPAID,
    "unpaid": _UNPAID,
    "authorized": _UNPAID,
    "on_hold": _HELD,
    "on-hold": _HELD,
    "failed": _FAILED,
}


def state(wording: Wording, name: str) -> str:
    """Return a state in words; one that is not known stands for itself."""
    known = _WORDS.get(name.casefold())
    return wording.text(known) if known else name
