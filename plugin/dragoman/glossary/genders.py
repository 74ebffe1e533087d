"""The gender of a term: as its endings show it, or as the model's own articles do.

What is found is a proposal: whoever writes the term knows better.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from dragoman.glossary.concept import EVERY_LANGUAGE, Concept, Gender, LanguageTerms, PartOfSpeech
from dragoman.tags import base

_MASCULINE, _FEMININE, _NEUTER = Gender.MASCULINE, Gender.FEMININE, Gender.NEUTER
_Endings = Sequence[tuple[re.Pattern[str], Gender]]

Score = Callable[[Sequence[tuple[str, str]]], Sequence[float]]
"""Says how likely translations of sentences are: mean logarithms, one for each pair."""


def _endings(*rows: tuple[str, Gender]) -> _Endings:
    return tuple((re.compile(f"(?:{pattern})s?$", re.IGNORECASE), gender) for pattern, gender in rows)


# The first row that fits counts; a word that none fits has no gender that its ending shows.
_OF: Final[Mapping[str, _Endings]] = {
    "pt": _endings(
        (
            r"cinema|problema|sistema|\btema|programa|esquema|idioma|\bclima|\bdia|\bmapa|planeta|telegrama",
            _MASCULINE,
        ),
        (
            r"(?:ç|s|x|st|ni|gi|ti)(?:ão|õe)|dade|tude|gem|gen|ice|ície|ez|ase|ise|ose|a|ã|tribo|foto|moto",
            _FEMININE,
        ),
        (
            r"[oôóuú]|or|ores|[aeou]l|[aeé]i|ol|il|im|in|um|un|ame|ume|one|ete|ote|ante|ão|õe|ês|ese",
            _MASCULINE,
        ),
    ),
    "es": _endings(
        (r"problema|sistema|\btema|programa|esquema|idioma|\bclima|\bdía|\bmapa|planeta", _MASCULINE),
        (r"ión|ione|d|de|umbre|ez|ece|a|mano|foto|moto", _FEMININE),
        (r"o|or|ore|l|le|n|ne|e", _MASCULINE),
    ),
    "it": _endings(
        (r"problema|sistema|tema|programa|clima", _MASCULINE),
        (r"ione|ioni|tà|tù|a|ie|trice", _FEMININE),
        (r"o|ore|ori|one|ale", _MASCULINE),
    ),
    "fr": _endings(
        (r"tion|sion|son|té|ette|ance|ence|ure|ise|ade|ude|ée|ie|elle|euse|trice", _FEMININE),
        (r"age|ment|eau|isme|oir|ier|teur|in|on|et|al|aux", _MASCULINE),
    ),
    "de": _endings(
        (r"ung|ungen|heit|keit|schaft|tät|ion|ionen|ur|ik|ei|in|ie|e", _FEMININE),
        (r"chen|lein|ment|um|ium|ma", _NEUTER),
        (r"ling|er|or|ismus|ist|ant", _MASCULINE),
    ),
}
_ARTICLES: Final[Mapping[str, Mapping[Gender, str]]] = {
    "pt": {_MASCULINE: "O", _FEMININE: "A"},
    "es": {_MASCULINE: "El", _FEMININE: "La"},
    "fr": {_MASCULINE: "Le", _FEMININE: "La"},
    "it": {_MASCULINE: "Il", _FEMININE: "La"},
    "de": {_MASCULINE: "Der", _FEMININE: "Die", _NEUTER: "Das"},
}

Scores = Callable[[str, str, Sequence[tuple[str, str]]], Sequence[float]]
"""The same for a source and a target language; one number for each pair, however little a model knows."""

# A file with thousands of rows does not wait for a model; endings show most genders.
_MOST_ASKED: Final = 50


def with_genders(concepts: Sequence[Concept], scores: Scores | None = None) -> list[Concept]:
    """Return concepts whose nouns have a gender where it shows; what people wrote stays as it is.

    Args:
        concepts: The concepts.
        scores: Says how likely translations are; None, and for many concepts, only endings are looked at.
    """
    asked = scores if len(concepts) <= _MOST_ASKED else None
    return [
        replace(concept, terms={tag: _with_gender(concept, tag, asked) for tag in concept.terms})
        for concept in concepts
    ]


def _with_gender(concept: Concept, language: str, scores: Scores | None) -> LanguageTerms:
    terms = concept.terms[language]
    inflects = terms.part_of_speech in {None, PartOfSpeech.NOUN} and language != EVERY_LANGUAGE
    if terms.gender is not None or not inflects:
        return terms
    english = concept.said_in("en")
    if scores is None or english is None:
        return replace(terms, gender=gender_by_ending(terms.preferred, language))
    languages = ("en", language)
    gender = proposed_gender(
        english.preferred, terms.preferred, languages, lambda pairs: scores(*languages, pairs)
    )
    return replace(terms, gender=gender)


def gender_by_ending(term: str, language: str) -> Gender | None:
    """Return the gender that the ending of a term's first word shows; of its last one in German.

    Args:
        term: The words.
        language: A BCP 47 tag.
    """
    words = term.split()
    if not words:
        return None
    word = words[-1 if base(language) == "de" else 0]
    return next((gender for ending, gender in _OF.get(base(language), ()) if ending.search(word)), None)


def proposed_gender(source: str, target: str, languages: tuple[str, str], score: Score) -> Gender | None:
    """Return the gender of a noun: of the article that the model likes best with it, else by its ending.

    Args:
        source: The term as the source language says it.
        target: The term as the target language says it.
        languages: Source and target language.
        score: Says how likely translations are.
    """
    articles = _ARTICLES.get(base(languages[1]), {})
    if not articles or base(languages[0]) != "en":
        return gender_by_ending(target, languages[1])
    found = score([(f"The {source}.", f"{article} {target}.") for article in articles.values()])
    best, second = sorted(zip(found, articles, strict=True), reverse=True)[:2]
    return best[1] if best[0] - second[0] >= _SURELY else gender_by_ending(target, languages[1])


_SURELY: Final = 0.1
"""Mean logarithms by which one article must be likelier than another."""
