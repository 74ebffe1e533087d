"""Whether a clause denies what the evidence says, or says what the evidence denies."""

import re
from collections.abc import Collection, Mapping
from typing import Final

from dragoman.replies.reading.words import WORD, fold
from dragoman.translation.negation import negation_differs

_CLASSES: Final[Mapping[str, Mapping[str, re.Pattern[str]]]] = {
    "en": {
        "not": re.compile(r"\b(?:not|no|never|none|nobody|nothing|neither|nor|cannot|\w+n't|hardly)\b", re.I),
        "without": re.compile(r"\bwithout\b", re.I),
        "unless": re.compile(r"\b(?:unless|except|excluding|excluded|other than)\b", re.I),
        "only": re.compile(r"\b(?:only|solely|exclusively)\b", re.I),
    },
    "pt": {
        "not": re.compile(r"\b(?:não|nao|nunca|jamais|nem|nenhum\w*|ninguém|nada|tampouco)\b", re.I),
        "without": re.compile(r"\bsem\b", re.I),
        "unless": re.compile(r"\b(?:exceto|salvo|senão|a menos que|a não ser|excluíd\w+)\b", re.I),
        "only": re.compile(r"\b(?:só|somente|apenas|exclusivamente)\b", re.I),
    },
}
_PREFIXES: Final[Mapping[str, tuple[str, ...]]] = {
    "en": ("non-", "non", "un", "in", "im", "ir", "il", "dis", "ex"),
    "pt": ("não-", "in", "im", "ir", "il", "des", "dis", "ex"),
}
_OPPOSITES: Final[Mapping[str, tuple[tuple[str, str], ...]]] = {
    "en": (
        ("accept", "refus|reject|declin|den(?:y|ie)"),
        ("includ", "exclud"),
        ("before$", "after$"),
        ("open", "clos"),
        ("allow|permit", "forbid|prohibit|ban"),
        ("new$", "used|old$"),
        ("valid", "expire"),
        ("increas", "decreas"),
        ("possible", "impossible"),
        ("machine$", "hand$"),
        ("cold", "hot|warm"),
    ),
    "pt": (
        ("aceit", "recus|rejeit|neg"),
        ("inclu", "exclu"),
        ("antes$", "depois$|após$"),
        ("abert", "fechad"),
        ("permit", "proib"),
        ("nov[oa]s?$", "usad"),
        ("válid", "vencid|expirad"),
        ("aument", "diminu"),
        ("fri[oa]s?$", "quente"),
    ),
}
_SHORTEST = 3


def classes(clause: str, language: str) -> frozenset[str]:
    """Return the ways in which a clause denies or restricts: "not", "without", "unless", "only"."""
    return frozenset(name for name, words in _CLASSES.get(language, {}).items() if words.search(clause))


def differs(clause: str, known: str, language: str, *, close: bool) -> bool:
    """Say whether a clause denies or restricts where the evidence does not, or the reverse.

    Args:
        clause: A clause of a draft.
        known: The clause of the evidence that is nearest to it.
        language: A primary language.
        close: Whether the two say nearly the same: then nothing that denies or restricts may be missing.
    """
    if close:
        return classes(clause, language) != classes(known, language)
    return negation_differs(known, clause, language, language)


def turned_round(text: str, known: Collection[str], language: str) -> str:
    """Return a word of a text that the evidence has only with, or only without, what makes it the opposite.

    Args:
        text: A sentence of a draft.
        known: The words of the evidence, in small letters.
        language: A primary language.
    """
    prefixes = _PREFIXES.get(language, ())
    for match in WORD.finditer(text):
        word = fold(match.group())
        if word in known or len(word) < _SHORTEST:
            continue
        if any(prefix + word in known for prefix in prefixes):
            return match.group()
        bare = {word.removeprefix(prefix) for prefix in prefixes} - {word}
        if any(len(one) >= _SHORTEST and one in known for one in bare):
            return match.group()
    return _opposite(text, known, language)


def _opposite(text: str, known: Collection[str], language: str) -> str:
    said = {fold(match.group()) for match in WORD.finditer(text)}.difference(known)
    for pair in _OPPOSITES.get(language, ()):
        for ours, theirs in (pair, pair[::-1]):
            word = next((one for one in said if _begins(ours, one)), "")
            if (
                word
                and any(_begins(theirs, one) for one in known)
                and not any(_begins(ours, one) for one in known)
            ):
                return word
    return ""


def _begins(stems: str, word: str) -> bool:
    return re.match(rf"(?:{stems})", word) is not None
