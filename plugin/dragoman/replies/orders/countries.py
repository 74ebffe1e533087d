"""Countries: which one a shopper names, and what one is called."""

import re
from collections.abc import Mapping
from functools import cache

from babel import Locale, UnknownLocaleError

_COUNTRY = re.compile(r"[A-Z]{2}")
_SHORTEST = 4


def country_named(text: str, language: str) -> str | None:
    """Return the code (ISO 3166) of the one country that a text names; None where it names none or several.

    Args:
        text: What was written.
        language: Its BCP 47 tag.
    """
    words = f" {_plain(text)} "
    named = {code for name, code in _names(language).items() if f" {name} " in words}
    return named.pop() if len(named) == 1 else None


def country_name(code: str, language: str) -> str:
    """Return what a language calls a country; its code where it has no name."""
    return _territories(language).get(code, code)


@cache
def _names(language: str) -> Mapping[str, str]:
    # Shorter names are words of another meaning too.
    return {
        _plain(name): code
        for code, name in _territories(language).items()
        if _COUNTRY.fullmatch(code) and len(name) >= _SHORTEST
    }


def _plain(text: str) -> str:
    return " ".join(re.findall(r"[\w-]+", text.casefold()))


def _territories(language: str) -> Mapping[str, str]:
    try:
        locale = Locale.parse(language, sep="-")
    except (ValueError, UnknownLocaleError):
        locale = Locale.parse("en")
    return dict(locale.territories)
