"""Puts the shop's terms into translations that lack them.

Of all sentences that wait the candidates are decoded together, then scored together. A sentence that misses
nothing never comes here.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from dragoman.domain import TermKind
from dragoman.glossary.articles import agreeing
from dragoman.glossary.enforcement.candidates import Candidate, Repair, cited, switched
from dragoman.glossary.enforcement.occurrence import Occurrence, paired
from dragoman.glossary.enforcement.scoring import AT_ONCE, FLUENCY, NEAR, Pieces, Worth, worth
from dragoman.translation.markup.alignment import links
from dragoman.translation.translator import Translator

_BASE = "base"
_ONE = 2  # the translation that there is, and a single other one


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence and its translation.

    Attributes:
        source: The sentence.
        translation: Its translation.
        occurrences: The terms in it.
    """

    source: str
    translation: str
    occurrences: Sequence[Occurrence]

    def missed(self) -> list[Occurrence]:
        """Return the terms whose targets its translation lacks."""
        places = paired(self.occurrences, self.translation)
        return [
            one for one, place in zip(self.occurrences, places, strict=True) if place is None and one.whole
        ]


@dataclass(frozen=True, slots=True)
class _Scored:
    candidate: Candidate
    kept: int
    worth: Worth


class Repairs:
    """Repairs translations of one direction.

    Args:
        translator: What proposes and scores translations.
        source: Language of the sentences.
        target: Language of the translations.
    """

    def __init__(self, translator: Translator, source: str, target: str) -> None:
        self._translator = translator
        self._languages = source, target
        self._repair = Repair(target, agreeing(target))

    def repaired(self, sentences: Sequence[Sentence]) -> list[Candidate | None]:
        """Return for each sentence a better translation, or None where the one that it has stays."""
        if not sentences:
            return []
        edited = [self._keeping(*each) for each in zip(sentences, self._edited(sentences), strict=True)]
        chosen = [
            own[1] if len(own) == _ONE and _whole(sentence, own[1]) else None
            for sentence, own in zip(sentences, edited, strict=True)
        ]
        open_ones = [i for i, one in enumerate(chosen) if one is None]
        scored = dict(
            zip(
                open_ones,
                self._scored([sentences[i] for i in open_ones], [edited[i] for i in open_ones]),
                strict=True,
            )
        )
        waiting = [i for i in open_ones if not _good(sentences[i], scored[i])]
        again = [sentences[i] for i in waiting]
        decoded = [self._keeping(*each) for each in zip(again, self._decoded(again), strict=True)]
        for i, more in zip(waiting, self._scored(again, decoded), strict=True):
            scored[i] += more[1:]
        return [one or _chosen(sentences[i], scored[i]) for i, one in enumerate(chosen)]

    def _edited(self, sentences: Sequence[Sentence]) -> list[list[Candidate]]:
        """Put the terms into the translations that there are."""
        pairs = [(sentence.source, sentence.translation) for sentence in sentences]
        found: list[list[Candidate]] = []
        for sentence, alignment in zip(
            sentences, self._translator.align(*self._languages, pairs), strict=True
        ):
            if alignment is None:
                found.append([])
                continue
            places = paired(sentence.occurrences, sentence.translation)
            repaired = self._repair.repaired(
                sentence.translation,
                sentence.missed(),
                links(sentence.source, sentence.translation, alignment),
                [place for place in places if place is not None],
            )
            found.append([Candidate(text, "repaired") for text in repaired])
        return found

    def _decoded(self, sentences: Sequence[Sentence]) -> list[list[Candidate]]:
        """Let the engine translate again: the sentences as they are, and with the terms in them."""
        if not sentences:
            return []
        asked = [sentence.source for sentence in sentences] + [
            self._switched(sentence) for sentence in sentences
        ]
        proposed = self._translator.proposals(*self._languages, asked)
        return [
            [
                *(Candidate(text, "n-best") for text in own),
                *(Candidate(text, "code-switched") for text in foreign),
            ]
            for own, foreign in zip(proposed[: len(sentences)], proposed[len(sentences) :], strict=True)
        ]

    def _switched(self, sentence: Sentence) -> str:
        missed = sentence.missed()
        return switched(sentence.source, missed, [cited(one, *self._languages) for one in missed])

    def _scored(
        self, sentences: Sequence[Sentence], candidates: Sequence[Sequence[Candidate]]
    ) -> list[list[_Scored]]:
        """Score what sentences have and what is offered to them."""
        pairs = [
            (sentence.source, candidate.text)
            for sentence, own in zip(sentences, candidates, strict=True)
            for candidate in own
        ]
        scores = iter(self._translator.scores(*self._languages, pairs))
        return [
            [_scored(sentence, one, next(scores)) for one in own]
            for sentence, own in zip(sentences, candidates, strict=True)
        ]

    def _keeping(self, sentence: Sentence, candidates: Sequence[Candidate]) -> list[Candidate]:
        """Return the translation that there is and those candidates that have more terms and no new fault."""
        before = _count(sentence, sentence.translation)
        distinct = {one.text: one for one in reversed(candidates) if _count(sentence, one.text) > before}
        better = [Candidate(sentence.translation, _BASE), *reversed(distinct.values())]
        faults = self._translator.faults(*self._languages, sentence.source, [one.text for one in better])
        return [one for one, found in zip(better, faults, strict=True) if found <= faults[0]]


def _scored(sentence: Sentence, candidate: Candidate, pieces: Pieces) -> _Scored:
    places = [place for place in paired(sentence.occurrences, candidate.text) if place]
    return _Scored(candidate, len(places), worth(pieces, places))


def _good(sentence: Sentence, scored: Sequence[_Scored]) -> bool:
    """Return whether one of the translations has every term and is about as fluent as the one without."""
    base = scored[0]
    wanted = sum(one.whole for one in sentence.occurrences)
    return any(one.kept >= wanted and one.worth.loss <= base.worth.loss + AT_ONCE for one in scored[1:])


def _chosen(sentence: Sentence, scored: Sequence[_Scored]) -> Candidate | None:
    base, *others = scored
    if not others:
        return None
    best = max(
        others,
        key=lambda one: (
            one.kept,
            one.worth.likelihood + (NEAR if one.candidate.method == "repaired" else 0.0),
        ),
    )
    strict = any(one.kind is not TermKind.INFLECT for one in sentence.missed())
    if not strict and best.worth.loss > base.worth.loss + FLUENCY:
        return None
    return best.candidate


def _whole(sentence: Sentence, candidate: Candidate) -> bool:
    return _count(sentence, candidate.text) >= sum(one.whole for one in sentence.occurrences)


def _count(sentence: Sentence, translation: str) -> int:
    return sum(place is not None for place in paired(sentence.occurrences, translation))
