"""The parts of the pipeline put together: for the server, and for commands that do what it does."""

import os
import threading
from collections.abc import Callable, Iterable, Sequence
from statistics import fmean
from types import TracebackType

from dragoman.domain import Secret
from dragoman.glossary import Interpreter
from dragoman.glossary.concept import Concept
from dragoman.glossary.forms import with_forms
from dragoman.glossary.genders import with_genders
from dragoman.helpdesk_http import GuardedHttp
from dragoman.helpdesks import Helpdesks
from dragoman.language.detector import Detector
from dragoman.language.model import LanguageModel
from dragoman.language.reading import Tables
from dragoman.language.second_opinion import SecondOpinion
from dragoman.pipeline.context import Context, Drafting
from dragoman.pipeline.glossaries import Glossaries
from dragoman.pipeline.lately import Lately
from dragoman.pipeline.memory import TranslationMemory
from dragoman.records import Records
from dragoman.replies.draft import Writer
from dragoman.replies.drafter import Drafter
from dragoman.replies.grounding.checking import Grounding
from dragoman.replies.retrieval.meaning.nearness import Meanings
from dragoman.replies.retrieval.search import Retrieval
from dragoman.replies.writers.endpoint import EndpointWriter
from dragoman.replies.writers.extractive import ExtractiveWriter
from dragoman.replies.writers.local_model import LocalWriter
from dragoman.settings import ENDPOINT, LOCAL_MODEL, Settings
from dragoman.shop_systems import ShopSystems
from dragoman.translation.engine import Engine
from dragoman.translation.packs import PackLibrary
from dragoman.translation.translator import Translator

DRAFT_KEY = "DRAGOMAN_DRAFT_KEY"
# A model on this machine takes long to begin; what waits for it is an agent who asked.
_MODEL_SECONDS = 60.0
_MILLISECONDS = 1000


def http_session(settings: Settings) -> GuardedHttp:
    """Return the session that adapters speak through."""
    return GuardedHttp(settings.allow_private, total_seconds=settings.helpdesk_timeout)


class Parts:
    """What works on events and answers requests, over an open database. A context manager.

    Attributes:
        library: The packs.
        engine: What decodes.
        language_model: Tells languages apart.
        patient: Translates what nobody waits for, behind everything else.
        helpdesks: The adapters.
        retrieval: Searches what stores know.
        context: The parts of the pipeline.

    Args:
        settings: The settings.
        records: The open database.
        threads: Threads that translate.
        pinned: Returns the pairs of languages whose packs stay in memory.
    """

    def __init__(
        self,
        settings: Settings,
        records: Records,
        *,
        threads: int,
        pinned: Callable[[], Iterable[tuple[str, str]]] = tuple,
    ) -> None:
        self._http = http_session(settings)
        self._model_http = GuardedHttp(settings.allow_private, total_seconds=_MODEL_SECONDS)
        self.library = PackLibrary(settings.packs_dir)
        self.engine = Engine(
            self.library,
            threads,
            budget=settings.packs_memory << 20,
            pinned=pinned,
            patience=settings.batch_wait / _MILLISECONDS,
        )
        self.language_model = LanguageModel()
        self.helpdesks = Helpdesks(records.stores, records.grants, self._http)
        self.patient = Translator(self.engine, self.language_model.scores, bulk=True)
        self.retrieval = Retrieval(records.knowledge, Meanings(records.knowledge))
        tables = Tables()
        detector = Detector(self.language_model, SecondOpinion.if_installed(), tables)
        # Of whole sentences the model alone is sure; a second opinion loads for seconds.
        plain = Detector(self.language_model, tables=tables)
        self.context = Context(
            stores=records.stores,
            inbox=records.inbox,
            outbox=records.outbox,
            conversations=records.conversations,
            forwardings=records.forwardings,
            detector=detector,
            interpreter=Interpreter(Translator(self.engine, self.language_model.scores)),
            glossaries=Glossaries(
                records.termbases.completing(self._completed), settings.data_dir / "glossaries"
            ),
            memory=TranslationMemory(records.memory),
            lately=Lately(self.engine.pack, settings.remembered_texts),
            drafting=Drafting(
                drafter=Drafter(
                    self.retrieval,
                    self._writer(settings),
                    Grounding(plain),
                ),
                drafts=records.drafts,
                rules=records.draft_rules,
                shop=ShopSystems(records.shops, self._http).of,
                macros=records.macros,
                pack=self.engine.pack,
            ),
            adapter=self.helpdesks.adapter,
            turns=threading.Semaphore(threads),
        )

    def close(self) -> None:
        """Let go of the models and connections."""
        self.engine.close()
        self._http.close()
        self._model_http.close()

    def __enter__(self) -> "Parts":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _writer(self, settings: Settings) -> Writer:
        if settings.draft_writer == LOCAL_MODEL:
            folder = settings.data_dir / settings.draft_model
            return LocalWriter(folder, threads=settings.threads)
        if settings.draft_writer == ENDPOINT:
            key = os.environ.get(DRAFT_KEY)
            secret = Secret(key) if key else None
            return EndpointWriter(self._model_http, settings.draft_endpoint, settings.draft_model, secret)
        return ExtractiveWriter()

    def _completed(self, concepts: Sequence[Concept]) -> list[Concept]:
        """Return concepts with the forms and genders of their terms; the model's articles show the latter."""
        return with_genders(with_forms(concepts), self._likelihoods)

    def _likelihoods(self, source: str, target: str, pairs: Sequence[tuple[str, str]]) -> list[float]:
        found = self.patient.scores(source, target, pairs)
        return [fmean(logarithm for *_, logarithm in pieces) if pieces else 0.0 for pieces in found]
