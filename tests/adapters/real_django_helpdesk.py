"""A real django-helpdesk, installed from PyPI into an environment of its own.

It is started, stopped and started again, takes mails from a folder as it would from a mailbox, writes the
mails that it sends into another one, and calls webhooks.
"""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import venv
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
import requests

from dragoman.translation.file_lock import locked

VERSION = "2.6.1"
SITE = Path(__file__).parent / "django_helpdesk_site"
LANGUAGE_FIELD = "language"
BOT = ("dragoman", "dragoman-password")
AGENT = ("rosa", "rosa-password")


@dataclass(frozen=True)
class Installation:
    """What helpdesks are started from: an interpreter, and a database with a queue and two users in it."""

    python: Path
    database: Path

    def command(self, *arguments: str) -> list[str]:
        return [str(self.python), *arguments]


def installed(shared: Path) -> Installation:
    """Install django-helpdesk, once for all workers of a run.

    Skips the test, and says why, where PyPI does not give it.
    """
    environment = shared / "django-helpdesk"
    python = environment / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    done = environment / "installed"
    installation = Installation(python, environment / "desk.sqlite")
    with locked(shared / "django-helpdesk.lock"):
        if not done.exists():
            venv.create(environment, with_pip=False, clear=True)
            install = [sys.executable, "-m", "pip", "--python", str(python), "install", "--quiet"]
            result = subprocess.run(
                [*install, f"django-helpdesk=={VERSION}"], capture_output=True, text=True, check=False
            )
            if result.returncode == 0:
                prepare = installation.command(str(SITE / "prepare.py"))
                subprocess.run(prepare, env=_environment(environment), check=True)
            done.write_text("" if result.returncode == 0 else result.stderr.strip() or "pip failed")
    if reason := done.read_text():
        pytest.skip(f"django-helpdesk {VERSION} cannot be installed: {reason.splitlines()[-1]}")
    return installation


def _environment(data: Path, webhook: str = "") -> dict[str, str]:
    environment = {
        **os.environ,
        "PYTHONPATH": str(SITE),
        "PYTHONDONTWRITEBYTECODE": "1",
        "DJANGO_SETTINGS_MODULE": "settings",
        "DESK_DATA": str(data),
    }
    if webhook:
        environment["HELPDESK_NEW_TICKET_WEBHOOK_URLS"] = webhook
        environment["HELPDESK_FOLLOWUP_WEBHOOK_URLS"] = webhook
    return environment


class RealHelpdesk:
    """One helpdesk: its folder, and the server while it runs.

    Args:
        installation: What it is started from.
        data: An empty folder.
        webhook: Address that it delivers to; empty for none.
    """

    def __init__(self, installation: Installation, data: Path, webhook: str = "") -> None:
        self._installation = installation
        self._data = data
        self._environment = _environment(data, webhook)
        self._process: subprocess.Popen[str] | None = None
        self.port = 0
        (data / "inbox").mkdir()
        shutil.copy(installation.database, data)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Answer requests, on a port that the system chooses."""
        with (self._data / "server.log").open("a") as log:
            self._process = subprocess.Popen(
                self._installation.command(str(SITE / "serve.py")),
                cwd=self._data,
                env=self._environment,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )
        assert self._process.stdout is not None
        ready = self._process.stdout.readline().split()
        assert ready[:1] == ["ready"], (self._data / "server.log").read_text()[-2000:]
        self.port = int(ready[1])

    def stop(self) -> None:
        if self._process is not None:
            self._process.send_signal(signal.SIGTERM)
            with self._process:
                self._process.wait()
            self._process = None

    def open_ticket(self, title: str, text: str) -> int:
        ticket = {"queue": 1, "title": title, "description": text, "priority": 3}
        answer = self.call("POST", "tickets/", AGENT, {**ticket, "submitter_email": "ana@example.com"})
        return int(answer.json()["id"])

    def write(self, ticket: int, text: str, *, public: bool = False) -> requests.Response:
        """Write as an agent."""
        return self.call("POST", "followups/", AGENT, {"ticket": ticket, "comment": text, "public": public})

    def write_as_customer(self, ticket: int, text: str, at: float) -> int:
        """Store what a customer wrote on the page of their ticket, at a time of the test's choice."""
        number = int(self.write(ticket, text, public=True).json()["id"])
        date = datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
        with closing(sqlite3.connect(self._data / "desk.sqlite", timeout=30)) as database, database:
            database.execute(
                "UPDATE helpdesk_followup SET user_id = NULL, date = ? WHERE id = ?", (date, number)
            )
        return number

    def receive(self, mail: EmailMessage) -> bool:
        """Take a mail into the helpdesk, as its timer does; return whether that ended well."""
        (self._data / "inbox" / "mail.eml").write_bytes(bytes(mail))
        with (self._data / "mail.log").open("a") as log:
            command = self._installation.command("-m", "django", "get_email", "--quiet")
            taken = subprocess.run(
                command, cwd=self._data, env=self._environment, stdout=log, stderr=log, check=False
            )
        return taken.returncode == 0

    def mails(self) -> list[str]:
        """Return the mails that the helpdesk has sent, the oldest first.

        The names of their files tell only the second.
        """
        files = sorted((self._data / "sent").glob("*"), key=lambda file: file.stat().st_mtime_ns)
        return [file.read_text(encoding="utf-8") for file in files]

    def ticket(self, number: int) -> dict[str, Any]:
        ticket: dict[str, Any] = self.call("GET", f"tickets/{number}/", AGENT).json()
        return ticket

    def followups(self, ticket: int) -> list[dict[str, Any]]:
        return list(self.ticket(ticket)["followup_set"])

    def call(
        self, method: str, path: str, user: tuple[str, str], body: dict[str, Any] | None = None
    ) -> requests.Response:
        return requests.request(method, f"{self.url}/api/{path}", json=body, auth=user, timeout=60)


@contextmanager
def running(installation: Installation, data: Path, webhook: str = "") -> Iterator[RealHelpdesk]:
    """Run a helpdesk in an empty folder."""
    helpdesk = RealHelpdesk(installation, data, webhook)
    helpdesk.start()
    try:
        yield helpdesk
    finally:
        helpdesk.stop()


def mail(text: str, subject: str, number: int) -> EmailMessage:
    """Return a mail of a customer."""
    written = EmailMessage()
    written["From"] = "Ana Souza <ana@example.com>"
    written["To"] = "shop@shop.example"
    written["Subject"] = subject
    written["Message-ID"] = f"<mail-{number}@example.com>"
    written.set_content(text, cte="base64")
    return written
