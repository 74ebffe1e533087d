"""Which language a message is in: model, letters and words, weighed with what was believed before.

Scores run over all languages, whether a store has enabled them or not, and no weight moves from one to
another: a message in a language that nobody asked for is reported in that language. Without evidence the
answer is ``und``.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from dragoman.domain import UNDETERMINED, Detection
from dragoman.language.lexicon import chat_lexicon
from dragoman.language.model import LanguageModel
from dragoman.language.prior import NO_PRIOR, Prior, believed, detectable_tags
from dragoman.language.reading import Reader, Reading, Tables
from dragoman.language.second_opinion import SecondOpinion
from dragoman.language.smoothing import smoothed
from dragoman.tags import as_asked, detectable, same_language

LIKELY = 0.55
"""A language is named when it is that likely; otherwise the answer is ``und``. Of single words, nine in ten
that are named are named rightly."""

GUESSED = 0.2
"""The same, as a guess that is not sure, where a word is a usual one, lingua was heard or the text is long:
nothing was found where the likeliest has less than an even chance among five."""

SURE = 0.9
"""It may be acted on when it is that likely: of word pairs, 98 in 100 are then right."""

SURE_WITH_REASON = 0.6
"""The same where the lexicon has every word, or conversation or locale spoke for the language before."""

TOLD = "set by an agent"

_SWITCH_WORDS = 4
_SWITCH_SURE = 0.9
_CHINESE = ("zh-Hans", "zh-Hant")


class Detector:
    """Detects languages; one instance serves all threads.

    Args:
        model: The language model.
        second_opinion: Asked about short texts that are not sure; None where nobody can be asked.
        tables: The tables of letters and words, where several detectors share them.
    """

    def __init__(
        self,
        model: LanguageModel | None = None,
        second_opinion: SecondOpinion | None = None,
        tables: Tables | None = None,
    ) -> None:
        self._reader = Reader(model or LanguageModel(), tables or Tables(), second_opinion)

    def detect(
        self,
        text: str,
        languages: Sequence[str] | None = None,
        prior: Prior = NO_PRIOR,
        locale: str | None = None,
    ) -> Detection:
        """Return the language of a text.

        Args:
            text: What was written.
            languages: The tags that are enabled; a detection comes back in their spelling. None: all are.
            prior: What the conversation has shown so far.
            locale: What the helpdesk or browser claims of the author: a hint, never enough alone.
        """
        return self.follow(text, languages, prior, locale)[0]

    def follow(
        self,
        text: str,
        languages: Sequence[str] | None = None,
        prior: Prior = NO_PRIOR,
        locale: str | None = None,
        *,
        earlier: Prior = NO_PRIOR,
        told: str | None = None,
        names: Sequence[str] = (),
    ) -> tuple[Detection, Prior]:
        """Return the language of a conversation's next message, and what the conversation shows now.

        Args:
            text: As for ``detect``, like ``languages`` and ``locale``.
            languages: See there.
            prior: What the conversation has shown so far.
            locale: See there.
            earlier: What earlier conversations of the same shopper showed.
            told: The language that an agent said the shopper writes: it holds for whatever has words.
            names: Terms of the shop that are the same in every language, and so say nothing of it.
        """
        reading = self._reader.read(text, names, _asked(languages))
        if not reading.likelihood:
            return _undetermined("no words"), prior
        if told is not None:
            return self._told(told, reading, languages), prior
        if not reading.evidence and not prior.weights:
            return _undetermined("no evidence in the words"), prior
        alone = _weighed(reading.likelihood, believed(reading.likelihood, NO_PRIOR, None, languages))
        beliefs = _Beliefs.of(prior, locale, earlier)
        if not beliefs.reasons or _overrules(alone, reading.length):
            after, beliefs = alone, _Beliefs()
        else:
            before = believed(reading.likelihood, prior, locale, languages, earlier)
            after = _weighed(reading.likelihood, before)
        known = Prior.of(after) if reading.evidence else prior
        return _decided(after, reading, languages, locale, beliefs), known

    def sentences(
        self,
        sentences: Sequence[str],
        languages: Sequence[str] | None = None,
        prior: Prior = NO_PRIOR,
        locale: str | None = None,
    ) -> list[Detection]:
        """Return the language of each sentence of a message; neighbours speak for one another.

        Args:
            sentences: The sentences in their order.
            languages: As for ``detect``, like ``locale``.
            prior: What is believed of the whole message.
            locale: See there.
        """
        readings = [self._reader.read(sentence, (), _asked(languages)) for sentence in sentences]
        told = [reading.likelihood if reading.evidence else {} for reading in readings]
        tags = dict.fromkeys(tag for likelihood in told for tag in likelihood)
        if not tags:
            return [_undetermined("no evidence in the words") for _ in readings]
        start = believed(tags, prior, locale, languages)
        return [
            _decided(weights, reading, languages, locale, _AROUND)
            if likelihood
            else _undetermined("no evidence in the words")
            for weights, reading, likelihood in zip(smoothed(start, told), readings, told, strict=True)
        ]

    def _told(self, told: str, reading: Reading, languages: Sequence[str] | None) -> Detection:
        """An agent's word, with what the text itself says."""
        alone = _weighed(reading.likelihood, believed(reading.likelihood, NO_PRIOR, None, languages))
        best = max(alone, key=lambda tag: alone[tag])
        tag = told if languages is None else as_asked(told, languages)
        evidence = (TOLD, *reading.evidence, f"the text alone: {best} {alone[best]:.2f}")
        return Detection(tag or told, 1.0, enabled=tag is not None, evidence=evidence, sure=True)


def _asked(languages: Sequence[str] | None) -> frozenset[str] | None:
    return None if languages is None else detectable_tags(tuple(languages))


def _overrules(alone: Mapping[str, float], length: int) -> bool:
    """Whether a text is so long and so sure that what was believed before it counts no more."""
    return length >= _SWITCH_WORDS and max(alone.values()) >= _SWITCH_SURE


def _weighed(likelihood: Mapping[str, float], before: Mapping[str, float]) -> dict[str, float]:
    weights = {tag: weight * before[tag] for tag, weight in likelihood.items()}
    total = sum(weights.values())
    return {tag: weight / total for tag, weight in weights.items()}


@dataclass(frozen=True, slots=True)
class _Beliefs:
    """What was believed before, in words, and the languages that it speaks for."""

    reasons: tuple[str, ...] = ()
    languages: frozenset[str] = frozenset()

    @classmethod
    def of(cls, prior: Prior, locale: str | None, earlier: Prior) -> "_Beliefs":
        reasons, languages = [], set()
        for source, known in (("conversation so far", prior), ("shopper's earlier conversations", earlier)):
            if known.weights:
                best = max(known.weights, key=lambda tag: known.weights[tag])
                reasons.append(f"{source}: {best} {known.weights[best]:.2f}")
                languages.add(best)
        if locale:
            reasons.append(f"locale: {locale}")
            languages.add(detectable(locale))
        return cls(tuple(reasons), frozenset(languages))


_AROUND = _Beliefs(("sentences around it",))


def _decided(
    weights: Mapping[str, float],
    reading: Reading,
    languages: Sequence[str] | None,
    locale: str | None,
    beliefs: _Beliefs,
) -> Detection:
    evidence = reading.evidence + beliefs.reasons
    best = max(weights, key=lambda tag: weights[tag])
    confidence = weights[best]
    chinese = sum(weights.get(tag, 0.0) for tag in _CHINESE)
    if best in _CHINESE and confidence < SURE <= chinese:  # of which script, only longer texts tell
        best, confidence = "zh", chinese
    sure = confidence >= (SURE_WITH_REASON if reading.known or best in beliefs.languages else SURE)
    if not sure:
        evidence = (*evidence, f"not sure: {best} {confidence:.2f}")
    if confidence < (GUESSED if reading.weighed_well else LIKELY):
        return _undetermined(*evidence)
    tag = _spelt(best, reading.words, languages, locale)
    if tag is None:
        return Detection(
            best, confidence, enabled=False, evidence=(*evidence, f"{best} is not enabled"), sure=sure
        )
    return Detection(tag, confidence, enabled=True, evidence=evidence, sure=sure)


def _spelt(tag: str, words: Sequence[str], languages: Sequence[str] | None, locale: str | None) -> str | None:
    """The tag as it was asked for; among several variants, by their own words, then by the locale."""
    if languages is None:
        return tag
    variants = _variants(tag, tuple(languages))
    if told := chat_lexicon().variant(words, variants):
        return told
    if locale and same_language(tag, locale):
        return as_asked(locale, variants)
    return as_asked(tag, variants)


@lru_cache(maxsize=10_000)
def _variants(tag: str, languages: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(language for language in languages if same_language(tag, language))


def _undetermined(*evidence: str) -> Detection:
    return Detection(UNDETERMINED, 0.0, enabled=False, evidence=evidence)
