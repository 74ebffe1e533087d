"""Zendesk's comments: how our text becomes one, and how theirs are read.

https://developer.zendesk.com/api-reference/ticketing/tickets/ticket_comments/
"""

import html
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from dragoman.domain import Author, Message, Visibility
from dragoman_adapters.html_text import letters

_ROLES: Mapping[str, Author] = {
    "end-user": Author.SHOPPER,
    "agent": Author.AGENT,
    "admin": Author.AGENT,
}
_AUTOMATIC_CHANNELS = frozenset({"rule", "system"})
_TAG = re.compile(r"<[^>]*>")


@dataclass(frozen=True, slots=True)
class Comment:
    """One comment of a ticket.

    Attributes:
        id: Zendesk's id of it.
        author: Who wrote it; business rules, merges and unknown users count as bots.
        author_id: Zendesk's id of the user.
        locale: The language of the user's profile.
        visibility: Whether the requester can read it.
        body: The text as Zendesk gives it in events, too.
        html_body: The same as HTML.
        plain_body: The same without any markup.
        created_at: When Zendesk stored it.
    """

    id: str
    author: Author
    author_id: str
    locale: str | None
    visibility: Visibility
    body: str
    html_body: str
    plain_body: str
    created_at: float

    def message(self, ticket: str) -> Message:
        """Return the comment in our words."""
        return Message(
            event_id=event_id(self.id),
            conversation=ticket,
            message_id=self.id,
            author=self.author,
            author_id=self.author_id,
            visibility=self.visibility,
            text=self.body,
            written_at=self.created_at,
            locale=self.locale,
        )

    def says(self, text: str) -> bool:
        """Return whether this is the comment that ``html_of(text)`` became.

        Zendesk rearranges white space and derives the bodies from one another in ways that it does not
        document, so one that agrees but for white space is enough.
        """
        seen = (self.body, self.plain_body, html.unescape(_TAG.sub("", self.html_body)))
        return letters(text) in map(letters, seen)


def event_id(comment: str) -> str:
    """Return what makes a comment recognisable, whichever way it reaches us."""
    return f"comment:{comment}"


def read_comments(comments: Iterable[Mapping[str, Any]], users: Iterable[Mapping[str, Any]]) -> list[Comment]:
    """Read the comments of an answer and the users that come with it (``include=users``).

    Raises:
        KeyError, TypeError, ValueError: the answer is not as documented.
    """
    known = {user["id"]: user for user in users}
    return [_read(comment, known.get(comment["author_id"], {})) for comment in comments]


def _read(comment: Mapping[str, Any], user: Mapping[str, Any]) -> Comment:
    via = comment.get("via") or {}
    automatic = via.get("channel") in _AUTOMATIC_CHANNELS
    return Comment(
        id=str(int(comment["id"])),
        author=Author.BOT if automatic else _ROLES.get(str(user.get("role")), Author.BOT),
        author_id=str(comment["author_id"]),
        locale=user.get("locale"),
        visibility=Visibility.PUBLIC if comment["public"] else Visibility.INTERNAL,
        body=str(comment["body"]),
        html_body=str(comment.get("html_body", "")),
        plain_body=str(comment.get("plain_body", "")),
        created_at=posix(comment["created_at"]),
    )


def posix(moment: str) -> float:
    """Return an ISO 8601 time as POSIX seconds.

    Raises:
        TypeError, ValueError: it is none, or has no time zone.
    """
    read = datetime.fromisoformat(moment)
    if read.tzinfo is None:
        raise ValueError("a time without a time zone")
    return read.timestamp()
