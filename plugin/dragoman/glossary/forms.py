"""Fills in the forms of concepts' terms, when they are saved."""

import json
import logging
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace

from dragoman.domain import TermKind
from dragoman.glossary.concept import EVERY_LANGUAGE, Concept, LanguageTerms

_log = logging.getLogger(__name__)
_SECONDS = 300


def with_forms(concepts: Sequence[Concept]) -> list[Concept]:
    """Return concepts whose inflecting terms have forms; those that people wrote stay as they are.

    Where forms cannot be computed the concepts come back without: the term itself is found and kept anyway.
    """
    wanted = [
        (place, language, terms)
        for place, concept in enumerate(concepts)
        for language, terms in concept.terms.items()
        if concept.kind is TermKind.INFLECT and language != EVERY_LANGUAGE and not terms.forms
    ]
    found = _computed([(terms.preferred, language, terms.part_of_speech) for _, language, terms in wanted])
    filled: list[dict[str, LanguageTerms]] = [dict(concept.terms) for concept in concepts]
    for (place, language, terms), forms in zip(wanted, found, strict=True):
        filled[place][language] = replace(terms, forms=tuple(forms))
    return [replace(concept, terms=terms) for concept, terms in zip(concepts, filled, strict=True)]


def _computed(wanted: Sequence[tuple[str, str, str | None]]) -> list[list[str]]:
    if not wanted:
        return []
    try:
        finished = subprocess.run(
            [sys.executable, "-m", "dragoman.glossary.inflecting"],
            input=json.dumps(wanted),
            capture_output=True,
            text=True,
            timeout=_SECONDS,
            check=True,
        )
        answers: list[list[str]] = json.loads(finished.stdout)
    except (OSError, subprocess.SubprocessError, ValueError) as error:
        _log.warning("the forms of %d terms could not be computed (%s)", len(wanted), type(error).__name__)
        return [[] for _ in wanted]
    return answers
