"""The API of the page that helps beside a helpdesk which no program can enter."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus

from dragoman.domain import Store
from dragoman.pipeline.assist import answer, read
from dragoman.pipeline.context import Context
from dragoman.storage.stores import Token
from dragoman.web import schemas
from dragoman.web.api import AGENTS, shown_preview
from dragoman.web.openapi import Answer, Asked, Operation
from dragoman.web.problems import Problem, unavailable
from dragoman.web.seats import Seats


@dataclass(frozen=True, slots=True)
class AssistApi:
    """Translates what an agent brings; nothing is stored or sent.

    Attributes:
        context: The pipeline's parts.
        seats: For requests that wait.
    """

    context: Context
    seats: Seats

    def read(self, caller: Token, asked: Asked) -> Answer:
        """Tell what a shopper's text says."""
        store = self._store(caller)
        with self._seated(store):
            found = read(self.context, store, asked.body["text"], asked.body.get("language"))
        translation = found.translation
        return Answer(
            {
                "language": found.detection.language,
                "language_name": self.context.wording(store.locale).language(found.detection.language),
                "confidence": found.detection.confidence,
                "sure": found.detection.sure,
                "translation": None if translation is None else translation.text,
                "light": None if translation is None else translation.light,
                "remarks": found.remarks,
            }
        )

    def answer(self, caller: Token, asked: Asked) -> Answer:
        """Translate an agent's answer, and back."""
        store, text = self._store(caller), asked.body["text"]
        with self._seated(store):
            shown = answer(self.context, store, text, asked.body["language"])
        return Answer(shown_preview(shown, text, self.context.wording(store.locale)))

    def operations(self) -> Sequence[Operation]:
        """Return the table of the operations."""
        return (
            Operation(
                "assist_read",
                "POST",
                "/stores/<store>/assist/read",
                "What a text of a shopper says; nothing is stored",
                AGENTS,
                self.read,
                {HTTPStatus.OK: schemas.ReadingSchema},
                body=schemas.AssistReadSchema,
            ),
            Operation(
                "assist_answer",
                "POST",
                "/stores/<store>/assist/answer",
                "An answer in the shopper's language, and back; nothing is stored or sent",
                AGENTS,
                self.answer,
                {HTTPStatus.OK: schemas.ReplySchema},
                body=schemas.AssistAnswerSchema,
            ),
        )

    @contextmanager
    def _seated(self, store: Store) -> Iterator[None]:
        with self.seats.hold(store.id) as seated:
            if not seated:
                raise unavailable("Dragoman has too much to translate now; send the same again later.")
            yield

    def _store(self, caller: Token) -> Store:
        store = self.context.stores.get(caller.store)
        if store is None:
            raise Problem(HTTPStatus.NOT_FOUND, "There is no such store.")
        return store
