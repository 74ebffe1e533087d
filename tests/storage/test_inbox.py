from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest

from dragoman.domain import Pointer
from dragoman.storage.database import Database, StorageFull
from dragoman.storage.encryption import Cipher, unlock
from dragoman.storage.inbox import Claim, EventState, Inbox, ReplyRequest
from dragoman.storage.outgoing import Outbox, OutgoingState
from tests.storage.shop import Clock, claimed, message, note


class TestAccepting:
    def test_returns_the_rows_that_are_new_in_the_order_they_came(self, inbox: Inbox) -> None:
        rows = inbox.accept("shop", "desk", [message("a"), message("b"), message("c")])
        assert rows == sorted(rows)
        assert [inbox.get(row).event.event_id for row in rows] == ["a", "b", "c"]  # type: ignore[union-attr]

    def test_a_redelivery_gives_no_row(self, inbox: Inbox) -> None:
        inbox.accept("shop", "desk", [message("a")])
        assert len(inbox.accept("shop", "desk", [message("a"), message("b"), message("b")])) == 1
        assert inbox.accept("shop", "desk", [message("a")]) == []

    def test_the_same_id_is_another_event_in_another_store_or_connection(self, inbox: Inbox) -> None:
        assert inbox.accept("shop", "desk", [message("a")])
        assert inbox.accept("shop", "chat", [message("a")])
        assert inbox.accept("other", "desk", [message("a")])

    @pytest.mark.parametrize(
        "event",
        [
            message("e", text="half a character \ud83d, a NUL \0 and an emoji 🛍"),
            message("half \ud800", conversation="half \udfff", person="half \udc00"),
            Pointer("e", "ticket 1", since=12.5),
            ReplyRequest("key 1", "ticket 1", "It is on its way.", author="Ann", language="pt-BR"),
        ],
        ids=["text", "ids", "pointer", "reply"],
    )
    def test_what_is_claimed_is_what_was_accepted(self, inbox: Inbox, event: Pointer | ReplyRequest) -> None:
        (row,) = inbox.accept("shop", "desk", [event])
        claim = inbox.claim(row)
        assert claim is not None
        assert claim.event == event

    def test_a_delivery_is_stored_whole_or_not_at_all(self, inbox: Inbox) -> None:
        with pytest.raises(AttributeError):
            inbox.accept("shop", "desk", [message("good"), object()])  # type: ignore[list-item]
        assert inbox.backlog() == 0

    def test_a_full_backlog_is_said_before_anything_is_stored(
        self, database: Database, cipher: Cipher, clock: Clock, inbox: Inbox
    ) -> None:
        small = Inbox(database, cipher, clock, backlog_limit=2)
        small.accept("shop", "desk", [message("a"), message("b")])
        with pytest.raises(StorageFull, match="2 events are waiting"):
            small.accept("shop", "desk", [message("c")])
        assert inbox.find("shop", "desk", "c") is None

    def test_too_little_free_disk_is_said_before_anything_is_stored(
        self, database: Database, cipher: Cipher, clock: Clock, inbox: Inbox
    ) -> None:
        careful = Inbox(database, cipher, clock, min_free_bytes=1 << 62)
        with pytest.raises(StorageFull, match="of the disk are free"):
            careful.accept("shop", "desk", [message("a")])
        assert inbox.backlog() == 0

    def test_messages_that_a_pointer_led_to_are_stored_with_its_end(
        self, database: Database, cipher: Cipher, clock: Clock, inbox: Inbox
    ) -> None:
        (row,) = inbox.accept("shop", "desk", [Pointer("p", "ticket 1", since=0)])
        full = Inbox(database, cipher, clock, backlog_limit=1)
        claim = full.claim(row)
        assert claim is not None
        rows = full.expand(claim, [message("a"), message("b")])
        assert rows is not None
        assert len(rows) == 2
        assert state(inbox, row) is EventState.DONE
        assert full.expand(claim, [message("c")]) is None


class TestClaiming:
    def test_of_eight_threads_exactly_one_gets_the_event(self, inbox: Inbox) -> None:
        (row,) = inbox.accept("shop", "desk", [message("a")])
        together = Barrier(8)

        def try_it(_: int) -> Claim | None:
            together.wait(30)
            return inbox.claim(row)

        with ThreadPoolExecutor(8) as pool:
            claims = list(pool.map(try_it, range(8)))
        assert sum(claim is not None for claim in claims) == 1

    def test_two_open_databases_do_not_claim_the_same_event(
        self, inbox: Inbox, path: Path, keys_file: Path, clock: Clock
    ) -> None:
        claim = claimed(inbox)
        with Database.open(path) as another:
            assert Inbox(another, unlock(another, keys_file, {}), clock).claim(claim.id) is None

    def test_a_lease_that_ended_lets_another_worker_in_and_the_first_one_stores_nothing(
        self, inbox: Inbox, clock: Clock
    ) -> None:
        first = claimed(inbox)
        clock.pass_by(299.5)
        assert inbox.claim(first.id) is None
        clock.pass_by(0.5)
        second = inbox.claim(first.id)
        assert second is not None
        assert second.attempts == 2
        ends = [inbox.finish(first), inbox.retry(first, 0, ""), inbox.release(first), inbox.park(first, "")]
        assert not any(ends)
        assert inbox.finish(second)

    def test_messages_of_one_conversation_are_worked_on_in_order(self, inbox: Inbox) -> None:
        first, second, elsewhere = inbox.accept(
            "shop", "desk", [message("a"), message("b"), message("c", "ticket 2")]
        )
        assert inbox.due(10) == [first, elsewhere]
        assert inbox.claim(second) is None
        claim = inbox.claim(first)
        assert claim is not None
        inbox.finish(claim)
        assert inbox.due(10, claim.conversation) == [second]
        assert inbox.claim(second) is not None

    def test_the_same_ticket_number_elsewhere_is_another_conversation(self, inbox: Inbox) -> None:
        inbox.accept("shop", "desk", [message("a")])
        (chat,) = inbox.accept("shop", "chat", [message("b")])
        (other,) = inbox.accept("other", "desk", [message("c")])
        assert inbox.claim(chat) is not None
        assert inbox.claim(other) is not None

    def test_a_request_that_may_be_landing_is_left_alone_for_the_quiet_period(
        self, inbox: Inbox, outbox: Outbox, clock: Clock
    ) -> None:
        claim = claimed(inbox)
        post = note(claim)
        outbox.plan(claim, None, [post])
        outbox.begin(claim, post.key)
        inbox.void_leases()
        assert inbox.claim(claim.id) is None
        clock.pass_by(59.9)
        assert inbox.due(1) == []
        clock.pass_by(0.1)
        later = inbox.claim(claim.id)
        assert later is not None
        assert later.state is EventState.SENDING


class TestOrderlyEnds:
    def test_finished_events_are_final_and_keep_their_result(self, inbox: Inbox, clock: Clock) -> None:
        claim = claimed(inbox)
        assert inbox.finish(claim, result={"translation": "Onde?", "sent": True})
        clock.pass_by(1_000)
        assert inbox.claim(claim.id) is None
        row = inbox.find("shop", "desk", "e1")
        assert row is not None
        assert (row.state, row.result) == (EventState.DONE, {"translation": "Onde?", "sent": True})

    def test_an_event_put_off_is_due_again_at_its_time_and_its_conversation_waits(
        self, inbox: Inbox, clock: Clock
    ) -> None:
        claim = claimed(inbox)
        inbox.accept("shop", "desk", [message("e2")])
        inbox.retry(claim, clock() + 30, "the helpdesk is busy")
        assert inbox.due(10) == []
        clock.pass_by(30)
        again = inbox.claim(claim.id)
        assert again is not None
        assert (again.attempts, again.retries) == (1, 1)

    def test_any_number_of_orderly_ends_costs_no_attempt(self, inbox: Inbox, clock: Clock) -> None:
        claim = claimed(inbox)
        for _ in range(5):
            assert claim.attempts == 1
            inbox.release(claim)
            again = inbox.claim(claim.id)
            assert again is not None
            inbox.retry(again, clock(), "busy")
            following = inbox.claim(claim.id)
            assert following is not None
            claim = following

    def test_a_parked_event_waits_for_a_person_and_its_conversation_goes_on(self, inbox: Inbox) -> None:
        claim = claimed(inbox)
        (following,) = inbox.accept("shop", "desk", [message("e2")])
        inbox.park(claim, "the helpdesk refuses: renew the password")
        (parked,) = inbox.parked()
        assert (parked.id, parked.error) == (claim.id, "the helpdesk refuses: renew the password")
        assert inbox.parked("other") == []
        assert inbox.due(10) == [following]


class TestCrashes:
    def test_three_claims_that_ended_with_their_process_park_the_event(
        self, inbox: Inbox, clock: Clock
    ) -> None:
        (row,) = inbox.accept("shop", "desk", [message("deadly")])
        for attempt in (1, 2, 3):
            claim = inbox.claim(row)
            assert claim is not None
            assert claim.attempts == attempt
            clock.pass_by(300)
        assert inbox.claim(row) is None
        (parked,) = inbox.parked()
        assert parked.error.startswith("crashed three times")

    def test_an_event_is_not_parked_while_its_third_claim_is_still_good(
        self, inbox: Inbox, clock: Clock
    ) -> None:
        claim = claimed(inbox)
        for _ in range(2):
            clock.pass_by(300)
            again = inbox.claim(claim.id)
            assert again is not None
            claim = again
        assert inbox.claim(claim.id) is None
        assert inbox.parked() == []
        assert inbox.finish(claim)

    def test_leases_of_an_earlier_process_are_void_at_start_and_its_attempts_stay_counted(
        self, inbox: Inbox
    ) -> None:
        dead = claimed(inbox)
        assert inbox.void_leases() == 1
        claim = inbox.claim(dead.id)
        assert claim is not None
        assert claim.attempts == 2
        assert not inbox.finish(dead)

    def test_an_event_that_cannot_be_opened_is_parked_with_the_reason(
        self, inbox: Inbox, database: Database
    ) -> None:
        (row,) = inbox.accept("shop", "desk", [message("a")])
        database.write(lambda sql: sql.exec_driver_sql("UPDATE events SET payload = x'00'"))
        assert inbox.claim(row) is None
        assert "sealed with another key" in inbox.parked()[0].error


class TestReplaying:
    def test_a_parked_event_starts_anew(self, inbox: Inbox, clock: Clock) -> None:
        claim = claimed(inbox)
        inbox.retry(claim, clock(), "busy")
        again = inbox.claim(claim.id)
        assert again is not None
        inbox.park(again, "refused")
        assert inbox.replay(claim.id)
        anew = inbox.claim(claim.id)
        assert anew is not None
        assert (anew.state, anew.attempts, anew.retries) == (EventState.NEW, 1, 0)

    def test_what_was_sent_stays_sent(self, inbox: Inbox, outbox: Outbox) -> None:
        claim = parked_while_sending(inbox, outbox)
        assert inbox.replay(claim.id)
        states = [post.state for post in outbox.of(claim)]
        assert states == [OutgoingState.SENT, OutgoingState.SENDING, OutgoingState.READY]
        assert state(inbox, claim.id) is EventState.SENDING

    def test_what_a_person_looked_for_in_vain_is_sent_again(self, inbox: Inbox, outbox: Outbox) -> None:
        claim = parked_while_sending(inbox, outbox)
        assert inbox.replay(claim.id, resend=True)
        states = [post.state for post in outbox.of(claim)]
        assert states == [OutgoingState.SENT, OutgoingState.READY, OutgoingState.READY]
        assert state(inbox, claim.id) is EventState.READY

    def test_only_parked_events_can_be_replayed(self, inbox: Inbox, outbox: Outbox) -> None:
        claim = claimed(inbox)
        post = note(claim)
        outbox.plan(claim, None, [post])
        outbox.begin(claim, post.key)
        assert not inbox.replay(claim.id, resend=True)
        assert [one.state for one in outbox.of(claim)] == [OutgoingState.SENDING]
        assert not inbox.replay(12345)

    def test_a_replay_by_another_process_is_seen(
        self, inbox: Inbox, path: Path, keys_file: Path, clock: Clock
    ) -> None:
        claim = claimed(inbox)
        inbox.park(claim, "refused")
        with Database.open(path) as another:
            Inbox(another, unlock(another, keys_file, {}), clock).replay(claim.id)
        assert inbox.due(10) == [claim.id]


def test_deliveries_that_were_not_stored_are_counted_by_kind(inbox: Inbox) -> None:
    for kind in ("ticket.merged", "ticket.merged", "half \ud800" + "x" * 200):
        inbox.count_unread("shop", "desk", kind)
    counts = inbox.unread("shop")
    assert counts["desk", "ticket.merged"] == 2
    assert sorted(counts.values()) == [1, 2]
    assert inbox.unread("other") == {}


def state(inbox: Inbox, row: int) -> EventState:
    found = inbox.get(row)
    assert found is not None
    return found.state


def parked_while_sending(inbox: Inbox, outbox: Outbox) -> Claim:
    """An event with one message sent, one perhaps on its way, and one not begun."""
    claim = claimed(inbox)
    posts = [note(claim, position) for position in range(3)]
    outbox.plan(claim, None, posts)
    outbox.begin(claim, posts[0].key)
    outbox.record(claim, posts[0].key, "remote 1")
    outbox.begin(claim, posts[1].key)
    inbox.park(claim, "outcome unknown")
    return claim
