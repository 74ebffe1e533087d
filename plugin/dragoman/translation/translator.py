"""Whole texts from one language into another: kept values, sentences, the ladder, and what was found."""

import logging
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial

from dragoman.domain import DragomanError, ProtectedSpan, Translation
from dragoman.tags import same_language
from dragoman.translation.engine import Engine
from dragoman.translation.faults import SOFT, Fault, Guard, Likelihood
from dragoman.translation.hypothesis import Alignment, Decoding, Hypothesis, Wish
from dragoman.translation.ladder import Attempt, Search, faults_of, propose, translate_sentences
from dragoman.translation.packs import Pack
from dragoman.translation.placeholders import shapes_named
from dragoman.translation.protect import protected_spans
from dragoman.translation.putting_together import APPROVED, Outcome
from dragoman.translation.second_look import hasty, look_again
from dragoman.translation.sentence import Tokens, written
from dragoman.translation.spelling import Phrasebook
from dragoman.translation.taking_apart import ROOM, CutSentence, Cutter
from dragoman.translation.template import values_of
from dragoman.translation.two_steps import Half
from dragoman.translation.values import Values
from dragoman.translation.watched import Watched

_LOG = logging.getLogger(__name__)
_SEVERAL = 4
_AGAINST_REPETITION = 1.1
_PHRASE = "phrasebook"

Recall = Callable[[Sequence[str]], Sequence[str | None]]
"""Returns the approved translations of sentences, None for those that have none."""


class NoPack(DragomanError):  # noqa: N818 - says what is wrong, as people say it
    """No installed pack translates between two languages.

    Attributes:
        source: Language to be read.
        target: Language to be written.
        command: What installs the packs that are lacking, where the index has them.
    """

    def __init__(self, source: str, target: str, lacking: Sequence[str]) -> None:
        self.source = source
        self.target = target
        self.command = f"dragoman packs install {' '.join(lacking)}"
        super().__init__(
            f"no pack translates {source} to {target}: {self.command}, or install one from a file or folder; "
            f"dragoman packs list shows what is there"
        )


class Translator:
    """Translates texts with the packs of an engine.

    Args:
        engine: What decodes sentences.
        likelihood: What tells languages apart, to see when a translation is in the wrong one.
        bulk: Whether nobody waits for these translations: those of others go first.
        respelling: Whether chat spellings are read as what they mean, and frequent messages are known.
    """

    def __init__(
        self,
        engine: Engine,
        likelihood: Likelihood | None = None,
        *,
        bulk: bool = False,
        respelling: bool = True,
    ) -> None:
        self._engine = engine
        self._likelihood = likelihood
        self._bulk = bulk
        self._respelling = respelling
        self._cutter = Cutter(engine, respelling=respelling)

    def translate(
        self,
        texts: Sequence[str],
        source: str,
        target: str,
        kept: Sequence[Sequence[ProtectedSpan]] = (),
        recall: Recall | None = None,
        watched: Watched | None = None,
    ) -> list[Translation]:
        """Translate texts; sentences of all of them are decoded together.

        Numbers, amounts, ids, addresses and placeholders come out byte for byte, as often as in the source;
        what lies between sentences (spaces, line breaks, bullets, emoji) stays as it is. A text whose
        language is the target's already is returned untouched.

        Args:
            texts: The texts, as they were written.
            source: Language they are read as, a BCP 47 tag.
            target: Language to write.
            kept: For each text further spans to keep (terms), with what stands for them. One that cuts a
                protected value is left out.
            recall: Knows approved translations. One is taken before the engine where it keeps the values.
            watched: Takes in what the model looks at, where one pack translates.

        Returns:
            One translation for each text, in order. Its warnings have the codes of ``Fault`` with the
            sentence as ``source``, ``split`` (translated piece by piece round its values), ``unsure`` (the
            engine was not certain of it), ``variant`` (``asked`` and ``served``: the pack writes another
            variant of the language), and ``two_steps`` (``through`` and ``packs``: there is no pack for the
            pair, but two with a language between).

        Raises:
            NoPack: no installed packs translate between these languages.
            PackError: a pack is damaged.
        """
        if same_language(source, target):
            return [_untouched(text, source, target) for text in texts]
        terms = _padded(kept, texts)
        match self._engine.route(source, target):
            case (pack,):
                return self._translate(pack, texts, (source, target), terms, recall, watched)
            case (first, second):
                begun = self._translate(first, texts, (source, first.target), terms, recall)
                halves = [Half(one, spans, APPROVED) for one, spans in zip(begun, terms, strict=True)]
                return self._go_on(halves, (first, second), target)
        raise NoPack(source, target, self._engine.lacking(source, target))

    def _go_on(self, halves: Sequence[Half], packs: tuple[Pack, Pack], target: str) -> list[Translation]:
        """Translate what the first pack of a route wrote with the second."""
        first, second = packs
        asked = [(half, segment.target) for half in halves for segment in half.open()]
        done = iter(
            self._translate(
                second,
                [sentence for _, sentence in asked],
                (second.source, target),
                [half.kept_in(sentence) for half, sentence in asked],
            )
        )
        return [
            half.joined([next(done) for _ in half.open()], target, (first.name, second.name))
            for half in halves
        ]

    def _translate(
        self,
        pack: Pack,
        texts: Sequence[str],
        languages: tuple[str, str],
        kept: Sequence[Sequence[ProtectedSpan]],
        recall: Recall | None = None,
        watched: Watched | None = None,
    ) -> list[Translation]:
        """Translate texts with one pack."""
        started = time.perf_counter()
        source, target = languages
        taken_apart = [self._cutter.text(pack, text, terms) for text, terms in zip(texts, kept, strict=True)]
        sentences = [sentence for text in taken_apart for sentence in text.sentences]
        attempts = iter(self._attempts(pack, sentences, recall, watched))
        decoded = [[next(attempts) for _ in text.sentences] for text in taken_apart]
        milliseconds = (time.perf_counter() - started) * 1000
        _LOG.debug("%d texts %s to %s in %.0f ms", len(texts), source, target, milliseconds)
        return [
            Outcome(text, tuple(sentences), pack, source, target, milliseconds).translation()
            for text, sentences in zip(taken_apart, decoded, strict=True)
        ]

    def align(
        self, source: str, target: str, pairs: Sequence[tuple[str, str]], watched: Watched | None = None
    ) -> list[Alignment | None]:
        """Return what a model looks at in sentences for their translations.

        Args:
            source: Language of the sentences.
            target: Language of the translations.
            pairs: Sentences, each with its translation.
            watched: What the model looked at when it made them, as far as that is known.

        Returns:
            One alignment for each pair; None for one that is blank or too long for the model, and for all
            where no pack translates between these languages.

        Raises:
            PackError: the pack is damaged.
        """
        pack = self._engine.pack(source, target)
        if pack is None or not pairs:
            return [None] * len(pairs)
        known = [self._seen(pack, watched, *pair) for pair in pairs]
        readable = self._engine.readable(pack, pairs)
        fitting = [pair for pair, seen, fits in zip(pairs, known, readable, strict=True) if fits and not seen]
        found = iter(self._engine.align(pack, fitting))
        return [seen or (next(found) if fits else None) for seen, fits in zip(known, readable, strict=True)]

    def _seen(self, pack: Pack, watched: Watched | None, sentence: str, translation: str) -> Alignment | None:
        found = watched.find(sentence, translation) if watched else None
        if found is None:
            return None
        return self._engine.watched(pack, *found).within(len(sentence), len(translation))

    def proposals(self, source: str, target: str, wishes: Sequence[Wish]) -> list[list[str]]:
        """Return several translations of sentences, the likelier first, whatever is wrong with them.

        Args:
            source: Language of the sentences; one pack must translate them.
            target: Language of the translations.
            wishes: The sentences, and what their translations must keep to.

        Raises:
            PackError: the pack is damaged.
        """
        pack = self._engine.pack(source, target)
        if pack is None:
            return [[] for _ in wishes]
        cut = [self._cutter.sentence(pack, wish.sentence).read for wish in wishes]
        fits = [self._cutter.length(pack, written(tokens)) <= pack.decode.max_pieces - ROOM for tokens in cut]
        fitting = [wish for wish, short in zip(wishes, fits, strict=True) if short]
        found = iter(
            propose(
                [tokens for tokens, short in zip(cut, fits, strict=True) if short],
                partial(self._granted, pack, fitting),
                shapes_named(pack.placeholders)[0],
            )
        )
        return [next(found) if short else [] for short in fits]

    def _granted(
        self, pack: Pack, wishes: Sequence[Wish], texts: Sequence[str]
    ) -> list[tuple[Hypothesis, ...]]:
        """Return translations of texts that keep to wishes; those that ban the same in one batch."""
        several = replace(_decoding(pack, Search.SEVERAL), use_vmap=False)
        found: dict[int, tuple[Hypothesis, ...]] = {}
        for banned in dict.fromkeys(wish.banned for wish in wishes):
            own = [index for index, wish in enumerate(wishes) if wish.banned == banned]
            answers = self._engine.hypotheses(
                pack,
                [texts[index] for index in own],
                replace(several, banned=banned),
                [wishes[index].begun for index in own],
                bulk=self._bulk,
            )
            found |= zip(own, answers, strict=True)
        return [found[index] for index in range(len(texts))]

    def faults(
        self, source: str, target: str, sentence: str, translations: Sequence[str]
    ) -> list[frozenset[Fault]]:
        """Say what is wrong with translations of a sentence, whoever made them.

        Which words they chose is left to whoever did: soft faults are not looked for. Where no one pack
        translates between the languages, only their values are looked at.
        """
        pack = self._engine.pack(source, target)
        if pack is None:
            values = values_of(sentence)
            changed = [values_of(translation) != values for translation in translations]
            return [frozenset({Fault.VALUES}) if one else frozenset() for one in changed]
        judge = Guard(pack.source, pack.target, self._likelihood)
        found = faults_of(self._cutter.sentence(pack, sentence).read, translations, judge)
        return [faults - SOFT for faults in found]

    def scores(
        self, source: str, target: str, pairs: Sequence[tuple[str, str]]
    ) -> list[Sequence[tuple[int, int, float]]]:
        """Return how likely a model finds each piece of translations, and of their ends.

        Returns:
            For each pair the pieces: where each stands in the translation, and the natural logarithm of its
            probability; none for what is blank or too long, and where no pack translates.
        """
        pack = self._engine.pack(source, target)
        if pack is None or not pairs:
            return [()] * len(pairs)
        readable = self._engine.readable(pack, pairs)
        fitting = [pair for pair, fits in zip(pairs, readable, strict=True) if fits]
        logarithms = iter(self._engine.score(pack, fitting))
        places = iter(self._engine.places(pack, [translation for _, translation in fitting]))
        return [
            [
                (*place, logarithm)
                for place, logarithm in zip(
                    (*next(places), (len(pair[1]),) * 2), next(logarithms), strict=True
                )
            ]
            if fits
            else ()
            for pair, fits in zip(pairs, readable, strict=True)
        ]

    def _decode(
        self,
        pack: Pack,
        watched: Watched | None,
        inputs: Sequence[str],
        search: Search,
        banned: tuple[str, ...],
    ) -> list[tuple[Hypothesis, ...]]:
        decoding = replace(_decoding(pack, search), watched=watched is not None)
        if banned:
            # Words are banned by their numbers in the whole vocabulary, which others have in a shortlist.
            decoding = replace(decoding, banned=banned, use_vmap=False)
        answers = self._engine.hypotheses(pack, inputs, decoding, bulk=self._bulk)
        if watched is not None:
            for sentence, (best, *_) in zip(inputs, answers, strict=True):
                watched.note(sentence, best)
        return answers

    def _guard(self, pack: Pack) -> Guard:
        return Guard(pack.source, pack.target, self._likelihood, partial(self._engine.lost, pack))

    def _attempts(
        self,
        pack: Pack,
        sentences: Sequence[CutSentence],
        recall: Recall | None,
        watched: Watched | None,
    ) -> Iterator[Attempt]:
        """Yield a translation of each sentence: approved, a known phrase, or what the engine makes of it."""
        texts = [written(sentence.written) for sentence in sentences]
        answers = recall(texts) if recall else [None] * len(sentences)
        phrases = Phrasebook(pack.source, pack.target) if self._respelling else None
        known = [
            _approved(sentence.written, answer) or _phrase(phrases, sentence.read)
            for sentence, answer in zip(sentences, answers, strict=True)
        ]
        unknown = [sentence for sentence, attempt in zip(sentences, known, strict=True) if attempt is None]
        decoded = iter(self._decoded(pack, unknown, watched))
        for attempt in known:
            yield attempt or next(decoded)

    def _decoded(
        self, pack: Pack, sentences: Sequence[CutSentence], watched: Watched | None
    ) -> list[Attempt]:
        """Return what the engine makes of sentences; what was typed in haste is looked at twice."""
        decode = partial(self._decode, pack, watched)
        length = partial(self._engine.length, pack)
        judge = self._guard(pack)
        shapes = shapes_named(pack.placeholders)
        attempts = translate_sentences(
            [sentence.read for sentence in sentences],
            decode=decode,
            length=length,
            longest=pack.decode.max_pieces,
            judge=judge,
            shapes=shapes,
        )
        doubtful = [
            index for index, sentence in enumerate(sentences) if hasty(sentence.written, sentence.read)
        ]
        better = look_again(
            [sentences[index].read for index in doubtful],
            [attempts[index] for index in doubtful],
            decode,
            length,
            partial(self._told_back, pack),
            judge,
            shapes[0],
        )
        for index, attempt in zip(doubtful, better, strict=True):
            attempts[index] = attempt
        return attempts

    def _told_back(self, pack: Pack, pairs: Sequence[tuple[str, str]]) -> list[list[float]]:
        """Return how likely the pack of the other direction finds sentences, given their translations."""
        scores = self.scores(pack.target, pack.source, pairs)
        return [[logarithm for _, _, logarithm in pieces] for pieces in scores]


def _approved(sentence: Tokens, translation: str | None) -> Attempt | None:
    """Return an approved translation, unless it lacks a value, or a term that holds by now."""
    if translation is None:
        return None
    values = Values(sentence)
    lacking = values.changed(values.locate(translation))
    return None if lacking else Attempt(translation, APPROVED, frozenset())


def _phrase(phrases: Phrasebook | None, sentence: Tokens) -> Attempt | None:
    translation = phrases.find(sentence) if phrases else None
    return None if translation is None else Attempt(translation, _PHRASE, frozenset())


def _decoding(pack: Pack, search: Search) -> Decoding:
    """Return how a pack decodes: as it asks for, or slower and better where that was not good enough."""
    first = Decoding.of(pack.decode)
    several = replace(first, beam_size=max(_SEVERAL, first.beam_size), hypotheses=_SEVERAL)
    careful = replace(several, use_vmap=False, repetition_penalty=_AGAINST_REPETITION)
    return {Search.FIRST: first, Search.SEVERAL: several, Search.CAREFUL: careful}[search]


def _padded(
    kept: Sequence[Sequence[ProtectedSpan]], texts: Sequence[str]
) -> Sequence[Sequence[ProtectedSpan]]:
    return kept or [()] * len(texts)


def _untouched(text: str, source: str, target: str) -> Translation:
    return Translation(source, target, text, text, (), protected_spans(text), (), 1.0, (), 0.0)
