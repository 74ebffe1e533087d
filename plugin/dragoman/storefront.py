"""A chat that stands in the shop itself: its helpdesk is Dragoman.

The shop forwards its shoppers' requests to us and proves them. What shoppers write goes the way of every
message; what is recorded as sent is what they read, so that sending is recording and nothing can be lost
or doubled in between.
"""

from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass

from dragoman.adapter import Adapter, Field
from dragoman.commerce import Customer, Order, Product
from dragoman.domain import Outgoing

FORWARD_TO = "forward_to"
"""Setting of a storefront: the connection of the helpdesk whose agents answer."""

FORWARDING = Field(
    FORWARD_TO,
    "Name of the connection whose helpdesk shoppers' messages are forwarded to, and answered in",
    required=False,
)


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who looks at the shop.

    Attributes:
        customer: The shop's id of the customer, where the shop proves that one is logged in.
    """

    customer: str | None


_VISITOR = "visitor-"


def person_of(visitor: Visitor, conversation: str) -> str:
    """Return what a shopper is called in our tables: the shop's id, or a name for this conversation alone."""
    return visitor.customer or _VISITOR + conversation


def customer_of(person: str | None) -> str | None:
    """Return the shop's id of a customer who was proven to be logged in; None for everybody else."""
    return None if person is None or person.startswith(_VISITOR) else person


class Storefront(Adapter):
    """An adapter whose shop forwards requests of its shoppers; it is a ``commerce.Shop`` too."""

    @abstractmethod
    def visitor(self, query: str, at: float) -> Visitor:
        """Return whose request was forwarded. No I/O.

        Args:
            query: The query of the request as it came, still encoded.
            at: POSIX seconds; the clock that its time is held against.

        Raises:
            Rejected: the shop did not forward it, or not now.
        """

    @abstractmethod
    def installed(self, session: str, at: float) -> None:
        """Take what the shop's admin grants whoever opens the app there.

        Args:
            session: What proves that the shop's staff opened it.
            at: POSIX seconds; the clock that its time is held against.

        Raises:
            Rejected: it proves nothing of the kind, or the app is not installed in this way.
            NotSent, OutcomeUnknown, Refused: as every request.
        """

    @abstractmethod
    def shopper(self, customer: str) -> Customer | None:
        """Return what the shop knows of a customer; None where there is none of this id."""

    @abstractmethod
    def order(self, name: str, email: str) -> Order | None:
        """Return the order of this name if it was made with this e-mail address; None otherwise."""

    @abstractmethod
    def products(self, words: str, locale: str) -> Sequence[Product]:
        """Return products that fit one of the words, the likeliest first."""

    @abstractmethod
    def products_by_id(self, ids: Sequence[str], locale: str) -> Sequence[Product]:
        """Return the products of these ids, those that there are."""

    def send(self, message: Outgoing) -> str:
        """Return the message's own key: with it recorded as sent, the message is where it belongs."""
        return message.key
