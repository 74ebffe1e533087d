"""Zammad's articles: as webhooks and as the API give them, and what a reply to one has to look like.

https://admin-docs.zammad.org/en/latest/manage/webhook/payload.html
https://docs.zammad.org/en/latest/api/ticket/articles.html
"""

import html
import re
from collections.abc import Mapping, Sequence
from typing import Any

from marshmallow import fields

from dragoman.adapter import Refused, Request
from dragoman.domain import Author, Event, Message, Visibility
from dragoman_adapters import reading
from dragoman_adapters.html_text import letters, text_of

_AUTHORS: Mapping[str, Author] = {"Customer": Author.SHOPPER, "Agent": Author.AGENT}  # or "System"

# What a customer who wrote by the one is answered by. Any other channel is answered by itself.
_MAIL, _NOTE, _CHAT = "email", "note", "chat"
_ANSWERED_BY: Mapping[str, str] = {"web": _MAIL, "phone": _MAIL}

_TAG = re.compile(r"<[^>]*>")


def read_delivery(request: Request) -> Sequence[Event]:
    """Return the article that a trigger fired for.

    Raises:
        Malformed: the body is not Zammad's default payload.
    """
    with reading.delivery():
        article = _DELIVERY.loads(request.body.decode())["article"]
    return [] if article is None else [message_of(article)]


def message_of(article: Mapping[str, Any]) -> Message:
    """Return an article in our words."""
    rich = article["content_type"] == "text/html"
    return Message(
        event_id=f"article:{article['id']}",
        conversation=article["ticket_id"],
        message_id=article["id"],
        author=_AUTHORS.get(article["sender"], Author.BOT),
        author_id=article["origin_by_id"] or article["created_by_id"],
        visibility=Visibility.INTERNAL if article["internal"] else Visibility.PUBLIC,
        text=text_of(article["body"]) if rich else article["body"],
        written_at=article["created_at"],
    )


def note(ticket: str, text: str) -> dict[str, Any]:
    """Return an article that only agents see."""
    return {**_article(ticket, text), "type": _NOTE, "internal": True}


def reply(ticket: str, text: str, articles: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return an article that reaches the customer by the channel that they wrote by.

    Raises:
        Refused: they cannot be reached so.
    """
    written = [one for one in articles if one["sender"] == "Customer" and not one["internal"]]
    if not written:
        raise Refused(f"ticket {ticket} has nothing of its customer's to answer: reply in Zammad")
    last = written[-1]
    channel = _ANSWERED_BY.get(last["type"], last["type"])
    answer = {**_article(ticket, text), "type": channel, "internal": False}
    if channel == _CHAT:
        raise Refused("Zammad's live chat cannot be answered from outside: reply in Zammad")
    if channel == _MAIL:
        address = last["reply_to"] or last["from_"]
        if not address:
            raise Refused(f"the customer of ticket {ticket} has no mail address: reply in Zammad")
        answer |= {"to": address, "subject": last["subject"] or ""}
        if last["message_id"]:
            answer["in_reply_to"] = last["message_id"]
    return answer


def _article(ticket: str, text: str) -> dict[str, Any]:
    """As plain text, in which nothing is markup and nothing is sanitised away."""
    return {"ticket_id": int(ticket), "body": text, "content_type": "text/plain", "sender": "Agent"}


def says(article: Mapping[str, Any], text: str) -> bool:
    """Return whether an article is what a text became: white space may differ, and it may be HTML by now."""
    seen = (article["body"], html.unescape(_TAG.sub("", article["body"])))
    return letters(text) in map(letters, seen)


class _ArticleSchema(reading.Lenient):
    id = reading.Number()
    ticket_id = reading.Number()
    body = reading.Text()
    content_type = reading.Text(load_default="text/plain", allow_none=True)
    sender = reading.Text()
    type = reading.Text(load_default="", allow_none=True)
    internal = fields.Boolean(load_default=False)
    created_by_id = reading.Number()
    origin_by_id = reading.Number(load_default=None, allow_none=True)
    from_ = reading.Text(data_key="from", load_default=None, allow_none=True)
    reply_to = reading.Text(load_default=None, allow_none=True)
    subject = reading.Text(load_default=None, allow_none=True)
    message_id = reading.Text(load_default=None, allow_none=True)


class _DeliveredSchema(_ArticleSchema):
    created_at = reading.Moment(load_default=None, allow_none=True)


class _ListedSchema(_ArticleSchema):
    created_at = reading.Moment()


_DELIVERY = reading.schema(article=fields.Nested(_DeliveredSchema, required=True, allow_none=True))
ARTICLES = _ListedSchema(many=True)
POSTED = reading.schema(id=reading.Number())
USER = reading.schema(id=reading.Number(), login=reading.Text())
TICKETS = reading.Lenient.from_dict({"id": reading.Number(), "updated_at": reading.Moment()})(many=True)
