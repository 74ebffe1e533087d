"""Freshdesk's tickets and conversations, and the ids that its automation rules send us.

https://developers.freshdesk.com/api/#conversations

The first message of a ticket is its description, which has no id of its own.
"""

import html
import re
from collections.abc import Mapping, Sequence
from typing import Any

from marshmallow import fields

from dragoman.adapter import Request
from dragoman.domain import Author, Event, Message, Pointer, Visibility
from dragoman_adapters import reading
from dragoman_adapters.html_text import letters, text_of

EVENTS = ("ticket is created", "reply is sent by the requester", "note is added by an agent")

_OUTBOUND_MAIL = 10
"""Source of tickets that an agent opened by writing to the customer."""

_TAG = re.compile(r"<[^>]*>")


def read_delivery(request: Request) -> Sequence[Event]:
    """Return where to look: rules send ids only, because their texts are no safe JSON.

    Nothing in a delivery tells it from another about the same ticket, so that its time does. To look once too
    often does no harm, because messages are recognised by their ids.

    Raises:
        Malformed: the body is not the one of the set-up steps.
    """
    with reading.delivery():
        ticket = _DELIVERY.loads(request.body.decode())["ticket_id"]
    return [Pointer(f"ticket:{ticket}:at:{request.received_at:.3f}", ticket, request.received_at)]


def description_of(ticket: Mapping[str, Any]) -> Message:
    """Return the first message of a ticket."""
    return Message(
        event_id=f"ticket:{ticket['id']}:description",
        conversation=ticket["id"],
        message_id=f"ticket-{ticket['id']}",
        author=Author.AGENT if ticket["source"] == _OUTBOUND_MAIL else Author.SHOPPER,
        author_id=ticket["requester_id"],
        visibility=Visibility.PUBLIC,
        text=text_of(ticket["description"] or ""),
        written_at=ticket["created_at"],
    )


def message_of(conversation: Mapping[str, Any], ticket: str) -> Message:
    """Return a reply or a note."""
    by_person = Author.SHOPPER if conversation["incoming"] else Author.AGENT
    return Message(
        event_id=f"conversation:{conversation['id']}",
        conversation=ticket,
        message_id=conversation["id"],
        author=by_person if conversation["user_id"] else Author.BOT,
        author_id=conversation["user_id"] or "nobody",
        visibility=Visibility.INTERNAL if conversation["private"] else Visibility.PUBLIC,
        text=text_of(conversation["body"] or ""),
        written_at=conversation["created_at"],
    )


def says(conversation: Mapping[str, Any], text: str) -> bool:
    """Return whether a conversation is what a text became: white space may differ, a signature may follow."""
    body = conversation["body"] or ""
    seen = (text_of(body), html.unescape(_TAG.sub("", body)), conversation["body_text"] or "")
    sought = letters(text)
    return bool(sought) and any(letters(one).startswith(sought) for one in seen)


class _TicketSchema(reading.Lenient):
    id = reading.Number()
    description = reading.Text(load_default=None, allow_none=True)
    source = fields.Integer(load_default=None, allow_none=True)
    requester_id = reading.Number()
    created_at = reading.Moment()
    tags = fields.List(fields.String(), required=True)


class _ConversationSchema(reading.Lenient):
    id = reading.Number()
    body = reading.Text(load_default=None, allow_none=True)
    body_text = reading.Text(load_default=None, allow_none=True)
    incoming = fields.Boolean(required=True)
    private = fields.Boolean(required=True)
    user_id = reading.Number(load_default=None, allow_none=True)
    created_at = reading.Moment()


class _ListedSchema(reading.Lenient):
    id = reading.Number()
    created_at = reading.Moment()
    updated_at = reading.Moment()


_DELIVERY = reading.schema(ticket_id=reading.Number())
TICKET = _TicketSchema()
TICKETS = _ListedSchema(many=True)
CONVERSATIONS = _ConversationSchema(many=True)
POSTED = reading.schema(id=reading.Number())
AGENT = reading.schema(
    id=reading.Number(), contact=fields.Nested(reading.schema(name=reading.Text()), required=True)
)
