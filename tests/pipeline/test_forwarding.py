"""A chat in the shop whose agents sit at another helpdesk: there and back, through whatever goes wrong."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from dragoman.adapter import Closed, NotSent, Opening, OutcomeUnknown
from dragoman.domain import Author, Connection, Message, Outgoing, Secret, Visibility
from dragoman.sandbox.desk import DeskConversation
from dragoman.storage.conversations import Conversation, MessageRecord
from dragoman.storage.events import EventState, ReplyRequest
from dragoman.storefront import FORWARD_TO
from dragoman.translation.engine import Engine
from dragoman_adapters.shopify import Shopify
from tests.adapters.fake_shopify import CLIENT_ID, CLIENT_SECRET, SHOP
from tests.pipeline.shop import CONNECTION, QUIET, STORE, Died, MortalSandbox, Shop, language_of, open_shop

CHAT = "storefront"
CONVERSATION = "chat-1"
QUESTION = "Onde está o meu pedido #48213? Ele ainda não chegou."
ANSWER = "Your order #48213 arrives on Friday."


class OpeningSandbox(MortalSandbox):
    """A helpdesk whose conversations can be closed, and whose openings go wrong, each in its turn.

    Only where the trouble says that nothing was sent was nothing opened.
    """

    troubles: tuple[BaseException, ...] = ()
    closed: frozenset[str] = frozenset()
    closes_all = False

    def send(self, message: Outgoing) -> str:
        if self.closes_all or message.conversation in self.closed:
            raise Closed("422: it is closed", 422)
        return super().send(message)

    def open(self, opening: Opening) -> str:
        trouble, self.troubles = (self.troubles or (None,))[0], self.troubles[1:]
        if isinstance(trouble, NotSent):
            raise trouble
        opened = super().open(opening)
        if trouble is not None:
            raise trouble
        return opened


@pytest.fixture
def forwarding(tmp_path: Path, engine: Engine) -> Iterator[Shop]:
    with open_shop(tmp_path, engine, OpeningSandbox) as shop:
        settings = {"shop": SHOP, "client_id": CLIENT_ID, FORWARD_TO: CONNECTION}
        chat = Shopify(
            Connection(STORE.id, CHAT, "shopify", settings, {}, (Secret(CLIENT_SECRET),)), shop.adapter.http
        )
        shop.context = replace(
            shop.context, adapter=lambda _store, name: chat if name == CHAT else shop.adapter
        )
        yield shop


def write(shop: Shop, text: str = QUESTION, number: int = 1) -> None:
    said = Message(
        f"{CONVERSATION}:{number}",
        CONVERSATION,
        f"{CONVERSATION}:{number}",
        Author.SHOPPER,
        "visitor-1",
        Visibility.PUBLIC,
        text,
    )
    shop.context.inbox.accept(STORE.id, CHAT, [said])


def ticket(shop: Shop) -> DeskConversation:
    """Return the one conversation that was opened at the helpdesk."""
    (opened,) = shop.server.parts.desk.conversations()
    return opened


def known(shop: Shop) -> Conversation:
    found = shop.context.conversations.by_remote(STORE.id, CHAT, CONVERSATION)
    assert found is not None
    return found


def answers(shop: Shop) -> list[MessageRecord]:
    said = shop.context.conversations.messages(STORE.id, known(shop).id)
    return [one for one in said if one.direction == "outbound"]


def test_a_shopper_and_an_agent_at_the_other_helpdesk_understand_each_other(forwarding: Shop) -> None:
    write(forwarding)
    forwarding.work()
    opened = ticket(forwarding)
    assert opened.shopper.name == f"Chat in the shop, {known(forwarding).id[:8]}"
    assert opened.language == "pt-BR"
    (note,) = forwarding.notes(opened)
    assert "Where is my order #48213?" in note
    assert QUESTION in note

    forwarding.agent_note(opened, f"! {ANSWER}")
    forwarding.work()
    (answer,) = answers(forwarding)
    assert answer.original == ANSWER
    assert answer.translation is not None
    assert language_of(answer.translation) == "pt-BR"
    assert "#48213" in answer.translation
    _, sent = forwarding.notes(opened)
    assert sent == f"Sent to the shopper:\n\n{answer.translation}"
    assert forwarding.replies(opened) == []


def test_a_public_reply_at_the_other_helpdesk_is_translated_too(forwarding: Shop) -> None:
    write(forwarding)
    forwarding.work()
    forwarding.agent_reply(ticket(forwarding), ANSWER)
    forwarding.work()
    (answer,) = answers(forwarding)
    assert answer.translation is not None
    assert language_of(answer.translation) == "pt-BR"


def test_what_the_agent_wrote_acts_once_however_often_it_is_delivered(forwarding: Shop) -> None:
    write(forwarding)
    forwarding.work()
    forwarding.agent_note(ticket(forwarding), f"! {ANSWER}")
    forwarding.accept(ticket(forwarding), forwarding.server.parts.desk.messages(ticket(forwarding).id)[-1])
    forwarding.work()
    assert len(answers(forwarding)) == 1


def test_what_agents_tell_each_other_and_what_is_not_theirs_goes_nowhere(forwarding: Shop) -> None:
    write(forwarding)
    forwarding.work()
    opened = ticket(forwarding)
    ignored = [
        forwarding.agent_note(opened, "Is that the parcel from yesterday?"),
        forwarding.shopper(opened, QUESTION),
    ]
    forwarding.work()
    assert {forwarding.event(row).state for row in ignored} == {EventState.IGNORED}
    assert answers(forwarding) == []
    assert len(forwarding.notes(opened)) == 1


def test_what_we_wrote_ourselves_is_known_by_its_id_whoever_seems_to_have_written_it(
    forwarding: Shop,
) -> None:
    write(forwarding)
    forwarding.work()
    opened = ticket(forwarding)
    (note,) = forwarding.server.parts.desk.messages(opened.id)
    echo = Message(
        "echo", opened.id, note.id, Author.AGENT, "agent-alex", Visibility.INTERNAL, f"! {note.text}"
    )
    (row,) = forwarding.context.inbox.accept(STORE.id, CONNECTION, [echo])
    forwarding.work()
    assert forwarding.event(row).state is EventState.IGNORED
    assert answers(forwarding) == []


def test_a_message_that_needs_no_translation_comes_as_it_stands(forwarding: Shop) -> None:
    write(forwarding, "Where is my order, please? I have been waiting for a week.")
    forwarding.work()
    assert forwarding.notes(ticket(forwarding)) == [
        "The shopper wrote:\n\nWhere is my order, please? I have been waiting for a week."
    ]


def test_a_reply_that_is_held_is_told_where_it_was_written(forwarding: Shop) -> None:
    write(forwarding, "xq zkj wvu")
    forwarding.work()
    forwarding.agent_note(ticket(forwarding), f"! {ANSWER}")
    forwarding.work()
    assert forwarding.notes(ticket(forwarding))[-1].startswith("Not sent to the shopper")


def test_an_answer_from_elsewhere_is_seen_at_the_other_helpdesk(forwarding: Shop) -> None:
    write(forwarding)
    forwarding.work()
    forwarding.context.inbox.accept(STORE.id, CHAT, [ReplyRequest("k1", CONVERSATION, ANSWER, "Alex")])
    forwarding.work()
    (answer,) = answers(forwarding)
    _, sent, by_whom = forwarding.notes(ticket(forwarding))
    assert answer.translation is not None
    assert answer.translation in sent
    assert "Alex" in by_whom
    assert ANSWER in by_whom


def test_the_chat_goes_on_while_the_other_helpdesk_is_down(forwarding: Shop) -> None:
    assert isinstance(forwarding.adapter, OpeningSandbox)
    forwarding.adapter.troubles = (NotSent("503"),)
    write(forwarding)
    write(forwarding, "E qual é o código de rastreio, por favor?", number=2)
    forwarding.work()
    assert len(forwarding.context.conversations.messages(STORE.id, known(forwarding).id)) == 2
    assert forwarding.server.parts.desk.conversations() == []
    forwarding.clock.advance(60)
    forwarding.work()
    originals = [note.rpartition("> ")[2] for note in forwarding.notes(ticket(forwarding))]
    assert originals == [QUESTION, "E qual é o código de rastreio, por favor?"]


def test_after_an_opening_that_may_have_taken_effect_it_is_waited_and_looked(forwarding: Shop) -> None:
    assert isinstance(forwarding.adapter, OpeningSandbox)
    forwarding.adapter.troubles = (OutcomeUnknown("broke off"),)
    write(forwarding)
    forwarding.work()
    forwarding.clock.advance(QUIET - 1)
    forwarding.work()
    assert forwarding.notes(ticket(forwarding)) == []
    forwarding.clock.advance(60)
    forwarding.work()
    assert len(forwarding.notes(ticket(forwarding))) == 1


def test_a_process_that_dies_after_the_opening_opens_no_second_one(forwarding: Shop) -> None:
    assert isinstance(forwarding.adapter, OpeningSandbox)
    forwarding.adapter.troubles = (Died(),)
    write(forwarding)
    forwarding.crash()
    forwarding.clock.advance(60)
    forwarding.work()
    assert len(forwarding.notes(ticket(forwarding))) == 1


@pytest.mark.parametrize("moment", ["dies_before", "dies_after"])
def test_a_process_that_dies_over_a_note_writes_it_once(forwarding: Shop, moment: str) -> None:
    setattr(forwarding.adapter, moment, 1)
    write(forwarding)
    forwarding.crash()
    forwarding.clock.advance(QUIET + 1)
    forwarding.work()
    assert len(forwarding.notes(ticket(forwarding))) == 1


@pytest.mark.parametrize("troubles", [(), (Died(),)])
def test_notes_whose_conversation_was_closed_go_on_in_another(
    forwarding: Shop, troubles: tuple[BaseException, ...]
) -> None:
    assert isinstance(forwarding.adapter, OpeningSandbox)
    write(forwarding)
    forwarding.work()
    old = ticket(forwarding)
    forwarding.adapter.closed = frozenset({old.id})
    forwarding.adapter.troubles = troubles
    write(forwarding, "E qual é o código de rastreio, por favor?", number=2)
    if troubles:
        forwarding.crash()
        forwarding.clock.advance(60)
    forwarding.work()
    _, new = forwarding.server.parts.desk.conversations()
    assert (len(forwarding.notes(old)), len(forwarding.notes(new))) == (1, 1)

    forwarding.agent_note(new, f"! {ANSWER}")
    forwarding.work()
    assert [one.original for one in answers(forwarding)] == [ANSWER]


def test_where_every_conversation_is_closed_at_once_the_notes_wait_for_a_person(forwarding: Shop) -> None:
    assert isinstance(forwarding.adapter, OpeningSandbox)
    write(forwarding)
    forwarding.work()
    forwarding.adapter.closes_all = True
    write(forwarding, "E qual é o código de rastreio, por favor?", number=2)
    forwarding.work()
    assert len(forwarding.server.parts.desk.conversations()) == 2
    (parked,) = forwarding.context.inbox.parked()
    assert parked.kind == "notes"
