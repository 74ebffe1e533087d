"""The API of what a shop tells its agents: orders of shoppers whose identity is proven, and products.

A customer who was logged in when they wrote is proven by the shop. Anybody else is, for one order, by its
name together with the e-mail address that it was made with.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, TypeVar

from dragoman.adapter import NotSent, OutcomeUnknown, Refused
from dragoman.commerce import Order, Product
from dragoman.pipeline.context import Context
from dragoman.storage.conversations import Conversation
from dragoman.storage.stores import Token
from dragoman.storefront import Storefront, customer_of
from dragoman.web import schemas
from dragoman.web.api import AGENTS
from dragoman.web.openapi import Answer, Asked, Operation
from dragoman.web.problems import Problem, unavailable
from dragoman.web.storefront.allowances import Allowances

T = TypeVar("T")
_MOST_PRODUCTS = 5


@dataclass(frozen=True, slots=True)
class LookupApi:
    """Does what the API offers for looking things up in a shop.

    Attributes:
        context: The pipeline's parts.
        guesses: How often the orders of a conversation may be asked for: nobody shall guess addresses.
    """

    context: Context
    guesses: Allowances

    def shopper(self, caller: Token, asked: Asked) -> Answer:
        """Tell what the shop knows of the customer who writes."""
        conversation, shop = self._place(caller, asked)
        customer = customer_of(conversation.person)
        if customer is None:
            raise Problem(
                HTTPStatus.NOT_FOUND,
                "Nobody is proven to be a customer here; ask for an order's number and e-mail address.",
            )
        found = _asked(lambda: shop.shopper(customer))
        if found is None:
            raise Problem(HTTPStatus.NOT_FOUND, "The shop has no such customer any more.")
        return Answer({"locale": found.locale, "orders": [_shown(one) for one in found.orders]})

    def order(self, caller: Token, asked: Asked) -> Answer:
        """Show an order to whose name the e-mail address fits."""
        conversation, shop = self._place(caller, asked)
        if self.guesses.wait(conversation.id):
            raise Problem(HTTPStatus.TOO_MANY_REQUESTS, "Too many orders were asked for; wait a minute.")
        found = _asked(lambda: shop.order(asked.body["order"], asked.body["email"]))
        if found is None:
            raise Problem(HTTPStatus.NOT_FOUND, "No order of this name was made with this e-mail address.")
        return Answer(_shown(found))

    def products(self, caller: Token, asked: Asked) -> Answer:
        """Find products by words, with their titles in the shopper's language."""
        conversation, shop = self._place(caller, asked)
        store = self.context.stores.get(caller.store)
        locale = conversation.language or (store.pivot if store else "en")
        found = _asked(lambda: shop.products(asked.query["words"], locale))
        return Answer({"products": [_offered(one) for one in found[:_MOST_PRODUCTS]]})

    def operations(self) -> Sequence[Operation]:
        """Return the table of the operations."""
        conversation = "/stores/<store>/conversations/<id>"
        return (
            Operation(
                "shopper",
                "GET",
                f"{conversation}/shopper",
                "Language and last orders of a customer who was logged in when they wrote",
                AGENTS,
                self.shopper,
                {HTTPStatus.OK: schemas.ShopperSchema},
            ),
            Operation(
                "order",
                "POST",
                f"{conversation}/order",
                "An order, for who knows its name and the e-mail address it was made with",
                AGENTS,
                self.order,
                {HTTPStatus.OK: schemas.OrderSchema},
                body=schemas.OrderRequestSchema,
            ),
            Operation(
                "products",
                "GET",
                f"{conversation}/products",
                "Products by words, with their titles in the shopper's language",
                AGENTS,
                self.products,
                {HTTPStatus.OK: schemas.ProductListSchema},
                query=schemas.ProductQuerySchema,
            ),
        )

    def _place(self, caller: Token, asked: Asked) -> tuple[Conversation, Storefront]:
        conversation = self.context.conversations.get(caller.store, asked.path["id"])
        if conversation is None:
            raise Problem(HTTPStatus.NOT_FOUND, "There is no such conversation.")
        shop = self.context.adapter(caller.store, conversation.connection)
        if not isinstance(shop, Storefront):
            raise Problem(HTTPStatus.NOT_FOUND, "The helpdesk of this conversation is no shop.")
        return conversation, shop


def _shown(order: Order) -> dict[str, Any]:
    return {
        "name": order.name,
        "created_at": order.placed_on.isoformat(),
        "locale": order.locale,
        "payment": order.payment,
        "fulfilment": order.status,
        "total": str(order.total),
        "lines": list(map(str, order.lines)),
        "tracking": [told for told in map(str, order.shipments) if told],
    }


def _offered(product: Product) -> dict[str, Any]:
    return {
        "title": product.title,
        "translated": product.translated,
        "price": str(product.price),
        "url": product.link,
    }


def _asked(ask: Callable[[], T]) -> T:
    """Return what the shop answers.

    Raises:
        Problem: 503 where it does not answer now; 502 where it says no, and why.
    """
    try:
        return ask()
    except (NotSent, OutcomeUnknown) as error:
        raise unavailable("The shop does not answer now.") from error
    except Refused as error:
        raise Problem(HTTPStatus.BAD_GATEWAY, str(error)) from error
