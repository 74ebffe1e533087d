"""A Zendesk account: its tickets, and what its webhooks say of them."""

import hmac
import html
import itertools
import json
import re
import threading
import time
from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from dragoman.sandbox.desks.faults import FaultScript

API_USER = 1001
AGENT = 1002
SHOPPER = 2001

USERS: dict[int, dict[str, Any]] = {
    API_USER: {"id": API_USER, "name": "Dragoman", "role": "admin", "locale": "en-US"},
    AGENT: {"id": AGENT, "name": "Rosa Agent", "role": "admin", "locale": "en-US"},
    SHOPPER: {"id": SHOPPER, "name": "Ana Souza", "role": "end-user", "locale": "pt-BR"},
}
EMAIL = "ana@example.com"

LARGEST_COMMENT = 65_535
"""Bytes of HTML."""

_PLACEHOLDER = re.compile(r"\{\{\s*ticket\.requester\.email\s*\}\}|\{%.*?%\}")
_FIRST_ID = 50_001


@dataclass(slots=True)
class Ticket:
    """A ticket and its comments, the oldest first.

    Attributes:
        id: Its number.
        changed_at: When it was created or changed last.
        external_id: What its creator calls it.
    """

    id: int
    changed_at: float
    tags: list[str] = field(default_factory=list)
    fields: dict[int, str] = field(default_factory=dict)
    comments: list[dict[str, Any]] = field(default_factory=list)
    closed: bool = False
    deleted: bool = False
    external_id: str | None = None


class ZendeskAccount:
    """The account, in memory; thread-safe where requests change it.

    Args:
        clock: The time in POSIX seconds.
    """

    client_id = "dragoman"
    client_secret = "a-client-secret"  # noqa: S105 - of an account that is made up
    email = "bot@shop.example"
    api_token = "an-api-token"  # noqa: S105

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self.clock = clock
        self.script = FaultScript()
        self.lock = threading.RLock()
        self.tickets: dict[int, Ticket] = {}
        self.users = {number: dict(user) for number, user in USERS.items()}
        self.tokens: set[str] = set()
        self.tokens_given = 0
        self.refresh_token = "a-refresh-token"  # noqa: S105
        self.user = API_USER
        self.honours_sort = True
        self.on_api_comment: Callable[[Ticket, dict[str, Any]], None] = lambda _ticket, _comment: None
        self._ids = itertools.count(_FIRST_ID)

    def open_ticket(self, number: int, text: str, author: int = SHOPPER) -> Ticket:
        """Open a ticket with its first comment, in plain text."""
        ticket = self.ticket(number)
        self.comment(ticket, html.escape(text), author=author)
        return ticket

    def ticket(self, number: int) -> Ticket:
        """Return a ticket, a new one if there is none with this number."""
        with self.lock:
            return self.tickets.setdefault(number, Ticket(number, self.clock(), tags=["vip"]))

    def comment(
        self, ticket: Ticket, html_body: str, *, author: int, public: bool = True, channel: str = "web"
    ) -> dict[str, Any]:
        """Add a comment and return it; placeholders are rendered, and white space is rearranged."""
        with self.lock:
            rendered = _PLACEHOLDER.sub(EMAIL, html_body)
            plain = html.unescape(re.sub(r"<[^>]*>", "", rendered.replace("<br>", "\n")))
            plain = re.sub(r"[ \t]*\n[ \t]*", "\n", plain).replace("  ", " \u00a0").strip()
            number = next(self._ids)
            comment = {
                "id": number,
                "type": "Comment",
                "author_id": author,
                "body": plain,
                "html_body": f'<div class="zd-comment" dir="auto">\n{rendered}\n</div>',
                "plain_body": plain,
                "public": public,
                "audit_id": number + 1_000_000,
                "attachments": [],
                "via": {"channel": channel, "source": {"from": {}, "to": {}, "rel": None}},
                "metadata": {"system": {}, "custom": {}},
                "created_at": as_iso(self.clock()),
            }
            ticket.comments.append(comment)
            ticket.changed_at = self.clock()
        return comment

    def signed_in(self, authorization: str) -> bool:
        """Return whether a header ``Authorization`` lets in."""
        basic = b64encode(f"{self.email}/token:{self.api_token}".encode()).decode()
        scheme, _, credential = authorization.partition(" ")
        return (scheme == "Bearer" and credential in self.tokens) or (
            scheme == "Basic" and credential == basic
        )


def comment_added(account: ZendeskAccount, ticket: Ticket, comment: dict[str, Any]) -> bytes:
    """Return what a webhook that is subscribed to "Comment added to ticket" delivers."""
    user = account.users.get(comment["author_id"], {})
    return json.dumps(
        {
            "account_id": 10_000_001,
            "id": f"01JQMQH83YNAKWSWJ8{comment['id']:08d}",
            "subject": f"zen:ticket:{ticket.id}",
            "time": comment["created_at"].replace("Z", ".123456789Z"),
            "type": "zen:event-type:ticket.comment_added",
            "zendesk_event_version": "2022-11-06",
            "detail": {"id": str(ticket.id), "actor_id": str(comment["author_id"]), "tags": ticket.tags},
            "event": {
                "comment": {
                    "id": str(comment["id"]),
                    "body": comment["body"],
                    "is_public": comment["public"],
                    "author": {
                        "id": str(comment["author_id"]),
                        "is_staff": user.get("role") != "end-user",
                        "name": user.get("name", ""),
                    },
                }
            },
        }
    ).encode()


def signature(body: bytes, secret: str, at: float) -> dict[str, str]:
    """Return the headers, in lower case, that prove a delivery."""
    timestamp = as_iso(at)
    digest = hmac.digest(secret.encode(), timestamp.encode() + body, "sha256")
    return {
        "x-zendesk-webhook-signature": b64encode(digest).decode(),
        "x-zendesk-webhook-signature-timestamp": timestamp,
    }


def as_iso(moment: float) -> str:
    """Return a time as Zendesk writes it."""
    return datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
