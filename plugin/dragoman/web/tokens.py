"""Who calls the API: a bearer token that belongs to one store and carries a role."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from http import HTTPStatus

from flask import Request

from dragoman.storage.stores import Role, Token
from dragoman.web.problems import Problem


@dataclass(frozen=True, slots=True)
class Gate:
    """Admits callers.

    Attributes:
        lookup: Returns who a token speaks for, or None; it compares digests, never the token itself.
    """

    lookup: Callable[[str], Token | None]

    def admit(self, request: Request, store: str, roles: Collection[Role]) -> Token:
        """Return who calls.

        Raises:
            Problem: 401 without a valid token; 403 where the token is of another store or role. Another
                store's token learns nothing about which stores exist.
        """
        caller = self.lookup(_bearer(request))
        if caller is None:
            raise Problem(
                HTTPStatus.UNAUTHORIZED,
                "Send a token of this store in the header Authorization: Bearer; "
                "`dragoman token add` issues one.",
                headers={"WWW-Authenticate": "Bearer"},
            )
        if caller.store != store:
            raise Problem(HTTPStatus.FORBIDDEN, "The token belongs to another store.")
        if caller.role not in roles:
            raise Problem(
                HTTPStatus.FORBIDDEN, f"This needs a token of the role {' or '.join(sorted(roles))}."
            )
        return caller


def _bearer(request: Request) -> str:
    """Return the token as it was sent; empty when there is none."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""
