"""Chatwoot's adapter, over real HTTP against a server that its official description is held to."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import ClassVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.adapter import OutcomeUnknown, Refused, Request, Sighting, check
from dragoman.adapter_tests.contract import CREDENTIAL, NOW, OPENING, Desk, DeskClock
from dragoman.adapter_tests.faulty_contract import FaultyContract, FaultyDesk
from dragoman.adapter_tests.polled_contract import drained, events_of
from dragoman.domain import Author, Connection, DragomanError, Event, Message, Outgoing, Secret, Visibility
from dragoman.helpdesk_http import GuardedHttp
from dragoman.sandbox.desks.chatwoot import (
    ACCOUNT,
    AGENT,
    API_INBOX,
    BOT,
    CONVERSATIONS_PAGE,
    EMAIL,
    ChatwootAccount,
    Conversation,
)
from dragoman.sandbox.desks.faults import Fault
from dragoman.sandbox.desks.serving import running
from dragoman_adapters.chatwoot import PAGE, SKEW, Chatwoot
from dragoman_adapters.chatwoot_messages import without_liquid
from dragoman_adapters.signatures import hexdigest
from tests.adapters.openapi import Description

API = Description("chatwoot-4.15.1.json")
NUMBER = 207
CONVERSATION = f"/api/v1/accounts/{ACCOUNT}/conversations/{NUMBER}"
POST = f"POST {CONVERSATION}/messages"


def connection(
    url: str, *signing_secrets: str, token: str = ChatwootAccount.token, **others: str
) -> Connection:
    return Connection(
        store="shop",
        name="desk",
        adapter="chatwoot",
        settings={"base_url": url, "account_id": str(ACCOUNT), "inbox_id": str(API_INBOX), **others},
        credentials={"access_token": Secret(token)},
        signing_secrets=tuple(Secret(secret) for secret in signing_secrets),
    )


def _message(number: str, **different: object) -> Message:
    of_contact: dict[str, object] = {
        "event_id": f"message:{number}",
        "conversation": str(NUMBER),
        "message_id": number,
        "author": Author.SHOPPER,
        "author_id": "4",
        "visibility": Visibility.PUBLIC,
        "text": "Olá! Onde está o pedido #4471?\nPaguei R$ 149,90.",
        "written_at": 1794999990.856,
        "locale": "pt-BR",
    }
    return Message(**{**of_contact, **different})  # type: ignore[arg-type]


ROSA = {"author": Author.AGENT, "author_id": "12", "locale": None}


@dataclass(frozen=True)
class Account:
    """A running Chatwoot with one conversation, and the adapter that is connected to it."""

    fake: ChatwootAccount
    conversation: Conversation
    clock: DeskClock
    url: str
    http: GuardedHttp

    @property
    def adapter(self) -> Chatwoot:
        return self.connected()

    def connected(self, **settings: str) -> Chatwoot:
        return Chatwoot(connection(self.url, **settings), self.http)

    def polled(self, since: float) -> list[Event]:
        return events_of(drained(self.adapter, None, since))


@pytest.fixture
def account() -> Iterator[Account]:
    clock = DeskClock()
    fake = ChatwootAccount(clock)
    conversation = fake.open(NUMBER)
    fake.write(conversation, "Oi!")
    http = GuardedHttp(["127.0.0.1"])
    try:
        with API.held(fake.app()) as app, running(app) as url:
            yield Account(fake, conversation, clock, url, http)
            fake.script.released.set()
    finally:
        http.close()


class TestChatwoot(FaultyContract):
    adapter_class: ClassVar = Chatwoot
    replying: ClassVar = POST
    tagging: ClassVar = (f"GET {CONVERSATION}", f"POST {CONVERSATION}/labels")
    skew: ClassVar = SKEW
    us: ClassVar = "Dragoman"
    fixtures: ClassVar = Path(__file__).parent / "fixtures" / "chatwoot"
    expected: ClassVar = {
        "message_of_contact": [_message("654")],
        "attachment_of_contact": [_message("655", text="")],
        "note_of_agent": [_message("656", **ROSA, visibility=Visibility.INTERNAL, text="! It ships today.")],
        "reply_of_agent": [_message("657", **ROSA, text="Seu pedido sai hoje.")],
        "reply_of_agent_bot": [
            _message("658", author=Author.BOT, author_id="2", locale=None, text="Um momento.")
        ],
        "greeting_by_template": [
            _message(
                "659",
                author=Author.BOT,
                author_id="nobody",
                locale=None,
                text="Give the team a way to reach you.",
            )
        ],
        "note_of_ours": [],
        "activity": [],
        "conversation_status_changed": [],
    }

    def connection(self, *signing_secrets: str) -> Connection:
        return connection("http://127.0.0.1:9", *signing_secrets, token=CREDENTIAL)

    def signed(self, body: bytes, secret: str, at: float) -> dict[str, str]:
        timestamp = str(int(at))
        digest = hexdigest(timestamp.encode() + b"." + body, Secret(secret), "sha256")
        return {"x-chatwoot-signature": digest, "x-chatwoot-timestamp": timestamp}

    @pytest.fixture
    def faulty(self, account: Account) -> FaultyDesk:
        fake, conversation = account.fake, account.conversation
        return FaultyDesk(
            Desk(connection(account.url), str(NUMBER), lambda: conversation.labels),
            lambda text: fake.delivery(conversation, fake.write(conversation, text)),
            account.clock,
            fake.script,
            lambda: str(conversation.messages[-1]["id"]),
        )


NOTE = Outgoing("key-1", str(NUMBER), Visibility.INTERNAL, "Hi! Where is my order #73021?", "pt-BR")
REPLY = Outgoing("key-2", str(NUMBER), Visibility.PUBLIC, "Seu pedido #73021 saiu hoje.")


def sighting(message: Outgoing, *known: str) -> Sighting:
    return Sighting(message, NOW, frozenset(known))


def test_the_signature_is_over_timestamp_dot_body() -> None:
    """A vector computed once from the documented scheme."""
    request = Request(
        '{"event":"x","text":"¿Dónde está mi pedido #1001?"}'.encode(),
        {
            "x-chatwoot-timestamp": "1795428000",
            "x-chatwoot-signature": "sha256=59d18291927529932fd5962da161fc4807f7f985db64190a15a562112814cbcf",
        },
        {},
        1795428000.0,
    )
    check(Chatwoot(connection("https://desk.example", "whsec_test_0123456789"), GuardedHttp()), request)


class TestANote:
    def test_is_private_and_its_id_is_returned(self, account: Account) -> None:
        remote_id = account.adapter.send(NOTE)
        message = account.conversation.messages[-1]
        assert (str(message["id"]), message["private"], message["content"]) == (remote_id, True, NOTE.text)

    def test_has_no_source_id_which_would_keep_replies_from_their_channel(self, account: Account) -> None:
        account.adapter.send(REPLY)
        assert account.conversation.messages[-1]["source_id"] is None

    def test_fills_the_attribute_that_the_owner_named_and_leaves_the_others(self, account: Account) -> None:
        account.connected(language_field="language").send(NOTE)
        assert account.conversation.attributes == {"order": "4471", "language": "pt-BR"}


class TestAReply:
    @pytest.mark.parametrize("planted", ["{{contact.email}}", "{{{ contact.email }}}", "{% if 1 %}"])
    def test_shows_what_someone_planted_instead_of_rendering_it(self, account: Account, planted: str) -> None:
        account.adapter.send(replace(REPLY, text=f"Oi {planted}"))
        content = account.conversation.messages[-1]["content"]
        assert content.replace("\u200b", "") == f"Oi {planted}"
        assert EMAIL not in content

    @given(st.text(alphabet="{}%<>&;\n\r a"))
    def test_never_opens_liquid_and_loses_nothing(self, text: str) -> None:
        written = without_liquid(text)
        assert "{{" not in written
        assert "{%" not in written
        assert written.replace("\u200b", "") == text

    def test_is_found_by_its_text_where_chatwoot_drops_what_we_attach(self, account: Account) -> None:
        account.fake.drops_attributes = True
        account.fake.script.fail_next(POST, Fault(500, takes_effect=True))
        with pytest.raises(OutcomeUnknown):
            account.adapter.send(REPLY)
        assert account.adapter.find(sighting(REPLY)) == str(account.conversation.messages[-1]["id"])


class TestFind:
    def test_goes_by_the_key_where_texts_are_equal(self, account: Account) -> None:
        first, second = (account.adapter.send(replace(REPLY, key=key)) for key in ("one", "two"))
        assert account.adapter.find(sighting(replace(REPLY, key="one"))) == first
        assert account.adapter.find(sighting(replace(REPLY, key="two"))) == second

    def test_passes_over_what_another_person_wrote(self, account: Account) -> None:
        account.fake.write(account.conversation, REPLY.text, kind="outgoing", sender=AGENT)
        assert account.adapter.find(sighting(REPLY)) is None

    def test_looks_behind_later_messages(self, account: Account) -> None:
        written = account.adapter.send(REPLY)
        for _ in range(2 * PAGE):
            account.fake.write(account.conversation, "Obrigada!")
        assert account.adapter.find(sighting(REPLY)) == written


class TestAPoll:
    def test_finds_what_was_written_in_resolved_conversations_too(self, account: Account) -> None:
        account.clock.now += 500
        since = account.clock.now
        resolved = account.fake.open(208)
        resolved.status = "resolved"
        account.fake.write(resolved, "Oi!")
        assert [event.conversation for event in account.polled(since)] == ["208"]

    @pytest.mark.parametrize("sorts", [True, False])
    def test_reads_every_page_of_conversations(self, account: Account, sorts: bool) -> None:
        account.fake.sorts = sorts
        account.clock.now += 500
        since = account.clock.now
        for number in range(300, 300 + 2 * CONVERSATIONS_PAGE):
            account.clock.now += 1
            account.fake.write(account.fake.open(number), "Oi!")
        numbers = {event.conversation for event in account.polled(since)}
        assert numbers == {str(number) for number in range(300, 300 + 2 * CONVERSATIONS_PAGE)}

    def test_reads_no_conversation_that_was_quiet(self, account: Account) -> None:
        account.polled(NOW + 500)
        calls = [call for call in account.fake.script.requests if call.endswith("/messages")]
        assert calls == []

    def test_tells_people_from_programs_and_leaves_out_what_is_ours(self, account: Account) -> None:
        for sender, kind in ((AGENT, "outgoing"), (BOT, "outgoing"), (None, "template"), (None, "activity")):
            account.fake.write(account.conversation, "x", kind=kind, sender=sender)
        account.adapter.send(REPLY)
        authors = [event.author for event in account.polled(NOW) if isinstance(event, Message)]
        assert authors == [Author.SHOPPER, Author.AGENT, Author.BOT, Author.BOT]


class TestTheLogin:
    def test_of_someone_who_is_not_in_the_account_is_refused(self, account: Account) -> None:
        adapter = Chatwoot(connection(account.url, account_id="2"), account.http)
        with pytest.raises(Refused, match="not a member of account 2"):
            adapter.probe()

    @pytest.mark.parametrize("wrong", [{"account_id": "../1"}, {"language_field": "a b"}])
    def test_with_settings_that_cannot_work_names_the_cure(self, wrong: dict[str, str]) -> None:
        with pytest.raises(DragomanError, match="must be the"):
            Chatwoot(connection("https://desk.example", **wrong), GuardedHttp())


def test_an_old_form_of_the_time_is_no_reason_to_lose_a_message() -> None:
    body = json.loads((TestChatwoot.fixtures / "message_of_contact.json").read_bytes())
    body["created_at"] = "2020-03-03 13:05:57 UTC"
    (event,) = TestChatwoot().deliver(json.dumps(body).encode())
    assert event == _message("654", written_at=None)


def test_a_chat_of_the_shop_is_a_contact_and_a_conversation_of_the_api_inbox(account: Account) -> None:
    opened = account.adapter.open(OPENING)
    (contact,) = account.fake.contacts
    assert (contact["identifier"], contact["name"]) == (OPENING.key, OPENING.title)
    begun = account.fake.conversations[int(opened)]
    assert (begun.inbox, begun.contact) == (API_INBOX, contact["id"])


@pytest.mark.parametrize("call", ["contacts", "conversations"])
def test_an_opening_whose_answer_was_lost_is_found_again(account: Account, call: str) -> None:
    account.fake.script.fail_next(f"POST /api/v1/accounts/{ACCOUNT}/{call}", Fault(500, takes_effect=True))
    with pytest.raises(OutcomeUnknown):
        account.adapter.open(OPENING)
    account.adapter.open(OPENING)
    assert len(account.fake.contacts) == 1
    assert len(account.fake.conversations) == 2
