"""Front's webhooks, its messages and its comments, in our words.

Webhooks and lists of events only say which message or comment to look at: what they carry of it besides may
be a preview.

https://dev.frontapp.com/docs/application-webhooks (deliveries)
https://dev.frontapp.com/reference/messages-1, https://dev.frontapp.com/reference/comments (what they tell of)
"""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import parse_qs, urlsplit

from marshmallow import fields, validate

from dragoman.adapter import Request
from dragoman.domain import Author, Event, Message, Pointer, Visibility
from dragoman_adapters import reading
from dragoman_adapters.html_text import letters, text_of

EVENTS = ("inbound_received", "outbound_sent", "new_comment_added")

MESSAGE, COMMENT = "message", "comment"
_SYNC = "sync"
_TOLD = "told"
_LIST_OF = {MESSAGE: "messages", COMMENT: "comments"}

# Teammates among each other: nobody outside wrote or reads it.
AMONG_US = frozenset({"internal"})

_MARKED_UP = re.compile(r"</?[a-z][^>]*>", re.IGNORECASE)
_ID = validate.Regexp(r"[a-z]{2,8}_[0-9A-Za-z]{1,60}\Z")


def read_delivery(request: Request) -> Sequence[Event]:
    """Return which message or comment to look at; nothing for what tells of neither.

    How Front names its events is not what counts: what they are about does.

    Raises:
        Malformed: the body is not what Front documents.
    """
    with reading.delivery():
        body = json.loads(request.body)
        if _DELIVERY.load(body)["type"] == _SYNC:
            return []
        pointer = pointer_of(_DELIVERED.load(body)["payload"])
    return [] if pointer is None else [pointer]


def is_handshake(request: Request) -> bool:
    """Return whether a delivery only asks whether we are there.

    Raises:
        Malformed: the body is not what Front documents.
    """
    with reading.delivery():
        return bool(_DELIVERY.loads(request.body.decode())["type"] == _SYNC)


def pointer_of(event: Mapping[str, Any]) -> Pointer | None:
    """Return what an event tells of; several events may tell of one message."""
    target = event["target"]
    kind = target["meta"]["type"] if target else None
    if kind not in _LIST_OF or event["conversation"] is None:
        return None
    number = _TARGET.load(target["data"])["id"]
    return Pointer(f"{_TOLD}:{kind}:{number}", event["conversation"]["id"], event["emitted_at"])


def address_of(pointer: Pointer) -> tuple[str, str]:
    """Return which of both kinds a pointer speaks of, and where it is in the API."""
    _, kind, number = pointer.event_id.split(":")
    return kind, f"{_LIST_OF[kind]}/{number}"


def message_of(kind: str, conversation: str, read: Mapping[str, Any]) -> Message | None:
    """Return a message or comment in our words; None for drafts and for what is no message to a shopper."""
    if kind == COMMENT:
        author, author_id = _teammate(read["author"])
        visibility, text, moment = Visibility.INTERNAL, read["body"] or "", read["posted_at"]
    else:
        if read["draft_mode"] is not None or read["type"] in AMONG_US:
            return None
        author, author_id = _sender(read)
        visibility, text, moment = Visibility.PUBLIC, _text(read), read["created_at"]
    return Message(
        event_id=f"{kind}:{read['id']}",
        conversation=conversation,
        message_id=read["id"],
        author=author,
        author_id=author_id,
        visibility=visibility,
        text=text,
        written_at=moment,
    )


def is_by(kind: str, read: Mapping[str, Any], own: str, text: str) -> bool:
    """Return whether a message or comment is what a text of ours became: white space and tags may differ."""
    ours = read["author"] is not None and read["author"]["id"] == own
    body = read["body"] or ""
    seen = (body,) if kind == COMMENT else (body, read["text"] or "", text_of(body))
    return ours and letters(text) in map(letters, seen)


def moment_of(kind: str, read: Mapping[str, Any]) -> float:
    """Return when something was written."""
    moment: float = read["posted_at" if kind == COMMENT else "created_at"]
    return moment


def page_behind(read: Mapping[str, Any]) -> str | None:
    """Return what names the next page, of which Front gives the whole address; None if there is none."""
    following = (read["pagination"] or {}).get("next")
    return parse_qs(urlsplit(following).query)["page_token"][0] if following else None


def _sender(read: Mapping[str, Any]) -> tuple[Author, str]:
    """Return who wrote a message: programs write without an author."""
    if not read["is_inbound"]:
        return _teammate(read["author"])
    handles = [one["handle"] for one in read["recipients"] if one["role"] == "from" and one["handle"]]
    return Author.SHOPPER, handles[0] if handles else "nobody"


def _teammate(author: Mapping[str, Any] | None) -> tuple[Author, str]:
    return (Author.BOT, "nobody") if author is None else (Author.AGENT, author["id"])


def _text(read: Mapping[str, Any]) -> str:
    """Mails come with a plain text besides; the bodies of other channels may be plain themselves."""
    body = read["body"] or ""
    return read["text"] or (text_of(body) if _MARKED_UP.search(body) else body)


class _FrontId(fields.String):
    """An id such as "msg_1q15qmtq"."""

    def __init__(self) -> None:
        super().__init__(required=True, validate=_ID)


class _WithId(reading.Lenient):
    id = _FrontId()


class _MetaSchema(reading.Lenient):
    type = reading.Text(load_default=None, allow_none=True)


class _TargetSchema(reading.Lenient):
    """What an event is about; its data are read once it is known to be a message or comment."""

    meta = fields.Nested(_MetaSchema, data_key="_meta", required=True)
    data = fields.Raw(load_default=None, allow_none=True)


class _EventSchema(reading.Lenient):
    emitted_at = reading.Moment()
    conversation = fields.Nested(_WithId, load_default=None, allow_none=True)
    target = fields.Nested(_TargetSchema, load_default=None, allow_none=True)


class _RecipientSchema(reading.Lenient):
    handle = reading.Text(load_default=None, allow_none=True)
    role = reading.Text(load_default=None, allow_none=True)


class _SaidSchema(_WithId):
    body = reading.Text(load_default=None, allow_none=True)
    author = fields.Nested(_WithId, load_default=None, allow_none=True)


class _MessageSchema(_SaidSchema):
    type = reading.Text(load_default=None, allow_none=True)
    is_inbound = fields.Boolean(required=True)
    draft_mode = reading.Text(load_default=None, allow_none=True)
    created_at = reading.Moment()
    text = reading.Text(load_default=None, allow_none=True)
    recipients = fields.List(fields.Nested(_RecipientSchema), load_default=list)


class _CommentSchema(_SaidSchema):
    posted_at = reading.Moment()


class _TagSchema(_WithId):
    name = reading.Text()


def _page_of(schema: type[reading.Lenient]) -> Any:
    following = reading.schema(next=reading.Text(load_default=None, allow_none=True))
    pagination = fields.Nested(following, data_key="_pagination", load_default=None, allow_none=True)
    results = fields.List(fields.Nested(schema), data_key="_results", required=True)
    return reading.schema(results=results, pagination=pagination)


_DELIVERY = reading.schema(type=reading.Text())
_DELIVERED = reading.schema(payload=fields.Nested(_EventSchema, required=True))
_TARGET = _WithId()
ONE = {MESSAGE: _MessageSchema(), COMMENT: _CommentSchema()}
PAGE_OF = {MESSAGE: _page_of(_MessageSchema), COMMENT: _page_of(_CommentSchema)}
PAGE_OF_EVENTS = _page_of(_EventSchema)
PAGE_OF_TAGS = _page_of(_TagSchema)
POSTED_COMMENT = _WithId()
ACCEPTED = reading.schema(message_uid=reading.Word())
TAG = _WithId()
TEAMMATE = reading.schema(id=_FrontId(), email=reading.Text())
CONVERSATION = reading.schema(custom_fields=fields.Dict(load_default=dict, allow_none=True))
