"""Any program that speaks our words: its messages come as Standard Webhooks, ours go to it as signed JSON.

What it has to answer, at one address, are POSTs with the header ``X-Dragoman-Signature: sha256=`` and the
hexadecimal HMAC-SHA256 of the body. They carry no time: none of them does more when it is sent again.

* ``{"type": "message.create", "data": {"key", "conversation", "visibility", "text", "language"}}``: write
  the message, keep its key with it, answer ``{"id": …}``. Where the key is there already, write nothing
  and answer with the id of that message. ``language`` is the shopper's where that is news, else null. Answer
  404 where the conversation takes no more messages.
* ``{"type": "message.find", "data": {"key", "conversation"}}``: answer ``{"id": …}``, null if there is none.
* ``{"type": "conversation.open", "data": {"key", "title"}}``: open a conversation, keep its key with it,
  answer ``{"id": …}``; where the key is there already, with the id of that one. Only asked where a storefront
  is forwarded to the program.
* ``{"type": "ping", "data": {}}``: answer ``{"name": …}``.
"""

from collections.abc import Sequence
from typing import Any, ClassVar

from marshmallow import Schema, fields

from dragoman.adapter import (
    Adapter,
    Field,
    Opening,
    OutcomeUnknown,
    Request,
    Sighting,
    Signing,
    Traits,
    Verified,
    json_bytes,
)
from dragoman.domain import Event, Outgoing
from dragoman_adapters import message_created, reading, signatures, standard_webhooks

SIGNATURE = "X-Dragoman-Signature"


class Generic(Adapter):
    """One program at one address."""

    name: ClassVar[str] = "generic"
    traits: ClassVar[Traits] = Traits(
        signing=Signing.SIGNED,
        signature="Standard Webhooks: v1,base64(HMAC-SHA256(secret, webhook-id.webhook-timestamp.body))",
        events=(message_created.MESSAGE_CREATED,),
        scopes=(),
        fields=(
            Field("url", "Address that takes our requests, for example https://desk.example/dragoman"),
            Field("request_secret", "Secret that our requests are signed with", secret=True),
        ),
        finds=True,
        tags=True,
        opens=True,
        setup=(
            'Have your program POST {"type": "message.created", "data": {"message": …}} to {url}, signed as '
            "in Standard Webhooks, and again until it gets a 2xx: nothing that it keeps to itself is found. "
            "The message has id, conversation, author (id; type: shopper, agent or bot; locale), visibility "
            "(public reply or internal note), text and created_at (POSIX seconds).",
            "Have it answer POSTs at the connection's url whose X-Dragoman-Signature is sha256= and the "
            "hexadecimal HMAC-SHA256 of the body: message.create with an id, the same id for the same key; "
            "message.find with the id of the message with that key, or null; ping with a name; and, where a "
            "storefront is forwarded to it, conversation.open (key, title) with the conversation's id, the "
            "same for the same key.",
        ),
    )

    def verify(self, request: Request) -> None:
        """Check the signature with every secret that may still be in use."""
        standard_webhooks.verify(request, self.connection.signing_secrets)

    def parse(self, delivery: Verified) -> Sequence[Event]:
        """Read the message of a delivery."""
        return message_created.read_delivery(delivery.request)

    def send(self, message: Outgoing) -> str:
        """Have the message written, under our key."""
        written = {
            "key": message.key,
            "conversation": message.conversation,
            "visibility": message.visibility.value,
            "text": message.text,
            "language": message.shopper_language,
        }
        with reading.closed():
            return str(self._asked(_CREATED, "message.create", written)["id"])

    def find(self, sighting: Sighting) -> str | None:
        """Ask for the message with our key."""
        sent = sighting.message
        found = self._asked(_FOUND, "message.find", {"key": sent.key, "conversation": sent.conversation})
        return None if found["id"] is None else str(found["id"])

    def open(self, opening: Opening) -> str:
        """Have a conversation opened, under our key."""
        wanted = {"key": opening.key, "title": opening.title}
        return str(self._asked(_CREATED, "conversation.open", wanted)["id"])

    def probe(self) -> str:
        """Return what the program calls itself."""
        name = " ".join(self._asked(_NAMED, "ping", {})["name"].split())
        if not name:
            raise OutcomeUnknown("the answer to a ping has an empty name")
        return f"{name} at {self.connection.settings['url']}"

    def _asked(self, answers: Schema, kind: str, data: dict[str, Any]) -> Any:
        body = {"type": kind, "data": data}
        secret = self.connection.credentials["request_secret"]
        answer = self.http.request(
            "POST",
            self.connection.settings["url"],
            json=body,
            headers={SIGNATURE: signatures.hexdigest(json_bytes(body), secret, "sha256")},
        )
        with reading.answer("the program"):
            return answers.load(answer.json)


class _CreatedSchema(reading.Lenient):
    id = reading.Word()


class _FoundSchema(reading.Lenient):
    id = reading.Word(allow_none=True)


class _NamedSchema(reading.Lenient):
    name = fields.String(required=True)


_CREATED = _CreatedSchema()
_FOUND = _FoundSchema()
_NAMED = _NamedSchema()
