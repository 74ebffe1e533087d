"""What the API takes and gives of glossaries."""

from typing import Any

from marshmallow import Schema, fields, validate

from dragoman.glossary.concept import Status
from dragoman.glossary.concept_json import ConceptSchema
from dragoman.glossary.conflicts import Clash
from dragoman.glossary.formats import Form
from dragoman.glossary.importing import Fate
from dragoman.glossary.termbases import tag_of

_IS_TAG = validate.Regexp(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*\Z", error="It is no BCP 47 tag.")


def _about(text: str) -> dict[str, Any]:
    return {"description": text}


class ConceptAnswerSchema(ConceptSchema):
    """One entry of a glossary, as it is stored."""

    tag = fields.Function(
        tag_of,
        metadata={"type": "string", **_about("Different after every change: what If-Match takes.")},
    )


class ConceptPageSchema(Schema):
    """Entries of the draft, in the order they were first written."""

    concepts = fields.List(fields.Nested(ConceptAnswerSchema), required=True)
    total = fields.Integer(required=True, metadata=_about("How many there are on all pages."))
    next = fields.String(required=True, allow_none=True, metadata=_about("`after` of the next page."))


class ConceptQuerySchema(Schema):
    """Which entries."""

    search = fields.String(load_default="", metadata=_about("In one of the terms, in any case."))
    status = fields.Enum(Status, by_value=True, load_default=None)
    glossary = fields.String(load_default=None)
    language = fields.String(load_default=None, validate=_IS_TAG, metadata=_about("Said in this language."))
    limit = fields.Integer(load_default=100, validate=validate.Range(1, 500))
    after = fields.String(load_default=None, metadata=_about("Id of the last entry of the page before."))


class FileQuerySchema(Schema):
    """How a file is written."""

    format = fields.Enum(Form, by_value=True, required=True)
    source = fields.String(
        load_default=None, validate=_IS_TAG, metadata=_about("Language of the column `source` of a table.")
    )
    target = fields.String(
        load_default=None, validate=_IS_TAG, metadata=_about("Language of the column `target` of a table.")
    )


class ExportQuerySchema(FileQuerySchema):
    """What is exported."""

    version = fields.Integer(
        load_default=None, validate=validate.Range(1), metadata=_about("The draft, where none is given.")
    )


class ImportQuerySchema(FileQuerySchema):
    """What becomes of a file."""

    mode = fields.String(
        load_default="merge",
        validate=validate.OneOf(["merge", "replace"]),
        metadata=_about("`replace`: entries that the file does not have go, unless a row is refused."),
    )
    dry_run = fields.Boolean(load_default=False, metadata=_about("Change nothing, only report."))
    strict = fields.Boolean(load_default=False, metadata=_about("Change nothing where a row is refused."))


class OutcomeSchema(Schema):
    """What became of a row."""

    place = fields.String(required=True, metadata=_about("Where it stands in the file."))
    fate = fields.Enum(Fate, by_value=True, required=True)
    name = fields.String(required=True, metadata=_about("Its first terms."))
    reason = fields.String(required=True, metadata=_about("Why it is refused; empty where it is not."))


class ImportReportSchema(Schema):
    """What an import did, or would do."""

    encoding = fields.String(required=True, metadata=_about("What a text file turned out to be in."))
    counts = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)
    removed = fields.Integer(required=True)
    spared = fields.Integer(required=True, metadata=_about("Not removed, because rows were refused."))
    written = fields.Boolean(required=True, metadata=_about("Whether the draft was changed."))
    rows = fields.List(
        fields.Nested(OutcomeSchema), required=True, metadata=_about("All but those that change nothing.")
    )


class ConflictSchema(Schema):
    """Something that keeps an entry from doing what it says."""

    clash = fields.Enum(Clash, by_value=True, required=True)
    concepts = fields.List(fields.String(), required=True, metadata=_about("Ids of the entries."))
    languages = fields.List(fields.String(), required=True)
    text = fields.String(required=True, metadata=_about("What is wrong."))
    mend = fields.String(required=True, metadata=_about("What would help."))


class ConflictListSchema(Schema):
    """The conflicts of the draft; of very many the first."""

    conflicts = fields.List(fields.Nested(ConflictSchema), required=True)
    total = fields.Integer(required=True)


class CommentSchema(Schema):
    """Why a version is published."""

    comment = fields.String(load_default="", validate=validate.Length(max=2_000))


class VersionSchema(Schema):
    """A published version."""

    number = fields.Integer(required=True)
    published_at = fields.Float(required=True, metadata=_about("POSIX seconds."))
    comment = fields.String(required=True)
    author = fields.String(required=True)
    concepts = fields.Integer(required=True, metadata=_about("How many entries it has."))


class VersionListSchema(Schema):
    """What was published, the newest first."""

    versions = fields.List(fields.Nested(VersionSchema), required=True)


class CompareQuerySchema(Schema):
    """What is compared."""

    before = fields.Integer(required=True, validate=validate.Range(1), metadata=_about("A version."))
    after = fields.Integer(
        load_default=None, validate=validate.Range(1), metadata=_about("A version; the draft by default.")
    )


class DifferenceSchema(Schema):
    """An entry before and after; null where it is new, or gone."""

    before = fields.Nested(ConceptSchema, required=True, allow_none=True)
    after = fields.Nested(ConceptSchema, required=True, allow_none=True)


class DifferenceListSchema(Schema):
    """What one state of a glossary changed of another."""

    differences = fields.List(fields.Nested(DifferenceSchema), required=True)


class LogQuerySchema(Schema):
    """Which page of the log."""

    limit = fields.Integer(load_default=50, validate=validate.Range(1, 200))
    before = fields.Integer(load_default=None, validate=validate.Range(1), metadata=_about("Smaller ids."))


class ChangeSchema(DifferenceSchema):
    """Who did what."""

    id = fields.Integer(required=True)
    at = fields.Float(required=True, metadata=_about("POSIX seconds."))
    action = fields.String(required=True, metadata=_about("added, changed, removed, published, rolled back"))
    actor = fields.String(required=True)
    version = fields.Integer(required=True, allow_none=True)
    comment = fields.String(required=True)


class LogPageSchema(Schema):
    """The log of a glossary, the newest first."""

    changes = fields.List(fields.Nested(ChangeSchema), required=True)
    next = fields.Integer(required=True, allow_none=True, metadata=_about("`before` of the next page."))
