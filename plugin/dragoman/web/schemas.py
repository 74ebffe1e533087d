"""What the API takes and gives, as marshmallow schemas; the OpenAPI document is made from them."""

from typing import Any

from marshmallow import Schema, ValidationError, fields, validate

from dragoman.domain import Light

LONGEST_REPLY = 20_000


def storable(text: str) -> None:
    """Refuse what no helpdesk and no database takes.

    Raises:
        ValidationError: half a surrogate pair, or NUL.
    """
    if "\0" in text:
        raise ValidationError("It must not contain NUL.")
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise ValidationError("It contains half a surrogate pair.") from error


IS_TAG = validate.Regexp(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*\Z", error="It is no BCP 47 tag.")


def _about(text: str) -> dict[str, Any]:
    return {"description": text}


class ReplyRequestSchema(Schema):
    """An agent's answer, in the store's pivot language."""

    text = fields.String(
        required=True,
        validate=[validate.Length(min=1, max=LONGEST_REPLY), validate.Regexp(r"(?s).*\S"), storable],
        metadata=_about("What the agent wrote."),
    )
    mode = fields.String(
        required=True,
        validate=validate.OneOf(["preview", "send"]),
        metadata=_about("`preview` sends nothing; `send` needs an Idempotency-Key."),
    )
    translation = fields.String(
        validate=[validate.Length(min=1, max=LONGEST_REPLY), validate.Regexp(r"(?s).*\S"), storable],
        metadata=_about(
            "The agent's own wording in the shopper's language. It is checked for values, terms and its "
            "language and sent as written; its sentences are approved for the translation memory where they "
            "stand opposite those of `text` one to one, and none of them otherwise."
        ),
    )
    language = fields.String(
        validate=IS_TAG,
        metadata=_about("Language of the reply, where it is not the shopper's last known one."),
    )


class SuggestionSchema(Schema):
    """An approved translation of a sentence that is like one of the reply; it is never used unasked."""

    segment = fields.String(required=True, metadata=_about("The sentence of the reply."))
    likeness = fields.Float(required=True, metadata=_about("How much both are alike, 0 to 1."))
    source = fields.String(required=True, metadata=_about("The approved sentence."))
    target = fields.String(required=True, metadata=_about("Its approved translation."))
    glossary = fields.String(required=True, metadata=_about("Version of the glossary that held then."))
    author = fields.String(required=True, metadata=_about("Who approved it."))
    approved_at = fields.Float(required=True, metadata=_about("POSIX seconds."))


class SegmentSchema(Schema):
    """One sentence as it was translated."""

    source = fields.String(required=True)
    target = fields.String(required=True)
    method = fields.String(required=True, metadata=_about("How it was decoded."))
    read_as = fields.String(
        allow_none=True,
        metadata=_about("What the engine read, where chat spellings or capitals were read so."),
    )
    quality = fields.Float(required=True, metadata=_about("0 (unusable) to 1 (rely on it)."))
    light = fields.String(required=True, validate=validate.OneOf(list(Light)))
    reasons = fields.List(
        fields.String(), required=True, metadata=_about("Codes of the warnings that speak against it.")
    )


class ProtectedSchema(Schema):
    """A value that comes out byte for byte; `start` and `end` count characters of the original."""

    start = fields.Integer(required=True)
    end = fields.Integer(required=True)
    text = fields.String(required=True)
    kind = fields.String(required=True)


class TermSchema(Schema):
    """Proof for one occurrence of a glossary term."""

    source = fields.String(required=True)
    target = fields.String(required=True)
    kind = fields.String(required=True)
    applied = fields.String(
        required=True,
        allow_none=True,
        metadata=_about(
            "How it came there: already there, protected, repaired, code-switched, n-best, forced, banned or "
            "substituted; null: it was missed."
        ),
    )
    form = fields.String(required=True, allow_none=True)
    reason = fields.String(
        required=True, allow_none=True, metadata=_about("Why it was missed, in the store's locale.")
    )
    concept = fields.String(required=True, metadata=_about("Id of the entry; empty: it is from a file."))
    start = fields.Integer(required=True, metadata=_about("Character at which the words begin."))


class WarningSchema(Schema):
    """Something the agent should look at."""

    code = fields.String(required=True)
    text = fields.String(required=True, metadata=_about("One sentence in the store's locale."))


class ReplySchema(Schema):
    """What a reply would become (`preview`: nothing was sent) or what became of it."""

    state = fields.String(
        required=True,
        validate=validate.OneOf(["preview", "sent", "held", "queued"]),
        metadata=_about("`held`: the shopper got nothing; `queued`: not known yet."),
    )
    translation = fields.String(required=True, allow_none=True)
    language = fields.String(required=True, allow_none=True, metadata=_about("Language of the translation."))
    holds = fields.List(
        fields.String(),
        required=True,
        metadata=_about("Why it is held, or would be, and the cure; empty when it is safe to send."),
    )
    warnings = fields.List(fields.Nested(WarningSchema), required=True)
    id = fields.Integer(metadata=_about("Of a sent reply: ask for it at `replies/{id}`."))
    remembered = fields.Integer(
        metadata=_about("Sentences that a `translation` of the agent's own had approved for the memory.")
    )
    suggestions = fields.List(
        fields.Nested(SuggestionSchema), metadata=_about("From the translation memory: previews only.")
    )
    original = fields.String(metadata=_about("This and the following: previews only."))
    back_translation = fields.String(allow_none=True, metadata=_about("What the translation says."))
    segments = fields.List(fields.Nested(SegmentSchema))
    protected = fields.List(fields.Nested(ProtectedSchema))
    terms = fields.List(fields.Nested(TermSchema))
    quality = fields.Float(allow_none=True, metadata=_about("0 (unusable) to 1 (rely on it)."))
    light = fields.String(
        allow_none=True,
        validate=validate.OneOf(list(Light)),
        metadata=_about("The traffic light: the worst of the sentences'."),
    )


class ConversationSchema(Schema):
    """A ticket or chat, by our id; `remote_id` is the helpdesk's."""

    id = fields.String(required=True)
    connection = fields.String(required=True)
    remote_id = fields.String(required=True)
    language = fields.String(required=True, allow_none=True)
    told = fields.String(
        required=True, allow_none=True, metadata=_about("The language that an agent said the shopper writes.")
    )
    updated_at = fields.Float(required=True, metadata=_about("POSIX seconds."))


class ToldLanguageSchema(Schema):
    """The language that an agent says the shopper writes, in this conversation and likely in later ones."""

    language = fields.String(required=True, allow_none=True, validate=IS_TAG)


class MessageSchema(Schema):
    """A message with its translation: they always travel together."""

    direction = fields.String(required=True, validate=validate.OneOf(["inbound", "outbound"]))
    original = fields.String(required=True)
    translation = fields.String(required=True, allow_none=True)
    source_language = fields.String(required=True)
    target_language = fields.String(required=True, allow_none=True)
    report = fields.Dict(required=True, metadata=_about("Segments, protected values, terms, warnings."))
    created_at = fields.Float(required=True, metadata=_about("POSIX seconds."))


class ConversationPageSchema(Schema):
    """Conversations, the newest first."""

    conversations = fields.List(fields.Nested(ConversationSchema), required=True)
    next = fields.Float(required=True, allow_none=True, metadata=_about("`before` of the next page."))


class NoteSchema(Schema):
    """A note that Dragoman wrote to the agents."""

    text = fields.String(required=True)
    written_at = fields.Float(required=True, metadata=_about("POSIX seconds."))


class ConversationDetailSchema(ConversationSchema):
    """A conversation with its messages and our notes, the oldest first."""

    messages = fields.List(fields.Nested(MessageSchema), required=True)
    notes = fields.List(fields.Nested(NoteSchema), required=True)


class AssistReadSchema(Schema):
    """A text of a shopper that an agent brings."""

    text = fields.String(
        required=True,
        validate=[validate.Length(min=1, max=LONGEST_REPLY), validate.Regexp(r"(?s).*\S"), storable],
    )
    language = fields.String(validate=IS_TAG, metadata=_about("Its language, where it is known."))


class AssistAnswerSchema(AssistReadSchema):
    """An agent's answer, and the language that it is to be in."""

    language = fields.String(required=True, validate=IS_TAG)


class ReadingSchema(Schema):
    """What a shopper's text says."""

    language = fields.String(required=True, metadata=_about("`und`: it could not be told."))
    language_name = fields.String(required=True)
    confidence = fields.Float(required=True)
    sure = fields.Boolean(required=True)
    translation = fields.String(
        required=True,
        allow_none=True,
        metadata=_about("null: it is in the agents' language, or see `remarks`."),
    )
    light = fields.String(required=True, allow_none=True, validate=validate.OneOf(list(Light)))
    remarks = fields.List(fields.String(), required=True)


class OrderRequestSchema(Schema):
    """What a shopper said of their order."""

    order = fields.String(required=True, validate=validate.Length(min=1, max=60))
    email = fields.String(required=True, validate=[validate.Length(min=3, max=254), storable])


class OrderSchema(Schema):
    """An order; states in the shop's own words."""

    name = fields.String(required=True)
    created_at = fields.String(required=True)
    locale = fields.String(required=True, allow_none=True)
    payment = fields.String(required=True, allow_none=True)
    fulfilment = fields.String(required=True, allow_none=True)
    total = fields.String(required=True)
    lines = fields.List(fields.String(), required=True)
    tracking = fields.List(fields.String(), required=True)


class ShopperSchema(Schema):
    """A customer who was logged in when they wrote."""

    locale = fields.String(required=True, allow_none=True, metadata=_about("Their language at the shop."))
    orders = fields.List(fields.Nested(OrderSchema), required=True)


class ProductSchema(Schema):
    """A product of the shop."""

    title = fields.String(required=True)
    translated = fields.String(
        required=True, allow_none=True, metadata=_about("Its title in the shopper's language.")
    )
    price = fields.String(required=True)
    url = fields.String(required=True, allow_none=True)


class ProductListSchema(Schema):
    """Products that fit."""

    products = fields.List(fields.Nested(ProductSchema), required=True)


class ProductQuerySchema(Schema):
    """Which products."""

    words = fields.String(required=True, validate=validate.Length(min=1, max=200))


class ConversationQuerySchema(Schema):
    """Which page of the conversations."""

    limit = fields.Integer(load_default=50, validate=validate.Range(1, 200))
    before = fields.Float(load_default=None, allow_none=True, metadata=_about("POSIX seconds."))


class MemoryRequestSchema(Schema):
    """A segment and its translation, to be approved: one line each."""

    source_language = fields.String(required=True, validate=IS_TAG)
    target_language = fields.String(required=True, validate=IS_TAG)
    source = fields.String(required=True, validate=storable)
    target = fields.String(required=True, validate=storable)


class MemoryEntrySchema(MemoryRequestSchema):
    """An approved segment with its translation."""

    id = fields.Integer(required=True)
    glossary = fields.String(required=True, metadata=_about("Version of the glossary that held then."))
    author = fields.String(required=True, metadata=_about("Who approved it."))
    conversation = fields.String(
        required=True,
        allow_none=True,
        metadata=_about("What it was learned from; it is forgotten with that conversation."),
    )
    approved_at = fields.Float(required=True, metadata=_about("POSIX seconds."))


class MemoryPageSchema(Schema):
    """Approved segments, the latest first."""

    entries = fields.List(fields.Nested(MemoryEntrySchema), required=True)
    next = fields.Integer(required=True, allow_none=True, metadata=_about("`before` of the next page."))


class MemoryQuerySchema(Schema):
    """Which of the approved segments."""

    source = fields.String(load_default=None, validate=IS_TAG, metadata=_about("Source language."))
    target = fields.String(load_default=None, validate=IS_TAG, metadata=_about("Target language."))
    limit = fields.Integer(load_default=50, validate=validate.Range(1, 200))
    before = fields.Integer(load_default=None, validate=validate.Range(1), metadata=_about("Smaller ids."))


class EventQuerySchema(Schema):
    """Which events."""

    state = fields.String(required=True, validate=validate.OneOf(["parked"]))


class ParkedSchema(Schema):
    """An event that needs a person."""

    id = fields.Integer(required=True)
    connection = fields.String(required=True)
    conversation = fields.String(required=True)
    kind = fields.String(required=True)
    error = fields.String(required=True, metadata=_about("What to do before it is replayed."))
    received_at = fields.Float(required=True, metadata=_about("POSIX seconds."))
    parked_at = fields.Float(required=True, metadata=_about("POSIX seconds."))


class ParkedListSchema(Schema):
    """The parked events of the store."""

    events = fields.List(fields.Nested(ParkedSchema), required=True)


class PlaceSchema(Schema):
    """Where a request is wrong."""

    pointer = fields.String(required=True)
    detail = fields.String(required=True)


class ProblemSchema(Schema):
    """Problem details (RFC 9457)."""

    type = fields.String(required=True)
    title = fields.String(required=True)
    status = fields.Integer(required=True)
    detail = fields.String(required=True)
    errors = fields.List(fields.Nested(PlaceSchema))
