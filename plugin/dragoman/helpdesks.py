"""The adapters of the configured connections, one instance for as long as a connection stays as it is."""

import threading
import time
from collections.abc import Callable
from typing import NamedTuple

from dragoman.adapter import Adapter, HelpdeskHttp
from dragoman.domain import Connection, DragomanError
from dragoman.helpdesk_pacing import PacedHttp
from dragoman.registry import adapter_class
from dragoman.storage.grants import Grants
from dragoman.storage.stores import Stores

_FRESH_SECONDS = 1.0


class _Known(NamedTuple):
    adapter: Adapter
    read_at: float


class Helpdesks:
    """Gives adapters; an adapter keeps what it learned (a login) between two messages.

    A connection is read from the database again after a second, so that what the owner changes with
    another process (a rotated secret, say) counts a second later at the latest; to read and to unseal it
    for each delivery would cost more than storing the delivery. The adapter is made anew only where
    something changed. A connection that is missing is looked for each time.

    Args:
        stores: Where connections are configured.
        grants: What helpdesks granted.
        http: The session that every adapter speaks through.
        monotonic: Seconds that pass evenly.
    """

    def __init__(
        self,
        stores: Stores,
        grants: Grants,
        http: HelpdeskHttp,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._stores = stores
        self._grants = grants
        self._http = http
        self._lock = threading.Lock()
        self._monotonic = monotonic
        self._known: dict[tuple[str, str], _Known] = {}

    def find(self, store: str, name: str) -> Adapter | None:
        """Return the adapter of a connection, or None if there is no such connection.

        Raises:
            DragomanError: its adapter is not installed, or a setting is wrong.
        """
        now = self._monotonic()
        known = self._known.get((store, name))
        if known is not None and now - known.read_at < _FRESH_SECONDS:
            return known.adapter
        connection = self._stores.connection(store, name)
        if connection is None:
            return None
        with self._lock:
            known = self._known.get((store, name))
            same = known is not None and known.adapter.connection == connection
            adapter = known.adapter if known is not None and same else self.make(connection)
            self._known[store, name] = _Known(adapter, now)
            return adapter

    def adapter(self, store: str, name: str) -> Adapter:
        """Return the adapter of a connection.

        Raises:
            DragomanError: there is no such connection, its adapter is not installed, or a setting is wrong.
        """
        found = self.find(store, name)
        if found is None:
            raise DragomanError(
                f"the store {store} has no connection {name}; `dragoman connection add` makes one"
            )
        return found

    def make(self, connection: Connection) -> Adapter:
        """Return a fresh adapter for a connection, which need not be stored.

        Raises:
            DragomanError: its adapter is not installed, or a setting is wrong.
        """
        kind = adapter_class(connection.adapter)
        kept = self._grants.of(connection.store, connection.name)
        return kind(connection, PacedHttp(self._http, kind.traits.requests_per_minute, kept))
