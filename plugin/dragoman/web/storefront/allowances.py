"""How often each of many callers may come: a token bucket for each, and no more buckets than fit."""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable

_MINUTE = 60.0
_MOST_CALLERS = 10_000


class Allowances:
    """Counts callers; thread-safe. Of many callers, those seen longest ago are forgotten.

    Args:
        per_minute: How often each may come in a minute.
        burst: How often at once.
        monotonic: Seconds that pass evenly.
    """

    def __init__(
        self, per_minute: float, burst: int, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._per_second = per_minute / _MINUTE
        self._burst = float(burst)
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def wait(self, caller: str) -> float:
        """Count a caller who comes now, and return 0; or the seconds after which they may come."""
        with self._lock:
            now = self._monotonic()
            left, at = self._left.pop(caller, (self._burst, now))
            left = min(self._burst, left + (now - at) * self._per_second)
            allowed = left >= 1
            self._left[caller] = (left - 1 if allowed else left, now)
            if len(self._left) > _MOST_CALLERS:
                self._left.popitem(last=False)
            return 0.0 if allowed else (1 - left) / self._per_second
