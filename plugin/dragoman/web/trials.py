"""The API that tries a glossary's draft before it is published."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from http import HTTPStatus
from typing import Any

from dragoman.domain import DragomanError, Store, Translation
from dragoman.pipeline.trial import Tally, Trial, Trials
from dragoman.storage.stores import Role, Stores, Token
from dragoman.web import trial_schemas as schemas
from dragoman.web.openapi import Answer, Asked, Operation
from dragoman.web.problems import Problem, unavailable
from dragoman.web.seats import Seats
from dragoman.wording import Wording, term_told

_TRIERS = frozenset({Role.OWNER, Role.LOCALIZER})


@dataclass(frozen=True, slots=True)
class TrialsApi:
    """Does what the API offers for drafts.

    Attributes:
        stores: The shops.
        trials: Tries drafts.
        seats: For requests that wait for the engine.
    """

    stores: Stores
    trials: Trials
    seats: Seats

    def sentence(self, caller: Token, asked: Asked) -> Answer:
        """Translate a text with what is published and with the draft."""
        body = asked.body
        with self._waiting(caller) as store:
            trial = self.trials.sentence(
                store, body["text"], body["source_language"], body["target_language"]
            )
        return Answer(_tried(trial, Wording(store.locale)))

    def replay(self, caller: Token, asked: Asked) -> Answer:
        """Translate what was said lately with what is published and with the draft."""
        with self._waiting(caller) as store:
            page = self.trials.page(store, asked.query["messages"], asked.query["before"])
            wording = Wording(store.locale)
        tally = Tally()
        tally.add(page)
        differences = [
            {
                "message": one.message.number,
                "conversation": one.message.conversation,
                "source_language": one.message.record.source_language,
                "target_language": one.message.record.target_language,
                "original": one.message.record.original,
                **_tried(one.trial, wording),
            }
            for one in page.replayed
            if one.trial.changed or one.trial.alarms
        ]
        return Answer(
            {
                "messages": tally.messages,
                "concerned": tally.concerned,
                "before": _kept(tally.kept_before),
                "after": _kept(tally.kept_after),
                "alarms": dict(tally.alarms),
                "differences": differences,
                "next": page.following,
            }
        )

    def operations(self) -> Sequence[Operation]:
        """Return the table of the operations."""
        return (
            Operation(
                "tryGlossary",
                "POST",
                "/stores/<store>/glossary/try",
                "A text with the published glossary and with its draft; nothing is stored",
                _TRIERS,
                self.sentence,
                {HTTPStatus.OK: schemas.TrialSchema},
                body=schemas.TryRequestSchema,
            ),
            Operation(
                "replayGlossary",
                "POST",
                "/stores/<store>/glossary/replay",
                "The last messages with the published glossary and with its draft; nothing is sent or stored",
                _TRIERS,
                self.replay,
                {HTTPStatus.OK: schemas.ReplaySchema},
                query=schemas.ReplayQuerySchema,
            ),
        )

    @contextmanager
    def _waiting(self, caller: Token) -> Iterator[Store]:
        store = self.stores.get(caller.store)
        if store is None:
            raise Problem(HTTPStatus.NOT_FOUND, "There is no such store.")
        with self.seats.hold(store.id) as seated:
            if not seated:
                raise unavailable("Dragoman has too much to translate now; send the same again later.")
            try:
                yield store
            except DragomanError as error:
                raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, f"This cannot be tried: {error}.") from error


def _tried(trial: Trial, wording: Wording) -> dict[str, Any]:
    return {
        "before": _rendered(trial.before, wording),
        "after": _rendered(trial.after, wording),
        "changed": trial.changed,
        "alarms": list(trial.alarms),
    }


def _rendered(translation: Translation, wording: Wording) -> dict[str, Any]:
    told = [asdict(term_told(wording, report)) for report in translation.terms]
    return {"text": translation.text, "terms": told}


def _kept(counts: tuple[int, int]) -> dict[str, int]:
    return {"kept": counts[0], "found": counts[1]}
