"""Withholds what the shop says in two ways: whoever wrote it, one of two passages is wrong.

Which passages contradict each other is known since they were brought in. A draft loses the sentences that
repeat either side. It is withheld as a whole where that leaves nothing, and where what is asked is what the
two disagree on: then nobody found the answer, or whoever did took one side.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from dragoman.evidence import Contradiction, EvidenceKind
from dragoman.replies.asking import Asked
from dragoman.replies.draft import Draft, Question, Reason, Removed, Sentence
from dragoman.replies.grounding.checking import has_asked_values
from dragoman.replies.knowledge.cases import acts_of, cases_of
from dragoman.replies.knowledge.matter import about, names
from dragoman.replies.orders.countries import country_name, country_named
from dragoman.replies.reading.sentences import Reading, legible
from dragoman.replies.reading.tokens import ValueKind
from dragoman.replies.reading.values import values
from dragoman.replies.retrieval.words import Reader
from dragoman.replies.writers.answering import likeliest
from dragoman.replies.writers.extractive import needs, text_sources
from dragoman.replies.writers.matching import Need, has
from dragoman.tags import base

_REPEATS: Final = 0.7
"""A sentence repeats another one of whose words it has so many."""
_LIKELY: Final = 0.2
"""The passage that is likeliest to answer need not be surely the answer, only likely at all."""
_ABOUT: Final = 0.3
"""So much of what two passages disagree on is asked, where one of them is the likeliest to answer."""
_NEARLY_ALL: Final = 0.75
"""Where so much of it is asked, it does not matter which passage is."""
_THAT_DAY: Final = 0.5
"""The same of opening hours on a weekday that is named."""
_ENOUGH: Final = 2
"""At least so many words."""
_ESSENTIAL: Final[Mapping[str, str]] = {"en": "free", "pt": "grátis"}
"""What a question has to say where both passages do: what costs nothing is not what anything costs."""
# What asks for a value, or whether a time is over or an amount enough.
_ASKS: Final[Mapping[str, Mapping[str, re.Pattern[str]]]] = {
    language: {kind: re.compile(rf"\b(?:{words})\b", re.IGNORECASE) for kind, words in kinds.items()}
    for language, kinds in {
        "en": {
            "period": r"still|too late|in time|expired?|deadline|late|until|valid|run out|when|window|period"
            r"|how (?:long|soon|quickly|fast|many \w+)",
            "money": r"enough|how much|costs?|charges?|pay|spend|minimum|threshold|price|fee|free"
            r"|for nothing",
            "percent": r"discount|how much|off|offers?|percent\w*|reduction",
            "time": r"open\w*|clos\w+|hours|what time|still",
        },
        "pt": {
            "period": r"ainda|tarde demais|a tempo|venceu|vencid\w+|prazo|até|válid\w+|quando|quanto tempo"
            r"|quant[oa]s \w+",
            "money": r"suficiente|basta|quanto|custa\w*|cobra\w*|pag\w+|gastar|mínim\w+|valor|preço|taxa"
            r"|grátis",
            "percent": r"desconto|quanto|oferta|porcento",
            "time": r"abr\w+|fech\w+|abert\w+|horário|horas|ainda",
        },
    }.items()
}


def without_contradicted(draft: Draft, question: Question, wants: Asked) -> Draft:
    """Return a draft without what other evidence contradicts.

    Args:
        draft: The draft, checked.
        question: What it answers, with all its evidence and what contradicts itself there.
        wants: What is asked.
    """
    if not question.contradictions:
        return draft
    if _may_be_asked(draft, question) and (asked := _asked_about(draft, question, wants)):
        return _withheld(draft, asked.both)
    kept: list[Sentence] = []
    removed: list[Removed] = []
    for sentence in draft.sentences:
        both = next((one.both for one in question.contradictions if _repeats(sentence, one, question)), None)
        if both is None:
            kept.append(sentence)
        else:
            removed.append(Removed(sentence.text, Reason.CONTRADICTION, both))
    if not removed:
        return draft
    if not kept or not has_asked_values(kept, question):
        return _withheld(draft, removed[0].words)
    cites = {one for sentence in kept for one in sentence.cites}
    evidence = tuple(one for one in draft.evidence if one.id in cites)
    return replace(draft, sentences=tuple(kept), evidence=evidence, removed=(*draft.removed, *removed))


def _may_be_asked(draft: Draft, question: Question) -> bool:
    """Whether passages may answer: not where an order does, nor where the writer could not be asked."""
    orders = {one.id for one in question.evidence if one.kind is EvidenceKind.ORDER}
    cites = {one for sentence in draft.sentences for one in sentence.cites}
    return draft.withheld is not Reason.WRITER_FAILED and not orders & cites


def _withheld(draft: Draft, both: str) -> Draft:
    removed = (Removed(one.text, Reason.CONTRADICTION, both) for one in draft.sentences)
    return replace(
        draft,
        sentences=(),
        evidence=(),
        removed=(*draft.removed, *removed),
        withheld=Reason.CONTRADICTION,
        detail=both,
    )


def _sides(one: Contradiction) -> frozenset[str]:
    return frozenset({one.one.id, one.other.id})


def _repeats(sentence: Sentence, one: Contradiction, question: Question) -> bool:
    """Whether a sentence says what one of two passages says, and cites that one."""
    language = base(question.language)
    reading = Reading(legible(sentence.text), language)
    stated = {value.key for value in reading.values}
    for passage, said, whole in zip((one.one, one.other), one.said, one.sentences, strict=True):
        if passage.id not in sentence.cites:
            continue
        if one.kind and stated & {value.key for value in values(legible(said), language)}:
            return True
        told = Reading(legible(whole), language).content
        if not one.kind and told and len(told & reading.content) >= _REPEATS * len(told):
            return True
    return False


def _asked_about(draft: Draft, question: Question, wants: Asked) -> Contradiction | None:
    """Return the contradiction that is asked about.

    It is of the kind that is asked for, and either nearly all that both passages are about is asked, or some
    of it and one of them is what the draft cites, or likeliest to answer where it cites nothing.
    """
    sources = text_sources(question)
    cited = {one for sentence in draft.sentences for one in sentence.cites}
    for need in needs(wants, sources, question.language):
        likely = likeliest(need, sources, question.nearness)
        near = {likely[0].evidence.id} if likely and likely[1] >= _LIKELY else set()
        told = " ; ".join((need.text, *wants.leads, *wants.context))
        for one in question.contradictions:
            share, shared = _share(one, told, question.language)
            is_near = bool(_sides(one) & (cited or near))
            is_all = share >= _NEARLY_ALL and share * shared >= _ENOUGH
            is_all = is_all or (share >= _THAT_DAY and _on_that_day(one, told, question.language))
            if (is_all or (is_near and share >= _ABOUT)) and _fits(one, need, told, question.language):
                return one
    return None


def _share(one: Contradiction, told: str, language: str) -> tuple[float, int]:
    """Return how much of what both passages are about is asked, and how many words that are."""
    reader = Reader(language)
    cores, wides = [], []
    for passage, sentence in zip((one.one, one.other), one.sentences, strict=True):
        kind = ValueKind(one.kind) if one.kind else None
        cores.append(about(reader, " ; ".join((sentence, *passage.headings[-1:])), kind).keys())
        wides.append(about(reader, " ; ".join((sentence, *passage.headings)), kind).keys())
    shared = (cores[0] & wides[1]) | (cores[1] & wides[0]) | _days(one, base(language))
    country = country_named(told, language)
    there = country_name(country, language) if country else ""
    asked = about(reader, f"{told} ; {there}").keys() | _weekdays(told, base(language))
    named = about(reader, " ; ".join(names(one.sentences[0]) & names(one.sentences[1]))).keys()
    essential = shared & about(reader, _ESSENTIAL.get(base(language), "")).keys()
    if not essential <= asked or (not one.kind and named and not named & asked):
        return 0.0, 0
    return (len(shared & asked) / len(shared) if shared else 0.0), len(shared)


def _fits(one: Contradiction, need: Need, told: str, language: str) -> bool:
    """Whether a question wants such a value, for the case that both passages speak of."""
    primary = base(language)
    said = " ; ".join((*one.sentences, *one.one.headings, *one.other.headings))
    if not cases_of(told, primary) <= cases_of(said, primary):
        return False
    if not acts_of(told, primary) <= acts_of(_without_titles(one), primary):
        return False
    named = _weekdays(told, primary)
    if one.kind == ValueKind.TIME and named and not named & _days(one, primary):
        return False
    return _of_kind(one.kind, need, told, primary) and not _elsewhere(one, need, told, language)


def _without_titles(one: Contradiction) -> str:
    """Return both sentences with their own headings: titles of documents name much that they do not do."""
    return " ; ".join((*one.sentences, *one.one.headings[-1:], *one.other.headings[-1:]))


def _on_that_day(one: Contradiction, told: str, language: str) -> bool:
    return bool(_days(one, base(language)) & _weekdays(told, base(language)))


def _days(one: Contradiction, language: str) -> frozenset[str]:
    """Return the weekdays whose hours two passages disagree on."""
    return _weekdays(" ; ".join(one.said), language) if one.kind == ValueKind.TIME else frozenset()


def _weekdays(text: str, language: str) -> frozenset[str]:
    return frozenset(
        value.key for value in values(legible(text), language) if value.kind is ValueKind.WEEKDAY
    )


def _elsewhere(one: Contradiction, need: Need, told: str, language: str) -> bool:
    """Whether a question names another country than the passages, or what neither of them does."""
    whole = " ; ".join((*one.one.headings, one.one.text, *one.other.headings, one.other.text))
    country = country_named(told, language)
    theirs = {country_named(f"{one.one.headings[-1:]} {text}", language) for text in one.sentences}
    if country is not None and theirs != {None}:
        return country not in theirs
    said = frozenset(Reader(language).indexed(whole))
    return any(not has(name, said) for name in need.names)


def _of_kind(kind: str, need: Need, told: str, language: str) -> bool:
    """Whether such a value is asked for, or one is given to be judged by it."""
    if not kind or need.kinds:
        return kind in need.kinds if kind else not need.kinds
    given = {value.kind for value in Reading(legible(told), language).values}
    pattern = _ASKS.get(language, {}).get(kind)
    return kind in given or bool(pattern and pattern.search(told))
