"""A pack's model in memory: SentencePiece in, CTranslate2, SentencePiece out."""

import os
import sys
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from ctranslate2 import Translator
from sentencepiece import SentencePieceProcessor

from dragoman.translation.hypothesis import Decoding, Hypothesis, Pair, Pieces
from dragoman.translation.packs import Pack

# An output that grows beyond this is a repetition: translations of real sentences stay below twice the
# source, and the extra is for the shortest ones.
_OUTPUT_PER_PIECE = 2.5
_OUTPUT_EXTRA = 20
OUTPUT_LIMIT = 256
"""Pieces of the longest translation."""
_NICENESS = 10


class Model:
    """The model of one pack, loaded; verify the pack first.

    Args:
        pack: Where its files are.
        threads: Batches that are decoded at the same time, one thread each.

    Raises:
        RuntimeError, OSError, ValueError: the files are not a model.
    """

    def __init__(self, pack: Pack, threads: int) -> None:
        self._decode = pack.decode
        self._source = SentencePieceProcessor(model_file=str(pack.folder / pack.source_pieces))
        self._target = SentencePieceProcessor(model_file=str(pack.folder / pack.target_pieces))
        with ThreadPoolExecutor(1, initializer=_step_back) as loader:
            self._translator = loader.submit(
                Translator, str(pack.folder), device="cpu", inter_threads=threads, intra_threads=1
            ).result()

    def pieces(self, sentences: Sequence[str]) -> list[Pieces]:
        """Cut sentences into pieces; what UTF-8 cannot hold (lone surrogates) counts as a question mark.

        One by one: for a list SentencePiece starts threads, which takes longer than a short message does.
        """
        readable = (sentence.encode("utf-8", "replace").decode() for sentence in sentences)
        return [tuple(self._source.encode(sentence, out_type=str)) for sentence in readable]

    def target_pieces(self, sentence: str) -> Pieces:
        """Cut a sentence of the target language into pieces."""
        return tuple(self._target.encode(sentence, out_type=str))

    def translate(self, batch: Sequence[Pieces], decoding: Decoding) -> list[tuple[Hypothesis, ...]]:
        """Translate sentences that are cut into pieces, as one batch; the best hypothesis comes first."""
        longest = max(len(pieces) for pieces in batch)
        results = self._translator.translate_batch(
            [self.framed(pieces) for pieces in batch],
            target_prefix=self._prefixes(len(batch)),
            beam_size=decoding.beam_size,
            num_hypotheses=decoding.hypotheses,
            use_vmap=decoding.use_vmap,
            repetition_penalty=decoding.repetition_penalty,
            max_decoding_length=min(int(_OUTPUT_PER_PIECE * longest) + _OUTPUT_EXTRA, OUTPUT_LIMIT),
            return_scores=True,
        )
        return [
            tuple(
                Hypothesis(self._target.decode(pieces[len(self._decode.target_prefix) :]), score)
                for pieces, score in zip(result.hypotheses, result.scores, strict=True)
            )
            for result in results
        ]

    def score(self, batch: Sequence[Pair]) -> list[tuple[float, ...]]:
        """Return the logarithm of the probability of each piece of translations, their ends included."""
        results = self._translator.score_batch(*self._columns(batch))
        return [tuple(result.log_probs[len(self._decode.target_prefix) :]) for result in results]

    def attend(self, batch: Sequence[Pair]) -> list[tuple[tuple[float, ...], ...]]:
        """Return what the model looks at while it is made to write translations, piece by piece."""
        source, target = self._columns(batch)
        # What frames the sentences is not theirs, so nobody is told that it was looked at.
        before, after = len(self._decode.source_prefix), len(self._decode.source_suffix)
        skipped = len(self._decode.target_prefix)
        results = self._translator.translate_batch(
            source,
            target_prefix=target,
            beam_size=1,
            max_decoding_length=max(map(len, target)),
            return_attention=True,
        )
        return [
            tuple(tuple(row[before : len(row) - after]) for row in result.attention[0][skipped : len(pieces)])
            for result, pieces in zip(results, target, strict=True)
        ]

    def _columns(self, batch: Sequence[Pair]) -> tuple[list[list[str]], list[list[str]]]:
        prefix = self._decode.target_prefix
        return [self.framed(source) for source, _ in batch], [[*prefix, *target] for _, target in batch]

    def framed(self, pieces: Pieces) -> list[str]:
        """Return the pieces of a sentence with what the pack puts before and behind them."""
        return [*self._decode.source_prefix, *pieces, *self._decode.source_suffix]

    def _prefixes(self, count: int) -> list[list[str]] | None:
        return [list(self._decode.target_prefix)] * count if self._decode.target_prefix else None


def _step_back() -> None:
    """Let the threads that decode, which inherit this, give way to those that answer deliveries.

    Only Linux has a niceness for each thread: https://man7.org/linux/man-pages/man2/setpriority.2.html
    """
    if sys.platform == "linux":
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _NICENESS)
