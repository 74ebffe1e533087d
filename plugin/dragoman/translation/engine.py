"""The engine: sentences in, translations out, for every pack of a library.

CTranslate2 does not survive ``fork`` (a child that uses its parent's models hangs), so everything that is
loaded belongs to one process, and a forked child loads its own.
"""

import logging
import os
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from dragoman.translation.batching import Batcher, Pieces
from dragoman.translation.model import Model
from dragoman.translation.packs import DecodeSettings, Pack, PackError, PackLibrary

BATCH_PIECES: Final = 1024

_LOG = logging.getLogger(__name__)

# Sentences share a batch if they share both. It is the model and not its pack, so that what is under way
# when a pack is replaced ends with the model it began with.
_Lane = tuple[Model, DecodeSettings]


class Engine:
    """Decodes sentences with the packs of a library; any number of threads may call it.

    A pack is verified and loaded when it is first used. Sentences that different callers want decoded at
    the same time share batches.

    Args:
        library: Where the packs are.
        threads: Cores to use.
    """

    def __init__(self, library: PackLibrary, threads: int) -> None:
        self._library = library
        self._threads = threads
        # What a forked child inherits stays here untouched: destroying it would wait for threads that
        # only the parent has.
        self._processes: dict[int, _Process] = {}

    def pack(self, source: str, target: str) -> Pack | None:
        """Return the pack that translates between two languages, if one is installed."""
        return self._library.find(source, target)

    def length(self, pack: Pack, sentence: str) -> int:
        """Return how many pieces a sentence has for a pack's model.

        Raises:
            PackError: the pack cannot be used.
        """
        return len(self._process().model(pack).pieces([sentence])[0])

    def decode(self, pack: Pack, sentences: Sequence[str]) -> list[str]:
        """Return the translations of sentences, in order; a blank sentence is its own translation.

        Raises:
            ValueError: a sentence is longer than ``pack.decode.max_pieces``; none is truncated.
            PackError: the pack cannot be used.
            RuntimeError: the engine is closed.
        """
        process = self._process()
        model = process.model(pack)
        pieces = model.pieces(sentences)
        longest = max(map(len, pieces), default=0)
        if longest > pack.decode.max_pieces:
            raise ValueError(
                f"a sentence has {longest} pieces, and the pack {pack.name} translates at most "
                f"{pack.decode.max_pieces} at a time: split it"
            )
        translations = iter(process.batcher.run((model, pack.decode), [item for item in pieces if item]))
        return [
            next(translations) if item else sentence for sentence, item in zip(sentences, pieces, strict=True)
        ]

    def close(self) -> None:
        """Let running batches end, refuse what waits, and let go of the models."""
        process = self._processes.get(os.getpid())
        if process is not None:
            process.close()

    def _process(self) -> "_Process":
        process = self._processes.get(os.getpid())
        if process is None:
            process = self._processes.setdefault(os.getpid(), _Process(self._library, self._threads))
        return process


def _translate(lane: _Lane, batch: Sequence[Pieces]) -> list[str]:
    model, decode = lane
    return model.translate(batch, decode)


class _Process:
    """What one process has loaded."""

    def __init__(self, library: PackLibrary, threads: int) -> None:
        self._library = library
        self._threads = threads
        self._loading = threading.Lock()
        self._closed = False
        self._models: dict[Path, tuple[Mapping[str, str], Model]] = {}
        self.batcher: Batcher[_Lane] = Batcher(_translate, threads, BATCH_PIECES)

    def model(self, pack: Pack) -> Model:
        files, model = self._models.get(pack.folder, ({}, None))
        if model is not None and files == pack.files:
            return model
        with self._loading:
            if self._closed:
                raise RuntimeError("the engine is closed")
            files, model = self._models.get(pack.folder, ({}, None))
            if model is None or files != pack.files:
                model = self._load(pack)
                self._models[pack.folder] = (pack.files, model)
        return model

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
