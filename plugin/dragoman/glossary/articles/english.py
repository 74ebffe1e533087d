"""English: "a" before consonants and "an" before vowels as they are spoken; demonstratives by number."""

import re
from collections.abc import Sequence

from dragoman.glossary.articles.agreement import Agreement, Grammar, words

_SPOKEN_CONSONANT = re.compile(
    r"(?:uni(?!n|m)|us[aeiu]|ut[ei]|eu|ew|one\b|once|ubiq|uk\b|u\.?s\b|url\b)", re.IGNORECASE
)
_SPOKEN_VOWEL = re.compile(r"[aeiou]|hour|honest|hono[u]?r|heir", re.IGNORECASE)
# Letters whose names begin with a vowel: an FAQ, an SMS; written words of capitals alone.
_SPELT = re.compile(r"[AEFHILMNORSX](?![a-z])[A-Z0-9]*\b")


def _onset(word: str, _slot: int) -> int:
    if _SPELT.match(word):
        return 1
    return 1 if _SPOKEN_VOWEL.match(word) and not _SPOKEN_CONSONANT.match(word) else 0


def _slots(agreement: Agreement) -> Sequence[int]:
    return (1,) if agreement.plural else (0,)


GRAMMAR = Grammar(
    paradigms=("a|an/", "this/these", "that/those"),
    slots=_slots,
    onset=_onset,
    particles=frozenset(
        words(
            "the my your his her its our their of to in on at for from with by about into not don't "
            "didn't doesn't i you he she it we they me him us them do does did will would can could "
            "should may might must has have had is are was were be been being am and or"
        )
    ),
)
