"""The built-in helpdesk of ``dragoman demo``, whose server is ``dragoman.sandbox``."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar

from marshmallow import Schema, fields

from dragoman.adapter import (
    Adapter,
    Field,
    Opening,
    Request,
    Sighting,
    Signing,
    Traits,
    Verified,
)
from dragoman.domain import Event, Outgoing
from dragoman_adapters import message_created, reading, standard_webhooks

KEY = "dragoman_key"
LONGEST_TEXT = 20_000

# How far the helpdesk's clock may be behind ours when we look for a message.
SKEW = 60.0


class Sandbox(Adapter):
    """Signed deliveries carry the whole message; ours are found again by the key in their metadata."""

    name: ClassVar[str] = "sandbox"
    traits: ClassVar[Traits] = Traits(
        signing=Signing.SIGNED,
        signature="Standard Webhooks: v1,base64(HMAC-SHA256(secret, webhook-id.webhook-timestamp.body))",
        events=(message_created.MESSAGE_CREATED,),
        scopes=(),
        fields=(
            Field("base_url", "Address, for example http://127.0.0.1:8481"),
            Field("token", "API token", secret=True),
        ),
        finds=True,
        tags=True,
        opens=True,
        text_cap=LONGEST_TEXT,
    )

    def verify(self, request: Request) -> None:
        """Check the signature with every secret that may still be in use."""
        standard_webhooks.verify(request, self.connection.signing_secrets)

    def parse(self, delivery: Verified) -> Sequence[Event]:
        """Read the message of a delivery."""
        return message_created.read_delivery(delivery.request)

    def send(self, message: Outgoing) -> str:
        """Write a message with our key attached; tag the conversation where the language is news."""
        written = {
            "text": message.text,
            "visibility": message.visibility.value,
            "metadata": {KEY: message.key},
            "language": message.shopper_language,
        }
        with reading.closed():
            posted = self._call(_POSTED, "POST", _messages(message.conversation), body=written)
        return str(posted["id"])

    def find(self, sighting: Sighting) -> str | None:
        """Look for the message with our key. The list of messages sees its own writes."""
        for message in self._since(sighting.message.conversation, sighting.sent_at - SKEW):
            if message["metadata"].get(KEY) == sighting.message.key:
                return str(message["id"])
        return None

    def open(self, opening: Opening) -> str:
        """Open a conversation of somebody whose id is our key, unless there is one."""
        for known in self._call(_CONVERSATIONS, "GET", "conversations")["conversations"]:
            if known["shopper"]["id"] == opening.key:
                return str(known["id"])
        shopper = {"id": opening.key, "name": opening.title}
        return str(self._call(_CONVERSATION, "POST", "conversations", body={"shopper": shopper})["id"])

    def probe(self) -> str:
        """Return who the helpdesk takes us for."""
        account = self._call(_ACCOUNT, "GET", "account")
        return f"{account['name']} at {self._base}"

    @property
    def _base(self) -> str:
        return self.connection.settings["base_url"].rstrip("/")

    def _since(self, conversation: str, moment: float) -> Iterator[Mapping[str, Any]]:
        """Yield the messages that were stored since a time, page by page."""
        params = {"since": str(moment)}
        while True:
            page = self._call(_PAGE, "GET", _messages(conversation), params=params)
            yield from page["messages"]
            if not page["next"]:
                return
            params["after"] = page["next"]

    def _call(
        self,
        answers: Schema,
        method: str,
        path: str,
        *,
        body: Any = None,
        params: Mapping[str, str] | None = None,
    ) -> Mapping[str, Any]:
        """Send a request and read its answer; one that is not as documented proves nothing."""
        authorization = f"Bearer {self.connection.credentials['token'].reveal()}"
        answer = self.http.request(
            method,
            f"{self._base}/api/{path}",
            json=body,
            params=params,
            headers={"Authorization": authorization},
        )
        with reading.answer("the helpdesk"):
            content: Mapping[str, Any] = answers.load(answer.json)
            return content


def _messages(conversation: str) -> str:
    return f"conversations/{conversation}/messages"


class _PostedSchema(reading.Lenient):
    id = fields.String(required=True)
    metadata = fields.Dict(required=True)


class _PageSchema(reading.Lenient):
    messages = fields.List(fields.Nested(_PostedSchema), required=True)
    next = fields.String(required=True, allow_none=True)


class _ShopperSchema(reading.Lenient):
    id = reading.Word()


class _ConversationSchema(reading.Lenient):
    id = reading.Word()
    shopper = fields.Nested(_ShopperSchema, required=True)


class _ConversationsSchema(reading.Lenient):
    conversations = fields.List(fields.Nested(_ConversationSchema), required=True)


class _AccountSchema(reading.Lenient):
    name = fields.String(required=True)


_POSTED = _PostedSchema()
_PAGE = _PageSchema()
_CONVERSATION = _ConversationSchema()
_CONVERSATIONS = _ConversationsSchema()
_ACCOUNT = _AccountSchema()
