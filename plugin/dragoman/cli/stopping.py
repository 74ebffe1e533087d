"""Running until somebody says stop: Ctrl-C, or SIGTERM from whoever started us."""

import signal
import threading
from types import FrameType

_LOOK_SECONDS = 0.5


class StopRequest:
    """Set by the first SIGINT or SIGTERM; the second one ends the process at once.

    Must be made in the main thread.
    """

    def __init__(self) -> None:
        self._asked = threading.Event()
        self._before = {
            number: signal.signal(number, self._note) for number in (signal.SIGINT, signal.SIGTERM)
        }

    def wait(self) -> None:
        """Return when a stop is asked for."""
        while not self._asked.wait(_LOOK_SECONDS):  # Windows sees no Ctrl-C during an endless wait
            pass

    def _note(self, _number: int, _frame: FrameType | None) -> None:
        self._asked.set()
        for number, handler in self._before.items():
            signal.signal(number, handler)
