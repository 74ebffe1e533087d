"""Puts the shop's terms into translations that lack them.

Of all sentences that wait the candidates are decoded together, then scored together. A sentence that misses
nothing never comes here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dragoman.domain import TermKind
from dragoman.glossary.articles import agreeing
from dragoman.glossary.enforcement.alone import Alone, said
from dragoman.glossary.enforcement.candidates import (
    CODE_SWITCHED,
    N_BEST,
    REPAIRED,
    Candidate,
    Repair,
    cited,
    switched,
)
from dragoman.glossary.enforcement.occurrence import Occurrence, Place, forbidden, paired
from dragoman.glossary.enforcement.scoring import FLUENCY, NEAR, Worth, worth
from dragoman.translation.markup.alignment import links
from dragoman.translation.translator import Translator

_BASE = "base"


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

    def wanted(self) -> list[tuple[Occurrence, Place | None]]:
        """Return the terms that are to be put in, with the places of forbidden words that give way."""
        missed = self.missed()
        found: list[tuple[Occurrence, Place | None]] = []
        for occurrence, place in forbidden(self.occurrences, self.translation):
            own = next((one for one in missed if one.term == occurrence.term), None)
            if own is not None:
                missed.remove(own)
            found.append((own or occurrence, place))
        return [*found, *((one, None) for one in missed)]

    def taken(self) -> list[Place]:
        """Return where the targets of terms stand in its translation."""
        return [place for place in paired(self.occurrences, self.translation) if place is not None]

    def once(self, occurrence: Occurrence) -> bool:
        """Return whether the term of an occurrence stands in it once only."""
        return sum(one.term == occurrence.term for one in self.occurrences) == 1

    def strict(self) -> bool:
        """Return whether something must change, however fluent the translation is."""
        insisted = any(one.kind is not TermKind.INFLECT for one in self.missed())
        return insisted or bool(forbidden(self.occurrences, self.translation))

    def kept(self, translation: str) -> int:
        """Return how many terms a translation has, less the forbidden words in it."""
        places = paired(self.occurrences, translation)
        return sum(place is not None for place in places) - len(forbidden(self.occurrences, translation))

    def complete(self, translation: str) -> bool:
        """Return whether a translation has every term that can be put in, and no forbidden word."""
        return self.kept(translation) >= sum(one.whole for one in self.occurrences)


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
        alone: Knows how terms are translated that stand alone.
    """

    def __init__(self, translator: Translator, source: str, target: str, alone: Alone) -> None:
        self._translator = translator
        self._alone = alone
        self._languages = source, target
        self._repair = Repair(target, agreeing(target))

    def repaired(self, sentences: Sequence[Sentence]) -> list[Candidate | None]:
        """Return for each sentence a better translation, or None where the one that it has stays."""
        if not sentences:
            return []
        edited = self._keeping(sentences, self._edited(sentences))
        scored: dict[int, list[_Scored]] = {}
        # What can be put in in one way only needs no judge.
        chosen = [_only(*each) for each in zip(sentences, edited, strict=True)]
        doubtful = [i for i, one in enumerate(chosen) if one is None]
        self._score(sentences, doubtful, edited, scored)
        waiting = [i for i in doubtful if not _good(sentences[i], scored[i])]
        again = [sentences[i] for i in waiting]
        decoded = dict(zip(waiting, self._keeping(again, self._decoded(again)), strict=True))
        self._score(sentences, waiting, decoded, scored)
        return [one or _chosen(sentences[i], scored[i]) for i, one in enumerate(chosen)]

    def _edited(self, sentences: Sequence[Sentence]) -> list[list[Candidate]]:
        """Put the terms into the translations that there are."""
        wanted = self._located(sentences)
        unknown = [i for i, each in enumerate(wanted) if any(place is None for _, place in each)]
        pairs = [(sentences[i].source, sentences[i].translation) for i in unknown]
        alignments = dict(zip(unknown, self._translator.align(*self._languages, pairs), strict=True))
        found = []
        for i, sentence in enumerate(sentences):
            linked = None
            if alignment := alignments.get(i):
                linked = links(sentence.source, sentence.translation, alignment)
            texts = self._repair.repaired(sentence.translation, wanted[i], linked, sentence.taken())
            found.append([Candidate(text, REPAIRED) for text in texts])
        return found

    def _located(self, sentences: Sequence[Sentence]) -> list[list[tuple[Occurrence, Place | None]]]:
        """Return what is to be put in, with the places that the terms' translations alone give away."""
        wanted = [sentence.wanted() for sentence in sentences]
        asked = {said(one) for each in wanted for one, _ in each}
        known = self._alone.translations(*self._languages, asked)
        return [
            [(one, place or self._place(sentence, one, known[said(one)])) for one, place in each]
            for sentence, each in zip(sentences, wanted, strict=True)
        ]

    def _place(self, sentence: Sentence, occurrence: Occurrence, alone: str) -> Place | None:
        if not sentence.once(occurrence):
            return None
        return self._repair.place_of(alone, sentence.translation, sentence.taken())

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
                *(Candidate(text, N_BEST) for text in own),
                *(Candidate(text, CODE_SWITCHED) for text in foreign),
            ]
            for own, foreign in zip(proposed[: len(sentences)], proposed[len(sentences) :], strict=True)
        ]

    def _switched(self, sentence: Sentence) -> str:
        missed = sentence.missed()
        return switched(sentence.source, missed, [cited(one, *self._languages) for one in missed])

    def _keeping(
        self, sentences: Sequence[Sentence], candidates: Sequence[Sequence[Candidate]]
    ) -> list[list[Candidate]]:
        """Return the candidates that have more terms than what there is, and no new fault."""
        return [self._sound(*each) for each in zip(sentences, candidates, strict=True)]

    def _sound(self, sentence: Sentence, candidates: Sequence[Candidate]) -> list[Candidate]:
        before = sentence.kept(sentence.translation)
        more = {one.text: one for one in reversed(candidates) if sentence.kept(one.text) > before}
        better = list(reversed(more.values()))
        texts = [sentence.translation, *(one.text for one in better)]
        base, *faults = self._translator.faults(*self._languages, sentence.source, texts)
        return [one for one, found in zip(better, faults, strict=True) if found <= base]

    def _score(
        self,
        sentences: Sequence[Sentence],
        numbers: Sequence[int],
        candidates: Mapping[int, Sequence[Candidate]] | Sequence[Sequence[Candidate]],
        scored: dict[int, list[_Scored]],
    ) -> None:
        """Score candidates of some sentences, and what those have; all together."""
        asked = [
            (i, one)
            for i in numbers
            for one in (
                *([] if i in scored else [Candidate(sentences[i].translation, _BASE)]),
                *candidates[i],
            )
        ]
        pairs = [(sentences[i].source, one.text) for i, one in asked]
        for (i, one), pieces in zip(asked, self._translator.scores(*self._languages, pairs), strict=True):
            places = [place for place in paired(sentences[i].occurrences, one.text) if place]
            kept = sentences[i].kept(one.text)
            scored.setdefault(i, []).append(_Scored(one, kept, worth(pieces, places)))


def _only(sentence: Sentence, candidates: Sequence[Candidate]) -> Candidate | None:
    """Return the candidate that has everything, where there is one alone."""
    return candidates[0] if len(candidates) == 1 and sentence.complete(candidates[0].text) else None


def _good(sentence: Sentence, scored: Sequence[_Scored]) -> bool:
    """Return whether one of the translations has every term and is fluent enough to be chosen."""
    base, *others = scored
    enough = base.worth.loss + FLUENCY
    return any(sentence.complete(one.candidate.text) and one.worth.loss <= enough for one in others)


def _chosen(sentence: Sentence, scored: Sequence[_Scored]) -> Candidate | None:
    base, *others = scored
    if not others:
        return None
    best = max(others, key=_preference)
    if not sentence.strict() and best.worth.loss > base.worth.loss + FLUENCY:
        return None
    return best.candidate


def _preference(scored: _Scored) -> tuple[int, float]:
    near = NEAR if scored.candidate.method == REPAIRED else 0.0
    return scored.kept, scored.worth.likelihood + near
