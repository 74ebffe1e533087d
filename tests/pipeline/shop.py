"""A shop for tests: a real database, the built-in helpdesk over HTTP, the real packs, and a clock to turn."""

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from dragoman.adapter import Adapter
from dragoman.domain import (
    Author,
    Connection,
    DragomanError,
    Message,
    Outgoing,
    Pointer,
    Secret,
    Store,
    Visibility,
)
from dragoman.glossary import Interpreter, Termbases
from dragoman.helpdesk_http import GuardedHttp
from dragoman.language.detector import Detector
from dragoman.pipeline.context import Context, Drafting
from dragoman.pipeline.glossaries import Glossaries
from dragoman.pipeline.lately import Lately
from dragoman.pipeline.memory import TranslationMemory
from dragoman.pipeline.retry import Patience
from dragoman.pipeline.worker import work_on
from dragoman.replies.drafter import Drafter
from dragoman.replies.grounding.checking import Grounding
from dragoman.replies.retrieval.search import Retrieval
from dragoman.replies.writers.extractive import ExtractiveWriter
from dragoman.sandbox.desk import DeskConversation, DeskMessage
from dragoman.sandbox.faults import Faults
from dragoman.sandbox.server import LOOPBACK, SandboxServer, create_sandbox
from dragoman.shops.csv_files import CsvShop
from dragoman.storage.conversations import Conversation, Conversations
from dragoman.storage.database import Database
from dragoman.storage.draft_rules import RulesOfDrafts
from dragoman.storage.drafts import Drafts
from dragoman.storage.encryption import Cipher, unlock
from dragoman.storage.erasure import erase
from dragoman.storage.events import EventRow, ReplyRequest
from dragoman.storage.forwardings import Forwardings
from dragoman.storage.glossaries import GlossaryRows
from dragoman.storage.inbox import Inbox
from dragoman.storage.knowledge import Knowledge
from dragoman.storage.macros import Macros
from dragoman.storage.memory import Memory
from dragoman.storage.outgoing import Outbox
from dragoman.storage.stores import Stores
from dragoman.translation.engine import Engine
from dragoman.translation.translator import Translator
from dragoman_adapters.sandbox import Sandbox

STORE = Store("padaria", "Padaria Sol", "en", ("en", "pt-BR"))
CONNECTION = "chat"
TOKEN = "desk-token"
QUIET = 5.0


class Clock:
    """A clock that starts now and can be moved on."""

    def __init__(self) -> None:
        self._ahead = 0.0

    def __call__(self) -> float:
        return time.time() + self._ahead

    def advance(self, seconds: float) -> None:
        self._ahead += seconds


class Died(BaseException):
    """Ends the work as a killed process would: nothing catches it, nothing is recorded."""


class MortalSandbox(Sandbox):
    """The built-in helpdesk's adapter in a process that may die before or after a request."""

    dies_before = 0
    dies_after = 0
    fetched: Sequence[Message] = ()

    def fetch(self, pointer: Pointer) -> Sequence[Message]:
        return [one for one in self.fetched if one.conversation == pointer.conversation]

    def send(self, message: Outgoing) -> str:
        if self.dies_before:
            self.dies_before -= 1
            raise Died
        sent = super().send(message)
        if self.dies_after:
            self.dies_after -= 1
            raise Died
        return sent


@dataclass
class Shop:
    """One store, its helpdesk, and the pipeline between them."""

    context: Context
    server: SandboxServer
    adapter: MortalSandbox
    clock: Clock
    folder: Path
    knowledge: Knowledge
    database: Database
    cipher: Cipher
    rows: list[int] = field(default_factory=list)

    def open(self, name: str = "Ana", locale: str | None = None) -> DeskConversation:
        return self.server.parts.desk.open(name, locale)

    def shopper(self, conversation: DeskConversation, text: str) -> int:
        return self._post(conversation, Author.SHOPPER, text)

    def agent_note(self, conversation: DeskConversation, text: str) -> int:
        return self._post(conversation, Author.AGENT, text, Visibility.INTERNAL)

    def agent_reply(self, conversation: DeskConversation, text: str) -> int:
        return self._post(conversation, Author.AGENT, text)

    def api_reply(self, conversation: DeskConversation, text: str, language: str | None = None) -> int:
        request = ReplyRequest("api-reply:1", conversation.id, text, "Alex", language)
        return self.context.inbox.accept(STORE.id, CONNECTION, [request])[0]

    def work(self) -> None:
        """Work on everything that can be worked on now."""
        while due := self.context.inbox.due(1):
            work_on(self.context, due[0])

    def crash(self) -> None:
        """Work until the process dies, and start another."""
        died = False
        try:
            self.work()
        except Died:
            died = True
        assert died
        self.context.inbox.void_leases()

    def misbehave(self, **faults: Any) -> None:
        self.server.parts.faults.set(Faults(**faults))

    def let_late_messages_land(self) -> None:
        """Wait for them: they land in real time, while the quiet period passes on the shop's own clock."""
        for thread in threading.enumerate():
            if thread.name == "sandbox-late":
                thread.join()

    def event(self, row: int) -> EventRow:
        found = self.context.inbox.get(row)
        assert found is not None
        return found

    def erase(self, person: str) -> dict[str, int]:
        """Remove a shopper from every table, as ``dragoman erase`` does; return how many rows of each."""
        return erase(self.database, self.cipher, STORE.id, person, now=self.clock(), dry_run=False)

    def known(self, conversation: DeskConversation) -> Conversation:
        found = self.context.conversations.by_remote(STORE.id, CONNECTION, conversation.id)
        assert found is not None
        return found

    def notes(self, conversation: DeskConversation) -> list[str]:
        return self._ours(conversation, Visibility.INTERNAL)

    def replies(self, conversation: DeskConversation) -> list[str]:
        return self._ours(conversation, Visibility.PUBLIC)

    def _ours(self, conversation: DeskConversation, visibility: Visibility) -> list[str]:
        return [
            message.text
            for message in self.server.parts.desk.messages(conversation.id)
            if message.author.type is Author.BOT and message.visibility is visibility
        ]

    def _post(
        self,
        conversation: DeskConversation,
        author: Author,
        text: str,
        visibility: Visibility = Visibility.PUBLIC,
    ) -> int:
        self.server.parts.desk.post(conversation.id, author, text, visibility=visibility)
        return self.rows[-1]

    def accept(self, _conversation: DeskConversation, message: DeskMessage) -> None:
        """Take what the helpdesk reports, our own messages included, as the hook would."""
        event = Message(
            event_id=message.id,
            conversation=message.conversation,
            message_id=message.id,
            author=message.author.type,
            author_id=message.author.id,
            visibility=message.visibility,
            text=message.text,
            written_at=message.created_at,
            locale=message.author.locale,
        )
        self.rows += self.context.inbox.accept(STORE.id, CONNECTION, [event])


def _only(adapter: Adapter) -> Callable[[str, str], Adapter]:
    """Return what finds an adapter where there is one."""

    def find(_store: str, name: str) -> Adapter:
        if name != CONNECTION:
            raise DragomanError(f"the store has no connection {name}; add it")
        return adapter

    return find


def language_of(text: str) -> str:
    """Return the language that a translation is in."""
    return Detector().detect(text, STORE.languages).language


@contextmanager
def open_shop(
    folder: Path, engine: Engine, adapter_class: type[MortalSandbox] = MortalSandbox
) -> Iterator[Shop]:
    clock = Clock()
    http = GuardedHttp([LOOPBACK], total_seconds=4.0)
    server = SandboxServer(create_sandbox(None, "whsec_test", TOKEN))
    with server, Database.open(folder / "dragoman.sqlite") as database:
        cipher = unlock(database, folder / "keys", {})
        connection = Connection(
            STORE.id, CONNECTION, "sandbox", {"base_url": server.url}, {"token": Secret(TOKEN)}, ()
        )
        adapter = adapter_class(connection, http)
        knowledge = Knowledge(database, clock)
        stores = Stores(database, cipher, clock)
        stores.add(STORE)
        stores.add_connection(connection)
        context = Context(
            stores=stores,
            inbox=Inbox(database, cipher, clock, quiet=QUIET, min_free_bytes=0),
            outbox=Outbox(database, cipher, clock),
            conversations=Conversations(database, cipher),
            forwardings=Forwardings(database, cipher),
            detector=Detector(),
            interpreter=Interpreter(Translator(engine)),
            glossaries=Glossaries(Termbases(GlossaryRows(database, cipher, clock)), folder / "stores"),
            memory=TranslationMemory(Memory(database, cipher, clock)),
            lately=Lately(engine.pack, 100),
            drafting=Drafting(
                Drafter(Retrieval(knowledge), ExtractiveWriter(), Grounding(Detector())),
                Drafts(database, cipher, clock),
                RulesOfDrafts(database),
                lambda _store: CsvShop(folder / "files") if (folder / "files").exists() else None,
                Macros(database, clock),
                engine.pack,
            ),
            adapter=_only(adapter),
            patience=Patience(draw=lambda: 1.0),
            clock=clock,
        )
        shop = Shop(context, server, adapter, clock, folder, knowledge, database, cipher)
        server.parts.desk.on_message(shop.accept)
        yield shop
    http.close()
