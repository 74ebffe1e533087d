"""Zendesk messaging (Sunshine Conversations): chats in, public replies out.

It has no internal notes. What Dragoman makes of a message is shown by its API and desk pages, and agents
answer there.

https://developer.zendesk.com/documentation/conversations/messaging-platform/programmable-conversations/
"""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from marshmallow import ValidationError, fields

from dragoman.adapter import (
    Adapter,
    Field,
    HelpdeskHttp,
    OutcomeUnknown,
    Refused,
    Request,
    Sighting,
    Signing,
    Traits,
    Verified,
)
from dragoman.domain import Author, Connection, DragomanError, Event, Message, Outgoing, Visibility
from dragoman_adapters import reading
from dragoman_adapters.signatures import check_shared
from dragoman_adapters.zendesk_address import subdomain_url
from dragoman_adapters.zendesk_comments import posix

MESSAGE = "conversation:message"
KEY = "dragoman_key"
"""Under this name our key stands in the metadata of our messages."""

SKEW = 300.0
"""Seconds that the helpdesk's clock may be behind ours when we look for a message."""

MOST_PAGES = 300
"""A conversation ends at 30,000 messages."""

# A request may have 100 KB; a character is twelve bytes at most as JSON spells it.
LONGEST_TEXT = 4_000

# Sources of messages that a program wrote; everything else of the business counts as an agent's.
_PROGRAMS = frozenset({"api:conversations", "zd:answerBot"})


class Sunshine(Adapter):
    """One app of Sunshine Conversations."""

    name: ClassVar[str] = "sunshine"
    traits: ClassVar[Traits] = Traits(
        signing=Signing.SHARED_SECRET,
        signature="X-API-Key: the webhook's secret, as it is",
        events=(MESSAGE,),
        scopes=("a Conversations API key",),
        fields=(
            Field("subdomain", "Subdomain: the first word of yourshop.zendesk.com", required=False),
            Field("base_url", "Address, if it is another one, like https://api.smooch.io", required=False),
            Field("app_id", "App ID of the Conversations API key"),
            Field("key_id", "Key ID of the Conversations API key"),
            Field("key_secret", "Secret key of the Conversations API key", secret=True),
        ),
        finds=True,
        makes_secret=True,
        notes=False,
        text_cap=LONGEST_TEXT,
        setup=(
            "Admin Center > Apps and integrations > APIs > Conversations API > Create API key: it shows App "
            "ID, Key ID and Secret key, which are app_id, key_id and key_secret.",
            "Admin Center > Apps and integrations > Integrations > Conversations integrations > Create: "
            "webhook endpoint {url}, trigger “Conversation message”, and include the full user, so that "
            "Dragoman sees which language a shopper's browser asks for.",
            "The integration's page shows the webhook's shared secret: that is signing_secret.",
            "Zendesk messaging takes no internal notes by this API: agents read translations and answer at "
            "Dragoman. Connect the adapter zendesk, too, for notes in tickets.",
        ),
    )

    def __init__(self, connection: Connection, http: HelpdeskHttp) -> None:
        """Read the connection's settings.

        Raises:
            DragomanError: a setting is missing or wrong.
        """
        super().__init__(connection, http)
        settings = connection.settings
        app = settings.get("app_id", "")
        if not app.isascii() or not app.isalnum():
            raise DragomanError(f"app_id of connection {connection.name} must be letters and digits")
        base = settings.get("base_url", "").rstrip("/") or f"{subdomain_url(connection)}/sc"
        self._app = f"{base}/v2/apps/{app}"
        self._auth = (settings.get("key_id", ""), connection.credentials["key_secret"].reveal)

    def verify(self, request: Request) -> None:
        """Compare the secret that comes along."""
        check_shared(request.headers.get("x-api-key", ""), self.connection.signing_secrets)

    def parse(self, delivery: Verified) -> Sequence[Event]:
        """Read the messages of a delivery, which may bring several; our own are left out."""
        with reading.delivery():
            events = _DELIVERY.loads(delivery.request.body.decode())["events"]
            contents = [event["payload"] for event in events if event["type"] == MESSAGE]
            read = [_PAYLOAD.load(content) for content in contents]
        return [_message(one) for one in read if KEY not in one["message"]["metadata"]]

    def send(self, message: Outgoing) -> str:
        """Write a message of the business with our key in its metadata."""
        if message.visibility is not Visibility.PUBLIC:
            raise Refused("Zendesk messaging has no internal notes: connect the adapter zendesk for those")
        written = {
            "author": {"type": "business"},
            "content": {"type": "text", "text": message.text},
            "metadata": {KEY: message.key},
        }
        answer = self._call("POST", _messages(message.conversation), body=written)
        with reading.answer("Zendesk messaging"):
            return str(_POSTED.load(answer)["messages"][0]["id"])

    def find(self, sighting: Sighting) -> str | None:
        """Look for the message with our key.

        Where a list begins when no message is named is not documented, so what comes after the first page
        is read, too, and each direction until a page is empty.
        """
        conversation, moment = sighting.message.conversation, sighting.sent_at - SKEW
        first = self._page(conversation, {})
        pages = [first]
        for step, edge in (("before", 0), ("after", -1)):
            page = first
            for _ in range(MOST_PAGES):
                if not page or (step == "before" and page[0]["received"] < moment):
                    break
                page = self._page(conversation, {f"page[{step}]": page[edge]["id"]})
                pages.append(page)
            else:
                raise OutcomeUnknown(f"the messages of conversation {conversation} have no end")
        found = (one for page in pages for one in page if one["metadata"].get(KEY) == sighting.message.key)
        return next((one["id"] for one in found), None)

    def probe(self) -> str:
        """Return whose app it is."""
        answer = self._call("GET", "")
        with reading.answer("Zendesk messaging"):
            return f"{_APP.load(answer)['app']['displayName']} at {self._app}"

    def _page(self, conversation: str, params: Mapping[str, str]) -> list[dict[str, Any]]:
        """Return a page of a conversation's messages, the oldest first."""
        answer = self._call("GET", _messages(conversation), params=params)
        with reading.answer("Zendesk messaging"):
            listed = _LISTED.load(answer)["messages"]
            return sorted(listed, key=lambda one: one["received"])

    def _call(
        self, method: str, path: str, *, body: Any = None, params: Mapping[str, str] | None = None
    ) -> Any:
        key, secret = self._auth
        url = f"{self._app}{path}"
        return self.http.request(method, url, json=body, params=params, auth=(key, secret())).json


def _messages(conversation: str) -> str:
    return f"/conversations/{conversation}/messages"


def _message(payload: Mapping[str, Any]) -> Message:
    message = payload["message"]
    author, source = message["author"], message["source"]["type"]
    if author["type"] == "user":
        writer = Author.SHOPPER
    else:
        writer = Author.BOT if source in _PROGRAMS else Author.AGENT
    profile = author["user"].get("profile")
    return Message(
        event_id=f"message:{message['id']}",
        conversation=payload["conversation"]["id"],
        message_id=message["id"],
        author=writer,
        author_id=author["userId"] or "business",
        visibility=Visibility.PUBLIC,
        text=message["content"]["text"],
        written_at=message["received"],
        locale=reading.locale(profile.get("locale")) if isinstance(profile, dict) else None,
    )


class _Moment(fields.Field[float]):
    """A time in ISO 8601; comes out as POSIX seconds."""

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> float:
        try:
            return posix(value)
        except (TypeError, ValueError, OverflowError) as error:
            raise ValidationError("no time") from error


def _optional(**known: fields.Field[Any]) -> fields.Field[Any]:
    return fields.Nested(reading.schema(**known), load_default=lambda: reading.schema(**known).load({}))


_DELIVERY = reading.schema(
    events=fields.List(
        fields.Nested(
            reading.schema(type=fields.String(required=True), payload=fields.Dict(load_default=dict))
        ),
        required=True,
    )
)
_PAYLOAD = reading.schema(
    conversation=fields.Nested(reading.schema(id=reading.Word()), required=True),
    message=fields.Nested(
        reading.schema(
            id=reading.Word(),
            received=_Moment(required=True),
            author=fields.Nested(
                reading.schema(
                    type=fields.String(required=True),
                    userId=reading.Text(load_default="", allow_none=True),
                    user=fields.Dict(load_default=dict),
                ),
                required=True,
            ),
            content=fields.Nested(reading.schema(text=reading.Text(load_default="")), required=True),
            source=_optional(type=fields.String(load_default="")),
            metadata=fields.Dict(load_default=dict),
        ),
        required=True,
    ),
)
_LISTED = reading.schema(
    messages=fields.List(
        fields.Nested(
            reading.schema(
                id=reading.Word(), received=_Moment(required=True), metadata=fields.Dict(load_default=dict)
            )
        ),
        required=True,
    )
)
_POSTED = reading.schema(
    messages=fields.List(fields.Nested(reading.schema(id=reading.Word())), required=True)
)
_APP = reading.schema(
    app=fields.Nested(reading.schema(displayName=reading.Text(load_default="an app")), required=True)
)
