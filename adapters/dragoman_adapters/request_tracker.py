"""Request Tracker 5, polled over REST 2: it has no webhooks.

Shapes are those of RT's own source, version 5.0.3 (``RT::REST2``). Times in ticket queries would be read in
the time zone of RT's user, so that none is asked for: the latest tickets come first, and we compare.

https://docs.bestpractical.com/rt/5.0.3/RT/REST2.html
"""

import logging
from base64 import b64decode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from marshmallow import fields

from dragoman.adapter import (
    Adapter,
    Batch,
    Field,
    HelpdeskHttp,
    OutcomeUnknown,
    Refused,
    Rejected,
    Request,
    Response,
    Sighting,
    Signing,
    Traits,
    Verified,
)
from dragoman.domain import Author, Connection, DragomanError, Event, Message, Outgoing, Visibility
from dragoman_adapters.reading import Number, Text, answer, schema

PAGE = 50
TICKETS_A_POLL = 20
MOST_PAGES = 400
SKEW = 300.0
OVERLAP = 120.0
RESOLUTION = 1.0
"""RT tells times in whole seconds."""

_NAME = "Request Tracker"
_SYSTEM = "RT_System"
_WRITTEN: Mapping[str, Visibility] = {
    "Create": Visibility.PUBLIC,
    "Correspond": Visibility.PUBLIC,
    "Comment": Visibility.INTERNAL,
}
_logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Written:
    """A transaction in which somebody wrote: its id, what it is, who and when (POSIX seconds)."""

    id: str
    visibility: Visibility
    creator: str
    created: float


class RequestTracker(Adapter):
    """One queue of a Request Tracker."""

    name: ClassVar[str] = "request_tracker"
    traits: ClassVar[Traits] = Traits(
        signing=Signing.UNSIGNED,
        signature="none: tickets are read, nothing is delivered",
        events=(),
        scopes=("SeeQueue", "ShowTicket", "ShowTicketComments", "CommentOnTicket", "ReplyToTicket"),
        fields=(
            Field("base_url", "Address of RT, for example https://rt.shop.example"),
            Field("username", "Name of the RT user that Dragoman writes as"),
            Field("token", "Authentication token of that user", secret=True),
            Field("queue", "Queue that shoppers write to"),
            Field("language_field", "Custom field for the shopper's language", required=False),
        ),
        finds=True,
        poll_seconds=60.0,
        mails=True,
        setup=(
            "In RT make a user for Dragoman with the rights that the scopes name on the queue.",
            "Make an authentication token for it (Logged in as … > Settings > Auth Tokens).",
            "Agents comment (not reply) with a text that begins with the store's marker.",
        ),
    )

    def __init__(self, connection: Connection, http: HelpdeskHttp) -> None:
        """Read the connection's settings.

        Raises:
            DragomanError: a setting is wrong.
        """
        super().__init__(connection, http)
        self._base = connection.settings["base_url"].rstrip("/")
        self._queue = connection.settings["queue"]
        if "'" in self._queue or "\\" in self._queue:
            raise DragomanError(f"queue of connection {connection.name} must be a name without quotes")

    def verify(self, request: Request) -> None:  # noqa: ARG002
        """Nothing is delivered."""
        raise Rejected("tickets are read, not delivered")

    def parse(self, delivery: Verified) -> Sequence[Event]:  # noqa: ARG002
        """Return nothing: see ``verify``."""
        return ()

    def poll(self, cursor: str | None, since: float) -> Batch:
        """Return what was written into tickets that changed since the last poll, a little overlapping.

        The cursor has two times: since when histories are read, which stays until every ticket was read that
        had changed, because an early message of a ticket that changed late comes late; and the change that
        comes next.
        """
        news, _, going_on = (cursor or f"{since!r}:").partition(":")
        start = max(since, float(news)) - OVERLAP
        changed = self._changed(float(going_on) if going_on else start)
        last = changed[:TICKETS_A_POLL][-1][1] if changed else max(since, float(news))
        now = [ticket for ticket, at in changed if at <= last]
        messages = [message for ticket in now for message in self._messages(ticket, start)]
        messages.sort(key=_when)
        more = len(changed) > len(now)
        reached = f"{news}:{last + RESOLUTION!r}" if more else f"{last!r}:"
        return Batch(messages, reached, more)

    def _messages(self, ticket: str, start: float) -> list[Message]:
        """Return what was written into a ticket since a time."""
        requestors = self._requestors(ticket)
        written = [(one, self._text(one.id)) for one in self._history(ticket, start)]
        return [self._message(ticket, one, requestors, text) for one, text in written if text.strip()]

    def _changed(self, start: float) -> list[tuple[str, float]]:
        """Return the tickets that changed since a time, the one that changed first before the others."""
        found: dict[str, float] = {}
        params = {
            "query": f"Queue = '{self._queue}'",
            "orderby": "LastUpdated",
            "order": "DESC",
            "fields": "LastUpdated",
            "per_page": str(PAGE),
        }
        for number in range(1, MOST_PAGES + 1):
            asked = {**params, "page": str(number)}
            with answer(_NAME):
                items = _TICKETS.load(self._call("GET", "tickets", params=asked).json)["items"]
            page = [(item["id"], item["LastUpdated"].timestamp()) for item in items]
            found.update((ticket, at) for ticket, at in page if at >= start)
            if len(page) < PAGE or page[-1][1] < start:
                return sorted(found.items(), key=lambda one: (one[1], int(one[0])))
        raise OutcomeUnknown(f"more than {MOST_PAGES * PAGE} tickets have changed")

    def _requestors(self, ticket: str) -> frozenset[str]:
        with answer(_NAME):
            read = _TICKET.load(self._call("GET", f"ticket/{ticket}").json)
            return frozenset(str(one["id"]) for one in read["Requestor"])

    def _history(self, ticket: str, start: float) -> list[_Written]:
        """Return who wrote when since a time, oldest first."""
        found: list[_Written] = []
        params = {"fields": "Type,Creator,Created", "per_page": str(PAGE)}
        for number in range(1, MOST_PAGES + 1):
            with answer(_NAME):
                path = f"ticket/{ticket}/history"
                items = _HISTORY.load(self._call("GET", path, params={**params, "page": str(number)}).json)
                for item in items["items"]:
                    visibility, at = _WRITTEN.get(item["Type"]), item["Created"].timestamp()
                    if visibility is not None and at >= start:
                        found.append(_Written(item["id"], visibility, str(item["Creator"]["id"]), at))
            if len(items["items"]) < PAGE:
                return sorted(found, key=lambda one: (one.created, int(one.id)))
        raise OutcomeUnknown(f"the history of ticket {ticket} has no end")

    def _text(self, transaction: str) -> str:
        """Return the plain text of a transaction; attachments are left alone."""
        with answer(_NAME):
            path = f"transaction/{transaction}/attachments"
            params = {"fields": "ContentType,Filename", "per_page": str(PAGE)}
            for item in _ATTACHMENTS.load(self._call("GET", path, params=params).json)["items"]:
                if item["ContentType"] == "text/plain" and not item["Filename"]:
                    content = _CONTENT.load(self._call("GET", f"attachment/{item['id']}").json)["Content"]
                    return b64decode(content).decode("utf-8", "replace").replace("\r\n", "\n")
        return ""

    def _message(self, ticket: str, written: _Written, requestors: frozenset[str], text: str) -> Message:
        author = Author.SHOPPER if written.creator in requestors else Author.AGENT
        return Message(
            event_id=f"transaction:{written.id}",
            conversation=ticket,
            message_id=written.id,
            author=Author.BOT if written.creator == _SYSTEM else author,
            author_id=written.creator,
            visibility=written.visibility,
            text=text,
            written_at=written.created,
        )

    def send(self, message: Outgoing) -> str:
        """Comment or correspond; before it, where the language is news, fill the ticket's field."""
        field = self.connection.settings.get("language_field")
        if message.shopper_language and field:
            try:
                change = {"CustomFields": {field: message.shopper_language}}
                self._call("PUT", f"ticket/{message.conversation}", body=change)
            except (OutcomeUnknown, Refused) as error:
                _logger.warning("ticket %s: no language was filled in: %s", message.conversation, error)
        way = "correspond" if message.visibility is Visibility.PUBLIC else "comment"
        body = {"Content": message.text, "ContentType": "text/plain"}
        sent = self._call("POST", f"ticket/{message.conversation}/{way}", body=body)
        with answer(_NAME):
            return str(int(sent.headers["location"].rpartition("/transaction/")[2]))

    def find(self, sighting: Sighting) -> str | None:
        """Look for our transaction in the ticket: its author, time, visibility and text."""
        sent = sighting.message
        for written in self._history(sent.conversation, sighting.sent_at - SKEW):
            if (
                written.creator == self.connection.settings["username"]
                and written.visibility is sent.visibility
                and written.id not in sighting.known_ids
                and "".join(self._text(written.id).split()) == "".join(sent.text.split())
            ):
                return written.id
        return None

    def probe(self) -> str:
        """Return whom we write as, if RT lets us read the queue."""
        params = {"query": f"Queue = '{self._queue}'", "per_page": "1"}
        with answer(_NAME):
            _PAGE.load(self._call("GET", "tickets", params=params).json)
        return f"{self.connection.settings['username']} at {self._base}, queue {self._queue}"

    def _call(
        self, method: str, path: str, *, body: Any = None, params: Mapping[str, str] | None = None
    ) -> Response:
        headers = {"Authorization": f"token {self.connection.credentials['token'].reveal()}"}
        url = f"{self._base}/REST/2.0/{path}"
        return self.http.request(method, url, json=body, params=params, headers=headers)


def _when(message: Message) -> tuple[float, int]:
    return message.written_at or 0.0, int(message.message_id)


def _list(**known: fields.Field[Any]) -> Any:
    return schema(items=fields.List(fields.Nested(schema(id=Number(), **known)), required=True))


_PAGE = _list()
_TICKETS = _list(LastUpdated=fields.AwareDateTime(required=True))
_TICKET = schema(Requestor=fields.List(fields.Nested(schema(id=Text())), required=True))
_HISTORY = _list(
    Type=Text(),
    Creator=fields.Nested(schema(id=Text()), required=True),
    Created=fields.AwareDateTime(required=True),
)
_ATTACHMENTS = _list(ContentType=Text(load_default=""), Filename=Text(load_default=None, allow_none=True))
_CONTENT = schema(Content=Text())
