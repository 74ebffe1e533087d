"""What goes in and out where a glossary's draft is tried."""

from marshmallow import Schema, fields, validate

from dragoman.web.schemas import IS_TAG, TermSchema, storable

_MOST_MESSAGES = 50


class TryRequestSchema(Schema):
    """A text to translate with the published glossary and with its draft."""

    text = fields.String(required=True, validate=storable)
    source_language = fields.String(required=True, validate=IS_TAG)
    target_language = fields.String(required=True, validate=IS_TAG)


class RenderingSchema(Schema):
    """A translation with the proof for its terms."""

    text = fields.String(required=True)
    terms = fields.List(fields.Nested(TermSchema), required=True)


class TrialSchema(Schema):
    """A text with what is published, and with the draft."""

    before = fields.Nested(RenderingSchema, required=True)
    after = fields.Nested(RenderingSchema, required=True)
    changed = fields.Boolean(required=True)
    alarms = fields.List(
        fields.String(), required=True, metadata={"description": "Codes of warnings that the draft brings."}
    )


class ReplayQuerySchema(Schema):
    """Which messages: so many, with smaller numbers than `before`."""

    messages = fields.Integer(load_default=20, validate=validate.Range(1, _MOST_MESSAGES))
    before = fields.Integer(load_default=None, validate=validate.Range(1))


class ReplayedSchema(TrialSchema):
    """A message that the draft changes, or that it brings an alarm for."""

    message = fields.Integer(required=True)
    conversation = fields.String(required=True)
    source_language = fields.String(required=True)
    target_language = fields.String(required=True)
    original = fields.String(required=True)


class KeptSchema(Schema):
    """Of the terms that were found those that are kept."""

    kept = fields.Integer(required=True)
    found = fields.Integer(required=True)


class ReplaySchema(Schema):
    """A page of a replay; add the pages up."""

    messages = fields.Integer(required=True, metadata={"description": "How many were looked at."})
    concerned = fields.Integer(required=True, metadata={"description": "Those that have terms."})
    before = fields.Nested(KeptSchema, required=True)
    after = fields.Nested(KeptSchema, required=True)
    alarms = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)
    differences = fields.List(fields.Nested(ReplayedSchema), required=True)
    next = fields.Integer(
        required=True, allow_none=True, metadata={"description": "`before` of the next page."}
    )
