"""Which language a message is in: model, letters and words, weighed with what was believed before.

Scores run over all languages, whether a store has enabled them or not, and no weight moves from one to
another: a message in a language that nobody asked for is reported in that language. Without evidence the
answer is ``und``.
"""

from collections.abc import Mapping, Sequence

from dragoman.domain import UNDETERMINED, Detection
from dragoman.language.lexicon import chat_lexicon
from dragoman.language.model import LanguageModel
from dragoman.language.prior import NO_PRIOR, Prior, believed
from dragoman.language.reading import Reader
from dragoman.tags import as_asked, same_language

SURE = 0.7
CLEAR_LEAD = 0.4
"""A language is accepted when it is that likely, or leads the next by so much."""

_SWITCH_WORDS = 4
_SWITCH_SURE = 0.9
_CHINESE = ("zh-Hans", "zh-Hant")


class Detector:
    """Detects languages; one instance serves all threads."""

    def __init__(self, model: LanguageModel | None = None) -> None:
        self._reader = Reader(model or LanguageModel())

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
    ) -> tuple[Detection, Prior]:
        """Return the language of a conversation's next message, and what the conversation shows now."""
        reading = self._reader.read(text)
        if not reading.likelihood:
            return _undetermined("no words"), prior
        if not reading.evidence and not prior.weights:
            return _undetermined("no evidence in the words"), prior
        alone = _weighed(reading.likelihood, believed(reading.likelihood, NO_PRIOR, None))
        if _overrules(alone, reading.length):
            after, evidence = alone, reading.evidence
        else:
            after = _weighed(reading.likelihood, believed(reading.likelihood, prior, locale))
            evidence = reading.evidence + _beliefs(prior, locale)
        known = Prior.of(after) if reading.evidence else prior
        return _decided(after, reading.words, languages, locale, evidence), known


def _overrules(alone: Mapping[str, float], length: int) -> bool:
    """Whether a text is so long and so sure that what was believed before it counts no more."""
    return length >= _SWITCH_WORDS and max(alone.values()) >= _SWITCH_SURE


def _weighed(likelihood: Mapping[str, float], before: Mapping[str, float]) -> dict[str, float]:
    weights = {tag: weight * before[tag] for tag, weight in likelihood.items()}
    total = sum(weights.values())
    return {tag: weight / total for tag, weight in weights.items()}


def _beliefs(prior: Prior, locale: str | None) -> tuple[str, ...]:
    beliefs = []
    if prior.weights:
        best = max(prior.weights, key=lambda tag: prior.weights[tag])
        beliefs.append(f"conversation so far: {best} {prior.weights[best]:.2f}")
    if locale:
        beliefs.append(f"locale: {locale}")
    return tuple(beliefs)


def _decided(
    weights: Mapping[str, float],
    words: Sequence[str],
    languages: Sequence[str] | None,
    locale: str | None,
    evidence: tuple[str, ...],
) -> Detection:
    best, confidence, lead = _best(weights)
    chinese = sum(weights.get(tag, 0.0) for tag in _CHINESE)
    if not _accepted(confidence, lead) and _accepted(chinese, 2 * chinese - 1):
        best, confidence, lead = "zh", chinese, 2 * chinese - 1
    if not _accepted(confidence, lead):
        return _undetermined(*evidence, f"not sure: {best} {confidence:.2f}")
    tag = _spelt(best, words, languages, locale)
    if tag is None:
        return Detection(best, confidence, enabled=False, evidence=(*evidence, f"{best} is not enabled"))
    return Detection(tag, confidence, enabled=True, evidence=evidence)


def _best(weights: Mapping[str, float]) -> tuple[str, float, float]:
    """The likeliest language, its weight, and its lead over the next."""
    ranked = sorted(weights, key=lambda tag: weights[tag], reverse=True)
    second = weights[ranked[1]] if len(ranked) > 1 else 0.0
    return ranked[0], weights[ranked[0]], weights[ranked[0]] - second


def _accepted(confidence: float, lead: float) -> bool:
    return confidence >= SURE or lead >= CLEAR_LEAD


def _spelt(tag: str, words: Sequence[str], languages: Sequence[str] | None, locale: str | None) -> str | None:
    """The tag as it was asked for; among several variants, by their own words, then by the locale."""
    if languages is None:
        return tag
    variants = [language for language in languages if same_language(tag, language)]
    if told := chat_lexicon().variant(words, variants):
        return told
    if locale and same_language(tag, locale):
        return as_asked(locale, variants)
    return as_asked(tag, variants)


def _undetermined(*evidence: str) -> Detection:
    return Detection(UNDETERMINED, 0.0, enabled=False, evidence=evidence)
