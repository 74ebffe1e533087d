"""Freshdesk's adapter, over real HTTP against a server that speaks its API as documented."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import pytest

from dragoman.adapter import OutcomeUnknown, Sighting
from dragoman.adapter_tests.contract import CREDENTIAL, NOW, Desk, DeskClock
from dragoman.adapter_tests.faulty_contract import FaultyContract, FaultyDesk
from dragoman.adapter_tests.polled_contract import drained, events_of
from dragoman.domain import Author, Connection, DragomanError, Message, Outgoing, Pointer, Secret, Visibility
from dragoman.helpdesk_http import GuardedHttp
from dragoman.sandbox.desks.faults import Fault
from dragoman.sandbox.desks.freshdesk import AGENT, API_USER, EMAIL, FreshdeskAccount, Ticket
from dragoman.sandbox.desks.serving import running
from dragoman_adapters.freshdesk import PAGE, SKEW, Freshdesk

NUMBER = 1042
KEY = FreshdeskAccount.api_key
TICKET = f"/api/v2/tickets/{NUMBER}"
REPLIES = f"POST {TICKET}/reply"


def connection(
    url: str, *signing_secrets: str, key: str = FreshdeskAccount.api_key, **others: str
) -> Connection:
    return Connection(
        store="shop",
        name="desk",
        adapter="freshdesk",
        settings={"base_url": url, **others},
        credentials={"api_key": Secret(key)},
        signing_secrets=tuple(Secret(secret) for secret in signing_secrets),
    )


@dataclass(frozen=True)
class Account:
    """A running Freshdesk with one ticket, and the adapter that is connected to it."""

    fake: FreshdeskAccount
    ticket: Ticket
    clock: DeskClock
    url: str
    http: GuardedHttp

    @property
    def adapter(self) -> Freshdesk:
        return self.connected()

    def connected(self, **settings: str) -> Freshdesk:
        return Freshdesk(connection(self.url, **settings), self.http)

    def fetched(self) -> list[Message]:
        return list(self.adapter.fetch(Pointer("any", str(NUMBER), self.clock.now)))


@pytest.fixture
def account() -> Iterator[Account]:
    clock = DeskClock(NOW - 3_600)
    fake = FreshdeskAccount(clock)
    ticket = fake.open(NUMBER)
    clock.now = NOW
    http = GuardedHttp(["127.0.0.1"])
    try:
        with running(fake.app()) as url:
            yield Account(fake, ticket, clock, url, http)
            fake.script.released.set()
    finally:
        http.close()


class TestFreshdesk(FaultyContract):
    adapter_class: ClassVar = Freshdesk
    replying: ClassVar = REPLIES
    tagging: ClassVar = (f"GET {TICKET}", f"PUT {TICKET}")
    skew: ClassVar = SKEW
    us: ClassVar = "Dragoman"
    fixtures: ClassVar = Path(__file__).parent / "fixtures" / "freshdesk"
    proves_time: ClassVar = False
    empty_page: ClassVar[list[object]] = []
    proves_body: ClassVar = False
    expected: ClassVar = {
        name: [Pointer(f"ticket:{NUMBER}:at:{NOW:.3f}", str(NUMBER), NOW)]
        for name in ("rule", "rule_with_more")
    }

    def connection(self, *signing_secrets: str) -> Connection:
        return connection("http://127.0.0.1:9", *signing_secrets, key=CREDENTIAL)

    def signed(self, body: bytes, secret: str, at: float) -> dict[str, str]:
        return {"x-dragoman-secret": secret}

    @pytest.fixture
    def faulty(self, account: Account) -> FaultyDesk:
        def write(text: str) -> bytes:
            account.fake.write(account.ticket, f"<div>{text}</div>")
            return json.dumps({"ticket_id": str(NUMBER)}).encode()

        return FaultyDesk(
            Desk(connection(account.url), str(NUMBER), lambda: account.ticket.tags),
            write,
            account.clock,
            account.fake.script,
            lambda: str(account.ticket.conversations[-1]["id"]) if account.ticket.conversations else "",
        )


NOTE = Outgoing("key-1", str(NUMBER), Visibility.INTERNAL, "Hi! Where is my order #73021?", "pt-BR")
REPLY = Outgoing("key-2", str(NUMBER), Visibility.PUBLIC, "Seu pedido <b>#73021</b> saiu hoje.\n\nAté logo!")


def sighting(message: Outgoing, *known: str) -> Sighting:
    return Sighting(message, NOW, frozenset(known))


class TestANote:
    def test_is_private_and_its_id_is_returned(self, account: Account) -> None:
        remote_id = account.adapter.send(NOTE)
        written = account.ticket.conversations[-1]
        assert (str(written["id"]), written["private"], written["body"]) == (remote_id, True, NOTE.text)

    def test_tags_the_ticket_and_leaves_its_other_tags(self, account: Account) -> None:
        adapter = account.connected(language_field="cf_language")
        adapter.send(NOTE)
        adapter.send(NOTE)
        assert account.ticket.tags == ["vip", "lang-pt-br"]
        assert account.ticket.fields == {"cf_language": "pt-BR"}

    def test_is_written_even_if_the_field_does_not_exist(self, account: Account) -> None:
        account.connected(language_field="cf_other").send(NOTE)
        assert account.ticket.conversations[-1]["body"] == NOTE.text
        assert account.ticket.tags == ["vip"]


class TestAReply:
    def test_is_shown_as_it_is_with_nothing_read_as_markup(self, account: Account) -> None:
        account.adapter.send(REPLY)
        assert account.ticket.conversations[-1]["body"] == (
            "Seu pedido &lt;b&gt;#73021&lt;/b&gt; saiu hoje.<br><br>Até logo!"
        )

    def test_renders_no_placeholder_that_someone_planted(self, account: Account) -> None:
        planted = Outgoing("key-3", str(NUMBER), Visibility.PUBLIC, "{{ticket.requester.email}}")
        account.adapter.send(planted)
        assert EMAIL not in account.ticket.conversations[-1]["body"]

    def test_is_found_where_freshdesk_adds_a_signature(self, account: Account) -> None:
        account.fake.signature = "<div>--<br>Lumen</div>"
        account.fake.script.fail_next(REPLIES, Fault(500, takes_effect=True))
        with pytest.raises(OutcomeUnknown):
            account.adapter.send(REPLY)
        assert account.adapter.find(sighting(REPLY)) == str(account.ticket.conversations[-1]["id"])


class TestFind:
    @pytest.mark.parametrize(("user", "private"), [(AGENT, False), (API_USER, True)])
    def test_passes_over_what_is_not_the_reply(self, account: Account, user: int, private: bool) -> None:
        account.fake.write(account.ticket, REPLY.text, user=user, private=private)
        assert account.adapter.find(sighting(REPLY)) is None

    def test_looks_behind_later_conversations(self, account: Account) -> None:
        written = account.adapter.send(REPLY)
        for _ in range(2 * PAGE):
            account.fake.write(account.ticket, "Obrigada!")
        assert account.adapter.find(sighting(REPLY)) == written


class TestFetch:
    def test_gives_the_first_message_of_a_new_ticket(self, account: Account) -> None:
        account.fake.open(NUMBER, "<p>Oi!</p><p>Onde está o pedido <b>#73021</b>?</p>")
        assert account.fetched() == [
            Message(
                event_id=f"ticket:{NUMBER}:description",
                conversation=str(NUMBER),
                message_id=f"ticket-{NUMBER}",
                author=Author.SHOPPER,
                author_id="4",
                visibility=Visibility.PUBLIC,
                text="Oi!\n\nOnde está o pedido #73021?",
                written_at=NOW,
            )
        ]

    def test_takes_a_ticket_that_an_agent_opened_by_mail_for_the_agents(self, account: Account) -> None:
        account.fake.open(NUMBER).source = 10
        assert [message.author for message in account.fetched()] == [Author.AGENT]

    def test_tells_who_wrote_what_for_whom(self, account: Account) -> None:
        account.fake.write(account.ticket, "<div>Oi</div>")
        account.fake.write(account.ticket, "<div>! It left today.</div>", user=AGENT, private=True)
        account.fake.write(account.ticket, "Solved.", user=None)
        assert [(one.author, one.visibility, one.text) for one in account.fetched()] == [
            (Author.SHOPPER, Visibility.PUBLIC, "Oi"),
            (Author.AGENT, Visibility.INTERNAL, "! It left today."),
            (Author.BOT, Visibility.PUBLIC, "Solved."),
        ]

    def test_leaves_history_out(self, account: Account) -> None:
        account.fake.write(account.ticket, "Before.")
        account.clock.now += SKEW + 1
        account.fake.write(account.ticket, "Now.")
        assert [message.text for message in account.fetched()] == ["Now."]


class TestAPoll:
    def test_finds_new_tickets_by_their_description(self, account: Account) -> None:
        account.clock.now += 5_000
        account.fake.open(1043, "<div>Oi, tudo bem?</div>")
        (event,) = events_of(drained(account.adapter, None, account.clock.now))
        assert event.event_id == "ticket:1043:description"

    def test_reads_every_page(self, account: Account) -> None:
        account.clock.now += 5_000
        since = account.clock.now
        numbers = range(2_000, 2_000 + 2 * PAGE)
        for number in numbers:
            account.clock.now += number % 2
            account.fake.open(number)
        events = events_of(drained(account.adapter, None, since))
        assert {event.conversation for event in events} == {str(number) for number in numbers}

    def test_finds_commands_of_an_agent_who_lends_us_their_key(self, account: Account) -> None:
        """Ours are told by their ids, so that a shop needs no seat of its own for Dragoman."""
        account.fake.write(account.ticket, "! It left today.", user=API_USER, private=True)
        (event,) = events_of(drained(account.adapter, None, NOW))
        assert isinstance(event, Message)
        assert event.text == "! It left today."

    def test_asks_nothing_of_tickets_that_did_not_change(self, account: Account) -> None:
        drained(account.adapter, None, NOW + 5_000)
        assert [call for call in account.fake.script.requests if "conversations" in call] == []


class TestTheLogin:
    @pytest.mark.parametrize(
        ("settings", "cure"),
        [
            ({"base_url": ""}, "needs its domain"),
            ({"base_url": "", "domain": "evil.example/"}, "needs its domain"),
            ({"base_url": "", "domain": "lumen", "language_field": "language"}, "like cf_language"),
        ],
    )
    def test_with_settings_that_cannot_work_names_the_cure(self, settings: dict[str, str], cure: str) -> None:
        wrong = Connection("shop", "desk", "freshdesk", settings, {"api_key": Secret("key")}, ())
        with pytest.raises(DragomanError, match=cure):
            Freshdesk(wrong, GuardedHttp())
