"""The adapters of the configured connections, one instance for as long as a connection stays as it is."""

import threading

from dragoman.adapter import Adapter, HelpdeskHttp
from dragoman.domain import Connection, DragomanError
from dragoman.registry import adapter_class
from dragoman.storage.stores import Stores


class Helpdesks:
    """Gives adapters; an adapter keeps what it learned (a login) between two messages.

    The connection is read from the database each time, so that what the owner changes with another
    process counts from the next message on; the adapter is made anew only where something changed.

    Args:
        stores: Where connections are configured.
        http: The session that every adapter speaks through.
    """

    def __init__(self, stores: Stores, http: HelpdeskHttp) -> None:
        self._stores = stores
        self._http = http
        self._lock = threading.Lock()
        self._adapters: dict[tuple[str, str], Adapter] = {}

    def find(self, store: str, name: str) -> Adapter | None:
        """Return the adapter of a connection, or None if there is no such connection.

        Raises:
            DragomanError: its adapter is not installed, or a setting is wrong.
        """
        connection = self._stores.connection(store, name)
        if connection is None:
            return None
        with self._lock:
            known = self._adapters.get((store, name))
            if known is None or known.connection != connection:
                known = self._adapters[store, name] = self.make(connection)
            return known

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
        return adapter_class(connection.adapter)(connection, self._http)
