"""A whole Dragoman for tests: over real HTTP, with the built-in helpdesk, real SQLite and the real packs."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import requests

from dragoman.app import Dragoman, create_app
from dragoman.domain import Author, Connection, Message, Secret, Store, Visibility
from dragoman.pipeline.worker import work_on
from dragoman.sandbox.desk import DeskConversation, DeskMessage, SandboxDesk
from dragoman.sandbox.server import LOOPBACK, SandboxServer, create_sandbox
from dragoman.settings import Settings
from dragoman.storage.conversations import Conversation
from dragoman.storage.events import FINAL, EventRow
from dragoman.storage.stores import Role
from dragoman.web.server import HttpServer
from dragoman_adapters.standard_webhooks import headers_for

STORE = Store("padaria", "Padaria Sol", "en", ("en", "pt-BR"))
CONNECTION = "chat"
SIGNING_SECRET = "what the helpdesk signs with"
DESK_TOKEN = "desk-token"
HOOK = f"/hooks/{STORE.id}/{CONNECTION}"
API = f"/api/v1/stores/{STORE.id}"
PATIENCE_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Served:
    """Dragoman on a port of this machine, and the helpdesk beside it."""

    dragoman: Dragoman
    server: HttpServer
    sandbox: SandboxServer
    tokens: dict[Role, str]

    @property
    def desk(self) -> SandboxDesk:
        return self.sandbox.parts.desk

    def call(self, method: str, path: str, **how: Any) -> requests.Response:
        """Send a request as it is described."""
        with requests.Session() as session:
            session.trust_env = False
            return session.request(method, self.server.url + path, timeout=PATIENCE_SECONDS, **how)

    def api(self, method: str, path: str, role: Role = Role.AGENT, **how: Any) -> requests.Response:
        """Send a request to the API of the store with a token of this role."""
        headers = {"Authorization": f"Bearer {self.tokens[role]}", **how.pop("headers", {})}
        return self.call(method, API + path, headers=headers, **how)

    def deliver(
        self, body: bytes, secret: str = SIGNING_SECRET, at: float | None = None
    ) -> requests.Response:
        """Deliver a body, signed."""
        headers = headers_for(secret, "msg_1", int(time.time() if at is None else at), body)
        return self.call("POST", HOOK, data=body, headers=headers)

    def rows(self) -> int:
        """Return how many events are stored."""
        inbox = self.dragoman.records.inbox
        return sum(1 for row in range(1, 50) if inbox.get(row) is not None)

    def text_of(self, row: int) -> str:
        """Return what was written in the message of an event."""
        stored = self.dragoman.records.inbox.get(row)
        assert stored is not None
        assert isinstance(stored.event, Message)
        return stored.event.text

    def open(self) -> DeskConversation:
        """Begin a conversation at the helpdesk."""
        return self.desk.open("Ana")

    def say(self, conversation: DeskConversation, text: str, author: Author = Author.SHOPPER) -> DeskMessage:
        """Write a message; an agent's is an internal note."""
        visibility = Visibility.INTERNAL if author is Author.AGENT else Visibility.PUBLIC
        return self.desk.post(conversation.id, author, text, visibility=visibility)

    def until(self, happened: Callable[[], bool]) -> None:
        """Wait until something has happened."""
        eventually(happened)

    def settled(self, message: DeskMessage) -> EventRow:
        """Return the event of a message when it is final."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline:
            row = self.dragoman.records.inbox.find(STORE.id, CONNECTION, message.id)
            if row is not None and row.state in FINAL:
                return row
            threading.Event().wait(0.01)
        raise AssertionError("the message was not worked on")

    def work(self) -> None:
        """Work on everything that can be worked on now, where no worker does."""
        while due := self.dragoman.records.inbox.due(1):
            work_on(self.dragoman.context, due[0])

    def ours(self, conversation: DeskConversation) -> Conversation:
        """Return the conversation as Dragoman knows it."""
        found = self.dragoman.records.conversations.by_remote(STORE.id, CONNECTION, conversation.id)
        assert found is not None
        return found

    def written(self, conversation: DeskConversation, visibility: Visibility) -> list[str]:
        """Return what Dragoman wrote into a conversation."""
        messages = self.desk.messages(conversation.id)
        return [
            one.text for one in messages if one.author.type is Author.BOT and one.visibility is visibility
        ]


def eventually(happened: Callable[[], bool]) -> None:
    """Wait until something has happened."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not happened():
        assert time.monotonic() < deadline, "it never happened"
        threading.Event().wait(0.01)


def report_of(text: str, event_id: str = "m1", kind: str = "message.created") -> bytes:
    """Return what the helpdesk delivers about a shopper's message."""
    message = {
        "id": event_id,
        "conversation": "c1",
        "author": {"id": "p1", "type": "shopper", "locale": None},
        "visibility": "public reply",
        "text": text,
        "created_at": 1_790_000_000.0,
    }
    return json.dumps({"type": kind, "data": {"message": message}}).encode()


@contextmanager
def serving(folder: Path, packs: Path, *, working: bool = False, **changes: Any) -> Iterator[Served]:
    """Run Dragoman and a helpdesk that reports to it.

    Args:
        folder: Where its data lies.
        packs: The folder of the packs.
        working: Whether events are worked on; otherwise they wait.
        changes: Settings that differ.
    """
    defaults: dict[str, Any] = {
        "packs_dir": packs,
        "port": 0,
        "threads": 2,
        "workers": 2,
        "web_threads": 4,
        "min_free_disk": 0,
        "drain": 10.0,
        "reply_wait": PATIENCE_SECONDS,
        "allow_private": (LOOPBACK,),
    }
    settings = Settings(data_dir=folder, **{**defaults, **changes})
    sandbox = SandboxServer(create_sandbox(None, SIGNING_SECRET, DESK_TOKEN))
    with sandbox:
        app = create_app(settings)
        dragoman: Dragoman = app.extensions["dragoman"]
        stores = dragoman.records.stores
        stores.add(STORE)
        stores.add_connection(
            Connection(
                STORE.id,
                CONNECTION,
                "sandbox",
                {"base_url": sandbox.url},
                {"token": Secret(DESK_TOKEN)},
                (Secret(SIGNING_SECRET),),
            )
        )
        tokens = {role: stores.issue_token(STORE.id, role, f"a test's {role}") for role in Role}
        server = HttpServer(app, settings.host, settings.port, settings.web_threads, settings.max_body)
        if working:
            dragoman.start()
            sandbox.parts.webhooks.point_at(server.url + HOOK)
        server.start()
        try:
            yield Served(dragoman, server, sandbox, tokens)
        finally:
            dragoman.closing.set()
            server.stop(10)
            dragoman.stop()
