"""The states of orders and payments in words for people; each shop system has names of its own for them."""

import re
from collections.abc import Mapping
from typing import Final

from dragoman.wording import Wording, message

_PREPARED: Final = message("being prepared")
_SHIPPED: Final = message("shipped")
_PARTLY: Final = message("partly shipped")
_READY: Final = message("ready for pick-up")
_RETURNED: Final = message("returned")
_LOST: Final = message("lost")
_DELIVERED: Final = message("delivered")
_CANCELLED: Final = message("cancelled")
_REFUNDED: Final = message("refunded")
_PARTLY_REFUNDED: Final = message("partly refunded")
_PLACED: Final = message("placed")
_PAID: Final = message("paid")
_PARTLY_PAID: Final = message("partly paid")
_UNPAID: Final = message("not paid yet")
_AWAITED: Final = message("awaiting payment")
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
    "partly_shipped": _PARTLY,
    "ready_for_pick_up": _READY,
    "ready_for_pickup": _READY,
    "returned": _RETURNED,
    "lost": _LOST,
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
    "awaiting_payment": _AWAITED,
    "authorized": _UNPAID,
    "on_hold": _HELD,
    "failed": _FAILED,
}


def state(wording: Wording, name: str) -> str:
    """Return a state in words; one that is not known stands for itself."""
    known = _WORDS.get(re.sub(r"[\s-]+", "_", name.casefold().strip()))
    return wording.text(known) if known else name
