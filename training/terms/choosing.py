"""Chooses the sentences of the benchmark."""

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import Final

from dragoman.benchmarks.term_cases import Half, Kind, TermCase, direction
from dragoman.benchmarks.term_judge import Judge
from dragoman.glossary.concept import Concept
from training.terms.sentences import HelpSentence

_OFTENEST: Final = 20
_SEEN_DIGITS: Final = "01234567"

Translations = Mapping[str, str]
"""The packs' own translation of each sentence."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """How many sentences a half gets in one direction: that miss a term without a glossary, that do not."""

    missing: int
    chosen: int


def half_of(text: str) -> Half:
    """Return the half of a term or sentence: by the first digit of the sha256 of its English text."""
    digit = hashlib.sha256(text.encode()).hexdigest()[0]
    return Half.SEEN if digit in _SEEN_DIGITS else Half.HELD_OUT


def candidates(
    sentences: Sequence[HelpSentence],
    concepts: Sequence[Concept],
    translations: Translations,
    half: Half,
    kind: Kind,
    languages: tuple[str, str],
) -> Iterator[TermCase]:
    """Yield the sentences of a half that have concepts of it, all of which the reference says as well.

    Args:
        sentences: Where to look.
        concepts: Those of this half.
        translations: How the packs translate the sentences without a glossary.
        half: The half.
        kind: What the sentences are for.
        languages: Source and target.
    """
    source, target = languages
    glossary = direction(concepts, source, target)
    by_id = {concept.id: concept for concept in concepts}
    judge = Judge(target)
    for sentence in sentences:
        if half_of(sentence.english) is not half:
            continue
        pair = sentence.english, sentence.portuguese
        text, reference = pair if source == "en" else pair[::-1]
        asked = tuple(match.entry.concept for match in glossary.index.find(text) if match.whole)
        if not asked or not _says(judge, by_id, asked, reference):
            continue
        chosen = _says(judge, by_id, asked, translations[text])
        yield TermCase(half, kind, source, target, text, reference, asked, chosen, sentence.unseen)


def labelled(
    cases: Sequence[TermCase], concepts: Sequence[Concept], translations: Translations
) -> list[TermCase]:
    """Return cases that say whether packs choose their terms by themselves.

    Args:
        cases: The cases.
        concepts: Those that they name.
        translations: How the packs translate the sentences without a glossary.
    """
    by_id = {concept.id: concept for concept in concepts}
    judges = {target: Judge(target) for target in {case.target_language for case in cases}}
    return [
        replace(
            case,
            chosen=_says(judges[case.target_language], by_id, case.concepts, translations[case.source]),
        )
        for case in cases
    ]


def choose(found: Sequence[TermCase], wanted: Wanted, random: Random) -> list[TermCase]:
    """Choose sentences so that many concepts occur, none all the time, and most pairs are unseen."""
    order = list(found)
    random.shuffle(order)
    order.sort(key=lambda case: not case.unseen)
    used: Counter[str] = Counter()
    picked = []
    for chosen, number in ((False, wanted.missing), (True, wanted.chosen)):
        fitting = [case for case in order if case.chosen is chosen]
        taken = list(_spread(fitting, number, used))
        picked += taken
    return picked


def _spread(cases: Sequence[TermCase], number: int, used: Counter[str]) -> Iterator[TermCase]:
    """Yield cases, those first whose rarest concept was used least."""
    waiting = list(cases)
    for most in range(1, _OFTENEST + 1):
        later = []
        for case in waiting:
            if number and min(used[name] for name in case.concepts) < most:
                used.update(set(case.concepts))
                number -= 1
                yield case
            else:
                later.append(case)
        waiting = later


def without_terms(
    sentences: Sequence[HelpSentence], concepts: Sequence[Concept], languages: tuple[str, str]
) -> list[HelpSentence]:
    """Return the sentences in which no concept stands."""
    source, target = languages
    glossary = direction(concepts, source, target)
    return [
        sentence
        for sentence in sentences
        if not glossary.index.find(sentence.english if source == "en" else sentence.portuguese)
    ]


def _says(judge: Judge, concepts: Mapping[str, Concept], asked: Sequence[str], text: str) -> bool:
    return all(len(judge.found(concepts[name], text)) >= number for name, number in Counter(asked).items())
