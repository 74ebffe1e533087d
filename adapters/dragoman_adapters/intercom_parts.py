"""Intercom's conversations: their source, which is the first message, and their parts, the later ones.

https://developers.intercom.com/docs/references/webhooks/webhook-models (deliveries)
https://developers.intercom.com/docs/references/rest-api/api.intercom.io/conversations (requests)
"""

import html
import re
from collections.abc import Mapping, Sequence
from typing import Any

from marshmallow import fields, post_load

from dragoman.adapter import Request
from dragoman.domain import Author, Event, Message, Visibility
from dragoman_adapters import reading
from dragoman_adapters.html_text import letters, text_of

_CREATED = "conversation.user.created"
EVENTS = (
    _CREATED,
    "conversation.user.replied",
    "conversation.admin.noted",
    "conversation.admin.replied",
)

COMMENT, NOTE = "comment", "note"
_AUTHORS: Mapping[str | None, Author] = {
    "user": Author.SHOPPER,
    "lead": Author.SHOPPER,
    "contact": Author.SHOPPER,
    "admin": Author.AGENT,
}

# Parts that say what was done to a conversation may say something besides. What an agent says in closing it
# is seen by the shopper, what they say in assigning it is not.
_SAID_TO_THE_SHOPPER = frozenset({COMMENT, "quick_reply", "close", "open"})

_LATE = 600.0
"""Seconds that a delivery may be younger than its message; older parts in it are history."""

_TAG = re.compile(r"<[^>]*>")
_MARKED_UP = re.compile(r"\s*<(p|div|h[1-6]|ul|ol|pre|table|blockquote|img|br|b|i|a)\b.*>\s*", re.DOTALL)


def read_delivery(request: Request, own: str) -> Sequence[Event]:
    """Return the messages of a delivery; nothing for other topics, and for what we wrote.

    A message is known by its own id, not by the notification's: polls find it, too.

    Raises:
        Malformed: the body is not what Intercom documents.
    """
    with reading.delivery():
        body = request.body.decode()
        if _TOPIC.loads(body)["topic"] not in EVENTS:
            return ()
        read = _DELIVERY.loads(body)
    written = messages_of(read["data"]["item"], own, marked_up=False)
    noticed = read["created_at"]
    recent = [one for one in written if noticed is None or (one.written_at or noticed) >= noticed - _LATE]
    first = read["topic"] == _CREATED
    return [one for one in recent if first or one.message_id != _source_id(one.conversation)]


def messages_of(conversation: Mapping[str, Any], own: str, *, marked_up: bool) -> list[Message]:
    """Return what people and programs said in a conversation, oldest first; not what we did.

    Args:
        conversation: As Intercom gives it.
        own: Id of the teammate that we write as.
        marked_up: Whether texts are HTML. Where it is not known, as in deliveries, which are HTML up to API
            version 2.14 and plain from 2.15, it is told by the tags around them.
    """
    first = _first(conversation, marked_up)
    later = [
        _later(conversation, part, marked_up) for part in in_order(parts_of(conversation)) if _says(part)
    ]
    return [one for one in (first, *later) if one is not None and one.author_id != own]


def parts_of(conversation: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    """Return the parts of a conversation that was read whole."""
    read: Sequence[Mapping[str, Any]] = conversation["conversation_parts"]["conversation_parts"]
    return read


def in_order(parts: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Return parts, the oldest first."""
    return sorted(parts, key=lambda part: (part["created_at"], int(part["id"])))


def is_by(part: Mapping[str, Any], own: str, kind: str, text: str) -> bool:
    """Return whether a part is what a text of ours became: white space and tags may differ."""
    body = part["body"] or ""
    ours = part["author"] == (Author.AGENT, own) and part["part_type"] == kind
    seen = (body, text_of(body), html.unescape(_TAG.sub("", body)))
    return ours and letters(text) in map(letters, seen)


def _source_id(conversation: str) -> str:
    return f"source-{conversation}"


def _first(conversation: Mapping[str, Any], marked_up: bool) -> Message | None:
    """Return the first message, whose own id Intercom leaves out at times."""
    source = conversation["source"]
    if source is None or source["redacted"]:
        return None
    author, author_id = source["author"]
    return Message(
        event_id=f"conversation:{conversation['id']}:source",
        conversation=conversation["id"],
        message_id=_source_id(conversation["id"]),
        author=author,
        author_id=author_id,
        visibility=Visibility.PUBLIC,
        text=_text(source["body"], marked_up),
        written_at=conversation["created_at"],
    )


def _says(part: Mapping[str, Any]) -> bool:
    return not part["redacted"] and (bool(part["body"]) or part["part_type"] in {COMMENT, NOTE})


def _later(conversation: Mapping[str, Any], part: Mapping[str, Any], marked_up: bool) -> Message:
    author, author_id = part["author"]
    kind = part["part_type"]
    seen = kind in _SAID_TO_THE_SHOPPER or (author is Author.SHOPPER and kind != NOTE)
    return Message(
        event_id=f"part:{part['id']}",
        conversation=conversation["id"],
        message_id=part["id"],
        author=author,
        author_id=author_id,
        visibility=Visibility.PUBLIC if seen else Visibility.INTERNAL,
        text=_text(part["body"], marked_up),
        written_at=part["created_at"],
    )


def _text(body: str | None, marked_up: bool) -> str:
    if body and (marked_up or _MARKED_UP.fullmatch(body)):
        return text_of(body)
    return body or ""


class _WriterSchema(reading.Lenient):
    """Who wrote something; comes out as (author, id)."""

    type = reading.Text(load_default=None, allow_none=True)
    id = reading.Text(load_default=None, allow_none=True)
    from_ai_agent = fields.Boolean(load_default=False, allow_none=True)

    @post_load
    def who(self, read: dict[str, Any], **_: Any) -> tuple[Author, str]:
        """Tell people from programs, of which some write in an admin's name."""
        author = Author.BOT if read["from_ai_agent"] else _AUTHORS.get(read["type"], Author.BOT)
        return author, read["id"] or "nobody"


class _SaidSchema(reading.Lenient):
    body = reading.Text(load_default=None, allow_none=True)
    author = fields.Nested(_WriterSchema, required=True)
    redacted = fields.Boolean(load_default=False)


class _PartSchema(_SaidSchema):
    id = reading.Number()
    part_type = reading.Text()
    created_at = reading.Moment()


_PARTS = fields.Nested(
    reading.schema(conversation_parts=fields.List(fields.Nested(_PartSchema), required=True)), required=True
)


class _ConversationSchema(reading.Lenient):
    id = reading.Number()
    created_at = reading.Moment()
    source = fields.Nested(_SaidSchema, required=True, allow_none=True)
    conversation_parts = _PARTS


class _ListedSchema(reading.Lenient):
    id = reading.Number()
    updated_at = reading.Moment()


_TOPIC = reading.schema(topic=reading.Text())
_DELIVERY = reading.schema(
    topic=reading.Text(),
    created_at=reading.Moment(load_default=None, allow_none=True),
    data=fields.Nested(reading.schema(item=fields.Nested(_ConversationSchema, required=True)), required=True),
)
CONVERSATION = _ConversationSchema()
TAG = reading.schema(id=reading.Word())
ADMIN = reading.schema(id=reading.Text(), name=reading.Text())
FOUND = reading.schema(
    conversations=fields.List(fields.Nested(_ListedSchema), required=True),
    pages=fields.Nested(
        reading.schema(
            next=fields.Nested(
                reading.schema(starting_after=reading.Text(load_default=None, allow_none=True)),
                load_default=None,
                allow_none=True,
            )
        ),
        required=True,
        allow_none=True,
    ),
)
