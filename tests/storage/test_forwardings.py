"""What is kept of conversations that are forwarded: in one commit, sealed, erased and forgotten with them."""

from functools import partial

import pytest
from sqlalchemy import Table, func, select

from dragoman.storage.conversations import Conversations
from dragoman.storage.database import Database
from dragoman.storage.encryption import Cipher
from dragoman.storage.erasure import erase, erase_connection
from dragoman.storage.events import EventState, NotesRequest
from dragoman.storage.forwardings import Forward, Forwardings, Origin
from dragoman.storage.inbox import Claim, Inbox
from dragoman.storage.outgoing import Outbox
from dragoman.storage.retention import SECONDS_A_DAY, forget_old
from dragoman.storage.tables import conversations as conversations_table
from dragoman.storage.tables import forwardings as forwardings_table
from dragoman.storage.tables import outgoing as outgoing_table
from tests.storage.shop import Clock, claimed, forwarded_to, message, note, record

NOTES = NotesRequest("n1", "queue 1", ("Where is my parcel?",), "pt-BR")


@pytest.fixture
def anas(inbox: Inbox, outbox: Outbox, forwardings: Forwardings) -> Claim:
    """Ana wrote in the chat; her message went to the desk, where an agent answered in ticket 8."""
    inbox.accept("shop", "chat", [message("m1", "chat 1", person="ana")])
    claim = claimed_first(inbox)
    outbox.plan(claim, record(claim), [], forward=Forward("desk", NOTES))
    inbox.finish(claim)
    noted = claimed_first(inbox)
    outbox.plan(noted, None, [note(noted)])
    inbox.finish(noted)
    forwarded_to(inbox, forwardings, "ticket 8")
    inbox.accept("shop", "desk", [message("a1", "ticket 8", person="agent")])
    inbox.finish(claimed_first(inbox))
    return claim


def claimed_first(inbox: Inbox) -> Claim:
    claim = inbox.claim(inbox.due(1)[0])
    assert claim is not None
    return claim


def rows(database: Database, table: Table) -> int:
    return database.read(lambda sql: sql.scalar(select(func.count()).select_from(table))) or 0


def test_notes_wait_in_the_other_connection_and_are_forwarded_once(
    inbox: Inbox, outbox: Outbox, forwardings: Forwardings
) -> None:
    claim = claimed(inbox)
    for _ in range(2):
        assert outbox.plan(claim, record(claim), [], forward=Forward("desk", NOTES))
    inbox.finish(claim)
    (waiting,) = inbox.due(10)
    notes = inbox.claim(waiting)
    assert notes is not None
    assert (notes.connection, notes.event) == ("desk", NOTES)
    forwarding = forwardings.of_queue("shop", notes.conversation)
    assert forwarding is not None
    assert (forwarding.origin, forwarding.remote_id) == (claim.conversation, None)


def test_nothing_is_forwarded_for_a_claim_that_is_lost(inbox: Inbox, outbox: Outbox) -> None:
    claim = claimed(inbox)
    inbox.finish(claim, EventState.IGNORED)
    assert not outbox.plan(claim, record(claim), [], forward=Forward("desk", NOTES))
    assert inbox.find("shop", "desk", "n1") is None


def test_the_conversation_that_was_opened_leads_back(forwardings: Forwardings, anas: Claim) -> None:
    assert forwardings.origin("shop", "desk", "ticket 8") == Origin("chat", "chat 1")
    assert forwardings.origin("shop", "desk", "ticket 9") is None
    assert forwardings.origin("other", "desk", "ticket 8") is None


def test_both_ends_are_listed_as_one_conversation(conversations: Conversations, anas: Claim) -> None:
    assert [one.remote_id for one in conversations.list("shop", 10)] == ["chat 1"]


@pytest.mark.parametrize("connection", [None, "chat"])
def test_erasing_the_shopper_reaches_what_was_forwarded_and_answered(
    database: Database, cipher: Cipher, clock: Clock, anas: Claim, inbox: Inbox, connection: str | None
) -> None:
    erase_ana = partial(erase, database, cipher, "shop", "ana", now=clock(), connection=connection)
    assert erase_ana()["conversations"] == 3
    counts = erase_ana(dry_run=False)
    assert (counts["forwardings"], counts["conversations"], counts["outgoing"]) == (1, 3, 1)
    for table in (conversations_table, forwardings_table, outgoing_table):
        assert rows(database, table) == 0
    for place, event in (("chat", "m1"), ("desk", "n1"), ("desk", "a1")):
        row = inbox.find("shop", place, event)
        assert row is not None
        assert row.event is None


def test_erasing_a_connection_reaches_what_was_forwarded(
    database: Database, clock: Clock, anas: Claim
) -> None:
    erase_connection(database, "shop", "chat", now=clock())
    assert rows(database, conversations_table) == 0
    assert rows(database, forwardings_table) == 0


def test_where_the_other_helpdesk_is_erased_the_chat_stays(
    database: Database, conversations: Conversations, clock: Clock, anas: Claim
) -> None:
    erase_connection(database, "shop", "desk", now=clock())
    assert rows(database, forwardings_table) == 0
    assert [one.remote_id for one in conversations.list("shop", 10)] == ["chat 1"]


def test_it_is_forgotten_with_the_conversation_and_not_before(
    database: Database, inbox: Inbox, forwardings: Forwardings, clock: Clock, anas: Claim
) -> None:
    clock.pass_by(20 * SECONDS_A_DAY)
    inbox.accept("shop", "chat", [message("m2", "chat 1", person="ana")])
    inbox.finish(claimed_first(inbox))
    clock.pass_by(11 * SECONDS_A_DAY)
    forget_old(database, clock())
    assert forwardings.origin("shop", "desk", "ticket 8") is not None
    clock.pass_by(20 * SECONDS_A_DAY)
    forget_old(database, clock())
    assert rows(database, forwardings_table) == 0
    assert rows(database, conversations_table) == 0
