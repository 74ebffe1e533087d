"""Concepts as JSON: what is stored, imported and exported, and what the API takes and gives."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from marshmallow import EXCLUDE, Schema, fields, post_load, validate

from dragoman.domain import TermKind
from dragoman.glossary.concept import Concept, Gender, LanguageTerms, PartOfSpeech, Status
from dragoman.glossary.model import Case


class _Texts(fields.List[str]):
    """A list of texts that is a tuple inside."""

    def __init__(self) -> None:
        super().__init__(fields.String(), load_default=())

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        return tuple(super()._deserialize(value, attr, data, **kwargs))


class _Lenient(Schema):
    class Meta:
        unknown = EXCLUDE


class LanguageTermsSchema(_Lenient):
    """How a concept is said in one language."""

    preferred = fields.String(required=True)
    allowed = _Texts()
    forbidden = _Texts()
    forms = _Texts()
    gender = fields.Enum(Gender, by_value=True, load_default=None, allow_none=True)
    part_of_speech = fields.Enum(PartOfSpeech, by_value=True, load_default=None, allow_none=True)

    @post_load
    def _made(self, values: dict[str, Any], **_: Any) -> LanguageTerms:
        return LanguageTerms(**values)


class ConceptSchema(_Lenient):
    """One entry of a glossary."""

    id = fields.String(load_default="", validate=validate.Length(max=64))
    terms = fields.Dict(
        keys=fields.String(validate=validate.Regexp(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*\Z")),
        values=fields.Nested(LanguageTermsSchema),
        required=True,
        validate=validate.Length(max=100),
    )
    kind = fields.Enum(TermKind, by_value=True, load_default=TermKind.INFLECT)
    case = fields.Enum(Case, by_value=True, load_default=Case.FOLLOW)
    glossary = fields.String(load_default="main", validate=validate.Length(1, 63))
    context = fields.String(load_default="")
    definition = fields.String(load_default="")
    status = fields.Enum(Status, by_value=True, load_default=Status.APPROVED)
    author = fields.String(load_default="")
    changed_at = fields.Float(load_default=0.0)

    @post_load
    def _made(self, values: dict[str, Any], **_: Any) -> Concept:
        return Concept(**values)


_CONCEPT = ConceptSchema()
_KINDS: Mapping[str, Callable[[str], Any]] = {"kind": TermKind, "case": Case, "status": Status}
_TEXTS = ("id", "glossary", "context", "definition", "author", "changed_at")


def to_mapping(concept: Concept) -> dict[str, Any]:
    """Return a concept as JSON can carry it."""
    dumped: dict[str, Any] = _CONCEPT.dump(concept)
    return dumped


def from_mapping(mapping: Mapping[str, Any]) -> Concept:
    """Return the concept that ``to_mapping`` gave.

    Raises:
        marshmallow.ValidationError: it is not one.
    """
    concept: Concept = _CONCEPT.load(mapping)
    return concept


def to_json(concept: Concept) -> str:
    """Return a concept as JSON."""
    return json.dumps(to_mapping(concept), ensure_ascii=False, sort_keys=True)


def from_json(text: str) -> Concept:
    """Return the concept that ``to_json`` wrote."""
    return restored(json.loads(text))


def restored(mapping: Mapping[str, Any]) -> Concept:
    """Return the concept that ``to_mapping`` gave and nobody else touched: nothing is checked, for speed."""
    terms = {language: _stored_terms(said) for language, said in mapping["terms"].items()}
    kinds = {name: kind(mapping[name]) for name, kind in _KINDS.items()}
    return Concept(terms=terms, **kinds, **{name: mapping[name] for name in _TEXTS})


def _stored_terms(mapping: Mapping[str, Any]) -> LanguageTerms:
    gender, part = mapping["gender"], mapping["part_of_speech"]
    return LanguageTerms(
        mapping["preferred"],
        tuple(mapping["allowed"]),
        tuple(mapping["forbidden"]),
        tuple(mapping["forms"]),
        Gender(gender) if gender else None,
        PartOfSpeech(part) if part else None,
    )
