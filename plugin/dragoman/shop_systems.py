"""The shop systems of the stores, one instance for as long as one stays as it is configured."""

import threading

from dragoman.adapter import HelpdeskHttp
from dragoman.commerce import Shop
from dragoman.shops.kinds import opened
from dragoman.storage.shops import ConfiguredShop, Shops


class ShopSystems:
    """Gives shop systems; one keeps what it read of its files between two questions. Thread-safe.

    Args:
        shops: Where they are configured.
        http: The session that they speak through.
    """

    def __init__(self, shops: Shops, http: HelpdeskHttp) -> None:
        self._shops = shops
        self._http = http
        self._lock = threading.Lock()
        self._known: dict[str, tuple[ConfiguredShop, Shop]] = {}

    def of(self, store: str) -> Shop | None:
        """Return the shop system of a store; None where the owner set none up.

        Raises:
            DragomanError: a setting is missing.
        """
        configured = self._shops.get(store)
        if configured is None:
            return None
        with self._lock:
            known = self._known.get(store)
            if known is None or known[0] != configured:
                shop = opened(configured.kind, configured.settings, configured.secrets, self._http)
                known = self._known[store] = (configured, shop)
            return known[1]
