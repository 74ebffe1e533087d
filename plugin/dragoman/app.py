"""The composition root: the only place that knows how the parts fit together. Nothing happens at import."""

import logging
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Self

from flask import Flask, Response

from dragoman.domain import Connection, DragomanError, Store
from dragoman.glossary import EMPTY, Interpreter, Termbases
from dragoman.glossary.concept import Concept
from dragoman.glossary.forms import with_forms
from dragoman.glossary.genders import with_genders
from dragoman.helpdesk_http import GuardedHttp
from dragoman.helpdesks import Helpdesks
from dragoman.language.detector import Detector
from dragoman.language.model import LanguageModel
from dragoman.language.second_opinion import SecondOpinion
from dragoman.pipeline.bell import Bell
from dragoman.pipeline.context import Context
from dragoman.pipeline.demands import CarryingOut, DemandWorker
from dragoman.pipeline.glossaries import Glossaries
from dragoman.pipeline.lately import Lately
from dragoman.pipeline.memory import TranslationMemory
from dragoman.pipeline.mining import Mining
from dragoman.pipeline.polling import Poller, Sources
from dragoman.pipeline.trial import Trials
from dragoman.pipeline.worker import work_on
from dragoman.settings import Settings
from dragoman.storage.conversations import Conversations
from dragoman.storage.database import Database
from dragoman.storage.demands import Demands
from dragoman.storage.encryption import Cipher, unlock
from dragoman.storage.erasure_watch import ErasureWatch
from dragoman.storage.glossaries import GlossaryRows
from dragoman.storage.grants import Grants
from dragoman.storage.inbox import Inbox
from dragoman.storage.knowledge import Knowledge
from dragoman.storage.memory import Memory
from dragoman.storage.outgoing import Outbox
from dragoman.storage.ownership import Ownership, own
from dragoman.storage.retention import Retention
from dragoman.storage.shops import Shops
from dragoman.storage.stores import Stores
from dragoman.storage.transcripts import Transcripts
from dragoman.storage.watermarks import Watermarks
from dragoman.translation.engine import Engine
from dragoman.translation.packs import PackLibrary
from dragoman.translation.translator import Translator
from dragoman.web.api import PREFIX, Api
from dragoman.web.assist import AssistApi
from dragoman.web.desk import desk_blueprint
from dragoman.web.glossary import GlossaryApi
from dragoman.web.health import health_blueprint
from dragoman.web.hooks import Receiver, hooks_blueprint
from dragoman.web.libretranslate import LibreTranslate, libretranslate_blueprint
from dragoman.web.lookups import LookupApi
from dragoman.web.memory import MemoryApi
from dragoman.web.mining import MiningApi
from dragoman.web.openapi import api_blueprint
from dragoman.web.problems import register
from dragoman.web.replies import Replies
from dragoman.web.seats import Seats
from dragoman.web.storefront.allowances import Allowances
from dragoman.web.storefront.chat import StorefrontChat
from dragoman.web.storefront.installation import Installation
from dragoman.web.storefront.passes import Passes
from dragoman.web.tokens import Gate
from dragoman.web.trials import TrialsApi

_log = logging.getLogger(__name__)

_SECURITY_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
_MEGABYTE = 1_000_000
# Pieces that may wait for each thread that translates before requests are refused: some ten seconds of work.
_PIECES_A_THREAD = 20_000
# With values of every kind, so that what looks for them is ready, too.
_ANY_SENTENCE = "Order #48213, 2 lamps for R$ 129,90: see https://shop.example/1 or ask care@shop.example."


@dataclass(frozen=True, slots=True)
class Records:
    """The open database and what is in it. Any number of processes may have it open."""

    database: Database
    cipher: Cipher
    stores: Stores
    inbox: Inbox
    outbox: Outbox
    conversations: Conversations
    transcripts: Transcripts
    demands: Demands
    termbases: Termbases
    memory: Memory
    knowledge: Knowledge
    watermarks: Watermarks
    grants: Grants
    shops: Shops

    @classmethod
    def open(cls, settings: Settings, *, create: bool = True) -> Self:
        """Open the database.

        Args:
            settings: Where it is, and its limits.
            create: Whether a missing one is made.

        Raises:
            DragomanError: it cannot be opened, or not with these keys.
        """
        database = Database.open(settings.database, create=create)
        try:
            cipher = unlock(database, settings.keys_file)
        except BaseException:
            database.close()
            raise
        return cls(
            database=database,
            cipher=cipher,
            stores=Stores(database, cipher, time.time),
            inbox=Inbox(
                database,
                cipher,
                time.time,
                lease=settings.lease,
                quiet=settings.quiet,
                backlog_limit=settings.backlog_limit,
                min_free_bytes=settings.min_free_disk * _MEGABYTE,
            ),
            outbox=Outbox(database, cipher, time.time),
            conversations=Conversations(database, cipher),
            transcripts=Transcripts(database, cipher),
            demands=Demands(database, cipher, time.time),
            termbases=Termbases(
                GlossaryRows(database, cipher, time.time), lambda new: with_genders(with_forms(new))
            ),
            memory=Memory(database, cipher, time.time),
            knowledge=Knowledge(database, time.time),
            watermarks=Watermarks(database, cipher),
            grants=Grants(database, cipher, time.time),
            shops=Shops(database, cipher),
        )

    def close(self) -> None:
        """Commit what was handed in and let go of the file."""
        self.database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def http_session(settings: Settings) -> GuardedHttp:
    """Return the session that adapters speak through."""
    return GuardedHttp(settings.allow_private, total_seconds=settings.helpdesk_timeout)


class Dragoman:
    """Everything that works on events; it owns the database from construction to ``stop``.

    Attributes:
        records: The open database.
        context: The parts of the pipeline.
        helpdesks: The adapters.
        trials: Tries glossaries before they are published.
        mining: Looks for terms in what was said.
        seats: For requests that wait for the engine or a helpdesk; the rest of the threads takes deliveries.
        warm: Set when the first message need not wait for anything to be loaded.
        closing: Set when ``stop`` begins.

    Raises:
        DragomanError: another process owns the database, or it cannot be opened.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._ownership: Ownership = own(settings.database)
        try:
            self.records = Records.open(settings)
        except BaseException:
            self._ownership.release()
            raise
        self._http = http_session(settings)
        self._library = PackLibrary(settings.packs_dir)
        self._engine = Engine(
            self._library, settings.threads, budget=settings.packs_memory << 20, pinned=self._pairs
        )
        self.seats = Seats(
            max(1, settings.web_threads * 3 // 4), self._engine.backlog, settings.threads * _PIECES_A_THREAD
        )
        language_model = LanguageModel()
        self.helpdesks = Helpdesks(self.records.stores, self.records.grants, self._http)
        self.context = Context(
            stores=self.records.stores,
            inbox=self.records.inbox,
            outbox=self.records.outbox,
            conversations=self.records.conversations,
            detector=Detector(language_model, second_opinion=SecondOpinion.if_installed()),
            interpreter=Interpreter(Translator(self._engine, language_model.scores)),
            glossaries=Glossaries(
                self.records.termbases.completing(self._completed), settings.data_dir / "glossaries"
            ),
            memory=TranslationMemory(self.records.memory),
            lately=Lately(self._engine.pack, settings.remembered_texts),
            adapter=self.helpdesks.adapter,
            turns=threading.Semaphore(settings.threads),
        )
        self._patient = Translator(self._engine, language_model.scores, bulk=True)
        said, glossaries = self.records.conversations, self.context.glossaries
        self.trials = Trials(glossaries, said, self.context.memory, Interpreter(self._patient))
        self.mining = Mining(said, glossaries, Interpreter(self._patient), self._patient)
        self._bell = Bell(
            work=lambda row: work_on(self.context, row),
            due=self.records.inbox.due,
            threads=settings.workers,
            interval=settings.sweep,
        )
        self._poller = Poller(
            Sources(
                connections=self._connections,
                adapter=self.helpdesks.adapter,
                inbox=self.records.inbox,
                watermarks=self.records.watermarks,
                ring=self.ring,
                clock=time.time,
            )
        )
        self._retention = Retention(self.records.database, time.time, settings.retention_days)
        self._demands = DemandWorker(
            CarryingOut(
                self.records.demands,
                self.records.database,
                self.records.cipher,
                self.records.stores,
                self.records.grants,
                self.records.conversations,
                self.records.transcripts,
                time.time,
            ),
            settings.sweep,
        )
        self._erasures = ErasureWatch(self.records.database, self._forget, settings.sweep)
        self._warming = threading.Thread(target=self.warm_up, name="dragoman-warm-up", daemon=True)
        self.warm = threading.Event()
        self.closing = threading.Event()

    def start(self) -> None:
        """Take over what an earlier process left, begin to work, and load what that needs meanwhile."""
        voided = self.records.inbox.void_leases()
        if voided:
            _log.info("%d events were in hand when the last process ended", voided)
        self._bell.start()
        self._poller.start()
        self._retention.start()
        self._demands.start()
        self._erasures.start()
        self._warming.start()

    def warm_up(self) -> None:
        """Use once whatever is loaded at first use, and set ``warm``; end early when closing."""
        self.context.detector.detect(_ANY_SENTENCE)
        for store in self.records.stores.all():
            wording = self.context.wording(store.locale)
            for connection in self.records.stores.connections(store.id):
                self._connect_once(connection)
            for language in store.languages:
                wording.language(language)
                self._translate_once(store, language, store.pivot)
                self._translate_once(store, store.pivot, language)
        self.warm.set()

    def ring(self, rows: Iterable[int]) -> None:
        """Have the rows looked at as soon as a worker is free."""
        self._bell.ring(rows)

    def accepting(self) -> bool:
        """Return whether events are taken."""
        return not self.closing.is_set()

    def ready(self) -> bool:
        """Return whether events are taken and worked on without delay."""
        return self.warm.is_set() and self.accepting()

    def libretranslate(self) -> LibreTranslate:
        """Return what answers clients of LibreTranslate."""
        stores = self.records.stores
        return LibreTranslate(self.context, self._engine, self._library, stores.token, self.ready, self.seats)

    def storefront(self) -> StorefrontChat:
        """Return what answers the chats that stand in shops."""
        records = self.records
        return StorefrontChat(
            adapter=self.helpdesks.find,
            inbox=records.inbox,
            conversations=records.conversations,
            transcripts=records.transcripts,
            passes=Passes(records.cipher.fingerprint),
            ring=self.ring,
            accepting=self.accepting,
        )

    def glossary_api(self) -> GlossaryApi:
        """Return what answers those who keep the terms."""
        return GlossaryApi(self.context, self._library)

    def stop(self) -> None:
        """Take nothing more, finish what is in hand for a bounded time, and let go of everything."""
        self.closing.set()
        if self._warming.is_alive():
            self._warming.join()
        self._poller.stop()
        self._bell.stop(self._settings.drain)
        self._demands.stop()
        self._retention.stop()
        self._erasures.stop()
        self._engine.close()
        self._http.close()
        self.records.close()
        self._ownership.release()

    def _completed(self, concepts: Sequence[Concept]) -> list[Concept]:
        """Return concepts with the forms and genders of their terms; the model's articles show the latter."""
        return with_genders(with_forms(concepts), self._likelihoods)

    def _likelihoods(self, source: str, target: str, pairs: Sequence[tuple[str, str]]) -> list[float]:
        found = self._patient.scores(source, target, pairs)
        return [fmean(logarithm for *_, logarithm in pieces) if pieces else 0.0 for pieces in found]

    def _connections(self) -> Iterable[Connection]:
        for store in self.records.stores.all():
            yield from self.records.stores.connections(store.id)

    def _forget(self) -> None:
        self.context.memory.forget_opened()
        self.context.lately.forget()

    def _pairs(self) -> Iterator[tuple[str, str]]:
        """Yield the pairs of languages that the stores need."""
        for store in self.records.stores.all():
            for language in store.languages:
                yield from ((language, store.pivot), (store.pivot, language))

    def _connect_once(self, connection: Connection) -> None:
        try:
            self.helpdesks.adapter(connection.store, connection.name)
        except DragomanError as error:
            _log.warning("connection %s/%s: %s", connection.store, connection.name, error)

    def _translate_once(self, store: Store, source: str, target: str) -> None:
        if self.closing.is_set():
            return
        try:
            self.context.interpreter.interpret([_ANY_SENTENCE], source, target, EMPTY)
        except DragomanError as error:
            _log.warning("store %s: %s", store.id, error)


def create_app(settings: Settings) -> Flask:
    """Build the web application and what works behind it: ``app.extensions["dragoman"]``.

    Nothing runs until ``start`` of that is called.

    Raises:
        DragomanError: another process owns the database, or it cannot be opened.
    """
    dragoman = Dragoman(settings)
    app = Flask("dragoman", static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = settings.max_body
    app.extensions["dragoman"] = dragoman
    records = dragoman.records
    register(app)
    receiver = Receiver(
        dragoman.helpdesks.find, records.inbox, records.demands, dragoman.ring, dragoman.accepting
    )
    replies = Replies(records.inbox, dragoman.ring, dragoman.closing, settings.reply_wait, dragoman.seats)
    app.register_blueprint(hooks_blueprint(receiver))
    operations = (
        *Api(dragoman.context, replies, records.transcripts).operations(),
        *MemoryApi(dragoman.context).operations(),
        *AssistApi(dragoman.context, dragoman.seats).operations(),
        *LookupApi(dragoman.context, Allowances(per_minute=6, burst=6)).operations(),
        *TrialsApi(records.stores, dragoman.trials, dragoman.seats).operations(),
        *dragoman.glossary_api().operations(),
        *MiningApi(records.stores, records.termbases, dragoman.mining, dragoman.seats).operations(),
    )
    app.register_blueprint(api_blueprint(operations, Gate(records.stores.token), PREFIX))
    app.register_blueprint(libretranslate_blueprint(dragoman.libretranslate()))
    app.register_blueprint(health_blueprint(dragoman.ready))
    app.register_blueprint(dragoman.storefront().blueprint())
    app.register_blueprint(Installation(dragoman.helpdesks.find, dragoman.seats).blueprint())
    app.register_blueprint(desk_blueprint())
    app.after_request(_secured)
    return app


def _secured(response: Response) -> Response:
    for name, value in _SECURITY_HEADERS.items():
        response.headers.setdefault(name, value)
    return response
