from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import select

from dragoman.domain import Connection, Demand, DemandKind, DragomanError, Secret
from dragoman.grants import Grant
from dragoman.storage.database import Database
from dragoman.storage.demands import Demands
from dragoman.storage.drafts import Drafts
from dragoman.storage.encryption import CannotOpen, Cipher, unlock
from dragoman.storage.events import NotesRequest
from dragoman.storage.forwardings import Forward, Forwardings
from dragoman.storage.glossaries import GlossaryRows
from dragoman.storage.grants import Grants
from dragoman.storage.inbox import Inbox
from dragoman.storage.keys import read_keys
from dragoman.storage.memory import Approved, Memory
from dragoman.storage.outgoing import Outbox
from dragoman.storage.rotation import rotate
from dragoman.storage.shops import ConfiguredShop, Shops
from dragoman.storage.stores import Stores
from dragoman.storage.tables import metadata, sealed_columns
from dragoman.storage.watermarks import Watermarks
from tests.storage.shop import Clock, claimed, forwarded_to, message, note, record


@pytest.fixture
def full(
    inbox: Inbox,
    outbox: Outbox,
    memory: Memory,
    glossaries: GlossaryRows,
    watermarks: Watermarks,
    grants: Grants,
    demands: Demands,
    drafts: Drafts,
    shops: Shops,
    forwardings: Forwardings,
    stores: Stores,
    clock: Clock,
) -> None:
    """Something in every sealed column, and more rows than one batch."""
    wanted = [Demand(f"d{number}", DemandKind.EXPORT, f"shopper {number}") for number in range(2)]
    demands.accept("shop", "desk", wanted)
    demands.close(demands.open()[0], {"given": "all"})
    watermarks.advance("shop", "desk", "cursor", 1.0)
    watermarks.fail("shop", "desk", "busy", 2.0)
    grants.of("shop", "desk").keep(Secret("app"), Grant(Secret("access"), 60.0, Secret("renewal")))
    glossaries.change("shop", {"c1": "refund"}, {}, ["added"])
    glossaries.publish("shop", 0, "first", "refund", "published")
    memory.add("shop", [Approved("en", "pt", "Yes", "Sim", "Yes", "Yes", "", "Ann")])
    stores.add_connection(Connection("shop", "desk", "zendesk", {}, {"token": Secret("t")}, (Secret("s"),)))
    shops.set(ConfiguredShop("shop", "woocommerce", {}, {"secret": Secret("cs")}))
    inbox.accept("shop", "chat", [message(f"m{number}", f"chat {number % 7}") for number in range(450)])
    claim = claimed(inbox)
    forward = Forward("desk", NotesRequest("n1", "queue 1", ("Where is it?",)))
    outbox.plan(claim, record(claim), [note(claim)], forward=forward)
    forwarded_to(inbox, forwardings, "ticket 8")
    drafts.add("shop", claim.conversation, {"text": "It is on its way."})
    outbox.begin(claim, note(claim).key)
    outbox.record(claim, note(claim).key, "remote 1")
    inbox.retry(claim, clock(), "busy")
    again = inbox.claim(claim.id)
    assert again is not None
    inbox.finish(again, result={"sent": True})


def test_everything_is_sealed_with_the_new_key_alone(
    database: Database, keys_file: Path, cipher: Cipher, full: None
) -> None:
    (old,) = read_keys(keys_file, {})
    shown: list[tuple[int, int]] = []
    done = rotate(database, keys_file, lambda *progress: shown.append(progress), {})
    (new,) = read_keys(keys_file, {})
    assert new != old
    assert all(opens(sealed, new) and not opens(sealed, old) for sealed in sealed_values(database))
    assert shown[-1] == (done, done)
    assert shown == sorted(shown)


def test_everything_opens_afterwards_and_is_found_by_the_same_fingerprints(
    database: Database, keys_file: Path, full: None, clock: Clock
) -> None:
    rotate(database, keys_file, ignore, {})
    cipher = unlock(database, keys_file, {})
    inbox = Inbox(database, cipher, clock)
    row = inbox.find("shop", "desk", "e1")
    assert row is not None
    assert (row.event, row.result) == (message("e1"), {"sent": True})
    assert inbox.accept("shop", "desk", [message("e1")]) == []
    desk = Stores(database, cipher).connection("shop", "desk")
    assert desk is not None
    assert desk.credentials == {"token": Secret("t")}


def test_interrupted_it_leaves_everything_readable_and_running_it_again_finishes(
    database: Database, keys_file: Path, full: None, clock: Clock
) -> None:
    class PowerCut(Exception):  # noqa: N818
        pass

    def fail_halfway(done: int, _total: int) -> None:
        if done > 200:
            raise PowerCut

    with pytest.raises(PowerCut):
        rotate(database, keys_file, fail_halfway, {})
    keys = read_keys(keys_file, {})
    assert len(keys) == 2
    halfway = [opens(sealed, keys[0]) for sealed in sealed_values(database)]
    assert any(halfway)
    assert not all(halfway)
    inbox = Inbox(database, unlock(database, keys_file, {}), clock)
    assert all(inbox.get(row) for row in inbox.due(1_000))

    rotate(database, keys_file, ignore, {})
    (newest,) = read_keys(keys_file, {})
    assert all(opens(sealed, newest) for sealed in sealed_values(database))


def test_keys_in_the_environment_are_put_first_by_the_owner(
    database: Database, keys_file: Path, full: None
) -> None:
    (old,) = read_keys(keys_file, {})
    new = Fernet.generate_key().decode()
    with pytest.raises(DragomanError, match="put a new one and a comma before it"):
        rotate(database, keys_file, ignore, {"DRAGOMAN_KEYS": old.reveal()})
    rotate(database, keys_file, ignore, {"DRAGOMAN_KEYS": f"{new},{old.reveal()}"})
    assert all(opens(sealed, Secret(new)) for sealed in sealed_values(database))
    unlock(database, keys_file, {"DRAGOMAN_KEYS": new})


def ignore(_done: int, _total: int) -> None:
    """Show no progress."""


def sealed_values(database: Database) -> list[bytes]:
    found: list[bytes] = []
    for table in metadata.sorted_tables:
        for column in sealed_columns(table):
            query = select(column).where(column.is_not(None))
            values = database.read(lambda sql, query=query: sql.scalars(query).all())  # type: ignore[misc]
            assert values, f"the test stores nothing in {column}"
            found.extend(values)
    return found


def opens(sealed: bytes, key: Secret) -> bool:
    try:
        Cipher([key], b"").open(sealed, "")
    except CannotOpen as error:
        return "another store" in str(error)
    return True
