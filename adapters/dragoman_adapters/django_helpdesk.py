"""django-helpdesk: webhooks and polls in, follow-ups out.

A webhook is tried once: what was missed is read from the list of follow-ups, which is polled. Deliveries
carry the whole history of their ticket and are not signed, so that their address carries a secret.

https://django-helpdesk.readthedocs.io/en/latest/webhooks.html
https://django-helpdesk.readthedocs.io/en/latest/api.html
"""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from dragoman.adapter import (
    LARGEST_DELIVERY,
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
from dragoman.domain import Author, Connection, DragomanError, Event, Message, Outgoing, Visibility
from dragoman_adapters.django_helpdesk_followups import (
    Followup,
    People,
    as_comment,
    message,
    read_delivery,
    read_followup,
    read_submitter,
)
from dragoman_adapters.reading import answer
from dragoman_adapters.signatures import check_shared

PAGE = 20
PAGES_A_POLL = 10
MOST_PAGES = 100

# How far the helpdesk's clock may be from ours where we look for a message, and in a poll, which also takes
# into account that a follow-up may show late in the list.
SKEW = 300.0
OVERLAP = 120.0

_NAME = "django-helpdesk"
_MORE = "+"
_logger = logging.getLogger(__name__)


class DjangoHelpdesk(Adapter):
    """One django-helpdesk."""

    name: ClassVar[str] = "django_helpdesk"
    traits: ClassVar[Traits] = Traits(
        signing=Signing.SHARED_SECRET,
        signature="none; a secret in the webhook's address: ?secret=…",
        events=("HELPDESK_NEW_TICKET_WEBHOOK_URLS", "HELPDESK_FOLLOWUP_WEBHOOK_URLS"),
        scopes=("staff status",),
        fields=(
            Field("base_url", "Address of the helpdesk, for example https://desk.shop.example"),
            Field("username", "Name of the user, with staff status, that Dragoman writes as"),
            Field("password", "Password of that user", secret=True),
            Field("language_field", "Name of a custom field for the shopper's language", required=False),
            Field("agents", "Addresses, or @domains, of agents who answer by mail", required=False),
            Field("form_user", "Id of the user as whom a contact form opens tickets", required=False),
        ),
        finds=True,
        body_cap=LARGEST_DELIVERY,
        poll_seconds=30.0,
        setup=(
            "In the helpdesk's admin pages, /admin/auth/user/add/, give Dragoman a user of its own with "
            "staff status: they are username and password.",
            "Set HELPDESK_NEW_TICKET_WEBHOOK_URLS and HELPDESK_FOLLOWUP_WEBHOOK_URLS in its environment, "
            "both to {url}?secret= and the secret that deliveries are known by.",
            "Let that address be a reverse proxy's, which answers even while Dragoman is stopped: where "
            "django-helpdesk cannot connect to it, it takes the same mail once more. What was missed is "
            "read every 30 s; without webhooks everything is.",
        ),
    )

    def __init__(self, connection: Connection, http: HelpdeskHttp) -> None:
        """Read the connection's settings.

        Raises:
            DragomanError: a setting is wrong.
        """
        super().__init__(connection, http)
        settings = connection.settings
        self._base = settings["base_url"].rstrip("/")
        self._language_field = settings.get("language_field", "")
        form_user = settings.get("form_user", "")
        if form_user and not (form_user.isascii() and form_user.isdigit()):
            raise DragomanError(f"form_user of connection {connection.name} must be the user's number")
        agents = settings.get("agents", "").lower().replace(",", " ").split()
        self._people = People(frozenset(agents), form_user or None)

    def verify(self, request: Request) -> None:
        """Compare the secret of the address with every one that may still be in use."""
        check_shared(request.query.get("secret", ""), self.connection.signing_secrets)

    def parse(self, delivery: Verified) -> Sequence[Event]:
        """Read the one follow-up that a delivery is about."""
        followup, submitter = read_delivery(delivery.request.body)
        if not followup.comment.strip():
            return ()
        return (message(followup, self._people.author(followup), submitter),)

    def send(self, message: Outgoing) -> str:
        """Write a follow-up; before it, where the language is news, fill the ticket's field.

        It gets no title: one would rename the ticket. Where a webhook cannot be delivered, the helpdesk
        answers 500 although the follow-up was stored, so that this is looked for like any other.
        """
        if message.shopper_language and self._language_field:
            self._fill_in(message.conversation, message.shopper_language)
        written = {
            "ticket": int(message.conversation),
            "comment": as_comment(message.text),
            "public": message.visibility is Visibility.PUBLIC,
        }
        with answer(_NAME):
            return str(int(self._call("POST", "followups/", body=written)["id"]))

    def _fill_in(self, ticket: str, language: str) -> None:
        """Write the language into the ticket; a ticket without it is better than one without its note."""
        try:
            self._call("PATCH", f"tickets/{ticket}/", body={f"custom_{self._language_field}": language})
        except (OutcomeUnknown, Refused) as error:
            _logger.warning("ticket %s: the language was not filled in: %s", ticket, error)

    def find(self, sighting: Sighting) -> str | None:
        """Look for our follow-up in the list, the newest first: its ticket, visibility and text.

        The helpdesk does not tell who we are, but that a member of staff wrote it. The list sees its own
        writes. Follow-ups that are accounted for are passed over.
        """
        sent = sighting.message
        page = self._page("last")
        for _ in range(MOST_PAGES):
            for followup in page.followups:
                if (
                    followup.ticket == sent.conversation
                    and followup.user is not None
                    and followup.public is (sent.visibility is Visibility.PUBLIC)
                    and followup.date >= sighting.sent_at - SKEW
                    and followup.id not in sighting.known_ids
                    and followup.says(sent.text)
                ):
                    return followup.id
            if page.number == 1 or (page.followups and page.followups[0].date < sighting.sent_at - SKEW):
                return None
            page = self._page(str(page.number - 1))
        raise OutcomeUnknown("the list of follow-ups has no end")

    def poll(self, cursor: str | None, since: float) -> Batch:
        """Return the follow-ups since the last poll, a little overlapping.

        The cursor is the time of the latest one, with a sign where there is more already: then the next
        poll goes on from exactly there.
        """
        start = _start(cursor, since)
        page = self._first_page(start)
        found = [one for one in page.followups if one.date >= start]
        for _ in range(PAGES_A_POLL - 1):
            if page.is_last:
                break
            page = self._page(str(page.number + 1))
            found += page.followups
        before = start if cursor is None else float(cursor.removesuffix(_MORE))
        latest = max((one.date for one in found), default=before)
        events = [self._message(one) for one in found if one.comment.strip()]
        return Batch(events, f"{latest!r}{'' if page.is_last else _MORE}", more=not page.is_last)

    def _first_page(self, start: float) -> "_Page":
        """Return the first page that reaches this time: nearly always the last, otherwise by halving."""
        page = self._page("last")
        low, high = 1, page.number
        if not page.followups or page.followups[0].date < start:
            return page
        while low < high:
            middle = (low + high) // 2
            page = self._page(str(middle))
            if page.followups and page.followups[-1].date < start:
                low = middle + 1
            else:
                high = middle
        return page if page.number == low else self._page(str(low))

    def _message(self, followup: Followup) -> Message:
        author = self._people.author(followup)
        asked = author is Author.SHOPPER and followup.sender is None
        return message(followup, author, self._submitter(followup.ticket) if asked else None)

    def _submitter(self, ticket: str) -> str | None:
        """Return the address that a ticket is answered to; None where its history is too long to be read."""
        try:
            with answer(_NAME):
                return read_submitter(self._call("GET", f"tickets/{ticket}/"))
        except (OutcomeUnknown, Refused) as error:
            _logger.warning("ticket %s: its submitter is not known: %s", ticket, error)
            return None

    def probe(self) -> str:
        """Return whom we write as, if the helpdesk lets us read."""
        with answer(_NAME):
            count = self._call("GET", "followups/", params={"page_size": "1"})["count"]
            return f"{self.connection.settings['username']} at {self._base}, who sees {count:d} follow-ups"

    def _page(self, number: str) -> "_Page":
        with answer(_NAME):
            listed = self._call("GET", "followups/", params={"page": number, "page_size": str(PAGE)})
            last = max(1, -(-listed["count"] // PAGE))
            followups = tuple(read_followup(one) for one in listed["results"])
            return _Page(last if number == "last" else int(number), listed["next"] is None, followups)

    def _call(
        self, method: str, path: str, *, body: Any = None, params: Mapping[str, str] | None = None
    ) -> Any:
        auth = (self.connection.settings["username"], self.connection.credentials["password"].reveal())
        return self.http.request(method, f"{self._base}/api/{path}", json=body, params=params, auth=auth).json


@dataclass(frozen=True, slots=True)
class _Page:
    """A page of the list of follow-ups, the oldest first."""

    number: int
    is_last: bool
    followups: tuple[Followup, ...]


def _start(cursor: str | None, since: float) -> float:
    """Return the time that a poll reads from."""
    if cursor is None:
        return since - OVERLAP
    if cursor.endswith(_MORE):
        return float(cursor.removesuffix(_MORE))
    return max(since, float(cursor)) - OVERLAP
