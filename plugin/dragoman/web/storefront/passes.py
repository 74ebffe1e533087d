"""What a shopper's browser shows to go on with its conversation.

The shop proves which shop and which customer a request is of, and nothing of its body; most shoppers are
not logged in. So every conversation has a name that nobody can guess, signed by us, and a pass of a
customer is good for that customer alone.
"""

import hmac
import re
import secrets
from collections.abc import Callable

from dragoman.storefront import Visitor

_PASS = re.compile(r"([0-9a-f]{32})\.([0-9a-f]{32})")


class Passes:
    """Makes and reads passes. Nothing is stored for them, and new encryption keys leave them good.

    Args:
        fingerprint: A keyed hash of 32 characters: of the store, and of further parts.
    """

    def __init__(self, fingerprint: Callable[..., str]) -> None:
        self._fingerprint = fingerprint

    def issue(self, store: str, connection: str, visitor: Visitor) -> str:
        """Return a pass for a new conversation."""
        conversation = secrets.token_hex(16)
        return f"{conversation}.{self._signature(store, connection, visitor, conversation)}"

    def conversation(self, shown: str, store: str, connection: str, visitor: Visitor) -> str | None:
        """Return the conversation that a pass is for; None for one that is not ours or not this visitor's."""
        parts = _PASS.fullmatch(shown)
        if parts is None:
            return None
        signature = self._signature(store, connection, visitor, parts[1])
        return parts[1] if hmac.compare_digest(signature, parts[2]) else None

    def _signature(self, store: str, connection: str, visitor: Visitor, conversation: str) -> str:
        return self._fingerprint(store, "storefront", connection, visitor.customer or "", conversation)
