"""Chatwoot's messages: as webhooks and as the API give them, and how our text becomes one.

https://github.com/chatwoot/chatwoot/blob/v4.15.1/app/models/message.rb (``webhook_data``)
"""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from marshmallow import fields, pre_load

from dragoman.adapter import Request
from dragoman.domain import Author, Event, Message, Visibility
from dragoman_adapters import reading

EVENTS = ("message_created",)
ATTRIBUTE = "dragoman"
"""Key of what we attach to messages of ours."""

# Webhooks spell out what the API numbers. Activities ("Rosa was assigned") are no messages.
_INCOMING, _OUTGOING, _TEMPLATE = "incoming", "outgoing", "template"
_TYPES: Mapping[Any, str] = {0: _INCOMING, 1: _OUTGOING, 3: _TEMPLATE}
_AGENTS = frozenset({"user", "User"})
_LIQUID_OPENS = re.compile(r"\{(?=[{%])")


def read_delivery(request: Request) -> Sequence[Event]:
    """Return the message of a delivery; nothing for other events, and for what we wrote.

    Raises:
        Malformed: the body is not what Chatwoot documents.
    """
    with reading.delivery():
        body = json.loads(request.body)
        if _DELIVERY.load(body)["event"] not in EVENTS:
            return ()
        read = _DELIVERED.load(body)
        message = message_of(read, read["conversation"])
        return () if message is None else (message,)


def message_of(read: Mapping[str, Any], conversation: Mapping[str, Any]) -> Message | None:
    """Return a message in our words; None for what we wrote and what nobody did."""
    kind = read["message_type"]
    ours = kind == _OUTGOING and read["key"] is not None
    if ours or kind not in {_INCOMING, _OUTGOING, _TEMPLATE}:
        return None
    author = _author(kind, read["sender_type"])
    browser = reading.locale(conversation["additional_attributes"].get("browser_language"))
    return Message(
        event_id=f"message:{read['id']}",
        conversation=conversation["id"],
        message_id=read["id"],
        author=author,
        author_id=read["sender_id"] or "nobody",
        visibility=Visibility.INTERNAL if read["private"] else Visibility.PUBLIC,
        text=read["content"] or "",
        written_at=read["created_at"],
        locale=browser if author is Author.SHOPPER else None,
    )


def _author(kind: str, sender: str | None) -> Author:
    """Contacts have no type in webhooks, so that what is incoming is theirs, and only then."""
    if kind == _INCOMING:
        return Author.SHOPPER
    return Author.AGENT if kind == _OUTGOING and sender in _AGENTS else Author.BOT


def without_liquid(text: str) -> str:
    """Return the text with nothing in it that Chatwoot would render.

    It renders every outgoing message, notes too, as a Liquid template: ``{{contact.email}}`` in a shopper's
    text would be filled in. A zero-width space after the brace shows nothing and keeps it a text;
    Markdown has no other way to take the two characters apart that all of Chatwoot's channels know.
    """
    return _LIQUID_OPENS.sub("{\u200b", text)


class _MessageSchema(reading.Lenient):
    """One message; its sender and our key are lifted out of their objects."""

    id = reading.Number()
    content = reading.Text(load_default=None, allow_none=True)
    message_type = reading.Text()
    private = fields.Boolean(load_default=False)
    sender_id = reading.Number(load_default=None, allow_none=True)
    sender_type = reading.Text(load_default=None, allow_none=True)
    key = reading.Text(load_default=None, allow_none=True)

    @pre_load
    def lift(self, read: Any, **_: Any) -> Any:
        """Bring the two forms into one."""
        if not isinstance(read, dict):
            return read
        sender = read["sender"] if isinstance(read.get("sender"), dict) else {}
        kind = read.get("message_type")
        attributes = read.get("content_attributes")
        ours = attributes.get(ATTRIBUTE) if isinstance(attributes, dict) else None
        return {
            **read,
            "message_type": _TYPES.get(kind, "other") if isinstance(kind, int) else kind,
            "sender_id": sender.get("id", read.get("sender_id")),
            "sender_type": read.get("sender_type") or sender.get("type"),
            "key": ours.get("key") if isinstance(ours, dict) else None,
        }


class _ConversationSchema(reading.Lenient):
    id = reading.Number()
    additional_attributes = fields.Dict(load_default=dict)


class _DeliveredSchema(_MessageSchema):
    created_at = reading.Moment(load_default=None, allow_none=True)
    conversation = fields.Nested(_ConversationSchema, required=True)


class _ListedSchema(_MessageSchema):
    created_at = reading.Moment()


class _ListedConversationSchema(_ConversationSchema):
    last_activity_at = reading.Moment()


_DELIVERY = reading.schema(event=reading.Text())
_DELIVERED = _DeliveredSchema()
POSTED = reading.schema(id=reading.Number())
MESSAGES = reading.schema(payload=fields.List(fields.Nested(_ListedSchema), required=True))
CONVERSATION = reading.schema(
    labels=fields.List(fields.String(), required=True), custom_attributes=fields.Dict(required=True)
)
CONVERSATIONS = reading.schema(
    data=fields.Nested(
        reading.schema(payload=fields.List(fields.Nested(_ListedConversationSchema), required=True)),
        required=True,
    )
)
CONTACTS = reading.schema(
    payload=fields.List(
        fields.Nested(
            reading.schema(
                id=reading.Number(),
                identifier=reading.Text(load_default=None, allow_none=True),
                contact_inboxes=fields.List(
                    fields.Nested(
                        reading.schema(
                            source_id=reading.Text(),
                            inbox=fields.Nested(reading.schema(id=reading.Number()), required=True),
                        )
                    ),
                    load_default=list,
                ),
            )
        ),
        required=True,
    )
)
OPENED = reading.schema(
    payload=fields.List(
        fields.Nested(reading.schema(id=reading.Number(), inbox_id=reading.Number())), required=True
    )
)
PROFILE = reading.schema(
    id=reading.Number(),
    name=reading.Text(),
    accounts=fields.List(fields.Nested(reading.schema(id=reading.Number())), required=True),
)
