"""When a helpdesk that did not take a message is asked again, and when we stop asking."""

import random
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Patience:
    """Exponential backoff with full jitter: each wait is drawn evenly from zero to a ceiling that doubles.

    Events that failed together do not come back together (Marc Brooker, "Exponential Backoff And Jitter",
    AWS Architecture Blog). With the defaults an event is tried for a day, which takes about 300 tries.

    Attributes:
        shortest: Seconds that the first wait may last.
        longest: Seconds that no wait of ours exceeds; what the helpdesk asks for may.
        gives_up: Seconds after its arrival at which an event is parked instead of tried again.
        tries: How often it is tried even then: a replayed event is old, but deserves more than one try.
        draw: Returns a number from 0 to 1.
    """

    shortest: float = 1.0
    longest: float = 600.0
    gives_up: float = 24 * 3600.0
    tries: int = 8
    draw: Callable[[], float] = random.random

    def next_try(
        self, now: float, received_at: float, retries: int, retry_after: float | None = None
    ) -> float | None:
        """Return when to try again (POSIX seconds), or None when it is time to give up.

        Args:
            now: The present.
            received_at: When the event arrived.
            retries: How often it was put off already.
            retry_after: Seconds that the helpdesk asked us to wait; never undercut.
        """
        if retries >= self.tries and now - received_at >= self.gives_up:
            return None
        # The exponent is bounded because 2.0 ** retries of a long outage would not fit into a float.
        ceiling = min(self.longest, self.shortest * 2.0 ** min(retries, 30))
        return now + max(retry_after or 0.0, self.draw() * ceiling)
