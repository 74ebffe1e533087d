import threading

from dragoman.storage.conversations import Conversations
from dragoman.storage.database import Database
from dragoman.storage.inbox import Claim, EventState, Inbox
from dragoman.storage.memory import Approved, Memory
from dragoman.storage.outgoing import Outbox
from dragoman.storage.retention import SECONDS_A_DAY, Retention, forget_old
from tests.storage.shop import Clock, claimed, message, note, record


def test_texts_go_after_their_days_and_redeliveries_are_recognised_for_a_week(
    database: Database, inbox: Inbox, outbox: Outbox, conversations: Conversations, clock: Clock
) -> None:
    claim = finished(inbox, outbox)
    clock.pass_by(2 * SECONDS_A_DAY)
    assert forget_old(database, clock(), days=1) == {"messages": 1, "events": 1}
    row = inbox.get(claim.id)
    assert row is not None
    assert (row.event, row.result, row.state) == (None, None, EventState.DONE)
    assert conversations.messages("shop", claim.conversation) == []
    assert inbox.accept("shop", "desk", [message("e1")]) == []
    clock.pass_by(4.9 * SECONDS_A_DAY)
    assert forget_old(database, clock(), days=1) == {}
    clock.pass_by(0.2 * SECONDS_A_DAY)
    assert forget_old(database, clock(), days=1) == {"events": 1, "conversations": 1}
    assert conversations.list("shop", 10) == []


def test_what_is_young_or_unfinished_stays(
    database: Database, inbox: Inbox, outbox: Outbox, conversations: Conversations, clock: Clock
) -> None:
    (waiting,) = inbox.accept("shop", "desk", [message("old", "ticket 2")])
    clock.pass_by(40 * SECONDS_A_DAY)
    claim = finished(inbox, outbox)
    clock.pass_by(29 * SECONDS_A_DAY)
    assert forget_old(database, clock()) == {}
    assert inbox.due(10) == [waiting]
    assert len(conversations.messages("shop", claim.conversation)) == 1


def test_a_parked_event_that_nobody_replayed_goes_too(database: Database, inbox: Inbox, clock: Clock) -> None:
    claim = claimed(inbox)
    inbox.park(claim, "refused")
    clock.pass_by(31 * SECONDS_A_DAY)
    forget_old(database, clock())
    assert inbox.parked() == []
    assert not inbox.replay(claim.id)


def test_the_translation_memory_keeps_what_the_owner_brought_in_and_what_is_approved_again(
    database: Database, inbox: Inbox, outbox: Outbox, memory: Memory, clock: Clock
) -> None:
    here = finished(inbox, outbox).conversation
    old, again, owned = (
        Approved("en", "pt", source, "Sim", source, source, "", "Ann", learned)
        for source, learned in (("Hi Ana!", here), ("Yes!", here), ("No!", None))
    )
    memory.add("shop", [old, again, owned])
    clock.pass_by(20 * SECONDS_A_DAY)
    memory.add("shop", [again])
    clock.pass_by(11 * SECONDS_A_DAY)
    counts = forget_old(database, clock())
    assert counts["memory"] == 1
    assert "conversations" not in counts
    assert [entry.source for entry in memory.list("shop")] == ["Yes!", "No!"]
    clock.pass_by(31 * SECONDS_A_DAY)
    assert forget_old(database, clock()) == {"memory": 1, "conversations": 1}


def test_an_id_is_never_given_twice(database: Database, inbox: Inbox, outbox: Outbox, clock: Clock) -> None:
    claim = finished(inbox, outbox)
    clock.pass_by(31 * SECONDS_A_DAY)
    forget_old(database, clock())
    assert inbox.accept("shop", "desk", [message("e2")]) > [claim.id]


def finished(inbox: Inbox, outbox: Outbox) -> Claim:
    claim = claimed(inbox)
    outbox.plan(claim, record(claim), [note(claim)])
    inbox.finish(claim, result={"translation": "Onde?"})
    return claim


def test_it_goes_on_forgetting_until_it_is_stopped(
    database: Database, inbox: Inbox, outbox: Outbox, clock: Clock
) -> None:
    first = finished(inbox, outbox)
    clock.pass_by(31 * SECONDS_A_DAY)
    forgotten = threading.Event()

    def watched_clock() -> float:
        if inbox.get(first.id) is None:
            forgotten.set()
        return clock()

    retention = Retention(database, watched_clock, days=30, interval=0.01)
    retention.start()
    assert forgotten.wait(20)
    retention.stop()
