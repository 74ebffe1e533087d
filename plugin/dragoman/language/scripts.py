"""Writing systems: which languages a text can be in at all, judged by its letters."""

import re
from collections.abc import Sequence
from functools import cache
from importlib.resources import files

HAN = "Han"
LATIN = "Latin"

_RANGES = {
    "Greek": "\u0370-\u03ff\u1f00-\u1fff",
    "Cyrillic": "\u0400-\u052f\u1c80-\u1c8f\u2de0-\u2dff",
    "Armenian": "\u0530-\u058f",
    "Hebrew": "\u0590-\u05ff",
    "Arabic": "\u0600-\u06ff\u0750-\u077f\u08a0-\u08ff\ufb50-\ufdff\ufe70-\ufeff",
    "Thaana": "\u0780-\u07bf",
    "Devanagari": "\u0900-\u097f",
    "Bengali": "\u0980-\u09ff",
    "Gurmukhi": "\u0a00-\u0a7f",
    "Gujarati": "\u0a80-\u0aff",
    "Oriya": "\u0b00-\u0b7f",
    "Tamil": "\u0b80-\u0bff",
    "Telugu": "\u0c00-\u0c7f",
    "Kannada": "\u0c80-\u0cff",
    "Malayalam": "\u0d00-\u0d7f",
    "Sinhala": "\u0d80-\u0dff",
    "Thai": "\u0e00-\u0e7f",
    "Lao": "\u0e80-\u0eff",
    "Tibetan": "\u0f00-\u0fff",
    "Burmese": "\u1000-\u109f",
    "Georgian": "\u10a0-\u10ff\u1c90-\u1cbf",
    "Hangul": "\u1100-\u11ff\u3130-\u318f\uac00-\ud7af",
    "Ethiopic": "\u1200-\u139f",
    "Khmer": "\u1780-\u17ff",
    "Kana": "\u3040-\u30ff\u31f0-\u31ff\uff66-\uff9d",
    HAN: "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f々",
    LATIN: "a-zªº\u00c0-\u024f\u1e00-\u1eff",
}
_LETTERS = {script: re.compile(f"[{ranges}]") for script, ranges in _RANGES.items()}
_ALL_LATIN = re.compile(f"[{_RANGES[LATIN]}'-]+")

_WORTH = {HAN: 3.0, "Kana": 3.0, "Hangul": 2.0}
"""How many letters of an alphabet one character says as much as."""

_LANGUAGES = {
    "Greek": "el",
    "Cyrillic": "ru uk bg sr mk be kk ky tg tt mn ba cv os sah ce av bxr krc kv lez mhr mrj myv rue tyv xal"
    " uz az",
    "Armenian": "hy",
    "Hebrew": "he yi",
    "Arabic": "ar fa ur ps sd ug ckb arz azb pnb mzn lrc",
    "Thaana": "dv",
    "Devanagari": "hi mr ne mai sa new bh dty gom",
    "Bengali": "bn as bpy",
    "Gurmukhi": "pa",
    "Gujarati": "gu",
    "Oriya": "or",
    "Tamil": "ta",
    "Telugu": "te",
    "Kannada": "kn",
    "Malayalam": "ml",
    "Sinhala": "si",
    "Thai": "th",
    "Lao": "lo",
    "Tibetan": "bo",
    "Burmese": "my",
    "Georgian": "ka xmf",
    "Hangul": "ko",
    "Ethiopic": "am",
    "Khmer": "km",
    "Kana": "ja",
    HAN: "zh-Hans zh-Hant ja",
}
_ALSO_LATIN = frozenset({"sr", "uz", "az"})
_NEVER_LATIN = frozenset(" ".join(_LANGUAGES.values()).split()) | {"zh", "wuu", "yue"}

_CHINESE_CHARSETS = {
    "zh-Hans": ("gb2312", b"\xd8"),
    "zh-Hant": ("big5", b"\xc9"),
    "ja": ("shift_jis", b"\x98\x9f"),
}
"""National character sets, and where their less used characters begin."""

_OUTSIDE_CHARSET = 0.02
_LESS_USED = 0.2
_JAPANESE_WITHOUT_KANA = 0.15
_ENOUGH_CHARACTERS = 50
_ENOUGH_LETTERS = 300


def main_script(words: Sequence[str]) -> str | None:
    """Return the script that carries most of the words, or None if it is none that we know.

    Chinese characters beside Japanese syllables count as one script, named "Kana".
    """
    text = "".join(words)[:_ENOUGH_LETTERS]
    if not text:
        return None
    if _ALL_LATIN.fullmatch(text):
        return LATIN
    counts = {script: len(letters.findall(text)) for script, letters in _LETTERS.items()}
    if counts["Kana"]:
        counts["Kana"] += counts.pop(HAN)
    script = max(counts, key=lambda name: counts[name] * _WORTH.get(name, 1.0))
    return script if counts[script] else None


def in_script(words: Sequence[str], script: str) -> list[str]:
    """Return the words that have a letter of the script."""
    letters = [_LETTERS[script]] + ([_LETTERS[HAN]] if script == "Kana" else [])
    return [word for word in words if any(pattern.search(word) for pattern in letters)]


@cache
def written_in(script: str, languages: tuple[str, ...]) -> tuple[str, ...]:
    """Return those of the languages that are written in the script."""
    if script == LATIN:
        return tuple(tag for tag in languages if tag in _ALSO_LATIN or tag not in _NEVER_LATIN)
    writers = _LANGUAGES[script].split()
    return tuple(tag for tag in languages if tag in writers)


def only_language(script: str) -> str | None:
    """Return the language of a script that no other language uses."""
    languages = _LANGUAGES.get(script, "").split()
    return languages[0] if len(languages) == 1 else None


def telling_letters(words: Sequence[str]) -> dict[str, frozenset[str]]:
    """Return the letters that only some languages of the script have, and those languages."""
    known = _letters()
    return {letter: known[letter] for letter in sorted(set("".join(words)) & known.keys())}


def chinese_or_japanese(words: Sequence[str]) -> dict[str, float]:
    """Return how well Han characters without kana fit Simplified Chinese, Traditional Chinese and Japanese.

    A character counts against a language whose national character set does not have it, or has it among the
    less used ones: GB 2312 lists the simplified characters, Big5 the traditional ones, JIS X 0208 the
    Japanese ones.
    """
    characters = "".join(_LETTERS[HAN].findall("".join(words)))[:_ENOUGH_CHARACTERS]
    fits = dict.fromkeys(_CHINESE_CHARSETS, 1.0)
    fits["ja"] = _JAPANESE_WITHOUT_KANA
    for language, (charset, less_used) in _CHINESE_CHARSETS.items():
        for character in characters:
            code = character.encode(charset, "ignore")
            if not code:
                fits[language] *= _OUTSIDE_CHARSET
            elif code >= less_used:
                fits[language] *= _LESS_USED
    return fits


@cache
def _letters() -> dict[str, frozenset[str]]:
    lines = (files("dragoman.language") / "letters.txt").read_text("utf-8").splitlines()
    sections = [line.split(":") for line in lines if not line.startswith("#")]
    return {letter: frozenset(languages.split()) for letters, languages in sections for letter in letters}


def length_in_words(words: Sequence[str], script: str) -> int:
    """Return how many words a text is worth; scripts without spaces count two characters as one word."""
    if script in {HAN, "Kana", "Thai", "Lao", "Khmer", "Burmese", "Tibetan"}:
        return (sum(map(len, words)) + 1) // 2
    return len(words)
