"""What a stolen folder shows: nothing that anybody wrote, and no secret."""

from pathlib import Path

import pytest

from dragoman.domain import Connection, Secret
from dragoman.storage.conversations import MessageRecord
from dragoman.storage.database import Database
from dragoman.storage.inbox import Inbox, ReplyRequest
from dragoman.storage.memory import Approved, Memory
from dragoman.storage.outgoing import Outbox
from dragoman.storage.stores import Role, Stores
from tests.storage.shop import message, note

CANARY = "canário"


@pytest.fixture
def approved_segment(memory: Memory) -> None:
    memory.add("shop", [Approved("en", "pt", CANARY, f"{CANARY} 8", CANARY, CANARY, "", f"{CANARY} 9")])


@pytest.mark.usefixtures("approved_segment")
def test_no_text_id_or_secret_stands_in_any_file_of_the_folder(
    database: Database, path: Path, stores: Stores, inbox: Inbox, outbox: Outbox
) -> None:
    secret = Secret(f"{CANARY} of the credentials")
    stores.add_connection(Connection("shop", "desk", "zendesk", {}, {"token": secret}, (secret,)))
    token = stores.issue_token("shop", Role.AGENT, "Ann")
    arrived = message(f"{CANARY} 1", f"{CANARY} 2", f"{CANARY} 3", f"{CANARY} 4")
    reply = ReplyRequest(f"{CANARY} 5", f"{CANARY} 2", f"{CANARY} 6", "Ann")
    first, second = inbox.accept("shop", "desk", [arrived, reply])
    claim = inbox.claim(first)
    assert claim is not None
    said = MessageRecord(
        "inbound", CANARY, CANARY, "pt", "en", {"segments": [CANARY]}, 1_800_000_000.0, CANARY
    )
    post = note(claim, text=CANARY)
    outbox.plan(claim, said, [post])
    outbox.begin(claim, post.key)
    outbox.record(claim, post.key, f"{CANARY} 7")
    inbox.finish(claim, result={"translation": CANARY})
    other = inbox.claim(second)
    assert other is not None
    inbox.retry(other, 1_800_000_000.0, CANARY)
    again = inbox.claim(second)
    assert again is not None
    inbox.park(again, f"{CANARY}: renew it")

    assert found_in_folder(path, token) == set()
    database.close()
    assert found_in_folder(path, token) == set()


def found_in_folder(path: Path, token: str) -> set[str]:
    escaped = CANARY.encode("ascii", "backslashreplace")
    traces = [CANARY.encode(), CANARY.encode("utf-16-le"), CANARY.encode("latin-1"), escaped, token.encode()]
    files = [path, *path.parent.glob(path.name + "-*")]
    assert path.read_bytes().startswith(b"SQLite format 3")
    return {file.name for file in files for trace in traces if trace in file.read_bytes()}
