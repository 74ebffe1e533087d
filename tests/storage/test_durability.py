import subprocess
import sys
from pathlib import Path

from dragoman.storage.database import Database
from dragoman.storage.encryption import unlock
from dragoman.storage.inbox import Inbox
from dragoman.storage.stores import Stores
from tests.storage.shop import Clock

ROOT = Path(__file__).parents[2]
KILLS_AFTER = (3, 17, 40)  # acknowledged deliveries


def test_what_was_acknowledged_survives_kill_9_and_no_delivery_is_stored_by_half(
    database: Database, path: Path, keys_file: Path, stores: Stores, clock: Clock
) -> None:
    acknowledged = [
        delivery
        for kill, enough in enumerate(KILLS_AFTER)
        for delivery in acknowledged_before_kill(path, f"kill-{kill}", enough)
    ]
    assert len(acknowledged) >= sum(KILLS_AFTER)
    inbox = Inbox(database, unlock(database, keys_file, {}), clock)
    lost = [one for one in acknowledged if inbox.find("shop", "desk", f"{one}-first") is None]
    assert lost == []
    stored = [inbox.get(row) for row in range(1, inbox.backlog() + 1)]
    halves = {row.event.event_id for row in stored if row is not None and row.event is not None}
    assert len(halves) == len(stored)
    assert {half.removesuffix("-first") for half in halves if half.endswith("-first")} == {
        half.removesuffix("-second") for half in halves if half.endswith("-second")
    }


def acknowledged_before_kill(path: Path, name: str, enough: int) -> list[str]:
    """Run the accepting process until it has acknowledged enough, kill it, and return what it said."""
    command = [sys.executable, "-m", "tests.storage.accepting_process", str(path), name]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        assert process.stdout is not None
        said = [process.stdout.readline() for _ in range(enough)]
        process.kill()
        said += process.stdout.readlines()
    return [line.strip() for line in said if line.endswith("\n")]
