"""BCP 47 tags as shops write them: which two mean the same language, and how an answer is spelt."""

from collections.abc import Sequence

_ALIASES = {"no": "nb", "iw": "he", "in": "id", "ji": "yi", "fil": "tl", "cmn": "zh", "mo": "ro"}
_CHINESE_SCRIPTS = {"TW": "Hant", "HK": "Hant", "MO": "Hant", "CN": "Hans", "SG": "Hans", "MY": "Hans"}
_SCRIPT_SUBTAG_LENGTH = 4
_COMPOUNDING = frozenset({"de", "nl", "sv", "nb", "nn", "da"})
_REGION_SUBTAG_LENGTH = 2


def base(tag: str) -> str:
    """Return the primary language of a tag as it is spelt inside: ``pt-BR`` → ``pt``, ``no`` → ``nb``."""
    primary = _subtags(tag)[0].lower()
    return _ALIASES.get(primary, primary)


def detectable(tag: str) -> str:
    """Return the tag that detection tells apart: the primary language, for Chinese with its script."""
    language, script = base(tag), _script(tag)
    return f"zh-{script}" if language == "zh" and script else language


def compounding(tag: str) -> bool:
    """Return whether a language writes compounds in one word: German ``Gutscheincode``."""
    return base(tag) in _COMPOUNDING


def same_language(one: str, other: str) -> bool:
    """Return whether two tags name one language: ``pt-BR`` and ``pt``, not ``zh-Hans`` and ``zh-Hant``."""
    if base(one) != base(other):
        return False
    scripts = _script(one), _script(other)
    return None in scripts or scripts[0] == scripts[1]


def same_variant(one: str, other: str) -> bool:
    """Return whether a text in one serves as the other: ``pt`` and ``pt-BR``, not ``pt-PT`` with it."""
    regions = {region for tag in (one, other) if (region := _region(tag))}
    return same_language(one, other) and len(regions) <= 1


def as_asked(tag: str, languages: Sequence[str]) -> str | None:
    """Return the tag among ``languages`` that stands for ``tag``, spelt as it was asked for, or None.

    An exact match comes first; otherwise the first of the same language.
    """
    wanted = [subtag.lower() for subtag in _subtags(tag)]
    for language in languages:
        if [subtag.lower() for subtag in _subtags(language)] == wanted:
            return language
    return next((language for language in languages if same_language(tag, language)), None)


def _subtags(tag: str) -> list[str]:
    return tag.strip().replace("_", "-").split("-")


def _script(tag: str) -> str | None:
    """The script that a tag names; for Chinese also the one that its region writes."""
    subtags = _subtags(tag)[1:]
    for subtag in subtags:
        if len(subtag) == _SCRIPT_SUBTAG_LENGTH and subtag.isalpha():
            return subtag.title()
    if base(tag) == "zh":
        return next((script for region in subtags if (script := _CHINESE_SCRIPTS.get(region.upper()))), None)
    return None


def _region(tag: str) -> str | None:
    return next(
        (subtag.upper() for subtag in _subtags(tag)[1:] if len(subtag) == _REGION_SUBTAG_LENGTH), None
    )
