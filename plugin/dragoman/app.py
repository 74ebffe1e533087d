"""The composition root: the only place that knows how the parts fit together. Nothing happens at import."""

import logging
import threading
import time
from collections.abc import Iterable, Iterator
from datetime import date

from flask import Flask, Response

from dragoman.domain import Author, Connection, DragomanError, Store
from dragoman.glossary import EMPTY, Interpreter
from dragoman.parts import Parts
from dragoman.pipeline.bell import Bell
from dragoman.pipeline.demands import CarryingOut, DemandWorker
from dragoman.pipeline.mining import Mining
from dragoman.pipeline.polling import Poller, Sources
from dragoman.pipeline.trial import Trials
from dragoman.pipeline.worker import work_on
from dragoman.records import Records
from dragoman.replies.draft import Turn
from dragoman.replies.knowledge.importing import read_again
from dragoman.settings import Settings
from dragoman.storage.erasure_watch import ErasureWatch
from dragoman.storage.ownership import Ownership, own
from dragoman.storage.retention import Retention
from dragoman.web.api import PREFIX, Api
from dragoman.web.assist import AssistApi
from dragoman.web.desk import desk_blueprint
from dragoman.web.drafts import DraftsApi
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
# Pieces that may wait for each thread that translates before requests are refused: some ten seconds of work.
_PIECES_A_THREAD = 20_000
# With values of every kind, so that what looks for them is ready, too.
_ANY_SENTENCE = "Order #48213, 2 lamps for R$ 129,90: see https://shop.example/1 or ask care@shop.example."


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
        self._parts = Parts(settings, self.records, threads=settings.threads, pinned=self._pairs)
        self.context, self.helpdesks = self._parts.context, self._parts.helpdesks
        self.seats = Seats(
            max(1, settings.web_threads * 3 // 4),
            self._parts.engine.backlog,
            settings.threads * _PIECES_A_THREAD,
        )
        said, glossaries = self.records.conversations, self.context.glossaries
        patient = self._parts.patient
        self.trials = Trials(glossaries, said, self.context.memory, Interpreter(patient))
        self.mining = Mining(said, glossaries, Interpreter(patient), patient)
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
            self._search_once(store)
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
        return LibreTranslate(
            self.context, self._parts.engine, self._parts.library, stores.token, self.ready, self.seats
        )

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
        return GlossaryApi(self.context, self._parts.library)

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
        self._parts.close()
        self.records.close()
        self._ownership.release()

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

    def _search_once(self, store: Store) -> None:
        """Read again what an earlier version read otherwise, and load what a search needs."""
        if self.closing.is_set():
            return
        renewed = read_again(self.records.knowledge, store.id)
        if renewed:
            _log.info("store %s: the words of %d passages were read again", store.id, renewed)
        asked = [Turn(Author.SHOPPER, _ANY_SENTENCE)]
        self._parts.retrieval.find(store.id, asked, store.pivot, date.today())

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
        *DraftsApi(dragoman.context, dragoman.seats).operations(),
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
