"""Dates, weekdays and times of day in a text."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Final

from dragoman.replies.reading.tokens import Value, ValueKind
from dragoman.replies.reading.vocabulary import VOCABULARIES, Vocabulary

_YEAR = r"(?:,?\s+(?:de\s+|do\s+)?(?P<year>(?:19|20)\d\d)(?!\d))?"
_DAY = r"(?<![\d.,/])(?P<day>[0-3]?\d)(?:st|nd|rd|th|[ºo°])?"
_NUMERIC: Final = re.compile(
    r"(?<![\w./-])(?:(?P<y>\d{4})([-/.])(?P<m>\d{1,2})\2(?P<d>\d{1,2})"
    r"|(?P<one>\d{1,2})([-/.])(?P<two>\d{1,2})\6(?P<yy>\d{4}|\d{2})"
    r"|(?P<one_>\d{1,2})/(?P<two_>\d{1,2}))(?![\w/])"
)
_TIME: Final = re.compile(
    r"(?<![\w:.,])(?P<hour>\d{1,2})(?:[:h](?P<minute>\d{2})(?::\d\d)?h?|(?=\s?[ap]\.?m\b))"
    r"(?:\s?(?P<half>[ap])\.?m(?:\.|\b))?(?![\w:])",
    re.IGNORECASE,
)
# "9h" is a time of day behind what tells when; otherwise it is so many hours.
_CLOCK: Final = re.compile(
    r"(?:(?<=[àa]s )|(?<=d[ao]s )|(?<=até ))(?P<hour>\d{1,2})\s?h(?![\w])", re.IGNORECASE
)
_MONTHS = 12
_NOON = 12


@lru_cache(maxsize=8)
def _patterns(language: str) -> tuple[re.Pattern[str], ...]:
    vocabulary = VOCABULARIES[language]
    months = "|".join(sorted(map(re.escape, vocabulary.months), key=len, reverse=True))
    month = rf"(?P<month>{months})"
    alone = "|".join(set(vocabulary.months) - vocabulary.words_that_are_months)
    return tuple(
        re.compile(pattern, re.IGNORECASE)
        for pattern in (
            rf"{_DAY}(?:\s+of|\s+de)?\s+{month}\b\.?{_YEAR}",
            rf"\b{month}\.?\s+{_DAY}(?![\w:]|[.,]\d|\s?%){_YEAR}",
            rf"\b{month}\b\.?(?:,?\s+(?:of\s+|de\s+)?(?P<year>(?:19|20)\d\d)(?!\d))",
            rf"\b(?P<month>{alone})\b",
            rf"\b(?:in|by|until|since|during|from|early|late|mid) {month}\b",
        )
    )


@lru_cache(maxsize=8)
def _weekday_pattern(language: str) -> re.Pattern[str]:
    vocabulary = VOCABULARIES[language]
    names = "|".join(sorted(map(re.escape, vocabulary.weekdays), key=len, reverse=True))
    joins = "|".join({"-", *vocabulary.ranges})
    return re.compile(rf"\b(?P<from>{names})\b(?:\s*(?:{joins})\s*(?P<to>{names})\b)?", re.IGNORECASE)


def dates(text: str, language: str) -> Iterator[Value]:
    """Yield dates, times and weekdays; later ones may overlap earlier ones, which then count.

    A date of three numbers is read as the language does, and otherwise kept as it is written.
    """
    vocabulary = VOCABULARIES[language]
    for match in _NUMERIC.finditer(text):
        if key := _numeric(match, vocabulary):
            yield Value(ValueKind.DATE, key, *match.span())
    for pattern in _patterns(language):
        for match in pattern.finditer(text):
            yield Value(ValueKind.DATE, _named(match.groupdict(), vocabulary), *match.span())
    for match in _TIME.finditer(text):
        yield Value(ValueKind.TIME, _time(match), *match.span())
    for match in _CLOCK.finditer(text) if language == "pt" else ():
        yield Value(ValueKind.TIME, f"{int(match['hour']):02}:00", *match.span())
    for match in _weekday_pattern(language).finditer(text):
        days = [vocabulary.weekdays[name.lower()] for name in match.group("from", "to") if name]
        yield Value(ValueKind.WEEKDAY, "..".join(days), *match.span())


def _numeric(match: re.Match[str], vocabulary: Vocabulary) -> str | None:
    if match["y"]:
        return _date(match["y"], match["m"], match["d"])
    one, two = (int(match[name] or match[f"{name}_"]) for name in ("one", "two"))
    if not match["yy"] and not (0 < one <= _MONTHS and 0 < two <= _MONTHS) and min(one, two) > _MONTHS:
        return None
    year = match["yy"] or ""
    year = f"20{year}" if len(year) == 2 else year  # noqa: PLR2004
    if two > _MONTHS:
        return _date(year, str(one), str(two))
    if vocabulary.day_first or one > _MONTHS:
        return _date(year, str(two), str(one))
    return f"{one}/{two}/{year}"


def _named(groups: Mapping[str, str | None], vocabulary: Vocabulary) -> str:
    month = vocabulary.months[(groups["month"] or "").lower()]
    return _date(groups.get("year") or "", month, groups.get("day") or "")


def _date(year: str, month: str, day: str) -> str:
    return "-".join([year, month.zfill(2), day.zfill(2) if day else ""])


def _time(match: re.Match[str]) -> str:
    hour, half = int(match["hour"]), (match["half"] or "").lower()
    if half:
        hour = hour % _NOON + (_NOON if half == "p" else 0)
    return f"{hour:02}:{match['minute'] or '00'}"


def free_of(found: Sequence[Value], others: Iterator[Value]) -> list[Value]:
    """Return those of ``others`` that overlap neither ``found`` nor one another; earlier ones count."""
    kept: list[Value] = []
    for value in others:
        if all(value.end <= one.start or one.end <= value.start for one in (*found, *kept)):
            kept.append(value)
    return kept
