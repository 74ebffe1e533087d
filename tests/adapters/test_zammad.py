"""Zammad's adapter, over real HTTP against a server that speaks its API as documented."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import ClassVar

import pytest

from dragoman.adapter import OutcomeUnknown, Refused, Request, Sighting, check
from dragoman.adapter_tests.contract import CREDENTIAL, NOW, Desk, DeskClock
from dragoman.adapter_tests.faulty_contract import FaultyContract, FaultyDesk
from dragoman.adapter_tests.polled_contract import drained, events_of
from dragoman.domain import Author, Connection, DragomanError, Message, Outgoing, Secret, Visibility
from dragoman.helpdesk_http import GuardedHttp
from dragoman.sandbox.desks.faults import Fault
from dragoman.sandbox.desks.serving import running
from dragoman.sandbox.desks.zammad import AGENT, API_USER, MOST_PER_PAGE, Ticket, ZammadHelpdesk
from dragoman_adapters.signatures import hexdigest
from dragoman_adapters.zammad import SKEW, Zammad

NUMBER = 81
POST = "POST /api/v1/ticket_articles"


def connection(
    url: str, *signing_secrets: str, token: str = ZammadHelpdesk.token, **others: str
) -> Connection:
    return Connection(
        store="shop",
        name="desk",
        adapter="zammad",
        settings={"base_url": url, **others},
        credentials={"token": Secret(token)},
        signing_secrets=tuple(Secret(secret) for secret in signing_secrets),
    )


def _message(number: str, **different: object) -> Message:
    of_customer: dict[str, object] = {
        "event_id": f"article:{number}",
        "conversation": str(NUMBER),
        "message_id": number,
        "author": Author.SHOPPER,
        "author_id": "8",
        "visibility": Visibility.PUBLIC,
        "text": "Olá! Onde está o pedido #4471?\n\nPaguei R$ 149,90 & frete.",
        "written_at": 1794999990.318,
    }
    return Message(**{**of_customer, **different})  # type: ignore[arg-type]


ROSA = {"author": Author.AGENT, "author_id": "5"}


@dataclass(frozen=True)
class Helpdesk:
    """A running Zammad with one ticket, and the adapter that is connected to it."""

    fake: ZammadHelpdesk
    ticket: Ticket
    clock: DeskClock
    url: str
    http: GuardedHttp

    @property
    def adapter(self) -> Zammad:
        return self.connected()

    def connected(self, **settings: str) -> Zammad:
        return Zammad(connection(self.url, **settings), self.http)


@pytest.fixture
def desk_of_zammad() -> Iterator[Helpdesk]:
    clock = DeskClock()
    fake = ZammadHelpdesk(clock)
    ticket = fake.open(NUMBER)
    fake.write(ticket, "Oi!")
    http = GuardedHttp(["127.0.0.1"])
    try:
        with running(fake.app()) as url:
            yield Helpdesk(fake, ticket, clock, url, http)
            fake.script.released.set()
    finally:
        http.close()


class TestZammad(FaultyContract):
    adapter_class: ClassVar = Zammad
    replying: ClassVar = POST
    tagging: ClassVar = ("POST /api/v1/tags/add",)
    skew: ClassVar = SKEW
    us: ClassVar = "dragoman@lumen.example"
    fixtures: ClassVar = Path(__file__).parent / "fixtures" / "zammad"
    proves_time: ClassVar = False
    empty_page: ClassVar[list[object]] = []
    expected: ClassVar = {
        "mail_of_customer": [_message("104")],
        "telephone_of_customer": [_message("105", text="Ligou de novo.")],
        "note_of_agent": [
            _message("106", **ROSA, visibility=Visibility.INTERNAL, text="! Your order left today.")
        ],
        "reply_of_agent": [_message("107", **ROSA, text="Seu pedido saiu hoje.\n> Olá!")],
        "automatic_reply": [
            _message("108", author=Author.BOT, author_id="1", text="We have received your request.")
        ],
        "ticket_changed": [],
    }

    def connection(self, *signing_secrets: str) -> Connection:
        return connection("http://127.0.0.1:9", *signing_secrets, token=CREDENTIAL)

    def signed(self, body: bytes, secret: str, at: float) -> dict[str, str]:
        return {"x-hub-signature": hexdigest(body, Secret(secret), "sha1")}

    @pytest.fixture
    def faulty(self, desk_of_zammad: Helpdesk) -> FaultyDesk:
        fake, ticket = desk_of_zammad.fake, desk_of_zammad.ticket
        return FaultyDesk(
            Desk(connection(desk_of_zammad.url), str(NUMBER), lambda: ticket.tags),
            lambda text: fake.delivery(ticket, fake.write(ticket, text)),
            desk_of_zammad.clock,
            fake.script,
            lambda: str(ticket.articles[-1]["id"]),
        )


NOTE = Outgoing("key-1", str(NUMBER), Visibility.INTERNAL, "Hi! Where is my order #73021?", "pt-BR")
REPLY = Outgoing("key-2", str(NUMBER), Visibility.PUBLIC, "Seu pedido <b>#73021</b> saiu hoje.")


def sighting(message: Outgoing, *known: str) -> Sighting:
    return Sighting(message, NOW, frozenset(known))


def test_the_signature_is_over_the_body() -> None:
    """A vector computed once from the documented scheme."""
    request = Request(
        '{"event":"x","text":"¿Dónde está mi pedido #1001?"}'.encode(),
        {"x-hub-signature": "sha1=66f42305465c28a9e88de1b98f5cf1cc055189f2"},
        {},
        NOW,
    )
    check(Zammad(connection("https://desk.example", "whsec_test_0123456789"), GuardedHttp()), request)


class TestANote:
    def test_is_internal_and_never_mailed(self, desk_of_zammad: Helpdesk) -> None:
        remote_id = desk_of_zammad.adapter.send(NOTE)
        article = desk_of_zammad.ticket.articles[-1]
        assert (str(article["id"]), article["internal"], article["type"]) == (remote_id, True, "note")
        assert desk_of_zammad.fake.mailed == []

    def test_tags_the_ticket_and_leaves_its_other_tags(self, desk_of_zammad: Helpdesk) -> None:
        desk_of_zammad.connected(language_field="shopper_language").send(NOTE)
        assert desk_of_zammad.ticket.tags == ["vip", "lang-pt-br"]
        assert desk_of_zammad.ticket.fields == {"shopper_language": "pt-BR"}


class TestAReply:
    def test_to_a_mail_is_a_mail_that_answers_it_with_nothing_read_as_markup(
        self, desk_of_zammad: Helpdesk
    ) -> None:
        desk_of_zammad.adapter.send(REPLY)
        (mail,) = desk_of_zammad.fake.mailed
        assert mail["to"] == "Ana Souza <ana@example.com>"
        assert mail["in_reply_to"] == "<abc.1@example.com>"
        assert mail["subject"] == "Pedido #4471"
        assert (mail["content_type"], mail["body"], mail["internal"]) == ("text/plain", REPLY.text, False)

    def test_goes_to_the_address_that_the_customer_asked_for(self, desk_of_zammad: Helpdesk) -> None:
        desk_of_zammad.fake.write(desk_of_zammad.ticket, "Oi", reply_to="home@example.com")
        desk_of_zammad.adapter.send(REPLY)
        assert desk_of_zammad.fake.mailed[0]["to"] == "home@example.com"

    @pytest.mark.parametrize(
        ("channel", "answered_by"),
        [("web", "email"), ("phone", "email"), ("sms", "sms"), ("telegram personal-message",) * 2],
    )
    def test_goes_by_the_channel_that_the_customer_wrote_by_last(
        self, desk_of_zammad: Helpdesk, channel: str, answered_by: str
    ) -> None:
        desk_of_zammad.fake.write(desk_of_zammad.ticket, "Oi", type=channel)
        desk_of_zammad.adapter.send(REPLY)
        assert desk_of_zammad.ticket.articles[-1]["type"] == answered_by

    @pytest.mark.parametrize(
        ("last", "reason"),
        [({"type": "chat"}, "live chat"), ({"from": None}, "no mail address")],
    )
    def test_that_can_reach_nobody_is_refused_with_the_cure(
        self, desk_of_zammad: Helpdesk, last: dict[str, str | None], reason: str
    ) -> None:
        desk_of_zammad.fake.write(desk_of_zammad.ticket, "Oi", **last)
        with pytest.raises(Refused, match=f"{reason}.*reply in Zammad|{reason}.*: reply in Zammad"):
            desk_of_zammad.adapter.send(REPLY)

    def test_to_a_ticket_that_an_agent_opened_is_refused_with_the_cure(
        self, desk_of_zammad: Helpdesk
    ) -> None:
        desk_of_zammad.ticket.articles[0]["sender"] = "Agent"
        with pytest.raises(Refused, match="nothing of its customer's"):
            desk_of_zammad.adapter.send(REPLY)


class TestFind:
    @pytest.mark.parametrize(
        "other", [{"created_by_id": AGENT}, {"created_by_id": API_USER, "internal": True}]
    )
    def test_passes_over_what_is_not_the_reply(
        self, desk_of_zammad: Helpdesk, other: dict[str, object]
    ) -> None:
        desk_of_zammad.fake.write(
            desk_of_zammad.ticket, REPLY.text, content_type="text/plain", sender="Agent", **other
        )
        assert desk_of_zammad.adapter.find(sighting(REPLY)) is None


class TestAPoll:
    def test_reads_every_page_though_zammad_gives_fewer_than_asked_for(
        self, desk_of_zammad: Helpdesk
    ) -> None:
        desk_of_zammad.clock.now += 5_000
        since = desk_of_zammad.clock.now
        numbers = range(300, 300 + 2 * MOST_PER_PAGE)
        for number in numbers:
            desk_of_zammad.clock.now += number % 2  # two at a time
            desk_of_zammad.fake.write(desk_of_zammad.fake.open(number), "Oi!")
        events = events_of(drained(desk_of_zammad.adapter, None, since))
        assert {event.conversation for event in events} == {str(number) for number in numbers}

    def test_turns_pages_where_many_tickets_changed_at_one_moment(self, desk_of_zammad: Helpdesk) -> None:
        desk_of_zammad.clock.now += 5_000
        since = desk_of_zammad.clock.now
        numbers = range(300, 300 + 3 * MOST_PER_PAGE)
        for number in numbers:
            desk_of_zammad.fake.write(desk_of_zammad.fake.open(number), "Oi!")
        events = events_of(drained(desk_of_zammad.adapter, None, since))
        assert {event.conversation for event in events} == {str(number) for number in numbers}

    def test_stops_where_the_search_does_not_sort_as_asked(self, desk_of_zammad: Helpdesk) -> None:
        desk_of_zammad.fake.newest_first = True
        desk_of_zammad.clock.now += 10
        desk_of_zammad.fake.write(desk_of_zammad.fake.open(82), "Oi!")
        with pytest.raises(OutcomeUnknown, match="not as documented"):
            desk_of_zammad.adapter.poll(None, NOW)

    def test_reads_no_ticket_twice_that_did_not_change(self, desk_of_zammad: Helpdesk) -> None:
        desk_of_zammad.clock.now += 1
        desk_of_zammad.fake.write(desk_of_zammad.fake.open(82), "Oi!")
        cursor = drained(desk_of_zammad.adapter, None, NOW)[-1].cursor
        desk_of_zammad.fake.script.requests.clear()
        drained(desk_of_zammad.adapter, cursor, NOW)
        read = [call for call in desk_of_zammad.fake.script.requests if "by_ticket" in call]
        assert read == ["GET /api/v1/ticket_articles/by_ticket/82"]  # it may change in the same second again

    def test_finds_commands_of_an_agent_who_lends_us_their_token(self, desk_of_zammad: Helpdesk) -> None:
        note = {"type": "note", "internal": True, "sender": "Agent", "created_by_id": API_USER}
        desk_of_zammad.fake.write(desk_of_zammad.ticket, "! It left today.", **note)
        events = desk_of_zammad.adapter.poll(None, NOW).events
        assert "! It left today." in [event.text for event in events if isinstance(event, Message)]

    def test_passes_over_a_ticket_that_was_deleted_meanwhile(self, desk_of_zammad: Helpdesk) -> None:
        desk_of_zammad.fake.script.fail_next("GET /api/v1/ticket_articles", Fault(404))
        assert desk_of_zammad.adapter.poll(None, NOW).events == []


class TestTheLogin:
    def test_with_an_attribute_that_cannot_be_one_names_the_cure(self) -> None:
        with pytest.raises(DragomanError, match="attribute's name"):
            Zammad(connection("https://desk.example", language_field="Language!"), GuardedHttp())


def test_an_equal_earlier_reply_is_not_taken_for_this_one(desk_of_zammad: Helpdesk) -> None:
    first = desk_of_zammad.adapter.send(REPLY)
    second = desk_of_zammad.adapter.send(replace(REPLY, key="key-3"))
    assert desk_of_zammad.adapter.find(sighting(REPLY, first)) == second
