"""An agent's own wording of a reply in the shopper's language: checked, sent as written, and remembered.

What Dragoman proposed and a person corrected is the best there is for the translation memory. Its sentences
are approved where they stand opposite each other one to one, and only once the reply has reached the
helpdesk; where the agent joined or split sentences, nothing is approved.
"""

import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import partial
from types import MappingProxyType

from dragoman import domain
from dragoman.domain import Segment, SpanKind, Translation
from dragoman.glossary import proven
from dragoman.pipeline.context import Case, Context
from dragoman.pipeline.interpretation import Interpretation, Trouble, glossary_of
from dragoman.pipeline.memory import approved, unfit
from dragoman.storage.conversations import MessageRecord
from dragoman.storage.events import Claim, ReplyRequest
from dragoman.tags import same_language
from dragoman.translation.faults import Fault
from dragoman.translation.protect import protected_spans
from dragoman.translation.segments import split
from dragoman.translation.template import values_of

SENTENCE = "agent"
"""The method of a sentence that an agent wrote in the shopper's language."""
_WHOLE = "agent, as a whole"
_SURELY = 0.9
# What a person may say in another way ("2 days", "14:30"); that is shown, and not remembered.
_REWORDABLE = frozenset({SpanKind.NUMBER, SpanKind.DATE, SpanKind.TIME, SpanKind.MEASURE, SpanKind.EMOJI})


def in_own_words(
    case: Case,
    text: str,
    source: str,
    target: str,
    own: str,
    written: Mapping[str, str] = MappingProxyType({}),
) -> Interpretation:
    """Return an agent's wording as the translation of what they wrote, with what is wrong with it.

    Args:
        case: Whose shopper it is for.
        text: What the agent wrote in the language that they work in.
        source: That language.
        target: The shopper's language.
        own: The agent's translation.
        written: How that language writes values of the text which it writes otherwise.
    """
    glossary, troubles = glossary_of(case, source, target)
    segments = tuple(_segments(text, source, own, target))
    translation = Translation(
        source_language=source,
        target_language=target,
        original=text,
        text=own,
        segments=segments,
        protected=protected_spans(text),
        terms=(),
        quality=1.0,
        warnings=tuple(warning for segment in segments for warning in _changed(segment, written)),
        milliseconds=0.0,
    )
    faults = _wrong_language(case, target, own)
    return Interpretation(proven(translation, glossary), (*troubles, *faults))


def remember(context: Context, claim: Claim, record: MessageRecord) -> int:
    """Approve the sentences of a reply that was sent in an agent's own words; return how many those are."""
    event, target = claim.event, record.target_language
    if not isinstance(event, ReplyRequest) or event.translation is None or target is None:
        return 0
    if record.report.get("holds") or same_language(record.source_language, target):
        return 0
    pair = partial(
        approved,
        record.source_language,
        target,
        author=event.author,
        glossary=record.report.get("glossary", ""),
        conversation=claim.conversation,
    )
    pairs = [
        pair(segment["source"], segment["target"])
        for segment in record.report["segments"]
        if segment["method"] == SENTENCE and unfit(segment["source"], segment["target"]) is None
    ]
    return len(context.memory.rows.add(claim.store, pairs)) if pairs else 0


def _segments(text: str, source: str, own: str, target: str) -> Iterator[Segment]:
    theirs, ours = _sentences(text, source), _sentences(own, target)
    if len(theirs) != len(ours):
        yield Segment(text, own, _WHOLE)
        return
    for sentence, translation in zip(theirs, ours, strict=True):
        yield Segment(sentence, translation, SENTENCE)


def _sentences(text: str, language: str) -> list[str]:
    stretches = split(text, protected_spans(text), language, len, sys.maxsize)
    return [text[one.start : one.end] for one in stretches if one.sentence]


def _changed(segment: Segment, written: Mapping[str, str]) -> Iterator[domain.Warning]:
    """Say what of a sentence's values is not in its translation."""
    expected = segment.source
    for ours, theirs in written.items():
        expected = expected.replace(ours, theirs)
    if _quoted(expected) != _quoted(segment.target):
        yield domain.Warning(Fault.VALUES, (("source", segment.source),))
    elif values_of(expected) != values_of(segment.target):
        yield domain.Warning(Fault.NUMBERS, (("source", segment.source),))


def _quoted(text: str) -> Counter[str]:
    return Counter(span.text for span in protected_spans(text) if span.kind not in _REWORDABLE)


def _wrong_language(case: Case, target: str, own: str) -> Iterator[Trouble]:
    found = case.context.detector.detect(own, case.store.languages)
    if found.confidence >= _SURELY and not same_language(found.language, target):
        wording = case.notes.wording
        sentence = wording.text(
            "Your translation is in {found}, but the shopper reads {language}: correct it, or leave it out.",
            found=wording.language(found.language),
            language=wording.language(target),
        )
        yield Trouble("wrong_language", sentence)
