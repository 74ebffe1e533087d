"""The delivery of programs that speak our words: the built-in helpdesk, and whatever is connected as generic.

``{"type": "message.created", "data": {"message": {"id", "conversation", "author": {"id", "type", "locale"},
"visibility", "text", "created_at"}}}`` - types and visibilities are the values of ``Author`` and
``Visibility``; locale and created_at (POSIX seconds) may be missing.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from marshmallow import fields

from dragoman.adapter import Request
from dragoman.domain import Author, Event, Message, Visibility
from dragoman_adapters import reading

MESSAGE_CREATED = "message.created"


def read_delivery(request: Request) -> Sequence[Event]:
    """Return the message of a delivery; nothing for events of other types.

    Raises:
        Malformed: the body is not as above.
    """
    with reading.delivery():
        event = _EVENT.loads(request.body.decode())
        if event["type"] != MESSAGE_CREATED:
            return ()
        return (_message(_MESSAGE.load(event["data"].get("message", {}))),)


def _message(content: Mapping[str, Any]) -> Message:
    return Message(
        event_id=content["id"],
        conversation=content["conversation"],
        message_id=content["id"],
        author=content["author"]["type"],
        author_id=content["author"]["id"],
        visibility=content["visibility"],
        text=content["text"],
        written_at=content["created_at"],
        locale=content["author"]["locale"],
    )


class _EventSchema(reading.Lenient):
    type = fields.String(required=True)
    data = fields.Dict(load_default=dict)


class _AuthorSchema(reading.Lenient):
    id = reading.Word()
    type = fields.Enum(Author, by_value=True, required=True)
    locale = reading.Text(load_default=None, allow_none=True)


class _MessageSchema(reading.Lenient):
    id = reading.Word()
    conversation = reading.Word()
    author = fields.Nested(_AuthorSchema, required=True)
    visibility = fields.Enum(Visibility, by_value=True, required=True)
    text = reading.Text()
    created_at = fields.Float(load_default=None, allow_none=True)


_EVENT = _EventSchema()
_MESSAGE = _MessageSchema()
