"""The API of drafts: asked for, shown with what they cite, and judged by agents."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from http import HTTPStatus
from typing import Any

from dragoman.domain import Translation
from dragoman.pipeline.context import Case, Context
from dragoman.pipeline.drafting import Shown, show_draft
from dragoman.replies.draft import Removed
from dragoman.replies.reasons import reason_text
from dragoman.storage.stores import Token
from dragoman.web import draft_schemas as schemas
from dragoman.web.api import AGENTS
from dragoman.web.openapi import Answer, Asked, Operation
from dragoman.web.problems import Problem, unavailable
from dragoman.web.seats import Seats
from dragoman.wording import Wording, warning_text


@dataclass(frozen=True, slots=True)
class DraftsApi:
    """Does what the API offers for drafts.

    Attributes:
        context: The pipeline's parts.
        seats: For requests that wait for the engine.
    """

    context: Context
    seats: Seats

    def draft(self, caller: Token, asked: Asked) -> Answer:
        """Draft a reply to what the shopper wrote last."""
        store = self.context.stores.get(caller.store)
        conversation = self.context.conversations.get(caller.store, asked.path["id"])
        if store is None or conversation is None:
            raise Problem(HTTPStatus.NOT_FOUND, "There is no such conversation.")
        with self.seats.hold(store.id) as seated:
            if not seated:
                raise unavailable("Dragoman has too much to translate now; send the same again later.")
            shown = show_draft(Case.of(self.context, store, conversation))
        return Answer(draft_content(shown, self.context.wording(store.locale)))

    def rate(self, caller: Token, asked: Asked) -> Answer:
        """Keep what an agent thinks of a draft."""
        if not self.context.drafting.drafts.rate(caller.store, asked.path["id"], asked.body["thumb"]):
            raise Problem(HTTPStatus.NOT_FOUND, "There is no such draft.")
        return Answer(None, HTTPStatus.NO_CONTENT)

    def operations(self) -> Sequence[Operation]:
        """Return the table of the operations."""
        return (
            Operation(
                "draft",
                "POST",
                "/stores/<store>/conversations/<id>/draft",
                "Draft a reply from what the shop knows; nothing is sent",
                AGENTS,
                self.draft,
                {HTTPStatus.OK: schemas.DraftSchema},
            ),
            Operation(
                "rate_draft",
                "POST",
                "/stores/<store>/drafts/<id>/thumb",
                "Say whether a draft was good",
                AGENTS,
                self.rate,
                {HTTPStatus.NO_CONTENT: None},
                body=schemas.ThumbSchema,
            ),
        )


def draft_content(shown: Shown, wording: Wording) -> dict[str, Any]:
    """Return a draft for ``DraftSchema``."""
    draft = shown.draft
    withheld = draft.withheld
    return {
        "id": shown.id,
        "text": draft.text,
        "sentences": draft.sentences,
        "evidence": [asdict(piece) for piece in draft.evidence],
        "removed": [_left_out(removed, wording) for removed in draft.removed],
        "unanswered": draft.unanswered,
        "withheld": withheld,
        "why": None if withheld is None else reason_text(wording, withheld, draft.detail),
        "intent": draft.intent,
        "writer": draft.writer,
        "leaves_machine": shown.leaves_machine,
        "terms": shown.drafted.terms,
        "translation": _translated(shown.translation, wording),
        "troubles": [trouble.text for trouble in shown.troubles],
    }


def _left_out(removed: Removed, wording: Wording) -> dict[str, Any]:
    why = reason_text(wording, removed.reason, removed.words)
    return {"text": removed.text, "reason": removed.reason, "why": why}


def _translated(translation: Translation | None, wording: Wording) -> dict[str, Any] | None:
    if translation is None:
        return None
    return {
        "text": translation.text,
        "language": translation.target_language,
        "light": translation.light,
        "terms": translation.terms,
        "warnings": [{"code": one.code, "text": warning_text(wording, one)} for one in translation.warnings],
    }
