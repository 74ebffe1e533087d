"""What an authorization server grants, and the keeping of it (OAuth 2.0, RFC 6749).

Where each renewal ends the one before, one that is not kept is a login that only a person can give again.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from dragoman.domain import Secret


@dataclass(frozen=True, slots=True)
class Grant:
    """An answer of an authorization server.

    Attributes:
        access: What requests are made with.
        seconds: How long it is good, counted from now.
        renewal: What the next grant is asked for with; None where it is the same as before.
    """

    access: Secret
    seconds: float
    renewal: Secret | None = None


@runtime_checkable
class HelpdeskGrants(Protocol):
    """A session that keeps what the helpdesk of its connection grants, sealed, also for later processes."""

    def access(
        self, origin: Secret, renew: Callable[[Secret | None], Grant], refused: Secret | None = None
    ) -> Secret:
        """Return what requests are made with; where it is nearly over, a new one, which one process fetches.

        Args:
            origin: What the owner configured that all comes from. What was kept from another origin is
                forgotten, so that new credentials count at once.
            renew: Asks for a grant with the renewal that was kept last; with None where none was.
            refused: What the helpdesk just did not take any more.

        Raises:
            NotSent: another process is fetching a new one; or whatever ``renew`` raises.
        """
        ...

    def keep(self, origin: Secret, grant: Grant) -> None:
        """Keep a grant that came by another way than a renewal."""
        ...
