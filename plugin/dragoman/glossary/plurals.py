"""How nouns become plural, by the rules of each language; dictionaries know the exceptions."""

import re
from collections.abc import Mapping, Sequence

_Rules = Sequence[tuple[re.Pattern[str], str]]


def _rules(*pairs: tuple[str, str]) -> _Rules:
    return tuple((re.compile(pattern, re.IGNORECASE), ending) for pattern, ending in pairs)


# The first pattern that fits counts; what it matches is replaced. Cunha & Cintra, Nova Gramática, 8.
_PORTUGUESE = _rules(
    (r"(?<=.)ão$", "ões"),
    (r"m$", "ns"),
    (r"(?<=[rz])$", "es"),
    (r"ês$", "eses"),
    (r"(?<=[áéíóôú]s)$", "es"),
    (r"(?<=[xs])$", ""),
    (r"(?<=[au])l$", "is"),
    (r"vel$", "veis"),
    (r"el$", "éis"),
    (r"ol$", "óis"),
    (r"il$", "is"),
    (r"$", "s"),
)
# RAE, Nueva gramática, 3.2.
_SPANISH = _rules(
    (r"ión$", "iones"),
    (r"z$", "ces"),
    (r"(?<=[aeiou]s)$", ""),
    (r"x$", "x"),
    (r"(?<=[aeiouáéó])$", "s"),
    (r"$", "es"),
)
_ENGLISH = _rules(
    (r"(?<=[^aeiou])y$", "ies"),
    (r"(?<=s|x|z)$", "es"),
    (r"(?<=ch|sh)$", "es"),
    (r"$", "s"),
)
_FRENCH = _rules((r"(?<=[sxz])$", ""), (r"(?<=eau|.eu)$", "x"), (r"al$", "aux"), (r"$", "s"))
_ITALIAN = _rules(
    (r"(?<=[àèéìòù])$", ""),
    (r"(?<=[^aeiou])$", ""),
    (r"(?<=[cg])a$", "he"),
    (r"a$", "e"),
    (r"io$", "i"),
    (r"(?<=[cg])o$", "hi"),
    (r"[oe]$", "i"),
    (r"$", ""),
)
_GERMAN = _rules(
    (r"(?<=ung|eit|ion|aft|tät)$", "en"),
    (r"(?<=e)$", "n"),
    (r"(?<=er|el)$", ""),
    (r"(?<=[aiouy])$", "s"),
    (r"$", "e"),
)
_DUTCH = _rules((r"(?<=el|en|em|er|je)$", "s"), (r"(?<=heid)$", "en"), (r"(?<=e)$", "s"), (r"$", "en"))

_OF: Mapping[str, _Rules] = {
    "pt": _PORTUGUESE,
    "gl": _PORTUGUESE,
    "es": _SPANISH,
    "en": _ENGLISH,
    "fr": _FRENCH,
    "it": _ITALIAN,
    "de": _GERMAN,
    "nl": _DUTCH,
}
_PLURAL_ENDINGS: Mapping[str, tuple[str, ...]] = {
    "pt": ("s",),
    "es": ("s",),
    "fr": ("s", "x"),
    "en": ("s",),
    "it": ("i", "e"),
}


# Words that end as plurals do and are singular, or both.
_NEVER_PLURAL: Mapping[str, re.Pattern[str]] = {
    "pt": re.compile(
        r"[áâéêíóôú]\w*us$|ês$|\b(?:lápis|tênis|grátis|mais|menos|antes|depois)$", re.IGNORECASE
    ),
    "es": re.compile(r"us$|is$|\b(?:interés|mes|más|menos|antes)$", re.IGNORECASE),
    "en": re.compile(r"(?:ss|[^n]us|bonus|is|series|species|news)$", re.IGNORECASE),
    "fr": re.compile(
        r"\b(?:prix|choix|voix|colis|avis|devis|mois|pays|cas|accès|succès|temps|corps|poids|bois|repas|fois|remis)$",
        re.IGNORECASE,
    ),
}


def plural(word: str, language: str) -> str | None:
    """Return the plural of a noun or adjective by rule, or None where we have no rules for its language.

    Args:
        word: The singular.
        language: A primary language ("pt").
    """
    for pattern, ending in _OF.get(language, ()):
        if pattern.search(word):
            return pattern.sub(ending, word, count=1)
    return None


def looks_plural(form: str, language: str) -> bool:
    """Return whether a form has the ending of plurals, in languages whose plurals have one."""
    never = _NEVER_PLURAL.get(language)
    return form.endswith(_PLURAL_ENDINGS.get(language, ())) and not (never and never.search(form))
