"""Puts the shop's terms into translations that lack them.

What costs nothing is tried first: the terms are put into the translation that there is, and the engine
scores what came of it, of all sentences together. Only where that leaves doubts it translates again, and what
it writes is scored together too. A sentence that misses nothing never comes here.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from dragoman.domain import TermKind
from dragoman.glossary.articles import agreeing
from dragoman.glossary.enforcement.alone import Alone, said
from dragoman.glossary.enforcement.candidates import (
    REPAIRED,
    Candidate,
    Edit,
    Repair,
    asked_again,
    insisted,
)
from dragoman.glossary.enforcement.occurrence import Occurrence, Place, forbidden, paired
from dragoman.glossary.enforcement.scoring import CERTAIN, DOUBT, FLUENCY, INSIST, NEAR, Worth, worth
from dragoman.translation.hypothesis import Wish
from dragoman.translation.markup.alignment import Links, links
from dragoman.translation.translator import Translator
from dragoman.translation.watched import Watched

_TWICE = re.compile(r"\b(\w{3,}) \1\b", re.IGNORECASE)


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

    def unwanted(self) -> list[str]:
        """Return the forbidden words in its translation."""
        return [
            self.translation[start:end] for _, (start, end) in forbidden(self.occurrences, self.translation)
        ]

    def kept(self, translation: str) -> int:
        """Return how many terms a translation has, less the forbidden words in it."""
        places = paired(self.occurrences, translation)
        return sum(place is not None for place in places) - len(forbidden(self.occurrences, translation))

    def complete(self, translation: str) -> bool:
        """Return whether a translation has every term that can be put in, and no forbidden word."""
        return self.kept(translation) >= sum(one.whole for one in self.occurrences)

    def doubled(self, translation: str) -> bool:
        """Return whether a word stands twice in a row, which is so in neither text that there is."""
        known = {_twice(self.source), _twice(self.translation)}
        return _twice(translation) and True not in known


def _twice(text: str) -> bool:
    return _TWICE.search(text) is not None


@dataclass(frozen=True, slots=True)
class _Scored:
    candidate: Candidate
    kept: int
    doubled: bool
    worth: Worth

    @property
    def preference(self) -> tuple[int, bool, float]:
        near = NEAR if self.candidate.method == REPAIRED else 0.0
        return self.kept, not self.doubled, self.worth.likelihood + near


@dataclass(slots=True)
class _Contest:
    """A sentence on its way to a better translation.

    Attributes:
        sentence: The sentence.
        edits: Its translation with terms put in.
        entered: The candidates so far.
        bound: Loss of those that are fluent enough, as far as it is known: at least ``FLUENCY``, whatever
            the translation that there is loses.
    """

    sentence: Sentence
    edits: Sequence[Edit]
    entered: list[_Scored] = field(default_factory=list)
    bound: float = FLUENCY

    def settled(self, bound: float) -> bool:
        """Return whether a candidate has every term, no word twice, and loses no more than that."""
        return any(
            one.worth.loss <= bound and not one.doubled and self.sentence.complete(one.candidate.text)
            for one in self.entered
        )

    def enter(self, candidate: Candidate, found: Worth) -> None:
        """Let a candidate enter."""
        kept, doubled = self.sentence.kept(candidate.text), self.sentence.doubled(candidate.text)
        self.entered.append(_Scored(candidate, kept, doubled, found))

    def winner(self) -> Candidate | None:
        """Return the best candidate, or None where the translation that there is stays."""
        strict = self.sentence.strict()
        fluent = [one for one in self.entered if strict or one.worth.loss <= self.bound]
        return max(fluent, key=lambda one: one.preference).candidate if fluent else None


class Repairs:
    """Repairs translations of one direction.

    Args:
        translator: What proposes and scores translations.
        source: Language of the sentences.
        target: Language of the translations.
        alone: Knows how terms are translated that stand alone.
        watched: What the model looked at when it translated the sentences, as far as that is known.
    """

    def __init__(
        self, translator: Translator, source: str, target: str, alone: Alone, watched: Watched
    ) -> None:
        self._translator = translator
        self._alone = alone
        self._watched = watched
        self._languages = source, target
        self._repair = Repair(target, agreeing(target))

    def repaired(self, sentences: Sequence[Sentence]) -> list[Candidate | None]:
        """Return for each sentence a better translation, or None where the one that it has stays."""
        if not sentences:
            return []
        edits = self._edited(sentences)
        contests = [_Contest(*each) for each in zip(sentences, edits, strict=True)]
        repaired = [[Candidate(edit.text, REPAIRED) for edit in own] for own in edits]
        self._enter(contests, repaired, trusting=True)
        doubtful = [one for one in contests if not one.settled(DOUBT)]
        self._enter(doubtful, self._decoded([self._asked(one) for one in doubtful]))
        worse = [one for one in doubtful if not one.settled(INSIST)]
        self._measure(worse)
        self._enter(worse, self._decoded([self._insisted(one) for one in worse]))
        return [one.winner() for one in contests]

    def _edited(self, sentences: Sequence[Sentence]) -> list[list[Edit]]:
        """Put the terms into the translations that there are."""
        wanted = self._located(sentences)
        unsure = [i for i, each in enumerate(wanted) if any(place is None for _, place in each)]
        linked = dict(zip(unsure, self._linked([sentences[i] for i in unsure]), strict=True))
        return [
            self._repair.repaired(sentence.translation, wanted[i], linked.get(i), sentence.taken())
            for i, sentence in enumerate(sentences)
        ]

    def _linked(self, sentences: Sequence[Sentence]) -> list[Links | None]:
        """Return which words of translations came from which of the sentences, where that is known."""
        pairs = [(sentence.source, sentence.translation) for sentence in sentences]
        alignments = self._translator.align(*self._languages, pairs, self._watched)
        return [
            links(*pair, alignment) if alignment else None
            for pair, alignment in zip(pairs, alignments, strict=True)
        ]

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

    def _asked(self, contest: _Contest) -> list[tuple[Wish, str]]:
        return asked_again(contest.sentence.source, contest.sentence.missed(), self._languages)

    def _insisted(self, contest: _Contest) -> list[tuple[Wish, str]]:
        return insisted(self._asked(contest), contest.edits, contest.sentence.unwanted())

    def _decoded(self, wishes: Sequence[Sequence[tuple[Wish, str]]]) -> list[list[Candidate]]:
        """Let the engine translate again, as is wished of each sentence; those of one decoding together."""
        asked = [wish for own in wishes for wish, _ in own]
        proposed = iter(self._translator.proposals(*self._languages, asked))
        return [[Candidate(text, method) for _, method in own for text in next(proposed)] for own in wishes]

    def _enter(
        self,
        contests: Sequence[_Contest],
        candidates: Sequence[Sequence[Candidate]],
        *,
        trusting: bool = False,
    ) -> None:
        """Let candidates enter that have more terms than what there is and no new fault; score them.

        Args:
            contests: The sentences.
            candidates: Those of each sentence.
            trusting: Whether one needs no score that is the only one, and has everything.
        """
        asked: list[tuple[_Contest, Candidate]] = []
        for contest, own in zip(contests, candidates, strict=True):
            sound = self._sound(contest.sentence, own)
            if trusting and len(sound) == 1 and contest.sentence.complete(sound[0].text):
                contest.enter(sound[0], CERTAIN)
            else:
                asked += [(contest, one) for one in sound]
        worths = self._worths([(contest.sentence, one.text) for contest, one in asked])
        for (contest, one), found in zip(asked, worths, strict=True):
            contest.enter(one, found)

    def _measure(self, contests: Sequence[_Contest]) -> None:
        """Find out what the translations that there are lose themselves."""
        worths = self._worths([(one.sentence, one.sentence.translation) for one in contests])
        for contest, own in zip(contests, worths, strict=True):
            contest.bound = own.loss + FLUENCY

    def _sound(self, sentence: Sentence, candidates: Sequence[Candidate]) -> list[Candidate]:
        before = sentence.kept(sentence.translation)
        more = {one.text: one for one in reversed(candidates) if sentence.kept(one.text) > before}
        better = list(reversed(more.values()))
        texts = [sentence.translation, *(one.text for one in better)]
        base, *faults = self._translator.faults(*self._languages, sentence.source, texts)
        return [one for one, found in zip(better, faults, strict=True) if found <= base]

    def _worths(self, asked: Sequence[tuple[Sentence, str]]) -> list[Worth]:
        """Return what translations are worth, all scored together."""
        pairs = [(sentence.source, text) for sentence, text in asked]
        scores = self._translator.scores(*self._languages, pairs)
        return [
            worth(pieces, [place for place in paired(sentence.occurrences, text) if place])
            for (sentence, text), pieces in zip(asked, scores, strict=True)
        ]
