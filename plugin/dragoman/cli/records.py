"""Commands over what was stored: play a parked event again, forget a shopper, change the keys.

``replay`` and ``erase`` may be used while the server runs; ``rotate-keys`` needs it stopped.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import click

from dragoman.domain import DragomanError
from dragoman.settings import Settings
from dragoman.storage.database import Database
from dragoman.storage.encryption import unlock
from dragoman.storage.erasure import erase as erase_shopper
from dragoman.storage.inbox import Inbox, ParkedEvent
from dragoman.storage.ownership import own
from dragoman.storage.rotation import rotate
from dragoman.storage.stores import Stores


@click.command()
@click.argument("event", type=int, required=False)
@click.option("--all", "everything", is_flag=True, help="Every parked event.")
@click.option(
    "--resend",
    is_flag=True,
    help="Send again what may have been on its way: you have looked, and it did not land.",
)
@click.pass_obj
def replay(settings: Settings, event: int | None, everything: bool, resend: bool) -> None:
    """Put parked events back to work; without EVENT or --all, list them.

    What was sent to the helpdesk already is not sent again. A running server sees it within seconds.
    """
    if event is not None and everything:
        raise click.UsageError("give the id of an EVENT or --all, not both")
    with _inbox(settings) as inbox:
        if event is None and not everything:
            _list(inbox.parked())
            return
        ids = [one.id for one in inbox.parked()] if event is None else [event]
        back = [one for one in ids if inbox.replay(one, resend=resend)]
    if event is not None and not back:
        raise DragomanError(f"there is no parked event {event}; `dragoman replay` lists those there are")
    click.echo(f"{len(back)} put back")


@click.command()
@click.argument("person")
@click.option("--store", required=True, help="Id of the store.")
@click.option("--yes", is_flag=True, help="Erase; without it, only say what would be erased.")
@click.pass_obj
def erase(settings: Settings, store: str, person: str, yes: bool) -> None:
    """Remove the shopper whom the helpdesk calls PERSON from every table.

    Every conversation that the shopper wrote in goes, with all that was said in it. The helpdesk keeps its
    own copy, and so do backups of the database.
    """
    with Database.open(settings.database, create=False) as database:
        cipher = unlock(database, settings.keys_file)
        if Stores(database, cipher).get(store) is None:
            raise DragomanError(f"there is no store {store}; `dragoman store list` names those there are")
        counts = erase_shopper(database, cipher, store, person, now=time.time(), dry_run=not yes)
    for table, count in counts.items():
        click.echo(f"{table:<14}{count:>8}")
    click.echo("erased" if yes else "nothing was erased; add --yes to erase")


@click.command("rotate-keys")
@click.pass_obj
def rotate_keys(settings: Settings) -> None:
    """Seal everything with a new key and drop the old ones. Stop the server first.

    Where DRAGOMAN_KEYS holds the keys, put the new one and a comma before the old one, run this, and drop
    the old one afterwards. Interrupted, it loses nothing: run it again.
    """
    with Database.open(settings.database, create=False) as database, own(settings.database):
        done = rotate(database, settings.keys_file, _show_progress)
    click.echo(f"{done} rows sealed with the new key")


@contextmanager
def _inbox(settings: Settings) -> Iterator[Inbox]:
    with Database.open(settings.database, create=False) as database:
        yield Inbox(database, unlock(database, settings.keys_file), time.time)


def _list(parked: list[ParkedEvent]) -> None:
    for one in parked:
        since = datetime.fromtimestamp(one.parked_at, UTC).isoformat(timespec="seconds")
        click.echo(f"{one.id}\t{one.store}/{one.connection}\t{one.kind}\t{since}\t{one.error}")
    if not parked:
        click.echo("no event is parked")


def _show_progress(done: int, total: int) -> None:
    click.echo(f"\r{done} of {total} rows", nl=done == total, err=True)
