"""Whether a word of a text is meant as a verb: "will refund" does not say "refund", the noun.

What stands beside it shows that. Where nothing does, the word may be either.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Final

from dragoman.tags import base

_WORDS_BEFORE: Final = re.compile(r"(?:[^\W\d_]+(?:['\u2019][^\W\d_]+)*[ \u00a0]+){1,2}\Z")
_WORD_BEHIND: Final = re.compile(r"\A[ \u00a0]+([^\W\d_]+)")


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# What only the plain form of an English verb stands behind; "to" too, unless it belongs to what is before it.
_BEFORE_VERBS: Final = _words(
    "i we they will would shall should can could cannot may might must please let's lets "
    "don't doesn't didn't won't wouldn't can't couldn't shouldn't "
    "i'll we'll you'll they'll he'll she'll it'll "
    "i'd we'd you'd they'd"
)
_BEFORE_VERBS_IN_S: Final = _words("he she it who")
# At the beginning of a question the subject follows: "Will return shipping be free?"
_ASKING: Final = _words("will would shall should can could may might must")
# These stand between such a word and its verb.
_BETWEEN: Final = _words("not also only always never still just then now fully partially")
_TAKES_TO: Final = _words(
    "added according due thanks subject related prior next respect regard regards relating relative close"
)
# A verb has its object behind it: "can you refund me".
_OBJECTS: Final = _words("me you us him them it my our your his their the this that these those a an")
_BEFORE_NOUNS: Final = _words("the a an my our your his her its their this these those no every each another")
_BEHIND_NOUNS: Final = _words(
    "of for in on at by from within to is was has will and or that which if because but"
)
_PASSIVES: Final[Mapping[str, frozenset[str]]] = {
    "pt": _words("foi foram fui fomos ser sido sendo será serão seja sejam seria seriam"),
    "es": _words("fue fueron fui ser sido siendo será serán sea sean sería serían"),
}
_PARTICIPLES: Final = ("do", "da", "dos", "das")


def reads_as(text: str, start: int, end: int, language: str, *, verb: bool) -> bool:
    """Return whether a word of a text may be meant as a verb, or as anything but one.

    Args:
        text: The text.
        start: Where the word begins.
        end: Where it ends.
        language: Language of the text, a BCP 47 tag.
        verb: Whether it is to be a verb.
    """
    written = text[start:end]
    # "Click the Close icon": a capital makes a name of any kind of word.
    if not written.isalpha() or written.istitle():
        return True
    word = written.casefold()
    found = _WORDS_BEFORE.search(text[max(0, start - 60) : start])
    before = found.group().casefold().replace("\u2019", "'").split() if found else []
    if base(language) == "en":
        behind = _WORD_BEHIND.search(text[end : end + 30])
        following = behind.group(1).casefold() if behind else ""
        if verb:
            return not (before and before[-1] in _BEFORE_NOUNS and _ends_phrase(word, following))
        return not _is_english_verb(word, before, following)
    passives = _PASSIVES.get(base(language), frozenset())
    return verb or not (before and before[-1] in passives and word.endswith(_PARTICIPLES))


def _ends_phrase(word: str, behind: str) -> bool:
    """Return whether a word behind an article is its noun: not in "the replace box", nor "the saving of"."""
    return not word.endswith(("ing", "ed")) and (not behind or behind in _BEHIND_NOUNS)


def _is_english_verb(word: str, before: Sequence[str], behind: str) -> bool:
    """Return whether what stands beside a word shows that it is a verb."""
    last = before[-1] if before else ""
    if last in _BETWEEN and len(before) > 1:
        last = before[-2]
    if last == "to":
        taken = len(before) > 1 and before[-2] in _TAKES_TO
        return not taken and not word.endswith("s")
    if last == "you" or (last in _ASKING and len(before) == 1):
        return behind in _OBJECTS
    if word.endswith("s") and not word.endswith("ss"):
        return last in _BEFORE_VERBS_IN_S and behind in _OBJECTS
    return last in _BEFORE_VERBS
