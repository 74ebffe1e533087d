"""Gorgias' messages, the ids that its HTTP integration sends us, and what a reply to a message looks like.

https://developers.gorgias.com/reference/the-ticketmessage-object
"""

from collections.abc import Mapping, Sequence
from typing import Any

from marshmallow import fields

from dragoman.adapter import Refused, Request
from dragoman.domain import Author, Event, Message, Outgoing, Pointer, Visibility
from dragoman_adapters import reading
from dragoman_adapters.html_text import html_of, letters, text_of

EVENTS = ("ticket-message-created",)

NOTE = "internal-note"
_PREFIX = "dragoman-"
_BY_PROGRAM = frozenset({"api", "rule"})


def read_delivery(request: Request) -> Sequence[Event]:
    """Return where to look: the integration sends ids only, because what templates make of texts is not told.

    Raises:
        Malformed: the body is not the one of the set-up steps.
    """
    with reading.delivery():
        read = _DELIVERY.loads(request.body.decode())
    event = f"ticket:{read['ticket_id']}:message:{read['message_id']}"
    return [Pointer(event, read["ticket_id"], request.received_at)]


def message_of(read: Mapping[str, Any]) -> Message | None:
    """Return a message in our words; None for what we wrote."""
    if is_ours(read):
        return None
    return Message(
        event_id=f"message:{read['id']}",
        conversation=read["ticket_id"],
        message_id=read["id"],
        author=_author(read),
        author_id=read["sender"]["id"] if read["sender"] else "nobody",
        visibility=Visibility.INTERNAL if read["channel"] == NOTE else Visibility.PUBLIC,
        text=_text(read),
        written_at=read["created_datetime"],
        automatic=_automatic(read["headers"] or {}),
    )


def is_ours(read: Mapping[str, Any]) -> bool:
    """Return whether a message carries a key of ours; shoppers cannot give one."""
    return bool(read["from_agent"]) and str(read["external_id"] or "").startswith(_PREFIX)


def external_id(message: Outgoing) -> str:
    """Return what our message is known by at Gorgias."""
    return f"{_PREFIX}{message.key}"


def says(read: Mapping[str, Any], message: Outgoing) -> bool:
    """Return whether this may be our message with its key gone: an API's, with our text, as visible."""
    note = message.visibility is Visibility.INTERNAL
    by_api = read["from_agent"] and read["via"] == "api" and read["external_id"] is None
    same_eyes = (read["channel"] == NOTE) is note
    return by_api and same_eyes and letters(_text(read)) == letters(message.text)


def written(message: Outgoing, agent: str) -> dict[str, Any]:
    """Return what a note and a reply have in common."""
    return {
        "via": "api",
        "from_agent": True,
        "sender": {"id": int(agent)},
        "body_text": message.text,
        "body_html": html_of(message.text),
        "external_id": external_id(message),
    }


def addressed(ticket: str, messages: Sequence[Mapping[str, Any]], channels: frozenset[str]) -> dict[str, Any]:
    """Return the keys that bring a reply to the shopper by the channel that they wrote by.

    Without ``sent_datetime``: with it, Gorgias takes a message for sent and does not send it.

    Args:
        ticket: Id of the ticket, for the error.
        messages: Those of the ticket, the oldest first.
        channels: Those that the owner lets us answer by.

    Raises:
        Refused: they cannot be reached so.
    """
    theirs = [one for one in messages if not one["from_agent"] and one["channel"] != NOTE]
    if not theirs:
        raise Refused(f"ticket {ticket} has nothing of its shopper's to answer: reply in Gorgias")
    last = theirs[-1]
    if last["channel"] not in channels:
        raise Refused(
            f"the shopper wrote by {last['channel']}, which is not answered from outside: reply in Gorgias, "
            "or try it out and add it to the connection's channels"
        )
    source, sender = last["source"], last["sender"]
    if not (source and sender and source["from_"] and source["to"]):
        raise Refused(f"ticket {ticket} does not say where its shopper can be reached: reply in Gorgias")
    return {
        "channel": last["channel"],
        "receiver": {"id": int(sender["id"])},
        "source": {
            "type": source["type"],
            "from": {"address": source["to"][0]["address"]},
            "to": [{"address": source["from_"]["address"]}],
        },
        "subject": last["subject"] or "",
    }


def _author(read: Mapping[str, Any]) -> Author:
    if not read["from_agent"]:
        return Author.SHOPPER
    by_program = read["via"] in _BY_PROGRAM or read["rule_id"] is not None
    return Author.BOT if by_program else Author.AGENT


def _text(read: Mapping[str, Any]) -> str:
    """Without what is quoted, where Gorgias has taken that off; notes have nothing to take off."""
    for plain, rich in (("stripped_text", "stripped_html"), ("body_text", "body_html")):
        if read[plain]:
            return str(read[plain])
        if read[rich]:
            return text_of(read[rich])
    return ""


def _automatic(headers: Mapping[str, Any]) -> bool:
    """Return whether a program wrote a mail (RFC 3834)."""
    said = [str(value) for name, value in headers.items() if name.lower() == "auto-submitted"]
    return any(value.strip().lower() != "no" for value in said)


class _PersonSchema(reading.Lenient):
    id = reading.Number()


class _AddressSchema(reading.Lenient):
    address = reading.Text()


class _SourceSchema(reading.Lenient):
    type = reading.Text()
    from_ = fields.Nested(_AddressSchema, data_key="from", load_default=None, allow_none=True)
    to = fields.List(fields.Nested(_AddressSchema), load_default=list, allow_none=True)


class _MessageSchema(reading.Lenient):
    id = reading.Number()
    ticket_id = reading.Number()
    channel = reading.Text()
    via = reading.Text(load_default=None, allow_none=True)
    from_agent = fields.Boolean(required=True)
    rule_id = fields.Raw(load_default=None, allow_none=True)
    sender = fields.Nested(_PersonSchema, load_default=None, allow_none=True)
    source = fields.Nested(_SourceSchema, load_default=None, allow_none=True)
    subject = reading.Text(load_default=None, allow_none=True)
    body_text = reading.Text(load_default=None, allow_none=True)
    body_html = reading.Text(load_default=None, allow_none=True)
    stripped_text = reading.Text(load_default=None, allow_none=True)
    stripped_html = reading.Text(load_default=None, allow_none=True)
    external_id = reading.Text(load_default=None, allow_none=True)
    headers = fields.Dict(load_default=None, allow_none=True)
    created_datetime = reading.Moment()


_DELIVERY = reading.schema(ticket_id=reading.Number(), message_id=reading.Number())
POSTED = reading.schema(id=reading.Number())
USER = reading.schema(id=reading.Number(), email=reading.Text())
PAGE_OF_MESSAGES = reading.schema(
    data=fields.List(fields.Nested(_MessageSchema), required=True),
    meta=fields.Nested(
        reading.schema(next_cursor=reading.Text(load_default=None, allow_none=True)), required=True
    ),
)
