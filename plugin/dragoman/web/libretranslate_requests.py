"""What clients of LibreTranslate send: forms or JSON, one text or a list of them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from flask import Request

from dragoman.domain import Format

LONGEST = 100_000
"""Characters of all texts of a request together."""
MOST_TEXTS = 200
MOST_ALTERNATIVES = 5
AUTO = "auto"

_FORMATS = frozenset({Format.TEXT, Format.HTML})
_BEARER = "bearer"


class Refusal(Exception):  # noqa: N818 - what is answered, not a fault
    """A request that is not answered as it stands; the text tells the person who wrote the client why."""

    def __init__(self, status: HTTPStatus, text: str) -> None:
        super().__init__(text)
        self.status = status


@dataclass(frozen=True, slots=True)
class TranslationRequest:
    """What is to be translated.

    Attributes:
        texts: The texts.
        many: Whether they came as a list, and are answered as one.
        source: Language of the texts; ``AUTO`` where each is to be detected.
        target: Language to write.
        form: What the markup of the texts is.
        alternatives: How many other translations are wanted of each; None where none were asked for.
    """

    texts: tuple[str, ...]
    many: bool
    source: str
    target: str
    form: Format
    alternatives: int | None


def fields_of(request: Request) -> Mapping[str, Any]:
    """Return the fields of a request's body.

    Raises:
        Refusal: the body is no JSON object.
    """
    if not request.is_json:
        return request.form
    try:
        fields = json.loads(request.get_data())
    except (ValueError, RecursionError):
        fields = None
    if not isinstance(fields, dict):
        raise _invalid("Invalid JSON format")
    return fields


def key_of(request: Request, fields: Mapping[str, Any]) -> str:
    """Return the key that a request came with.

    Raises:
        Refusal: it came with none.
    """
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    key = fields.get("api_key") or (token.strip() if scheme.lower() == _BEARER else "")
    if not key:
        raise _invalid(
            "Please contact the server operator to get an API key: `dragoman token add` issues one"
        )
    return str(key)


def texts_of(fields: Mapping[str, Any]) -> tuple[tuple[str, ...], bool]:
    """Return the texts of a request, and whether they came as a list.

    Raises:
        Refusal: there are none, or too many, or too long ones.
    """
    given = fields.get("q")
    texts = given if isinstance(given, list) else [given]
    if given is None or not texts:
        raise _invalid("Invalid request: missing q parameter")
    if not all(isinstance(text, str) for text in texts):
        raise _invalid("Invalid request: q must be a text or a list of texts")
    length = sum(map(len, texts))
    if length > LONGEST:
        raise _invalid(f"Invalid request: request ({length}) exceeds text limit ({LONGEST})")
    if len(texts) > MOST_TEXTS:
        raise _invalid(f"Invalid request: request ({len(texts)}) exceeds text limit ({MOST_TEXTS})")
    return tuple(texts), isinstance(given, list)


def translation_of(fields: Mapping[str, Any]) -> TranslationRequest:
    """Return what is to be translated.

    Raises:
        Refusal: something is missing, or cannot be done.
    """
    texts, many = texts_of(fields)
    source, target = (_language(fields, name) for name in ("source", "target"))
    return TranslationRequest(texts, many, source, target, _form(fields), _alternatives(fields))


def unsupported(language: str) -> Refusal:
    """Return the refusal of a language."""
    return _invalid(f"{language} is not supported")


def _language(fields: Mapping[str, Any], name: str) -> str:
    language = fields.get(name)
    if not isinstance(language, str) or not language.strip():
        raise _invalid(f"Invalid request: missing {name} parameter")
    return language.strip()


def _form(fields: Mapping[str, Any]) -> Format:
    given = str(fields.get("format") or Format.TEXT)
    if given not in _FORMATS:
        raise _invalid(f"{given} format is not supported")
    return Format(given)


def _alternatives(fields: Mapping[str, Any]) -> int | None:
    given = fields.get("alternatives")
    if given is None:
        return None
    try:
        count = int(given)
    except (TypeError, ValueError) as error:
        raise _invalid("Invalid request: alternatives parameter is not a number") from error
    if not 0 <= count <= MOST_ALTERNATIVES:
        raise _invalid(f"Invalid request: alternatives parameter must be <= {MOST_ALTERNATIVES}")
    return count or None


def _invalid(text: str) -> Refusal:
    return Refusal(HTTPStatus.BAD_REQUEST, text)
