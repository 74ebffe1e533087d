"""The conversations of the demo's page, held at a Zendesk account that runs here.

What the shopper and the agent write on the page becomes comments, whose webhooks are Zendesk's; what is
written by Zendesk's API appears on the page.
"""

import html
import threading
from collections.abc import Sequence
from typing import Any

from babel import Locale

from dragoman.domain import Author, Visibility
from dragoman.sandbox.desk import DeskConversation, DeskMessage, SandboxDesk
from dragoman.sandbox.desks.zendesk import (
    AGENT,
    Ticket,
    ZendeskAccount,
    comment_added,
    signature,
)

_COMMENT = "zendesk_comment"
_FIRST_SHOPPER = 3001


class ZendeskPlayed:
    """Mirrors a built-in helpdesk into a Zendesk account and back, and speaks its webhooks.

    Args:
        desk: The built-in helpdesk.
        account: The account.
        secret: What its webhook signs with.
    """

    def __init__(self, desk: SandboxDesk, account: ZendeskAccount, secret: str) -> None:
        self._desk = desk
        self._account = account
        self._secret = secret
        self._lock = threading.Lock()
        self._conversations: dict[int, str] = {}
        self._shoppers: dict[str, int] = {}
        self._comments: dict[str, dict[str, Any]] = {}
        account.on_api_comment = self._appears

    def conversation(self, conversation: str) -> str:
        """Return what Dragoman calls a conversation of the page."""
        return str(int(conversation, 16))

    def event(self, message: str) -> str:
        """Return what Dragoman calls the arrival of a message of the page."""
        return f"comment:{self._comments[message]['id']}"

    def body(self, conversation: DeskConversation, message: DeskMessage) -> bytes:
        """Return what Zendesk delivers of a message; one of a person becomes a comment by that."""
        ticket = self._ticket(conversation)
        with self._lock:
            comment = self._comments.get(message.metadata.get(_COMMENT, message.id))
        if comment is None:
            author = AGENT if message.author.type is Author.AGENT else self._shopper(conversation)
            written = html.escape(message.text).replace("\n", "<br>")
            public = message.visibility is Visibility.PUBLIC
            comment = self._account.comment(ticket, written, author=author, public=public)
            with self._lock:
                self._comments[message.id] = comment
        return comment_added(self._account, ticket, comment)

    def headers(self, message: str, at: float, body: bytes) -> dict[str, str]:  # noqa: ARG002
        """Return the headers of an attempt to deliver."""
        return signature(body, self._secret, at)

    def _ticket(self, conversation: DeskConversation) -> Ticket:
        number = int(conversation.id, 16)
        with self._lock:
            self._conversations[number] = conversation.id
        return self._account.ticket(number)

    def _shopper(self, conversation: DeskConversation) -> int:
        """Return the number of the conversation's shopper, who gets one with their first message."""
        shopper = conversation.shopper
        with self._lock:
            number = self._shoppers.setdefault(shopper.id, _FIRST_SHOPPER + len(self._shoppers))
        self._account.users[number] = {
            "id": number,
            "name": shopper.name,
            "role": "end-user",
            "locale": shopper.locale,
        }
        return number

    def _appears(self, ticket: Ticket, comment: dict[str, Any]) -> None:
        """Show on the page what came by the API."""
        key = f"comment-{comment['id']}"
        with self._lock:
            self._comments[key] = comment
            conversation = self._conversations[ticket.id]
        self._desk.post(
            conversation,
            Author.BOT,
            comment["plain_body"],
            visibility=Visibility.PUBLIC if comment["public"] else Visibility.INTERNAL,
            metadata={_COMMENT: key},
            language=_language(ticket.tags),
        )


def _language(tags: Sequence[str]) -> str | None:
    """Return the language that a ticket was tagged with last, for example ``lang_pt_br``."""
    tagged = [tag.removeprefix("lang_") for tag in tags if tag.startswith("lang_")]
    return str(Locale.parse(tagged[-1])).replace("_", "-") if tagged else None
