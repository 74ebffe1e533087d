"""Amounts and days, as a language writes them."""

from collections.abc import Iterable
from datetime import date

from babel import Locale, UnknownLocaleError
from babel.dates import format_date
from babel.numbers import format_currency

from dragoman.commerce import Money

Value = Money | date
_FALLBACK = "en"


def said(value: Value, language: str) -> str:
    """Return an amount ("R$ 129,90") or a day ("25 de novembro de 2026") as a language writes it.

    Args:
        value: The amount or day.
        language: BCP 47 tag; English stands in for one that is not known.
    """
    locale = _locale(language)
    if isinstance(value, Money):
        return str(format_currency(value.amount, value.currency, locale=locale))
    return str(format_date(value, "long", locale=locale))


def spellings(values: Iterable[Value], source: str, target: str) -> dict[str, str]:
    """Return how one language writes what the other does, of all values that they write differently."""
    pairs = {said(value, source): said(value, target) for value in values}
    return {ours: theirs for ours, theirs in pairs.items() if ours != theirs}


def _locale(language: str) -> Locale:
    try:
        return Locale.parse(language, sep="-")
    except (ValueError, UnknownLocaleError):
        return Locale.parse(_FALLBACK)
