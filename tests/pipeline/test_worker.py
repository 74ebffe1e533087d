import logging

import pytest

from dragoman.domain import Author, Message, Pointer, Visibility
from dragoman.pipeline.worker import work_on
from dragoman.storage.events import EventState
from tests.pipeline.shop import CONNECTION, QUIET, STORE, Shop

GREETING = "Olá! Gostaria de saber quando chega o meu pedido, por favor."


def test_our_own_messages_are_recognised_and_dropped(shop: Shop) -> None:
    conversation = shop.open()
    shop.shopper(conversation, GREETING)
    shop.agent_note(conversation, "! Your order ships on Monday.")
    shop.work()
    echoes = shop.rows[2:]
    assert len(echoes) == 2
    assert {shop.event(row).state for row in echoes} == {EventState.IGNORED}


def test_an_echo_in_an_agents_name_is_recognised_by_its_id(shop: Shop) -> None:
    conversation = shop.open()
    shop.shopper(conversation, GREETING)
    shop.work()
    (note,) = [
        one for one in shop.server.parts.desk.messages(conversation.id) if one.author.type is Author.BOT
    ]
    echo = Message(
        "echo", conversation.id, note.id, Author.AGENT, "agent-alex", Visibility.INTERNAL, f"! {note.text}"
    )
    (row,) = shop.context.inbox.accept(STORE.id, CONNECTION, [echo])
    shop.work()
    assert shop.event(row).state is EventState.IGNORED
    assert shop.replies(conversation) == []


def test_what_another_bot_writes_is_left_alone(shop: Shop) -> None:
    conversation = shop.open()
    shop.shopper(conversation, GREETING)
    shop.work()
    shop.server.parts.desk.post(conversation.id, Author.BOT, "How satisfied are you with us?")
    shop.work()
    assert shop.event(shop.rows[-1]).state is EventState.IGNORED


def test_messages_of_a_conversation_keep_their_order_while_one_is_put_off(shop: Shop) -> None:
    conversation = shop.open()
    first = shop.shopper(conversation, GREETING)
    second = shop.shopper(conversation, "E qual é o código de rastreio, por favor?")
    shop.misbehave(fail=429)
    shop.work()
    assert shop.event(second).state is EventState.NEW
    shop.clock.advance(2)
    shop.work()
    assert [shop.event(row).state for row in (first, second)] == [EventState.DONE, EventState.DONE]
    originals = [note.rpartition("> ")[2] for note in shop.notes(conversation)]
    assert originals == [GREETING, "E qual é o código de rastreio, por favor?"]


def test_other_conversations_do_not_wait_for_one_that_is_put_off(shop: Shop) -> None:
    waiting, other = shop.open("Ana"), shop.open("Rui")
    shop.shopper(waiting, GREETING)
    shop.shopper(other, GREETING)
    shop.misbehave(fail=429)
    shop.work()
    assert shop.notes(waiting) == []
    assert len(shop.notes(other)) == 1


def test_the_next_message_of_the_conversation_is_named_as_soon_as_one_is_done(shop: Shop) -> None:
    conversation = shop.open()
    first = shop.shopper(conversation, GREETING)
    second = shop.shopper(conversation, "E qual é o código de rastreio, por favor?")
    assert work_on(shop.context, second) == ()
    assert work_on(shop.context, first) == [second]


def test_a_message_that_kills_its_process_three_times_is_parked_and_the_next_one_is_worked_on(
    shop: Shop,
) -> None:
    conversation = shop.open()
    deadly = shop.shopper(conversation, GREETING)
    following = shop.shopper(conversation, "E qual é o código de rastreio, por favor?")
    shop.adapter.dies_before = 3
    for _ in range(3):
        shop.crash()
        shop.clock.advance(QUIET + 1)
    shop.work()
    assert shop.event(deadly).state is EventState.PARKED
    assert shop.event(following).state is EventState.DONE


def test_a_parked_event_is_worked_on_when_it_is_replayed(shop: Shop) -> None:
    conversation = shop.open()
    row = shop.shopper(conversation, GREETING)
    shop.adapter.dies_before = 3
    for _ in range(3):
        shop.crash()
        shop.clock.advance(QUIET + 1)
    shop.work()
    assert shop.context.inbox.replay(row)
    shop.work()
    assert shop.event(row).state is EventState.DONE
    assert len(shop.notes(conversation)) == 1


def test_an_error_that_nobody_foresaw_ends_nothing_and_is_logged_without_the_text(
    shop: Shop, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_arguments: object, **_named: object) -> None:
        raise KeyError(GREETING)

    monkeypatch.setattr(type(shop.context.detector), "follow", broken)
    conversation = shop.open()
    row = shop.shopper(conversation, GREETING)
    with caplog.at_level(logging.DEBUG):
        assert work_on(shop.context, row) == ()
    assert shop.event(row).state is EventState.NEW
    assert shop.event(row).attempts == 1
    assert "KeyError" in caplog.text
    assert GREETING not in caplog.text


def test_no_text_of_a_message_is_logged(shop: Shop, caplog: pytest.LogCaptureFixture) -> None:
    conversation = shop.open("Canary Person")
    with caplog.at_level(logging.DEBUG):
        shop.shopper(conversation, f"{GREETING} canary-7f3a")
        shop.agent_note(conversation, "! Your canary-7f3a ships on Monday.")
        shop.work()
    assert len(shop.replies(conversation)) == 1
    assert "canary" not in caplog.text.lower()


def test_an_event_of_a_connection_that_is_gone_is_parked_with_the_cure(shop: Shop) -> None:
    conversation = shop.open()
    message = Message("e", conversation.id, "m", Author.SHOPPER, "s", Visibility.PUBLIC, GREETING)
    (row,) = shop.context.inbox.accept(STORE.id, "gone", [message])
    shop.work()
    assert shop.event(row).state is EventState.PARKED
    assert "no connection gone" in (shop.event(row).error or "")


def test_a_pointer_is_done_when_what_it_points_to_is_stored(shop: Shop) -> None:
    conversation = shop.open()
    message = Message("e", conversation.id, "m", Author.SHOPPER, "s", Visibility.PUBLIC, GREETING)
    shop.adapter.fetched = [message]
    (row,) = shop.context.inbox.accept(STORE.id, CONNECTION, [Pointer("p", conversation.id, 0.0)])
    (stored,) = work_on(shop.context, row)
    assert shop.event(row).state is EventState.DONE
    work_on(shop.context, stored)
    assert len(shop.notes(conversation)) == 1
