"""What a text alone says of its language: script, model, letters and words."""

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from dragoman.language import scripts
from dragoman.language.cleaning import words as words_of
from dragoman.language.frequencies import Usage, WordFrequencies
from dragoman.language.lexicon import Entry, OwnWord, chat_lexicon, close_languages, function_words
from dragoman.language.model import LanguageModel
from dragoman.language.prior import REGIONAL, WIDESPREAD
from dragoman.language.second_opinion import SecondOpinion
from dragoman.language.sequences import Fit, LetterSequences

# How often the answer of all that sees letters and words is worth nothing, by the length in words. Like the
# shares below it was fitted to interface texts, help and stories in 40 languages (translations of MediaWiki,
# GNOME and Battle for Wesnoth): the weights are the ones under which the right languages are likeliest.
_DOUBT = {1: 0.005}
_DOUBT_OF_LONGER = 0.003
_DOUBT_OF_KNOWN = 0.98
_LEXICON_SUFFICES = 2

# Model, letter sequences and word frequencies see the same text, so none counts in full, and from so many
# letters on the sequences say no more than they have said. A language that their table lacks is not ruled out
# by it.
_MODEL_SHARE = {1: 0.2, 2: 0.3, 3: 0.35}
_MODEL_SHARE_OF_LONGER = 0.6
_SEQUENCES_SHARE = {1: 0.2, 2: 0.2, 3: 0.3}
_SEQUENCES_SHARE_OF_LONGER = 0.4
_WORDS_SHARE = {1: 0.6, 2: 0.65, 3: 0.6}
_WORDS_SHARE_OF_LONGER = 0.55
_OPINION_SHARE = 1.2
_LETTERS_ENOUGH = 20
_NOT_IN_TABLE = 0.2
_MODEL_MISTAKEN = 0.001

OFTEN_MET = WIDESPREAD | REGIONAL
"""Languages that are always considered; others where the model names them."""

# A second opinion is asked about texts that are short and unsure, and about the languages that have at least
# this part of the weight of the likeliest.
_SURE_ALREADY = 0.97
_IN_QUESTION = 0.001
_ASKED_ABOUT = 12

# Languages that are named where several have most of the words.
_NAMED = 3

# Longer messages need no lexicon, and in them a word of another language proves nothing.
_SHORT = 6

# How likely a word or letter is in a language that is not listed for it: quoted, misspelt, or our mistake.
_WORD_ELSEWHERE = 0.001
_UNACCENTED_ELSEWHERE = 0.02
_LETTER_ELSEWHERE = 0.05
_WORD_OF_CLOSE_LANGUAGE = 0.2
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
        known: Whether the lexicon has every word, as it is spelt.
        weighed_well: Whether a word is a usual one, a second opinion was heard, or the text is too long to
            need either.
    """

    likelihood: Mapping[str, float]
    length: int
    evidence: tuple[str, ...]
    words: tuple[str, ...]
    known: bool = False
    weighed_well: bool = False


@dataclass(frozen=True, slots=True)
class Tables:
    """The tables of letters and words; readers may share them."""

    sequences: LetterSequences = field(default_factory=LetterSequences)
    frequencies: WordFrequencies = field(default_factory=WordFrequencies)


class Reader:
    """Reads texts; one instance serves all threads."""

    def __init__(self, model: LanguageModel, tables: Tables, second_opinion: SecondOpinion | None) -> None:
        self._model = model
        self._tables = tables
        self._second_opinion = second_opinion

    def read(self, text: str, names: Sequence[str] = (), enabled: Collection[str] | None = None) -> Reading:
        """Return what a text says; scripts of one language and Chinese need no model.

        Args:
            text: What was written.
            names: What says nothing of the language.
            enabled: Detectable tags of the languages that a second opinion is asked about. None: of any.
        """
        found = words_of(text, names)
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
        return self._weigh(words, candidates, (length, script), enabled)

    def _weigh(
        self,
        words: tuple[str, ...],
        candidates: Sequence[str],
        form: tuple[int, str],
        enabled: Collection[str] | None,
    ) -> Reading:
        """Weigh model, letters and words for languages that share a script."""
        length, script = form
        entries = [(word, chat_lexicon().find(word)) for word in words] if len(words) <= _SHORT else []
        known = [(word, entry) for word, entry in entries if entry]
        doubt = _doubt(length, len(known))
        scores = self._model.scores(" ".join(words)) or {}
        considered = [tag for tag in candidates if tag in OFTEN_MET or tag in scores]
        evidence = [] if script == scripts.LATIN else [f"script: {script}"]
        if scores:
            evidence.append(_most("model", scores))
        modelled = _modelled(scores, considered, length)
        fit = self._tables.sequences.fit(words, script)
        letters = _tempered(fit, considered, length) if fit else dict.fromkeys(considered, 1.0)
        if fit:
            evidence.append(_most("letter sequences", letters))
        usage = self._tables.frequencies.usage(words, script)
        if usage:
            modelled = _used(modelled, usage, length)
            evidence += _most_words(usage)
        worded, reasons = _worded(words, known, considered)
        likelihood = _together(modelled, letters, worded, doubt)
        spelt = sum(entry.exact for _, entry in known) == len(words)
        opinion = {} if spelt else self._opinion(words, length, likelihood, enabled)
        if opinion:
            evidence.append(_most("lingua", opinion))
            likelihood = _together(modelled, letters | _shared_out(letters, opinion), worded, doubt)
        usual = bool(usage and usage.found and not spelt)
        well = usual or bool(opinion) or length > _SHORT
        return Reading(likelihood, length, (*evidence, *reasons), words, spelt, well)

    def _opinion(
        self,
        words: Sequence[str],
        length: int,
        likelihood: Mapping[str, float],
        enabled: Collection[str] | None,
    ) -> Mapping[str, float]:
        """A second opinion on a short text that is not sure; empty where there is none."""
        if self._second_opinion is None or length > _SHORT:
            return {}
        return self._second_opinion.weigh(words, _in_question(likelihood, enabled))


def _modelled(scores: Mapping[str, float], languages: Sequence[str], length: int) -> dict[str, float]:
    """What the model's answer is worth for each language."""
    share = _MODEL_SHARE.get(length, _MODEL_SHARE_OF_LONGER)
    total = sum(scores.get(tag, 0.0) for tag in languages) or 1.0
    nothing = _MODEL_MISTAKEN / len(languages)
    return {tag: (scores.get(tag, 0.0) / total + nothing) ** share for tag in languages}


def _used(weights: Mapping[str, float], usage: Usage, length: int) -> dict[str, float]:
    """The weights with what the usual words are worth; languages without a list keep up with the best."""
    share = _WORDS_SHARE.get(length, _WORDS_SHARE_OF_LONGER)
    worth = {tag: math.exp(share * logarithm) for tag, logarithm in usage.logarithms.items()}
    unlisted = math.exp(share * usage.unlisted)
    return {tag: weight * worth.get(tag, unlisted) for tag, weight in weights.items()}


def _most_words(usage: Usage) -> list[str]:
    """Which languages have most of the words, the likeliest first, in words; empty when none has any."""
    if not usage.found:
        return []
    most = max(usage.found.values())
    having = [tag for tag, count in usage.found.items() if count == most]
    having.sort(key=lambda tag: usage.logarithms[tag], reverse=True)
    more = f" and {len(having) - _NAMED} more" if len(having) > _NAMED else ""
    return [f"words: {most} of {usage.words} in {', '.join(having[:_NAMED])}{more}"]


def _worded(
    words: Sequence[str], known: Sequence[tuple[str, Entry]], languages: Sequence[str]
) -> tuple[dict[str, float], list[str]]:
    """What single words and letters are worth for each language, and what they were."""
    worded, reasons = dict.fromkeys(languages, 1.0), []
    functional = [word for word in dict.fromkeys(words) if word in function_words().having]
    if functional and len(words) >= _SENTENCE:
        reasons.append(f"function words: {' '.join(functional[:_SHORT])}")
        _tell_apart(worded, functional)
    for word, own in _own_words(words):
        reasons.append(f"{own.language}, not {' or '.join(sorted(own.others))}: {word}")
        for tag in own.others & worded.keys():
            worded[tag] *= _WORD_OF_CLOSE_LANGUAGE
    for letter, having in scripts.telling_letters(words).items():
        reasons.append(f"letter: {letter}")
        _lower(worded, having, _LETTER_ELSEWHERE)
    for word, entry in known:
        reasons.append(f"word: {word} ({', '.join(sorted(entry.languages))})")
        _lower(worded, entry.languages, _WORD_ELSEWHERE if entry.exact else _UNACCENTED_ELSEWHERE)
    return worded, reasons


def _own_words(words: Sequence[str]) -> list[tuple[str, OwnWord]]:
    """The first few words that tell close languages apart."""
    known = close_languages()
    found = [(word, own) for word in dict.fromkeys(words) for own in known.get(word, ())]
    return found[:_SHORT]


def _together(
    modelled: Mapping[str, float], letters: Mapping[str, float], worded: Mapping[str, float], doubt: float
) -> dict[str, float]:
    """All that speaks for each language; what the letters say is worth nothing with the chance ``doubt``."""
    seen = {tag: weight * letters[tag] for tag, weight in modelled.items()}
    total, nothing = sum(seen.values()), doubt / len(seen)
    return {tag: ((1 - doubt) * weight / total + nothing) * worded[tag] for tag, weight in seen.items()}


def _in_question(likelihood: Mapping[str, float], enabled: Collection[str] | None) -> list[str]:
    """The languages that a second opinion is asked about; none when the first is sure."""
    best = max(likelihood.values())
    if best >= _SURE_ALREADY * sum(likelihood.values()):
        return []
    asked = [
        tag
        for tag, weight in likelihood.items()
        if weight >= best * _IN_QUESTION and (enabled is None or tag in enabled)
    ]
    return sorted(asked, key=lambda tag: likelihood[tag], reverse=True)[:_ASKED_ABOUT]


def _shared_out(letters: Mapping[str, float], opinion: Mapping[str, float]) -> dict[str, float]:
    """The weight that the letters gave to some languages, shared out among them as the opinion says."""
    shares = {tag: weight**_OPINION_SHARE for tag, weight in opinion.items()}
    weight = sum(letters[tag] for tag in opinion) / sum(shares.values())
    return {tag: weight * share for tag, share in shares.items()}


def _tempered(fit: Fit, languages: Sequence[str], length: int) -> dict[str, float]:
    """How likely each language is by the letters alone; one that the table lacks is not ruled out."""
    share = _SEQUENCES_SHARE.get(length, _SEQUENCES_SHARE_OF_LONGER)
    share *= min(1.0, _LETTERS_ENOUGH / fit.letters)
    weights = {tag: math.exp(share * logarithm) for tag, logarithm in fit.logarithms.items()}
    total = sum(weights.values())
    return {tag: weights.get(tag, _NOT_IN_TABLE) / total for tag in languages}


def _most(source: str, weights: Mapping[str, float]) -> str:
    """Which language a source finds likeliest, in words."""
    best = max(weights, key=lambda tag: weights[tag])
    return f"{source}: {best} {weights[best]:.2f}"


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
    """The chance that letters and words are worth nothing, for so many words of which so many are known.

    Where the lexicon knows all of one or two words, the others add only what is suggested.
    """
    if known == length <= _LEXICON_SUFFICES:
        return _DOUBT_OF_KNOWN
    return _DOUBT.get(length, _DOUBT_OF_LONGER)
