"""What can be wrong with a translation, as far as it shows without another model."""

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from dragoman.tags import base
from dragoman.translation.conditions import condition_lost
from dragoman.translation.negation import negation_differs
from dragoman.translation.senses import Senses
from dragoman.translation.standing import SPACELESS

Likelihood = Callable[[str], Mapping[str, float] | None]
"""Returns how likely a line in lower case is in each language; None where nothing can be said."""
Lost = Callable[[str, str], Sequence[str]]
"""Returns the words of a sentence for which its translation has none."""


class Fault(StrEnum):
    """One thing that is wrong; the value is the code of the warning a person gets."""

    VALUES = "value_changed"
    NUMBERS = "number_changed"
    ORDER = "value_order"
    EMPTY = "empty"
    UNKNOWN = "unknown_word"
    UNTRANSLATED = "untranslated"
    LANGUAGE = "wrong_language"
    NEGATION = "negation_changed"
    QUESTION = "question_changed"
    REPETITION = "repetition"
    LENGTH = "length"
    CONDITION = "condition_lost"
    WORD = "word_lost"
    SENSE = "another_sense"


SOFT = frozenset({Fault.CONDITION, Fault.WORD, Fault.SENSE})
"""What is wrong with a translation that is sound in itself: others are looked at, but not at any price."""


_WORD = re.compile(r"[^\W\d_]+(?:['-][^\W\d_]+)*")
_UNKNOWN = re.compile(r"\u2047|<unk>")
_NUMBER = re.compile(r"\d+")
# Latin and full-width, Arabic, Armenian and Greek; in Greek it is the semicolon's twin, and often that.
_QUESTION_MARK = re.compile("[?\uff1f\u061f\u055e\u037e]")

_COPY_WORDS = 4
_COPY_SHARE = 0.75
_LONGEST_REPEATED = 8
_SHORT_WORDS = 3
_MEANT_REPEATS = 2
_MOST_WORDS = 2.5
_SPARE_WORDS = 3
_LEAST_WORDS = 0.3
_LEAST_FROM = 8
_LONGEST_WORD = 40
_TELLING_WORDS = 6
# In longer sentences much is said otherwise: those that seem to have lost a word are no worse there, by chrF.
_TELLING_LOSS = 15
# What stands somewhere in a long sentence does not tell what a word of it means.
_TELLING_SENSE = 30
_ANOTHER_AT_LEAST = 0.85
_TARGET_AT_LEAST = 0.03


@dataclass(frozen=True, slots=True)
class Guard:
    """Looks for what is wrong with translations from one language into another.

    Attributes:
        source: Language of the sentences, a BCP 47 tag.
        target: Language of the translations.
        likelihood: What tells languages apart; without it a translation may be in any.
        lost: What finds words that were not translated; without it none are missed.
    """

    source: str
    target: str
    likelihood: Likelihood | None = None
    lost: Lost | None = None

    def faults(self, source: Sequence[str], target: Sequence[str]) -> frozenset[Fault]:
        """Compare a sentence with its translation, both given as what lies between their values."""
        source_text, target_text = " ".join(source), " ".join(target)
        source_words, target_words = _WORD.findall(source_text), _WORD.findall(target_text)
        found = {
            Fault.NUMBERS: Counter(_NUMBER.findall(source_text)) != Counter(_NUMBER.findall(target_text)),
            Fault.EMPTY: bool(source_words) and not target_words,
            Fault.UNKNOWN: bool(_UNKNOWN.search(target_text)) and not _UNKNOWN.search(source_text),
            Fault.UNTRANSLATED: _copied(source_words, target_words),
            Fault.LANGUAGE: self._in_another_language(target_words),
            Fault.NEGATION: negation_differs(source_text, target_text, self.source, self.target),
            Fault.QUESTION: _asks(source_text) != _asks(target_text),
            Fault.REPETITION: _repeated(target_words) > _repeated(source_words)
            or _endless(target_words) > _endless(source_words),
            Fault.LENGTH: _wrong_length(len(source_words), len(target_words)),
        }
        hard = frozenset(fault for fault, present in found.items() if present)
        return hard or self._soft(source_text, target_text, len(source_words))

    def _soft(self, source: str, target: str, words: int) -> frozenset[Fault]:
        """Look for what is wrong with a translation that is sound in itself."""
        senses = Senses(self.source, self.target)
        lost = self.lost(source, target) if self.lost and 0 < words <= _TELLING_LOSS else ()
        found = {
            Fault.CONDITION: condition_lost(source, target, self.source, self.target),
            Fault.SENSE: words <= _TELLING_SENSE and senses.missed(source, target),
            Fault.WORD: not all(senses.vouched(word, source, target) for word in lost),
        }
        return frozenset(fault for fault, present in found.items() if present)

    def misread(self, source: Sequence[str], target: Sequence[str]) -> tuple[str, ...]:
        """Return the words of a translation that take words of the sentence in another sense."""
        return Senses(self.source, self.target).wrong(" ".join(source), " ".join(target))

    def _in_another_language(self, words: Sequence[str]) -> bool:
        """Say whether words are surely not the target's; a few, or names, in capitals, prove nothing."""
        own = [word for word in words if word.islower()]
        if self.likelihood is None or len(own) < _TELLING_WORDS:
            return False
        likely = self.likelihood(" ".join(own))
        if not likely:
            return False
        best = max(likely, key=lambda tag: likely[tag])
        return likely[best] > _ANOTHER_AT_LEAST and likely.get(base(self.target), 0.0) < _TARGET_AT_LEAST


def _asks(text: str) -> bool:
    return bool(_QUESTION_MARK.search(text))


def _copied(source: Sequence[str], target: Sequence[str]) -> bool:
    """Say whether the translation is made of the source's own words; names, in capitals, do not count.

    A word that is longer than any is was no word to begin with, and is never translated.
    """
    if _endless(source) and _endless(target):
        return True
    own = [word for word in target if word.islower()]
    if len(own) < _COPY_WORDS:
        return False
    known = {word.lower() for word in source}
    return sum(word in known for word in own) >= _COPY_SHARE * len(own)


def _repeated(words: Sequence[str]) -> int:
    """Count how often a group of words follows itself at once beyond what people write.

    One word may ("no, no, no"), twice, but not in a short answer ("Yes Yes"); groups of words may not.
    """
    lower = [word.lower() for word in words]
    if len(set(lower)) == len(lower):
        return 0
    worst = 0
    for size in range(1, min(_LONGEST_REPEATED, len(lower) // 2) + 1):
        meant = _MEANT_REPEATS if size == 1 and len(lower) > _SHORT_WORDS else 0
        run = 0
        for index in range(size, len(lower)):
            run = run + 1 if lower[index] == lower[index - size] else 0
            worst = max(worst, run // size - meant)
    return worst


def _endless(words: Sequence[str]) -> int:
    """Count the words that are longer than any is, where letters are written with spaces between words."""
    return sum(len(word) > _LONGEST_WORD and not SPACELESS.search(word) for word in words)


def _wrong_length(source: int, target: int) -> bool:
    spare = 1 if source < _SHORT_WORDS else _SPARE_WORDS
    too_long = target > _MOST_WORDS * source + spare
    return source > 0 and (too_long or (source >= _LEAST_FROM and target < _LEAST_WORDS * source))
