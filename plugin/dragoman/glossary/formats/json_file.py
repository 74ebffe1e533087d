"""Concepts as a JSON file: ``{"concepts": […]}``, each as the API gives it."""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from marshmallow import ValidationError

from dragoman.glossary.concept import Concept
from dragoman.glossary.concept_json import from_mapping, to_mapping
from dragoman.glossary.formats.row import Row
from dragoman.glossary.model import GlossaryError
from dragoman.wording import message, phrase


def rows_of(raw: bytes) -> Iterator[Row]:
    """Yield the concepts of a file.

    Raises:
        GlossaryError: it is no such file.
    """
    try:
        content = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise GlossaryError(phrase(message("it is no JSON: export it again"))) from error
    concepts = content.get("concepts") if isinstance(content, dict) else content
    if not isinstance(concepts, list):
        raise GlossaryError(phrase(message("it must be {example}"), example='{"concepts": […]}'))
    for number, mapping in enumerate(concepts, 1):
        yield _row(f"concept {number}", mapping)


def _row(place: str, mapping: Any) -> Row:
    if not isinstance(mapping, Mapping):
        return Row(place, problem=phrase(message("it is no object")))
    try:
        concept = from_mapping(mapping)
    except ValidationError as error:
        return Row(place, problem=_first(error.messages))
    return Row(place, concept, given=frozenset(mapping).union(*mapping["terms"].values()))


def _first(messages: Any, place: str = "") -> str:
    """Return the first of marshmallow's nested messages, with its place."""
    while isinstance(messages, Mapping):
        name, messages = next(iter(messages.items()))
        place += f"/{name}"
    return f"{place}: {messages[0] if isinstance(messages, list) else messages}"


def written(concepts: Iterable[Concept]) -> bytes:
    """Return concepts as a file."""
    content = {"concepts": [to_mapping(concept) for concept in concepts]}
    return json.dumps(content, ensure_ascii=False, indent=1).encode()
