"""How far a translation can be trusted, from what is known about it without another model.

A sentence's quality is ``certainty x method x fault x fault …``:

- The certainty says how likely its translation is one to rely on, by what the model made of it; see
  ``certainty``.
- The factors for the way it was decoded and for each thing that is wrong with it (the tables below) are
  judgements, ordered by how much of the meaning a reader can still rely on. Placeholders have none: in the
  medical texts the sentences that need them are as good as the others. Nor, almost, has a lost word, which
  says little of chrF there; it makes the light amber, and another translation preferred.

A text has the mean of its sentences' quality, each weighted by its length in characters, times
``1 - 0.5 x missed / terms`` when its glossary terms were checked. Where nothing was to be translated the
quality is 1.
"""

from collections.abc import Collection, Iterable

from dragoman.domain import Light
from dragoman.translation.faults import Fault

_RED_BELOW = 0.5

UNSURE = "unsure"
"""Code of the warning about a sentence that the model was not certain of."""

_METHODS = {
    "bare": 0.9,
    "parts": 0.8,
    "split": 0.6,
}
_FAULTS = {
    Fault.VALUES: 0.0,
    Fault.EMPTY: 0.05,
    Fault.UNTRANSLATED: 0.1,
    Fault.LANGUAGE: 0.15,
    Fault.NEGATION: 0.2,
    Fault.REPETITION: 0.3,
    Fault.LENGTH: 0.4,
    Fault.UNKNOWN: 0.4,
    Fault.NUMBERS: 0.5,
    Fault.ORDER: 0.5,
    Fault.CONDITION: 0.5,
    Fault.QUESTION: 0.7,
    Fault.SENSE: 0.7,
    Fault.WORD: 0.99,
}
_MISSED_TERMS = 0.5


def worth(method: str, faults: Collection[Fault]) -> float:
    """Return what the translation of one sentence is worth, 0 to 1, whatever the model thinks of it."""
    result = _METHODS.get(method, 1.0)
    for fault in faults:
        result *= _FAULTS[fault]
    return result


def light(sentence_quality: float, doubts: Collection[str]) -> Light:
    """Return the traffic light of a sentence, from its quality and from what speaks against it."""
    if sentence_quality < _RED_BELOW:
        return Light.RED
    return Light.AMBER if doubts else Light.GREEN


def quality(sentences: Iterable[tuple[int, float]]) -> float:
    """Return the quality of a text from the lengths and the worth of its sentences."""
    weighted = list(sentences)
    length = sum(weight for weight, _ in weighted)
    return sum(weight * value for weight, value in weighted) / length if length else 1.0


def with_terms(text_quality: float, terms: int, missed: int) -> float:
    """Return the quality of a text of whose ``terms`` glossary terms some were missed."""
    return text_quality * (1 - _MISSED_TERMS * missed / terms) if terms else text_quality
