"""Messages in two languages: which of their sentences the agents can read already, and which they cannot.

Sentences in the pivot language stay as the shopper wrote them; only the others are translated.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from dragoman.domain import UNDETERMINED, Detection, Segment, Translation
from dragoman.language.prior import Prior
from dragoman.pipeline.context import Case
from dragoman.pipeline.interpretation import Interpretation, interpret
from dragoman.tags import detectable, same_language
from dragoman.translation.protect import protected_spans
from dragoman.translation.segments import split

ALREADY_READABLE = "as written"
"""How a sentence was translated that is in the pivot language."""

_MOST_SENTENCES = 200
"""What is longer is read as one language: it is no chat, and each sentence takes its time."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A part of a message in one language, with the white space behind it."""

    text: str
    readable: bool


@dataclass(frozen=True, slots=True)
class Mixture:
    """A message in the pivot language and another one.

    Attributes:
        detection: The other language.
        passages: The parts of the message, in order; together they are the message.
    """

    detection: Detection
    passages: tuple[Passage, ...]


def mixture_of(case: Case, text: str, whole: Detection) -> Mixture | None:
    """Return the parts of a message, or None if it is not surely in the pivot and another language.

    Args:
        case: Whose message it is.
        text: What the shopper wrote.
        whole: What was detected for all of it.
    """
    stretches = split(text, protected_spans(text), case.store.pivot, len, max(1, len(text)))
    sentences = [text[one.start : one.end] for one in stretches if one.sentence]
    if not 1 < len(sentences) <= _MOST_SENTENCES:
        return None
    expected = (case.store.pivot, whole.language)
    shared = Prior(dict.fromkeys((detectable(tag) for tag in expected if tag != UNDETERMINED), 0.5))
    detections = case.context.detector.sentences(sentences, case.store.languages, shared)
    readable = [one.sure and same_language(one.language, case.store.pivot) for one in detections]
    others = [
        (sentence, detection)
        for sentence, detection, already in zip(sentences, detections, readable, strict=True)
        if not already and detection.sure
    ]
    if not any(readable) or not others:
        return None
    told = iter(readable)
    parts: list[tuple[str, bool]] = []
    for one in stretches:
        already = next(told) if one.sentence else parts[-1][1] if parts else readable[0]
        parts.append((text[one.start : one.end], already))
    passages = tuple(
        Passage("".join(part for part, _ in group), already)
        for already, group in groupby(parts, key=lambda part: part[1])
    )
    return Mixture(_other(others, whole), passages)


def interpret_mixture(case: Case, mixture: Mixture) -> Interpretation:
    """Translate what of a message is not in the pivot language; the rest stays as it was written."""
    done: list[Translation] = []
    troubles = []
    for passage in mixture.passages:
        if passage.readable:
            done.append(_as_written(case, passage.text))
            continue
        outcome = interpret(case, passage.text, mixture.detection.language, case.store.pivot)
        troubles += [trouble for trouble in outcome.troubles if trouble not in troubles]
        if outcome.translation is None:
            return Interpretation(None, tuple(troubles))
        done.append(outcome.translation)
    return Interpretation(_joined(mixture.detection.language, done), tuple(troubles))


def _other(others: Sequence[tuple[str, Detection]], whole: Detection) -> Detection:
    """The language that most of what the agents cannot read is in."""
    letters: Counter[str] = Counter()
    for sentence, detection in others:
        letters[detection.language] += len(sentence)
    language = letters.most_common(1)[0][0]
    best = max((found for _, found in others if found.language == language), key=lambda one: one.confidence)
    evidence = (*whole.evidence, f"{len(others)} sentences by themselves: {language}")
    return replace(best, evidence=evidence)


def _as_written(case: Case, text: str) -> Translation:
    pivot = case.store.pivot
    segments = (Segment(text.strip(), text.strip(), ALREADY_READABLE),)
    return Translation(pivot, pivot, text, text, segments, (), (), 1.0, (), 0.0)


def _joined(source: str, parts: Sequence[Translation]) -> Translation:
    """One translation of parts that follow one another."""
    protected = []
    position = 0
    for part in parts:
        protected += [
            replace(span, start=span.start + position, end=span.end + position) for span in part.protected
        ]
        position += len(part.original)
    return Translation(
        source_language=source,
        target_language=parts[0].target_language,
        original="".join(part.original for part in parts),
        text="".join(part.text for part in parts),
        segments=tuple(segment for part in parts for segment in part.segments),
        protected=tuple(protected),
        terms=tuple(term for part in parts for term in part.terms),
        quality=min(part.quality for part in parts),
        warnings=tuple(dict.fromkeys(warning for part in parts for warning in part.warnings)),
        milliseconds=sum(part.milliseconds for part in parts),
        glossary=next((part.glossary for part in parts if part.glossary), ""),
    )
