"""Where a text stands for itself: 49.90 does not stand in 149.90, nor Sol in Solution.

Boundaries are looked at in code, not in the patterns: a pattern that knows the scripts without spaces takes
longer to compile than a sentence takes to translate, and every sentence has values of its own.
"""

import re
from collections.abc import Iterator

SPACELESS = re.compile(r"[\u0e00-\u0eff\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af]")
"""Letters of scripts that put no spaces between words: Thai and Lao, Khmer, kana, Han, Hangul."""
_SEPARATORS = ".,"
_SIGNS = "$€£¥#%‰°"
# "US $10" and "A$10" are other amounts than "$10".
_ANOTHER_DOLLAR = re.compile(r"(?<!\w)(?:[A-Z]{1,3}|(?:US|USD|U\.S\.)[ \u00a0])\Z")
_LONGEST_DOLLAR = 6


def stands_alone(text: str, start: int, end: int) -> bool:
    """Return whether a part of a text is not part of a longer word or number."""
    before, behind = _beside(text, start, end)
    return not (_goes_on(text[start], before) or _goes_on(text[end - 1], behind))


def value_stands_alone(text: str, start: int, end: int) -> bool:
    """Return whether a value stands alone and no currency or other sign beside it makes it another one."""
    before, behind = text[max(0, start - _LONGEST_DOLLAR) : start], text[end : end + 1]
    signed = (text[start].isdecimal() and before[-1:] and before[-1] in _SIGNS) or (
        text[end - 1].isdecimal() and behind and behind in _SIGNS
    )
    other = text[start] == "$" and _ANOTHER_DOLLAR.search(before)
    return not signed and not other and stands_alone(text, start, end)


def number_stands_alone(text: str, start: int, end: int) -> bool:
    """Return whether digits are not part of a longer number; letters may touch them ("2x")."""
    return not any(beside[:1].isdecimal() or number_goes_on(beside) for beside in _beside(text, start, end))


def standing(pattern: re.Pattern[str], text: str) -> Iterator[tuple[int, int]]:
    """Yield where matches of a pattern stand alone in a text, from left to right."""
    position = 0
    while match := pattern.search(text, position):
        start, end = match.span()
        alone = start < end and stands_alone(text, start, end)
        if alone:
            yield start, end
        position = end if alone else start + 1


def _beside(text: str, start: int, end: int) -> tuple[str, str]:
    """Return the two characters on either side of a part, the nearer one first."""
    return text[max(0, start - 2) : start][::-1], text[end : end + 2]


def _goes_on(edge: str, beside: str) -> bool:
    """Return whether a part whose outermost character is ``edge`` goes on beside it."""
    if not _in_word(edge):
        return False
    return _in_word(beside[:1]) or (edge.isdecimal() and number_goes_on(beside))


def number_goes_on(beside: str) -> bool:
    """Return whether a number goes on with the two characters beside it, the nearer one first: ",7"."""
    return len(beside) > 1 and beside[0] in _SEPARATORS and beside[1].isdecimal()


def _in_word(character: str) -> bool:
    return (character.isalnum() or character == "_") and not SPACELESS.match(character)
