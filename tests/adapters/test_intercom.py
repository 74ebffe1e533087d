"""Intercom's adapter, over real HTTP against a server that its official description is held to."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import ClassVar

import pytest

from dragoman.adapter import OutcomeUnknown, Refused, Request, Sighting, check
from dragoman.adapter_tests.contract import CREDENTIAL, NOW, Desk, DeskClock
from dragoman.adapter_tests.faulty_contract import FaultyContract, FaultyDesk
from dragoman.adapter_tests.polled_contract import drained, events_of
from dragoman.domain import Author, Connection, DragomanError, Event, Message, Outgoing, Secret, Visibility
from dragoman.helpdesk_http import GuardedHttp
from dragoman.sandbox.desks.faults import Fault
from dragoman.sandbox.desks.intercom import AGENT, API_USER, SHOPPER, Conversation, IntercomWorkspace, admin
from dragoman.sandbox.desks.serving import running
from dragoman_adapters.intercom import MOST_PARTS, PAGE, SKEW, Intercom
from dragoman_adapters.signatures import hexdigest
from tests.adapters.openapi import Description

API = Description("intercom-2.16.json")
NUMBER = 503
POST = f"POST /conversations/{NUMBER}/reply"
QUESTION = "Olá! Onde está o pedido #4471?\n1 < 2 & 3 > 2"


def connection(
    url: str, *signing_secrets: str, token: str = IntercomWorkspace.token, **others: str
) -> Connection:
    return Connection(
        store="shop",
        name="desk",
        adapter="intercom",
        settings={"base_url": url, "admin_id": API_USER, **others},
        credentials={"access_token": Secret(token)},
        signing_secrets=tuple(Secret(secret) for secret in signing_secrets),
    )


def _message(number: str, **different: object) -> Message:
    of_shopper: dict[str, object] = {
        "event_id": f"part:{number}",
        "conversation": str(NUMBER),
        "message_id": number,
        "author": Author.SHOPPER,
        "author_id": SHOPPER["id"],
        "visibility": Visibility.PUBLIC,
        "text": QUESTION,
        "written_at": 1794999990.0,
    }
    return Message(**{**of_shopper, **different})  # type: ignore[arg-type]


ROSA = {"author": Author.AGENT, "author_id": AGENT}


@dataclass(frozen=True)
class Workspace:
    """A running Intercom with one conversation, and the adapter that is connected to it."""

    fake: IntercomWorkspace
    conversation: Conversation
    clock: DeskClock
    url: str
    http: GuardedHttp

    @property
    def adapter(self) -> Intercom:
        return self.connected()

    def connected(self, **settings: str) -> Intercom:
        return Intercom(connection(self.url, **settings), self.http)

    def polled(self, since: float) -> list[Event]:
        return events_of(drained(self.adapter, None, since))


@pytest.fixture
def workspace() -> Iterator[Workspace]:
    clock = DeskClock(NOW - 3_600)
    fake = IntercomWorkspace(clock)
    conversation = fake.open(NUMBER)
    clock.now = NOW
    http = GuardedHttp(["127.0.0.1"])
    try:
        with API.held(fake.app()) as app, running(app) as url:
            yield Workspace(fake, conversation, clock, url, http)
            fake.script.released.set()
    finally:
        http.close()


class TestIntercom(FaultyContract):
    adapter_class: ClassVar = Intercom
    replying: ClassVar = POST
    tagging: ClassVar = ("POST /tags", f"POST /conversations/{NUMBER}/tags")
    skew: ClassVar = SKEW
    us: ClassVar = "Someone"
    fixtures: ClassVar = Path(__file__).parent / "fixtures" / "intercom"
    proves_time: ClassVar = False
    expected: ClassVar = {
        "user_created": [
            _message("1", event_id=f"conversation:{NUMBER}:source", message_id=f"source-{NUMBER}")
        ],
        "user_replied": [_message("132")],
        "user_replied_in_html": [_message("133")],
        "user_reopened": [_message("134")],
        "attachment_of_user": [_message("135", text="")],
        "with_history": [_message("136")],
        "note_of_admin": [_message("137", **ROSA, visibility=Visibility.INTERNAL, text="! It ships today.")],
        "reply_of_admin": [_message("138", **ROSA, text="Seu pedido sai hoje.")],
        "answer_of_ai_agent": [_message("139", author=Author.BOT, author_id="278", text="Um momento.")],
        "note_of_ours": [],
        "assigned": [],
        "ping": [],
    }

    def connection(self, *signing_secrets: str) -> Connection:
        return connection("http://127.0.0.1:9", *signing_secrets, token=CREDENTIAL)

    def signed(self, body: bytes, secret: str, at: float) -> dict[str, str]:
        return {"x-hub-signature": hexdigest(body, Secret(secret), "sha1")}

    @pytest.fixture
    def faulty(self, workspace: Workspace) -> FaultyDesk:
        fake, conversation = workspace.fake, workspace.conversation
        return FaultyDesk(
            Desk(connection(workspace.url), str(NUMBER), lambda: conversation.tags),
            lambda text: fake.delivery(conversation, fake.write(conversation, text)),
            workspace.clock,
            fake.script,
            lambda: str(conversation.parts[-1]["id"]) if conversation.parts else "",
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
    check(Intercom(connection("https://desk.example", "whsec_test_0123456789"), GuardedHttp()), request)


class TestANote:
    def test_is_a_note_and_its_id_is_returned(self, workspace: Workspace) -> None:
        remote_id = workspace.adapter.send(NOTE)
        part = workspace.conversation.parts[-1]
        assert (part["id"], part["part_type"], part["author"]["id"]) == (remote_id, "note", API_USER)

    def test_tags_the_conversation_and_leaves_its_other_tags(self, workspace: Workspace) -> None:
        workspace.adapter.send(NOTE)
        workspace.adapter.send(NOTE)
        assert workspace.conversation.tags == ["vip", "lang-pt-br"]
        assert workspace.conversation.attributes == {"Order": "4471"}

    def test_fills_the_attribute_that_the_owner_named_and_leaves_the_others(
        self, workspace: Workspace
    ) -> None:
        workspace.connected(language_field="Customer language").send(NOTE)
        assert workspace.conversation.attributes == {"Order": "4471", "Customer language": "pt-BR"}

    def test_is_written_even_if_nobody_created_the_attribute(self, workspace: Workspace) -> None:
        workspace.connected(language_field="Idioma").send(NOTE)
        assert workspace.conversation.parts[-1]["part_type"] == "note"


class TestAReply:
    def test_has_nothing_of_the_text_as_markup(self, workspace: Workspace) -> None:
        workspace.adapter.send(REPLY)
        part = workspace.conversation.parts[-1]
        assert part["part_type"] == "comment"
        assert part["body"] == "<p>Seu pedido &lt;b&gt;#73021&lt;/b&gt; saiu hoje.</p>"

    def test_is_told_from_what_others_wrote_meanwhile(self, workspace: Workspace) -> None:
        first = workspace.adapter.send(REPLY)
        workspace.fake.write(workspace.conversation, REPLY.text, author=admin(AGENT))
        assert workspace.adapter.send(replace(REPLY, key="key-3")) != first


class TestFind:
    @pytest.mark.parametrize("other", [{"author": admin(AGENT)}, {"kind": "note", "author": admin(API_USER)}])
    def test_passes_over_what_is_not_the_reply(self, workspace: Workspace, other: dict[str, object]) -> None:
        workspace.fake.write(workspace.conversation, "<p>Saiu.</p>", **other)  # type: ignore[arg-type]
        assert workspace.adapter.find(sighting(replace(REPLY, text="Saiu."))) is None

    def test_claims_nothing_where_intercom_does_not_show_all_that_was_written(
        self, workspace: Workspace
    ) -> None:
        workspace.adapter.send(REPLY)
        for _ in range(MOST_PARTS):
            workspace.fake.write(workspace.conversation, "Obrigada!")
        with pytest.raises(OutcomeUnknown, match="more parts than Intercom shows"):
            workspace.adapter.find(sighting(REPLY))


class TestAPoll:
    def test_reads_every_page_in_whichever_order_and_first_messages_too(self, workspace: Workspace) -> None:
        workspace.clock.now += 5_000
        since = workspace.clock.now
        numbers = range(600, 600 + 2 * PAGE + 1)
        for number in numbers:
            workspace.clock.now += 1
            workspace.fake.open(number)
        batches = drained(workspace.adapter, None, since)
        assert {event.event_id for event in events_of(batches)} == {
            f"conversation:{number}:source" for number in numbers
        }
        assert len(batches) == 3

    def test_reads_no_conversation_that_was_quiet(self, workspace: Workspace) -> None:
        workspace.polled(NOW + 500)
        assert workspace.fake.script.requests == ["POST /conversations/search"]

    def test_tells_who_wrote_what_for_whom_and_leaves_out_what_is_ours(self, workspace: Workspace) -> None:
        fake, conversation = workspace.fake, workspace.conversation
        fake.write(conversation, "<p>Oi &amp; tchau</p>")
        fake.write(conversation, "<p>! It left.</p>", kind="note", author=admin(AGENT))
        fake.write(conversation, "<p>Cuide disto</p>", kind="assignment", author=admin(AGENT))
        fake.write(conversation, "<p>Até logo</p>", kind="close", author=admin(AGENT))
        fake.write(conversation, None, kind="assignment", author=admin(AGENT))
        fake.write(conversation, "<p>Olá</p>", author={"type": "bot", "id": "278", "name": "Fin"})
        fake.write(conversation, "<p>apagada</p>", redacted=True)
        workspace.adapter.send(REPLY)
        told = [
            (event.author, event.visibility, event.text)
            for event in workspace.polled(NOW)
            if isinstance(event, Message)
        ]
        assert told == [
            (Author.SHOPPER, Visibility.PUBLIC, "Oi & tchau"),
            (Author.AGENT, Visibility.INTERNAL, "! It left."),
            (Author.AGENT, Visibility.INTERNAL, "Cuide disto"),
            (Author.AGENT, Visibility.PUBLIC, "Até logo"),
            (Author.BOT, Visibility.PUBLIC, "Olá"),
        ]

    def test_passes_over_a_conversation_that_was_deleted_meanwhile(self, workspace: Workspace) -> None:
        workspace.fake.write(workspace.conversation, "Oi")
        workspace.fake.script.fail_next(f"GET /conversations/{NUMBER}", Fault(404))
        assert workspace.polled(NOW) == []


class TestTheLogin:
    def test_of_a_teammate_who_does_not_exist_is_refused(self, workspace: Workspace) -> None:
        with pytest.raises(Refused, match="404"):
            workspace.connected(admin_id="99").probe()

    @pytest.mark.parametrize(
        ("wrong", "cure"),
        [({"admin_id": "rosa"}, "teammate's number"), ({"base_url": "", "region": "br"}, "us, eu or au")],
    )
    def test_with_settings_that_cannot_work_names_the_cure(self, wrong: dict[str, str], cure: str) -> None:
        settings = {"base_url": "https://desk.example", "admin_id": API_USER, **wrong}
        with pytest.raises(DragomanError, match=cure):
            Intercom(replace(connection(""), settings=settings), GuardedHttp())


def test_a_notification_without_a_time_is_no_reason_to_lose_a_message() -> None:
    body = json.loads((TestIntercom.fixtures / "user_replied.json").read_bytes())
    del body["created_at"]
    assert TestIntercom().deliver(json.dumps(body).encode()) == [_message("132")]
