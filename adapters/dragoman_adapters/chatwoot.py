"""Chatwoot: account webhooks or an agent bot's in, private notes and replies out.

https://developers.chatwoot.com/api-reference (requests)
https://github.com/chatwoot/chatwoot/blob/v4.15.1/lib/webhooks/trigger.rb (signature)

Account webhooks are never tried again, so that what was missed is polled.

What we write is told by a key of ours among the content's attributes. Chatwoot also has ``source_id`` for
that, but takes a message that has one as come from the channel, and does not send it there.
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
    Opening,
    OutcomeUnknown,
    Refused,
    Rejected,
    Request,
    Sighting,
    Signing,
    Traits,
    Verified,
)
from dragoman.domain import Connection, DragomanError, Event, Outgoing, Visibility
from dragoman_adapters import reading, signatures
from dragoman_adapters.chatwoot_messages import (
    ATTRIBUTE,
    CONTACTS,
    CONVERSATION,
    CONVERSATIONS,
    EVENTS,
    MESSAGES,
    OPENED,
    POSTED,
    PROFILE,
    message_of,
    read_delivery,
    without_liquid,
)
from dragoman_adapters.latest_first import LatestFirst

# Chatwoot asks receivers to refuse older deliveries. Its clock may differ from ours by as much.
SKEW = 300.0
OVERLAP = 300.0

PAGE = 20
"""Messages that Chatwoot gives at once, the newest of a conversation or those before an id."""

# Chatwoot takes 150,000 characters, and hiding what is Liquid can double a text.
LONGEST_TEXT = 70_000

TOKEN_HEADER = "api-access-token"  # noqa: S105 - says where, not what
"""Chatwoot writes api_access_token, which is the same to it; but proxies drop names with underscores."""

_MOST_PAGES = 500
_NUMBER = re.compile(r"[0-9]{1,18}")
_ATTRIBUTE_NAME = re.compile(r"\w{1,100}", re.ASCII)
_logger = logging.getLogger(__name__)


class Chatwoot(Adapter):
    """One account of a Chatwoot."""

    name: ClassVar[str] = "chatwoot"
    traits: ClassVar[Traits] = Traits(
        signing=Signing.SIGNED,
        signature="X-Chatwoot-Signature: sha256=hex(HMAC-SHA256(secret, X-Chatwoot-Timestamp.body))",
        events=EVENTS,
        scopes=("the role agent, in every inbox that is to be interpreted",),
        fields=(
            Field("base_url", "Address, for example https://app.chatwoot.com"),
            Field("account_id", "Account: the number after /accounts/ in Chatwoot's addresses"),
            Field("access_token", "Access token of an agent's profile", secret=True),
            Field(
                "language_field",
                "Key of a custom attribute for the shopper's language",
                required=False,
            ),
            Field("inbox_id", "Inbox of the kind API, where the shop's own chats are opened", required=False),
        ),
        finds=True,
        tags=True,
        opens=True,
        opens_with=("inbox_id",),
        text_cap=LONGEST_TEXT,
        poll_seconds=60.0,
        requests_per_minute=1000,  # of the 3,000 that Chatwoot takes from one address
        setup=(
            "Chatwoot 4.11.2 or later (4.13 for agent bots): older ones do not sign, and are refused.",
            "Let an agent of its own be Dragoman, a member of every inbox. Its Profile settings > Access "
            "token is access_token. An agent bot's token will not do: it may not read messages.",
            "Settings > Integrations > Webhooks > Add: URL {url}, event “Message created”. Its secret is "
            "signing_secret. An agent bot may deliver to the same URL; its secret is another one: give "
            "both, one after the other, the second with --replace.",
            "If Dragoman has a private address, start Chatwoot with SAFE_FETCH_ALLOW_PRIVATE_NETWORK=true, "
            "or it delivers nothing; and put Chatwoot's host into allow_private here.",
            "To see the shopper's language: Settings > Labels > Add lang-pt-br, and one for each language. "
            "For a custom attribute: Settings > Custom attributes > Conversation; its key is language_field.",
            "If a storefront is forwarded here: Settings > Inboxes > Add inbox > API, without a callback "
            "URL, and let Dragoman's agent be a member. The number in the inbox's address is inbox_id.",
        ),
    )

    def __init__(self, connection: Connection, http: HelpdeskHttp) -> None:
        """Read the connection's settings.

        Raises:
            DragomanError: a setting is wrong.
        """
        super().__init__(connection, http)
        account = connection.settings["account_id"]
        if not _NUMBER.fullmatch(account):
            raise DragomanError(f"account_id of connection {connection.name} must be the account's number")
        self._account = account
        self._base = connection.settings["base_url"].rstrip("/")
        self._language_field = connection.settings.get("language_field", "")
        if self._language_field and not _ATTRIBUTE_NAME.fullmatch(self._language_field):
            raise DragomanError(f"language_field of connection {connection.name} must be the attribute's key")
        self._inbox = connection.settings.get("inbox_id", "")
        if self._inbox and not _NUMBER.fullmatch(self._inbox):
            raise DragomanError(f"inbox_id of connection {connection.name} must be the inbox's number")
        self._own_id: str | None = None

    def verify(self, request: Request) -> None:
        """Check the signature over timestamp and body, with every secret that may still be in use."""
        timestamp = request.headers.get("x-chatwoot-timestamp", "")
        signed = timestamp.encode() + b"." + request.body
        given = request.headers.get("x-chatwoot-signature", "")
        signatures.check_digest(given, signed, self.connection.signing_secrets, "sha256")
        if abs(request.received_at - int(timestamp)) > SKEW:
            raise Rejected("the delivery is too old, or from the future")

    def parse(self, delivery: Verified) -> Sequence[Event]:
        """Read a message that was created."""
        return read_delivery(delivery.request)

    def send(self, message: Outgoing) -> str:
        """Write a message with our key; with a language that is news, label the conversation before."""
        if message.shopper_language:
            self._mark(message.conversation, message.shopper_language)
        written = {
            "content": without_liquid(message.text),
            "message_type": "outgoing",
            "private": message.visibility is Visibility.INTERNAL,
            "content_attributes": {ATTRIBUTE: {"key": message.key}},
        }
        path = f"conversations/{message.conversation}/messages"
        with reading.closed():
            return str(self._call(POSTED, "POST", path, body=written)["id"])

    def _mark(self, conversation: str, language: str) -> None:
        """Add the label of the language, for example ``lang-pt-br``, and fill the custom attribute.

        Chatwoot replaces all labels and all attributes by those it is told, and knows no condition: they are
        read at the last moment and written back with ours. A conversation without its label is better
        than one without its note, so a refusal is only logged.
        """
        path, label = f"conversations/{conversation}", f"lang-{language.lower()}"
        try:
            read = self._call(CONVERSATION, "GET", path)
            if label not in read["labels"]:
                self._call(None, "POST", f"{path}/labels", body={"labels": [*read["labels"], label]})
            field, attributes = self._language_field, read["custom_attributes"]
            if field and attributes.get(field) != language:
                merged = {"custom_attributes": {**attributes, field: language}}
                self._call(None, "POST", f"{path}/custom_attributes", body=merged)
        except (OutcomeUnknown, Refused) as error:
            _logger.warning("conversation %s was not labelled %s: %s", conversation, label, error)

    def find(self, sighting: Sighting) -> str | None:
        """Look for the message with our key; or, if attributes were dropped, for our text of that time."""
        sent, own = sighting.message, self._own()
        messages = self._messages(sent.conversation, sighting.sent_at - SKEW)
        for message in messages:
            if message["key"] == sent.key:
                return str(message["id"])
        for message in messages:
            alike = message["content"] == without_liquid(sent.text) and message["sender_id"] == own
            private = message["private"] is (sent.visibility is Visibility.INTERNAL)
            if alike and private and message["key"] is None and message["id"] not in sighting.known_ids:
                return str(message["id"])
        return None

    def open(self, opening: Opening) -> str:
        """Open a conversation of a contact whose identifier is our key, unless there is one."""
        contact = self._contact(opening)
        known = self._call(OPENED, "GET", f"contacts/{contact['id']}/conversations")["payload"]
        numbers = [int(one["id"]) for one in known if one["inbox_id"] == self._inbox]
        if numbers:
            return str(min(numbers))
        places = contact["contact_inboxes"]
        sources = [one["source_id"] for one in places if one["inbox"]["id"] == self._inbox]
        if not sources:
            raise Refused(f"contact {contact['id']} is not in inbox {self._inbox}: delete it in Chatwoot")
        wanted = {"source_id": sources[0], "inbox_id": int(self._inbox), "contact_id": int(contact["id"])}
        return str(self._call(POSTED, "POST", "conversations", body=wanted)["id"])

    def _contact(self, opening: Opening) -> Mapping[str, Any]:
        """Return the contact with our key, which is made if need be; the search reads what was written."""
        found = self._contact_if_any(opening.key)
        if found is None:
            made = {"inbox_id": int(self._inbox), "name": opening.title, "identifier": opening.key}
            # What Chatwoot answers is not what it describes, so that the contact is looked up again.
            self._call(None, "POST", "contacts", body=made)
            found = self._contact_if_any(opening.key)
        if found is None:
            raise OutcomeUnknown("Chatwoot does not show a contact that was made")
        return found

    def _contact_if_any(self, key: str) -> Mapping[str, Any] | None:
        found = self._call(CONTACTS, "GET", "contacts/search", params={"q": key})["payload"]
        return next((one for one in found if one["identifier"] == key), None)

    def poll(self, cursor: str | None, since: float) -> Batch:
        """Return what was written in one page of conversations, those with the latest messages first."""
        with reading.answer("Chatwoot"):
            position = LatestFirst.read(cursor, since)
        params = {"status": "all", "assignee_type": "all", "page": position.page or "1"}
        page = self._call(CONVERSATIONS, "GET", "conversations", params=params)["data"]["payload"]
        news_since = position.news_since(since, OVERLAP)
        events = [
            event
            for conversation in page
            if conversation["last_activity_at"] >= news_since
            for message in self._messages(conversation["id"], news_since)
            if (event := message_of(message, conversation)) is not None
        ]
        events.sort(key=lambda event: (event.written_at or 0.0, int(event.message_id)))
        activities = [one["last_activity_at"] for one in page]
        after, more = position.after(activities, news_since, next_page=str(int(params["page"]) + 1))
        return Batch(events, after.written(), more)

    def probe(self) -> str:
        """Return who Chatwoot takes us for, if that may work in the account."""
        profile = self._profile()
        if self._account not in {account["id"] for account in profile["accounts"]}:
            raise Refused(f"{profile['name']} is not a member of account {self._account}: correct account_id")
        return f"{' '.join(profile['name'].split())} at {self._base}, account {self._account}"

    def _own(self) -> str:
        """Return the id of the agent that our messages are written by."""
        if self._own_id is None:
            self._own_id = self._profile()["id"]
        return self._own_id

    def _profile(self) -> Any:
        return self._asked(PROFILE, "GET", f"{self._base}/api/v1/profile")

    def _messages(self, conversation: str, since: float) -> list[Mapping[str, Any]]:
        """Return a conversation's messages since a time in whole seconds, oldest first."""
        found: dict[str, Mapping[str, Any]] = {}
        params: dict[str, str] = {}
        for _ in range(_MOST_PAGES):
            path = f"conversations/{conversation}/messages"
            page = self._call(MESSAGES, "GET", path, params=params)["payload"]
            known = len(found)
            found |= {message["id"]: message for message in page}
            if len(found) == known or min(message["created_at"] for message in page) < int(since):
                recent = [one for one in found.values() if one["created_at"] >= int(since)]
                return sorted(recent, key=lambda one: int(one["id"]))
            params = {"before": min((message["id"] for message in page), key=int)}
        raise OutcomeUnknown(f"the messages of conversation {conversation} have no end")

    def _call(
        self,
        answers: Schema | None,
        method: str,
        path: str,
        *,
        body: Any = None,
        params: Mapping[str, str] | None = None,
    ) -> Any:
        url = f"{self._base}/api/v1/accounts/{self._account}/{path}"
        return self._asked(answers, method, url, body=body, params=params)

    def _asked(
        self,
        answers: Schema | None,
        method: str,
        url: str,
        *,
        body: Any = None,
        params: Mapping[str, str] | None = None,
    ) -> Any:
        token = self.connection.credentials["access_token"].reveal()
        headers = {TOKEN_HEADER: token}
        answer = self.http.request(method, url, json=body, params=params, headers=headers)
        with reading.answer("Chatwoot"):
            return answers.load(answer.json) if answers else None
