"""Mark, send, record; wait, look, decide: what happens when a process dies or a helpdesk fails half-way."""

from dataclasses import replace
from pathlib import Path

import pytest

from dragoman.adapter import Sighting
from dragoman.domain import Outgoing
from dragoman.storage.events import EventState
from dragoman.translation.engine import Engine
from dragoman_adapters.sandbox import Sandbox
from tests.pipeline.shop import QUIET, MortalSandbox, Shop, open_shop

GREETING = "Olá! Gostaria de saber quando chega o meu pedido, por favor."


def test_a_process_that_dies_before_its_request_left_sends_after_the_quiet_period(shop: Shop) -> None:
    conversation = shop.open()
    row = shop.shopper(conversation, GREETING)
    shop.adapter.dies_before = 1
    shop.crash()
    assert shop.event(row).state is EventState.SENDING
    shop.work()
    assert shop.notes(conversation) == []
    shop.clock.advance(QUIET + 1)
    shop.work()
    assert len(shop.notes(conversation)) == 1
    assert shop.event(row).state is EventState.DONE


def test_a_process_that_dies_after_its_message_landed_finds_it_and_sends_nothing(shop: Shop) -> None:
    conversation = shop.open()
    row = shop.shopper(conversation, GREETING)
    shop.adapter.dies_after = 1
    shop.crash()
    assert len(shop.notes(conversation)) == 1
    shop.clock.advance(QUIET + 1)
    shop.work()
    assert len(shop.notes(conversation)) == 1
    assert shop.event(row).state is EventState.DONE


def test_the_second_of_two_messages_is_sent_once_when_the_process_dies_between_them(shop: Shop) -> None:
    conversation = shop.open()
    shop.shopper(conversation, GREETING)
    shop.work()
    shop.api_reply(conversation, "Your order ships on Monday.")
    shop.adapter.dies_after = 1
    shop.crash()
    shop.clock.advance(QUIET + 1)
    shop.work()
    assert len(shop.replies(conversation)) == 1
    assert len(shop.notes(conversation)) == 2


def test_what_was_translated_is_not_translated_again_after_a_crash(shop: Shop) -> None:
    conversation = shop.open()
    shop.shopper(conversation, GREETING)
    shop.adapter.dies_before = 1
    shop.crash()
    planned = shop.context.conversations.messages("padaria", shop.known(conversation).id)
    shop.clock.advance(QUIET + 1)
    shop.work()
    assert shop.context.conversations.messages("padaria", shop.known(conversation).id) == planned


def test_a_helpdesk_that_turned_the_request_away_is_asked_again_after_a_while(shop: Shop) -> None:
    conversation = shop.open()
    row = shop.shopper(conversation, GREETING)
    shop.misbehave(fail=429, times=2)
    shop.work()
    assert shop.event(row).state is EventState.READY
    assert shop.notes(conversation) == []
    for wait in (1.1, 2.1):
        shop.clock.advance(wait)
        shop.work()
    assert len(shop.notes(conversation)) == 1
    assert shop.event(row).attempts == 0


def test_a_helpdesk_is_not_asked_again_earlier_than_it_wants(shop: Shop) -> None:
    conversation = shop.open()
    row = shop.shopper(conversation, GREETING)
    shop.misbehave(fail=429, retry_after=30)
    shop.work()
    shop.clock.advance(28)
    shop.work()
    assert shop.event(row).state is EventState.READY
    shop.clock.advance(3)
    shop.work()
    assert shop.event(row).state is EventState.DONE


def test_after_a_failure_that_may_have_taken_effect_we_wait_and_look(shop: Shop) -> None:
    conversation = shop.open()
    row = shop.shopper(conversation, GREETING)
    shop.misbehave(late=0.01)
    shop.work()
    assert shop.event(row).state is EventState.SENDING
    shop.let_late_messages_land()
    shop.misbehave()
    shop.clock.advance(QUIET - 1)
    shop.work()
    assert shop.event(row).state is EventState.SENDING
    shop.clock.advance(2)
    shop.work()
    assert shop.event(row).state is EventState.DONE
    assert len(shop.notes(conversation)) == 1


def test_after_a_failure_without_effect_the_message_is_sent_again(shop: Shop) -> None:
    conversation = shop.open()
    shop.shopper(conversation, GREETING)
    shop.misbehave(fail=500)
    shop.work()
    assert shop.notes(conversation) == []
    shop.clock.advance(QUIET + 1)
    shop.work()
    assert len(shop.notes(conversation)) == 1


def test_a_helpdesk_that_stays_down_for_a_day_parks_the_event_which_can_be_replayed(shop: Shop) -> None:
    conversation = shop.open()
    row = shop.shopper(conversation, GREETING)
    shop.misbehave(fail=429, times=1000)
    for _ in range(10):
        shop.work()
        shop.clock.advance(3 * 3600)
    assert shop.event(row).state is EventState.PARKED
    assert "given up after" in (shop.event(row).error or "")
    shop.misbehave()
    assert shop.context.inbox.replay(row)
    shop.work()
    assert shop.event(row).state is EventState.DONE
    assert len(shop.notes(conversation)) == 1


def test_a_reply_that_the_helpdesk_refuses_is_parked_and_a_note_names_the_reason(shop: Shop) -> None:
    conversation = shop.open()
    shop.shopper(conversation, GREETING)
    shop.work()
    row = shop.agent_note(conversation, "! Your order ships on Monday.")
    shop.misbehave(fail=422)
    shop.work()
    assert shop.replies(conversation) == []
    assert shop.event(row).state is EventState.PARKED
    note = shop.notes(conversation)[1]
    assert note.startswith("Not delivered\n\n⚠ ")
    assert "422" in note


def test_a_parked_reply_can_be_replayed_and_is_sent_once(shop: Shop) -> None:
    conversation = shop.open()
    shop.shopper(conversation, GREETING)
    shop.work()
    row = shop.agent_note(conversation, "! Your order ships on Monday.")
    shop.misbehave(fail=422)
    shop.work()
    assert shop.context.inbox.replay(row)
    shop.work()
    assert len(shop.replies(conversation)) == 1


class Blind(MortalSandbox):
    """A helpdesk that can neither be searched nor told our key."""

    traits = replace(Sandbox.traits, finds=False)


class Keyed(Blind):
    """A helpdesk that cannot be searched, but takes no second message with the same key."""

    traits = replace(Blind.traits, honours_key=True)

    def send(self, message: Outgoing) -> str:
        return self.find(Sighting(message, sent_at=0.0)) or super().send(message)


def test_where_nobody_can_tell_a_reply_is_sent_at_most_once_and_a_person_is_told(
    tmp_path: Path, engine: Engine
) -> None:
    with open_shop(tmp_path, engine, Blind) as shop:
        conversation = shop.open()
        shop.shopper(conversation, GREETING)
        shop.work()
        row = shop.agent_note(conversation, "! Your order ships on Monday.")
        shop.adapter.dies_before = 1
        shop.crash()
        shop.clock.advance(QUIET + 1)
        shop.work()
        assert shop.replies(conversation) == []
        assert shop.event(row).state is EventState.PARKED
        assert shop.notes(conversation)[1].startswith("Perhaps not delivered\n\n⚠ ")
        assert "is not known" in (shop.event(row).error or "")


def test_a_person_who_looked_may_have_it_sent_again(tmp_path: Path, engine: Engine) -> None:
    with open_shop(tmp_path, engine, Blind) as shop:
        conversation = shop.open()
        shop.shopper(conversation, GREETING)
        shop.work()
        row = shop.agent_note(conversation, "! Your order ships on Monday.")
        shop.adapter.dies_before = 1
        shop.crash()
        shop.clock.advance(QUIET + 1)
        shop.work()
        assert shop.context.inbox.replay(row, resend=True)
        shop.work()
        assert len(shop.replies(conversation)) == 1


@pytest.mark.parametrize("moment", ["dies_before", "dies_after"])
def test_where_the_helpdesk_honours_our_key_it_is_sent_again_without_looking(
    tmp_path: Path, engine: Engine, moment: str
) -> None:
    with open_shop(tmp_path, engine, Keyed) as shop:
        conversation = shop.open()
        row = shop.shopper(conversation, GREETING)
        setattr(shop.adapter, moment, 1)
        shop.crash()
        shop.clock.advance(QUIET + 1)
        shop.work()
        assert len(shop.notes(conversation)) == 1
        assert shop.event(row).state is EventState.DONE


class Noteless(MortalSandbox):
    traits = replace(Sandbox.traits, notes=False)


def test_a_helpdesk_without_notes_gets_replies_alone_and_the_translation_is_remembered(
    tmp_path: Path, engine: Engine
) -> None:
    with open_shop(tmp_path, engine, Noteless) as shop:
        conversation = shop.open()
        row = shop.shopper(conversation, GREETING)
        shop.work()
        shop.api_reply(conversation, "Your order ships on Monday.")
        shop.work()
        assert shop.event(row).state is EventState.DONE
        assert shop.notes(conversation) == []
        assert len(shop.replies(conversation)) == 1
