"""What the commands that work on one store share: the option that names it, and its records."""

from collections.abc import Iterator
from contextlib import contextmanager

import click

from dragoman.domain import DragomanError, Store
from dragoman.records import Records
from dragoman.settings import Settings

STORE = click.option("--store", "store_id", required=True, help="Id of the store.")


@contextmanager
def opened_store(settings: Settings, store_id: str) -> Iterator[tuple[Records, Store]]:
    """Open the records for the block, and give the store.

    Raises:
        DragomanError: there is no such store.
    """
    with Records.open(settings, create=False) as records:
        store = records.stores.get(store_id)
        if store is None:
            raise DragomanError(f"there is no store {store_id}; `dragoman store list` names those there are")
        yield records, store
