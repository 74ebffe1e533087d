"""Gorgias: ids of an HTTP integration in, internal notes and replies out.

https://developers.gorgias.com/docs/create-an-http-integration (deliveries; they are not signed)
https://developers.gorgias.com/reference/post_api-tickets-ticket-id-messages (requests)
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
from dragoman.domain import Connection, DragomanError, Event, Message, Outgoing, Pointer, Visibility
from dragoman_adapters import reading, signatures
from dragoman_adapters.gorgias_messages import (
    EVENTS,
    NOTE,
    PAGE_OF_MESSAGES,
    POSTED,
    USER,
    addressed,
    external_id,
    message_of,
    read_delivery,
    says,
    written,
)
from dragoman_adapters.latest_first import LatestFirst

# Gorgias' clock may differ from ours by as much, and an integration takes a while to fire.
SKEW = 600.0
OVERLAP = 600.0

PAGE = 20
"""Messages, whose bodies come four times."""

# Gorgias takes a megabyte; the text goes out twice, once as HTML, which can be six times as long.
LONGEST_TEXT = 60_000

_MOST_PAGES = 100
_DOMAIN = re.compile(r"[a-z0-9][a-z0-9-]*", re.IGNORECASE)
_NUMBER = re.compile(r"[0-9]{1,18}")
_logger = logging.getLogger(__name__)


class Gorgias(Adapter):
    """One Gorgias account."""

    name: ClassVar[str] = "gorgias"
    traits: ClassVar[Traits] = Traits(
        signing=Signing.SHARED_SECRET,
        signature="none; a secret in the header X-Dragoman-Secret",
        events=EVENTS,
        scopes=("tickets:read", "tickets:write", "users:read"),
        fields=(
            Field("domain", "Domain: the first word of yourshop.gorgias.com", required=False),
            Field("base_url", "Address, if Gorgias is reached by another one", required=False),
            Field("email", "E-mail of the user that the API key belongs to"),
            Field("api_key", "API key", secret=True),
            Field("agent_id", "Number of the user that notes and replies are written by"),
            Field("channels", "Channels that are answered from here, with commas (email)", required=False),
        ),
        finds=True,
        tags=True,
        text_cap=LONGEST_TEXT,
        poll_seconds=120.0,
        requests_per_minute=100,  # Gorgias takes 40 in 20 seconds
        setup=(
            "Let a user of its own be Dragoman. As this user: Settings > REST API > Create API key; it is "
            "api_key. The user's number stands in the address of their page in Settings > Users: agent_id.",
            "Settings > Apps & integrations > HTTP integration > Add: trigger “Ticket message created”, POST "
            "to {url}, request content type application/json, header X-Dragoman-Secret with the secret, "
            'body {"ticket_id": "{{ticket.id}}", "message_id": "{{message.id}}"}.',
            "Gorgias does not say whether it repeats a delivery that failed: what was missed is polled.",
            "Replies by mail are documented. Others are refused until you name their channels: try one out, "
            "then dragoman connection add gorgias --store STORE --replace --set channels=email,chat.",
            "Tags such as lang-pt-br are added by their name; if none appears, see the log, and create them "
            "in Settings > Tags.",
        ),
    )

    def __init__(self, connection: Connection, http: HelpdeskHttp) -> None:
        """Read the connection's settings.

        Raises:
            DragomanError: a setting is missing or wrong.
        """
        super().__init__(connection, http)
        self._base = _base_url(connection)
        self._agent = connection.settings["agent_id"]
        if not _NUMBER.fullmatch(self._agent):
            raise DragomanError(f"agent_id of connection {connection.name} must be the user's number")
        named = connection.settings.get("channels") or "email"
        self._channels = frozenset(channel.strip() for channel in named.split(","))

    def verify(self, request: Request) -> None:
        """Compare the secret that comes along with every one that may still be in use."""
        given = request.headers.get("x-dragoman-secret", "")
        signatures.check_shared(given, self.connection.signing_secrets)

    def parse(self, delivery: Verified) -> Sequence[Event]:
        """Read which ticket to look at."""
        return read_delivery(delivery.request)

    def send(self, message: Outgoing) -> str:
        """Write a note or a reply with our key; with a language that is news, tag the ticket before."""
        ticket = message.conversation
        body = written(message, self._agent)
        if message.visibility is Visibility.INTERNAL:
            body["channel"] = NOTE
        else:
            body |= addressed(ticket, self._messages(ticket, 0.0), self._channels)
        if message.shopper_language:
            self._tag(ticket, f"lang-{message.shopper_language.lower()}")
        return str(self._call(POSTED, "POST", f"tickets/{ticket}/messages", body=body)["id"])

    def _tag(self, ticket: str, tag: str) -> None:
        """Add a tag, which leaves the others.

        A ticket without its tag is better than one without its note, so a refusal is only logged.
        """
        try:
            self._call(None, "POST", f"tickets/{ticket}/tags", body={"names": [tag]})
        except (OutcomeUnknown, Refused) as error:
            _logger.warning("ticket %s was not tagged %s: %s", ticket, tag, error)

    def find(self, sighting: Sighting) -> str | None:
        """Look for the message with our key; or, if Gorgias has none, for our text of that time."""
        sent = sighting.message
        messages = self._messages(sent.conversation, sighting.sent_at - SKEW)
        for one in messages:
            if one["external_id"] == external_id(sent):
                return str(one["id"])
        for one in messages:
            if one["id"] not in sighting.known_ids and says(one, sent):
                return str(one["id"])
        return None

    def fetch(self, pointer: Pointer) -> Sequence[Message]:
        """Return what was written in the ticket of late."""
        return _others(self._messages(pointer.conversation, pointer.since - SKEW))

    def poll(self, cursor: str | None, since: float) -> Batch:
        """Return a page of what was written of late, in whichever ticket."""
        with reading.answer("Gorgias"):
            position = LatestFirst.read(cursor, since)
        news_since = position.news_since(since, OVERLAP)
        params = {"limit": str(PAGE), "order_by": "created_datetime:desc"}
        read = self._page("messages", position.page, params)
        times = [one["created_datetime"] for one in read["data"]]
        if times and times[0] < times[-1]:
            raise OutcomeUnknown("Gorgias does not give the latest messages first, as it was asked to")
        after, more = position.after(times, news_since, read["meta"]["next_cursor"])
        news = [one for one in read["data"] if one["created_datetime"] >= news_since]
        return Batch(_others(_sorted(news)), after.written(), more)

    def probe(self) -> str:
        """Return who Gorgias takes us for."""
        user = self._call(USER, "GET", f"users/{self._agent}")
        return f"{' '.join(user['email'].split())} at {self._base}"

    def _messages(self, ticket: str, since: float) -> list[Mapping[str, Any]]:
        """Return a ticket's messages since a time, oldest first, in whichever order Gorgias gives them."""
        found: list[Mapping[str, Any]] = []
        cursor: str | None = None
        for _ in range(_MOST_PAGES):
            page = self._page(f"tickets/{ticket}/messages", cursor, {})
            found += page["data"]
            cursor = page["meta"]["next_cursor"]
            if not cursor:
                return _sorted([one for one in found if one["created_datetime"] >= since])
        raise OutcomeUnknown(f"the messages of ticket {ticket} have no end")

    def _page(self, path: str, cursor: str | None, params: Mapping[str, str]) -> Any:
        asked = {**params, "cursor": cursor} if cursor else params
        return self._call(PAGE_OF_MESSAGES, "GET", path, params=asked)

    def _call(
        self,
        answers: Schema | None,
        method: str,
        path: str,
        *,
        body: Any = None,
        params: Mapping[str, str] | None = None,
    ) -> Any:
        auth = (self.connection.settings["email"], self.connection.credentials["api_key"].reveal())
        url = f"{self._base}/api/{path}"
        answer = self.http.request(method, url, json=body, params=params, auth=auth)
        with reading.answer("Gorgias"):
            return answers.load(answer.json) if answers else None


def _sorted(messages: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    return sorted(messages, key=lambda one: (one["created_datetime"], int(one["id"])))


def _others(messages: Sequence[Mapping[str, Any]]) -> list[Message]:
    """Return those that we did not write, in our words."""
    return [message for one in messages if (message := message_of(one)) is not None]


def _base_url(connection: Connection) -> str:
    base_url = connection.settings.get("base_url", "").rstrip("/")
    if base_url:
        return base_url
    domain = connection.settings.get("domain", "")
    if not _DOMAIN.fullmatch(domain):
        raise DragomanError(
            f"connection {connection.name} needs its domain: the first word of yourshop.gorgias.com"
        )
    return f"https://{domain}.gorgias.com"
