"""What the commands of a glossary have in common: the store, its draft, and who changes it."""

import getpass
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum

import click

from dragoman.domain import DragomanError, Store
from dragoman.glossary.model import GlossaryError
from dragoman.glossary.termbases import Termbases
from dragoman.records import Records
from dragoman.settings import Settings
from dragoman.wording import Wording, said

STORE = click.option("--store", "store_id", required=True, help="Id of the store.")


def choice(choices: type[StrEnum]) -> click.Choice[str]:
    """Return an option's choices by their values."""
    return click.Choice([choice.value for choice in choices])  # not click's own way: that takes their names


@contextmanager
def opened(settings: Settings, store_id: str) -> Iterator[tuple[Termbases, Store]]:
    """Open a store's glossary.

    Raises:
        DragomanError: there is no such store, or what was asked for cannot be done.
    """
    with Records.open(settings, create=False) as records:
        store = records.stores.get(store_id)
        if store is None:
            raise DragomanError(f"there is no store {store_id}; `dragoman store list` names those there are")
        try:
            yield records.termbases, store
        except GlossaryError as error:
            raise GlossaryError(said(error.told, Wording(store.locale))) from error


def actor() -> str:
    """Return the name of the person at this machine, for the log."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "command line"  # a container may know no names
