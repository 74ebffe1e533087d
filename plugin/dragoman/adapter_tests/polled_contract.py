"""What every adapter keeps to whose helpdesk is polled, besides ``AdapterContract``."""

from abc import abstractmethod
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import pytest

from dragoman.adapter import Adapter, Batch, NotSent, OutcomeUnknown, Refused
from dragoman.adapter_tests.contract import (
    ANSWERS,
    NOW,
    SECRET,
    AdapterContract,
    Desk,
    DeskClock,
    ScriptedHttp,
)
from dragoman.domain import Author, Event, Message, Outgoing, Visibility

LATER = 200.0
"""Seconds after which a helpdesk shows in its lists whatever was written."""

_MOST = 50


@dataclass(frozen=True)
class PolledDesk:
    """A running helpdesk that can be polled.

    Attributes:
        desk: The helpdesk, with one open conversation.
        write: Writes a shopper's message into the conversation, and returns the delivery that tells of it;
            None from a helpdesk that delivers nothing.
        clock: The helpdesk's clock.
    """

    desk: Desk
    write: Callable[[str], bytes | None]
    clock: DeskClock


def drained(adapter: Adapter, cursor: str | None, since: float) -> list[Batch]:
    """Poll until there is no more, as the core does."""
    batches = []
    for _ in range(_MOST):
        batches.append(adapter.poll(cursor, since))
        cursor = batches[-1].cursor
        if not batches[-1].more:
            return batches
    raise AssertionError("the polls have no end")


def events_of(batches: Sequence[Batch]) -> list[Event]:
    return [event for batch in batches for event in batch.events]


class PolledContract(AdapterContract):
    """The promises of ``poll``."""

    polled_too: ClassVar[bool] = True

    empty_page: ClassVar[Any] = ...
    """The answer that says "nothing", where it is one of ``ANSWERS``."""

    @pytest.fixture
    @abstractmethod
    def polled(self) -> Iterator[PolledDesk]:
        """Run a server with an open conversation whose last message is from ``NOW`` or before."""

    def _begun(self, polled: PolledDesk) -> tuple[Adapter, str]:
        """Return the adapter and its cursor after a first poll, at a moment after all that was written."""
        adapter = self._connected(polled.desk)
        polled.clock.now += LATER
        return adapter, drained(adapter, None, polled.clock.now)[-1].cursor

    def test_what_was_written_before_the_first_poll_is_history(self, polled: PolledDesk) -> None:
        adapter = self._connected(polled.desk)
        polled.write("Before.")
        polled.clock.now += LATER
        began = polled.clock.now
        first = drained(adapter, None, began)
        polled.clock.now += LATER
        assert self._texts(adapter, [*first, *drained(adapter, first[-1].cursor, began)]) == []

    def test_what_a_shopper_writes_is_found_once_and_oldest_first(self, polled: PolledDesk) -> None:
        adapter, cursor = self._begun(polled)
        began = polled.clock.now
        for text in ("One.", "Two.", "Three."):
            polled.clock.now += 1
            polled.write(text)
        polled.clock.now += LATER
        batches = drained(adapter, cursor, began)
        assert self._texts(adapter, batches) == ["One.", "Two.", "Three."]
        assert {message.author for message in self._messages(adapter, batches)} == {Author.SHOPPER}

    def test_the_cursor_moves(self, polled: PolledDesk) -> None:
        adapter, cursor = self._begun(polled)
        began = polled.clock.now
        polled.clock.now += 1
        polled.write("One.")
        polled.clock.now += LATER
        assert drained(adapter, cursor, began)[-1].cursor != cursor

    def test_a_poll_that_is_repeated_or_overlaps_brings_the_same_event_ids(self, polled: PolledDesk) -> None:
        """A crash before the cursor was stored costs one more look and no second note."""
        adapter, cursor = self._begun(polled)
        began = polled.clock.now
        polled.clock.now += 1
        polled.write("One.")
        polled.clock.now += LATER
        first = drained(adapter, cursor, began)
        again = drained(self._connected(polled.desk), cursor, began)
        after = drained(adapter, first[-1].cursor, began)
        ids = {event.event_id for event in events_of(first)}
        assert ids == {event.event_id for event in events_of(again)}
        assert {event.event_id for event in events_of(after)} <= ids

    def test_a_message_has_the_same_event_id_by_poll_and_by_delivery(self, polled: PolledDesk) -> None:
        adapter, cursor = self._begun(polled)
        began = polled.clock.now
        polled.clock.now += 1
        body = polled.write("Onde está meu pedido #4471?")
        if body is None:
            pytest.skip("the helpdesk delivers nothing")
        polled.clock.now += LATER
        polled_ids = [
            message.event_id for message in self._messages(adapter, drained(adapter, cursor, began))
        ]
        assert polled_ids == [message.event_id for message in self._read(adapter, self.deliver(body))]

    def test_our_own_messages_are_told_by_their_ids(self, polled: PolledDesk) -> None:
        adapter, cursor = self._begun(polled)
        began = polled.clock.now
        polled.clock.now += 1
        sent = adapter.send(Outgoing("key-1", polled.desk.conversation, Visibility.PUBLIC, "Hello."))
        polled.clock.now += LATER
        messages = self._messages(adapter, drained(adapter, cursor, began))
        assert {message.message_id for message in messages} <= {sent}

    @pytest.mark.parametrize("answer", ANSWERS, ids=repr)
    def test_a_poll_with_an_undocumented_answer_moves_nothing(self, answer: Any) -> None:
        if answer == self.empty_page:
            pytest.skip("this is how the helpdesk says that there is nothing")
        with pytest.raises((NotSent, OutcomeUnknown)):
            self.adapter(SECRET, http=ScriptedHttp(answer)).poll(None, NOW)

    @pytest.mark.parametrize(
        "failure", [NotSent("503", 3.0), OutcomeUnknown("broke"), Refused("422: shorten it")]
    )
    def test_a_failure_of_the_network_comes_through_a_poll_as_it_is(self, failure: Exception) -> None:
        with pytest.raises(type(failure)) as raised:
            self.adapter(SECRET, http=ScriptedHttp(failure)).poll(None, NOW)
        assert raised.value is failure

    def _texts(self, adapter: Adapter, batches: Sequence[Batch]) -> list[str]:
        """Return the texts, each message once, in the order in which they were told."""
        told = {message.event_id: message.text for message in self._messages(adapter, batches)}
        return list(told.values())

    def _messages(self, adapter: Adapter, batches: Sequence[Batch]) -> list[Message]:
        return self._read(adapter, events_of(batches))

    def _read(self, adapter: Adapter, events: Sequence[Event]) -> list[Message]:
        """Return the messages of events; those that only point are followed."""
        return [
            message
            for event in events
            for message in ([event] if isinstance(event, Message) else adapter.fetch(event))
        ]
