import threading
from functools import partial
from pathlib import Path
from typing import Protocol

import pytest
from sqlalchemy import select

from dragoman.domain import Author
from dragoman.storage.conversations import Conversations
from dragoman.storage.database import Database
from dragoman.storage.drafts import Drafts
from dragoman.storage.encryption import Cipher
from dragoman.storage.erasure import erase
from dragoman.storage.erasure_watch import ErasureWatch
from dragoman.storage.inbox import Claim, EventState, Inbox, ReplyRequest
from dragoman.storage.memory import Approved, Memory
from dragoman.storage.outgoing import Outbox
from dragoman.storage.tables import metadata, sealed_columns
from tests.storage.shop import Clock, message, note, record


@pytest.fixture
def anas(inbox: Inbox, outbox: Outbox, memory: Memory, drafts: Drafts) -> Claim:
    """Ana wrote and was answered through the API; Bia wrote elsewhere, and another Ana to another store."""
    inbox.accept("shop", "desk", [message("e9", "ticket 9", person="bia")])
    inbox.accept("other", "desk", [message("e1", person="ana")])
    (asked,) = inbox.accept("shop", "desk", [message("e1", person="ana")])
    (answered,) = inbox.accept("shop", "desk", [ReplyRequest("key", "ticket 1", "It is on its way.", "Ann")])
    done = converse(inbox, outbox, asked)
    inbox.finish(done, result={"translation": "Onde?"})
    learned = Approved("en", "pt-BR", "Hi Ana!", "Oi, Ana!", "1", "", "", "Ann", done.conversation)
    memory.add("shop", [learned, Approved("en", "pt-BR", "Hi!", "Oi!", "2", "", "", "Ann")])
    drafts.add("shop", done.conversation, {"text": "It is on its way, Ana."})
    return converse(inbox, outbox, answered)


class Erase(Protocol):
    def __call__(self, *, dry_run: bool = True) -> dict[str, int]: ...


@pytest.fixture
def erase_ana(database: Database, cipher: Cipher, clock: Clock) -> Erase:
    return partial(erase, database, cipher, "shop", "ana", now=clock())


def test_first_it_is_only_counted(erase_ana: Erase, conversations: Conversations, anas: Claim) -> None:
    counts = erase_ana()
    assert counts == {
        "messages": 2,
        "memory": 1,
        "drafts": 1,
        "outgoing": 2,
        "events": 2,
        "participants": 1,
        "told_languages": 0,
        "forwardings": 0,
        "conversations": 1,
    }
    assert len(conversations.messages("shop", anas.conversation)) == 2


def test_nothing_of_the_shopper_is_left_in_any_file(
    erase_ana: Erase, database: Database, path: Path, anas: Claim
) -> None:
    traces = sealed_texts(database, anas.conversation)
    assert len(traces) >= 10
    assert traces_in_files(path, traces) == traces
    erase_ana(dry_run=False)
    assert traces_in_files(path, traces) == set()


def test_others_are_not_touched(
    erase_ana: Erase, inbox: Inbox, conversations: Conversations, anas: Claim
) -> None:
    erase_ana(dry_run=False)
    assert [one.remote_id for one in conversations.list("shop", 10)] == ["ticket 9"]
    assert [one.person for one in conversations.list("other", 10)] == ["ana"]
    assert len(inbox.due(10)) == 2


def test_erasing_again_finds_nothing(erase_ana: Erase, anas: Claim) -> None:
    erase_ana(dry_run=False)
    assert set(erase_ana().values()) == {0}


def test_the_translation_memory_forgets_what_it_learned_from_the_shopper_alone(
    erase_ana: Erase, memory: Memory, anas: Claim
) -> None:
    erase_ana(dry_run=False)
    assert [entry.source for entry in memory.list("shop")] == ["Hi!"]


def test_processes_let_go_of_what_they_remember_once_somebody_is_erased(
    erase_ana: Erase, database: Database, anas: Claim
) -> None:
    forgotten = threading.Event()
    watch = ErasureWatch(database, forgotten.set, interval=0.01)
    watch.start()
    assert not forgotten.wait(0.1)
    erase_ana(dry_run=False)
    assert forgotten.wait(20)
    watch.stop()


def test_a_redelivery_of_what_was_erased_is_still_no_news(
    erase_ana: Erase, inbox: Inbox, anas: Claim
) -> None:
    erase_ana(dry_run=False)
    assert inbox.accept("shop", "desk", [message("e1", person="ana")]) == []
    left = inbox.find("shop", "desk", "e1")
    assert left is not None
    assert (left.conversation, left.event, left.result) == (None, None, None)


def test_a_worker_that_is_busy_with_it_stores_nothing_more(
    erase_ana: Erase, inbox: Inbox, outbox: Outbox, anas: Claim
) -> None:
    erase_ana(dry_run=False)
    assert not outbox.plan(anas, record(anas), [note(anas, 1)])
    assert not outbox.begin(anas, note(anas).key)
    outbox.record(anas, note(anas).key, "remote 1")
    assert not inbox.finish(anas, result={"translation": "Onde?"})
    left = inbox.get(anas.id)
    assert left is not None
    assert (left.state, left.result) == (EventState.IGNORED, None)


def test_a_shopper_who_only_joined_a_conversation_is_found(
    database: Database, cipher: Cipher, clock: Clock, inbox: Inbox
) -> None:
    inbox.accept("shop", "desk", [message("a", person="bia"), message("b", person="carla")])
    assert erase(database, cipher, "shop", "carla", now=clock())["conversations"] == 1


def test_an_agent_is_no_shopper(database: Database, cipher: Cipher, clock: Clock, inbox: Inbox) -> None:
    inbox.accept("shop", "desk", [message("a", person="agent 7", author=Author.AGENT)])
    assert erase(database, cipher, "shop", "agent 7", now=clock())["conversations"] == 0


def converse(inbox: Inbox, outbox: Outbox, row: int) -> Claim:
    """Work on an event up to a message that was sent."""
    claim = inbox.claim(row)
    assert claim is not None
    outbox.plan(claim, record(claim), [note(claim)])
    outbox.begin(claim, note(claim).key)
    outbox.record(claim, note(claim).key, f"remote of {row}")
    return claim


def sealed_texts(database: Database, conversation: str) -> set[bytes]:
    """Return every sealed text of a conversation, and our id of it."""
    found = {conversation.encode()}
    for name in ("events", "messages", "memory", "drafts", "outgoing", "conversations"):
        table = metadata.tables[name]
        key = table.c.id if name == "conversations" else table.c.conversation
        query = select(*sealed_columns(table)).where(key == conversation)
        rows = database.read(lambda sql, query=query: sql.execute(query).all())  # type: ignore[misc]
        found |= {value for row in rows for value in row if value is not None}
    return found


def traces_in_files(path: Path, traces: set[bytes]) -> set[bytes]:
    # Long texts are spread over pages, so their beginnings are looked for.
    contents = [file.read_bytes() for file in path.parent.iterdir()]
    return {trace for trace in traces if any(trace[:60] in content for content in contents)}
