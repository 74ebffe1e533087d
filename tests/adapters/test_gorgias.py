"""Gorgias' adapter, over real HTTP against a server that speaks its API as documented."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, ClassVar

import pytest

from dragoman.adapter import OutcomeUnknown, Refused, Sighting
from dragoman.adapter_tests.contract import CREDENTIAL, NOW, Desk, DeskClock
from dragoman.adapter_tests.faulty_contract import FaultyContract, FaultyDesk
from dragoman.adapter_tests.polled_contract import drained, events_of
from dragoman.domain import Author, Connection, DragomanError, Message, Outgoing, Pointer, Secret, Visibility
from dragoman.helpdesk_http import GuardedHttp
from dragoman.sandbox.desks.faults import Fault
from dragoman.sandbox.desks.gorgias import AGENT, API_USER, GorgiasAccount, Ticket
from dragoman.sandbox.desks.serving import running
from dragoman_adapters.gorgias import OVERLAP, PAGE, SKEW, Gorgias

NUMBER = 865382
POST = f"POST /api/tickets/{NUMBER}/messages"
KEY = GorgiasAccount.api_key


def connection(url: str, *signing_secrets: str, key: str = KEY, **others: str) -> Connection:
    settings = {"base_url": url, "email": GorgiasAccount.email, "agent_id": str(API_USER), **others}
    signing = tuple(map(Secret, signing_secrets))
    return Connection("shop", "desk", "gorgias", settings, {"api_key": Secret(key)}, signing)


@dataclass(frozen=True)
class Account:
    """A running Gorgias with one ticket, and the adapter that is connected to it."""

    fake: GorgiasAccount
    ticket: Ticket
    clock: DeskClock
    url: str
    http: GuardedHttp

    @property
    def adapter(self) -> Gorgias:
        return self.connected()

    def connected(self, **settings: str) -> Gorgias:
        return Gorgias(connection(self.url, **settings), self.http)

    def fetched(self) -> list[Message]:
        return list(self.adapter.fetch(Pointer("any", str(NUMBER), self.clock.now)))


@pytest.fixture
def account() -> Iterator[Account]:
    clock = DeskClock(NOW - 3_600)
    fake = GorgiasAccount(clock)
    ticket = fake.open(NUMBER)
    fake.write(ticket, "Oi!")
    clock.now = NOW
    http = GuardedHttp(["127.0.0.1"])
    try:
        with running(fake.app()) as url:
            yield Account(fake, ticket, clock, url, http)
            fake.script.released.set()
    finally:
        http.close()


class TestGorgias(FaultyContract):
    adapter_class: ClassVar = Gorgias
    replying: ClassVar = POST
    tagging: ClassVar = (f"POST /api/tickets/{NUMBER}/tags",)
    skew: ClassVar = SKEW
    us: ClassVar = "bot@lumen.example"
    fixtures: ClassVar = Path(__file__).parent / "fixtures" / "gorgias"
    proves_time: ClassVar = False
    proves_body: ClassVar = False
    expected: ClassVar = {
        "ticket_message_created": [Pointer(f"ticket:{NUMBER}:message:208841467", str(NUMBER), NOW)],
        "with_more": [Pointer(f"ticket:{NUMBER}:message:208841468", str(NUMBER), NOW)],
    }

    def connection(self, *signing_secrets: str) -> Connection:
        return connection("http://127.0.0.1:9", *signing_secrets, key=CREDENTIAL)

    def signed(self, body: bytes, secret: str, at: float) -> dict[str, str]:
        return {"x-dragoman-secret": secret}

    @pytest.fixture
    def faulty(self, account: Account) -> FaultyDesk:
        def write(text: str) -> bytes:
            written = account.fake.write(account.ticket, text)
            return json.dumps({"ticket_id": str(NUMBER), "message_id": str(written["id"])}).encode()

        return FaultyDesk(
            Desk(connection(account.url), str(NUMBER), lambda: account.ticket.tags),
            write,
            account.clock,
            account.fake.script,
            lambda: str(account.ticket.messages[-1]["id"]),
        )


NOTE = Outgoing("key-1", str(NUMBER), Visibility.INTERNAL, "Hi! Where is my order #73021?", "pt-BR")
REPLY = Outgoing("key-2", str(NUMBER), Visibility.PUBLIC, "Seu pedido <b>#73021</b> saiu hoje.\n\nAté logo!")


def sighting(message: Outgoing, *known: str) -> Sighting:
    return Sighting(message, NOW, frozenset(known))


class TestANote:
    def test_is_internal_and_never_sent(self, account: Account) -> None:
        remote_id = account.adapter.send(NOTE)
        written = account.ticket.messages[-1]
        assert (str(written["id"]), written["channel"]) == (remote_id, "internal-note")
        assert account.fake.sent == []


class TestAReply:
    def test_to_a_mail_is_a_mail_from_the_address_that_it_went_to(self, account: Account) -> None:
        account.adapter.send(REPLY)
        (mail,) = account.fake.sent
        assert mail["source"] == {
            "type": "email",
            "from": {"address": "desk@lumen.example"},
            "to": [{"address": "ana@example.com"}],
        }
        assert (mail["receiver"], mail["sender"]) == ({"id": 4}, {"id": API_USER})
        assert (mail["subject"], mail["body_text"]) == ("Pedido #4471", REPLY.text)

    def test_has_nothing_of_the_text_as_markup(self, account: Account) -> None:
        account.adapter.send(REPLY)
        assert account.fake.sent[0]["body_html"] == (
            "Seu pedido &lt;b&gt;#73021&lt;/b&gt; saiu hoje.<br><br>Até logo!"
        )

    def test_by_another_channel_is_refused_until_the_owner_names_it(self, account: Account) -> None:
        source = {"type": "chat", "from": {"address": "s-1"}, "to": [{"address": "chat-1"}]}
        account.fake.write(account.ticket, "Oi", channel="chat", source=source)
        with pytest.raises(Refused, match=r"the shopper wrote by chat.*channels"):
            account.adapter.send(REPLY)
        account.connected(channels="email, chat").send(REPLY)
        assert account.fake.sent[0]["channel"] == "chat"

    @pytest.mark.parametrize(
        ("last", "reason"),
        [
            ({"source": None}, "where its shopper can be reached"),
            (
                {"source": {"type": "email", "from": {"address": "a@example.com"}, "to": []}},
                "where its shopper can be reached",
            ),
        ],
        ids=["no source", "to nobody"],
    )
    def test_that_can_reach_nobody_is_refused_with_the_cure(
        self, account: Account, last: dict[str, Any], reason: str
    ) -> None:
        account.fake.write(account.ticket, "Oi", **last)
        with pytest.raises(Refused, match=f"{reason}: reply in Gorgias"):
            account.adapter.send(REPLY)

    def test_to_a_ticket_that_an_agent_opened_is_refused_with_the_cure(self, account: Account) -> None:
        account.ticket.messages[0]["from_agent"] = True
        with pytest.raises(Refused, match="nothing of its shopper's"):
            account.adapter.send(REPLY)

    def test_is_found_by_its_text_where_gorgias_drops_our_key(self, account: Account) -> None:
        account.fake.drops_external_ids = True
        account.fake.script.fail_next(POST, Fault(500, takes_effect=True))
        with pytest.raises(OutcomeUnknown):
            account.adapter.send(REPLY)
        assert account.adapter.find(sighting(REPLY)) == str(account.ticket.messages[-1]["id"])


class TestFind:
    def test_goes_by_the_key_where_texts_are_equal(self, account: Account) -> None:
        first, second = (account.adapter.send(replace(REPLY, key=key)) for key in ("one", "two"))
        assert account.adapter.find(sighting(replace(REPLY, key="one"))) == first
        assert account.adapter.find(sighting(replace(REPLY, key="two"))) == second

    def test_passes_over_what_a_person_wrote(self, account: Account) -> None:
        account.fake.write(account.ticket, REPLY.text, from_agent=True, via="helpdesk")
        assert account.adapter.find(sighting(REPLY)) is None

    def test_looks_behind_later_messages(self, account: Account) -> None:
        written = account.adapter.send(REPLY)
        for _ in range(3 * PAGE):
            account.fake.write(account.ticket, "Obrigada!")
        assert account.adapter.find(sighting(REPLY)) == written


class TestFetch:
    def test_tells_who_wrote_what_for_whom_and_leaves_out_what_is_ours(self, account: Account) -> None:
        agent = {"from_agent": True, "via": "helpdesk", "sender": {"id": AGENT}}
        account.fake.write(account.ticket, "Oi")
        account.fake.write(account.ticket, "! It left today.", **agent, channel="internal-note")
        account.fake.write(account.ticket, "Saiu hoje.", **agent)
        account.fake.write(account.ticket, "Recebido.", **{**agent, "via": "rule"}, rule_id=7)
        account.adapter.send(REPLY)
        assert [(one.author, one.visibility, one.text) for one in account.fetched()] == [
            (Author.SHOPPER, Visibility.PUBLIC, "Oi"),
            (Author.AGENT, Visibility.INTERNAL, "! It left today."),
            (Author.AGENT, Visibility.PUBLIC, "Saiu hoje."),
            (Author.BOT, Visibility.PUBLIC, "Recebido."),
        ]

    @pytest.mark.parametrize(
        ("bodies", "text"),
        [
            ({"stripped_text": "Oi", "body_text": "Oi\n> Hello"}, "Oi"),
            ({"stripped_text": None, "stripped_html": "<p>Oi</p>", "body_text": "Oi\n> Hello"}, "Oi"),
            ({"stripped_text": None, "body_text": "Oi"}, "Oi"),
            ({"stripped_text": "", "body_text": "", "body_html": "<b>Oi</b>"}, "Oi"),
            ({"stripped_text": None, "body_text": None}, ""),
        ],
    )
    def test_reads_the_text_without_what_it_quotes_where_it_can(
        self, account: Account, bodies: dict[str, str | None], text: str
    ) -> None:
        account.fake.write(account.ticket, "", **bodies)
        assert [message.text for message in account.fetched()] == [text]

    @pytest.mark.parametrize(
        ("headers", "automatic"),
        [(None, False), ({"Auto-Submitted": "no"}, False), ({"auto-submitted": "auto-replied"}, True)],
    )
    def test_tells_mails_that_a_program_wrote(
        self, account: Account, headers: dict[str, str] | None, automatic: bool
    ) -> None:
        account.fake.write(account.ticket, "Oi", headers=headers)
        assert [message.automatic for message in account.fetched()] == [automatic]

    def test_leaves_history_out(self, account: Account) -> None:
        assert account.fetched() == []


class TestAPoll:
    def test_reads_every_page_since_the_last_round(self, account: Account) -> None:
        account.clock.now += 5_000
        since = account.clock.now
        for number in range(2 * PAGE + 1):
            account.clock.now += OVERLAP / 10
            account.fake.write(account.ticket, str(number))
        batches = drained(account.adapter, None, since)
        assert len({event.event_id for event in events_of(batches)}) == 2 * PAGE + 1
        assert len(drained(account.adapter, batches[-1].cursor, since)) == 1

    def test_stops_where_the_latest_do_not_come_first(self, account: Account) -> None:
        account.fake.sorts = False
        account.fake.write(account.ticket, "Oi")
        with pytest.raises(OutcomeUnknown, match="latest messages first"):
            account.adapter.poll(None, NOW)


class TestTheLogin:
    @pytest.mark.parametrize(
        ("settings", "cure"),
        [
            ({"base_url": ""}, "needs its domain"),
            ({"base_url": "", "domain": "evil.example/"}, "needs its domain"),
            ({"agent_id": "rosa"}, "must be the user's number"),
        ],
    )
    def test_with_settings_that_cannot_work_names_the_cure(self, settings: dict[str, str], cure: str) -> None:
        with pytest.raises(DragomanError, match=cure):
            Gorgias(connection(**{"url": "https://desk.example", **_as_url(settings)}), GuardedHttp())


def _as_url(settings: dict[str, str]) -> dict[str, str]:
    return {("url" if name == "base_url" else name): value for name, value in settings.items()}
