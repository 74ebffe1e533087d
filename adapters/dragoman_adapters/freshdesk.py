"""Freshdesk: ids of automation rules in, private notes and replies out.

https://support.freshdesk.com/support/solutions/articles/225439 (webhooks of automation rules, unsigned)
https://developers.freshdesk.com/api/ (requests)
"""

import logging
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
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
from dragoman_adapters.changes import Changes
from dragoman_adapters.freshdesk_messages import (
    AGENT,
    CONVERSATIONS,
    EVENTS,
    POSTED,
    TICKET,
    TICKETS,
    description_of,
    message_of,
    read_delivery,
    says,
)
from dragoman_adapters.html_text import html_of

# Freshdesk's clock may differ from ours by as much, and a rule takes a while to fire.
SKEW = 600.0
OVERLAP = 900.0

PAGE = 30
"""Conversations, whose bodies come twice, stay under the answer's cap so."""

_MOST_PAGES = 100
_NOT_FOUND = 404
_DOMAIN = re.compile(r"[a-z0-9][a-z0-9-]*", re.IGNORECASE)
_FIELD = re.compile(r"cf_\w{1,100}", re.ASCII)
_logger = logging.getLogger(__name__)


class Freshdesk(Adapter):
    """One Freshdesk account."""

    name: ClassVar[str] = "freshdesk"
    traits: ClassVar[Traits] = Traits(
        signing=Signing.SHARED_SECRET,
        signature="none; a secret in the header X-Dragoman-Secret",
        events=EVENTS,
        scopes=("the role Agent, with all tickets in its scope",),
        fields=(
            Field("domain", "Domain: the first word of yourshop.freshdesk.com", required=False),
            Field("base_url", "Address, if Freshdesk is reached by another one", required=False),
            Field("api_key", "API key of an agent's profile", secret=True),
            Field("language_field", "Ticket field (cf_…) for the shopper's language", required=False),
        ),
        finds=True,
        tags=True,
        poll_seconds=300.0,
        requests_per_minute=100,  # the least that is said of any plan
        setup=(
            "Let an agent of its own be Dragoman, with the ticket scope “global access”. Its Profile "
            "settings > View API key is api_key. The plan Free has no webhooks; there, only polls find "
            "messages.",
            "Admin > Automations > Ticket updates > New rule: event performed by Requester, “Reply is "
            "sent”; action “Trigger webhook”: POST to {url}, custom header X-Dragoman-Secret with the "
            'secret, encoding JSON, content Advanced: {"ticket_id": "{{ticket.id}}"} and nothing else.',
            "The same again for: event performed by Agent, “Note is added”, type Private. And in Admin > "
            "Automations > Ticket creation: a rule without conditions and with the same action.",
            "Webhooks and Dragoman share the API limit of your account. What Freshdesk drops is found by "
            "polling, every five minutes.",
            "For a field: Admin > Ticket fields > a single-line text; its name in the API (cf_…) is "
            "language_field.",
        ),
    )

    def __init__(self, connection: Connection, http: HelpdeskHttp) -> None:
        """Read the connection's settings.

        Raises:
            DragomanError: a setting is missing or wrong.
        """
        super().__init__(connection, http)
        self._base = _base_url(connection)
        self._language_field = connection.settings.get("language_field", "")
        if self._language_field and not _FIELD.fullmatch(self._language_field):
            raise DragomanError(f"language_field of connection {connection.name} must be like cf_language")
        self._own_id: str | None = None

    def verify(self, request: Request) -> None:
        """Compare the secret that comes along with every one that may still be in use."""
        given = request.headers.get("x-dragoman-secret", "")
        signatures.check_shared(given, self.connection.signing_secrets)

    def parse(self, delivery: Verified) -> Sequence[Event]:
        """Read which ticket to look at."""
        return read_delivery(delivery.request)

    def send(self, message: Outgoing) -> str:
        """Write a note or a reply; with a language that is news, tag the ticket before."""
        ticket = f"tickets/{message.conversation}"
        if message.shopper_language:
            self._mark(ticket, message.shopper_language)
        body: dict[str, Any] = {"body": html_of(message.text)}
        if message.visibility is Visibility.INTERNAL:
            return str(self._call(POSTED, "POST", f"{ticket}/notes", body={**body, "private": True})["id"])
        return str(self._call(POSTED, "POST", f"{ticket}/reply", body=body)["id"])

    def _mark(self, path: str, language: str) -> None:
        """Add the tag of the language, for example ``lang-pt-br``, and fill the field.

        Freshdesk replaces all tags by those it is told, and knows no condition: they are read at the last
        moment and written back with ours. A ticket without its tag is better than one without its note,
        so a refusal is only logged.
        """
        tag = f"lang-{language.lower()}"
        try:
            tags = self._call(TICKET, "GET", path)["tags"]
            change: dict[str, Any] = {} if tag in tags else {"tags": [*tags, tag]}
            if self._language_field:
                change["custom_fields"] = {self._language_field: language}
            if change:
                self._call(None, "PUT", path, body=change)
        except (OutcomeUnknown, Refused) as error:
            _logger.warning("%s was not tagged %s: %s", path, tag, error)

    def find(self, sighting: Sighting) -> str | None:
        """Look for what we wrote in the ticket: its author, time, visibility and text.

        What is accounted for is passed over, so that an equal earlier reply is not taken for this one.
        """
        sent, own = sighting.message, self._own()
        private = sent.visibility is Visibility.INTERNAL
        for one in self._conversations(sent.conversation, sighting.sent_at - SKEW):
            ours = one["user_id"] == own and one["private"] is private
            if ours and one["id"] not in sighting.known_ids and says(one, sent.text):
                return str(one["id"])
        return None

    def fetch(self, pointer: Pointer) -> Sequence[Message]:
        """Return what was written in the ticket of late."""
        since = pointer.since - SKEW
        ticket = self._call(TICKET, "GET", f"tickets/{pointer.conversation}")
        first = [description_of(ticket)] if ticket["created_at"] >= since else []
        later = self._conversations(pointer.conversation, since)
        return [*first, *(message_of(one, pointer.conversation) for one in later)]

    def poll(self, cursor: str | None, since: float) -> Batch:
        """Return what was written in the tickets that changed: whatever no rule told, and what one did."""
        with reading.answer("Freshdesk"):
            position = Changes.read(cursor, since, OVERLAP)
        params = {
            "updated_since": _iso(position.bound),
            "order_by": "updated_at",
            "order_type": "asc",
            "per_page": str(PAGE),
            "page": str(position.page),
        }
        tickets = self._call(TICKETS, "GET", "tickets", params=params)
        page = [(ticket["id"], ticket["updated_at"]) for ticket in tickets]
        news_since = position.news_since(since, OVERLAP)
        young = {ticket["id"] for ticket in tickets if ticket["created_at"] >= news_since}
        events = [
            message
            for ticket in position.unread(page)
            for message in self._news(ticket, news_since, first=ticket in young)
        ]
        events.sort(key=lambda event: event.written_at or 0.0)
        with reading.answer("Freshdesk"):
            after, more = position.after(page, OVERLAP)
        return Batch(events, after.written(), more)

    def _news(self, ticket: str, since: float, *, first: bool) -> list[Message]:
        """Return what was written in a ticket since a time; nothing where it was deleted meanwhile."""
        try:
            read = [description_of(self._call(TICKET, "GET", f"tickets/{ticket}"))] if first else []
            return [*read, *(message_of(one, ticket) for one in self._conversations(ticket, since))]
        except Refused as error:
            if error.status != _NOT_FOUND:
                raise
            return []

    def probe(self) -> str:
        """Return who Freshdesk takes us for."""
        return f"{' '.join(self._agent()['contact']['name'].split())} at {self._base}"

    def _own(self) -> str:
        """Return the id of the agent that our notes are written by."""
        if self._own_id is None:
            self._own_id = str(self._agent()["id"])
        return self._own_id

    def _agent(self) -> Any:
        return self._call(AGENT, "GET", "agents/me")

    def _conversations(self, ticket: str, since: float) -> list[Mapping[str, Any]]:
        """Return what was written in a ticket since a time, oldest first; not its description."""
        found: list[Mapping[str, Any]] = []
        for page in range(1, _MOST_PAGES + 1):
            params = {"page": str(page), "per_page": str(PAGE)}
            read = self._call(CONVERSATIONS, "GET", f"tickets/{ticket}/conversations", params=params)
            found += read
            if len(read) < PAGE:
                recent = [one for one in found if one["created_at"] >= since]
                return sorted(recent, key=lambda one: (one["created_at"], int(one["id"])))
        raise OutcomeUnknown(f"the conversations of ticket {ticket} have no end")

    def _call(
        self,
        answers: Schema | None,
        method: str,
        path: str,
        *,
        body: Any = None,
        params: Mapping[str, str] | None = None,
    ) -> Any:
        auth = (self.connection.credentials["api_key"].reveal(), "X")
        url = f"{self._base}/api/v2/{path}"
        answer = self.http.request(method, url, json=body, params=params, auth=auth)
        with reading.answer("Freshdesk"):
            return answers.load(answer.json) if answers else None


def _iso(moment: float) -> str:
    return datetime.fromtimestamp(max(0.0, moment), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _base_url(connection: Connection) -> str:
    base_url = connection.settings.get("base_url", "").rstrip("/")
    if base_url:
        return base_url
    domain = connection.settings.get("domain", "")
    if not _DOMAIN.fullmatch(domain):
        raise DragomanError(
            f"connection {connection.name} needs its domain: the first word of yourshop.freshdesk.com"
        )
    return f"https://{domain}.freshdesk.com"
