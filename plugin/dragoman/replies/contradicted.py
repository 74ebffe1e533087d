"""Takes out of a draft what the shop says in two ways: whoever wrote it, one of two values is wrong."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from dragoman.evidence import EvidenceKind, Passage
from dragoman.replies.draft import Draft, Question, Reason, Removed, Sentence
from dragoman.replies.knowledge.contradictions import contradictions
from dragoman.replies.reading.sentences import legible
from dragoman.replies.reading.values import values
from dragoman.tags import base

_BETWEEN_HEADINGS = " > "


def without_contradicted(draft: Draft, question: Question) -> Draft:
    """Return a draft without sentences that state a value which other evidence contradicts.

    Args:
        draft: The draft, checked.
        question: What it answers, with all its evidence.
    """
    if not draft.sentences:
        return draft
    said = _contradicted(question)
    kept: list[Sentence] = []
    removed: list[Removed] = []
    for sentence in draft.sentences:
        stated = {value.key for value in values(legible(sentence.text), base(question.language))}
        pairs = (pair for cited in sentence.cites for pair in said.get(cited, ()))
        both = next((words for keys, words in pairs if stated & keys), None)
        if both is None:
            kept.append(sentence)
        else:
            removed.append(Removed(sentence.text, Reason.CONTRADICTION, both))
    if not removed:
        return draft
    everything = (*draft.removed, *removed)
    if not kept:
        lost = replace(draft, sentences=(), evidence=(), removed=everything)
        return replace(lost, withheld=Reason.CONTRADICTION, detail=removed[0].words)
    cites = {one for sentence in kept for one in sentence.cites}
    evidence = tuple(one for one in draft.evidence if one.id in cites)
    return replace(draft, sentences=tuple(kept), evidence=evidence, removed=everything)


def _contradicted(question: Question) -> Mapping[str, list[tuple[frozenset[str], str]]]:
    """Return, by the ids of evidence, values that others contradict, and both as they are written."""
    found: dict[str, list[tuple[frozenset[str], str]]] = {}
    for one in contradictions(list(_passages(question))):
        both = " / ".join(one.said)
        for passage, said in zip((one.one, one.other), one.said, strict=True):
            keys = frozenset(value.key for value in values(legible(said), base(question.language)))
            found.setdefault(passage.id, []).append((keys, both))
    return found


def _passages(question: Question) -> Iterator[Passage]:
    for one in question.evidence:
        if one.kind is EvidenceKind.PASSAGE:
            headings = tuple(one.title.split(_BETWEEN_HEADINGS))
            yield Passage(one.id, "", headings, one.words, question.language)
