import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from dragoman.cli import main
from dragoman.domain import Author, Message, Store, Visibility
from dragoman.storage.database import Database
from dragoman.storage.encryption import unlock
from dragoman.storage.inbox import EventState, Inbox
from dragoman.storage.ownership import own
from dragoman.storage.stores import Stores


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("DRAGOMAN_KEYS", raising=False)
    return tmp_path


@pytest.fixture
def database(folder: Path) -> Iterator[Database]:
    """The database of a server that runs while the commands are given."""
    with Database.open(folder / "dragoman.sqlite") as opened:
        yield opened


@pytest.fixture
def inbox(folder: Path, database: Database) -> Inbox:
    cipher = unlock(database, folder / "keys", {})
    Stores(database, cipher).add(Store("shop", "The Shop", "en", ("en", "pt-BR")))
    return Inbox(database, cipher, time.time)


def run(folder: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["--data-dir", str(folder), *arguments])


def parked_event(inbox: Inbox, event_id: str) -> int:
    arrived = Message(event_id, f"ticket {event_id}", "m", Author.SHOPPER, "ana", Visibility.PUBLIC, "Oi")
    (row,) = inbox.accept("shop", "desk", [arrived])
    claim = inbox.claim(row)
    assert claim is not None
    inbox.park(claim, "the helpdesk refuses; renew the token")
    return row


def test_replay_alone_lists_what_is_parked_and_why(folder: Path, inbox: Inbox) -> None:
    assert run(folder, "replay").output == "no event is parked\n"
    row = parked_event(inbox, "e1")
    listed = run(folder, "replay").output
    assert listed.startswith(f"{row}\tshop/desk\tmessage\t")
    assert listed.endswith("the helpdesk refuses; renew the token\n")


def test_replay_puts_back_one_event_or_all(folder: Path, inbox: Inbox) -> None:
    rows = [parked_event(inbox, event_id) for event_id in ("e1", "e2", "e3")]
    assert run(folder, "replay", str(rows[1])).output == "1 put back\n"
    assert inbox.due(10) == [rows[1]]
    assert run(folder, "replay", "--all").output == "2 put back\n"
    assert inbox.due(10) == rows


def test_replay_of_what_is_not_parked_is_an_error_that_names_the_cure(folder: Path, inbox: Inbox) -> None:
    result = run(folder, "replay", "77")
    assert result.exit_code == 1
    assert result.stderr == "Error: there is no parked event 77; `dragoman replay` lists those there are\n"


def test_replay_takes_an_event_or_all_but_not_both(folder: Path, inbox: Inbox) -> None:
    assert run(folder, "replay", "1", "--all").exit_code == 2


def test_erase_first_says_what_it_would_erase(folder: Path, inbox: Inbox) -> None:
    row = parked_event(inbox, "e1")
    result = run(folder, "erase", "--store", "shop", "ana")
    assert "events               1\n" in result.output
    assert result.output.endswith("nothing was erased; add --yes to erase\n")
    found = inbox.get(row)
    assert found is not None
    assert found.event is not None


def test_erase_with_yes_erases_while_the_server_runs(folder: Path, inbox: Inbox) -> None:
    row = parked_event(inbox, "e1")
    with own(folder / "dragoman.sqlite"):
        result = run(folder, "erase", "--store", "shop", "ana", "--yes")
    assert result.output.endswith("erased\n")
    found = inbox.get(row)
    assert found is not None
    assert (found.event, found.error, found.state) == (None, None, EventState.PARKED)


def test_erase_in_a_store_that_does_not_exist_is_an_error(folder: Path, inbox: Inbox) -> None:
    result = run(folder, "erase", "--store", "nowhere", "ana")
    assert result.exit_code == 1
    assert "no store nowhere" in result.stderr


def test_rotate_keys_seals_everything_again(folder: Path, database: Database, inbox: Inbox) -> None:
    row = parked_event(inbox, "e1")
    before = (folder / "keys").read_text()
    result = run(folder, "rotate-keys")
    assert (result.exit_code, result.stdout) == (0, "3 rows sealed with the new key\n")
    assert (folder / "keys").read_text() != before
    reopened = Inbox(database, unlock(database, folder / "keys", {}), time.time)
    found = reopened.get(row)
    assert found is not None
    assert found.error == "the helpdesk refuses; renew the token"


def test_rotate_keys_needs_the_server_stopped(folder: Path, inbox: Inbox) -> None:
    before = (folder / "keys").read_text()
    with own(folder / "dragoman.sqlite"):
        result = run(folder, "rotate-keys")
    assert result.exit_code == 1
    assert f"in use by process {os.getpid()}" in result.stderr
    assert (folder / "keys").read_text() == before


@pytest.mark.parametrize("command", [["replay"], ["erase", "--store", "shop", "ana"], ["rotate-keys"]])
def test_a_mistyped_folder_is_an_error_and_makes_no_database(folder: Path, command: list[str]) -> None:
    empty = folder / "elsewhere"
    result = run(empty, *command)
    assert result.exit_code == 1
    assert "there is no database" in result.stderr
    assert not (empty / "dragoman.sqlite").exists()
