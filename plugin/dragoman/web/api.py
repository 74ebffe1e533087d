"""The API: what each operation does. Its table, at the end of ``Api``, is what OpenAPI is made from."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from http import HTTPStatus
from typing import Any

from dragoman import domain
from dragoman.domain import Store, Translation
from dragoman.pipeline.context import Context
from dragoman.pipeline.memory import Suggestion
from dragoman.pipeline.outbound import Preview, preview
from dragoman.storage.conversations import Conversation
from dragoman.storage.events import EventRow, ReplyRequest
from dragoman.storage.stores import Role, Token
from dragoman.storage.transcripts import Transcripts
from dragoman.tags import as_asked
from dragoman.translation.masking import masked
from dragoman.web import schemas
from dragoman.web.openapi import Answer, Asked, Operation
from dragoman.web.problems import Problem, unavailable
from dragoman.web.replies import NAMESPACE, Replies, state_of
from dragoman.wording import Wording, term_told, warning_text

PREFIX = "/api/v1"
AGENTS = frozenset({Role.OWNER, Role.AGENT})
OWNERS = frozenset({Role.OWNER})


@dataclass(frozen=True, slots=True)
class Api:
    """Does what the API offers.

    Attributes:
        context: The pipeline's parts.
        replies: Takes replies.
        transcripts: What was noted in conversations.
    """

    context: Context
    replies: Replies
    transcripts: Transcripts

    def reply(self, caller: Token, asked: Asked) -> Answer:
        """Preview a reply, or send it."""
        store = self._store(caller)
        conversation = self._conversation(caller, asked)
        text: str = asked.body["text"]
        language, own = asked.body.get("language"), asked.body.get("translation")
        wording = self.context.wording(store.locale)
        if asked.body["mode"] == "preview":
            with self.replies.seats.hold(store.id) as seated:
                if not seated:
                    raise unavailable("Dragoman has too much to translate now; send the same again later.")
                shown = preview(self.context, store, conversation, text, language=language, own=own)
            return Answer(shown_preview(shown, text, wording))
        if asked.idempotency_key is None:
            raise Problem(
                HTTPStatus.BAD_REQUEST, "Sending needs the header Idempotency-Key, new for each reply."
            )
        event_id = NAMESPACE + asked.idempotency_key
        reply = ReplyRequest(event_id, conversation.remote_id, text, caller.name, language, own)
        return _answer_for(self.replies.send(conversation, reply), wording)

    def reply_status(self, caller: Token, asked: Asked) -> Answer:
        """Tell what became of a reply."""
        row = self.replies.get(caller.store, asked.path["id"])
        if row is None:
            raise Problem(HTTPStatus.NOT_FOUND, "There is no such reply.")
        return Answer(_replied(row, self.context.wording(self._store(caller).locale)))

    def conversations(self, caller: Token, asked: Asked) -> Answer:
        """List the conversations, the newest first."""
        limit = asked.query["limit"]
        found = self.context.conversations.list(caller.store, limit, asked.query["before"])
        following = found[-1].updated_at if len(found) == limit else None
        return Answer({"conversations": found, "next": following})

    def conversation(self, caller: Token, asked: Asked) -> Answer:
        """Show a conversation with every message, its translation, and our notes."""
        conversation = self._conversation(caller, asked)
        messages = self.context.conversations.messages(caller.store, conversation.id)
        notes = self.transcripts.notes(conversation)
        return Answer({**asdict(conversation), "messages": messages, "notes": notes})

    def tell_language(self, caller: Token, asked: Asked) -> Answer:
        """Take an agent's word for the language that the shopper writes."""
        store = self._store(caller)
        conversation = self._conversation(caller, asked)
        language: str | None = asked.body["language"]
        if language is not None:
            language = as_asked(language, (*store.languages, store.pivot)) or language
        self.context.conversations.tell(conversation, language)
        return Answer(self._conversation(caller, asked))

    def parked(self, caller: Token, asked: Asked) -> Answer:  # noqa: ARG002 - the state can only be "parked"
        """List the events that need a person."""
        return Answer({"events": self.context.inbox.parked(caller.store)})

    def replay(self, caller: Token, asked: Asked) -> Answer:
        """Put a parked event back to work."""
        row = self.context.inbox.get(asked.path["id"])
        if row is None or row.store != caller.store:
            raise Problem(HTTPStatus.NOT_FOUND, "There is no such event.")
        if not self.context.inbox.replay(row.id):
            raise Problem(HTTPStatus.CONFLICT, "The event is not parked.")
        self.replies.ring([row.id])
        return Answer(None, HTTPStatus.ACCEPTED)

    def operations(self) -> Sequence[Operation]:
        """Return the table of the operations."""
        conversation = "/stores/<store>/conversations/<id>"
        ok, queued = HTTPStatus.OK, HTTPStatus.ACCEPTED
        return (
            Operation(
                "reply",
                "POST",
                f"{conversation}/reply",
                "Preview or send an agent's reply",
                AGENTS,
                self.reply,
                {ok: schemas.ReplySchema, queued: schemas.ReplySchema},
                body=schemas.ReplyRequestSchema,
                idempotent_by_key=True,
            ),
            Operation(
                "reply_status",
                "GET",
                "/stores/<store>/replies/<int:id>",
                "What became of a reply",
                AGENTS,
                self.reply_status,
                {ok: schemas.ReplySchema},
            ),
            Operation(
                "conversations",
                "GET",
                "/stores/<store>/conversations",
                "The conversations, the newest first",
                AGENTS,
                self.conversations,
                {ok: schemas.ConversationPageSchema},
                query=schemas.ConversationQuerySchema,
            ),
            Operation(
                "conversation",
                "GET",
                conversation,
                "A conversation with its messages and their translations",
                AGENTS,
                self.conversation,
                {ok: schemas.ConversationDetailSchema},
            ),
            Operation(
                "tell_language",
                "PUT",
                f"{conversation}/language",
                "Say which language the shopper writes; null leaves it to detection again",
                AGENTS,
                self.tell_language,
                {ok: schemas.ConversationSchema},
                body=schemas.ToldLanguageSchema,
            ),
            Operation(
                "events",
                "GET",
                "/stores/<store>/events",
                "The events that need a person",
                AGENTS,
                self.parked,
                {ok: schemas.ParkedListSchema},
                query=schemas.EventQuerySchema,
            ),
            Operation(
                "replay",
                "POST",
                "/stores/<store>/events/<int:id>/replay",
                "Put a parked event back to work",
                OWNERS,
                self.replay,
                {queued: None},
            ),
        )

    def _store(self, caller: Token) -> Store:
        store = self.context.stores.get(caller.store)
        if store is None:
            raise Problem(HTTPStatus.NOT_FOUND, "There is no such store.")
        return store

    def _conversation(self, caller: Token, asked: Asked) -> Conversation:
        conversation = self.context.conversations.get(caller.store, asked.path["id"])
        if conversation is None:
            raise Problem(HTTPStatus.NOT_FOUND, "There is no such conversation.")
        return conversation


def _answer_for(row: EventRow, wording: Wording) -> Answer:
    content = _replied(row, wording)
    if content["state"] != "queued":
        return Answer(content)
    place = f"{PREFIX}/stores/{row.store}/replies/{row.id}"
    return Answer(content, HTTPStatus.ACCEPTED, {"Location": place})


def _replied(row: EventRow, wording: Wording) -> dict[str, Any]:
    result = row.result or {}
    holds = [hold["text"] for hold in result.get("holds", ())]
    if row.error and state_of(row) == "held":
        holds.append(row.error)
    warnings = [
        domain.Warning(one["code"], tuple(one["values"].items())) for one in result.get("warnings", ())
    ]
    return {
        "id": row.id,
        "state": state_of(row),
        "translation": result.get("translation"),
        "language": result.get("language"),
        "remembered": result.get("remembered", 0),
        "holds": holds,
        "warnings": [_warned(warning, wording) for warning in warnings],
    }


def shown_preview(shown: Preview, text: str, wording: Wording) -> dict[str, Any]:
    """Return a preview for ``ReplySchema``."""
    translation = shown.translation
    return {
        "state": "preview",
        "original": text,
        "translation": translation.text if translation else None,
        "back_translation": shown.back_translation.text if shown.back_translation else None,
        "holds": [hold.text for hold in shown.holds],
        "suggestions": [_suggested(suggestion) for suggestion in shown.suggestions],
        **_details(translation, wording),
    }


def _details(translation: Translation | None, wording: Wording) -> dict[str, Any]:
    if translation is None:
        return {
            "language": None,
            "segments": (),
            "protected": (),
            "terms": (),
            "warnings": (),
            "quality": None,
            "light": None,
        }
    return {
        "language": translation.target_language,
        "segments": translation.segments,
        "protected": masked(translation.protected),
        "terms": [term_told(wording, report) for report in translation.terms],
        "warnings": [_warned(warning, wording) for warning in translation.warnings],
        "quality": translation.quality,
        "light": translation.light,
    }


def _suggested(suggestion: Suggestion) -> dict[str, Any]:
    entry = suggestion.entry
    return {
        "segment": suggestion.segment,
        "likeness": suggestion.likeness,
        "source": entry.source,
        "target": entry.target,
        "glossary": entry.glossary,
        "author": entry.author,
        "approved_at": entry.approved_at,
    }


def _warned(warning: domain.Warning, wording: Wording) -> dict[str, str]:
    return {"code": warning.code, "text": warning_text(wording, warning)}
