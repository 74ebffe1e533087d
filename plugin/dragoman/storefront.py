"""A chat that stands in the shop itself: its helpdesk is Dragoman.

The shop forwards its shoppers' requests to us and proves them. What shoppers write goes the way of every
message; what is recorded as sent is what they read, so that sending is recording and nothing can be lost
or doubled in between.
"""

from abc import abstractmethod
from dataclasses import dataclass

from dragoman.adapter import Adapter
from dragoman.domain import Outgoing


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who looks at the shop.

    Attributes:
        customer: The shop's id of the customer, where the shop proves that one is logged in.
    """

    customer: str | None


class Storefront(Adapter):
    """An adapter whose shop forwards requests of its shoppers."""

    @abstractmethod
    def visitor(self, query: str, at: float) -> Visitor:
        """Return whose request was forwarded. No I/O.

        Args:
            query: The query of the request as it came, still encoded.
            at: POSIX seconds; the clock that its time is held against.

        Raises:
            Rejected: the shop did not forward it, or not now.
        """

    def send(self, message: Outgoing) -> str:
        """Return the message's own key: with it recorded as sent, the message is where it belongs."""
        return message.key
