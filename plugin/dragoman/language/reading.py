"""What a text alone says of its language: script, model, letters and words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dragoman.language import scripts
from dragoman.language.cleaning import words as words_of
from dragoman.language.lexicon import chat_lexicon, function_words
from dragoman.language.model import LanguageModel

# How often the model's answer to so many words is worth nothing. With these values a confidence of 0.8 is
# right eight times in ten, for single words and for pairs (29 languages, test data of lingua-py).
_DOUBT = {1: 0.25, 2: 0.1, 3: 0.04}
_DOUBT_OF_LONGER = 0.005
_DOUBT_OF_KNOWN = 0.98

# Longer messages need no lexicon, and in them a word of another language proves nothing.
_SHORT = 6

# How likely a word or letter is in a language that is not listed for it: quoted, misspelt, or our mistake.
_WORD_ELSEWHERE = 0.001
_UNACCENTED_ELSEWHERE = 0.02
_LETTER_ELSEWHERE = 0.05
_FUNCTION_WORD_ELSEWHERE = 0.25
_FUNCTION_WORD_UNKNOWN = 0.7
_ENOUGH = 12

# Function words count in what may be a sentence; alone they mean other things elsewhere ("ja", "no").
_SENTENCE = 4


@dataclass(frozen=True, slots=True)
class Reading:
    """What the text alone says.

    Attributes:
        likelihood: How well each language explains the text; empty when there are no words.
        length: Its length in words.
        evidence: The reasons, in words; empty when the text says nothing about its language.
        words: The words that were read.
    """

    likelihood: Mapping[str, float]
    length: int
    evidence: tuple[str, ...]
    words: tuple[str, ...]


class Reader:
    """Reads texts; one instance serves all threads."""

    def __init__(self, model: LanguageModel) -> None:
        self._model = model

    def read(self, text: str) -> Reading:
        """Return what a text says; scripts of one language and Chinese need no model."""
        found = words_of(text)
        lexicon = chat_lexicon()
        telling = [word for word in found if not lexicon.is_neutral(word)]
        script = scripts.main_script(telling or found)
        if script is None:
            return Reading({}, 0, (), ())
        words = tuple(scripts.in_script(telling or found, script))
        length = scripts.length_in_words(words, script)
        written = (f"script: {script}",)
        if script == scripts.HAN:
            return Reading(scripts.chinese_or_japanese(words), length, written, words)
        if language := scripts.only_language(script):
            return Reading({language: 1.0}, length, written, words)
        candidates = scripts.written_in(script, self._model.languages())
        if not telling:
            return Reading(dict.fromkeys(candidates, 1.0), length, (), words)
        likelihood, evidence = self._weigh(words, candidates, length)
        return Reading(likelihood, length, evidence if script == scripts.LATIN else written + evidence, words)

    def _weigh(
        self, words: Sequence[str], candidates: Sequence[str], length: int
    ) -> tuple[dict[str, float], tuple[str, ...]]:
        """Weigh model, letters and words for languages that share a script."""
        evidence: list[str] = []
        entries = [(word, chat_lexicon().find(word)) for word in words] if len(words) <= _SHORT else []
        known = [(word, entry) for word, entry in entries if entry]
        likelihood = dict.fromkeys(candidates, 1.0)
        if scores := self._model.scores(" ".join(words)):
            likelihood = _doubted(scores, candidates, _doubt(length, len(known)))
            best = max(scores, key=lambda tag: scores[tag])
            evidence.append(f"model: {best} {scores[best]:.2f}")
        functional = [word for word in dict.fromkeys(words) if word in function_words().having]
        if functional and len(words) >= _SENTENCE:
            evidence.append(f"function words: {' '.join(functional[:_SHORT])}")
            _tell_apart(likelihood, functional)
        for letter, having in scripts.telling_letters(words).items():
            evidence.append(f"letter: {letter}")
            _lower(likelihood, having, _LETTER_ELSEWHERE)
        for word, entry in known:
            evidence.append(f"word: {word} ({', '.join(sorted(entry.languages))})")
            _lower(likelihood, entry.languages, _WORD_ELSEWHERE if entry.exact else _UNACCENTED_ELSEWHERE)
        return likelihood, tuple(evidence)


def _doubted(scores: Mapping[str, float], candidates: Sequence[str], doubt: float) -> dict[str, float]:
    """The model's answer, worth nothing with the chance ``doubt``."""
    total = sum(scores.get(tag, 0.0) for tag in candidates) or 1.0
    nothing = doubt / len(candidates)
    return {tag: (1 - doubt) * scores.get(tag, 0.0) / total + nothing for tag in candidates}


def _lower(likelihood: dict[str, float], having: frozenset[str], factor: float) -> None:
    """Lower every language but those that have what was found."""
    for tag in likelihood:
        if tag not in having:
            likelihood[tag] *= factor


def _tell_apart(likelihood: dict[str, float], words: Sequence[str]) -> None:
    """Lower the languages that lack the function words, those least whose function words we do not know."""
    known = function_words()
    counted = words[:_ENOUGH]
    for tag in likelihood:
        if tag in known.languages:
            lacking = sum(tag not in known.having[word] for word in counted)
            likelihood[tag] *= _FUNCTION_WORD_ELSEWHERE**lacking
        else:
            likelihood[tag] *= _FUNCTION_WORD_UNKNOWN ** len(counted)


def _doubt(length: int, known: int) -> float:
    """The chance that the model's answer is worth nothing, for so many words of which so many are known.

    Where the lexicon knows all of one or two words, the model adds only what their letters suggest.
    """
    if known == length and length in _DOUBT and length < max(_DOUBT):
        return _DOUBT_OF_KNOWN
    return _DOUBT.get(length, _DOUBT_OF_LONGER)
