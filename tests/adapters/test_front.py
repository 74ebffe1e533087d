"""Front's adapter, over real HTTP against a server that speaks its API as documented."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, ClassVar

import pytest

from dragoman.adapter import Malformed, OutcomeUnknown, Refused, Request, Sighting, check
from dragoman.adapter_tests.contract import CREDENTIAL, NOW, SECRET, Desk, DeskClock
from dragoman.adapter_tests.faulty_contract import FaultyContract, FaultyDesk
from dragoman.adapter_tests.polled_contract import drained, events_of
from dragoman.domain import Author, Connection, DragomanError, Message, Outgoing, Pointer, Secret, Visibility
from dragoman.helpdesk_http import GuardedHttp
from dragoman.sandbox.desks.faults import Fault
from dragoman.sandbox.desks.front import (
    AGENT,
    API_USER,
    SHOPPER,
    Conversation,
    FrontCompany,
    delivery,
    signature,
    teammate,
)
from dragoman.sandbox.desks.serving import running
from dragoman_adapters.front import PAGE, SKEW, Front

NUMBER = "cnv_yo1kg5q"
POST = f"POST /conversations/{NUMBER}/messages"
TOLD_AT = 1794999991.363


def connection(url: str, *signing_secrets: str, token: str = FrontCompany.token, **others: str) -> Connection:
    settings = {"base_url": url, "author_id": API_USER, **others}
    signing = tuple(map(Secret, signing_secrets))
    return Connection("shop", "desk", "front", settings, {"api_token": Secret(token)}, signing)


@dataclass(frozen=True)
class Company:
    """A running Front with one conversation, and the adapter that is connected to it."""

    fake: FrontCompany
    conversation: Conversation
    clock: DeskClock
    url: str
    http: GuardedHttp

    @property
    def adapter(self) -> Front:
        return self.connected()

    def connected(self, **settings: str) -> Front:
        return Front(connection(self.url, **settings), self.http)

    def told(self, event: dict[str, Any]) -> list[Message]:
        """Return what comes of the delivery of an event."""
        adapter = Front(connection(self.url, SECRET), self.http)
        body = delivery(event)
        request = Request(body, signature(body, SECRET, self.clock()), {}, self.clock())
        pointers = adapter.parse(check(adapter, request))
        return [one for pointer in pointers for one in adapter.fetch(pointer)]  # type: ignore[arg-type]


@pytest.fixture
def company() -> Iterator[Company]:
    clock = DeskClock(NOW - 3_600)
    fake = FrontCompany(clock)
    conversation = fake.open(NUMBER)
    fake.write(conversation, "Oi!")
    clock.now = NOW
    http = GuardedHttp(["127.0.0.1"])
    try:
        with running(fake.app()) as url:
            yield Company(fake, conversation, clock, url, http)
            fake.script.released.set()
    finally:
        http.close()


class TestFront(FaultyContract):
    adapter_class: ClassVar = Front
    replying: ClassVar = POST
    tagging: ClassVar = ("GET /tags", "POST /tags", f"POST /conversations/{NUMBER}/tags")
    skew: ClassVar = SKEW
    us: ClassVar = "bot@lumen.example"
    gone: ClassVar = "cnv_0"
    fixtures: ClassVar = Path(__file__).parent / "fixtures" / "front"
    expected: ClassVar = {
        "inbound_received": [Pointer("told:message:msg_1q15qmtq", NUMBER, TOLD_AT)],
        "outbound_sent": [Pointer("told:message:msg_1q15qmtr", NUMBER, TOLD_AT)],
        "reply_in_brief": [Pointer("told:message:msg_1q15qmts", NUMBER, TOLD_AT)],
        "new_comment_added": [Pointer("told:comment:com_94ugryl", NUMBER, TOLD_AT)],
        "tag_added": [],
        "conversation_archived": [],
        "sync": [],
    }

    def connection(self, *signing_secrets: str) -> Connection:
        return connection("http://127.0.0.1:9", *signing_secrets, token=CREDENTIAL)

    def signed(self, body: bytes, secret: str, at: float) -> dict[str, str]:
        return signature(body, secret, at)

    @pytest.fixture
    def faulty(self, company: Company) -> FaultyDesk:
        fake, conversation = company.fake, company.conversation
        return FaultyDesk(
            Desk(connection(company.url), NUMBER, lambda: conversation.tags),
            lambda text: delivery(fake.write(conversation, text)),
            company.clock,
            fake.script,
            lambda: str(fake.events[-1]["target"]["data"]["id"]),
        )


NOTE = Outgoing("key-1", NUMBER, Visibility.INTERNAL, "Hi! Where is my order #73021?", "pt-BR")
REPLY = Outgoing("key-2", NUMBER, Visibility.PUBLIC, "Seu pedido <b>#73021</b> saiu hoje.\n\nAté logo!")


def sighting(message: Outgoing, *known: str) -> Sighting:
    return Sighting(message, NOW, frozenset(known))


def test_the_signature_is_over_time_and_body() -> None:
    """A vector computed once from the documented scheme."""
    request = Request(
        '{"event":"x","text":"¿Dónde está mi pedido #1001?"}'.encode(),
        {
            "x-front-request-timestamp": "1795428000123",
            "x-front-signature": "5cOF3FnVScn3whFb80XvswMfBuql06MYs7KxZyzIafw=",
        },
        {},
        1795428000.0,
    )
    check(Front(connection("https://desk.example", "whsec_test_0123456789"), GuardedHttp()), request)


class TestTheHandshake:
    def ask(self, body: bytes, **headers: str) -> object:
        adapter = Front(connection("https://desk.example", SECRET), GuardedHttp())
        signed = {**signature(body, SECRET, NOW), **headers}
        return adapter.handshake(check(adapter, Request(body, signed, {}, NOW)))

    def test_repeats_the_challenge(self) -> None:
        body = TestFront().fixture("sync")
        assert self.ask(body, **{"x-front-challenge": "8a9f"}) == {"challenge": "8a9f"}

    def test_is_not_seen_in_a_delivery_of_an_event(self) -> None:
        assert self.ask(TestFront().fixture("inbound_received")) is None
        assert self.ask(TestFront().fixture("inbound_received"), **{"x-front-challenge": "8a9f"}) is None

    def test_that_is_not_as_documented_is_malformed(self) -> None:
        with pytest.raises(Malformed):
            self.ask(b"[]", **{"x-front-challenge": "8a9f"})


class TestANote:
    def test_is_a_comment_and_its_id_is_returned(self, company: Company) -> None:
        remote_id = company.adapter.send(NOTE)
        comment = company.conversation.comments[-1]
        assert (comment["id"], comment["author"]["id"], comment["body"]) == (remote_id, API_USER, NOTE.text)

    def test_tags_the_conversation_and_leaves_its_other_tags(self, company: Company) -> None:
        company.adapter.send(NOTE)
        company.adapter.send(NOTE)
        assert company.conversation.tags == ["vip", "lang-pt-br"]
        assert company.conversation.fields == {"Order": "4471"}

    def test_fills_the_field_that_the_owner_named_and_leaves_the_others(self, company: Company) -> None:
        company.connected(language_field="Customer language").send(NOTE)
        assert company.conversation.fields == {"Order": "4471", "Customer language": "pt-BR"}

    def test_is_written_even_if_nobody_created_the_field(self, company: Company) -> None:
        company.connected(language_field="Idioma").send(NOTE)
        assert company.conversation.comments[-1]["body"] == NOTE.text


class TestAReply:
    def test_has_nothing_of_the_text_as_markup_and_leaves_the_conversation_open(
        self, company: Company
    ) -> None:
        company.adapter.send(REPLY)
        message = company.conversation.messages[-1]
        assert "Seu pedido &lt;b&gt;#73021&lt;/b&gt; saiu hoje.<br><br>Até logo!" in message["body"]
        assert message["text"] == REPLY.text
        assert not company.conversation.archived

    def test_goes_out_by_the_channel_that_the_owner_named(self, company: Company) -> None:
        with pytest.raises(Refused, match="400"):
            company.connected(channel_id="cha_0").send(REPLY)
        assert company.connected(channel_id="cha_6tvu").send(REPLY)

    def test_by_another_type_of_message_is_refused_until_the_owner_names_it(self, company: Company) -> None:
        company.fake.write(company.conversation, "Oi", type="sms")
        with pytest.raises(Refused, match=r"the shopper wrote by sms.*channels"):
            company.adapter.send(REPLY)
        assert company.connected(channels="email, sms").send(REPLY)

    def test_to_a_conversation_that_an_agent_began_is_refused_with_the_cure(self, company: Company) -> None:
        company.conversation.messages[0]["is_inbound"] = False
        with pytest.raises(Refused, match="nothing of its shopper's: reply in Front"):
            company.adapter.send(REPLY)

    def test_to_a_conversation_that_was_merged_is_refused_with_the_cure(self, company: Company) -> None:
        company.fake.merged.add(NUMBER)
        for message in (REPLY, replace(NOTE, shopper_language=None)):
            with pytest.raises(Refused, match="part of another conversation by now: write there, in Front"):
                company.adapter.send(message)

    def test_that_is_accepted_counts_as_sent_even_if_it_has_no_id_yet(self, company: Company) -> None:
        company.fake.numbers_late = True
        accepted = company.adapter.send(REPLY)
        assert [accepted] == list(company.fake.uids)

    @pytest.mark.parametrize("status", [429, 500, 403])
    def test_that_is_accepted_counts_as_sent_whatever_its_id_is(self, company: Company, status: int) -> None:
        company.fake.script.fail_next("GET /messages/alt:uid:", Fault(status))
        assert [company.adapter.send(REPLY)] == list(company.fake.uids)


class TestFind:
    def test_is_not_misled_by_an_equal_reply_that_had_no_id_when_it_was_accepted(
        self, company: Company
    ) -> None:
        company.fake.numbers_late = True
        first = company.adapter.send(REPLY)
        company.fake.numbers_late = False
        assert company.adapter.find(sighting(replace(REPLY, key="two"), first)) is None
        second = company.adapter.send(replace(REPLY, key="two"))
        assert company.adapter.find(sighting(replace(REPLY, key="two"), first)) == second

    def test_passes_over_what_a_teammate_wrote(self, company: Company) -> None:
        company.fake.write(company.conversation, REPLY.text, is_inbound=False, author=teammate(AGENT))
        assert company.adapter.find(sighting(REPLY)) is None

    def test_looks_behind_later_messages(self, company: Company) -> None:
        written = company.adapter.send(REPLY)
        for _ in range(2 * PAGE):
            company.fake.write(company.conversation, "Obrigada!")
        assert company.adapter.find(sighting(REPLY)) == written

    def test_claims_nothing_where_the_latest_do_not_come_first(self, company: Company) -> None:
        company.fake.sorts = False
        company.fake.write(company.conversation, "Obrigada!")
        with pytest.raises(OutcomeUnknown, match="latest messages first"):
            company.adapter.find(sighting(REPLY))


class TestADelivery:
    def test_tells_who_wrote_what_for_whom_and_leaves_out_what_is_ours(self, company: Company) -> None:
        fake, conversation = company.fake, company.conversation
        rosa = {"is_inbound": False, "author": teammate(AGENT)}
        events = [
            fake.write(conversation, "Oi & tchau"),
            fake.comment(conversation, "! It left today."),
            fake.write(conversation, "Saiu hoje.", **rosa),
            fake.write(conversation, "Recebido.", is_inbound=False),
            fake.write(conversation, "entre nós", type="internal"),
            fake.write(conversation, "rascunho", **rosa, draft_mode="shared"),
            fake.comment(conversation, "by a program", None),
        ]
        company.adapter.send(REPLY)
        company.adapter.send(NOTE)
        told = [one for event in (*events, *fake.events[-2:]) for one in company.told(event)]
        assert [(one.author, one.visibility, one.text) for one in told] == [
            (Author.SHOPPER, Visibility.PUBLIC, "Oi & tchau"),
            (Author.AGENT, Visibility.INTERNAL, "! It left today."),
            (Author.AGENT, Visibility.PUBLIC, "Saiu hoje."),
            (Author.BOT, Visibility.PUBLIC, "Recebido."),
            (Author.BOT, Visibility.INTERNAL, "by a program"),
        ]
        assert told[0].author_id == SHOPPER

    @pytest.mark.parametrize(
        ("content", "text"),
        [
            ({"text": "Oi\n1 < 2", "body": "<p>Oi</p>"}, "Oi\n1 < 2"),
            ({"text": None, "body": "<p>Oi</p><p>1 &lt; 2</p>"}, "Oi\n\n1 < 2"),
            ({"text": "", "body": "Oi\n1 < 2"}, "Oi\n1 < 2"),
            ({"text": None, "body": None}, ""),
        ],
    )
    def test_reads_the_text_in_whichever_form_it_comes(
        self, company: Company, content: dict[str, str | None], text: str
    ) -> None:
        event = company.fake.write(company.conversation, "", **content)
        assert [one.text for one in company.told(event)] == [text]

    def test_of_what_is_gone_by_now_is_nothing(self, company: Company) -> None:
        event = company.fake.write(company.conversation, "Oi")
        company.conversation.messages.pop()
        assert company.told(event) == []


class TestAPoll:
    def test_reads_every_page_since_the_last_round(self, company: Company) -> None:
        company.clock.now += 5_000
        since = company.clock.now
        for number in range(2 * PAGE + 1):
            company.clock.now += 60
            company.fake.write(company.conversation, str(number))
        batches = drained(company.adapter, None, since)
        assert len({event.event_id for event in events_of(batches)}) == 2 * PAGE + 1
        assert len(drained(company.adapter, batches[-1].cursor, since)) == 1

    def test_tells_of_a_message_once_however_many_events_are_about_it(self, company: Company) -> None:
        event = company.fake.write(company.conversation, "Oi")
        company.fake.events.append({**event, "id": "evt_2", "type": "sending_error"})
        company.fake.events.append({**event, "id": "evt_3", "type": "archive", "target": None})
        assert len(events_of(drained(company.adapter, None, NOW))) == 1


class TestTheLogin:
    def test_of_a_teammate_who_does_not_exist_is_refused(self, company: Company) -> None:
        with pytest.raises(Refused, match="404"):
            company.connected(author_id="tea_0").probe()

    @pytest.mark.parametrize(
        ("wrong", "cure"), [({"author_id": "rosa"}, "like tea_6r55a"), ({"channel_id": "1"}, "like cha_6tvu")]
    )
    def test_with_settings_that_cannot_work_names_the_cure(self, wrong: dict[str, str], cure: str) -> None:
        with pytest.raises(DragomanError, match=cure):
            Front(connection("https://desk.example", **wrong), GuardedHttp())


def test_what_an_event_carries_is_not_relied_upon_but_for_ids() -> None:
    body = json.loads(TestFront().fixture("inbound_received"))
    for name in ("id", "type", "source"):
        del body["payload"][name]
    assert TestFront().deliver(json.dumps(body).encode()) == TestFront.expected["inbound_received"]
