"""A server that is killed, and what its database and the helpdesk say right afterwards."""

import io
import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

from dragoman.domain import Author
from dragoman.sandbox.desk import DeskConversation, DeskMessage, SandboxDesk
from dragoman.sandbox.desks.serving import LOOPBACK
from dragoman.translation.packs import PackLibrary
from dragoman_adapters.sandbox import KEY

SETTLING_SECONDS = 90.0

Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class Window(StrEnum):
    """The moments at which a process may die with an event in its hands."""

    CLAIMED = "claimed, not yet decided"
    SENDING = "marked as being sent, not landed"
    LANDED = "landed, not recorded"


class Watch:
    """Counts what integrations post to the helpdesk, and may kill at a chosen moment of a request.

    A request passes two moments: before its message is stored, and after it was stored but before it is
    answered. It waits at either of them while ``kill`` runs.

    Attributes:
        posted: How many messages have landed.
        landed: How often each has, by our key.
        windows: How many kills hit each window.
    """

    def __init__(self, desk: SandboxDesk, application: Wsgi) -> None:
        self._application = application
        self._lock = threading.Lock()
        self._armed: tuple[Window, Callable[[], None]] | None = None
        self._spared = 0
        self._swallowing = False
        self.posted = 0
        self.landed: Counter[str] = Counter()
        self.windows: Counter[Window] = Counter()
        desk.on_message(self._stored)

    def arm(self, window: Window, kill: Callable[[], None], *, spared: int, swallowing: bool) -> None:
        """Kill at this moment of a request, after so many others were spared.

        Args:
            window: The moment.
            kill: What to do then.
            spared: Requests that pass the moment before.
            swallowing: Whether the request that met its moment before it was stored never lands.
        """
        with self._lock:
            self._armed, self._spared, self._swallowing = (window, kill), spared, swallowing

    def note_windows(self, victim: "Victim") -> None:
        """Note in which windows a server has just died."""
        begun = victim.ask("SELECT key FROM outgoing WHERE state = 'sending' AND sent_at > ?", victim.began)
        hit = {Window.LANDED if self.landed[key] else Window.SENDING for (key,) in begun}
        self.windows.update(hit | {Window.CLAIMED} if victim.claimed() else hit)

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        posting = environ["REQUEST_METHOD"] == "POST" and environ["PATH_INFO"].endswith("/messages")
        if posting and self._reached(Window.SENDING) and self._swallowing:
            start_response("503 Service Unavailable", [])
            return ()
        return self._application(environ, start_response)

    def _stored(self, _conversation: DeskConversation, message: DeskMessage) -> None:
        if message.author.type is Author.BOT:
            with self._lock:
                self.posted += 1
                self.landed[message.metadata[KEY]] += 1
            self._reached(Window.LANDED)

    def _reached(self, window: Window) -> bool:
        """Kill if this is the moment; return whether it was."""
        with self._lock:
            if self._armed is None or self._armed[0] is not window:
                return False
            if self._spared:
                self._spared -= 1
                return False
            kill, self._armed = self._armed[1], None
        kill()
        return True


class Door:
    """Lets replies into one helpdesk slowly, and may kill when one of them comes by.

    Attributes:
        busy: How many replies are on their way through it.
    """

    def __init__(self, application: Wsgi, is_reply: Callable[[str, bytes], bool], slow: Callable[[], float]):
        self._application = application
        self._is_reply = is_reply
        self._slow = slow
        self._lock = threading.Lock()
        self._armed: tuple[Window, Callable[[], None], Callable[[], bool]] | None = None
        self._swallowing = False
        self.busy = 0

    def arm(
        self, window: Window, kill: Callable[[], None], when: Callable[[], bool], *, swallowing: bool
    ) -> None:
        """Kill when the next reply comes: before it is stored, or after, before it is answered.

        Args:
            window: Which of both.
            kill: What to do then.
            when: Whether this is the time; the replies that come before it pass.
            swallowing: Whether a reply that meets its moment before it is stored never is.
        """
        with self._lock:
            self._armed, self._swallowing = (window, kill, when), swallowing

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        environ["wsgi.input"] = io.BytesIO(body)
        if not self._is_reply(environ["REQUEST_METHOD"], body):
            return self._application(environ, start_response)
        with self._passing():
            time.sleep(self._slow())
            if self._met(Window.SENDING) and self._swallowing:
                start_response("503 Service Unavailable", [])
                return ()
            answer = list(self._application(environ, start_response))
            self._met(Window.LANDED)
            return answer

    @contextmanager
    def _passing(self) -> Iterator[None]:
        with self._lock:
            self.busy += 1
        try:
            yield
        finally:
            with self._lock:
                self.busy -= 1

    def _met(self, window: Window) -> bool:
        """Kill if this is the moment; return whether it was."""
        with self._lock:
            if self._armed is None or self._armed[0] is not window or not self._armed[2]():
                return False
            kill, self._armed = self._armed[1], None
        kill()
        return True


@dataclass
class Victim:
    """``dragoman serve`` as a process of its own, started again and again with the same data.

    Attributes:
        data_dir: Where its data are.
        environment: Its settings.
        moved: Told the server's address, which is another one each time it starts.
        autopsy: What is to be noted right after each kill: nothing has moved on since.
        kills: How many there were.
    """

    data_dir: Path
    environment: dict[str, str]
    moved: Callable[[str], None]
    autopsy: Callable[["Victim"], None]
    kills: int = 0
    died: threading.Event = field(default_factory=threading.Event)
    began: float = 0.0
    process: subprocess.Popen[str] | None = None

    def start(self) -> None:
        """Start the server and wait until it is ready."""
        self.began = time.time()
        self.died.clear()
        with (self.data_dir / "server.log").open("a") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "dragoman.cli", "serve"],
                env={**os.environ, **self.environment},
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )
        ready = self._output.readline().split()
        assert ready[:1] == ["ready"], (self.data_dir / "server.log").read_text()[-4000:]
        self.moved(ready[1])

    def kill(self) -> None:
        """Kill the server."""
        assert self.process is not None
        self.process.send_signal(signal.SIGKILL)
        with self.process:
            self.process.wait()
        self.kills += 1
        self.autopsy(self)
        self.died.set()

    def stop(self) -> int:
        """Ask the server to stop; return its exit code."""
        assert self.process is not None
        self.process.send_signal(signal.SIGTERM)
        with self.process:
            return self.process.wait()

    def end(self) -> None:
        """Leave no server behind, however the test ends."""
        if self.process is not None and self.process.poll() is None:
            self.process.kill()
            with self.process:
                self.process.wait()

    def ask(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        """Read the database, beside the server or after its death."""
        with closing(sqlite3.connect(self.data_dir / "dragoman.sqlite", timeout=30)) as database:
            return database.execute(query, values).fetchall()

    def claimed(self) -> bool:
        """Return whether an event is claimed about which nothing has been decided yet."""
        # Leases of earlier lives were declared void when this one began.
        return bool(self.ask("SELECT 1 FROM events WHERE state = 'new' AND token IS NOT NULL LIMIT 1"))

    @property
    def _output(self) -> Any:
        assert self.process is not None
        return self.process.stdout


def server_environment(data_dir: Path, packs: PackLibrary) -> dict[str, str]:
    """Return the settings of the server: short times, and few threads for a machine that does much else."""
    return {
        "DRAGOMAN_DATA_DIR": str(data_dir),
        "DRAGOMAN_PACKS_DIR": str(packs.packs()[0].folder.parent),
        "DRAGOMAN_PORT": "0",
        "DRAGOMAN_QUIET": "3",
        "DRAGOMAN_HELPDESK_TIMEOUT": "2",
        "DRAGOMAN_SWEEP": "0.1",
        "DRAGOMAN_WORKERS": "4",
        "DRAGOMAN_WEB_THREADS": "4",
        "DRAGOMAN_THREADS": "1",
        "DRAGOMAN_MIN_FREE_DISK": "0",
        "DRAGOMAN_ALLOW_PRIVATE": LOOPBACK,
    }


def wait_until(condition: Callable[[], bool], seconds: float = SETTLING_SECONDS, look: float = 0.05) -> bool:
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(look)
    return True
