"""What the API gives of drafts, as marshmallow schemas."""

from typing import Any

from marshmallow import Schema, fields, validate

from dragoman.domain import Light
from dragoman.evidence import EvidenceKind
from dragoman.replies.draft import Reason
from dragoman.web.schemas import TermSchema, WarningSchema


def _about(text: str) -> dict[str, Any]:
    return {"description": text}


class DraftSentenceSchema(Schema):
    """A sentence of a draft and the ids of the evidence that says so."""

    text = fields.String(required=True)
    cites = fields.List(fields.String(), required=True)


class EvidenceSchema(Schema):
    """What a draft cites."""

    id = fields.String(required=True)
    kind = fields.String(required=True, validate=validate.OneOf(list(EvidenceKind)))
    title = fields.String(required=True)
    words = fields.String(required=True, metadata=_about("All that it says."))
    link = fields.String(required=True, allow_none=True)


class RemovedSchema(Schema):
    """A sentence that failed a check."""

    text = fields.String(required=True)
    reason = fields.String(required=True, validate=validate.OneOf(list(Reason)))
    why = fields.String(required=True, metadata=_about("The reason in the agents' language."))


class DraftTranslationSchema(Schema):
    """A draft in the shopper's language."""

    text = fields.String(required=True)
    language = fields.String(required=True)
    light = fields.String(required=True, validate=validate.OneOf(list(Light)))
    terms = fields.List(fields.Nested(TermSchema), required=True)
    warnings = fields.List(fields.Nested(WarningSchema), required=True)


class DraftSchema(Schema):
    """A draft of a reply; nothing was sent."""

    id = fields.String(required=True)
    text = fields.String(required=True, metadata=_about("In the agents' language; empty where withheld."))
    sentences = fields.List(fields.Nested(DraftSentenceSchema), required=True)
    evidence = fields.List(fields.Nested(EvidenceSchema), required=True)
    removed = fields.List(fields.Nested(RemovedSchema), required=True)
    unanswered = fields.List(
        fields.String(), required=True, metadata=_about("Questions that it does not answer.")
    )
    withheld = fields.String(
        required=True,
        allow_none=True,
        validate=validate.OneOf(list(Reason)),
        metadata=_about("Why a person is to answer; null where there is a draft."),
    )
    why = fields.String(required=True, allow_none=True, metadata=_about("The same in the agents' language."))
    intent = fields.String(required=True)
    writer = fields.String(required=True)
    leaves_machine = fields.Boolean(
        required=True, metadata=_about("Whether the shopper's words left the machine to be answered.")
    )
    terms = fields.List(fields.Nested(TermSchema), required=True, metadata=_about("Of the text."))
    translation = fields.Nested(DraftTranslationSchema, required=True, allow_none=True)
    troubles = fields.List(
        fields.String(), required=True, metadata=_about("What went wrong with the translation.")
    )


class ThumbSchema(Schema):
    """What an agent thinks of a draft."""

    thumb = fields.Integer(required=True, validate=validate.OneOf([1, -1]))
