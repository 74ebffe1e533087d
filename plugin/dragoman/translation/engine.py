"""The engine: sentences in, translations out, for every pack of a library.

CTranslate2 does not survive ``fork`` (a child that uses its parent's models hangs), so everything that is
loaded belongs to one process, and a forked child loads its own.
"""

import logging
import os
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from enum import Enum
from typing import Any, Final

from dragoman.translation.batching import Batcher
from dragoman.translation.hypothesis import Alignment, Decoding, Hypothesis, Pair, Pieces
from dragoman.translation.loaded import Loaded
from dragoman.translation.model import OUTPUT_LIMIT, Model
from dragoman.translation.offsets import offsets
from dragoman.translation.packs import Pack, PackError, PackLibrary

BATCH_PIECES: Final = 512
"""Pieces of the largest batch: where a sentence takes the least time; in larger ones it takes more again."""
_MEGABYTE: Final = 1 << 20

_LOG = logging.getLogger(__name__)


class _Reading(Enum):
    """Work on a source and a translation of it."""

    SCORE = "score"
    ATTEND = "attend"


# Items share a batch if they share both. It is the model and not its pack, so that what is under way
# when a pack is replaced ends with the model it began with.
_Lane = tuple[Model, Decoding | _Reading]


class Engine:
    """Decodes sentences with the packs of a library; any number of threads may call it.

    A pack is verified and loaded when it is first used. Sentences that different callers want decoded at
    the same time share batches.

    Args:
        library: Where the packs are.
        threads: Cores to use.
        budget: Bytes that loaded models may take; None for no limit. Those that were not used for longest
            are let go first. One that is decoding stays until it is done.
        pinned: Returns the pairs of languages, source and target, whose models are never let go.
        patience: Seconds that a sentence waits for others, while some are being decoded, to share a batch.
    """

    def __init__(
        self,
        library: PackLibrary,
        threads: int,
        budget: int | None = None,
        pinned: Callable[[], Iterable[tuple[str, str]]] = tuple,
        patience: float = 0.0,
    ) -> None:
        self._library = library
        self._threads = threads
        self._budget = budget
        self._pinned = pinned
        self._patience = patience
        # What a forked child inherits stays here untouched: destroying it would wait for threads that
        # only the parent has.
        self._processes: dict[int, _Process] = {}

    def pack(self, source: str, target: str) -> Pack | None:
        """Return the pack that translates between two languages, if one is installed."""
        return self._library.find(source, target)

    def route(self, source: str, target: str) -> tuple[Pack, ...]:
        """Return the packs that lead from one language to another: one, else two, else none."""
        return self._library.route(source, target)

    def lacking(self, source: str, target: str) -> tuple[str, ...]:
        """Return the names of the packs that would lead from one language to another."""
        return self._library.lacking(source, target)

    def length(self, pack: Pack, sentence: str) -> int:
        """Return how many pieces a sentence has for a pack's model.

        Raises:
            PackError: the pack cannot be used.
        """
        return len(self._process().model(pack).pieces([sentence])[0])

    def decode(self, pack: Pack, sentences: Sequence[str], *, bulk: bool = False) -> list[str]:
        """Return the best translations of sentences, decoded as the pack asks for.

        Raises:
            ValueError, PackError, RuntimeError: see ``hypotheses``.
        """
        answers = self.hypotheses(pack, sentences, Decoding.of(pack.decode), bulk=bulk)
        return [best.text for best, *_ in answers]

    def hypotheses(
        self,
        pack: Pack,
        sentences: Sequence[str],
        decoding: Decoding,
        begun: Sequence[str] = (),
        *,
        bulk: bool = False,
    ) -> list[tuple[Hypothesis, ...]]:
        """Return translations of sentences, in order, the best first; a blank sentence is its own.

        Args:
            pack: Whose model translates.
            sentences: What is to be translated.
            decoding: How it is decoded, and how many translations are wanted.
            begun: For each sentence what its translation begins with; nothing for none of them.
            bulk: Whether nobody waits for it: everything else goes first.

        Raises:
            ValueError: a sentence is longer than ``pack.decode.max_pieces``; none is truncated.
            PackError: the pack cannot be used.
            RuntimeError: the engine is closed.
        """
        process = self._process()
        model = process.model(pack)
        pieces = model.pieces(sentences)
        for item in pieces:
            _check_length(pack, item, pack.decode.max_pieces)
        beginnings = [model.target_pieces(words) for words in begun] or [()] * len(pieces)
        cut = [pair for pair in zip(pieces, beginnings, strict=True) if pair[0]]
        answers = iter(process.batcher.run((model, decoding), cut, bulk=bulk))
        return [
            next(answers) if item else (Hypothesis(sentence, 0.0),)
            for sentence, item in zip(sentences, pieces, strict=True)
        ]

    def score(self, pack: Pack, pairs: Sequence[tuple[str, str]]) -> list[tuple[float, ...]]:
        """Return how likely the model finds translations of sentences.

        Args:
            pack: Whose model is asked.
            pairs: Sentences, each with a translation; neither is blank.

        Returns:
            For each pair the natural logarithm of the probability of each piece of the translation, and of
            its end.

        Raises:
            ValueError: a sentence is too long or blank, or its translation is.
            PackError, RuntimeError: see ``hypotheses``.
        """
        model, cut = self._cut(pack, pairs)
        return list(self._process().batcher.run((model, _Reading.SCORE), cut))

    def places(self, pack: Pack, translations: Sequence[str]) -> list[Sequence[tuple[int, int]]]:
        """Return where the pieces of translations stand in them: first character, character behind the last.

        Raises:
            PackError: the pack cannot be used.
        """
        model = self._process().model(pack)
        return [offsets(model.target_pieces(translation), translation) for translation in translations]

    def readable(self, pack: Pack, pairs: Sequence[tuple[str, str]]) -> list[bool]:
        """Say which sentences and translations are neither blank nor too long to be scored or aligned.

        Raises:
            PackError, RuntimeError: see ``hypotheses``.
        """
        model = self._process().model(pack)
        sources = model.pieces([source for source, _ in pairs])
        return [
            0 < len(pieces) <= pack.decode.max_pieces and 0 < len(model.target_pieces(target)) <= OUTPUT_LIMIT
            for pieces, (_, target) in zip(sources, pairs, strict=True)
        ]

    def lost(self, pack: Pack, source: str, target: str) -> list[str]:
        """Return the words of a sentence that no word of its translation can stand for (see ``LostWords``).

        Raises:
            PackError: the pack cannot be used.
        """
        return self._process().model(pack).lost(source, target)

    def align(self, pack: Pack, pairs: Sequence[tuple[str, str]]) -> list[Alignment]:
        """Return what the model looks at in sentences while it is made to write their translations.

        Args:
            pack: Whose model is asked.
            pairs: Sentences, each with a translation, whoever made it; neither is blank.

        Raises:
            ValueError: a sentence is too long or blank, or its translation is.
            PackError, RuntimeError: see ``hypotheses``.
        """
        model, cut = self._cut(pack, pairs)
        attention = self._process().batcher.run((model, _Reading.ATTEND), cut)
        return [
            Alignment(offsets(source_pieces, source), offsets(target_pieces, target), rows)
            for (source, target), (source_pieces, target_pieces), rows in zip(
                pairs, cut, attention, strict=True
            )
        ]

    def watched(self, pack: Pack, sentence: str, hypothesis: Hypothesis) -> Alignment:
        """Return what the model looked at in a sentence for a translation, where it was watched.

        Raises:
            PackError: the pack cannot be used.
        """
        pieces = self._process().model(pack).pieces([sentence])[0]
        places = offsets(hypothesis.pieces, hypothesis.text)
        return Alignment(offsets(pieces, sentence), places, hypothesis.attention)

    def _cut(self, pack: Pack, pairs: Sequence[tuple[str, str]]) -> tuple[Model, list[Pair]]:
        model = self._process().model(pack)
        sources = model.pieces([source for source, _ in pairs])
        cut = list(zip(sources, [model.target_pieces(target) for _, target in pairs], strict=True))
        for source, target in cut:
            _check_length(pack, source, pack.decode.max_pieces)
            _check_length(pack, target, OUTPUT_LIMIT)
            if not source or not target:
                raise ValueError("a blank sentence or translation cannot be read: leave it out")
        return model, cut

    def backlog(self) -> int:
        """Return how much waits to be decoded, in pieces (a sentence has about twenty)."""
        return self._process().batcher.backlog()

    def loaded(self) -> list[Pack]:
        """Return the packs whose models this process has in memory, the one used last at the end."""
        return self._process().loaded()

    def close(self) -> None:
        """Let running batches end, refuse what waits, and let go of the models."""
        process = self._processes.get(os.getpid())
        if process is not None:
            process.close()

    def _process(self) -> "_Process":
        process = self._processes.get(os.getpid())
        if process is None:
            process = self._processes.setdefault(
                os.getpid(),
                _Process(self._library, self._threads, self._budget, self._pinned, self._patience),
            )
        return process


def _check_length(pack: Pack, pieces: Pieces, longest: int) -> None:
    if len(pieces) > longest:
        raise ValueError(
            f"a sentence has {len(pieces)} pieces, and the pack {pack.name} takes at most {longest} "
            f"at a time: split it"
        )


def _size(item: Pair) -> int:
    return sum(map(len, item))


class _Process:
    """What one process has loaded."""

    def __init__(
        self,
        library: PackLibrary,
        threads: int,
        budget: int | None,
        pinned: Callable[[], Iterable[tuple[str, str]]],
        patience: float,
    ) -> None:
        self._library = library
        self._threads = threads
        self._budget = budget
        self._pinned = pinned
        self._loading = threading.Lock()
        self._closed = False
        self._models: Loaded[Model] = Loaded()
        # A method, not a function: the frames of the threads that decode then hold whatever is loaded, and
        # in a forked child, where these threads are gone, nothing destroys it when the child ends.
        self.batcher: Batcher[_Lane, Pair, Any] = Batcher(self._work, _size, threads, BATCH_PIECES, patience)

    def model(self, pack: Pack) -> Model:
        model = self._models.get(pack)
        if model is not None:
            return model
        with self._loading:
            if self._closed:
                raise RuntimeError("the engine is closed")
            model = self._models.get(pack)
            if model is None:
                model = self._load(pack)
                self._models.put(pack, model)
                self._make_room(pack)
        return model

    def loaded(self) -> list[Pack]:
        return self._models.packs()

    def _work(self, lane: _Lane, batch: Sequence[Pair]) -> Sequence[Any]:
        """Do one batch of sentences with their translations, or with what those begin with."""
        model, wanted = lane
        if isinstance(wanted, Decoding):
            sources, begun = zip(*batch, strict=True)
            return model.translate(sources, wanted, begun)
        return model.score(batch) if wanted is _Reading.SCORE else model.attend(batch)

    def _make_room(self, newest: Pack) -> None:
        """Let go of models until the rest fits; what still decodes keeps its model until it is done."""
        if self._budget is None or self._models.size() <= self._budget:
            return
        kept = {newest.folder}
        kept |= {pack.folder for pair in self._pinned() for pack in self._library.route(*pair)}
        for pack in self._models.packs():
            if self._models.size() <= self._budget:
                return
            if pack.folder not in kept:
                self._models.drop(pack)
                _LOG.info("pack %s let go: it was not used for longest", pack.name)
        if self._models.size() > self._budget:
            _LOG.warning(
                "the models that stores need take %d MB: raise packs_memory", self._models.size() // _MEGABYTE
            )

    def _load(self, pack: Pack) -> Model:
        started = time.monotonic()
        self._library.verify(pack)
        try:
            model = Model(pack, self._threads)
        except (RuntimeError, OSError, ValueError) as error:
            raise PackError(f"the pack {pack.name} cannot be loaded ({error}): install it again") from error
        _LOG.info("pack %s %s loaded in %.2f s", pack.name, pack.version, time.monotonic() - started)
        return model

    def close(self) -> None:
        self.batcher.close()
        with self._loading:
            self._closed = True
            self._models.clear()
