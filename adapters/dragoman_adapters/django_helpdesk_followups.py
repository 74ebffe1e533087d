"""django-helpdesk's follow-ups: how they are read, and how our text becomes one.

Fields and behaviour are those of version 2.6.1: ``helpdesk/serializers.py``, ``webhooks.py``, ``email.py``
and ``update_ticket.py`` of https://github.com/django-helpdesk/django-helpdesk
"""

import json
import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from marshmallow import fields

from dragoman.adapter import Malformed
from dragoman.domain import Author, Message, Visibility
from dragoman_adapters.reading import Number, Text, delivery, schema

# What the title of a mail's follow-up names, in whichever language the helpdesk speaks.
_ADDRESS = re.compile(r"[^\s<>@\"]{1,64}@[^\s<>@\"]{1,190}")
_TEMPLATE = re.compile(r"\{(?=[{%#])|(?<=%)\}|X(?=-HELPDESK-COMMENT-(?:END)?VERBATIM)")


@dataclass(frozen=True, slots=True)
class Followup:
    """One follow-up of a ticket.

    Attributes:
        id: The helpdesk's id of it.
        ticket: Id of its ticket.
        user: Id of the member of staff who wrote it; None for everyone else.
        title: What happened, in words.
        comment: What was written; empty where only something else changed.
        public: Whether the customer gets it.
        mailed: Whether it came as a mail.
        date: When it was stored, POSIX seconds.
    """

    id: str
    ticket: str
    user: str | None
    title: str
    comment: str
    public: bool
    mailed: bool
    date: float

    @property
    def sender(self) -> str | None:
        """The address that a mail came from."""
        found = _ADDRESS.search(self.title) if self.mailed else None
        return found.group().lower() if found else None

    def says(self, text: str) -> bool:
        """Return whether this is what ``as_comment(text)`` became: the API takes away outer white space."""
        return "".join(self.comment.split()) == "".join(text.split())


@dataclass(frozen=True, slots=True)
class People:
    """Who writes as what, where the helpdesk does not tell.

    Attributes:
        agents: Addresses ("rosa@shop.example") and domains ("@shop.example") of people who answer by mail:
            the helpdesk stores their mails like those of customers.
        form_user: Id of the user as whom a contact form opens tickets, if there is one.
    """

    agents: Collection[str] = ()
    form_user: str | None = None

    def author(self, followup: Followup) -> Author:
        """Return who wrote a follow-up. Our own are an agent's, too: we are known by their ids."""
        if followup.user is not None:
            return Author.SHOPPER if followup.user == self.form_user else Author.AGENT
        sender = followup.sender or ""
        known = sender in self.agents or sender[sender.find("@") :] in self.agents
        return Author.AGENT if sender and known else Author.SHOPPER


def message(followup: Followup, author: Author, submitter: str | None) -> Message:
    """Return a follow-up in our words.

    Args:
        followup: What was written.
        author: Who wrote it.
        submitter: The address that the ticket is answered to, where it is known.
    """
    writer = followup.user if author is Author.AGENT else None
    return Message(
        event_id=f"followup:{followup.id}",
        conversation=followup.ticket,
        message_id=followup.id,
        author=author,
        author_id=writer or followup.sender or submitter or f"ticket:{followup.ticket}",
        visibility=Visibility.PUBLIC if followup.public else Visibility.INTERNAL,
        text=followup.comment,
        written_at=followup.date,
    )


def read_delivery(body: bytes) -> tuple[Followup, str | None]:
    """Return the follow-up that a delivery is about, and the address that its ticket is answered to.

    A delivery carries the ticket with its whole history; a new ticket has its text in the first follow-up.

    Raises:
        Malformed: the body is not what the helpdesk sends.
    """
    with delivery():
        delivered = _DELIVERY.load(json.loads(body))
        ticket = _TICKET.load(delivered["ticket"])
        wanted = delivered["followup_id"]
        for content in ticket["followup_set"]:
            if wanted in {None, str(content.get("id"))}:
                return read_followup(content), ticket["submitter_email"]
    raise Malformed("the follow-up that it names is not in it")


def read_followup(content: Any) -> Followup:
    """Read a follow-up as the API and the webhooks give it.

    Raises:
        ValidationError: it is not as documented.
    """
    read = _FOLLOWUP.load(content)
    return Followup(
        id=read["id"],
        ticket=read["ticket"],
        user=read["user"],
        title=read["title"] or "",
        comment=read["comment"] or "",
        public=read["public"],
        mailed=bool(read["message_id"]),
        date=read["date"].timestamp(),
    )


def read_submitter(content: Any) -> str | None:
    """Return the address that a ticket is answered to.

    Raises:
        ValidationError: the ticket is not as documented.
    """
    return str(_SUBMITTER.load(content)["submitter_email"] or "") or None


def as_comment(text: str) -> str:
    """Return the text as a comment that is shown as it is.

    Comments are rendered as templates of Django, with the ticket at hand: ``{{ticket.submitter_email}}``,
    planted by a shopper, would be filled in, ``{# #}`` would vanish, and a lone ``%}`` or the helpdesk's own
    placeholder for one is an error of the server. So what opens or closes something is written as an
    expression that yields it.
    """
    return _TEMPLATE.sub(r'{{ "\g<0>" }}', text)


def _text() -> Text:
    return Text(load_default=None, allow_none=True)


_FOLLOWUP = schema(
    id=Number(),
    ticket=Number(),
    user=Number(load_default=None, allow_none=True),
    title=_text(),
    comment=_text(),
    public=fields.Boolean(required=True),
    message_id=_text(),
    date=fields.AwareDateTime(required=True),
)
_SUBMITTER = schema(submitter_email=_text())
# Only the follow-up that is news is looked at closely: the history may be long, and was read before.
_TICKET = schema(submitter_email=_text(), followup_set=fields.List(fields.Dict(), required=True))
_DELIVERY = schema(ticket=fields.Dict(required=True), followup_id=Number(load_default=None, allow_none=True))
