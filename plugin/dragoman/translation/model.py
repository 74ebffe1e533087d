"""A pack's model in memory: SentencePiece in, CTranslate2, SentencePiece out."""

import os
import sys
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from ctranslate2 import Translator
from sentencepiece import SentencePieceProcessor

from dragoman.translation.packs import DecodeSettings, Pack

# An output that grows beyond this is a repetition: translations of real sentences stay below twice the
# source, and the extra is for the shortest ones.
_OUTPUT_PER_PIECE = 2.5
_OUTPUT_EXTRA = 20
_OUTPUT_LIMIT = 256
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
        self._source = SentencePieceProcessor(model_file=str(pack.folder / pack.source_pieces))
        self._target = SentencePieceProcessor(model_file=str(pack.folder / pack.target_pieces))
        with ThreadPoolExecutor(1, initializer=_step_back) as loader:
            self._translator = loader.submit(
                Translator, str(pack.folder), device="cpu", inter_threads=threads, intra_threads=1
            ).result()

    def pieces(self, sentences: Sequence[str]) -> list[tuple[str, ...]]:
        """Cut sentences into pieces; what UTF-8 cannot hold (lone surrogates) counts as a question mark.

        One by one: for a list SentencePiece starts threads, which takes longer than a short message does.
        """
        readable = (sentence.encode("utf-8", "replace").decode() for sentence in sentences)
        return [tuple(self._source.encode(sentence, out_type=str)) for sentence in readable]

    def translate(self, batch: Sequence[Sequence[str]], decode: DecodeSettings) -> list[str]:
        """Translate sentences that are cut into pieces, as one batch."""
        longest = max(len(pieces) for pieces in batch)
        results = self._translator.translate_batch(
            [list(pieces) for pieces in batch],
            beam_size=decode.beam_size,
            use_vmap=decode.use_vmap,
            max_decoding_length=min(int(_OUTPUT_PER_PIECE * longest) + _OUTPUT_EXTRA, _OUTPUT_LIMIT),
        )
        return [self._target.decode(result.hypotheses[0]) for result in results]


def _step_back() -> None:
    """Let the threads that decode, which inherit this, give way to those that answer deliveries.

    Only Linux has a niceness for each thread: https://man7.org/linux/man-pages/man2/setpriority.2.html
    """
    if sys.platform == "linux":
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _NICENESS)
