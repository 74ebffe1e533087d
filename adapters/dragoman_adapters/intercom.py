"""Intercom: webhook topics in, notes and replies as a teammate out.

https://developers.intercom.com/docs/webhooks (signature, topics)
https://developers.intercom.com/docs/references/rest-api/api.intercom.io/conversations (requests)
"""

import logging
import re
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from marshmallow import Schema

from dragoman.adapter import (
    Adapter,
    Batch,
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
from dragoman.domain import Connection, DragomanError, Event, Message, Outgoing, Visibility
from dragoman_adapters import reading, signatures
from dragoman_adapters.html_text import html_of
from dragoman_adapters.intercom_parts import (
    ADMIN,
    COMMENT,
    CONVERSATION,
    EVENTS,
    FOUND,
    NOTE,
    TAG,
    in_order,
    is_by,
    messages_of,
    parts_of,
    read_delivery,
)
from dragoman_adapters.latest_first import LatestFirst

VERSION = "2.16"

# Intercom's clock may differ from ours by as much.
SKEW = 300.0

# The search may lag behind what it searches.
OVERLAP = 900.0

PAGE = 50

MOST_PARTS = 500
"""Parts that Intercom gives of a conversation, the newest ones."""

_REGIONS: Mapping[str, str] = {
    "us": "https://api.intercom.io",
    "eu": "https://api.eu.intercom.io",
    "au": "https://api.au.intercom.io",
}
_NOT_FOUND = 404
_NUMBER = re.compile(r"[0-9]{1,18}")
_logger = logging.getLogger(__name__)


class Intercom(Adapter):
    """One Intercom workspace."""

    name: ClassVar[str] = "intercom"
    traits: ClassVar[Traits] = Traits(
        signing=Signing.SIGNED,
        signature="X-Hub-Signature: sha1=hex(HMAC-SHA1(client secret, body))",
        events=EVENTS,
        scopes=("Read conversations", "Write conversations", "Read and write tags", "Read admins"),
        fields=(
            Field("region", "Where Intercom keeps your data: us, eu or au (us)", required=False),
            Field("base_url", "Address, if Intercom's API is reached by another one", required=False),
            Field("access_token", "Access token of the app", secret=True),
            Field("admin_id", "Number of the teammate that notes and replies are written by"),
            Field("language_field", "Conversation attribute for the shopper's language", required=False),
        ),
        finds=True,
        tags=True,
        poll_seconds=120.0,
        requests_per_minute=1000,  # of the 10,000 that Intercom takes from an app
        setup=(
            "Let a teammate of its own be Dragoman: what this teammate writes is not read. The number in the "
            "address of its page in Settings > Teammates is admin_id.",
            "Developer Hub > New app, for your own workspace. Configure > Authentication: permissions to "
            "read and write conversations and tags and to read admins; its access token is access_token. "
            "Configure > Basic information: the client secret is signing_secret.",
            "Configure > Webhooks: {url}, topics conversation.user.created, conversation.user.replied, "
            "conversation.admin.noted and conversation.admin.replied. Choose API version 2.15 or later: "
            "earlier ones send HTML.",
            "How often Intercom repeats a delivery that failed is not documented: what was missed is "
            "searched for, every two minutes.",
            "For an attribute: Settings > Conversation data > Create attribute, of type text; its name is "
            "language_field. Tags such as lang-pt-br are made by themselves.",
        ),
    )

    def __init__(self, connection: Connection, http: HelpdeskHttp) -> None:
        """Read the connection's settings.

        Raises:
            DragomanError: a setting is wrong.
        """
        super().__init__(connection, http)
        self._base = _base_url(connection)
        self._own = connection.settings["admin_id"]
        if not _NUMBER.fullmatch(self._own):
            raise DragomanError(f"admin_id of connection {connection.name} must be the teammate's number")
        self._language_field = connection.settings.get("language_field", "")

    def verify(self, request: Request) -> None:
        """Check the signature, which covers no time: old deliveries are told by their messages' ids."""
        given = request.headers.get("x-hub-signature", "")
        signatures.check_digest(given, request.body, self.connection.signing_secrets, "sha1")

    def parse(self, delivery: Verified) -> Sequence[Event]:
        """Read what a topic tells of."""
        return read_delivery(delivery.request, self._own)

    def send(self, message: Outgoing) -> str:
        """Write a note or a reply; with a language that is news, tag the conversation before."""
        if message.shopper_language:
            self._mark(message.conversation, message.shopper_language)
        kind = _kind(message)
        body = {"message_type": kind, "type": "admin", "admin_id": self._own, "body": html_of(message.text)}
        answer = self._call(CONVERSATION, "POST", f"conversations/{message.conversation}/reply", body=body)
        for part in reversed(in_order(parts_of(answer))):
            if is_by(part, self._own, kind, message.text):
                return str(part["id"])
        raise OutcomeUnknown("Intercom's answer does not show what was written")

    def _mark(self, conversation: str, language: str) -> None:
        """Add the tag of the language, for example ``lang-pt-br``, and fill the attribute.

        Neither touches what else is there. A conversation without its tag is better than one without its
        note, so a refusal is only logged.
        """
        path, name = f"conversations/{conversation}", f"lang-{language.lower()}"
        try:
            tag = self._call(TAG, "POST", "tags", body={"name": name})  # it may exist already
            self._call(None, "POST", f"{path}/tags", body={"id": tag["id"], "admin_id": self._own})
            if self._language_field:
                self._call(None, "PUT", path, body={"custom_attributes": {self._language_field: language}})
        except (OutcomeUnknown, Refused) as error:
            _logger.warning("conversation %s was not tagged %s: %s", conversation, name, error)

    def find(self, sighting: Sighting) -> str | None:
        """Look for our part in the conversation: its author, time, kind and text.

        Parts that are accounted for are passed over, so that an equal earlier reply is not taken for this
        one.
        """
        sent = sighting.message
        since = int(sighting.sent_at - SKEW)
        parts = in_order(parts_of(self._conversation(sent.conversation)))
        for part in parts:
            recent = part["created_at"] >= since and part["id"] not in sighting.known_ids
            if recent and is_by(part, self._own, _kind(sent), sent.text):
                return str(part["id"])
        if len(parts) >= MOST_PARTS and parts[0]["created_at"] >= since:
            raise OutcomeUnknown(f"conversation {sent.conversation} has more parts than Intercom shows")
        return None

    def poll(self, cursor: str | None, since: float) -> Batch:
        """Return what was written in a page of the conversations that changed.

        Intercom does not say how it sorts what it finds, so that a round reads every page.
        """
        with reading.answer("Intercom"):
            position = LatestFirst.read(cursor, since)
        news_since = position.news_since(since, OVERLAP)
        pagination = {"per_page": PAGE} | ({"starting_after": position.page} if position.page else {})
        # One second less, because “>” is said to mean “or equal” in one place and not in another.
        query = {"field": "updated_at", "operator": ">", "value": max(0, news_since - 1)}
        found = self._call(
            FOUND, "POST", "conversations/search", body={"query": query, "pagination": pagination}
        )
        messages = [
            message
            for conversation in found["conversations"]
            if conversation["updated_at"] >= news_since
            for message in self._messages_if_any(conversation["id"])
            if (message.written_at or 0.0) >= news_since
        ]
        messages.sort(key=lambda message: message.written_at or 0.0)
        following = (found["pages"] or {}).get("next") or {}
        changes = [conversation["updated_at"] for conversation in found["conversations"]]
        after, more = position.after(changes, 0.0, following.get("starting_after"))
        return Batch(messages, after.written(), more)

    def probe(self) -> str:
        """Return which teammate we write as."""
        admin = self._call(ADMIN, "GET", f"admins/{self._own}")
        return f"{' '.join(admin['name'].split())} at {self._base}"

    def _messages_if_any(self, conversation: str) -> list[Message]:
        """Return what was said in a conversation; nothing where it was deleted since it was searched for."""
        try:
            return messages_of(self._conversation(conversation), self._own, marked_up=True)
        except Refused as error:
            if error.status != _NOT_FOUND:
                raise
            return []

    def _conversation(self, number: str) -> Any:
        return self._call(CONVERSATION, "GET", f"conversations/{number}")

    def _call(self, answers: Schema | None, method: str, path: str, *, body: Any = None) -> Any:
        token = self.connection.credentials["access_token"].reveal()
        headers = {"Authorization": f"Bearer {token}", "Intercom-Version": VERSION}
        answer = self.http.request(method, f"{self._base}/{path}", json=body, headers=headers)
        with reading.answer("Intercom"):
            return answers.load(answer.json) if answers else None


def _kind(message: Outgoing) -> str:
    return NOTE if message.visibility is Visibility.INTERNAL else COMMENT


def _base_url(connection: Connection) -> str:
    base_url = connection.settings.get("base_url", "").rstrip("/")
    if base_url:
        return base_url
    region = connection.settings.get("region") or "us"
    if region not in _REGIONS:
        raise DragomanError(f"region of connection {connection.name} must be us, eu or au")
    return _REGIONS[region]
