"""What Zendesk's webhooks deliver, in our words.

A webhook is connected in one of Zendesk's two ways:

* subscribed to the events "Ticket created" and "Comment added to ticket";
* called by a trigger, with the body
  ``{"ticket_id": "{{ticket.id}}", "updated_at": "{{ticket.updated_at_with_timestamp}}"}``.

Both end in the same ids of messages, so that a shop that uses both gets nothing twice.

https://developer.zendesk.com/api-reference/webhooks/event-types/ticket-events/
"""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from marshmallow import EXCLUDE, Schema, ValidationError, fields, validate

from dragoman.adapter import Malformed, Request
from dragoman.domain import Author, Event, Message, Pointer, Visibility
from dragoman_adapters.zendesk_comments import event_id

_LONGEST_ID = 64


def read_delivery(request: Request) -> Sequence[Event]:
    """Return what a delivery says; nothing for events that we do not read.

    Raises:
        Malformed: the body is not what Zendesk documents.
    """
    try:
        body = json.loads(request.body)
        if isinstance(body, dict) and "type" in body:
            read = _READERS.get(str(body["type"]))
            return [read(body)] if read else []
        return [_triggered(body, request.headers.get("x-zendesk-webhook-invocation-id", ""))]
    except ValidationError as error:
        raise Malformed(f"not as documented: {', '.join(map(str, error.messages))}") from error
    except (ValueError, RecursionError) as error:
        raise Malformed("the body is not JSON") from error


def _created(body: Any) -> Pointer:
    """A new ticket: its first message has an id, but only the API tells it."""
    ticket = _CREATED.load(body)["detail"]
    return Pointer(f"ticket:{ticket['id']}:created", str(ticket["id"]), ticket["created_at"].timestamp())


def _commented(body: Any) -> Message:
    read = _COMMENTED.load(body)
    comment = read["event"]["comment"]
    return Message(
        event_id=event_id(str(comment["id"])),
        conversation=str(read["detail"]["id"]),
        message_id=str(comment["id"]),
        author=_author(**comment["author"]),
        author_id=comment["author"]["id"],
        visibility=Visibility.PUBLIC if comment["is_public"] else Visibility.INTERNAL,
        text=comment["body"],
        written_at=read["time"].timestamp(),
    )


def _triggered(body: Any, invocation: str) -> Pointer:
    """Our own body of a trigger.

    The time alone does not tell two comments of one second apart. To look once too often does no harm,
    because messages are recognised by their comments.
    """
    read = _TRIGGERED.load(body)
    ticket, updated_at = read["ticket_id"], read["updated_at"].timestamp()
    event = f"ticket:{ticket}:updated:{updated_at:.0f}:{invocation[:_LONGEST_ID]}"
    return Pointer(event, str(ticket), updated_at)


def _author(id: str, is_staff: bool) -> Author:  # noqa: A002 - the names of Zendesk's fields
    """People have numbers; Zendesk's own actors are "-1" or have names like "zd:answerBot"."""
    if not (id.isascii() and id.isdigit()):
        return Author.BOT
    return Author.AGENT if is_staff else Author.SHOPPER


_READERS: Mapping[str, Callable[[Any], Event]] = {
    "zen:event-type:ticket.created": _created,
    "zen:event-type:ticket.comment_added": _commented,
}
EVENTS = tuple(_READERS)


def _check_utf8(text: str) -> None:
    """JSON can spell half a character (a lone surrogate), which no database and no model takes."""
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise ValidationError("half a character") from error


class _Lenient(Schema):
    class Meta:
        unknown = EXCLUDE


class _Id(fields.Integer):
    """Ids come as texts in events and as numbers elsewhere; a number is safe in an address."""

    def __init__(self) -> None:
        super().__init__(required=True, validate=validate.Range(1, 1 << 63))


class _TicketSchema(_Lenient):
    id = _Id()
    created_at = fields.AwareDateTime(required=True)


class _AuthorSchema(_Lenient):
    id = fields.String(required=True, validate=[validate.Length(1, _LONGEST_ID), _check_utf8])
    is_staff = fields.Boolean(required=True)


class _CommentSchema(_Lenient):
    id = _Id()
    body = fields.String(required=True, validate=_check_utf8)
    is_public = fields.Boolean(required=True)
    author = fields.Nested(_AuthorSchema, required=True)


class _AddedSchema(_Lenient):
    comment = fields.Nested(_CommentSchema, required=True)


class _CreatedSchema(_Lenient):
    detail = fields.Nested(_TicketSchema, required=True)


class _CommentedSchema(_Lenient):
    detail = fields.Nested(_TicketSchema(only=["id"]), required=True)
    event = fields.Nested(_AddedSchema, required=True)
    time = fields.AwareDateTime(required=True)


class _TriggeredSchema(_Lenient):
    ticket_id = _Id()
    updated_at = fields.AwareDateTime(required=True)


_CREATED = _CreatedSchema()
_COMMENTED = _CommentedSchema()
_TRIGGERED = _TriggeredSchema()
