"""The server that is measured: ``dragoman serve`` in a process of its own, as an owner runs it."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from dragoman.domain import DragomanError
from dragoman.settings import Settings

_READY = re.compile(r"ready (http://\S+) in (\d+) ms")
_KIB = 1024
_STOP_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Child:
    """A running server.

    Attributes:
        url: Its address.
        ready_ms: Milliseconds from its first instruction of ours until it was ready.
        pid: Its process.
    """

    url: str
    ready_ms: int
    pid: int

    def resident_bytes(self) -> int | None:
        """Return how much memory the process has resident, where the system says so (Linux)."""
        return resident_bytes(self.pid)

    def processor_seconds(self) -> float | None:
        """Return how much time of the processors the process has used, where the system says so (Linux)."""
        return processor_seconds(self.pid)


def resident_bytes(pid: int) -> int | None:
    """Return how much memory a process has resident, where the system says so (Linux)."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return None
    found = re.search(r"VmRSS:\s+(\d+) kB", status)
    return int(found[1]) * _KIB if found else None


def processor_seconds(pid: int) -> float | None:
    """Return how much time of the processors a process has used, where the system says so (Linux)."""
    try:
        status = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return None
    # Its name, in brackets, may hold anything; behind it, the 12th and 13th of the rest are what is meant.
    user, system = status.rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


@contextmanager
def serving(settings: Settings, port: int = 0) -> Iterator[Child]:
    """Run a server until the end of the ``with`` block.

    Args:
        settings: Where its data and packs are, and how many threads it has.
        port: Port to listen on; 0 takes a free one.

    Raises:
        DragomanError: it did not become ready; the text holds what it said.
    """
    environment = os.environ | {
        "DRAGOMAN_DATA_DIR": str(settings.data_dir),
        "DRAGOMAN_PACKS_DIR": str(settings.packs_dir),
        "DRAGOMAN_THREADS": str(settings.threads),
        "DRAGOMAN_BATCH_WAIT": str(settings.batch_wait),
        "DRAGOMAN_ALLOW_PRIVATE": ",".join(settings.allow_private),
        "DRAGOMAN_LOG_LEVEL": "error",
        # What is measured is translating, not remembering.
        "DRAGOMAN_REMEMBERED_TEXTS": "0",
    }
    command = [sys.executable, "-m", "dragoman.cli", "serve", "--port", str(port)]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        try:
            line = process.stdout.readline() if process.stdout else ""
            ready = _READY.search(line)
            if ready is None:
                raise DragomanError(f"the server did not start: {line.strip() or 'see above'}")
            yield Child(ready[1], int(ready[2]), process.pid)
        finally:
            process.terminate()
            process.wait(_STOP_SECONDS)
