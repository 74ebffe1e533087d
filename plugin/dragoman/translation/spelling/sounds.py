"""How words sound, and their consonants: two ways in which people spell who do not look a word up."""

import re
from collections.abc import Callable, Sequence

from dragoman.translation.spelling.letters import bare

_DOUBLED = re.compile(r"([^\W\d_])\1+")
_VOWELS = re.compile(r"[aeiouy]+")

# In the order in which they are applied. What sounds alike becomes one letter; capitals are sounds.
_RULES: dict[str, Sequence[tuple[str, str]]] = {
    "pt": (
        (r"ch", "X"), (r"sh", "X"), (r"x", "X"), (r"lh", "li"), (r"nh", "ni"), (r"\bh", ""), (r"h", ""),
        (r"ph", "f"), (r"qu(?=[ei])", "k"), (r"gu(?=[ei])", "G"), (r"s?c(?=[ei])", "s"), (r"g(?=[ei])", "j"),
        (r"[cq]", "k"), (r"G", "g"), (r"z", "s"), (r"w", "u"), (r"y", "i"),
        (r"l(?![aeiou])", "u"), (r"ai(?=X)", "a"), (r"ei(?=[rjX])", "e"),
        (r"m(?=[^aeiou]|\b)", "n"), (r"o(?=s?\b)", "u"), (r"e(?=s?\b)", "i"), (r"(?<=[aeiou])r\b", ""),
    ),
    "en": (
        (r"\bkn", "n"), (r"\bwr", "r"), (r"ph", "f"), (r"gh(?=t)", ""), (r"ck", "k"), (r"c(?=[eiy])", "s"),
        (r"c", "k"), (r"q", "k"), (r"x", "ks"), (r"z", "s"), (r"tion", "shun"), (r"sion", "shun"),
        (r"e\b", ""), (r"(?<=.)[aeiou]r\b", "R"), (r"ei|ie|ea|ee", "i"), (r"ai|ay|ey", "e"), (r"ou|ow", "o"),
        (r"oo", "u"), (r"wh", "w"), (r"y", "i"),
    ),
    "es": (
        (r"ll", "y"), (r"\bh", ""), (r"(?<!c)h", ""), (r"qu(?=[ei])", "k"), (r"gu(?=[ei])", "G"),
        (r"c(?=[ei])", "s"), (r"g(?=[ei])", "j"), (r"ch", "X"), (r"[cq]", "k"), (r"z", "s"), (r"v", "b"),
        (r"x", "s"), (r"w", "u"), (r"sc(?=[ei])", "s"),
    ),
    "fr": (
        (r"ph", "f"), (r"eau|au", "o"), (r"qu", "k"), (r"ch", "X"), (r"ai|ei", "e"), (r"c(?=[eiy])", "s"),
        (r"[cq]", "k"), (r"\bh", ""), (r"h", ""), (r"oi", "wa"), (r"y", "i"), (r"(?:er|ez|e)s?\b", "e"),
        (r"(?<=..)(?:ent|es|s|t|x|e)\b", ""), (r"z", "s"),
    ),
    "de": (
        (r"ph", "f"), (r"ck", "k"), (r"tz", "z"), (r"dt\b", "t"), (r"v", "f"), (r"ie", "i"),
        (r"(?<=[aeiou])h", ""), (r"ai", "ei"), (r"eu", "oi"), (r"y", "i"), (r"c", "k"),
    ),
}  # fmt: skip


def sound(language: str) -> Callable[[str], str]:
    """Return what tells how a word of a language sounds."""
    rules = [(re.compile(pattern), to) for pattern, to in _RULES[language]]

    def key(word: str) -> str:
        word = bare(word.replace("ç", "ss"))
        for pattern, to in rules:
            word = pattern.sub(to, word)
        return _DOUBLED.sub(r"\1", word)

    return key


def consonants(word: str) -> str:
    """Return the first letter and the consonants of a word, doubled ones once."""
    return _DOUBLED.sub(r"\1", word[:1] + _VOWELS.sub("", word[1:]))
