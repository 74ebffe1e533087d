"""Countries: which one a shopper names, itself or by a large city, and what one is called."""

import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from babel import Locale, UnknownLocaleError

_COUNTRY = re.compile(r"[A-Z]{2}")
_WORD = re.compile(r"[\w-]+")
_SHORTEST = 4


def country_named(text: str, language: str) -> str | None:
    """Return the code (ISO 3166) of the one country that a text names; None where it names none or several.

    Where it names no country, the one that its large cities lie in.

    Args:
        text: What was written.
        language: Its BCP 47 tag.
    """
    words = f" {_plain(text)} "
    named = {code for name, code in _names(language).items() if f" {name} " in words}
    # "Nice" and "Salvador" are words as well: in running text only a capital tells a city.
    written = f" {' '.join(_WORD.findall(text))} "
    cities = {city: code for city, code in _cities().items() if f" {city} " in written}
    longest = (one for one in cities if not any(one != other and one in other for other in cities))
    named = named or {cities[city] for city in longest}
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


@cache
def _cities() -> Mapping[str, str]:
    lines = files(__package__).joinpath("cities.txt").read_text("utf-8").splitlines()
    rows = (line.split(": ") for line in lines if not line.startswith("#"))
    return {city: code for code, cities in rows for city in cities.split(", ")}


def _plain(text: str) -> str:
    return " ".join(_WORD.findall(text.casefold()))


def _territories(language: str) -> Mapping[str, str]:
    try:
        locale = Locale.parse(language, sep="-")
    except (ValueError, UnknownLocaleError):
        locale = Locale.parse("en")
    return dict(locale.territories)
