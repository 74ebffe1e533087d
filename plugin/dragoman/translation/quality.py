"""How far a translation can be trusted, from what is known about it without another model.

A sentence is worth ``method x fault x fault …``: how it was decoded, times a factor for each thing that is
wrong with it (the tables below). A text has the mean of its sentences' worth, each weighted by its length in
characters, times ``1 - 0.5 x missed / terms`` when its glossary terms were checked. Where nothing was to be
translated the quality is 1.

The numbers are judgements, ordered by how much of the meaning a reader can still rely on; they are not
probabilities.
"""

from collections.abc import Collection, Iterable

from dragoman.translation.faults import Fault

_METHODS = {
    "memory": 1.0,
    "phrasebook": 1.0,
    "plain": 1.0,
    "bare": 0.9,
    "parts": 0.8,
    "split": 0.6,
    "untouched": 1.0,
}
_PLACEHOLDERS = 0.95
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
    Fault.QUESTION: 0.7,
}
_MISSED_TERMS = 0.5


def worth(method: str, faults: Collection[Fault]) -> float:
    """Return what one sentence is worth, 0 to 1."""
    result = _METHODS.get(method, _PLACEHOLDERS)
    for fault in faults:
        result *= _FAULTS[fault]
    return result


def quality(sentences: Iterable[tuple[int, float]]) -> float:
    """Return the quality of a text from the lengths and the worth of its sentences."""
    weighted = list(sentences)
    length = sum(weight for weight, _ in weighted)
    return sum(weight * value for weight, value in weighted) / length if length else 1.0


def with_terms(text_quality: float, terms: int, missed: int) -> float:
    """Return the quality of a text of whose ``terms`` glossary terms some were missed."""
    return text_quality * (1 - _MISSED_TERMS * missed / terms) if terms else text_quality
