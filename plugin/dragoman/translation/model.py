"""A pack's model in memory: SentencePiece in, CTranslate2, SentencePiece out."""

import json
import os
import sys
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from itertools import compress
from pathlib import Path

from ctranslate2 import TranslationResult, Translator
from sentencepiece import SentencePieceProcessor

from dragoman.translation.alphabet import alphabet_of
from dragoman.translation.candidates import FILE as CANDIDATES
from dragoman.translation.candidates import Candidates
from dragoman.translation.hypothesis import Attention, Decoding, Hypothesis, Pair, Pieces
from dragoman.translation.lost_words import LostWords
from dragoman.translation.packs import Pack

# An output that grows beyond this is a repetition: translations of real sentences stay below twice the
# source, and the extra is for the shortest ones.
_OUTPUT_PER_PIECE = 2.5
_OUTPUT_EXTRA = 20
OUTPUT_LIMIT = 256
"""Pieces of the longest translation."""
_NICENESS = 10
_MARK = '"'
_LONG = 4  # letters


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
        self._folder = pack.folder
        self._source = SentencePieceProcessor(model_file=str(pack.folder / pack.source_pieces))
        self._legible = alphabet_of(self._source).legible()
        self._target = SentencePieceProcessor(model_file=str(pack.folder / pack.target_pieces))
        self._candidates = _candidates(pack.folder / CANDIDATES)
        self._lost_words = LostWords(pack.source, pack.target, self._candidates) if self._candidates else None
        with ThreadPoolExecutor(1, initializer=_step_back) as loader:
            self._translator = loader.submit(
                Translator, str(pack.folder), device="cpu", inter_threads=threads, intra_threads=1
            ).result()

    def pieces(self, sentences: Sequence[str]) -> list[Pieces]:
        """Cut sentences into pieces; what UTF-8 cannot hold (lone surrogates) counts as a question mark.

        Capitals that the model does not know are read as other letters (see ``Alphabet.legible``).

        One by one: for a list SentencePiece starts threads, which takes longer than a short message does.
        """
        readable = (self._legible(sentence.encode("utf-8", "replace").decode()) for sentence in sentences)
        return [tuple(self._source.encode(sentence, out_type=str)) for sentence in readable]

    def target_pieces(self, sentence: str) -> Pieces:
        """Cut a sentence of the target language into pieces."""
        return tuple(self._target.encode(sentence, out_type=str))

    def translate(
        self, batch: Sequence[Pieces], decoding: Decoding, begun: Sequence[Pieces] = ()
    ) -> list[tuple[Hypothesis, ...]]:
        """Translate sentences that are cut into pieces, as one batch; the best hypothesis comes first.

        A sentence that another one of the batch lent a piece is translated once more: what it is answered
        must not hang on its company. First all of these are together, who lend one another less; who was
        helped even so is alone at last.

        Args:
            batch: The sentences.
            decoding: How they are decoded.
            begun: For each sentence the pieces that its translation begins with; nothing for none of them.
        """
        begun = begun or [()] * len(batch)
        results: dict[int, TranslationResult] = {}

        def decode(numbers: Sequence[int]) -> list[int]:
            """Decode sentences together, and return those that another one of them helped."""
            together = [batch[number] for number in numbers], [begun[number] for number in numbers]
            results.update(zip(numbers, self._decoded(*together, decoding), strict=True))
            helped = (self._was_helped(batch[n], begun[n], results[n], decoding) for n in numbers)
            return list(compress(numbers, helped)) if len(numbers) > 1 else []

        helped = decode(range(len(batch)))
        for number in decode(helped) if 0 < len(helped) < len(batch) else helped:
            decode([number])
        return [
            tuple(
                self._hypothesis(results[number], rank, watched=decoding.watched and not rank)
                for rank in range(len(results[number].hypotheses))
            )
            for number in range(len(batch))
        ]

    def _decoded(
        self, batch: Sequence[Pieces], begun: Sequence[Pieces], decoding: Decoding
    ) -> list[TranslationResult]:
        results: list[TranslationResult] = self._translator.translate_batch(
            [self.framed(pieces) for pieces in batch],
            target_prefix=self._prefixes(begun),
            beam_size=decoding.beam_size,
            num_hypotheses=decoding.hypotheses,
            use_vmap=decoding.use_vmap,
            repetition_penalty=decoding.repetition_penalty,
            suppress_sequences=self._sequences(decoding.banned),
            max_decoding_length=max(map(_limit, batch)),
            return_scores=True,
            return_attention=decoding.watched,
        )
        return results

    def _was_helped(
        self, pieces: Pieces, begun: Pieces, result: TranslationResult, decoding: Decoding
    ) -> bool:
        """Tell whether a result has pieces that only other sentences allow, or is longer than it may be."""
        if max(map(len, result.hypotheses)) > _limit(pieces):
            return True
        if not decoding.use_vmap or self._candidates is None:
            return False
        given = len(self._decode.target_prefix) + len(begun)
        framed = self.framed(pieces)
        return any(self._candidates.missing(framed, target[given:]) for target in result.hypotheses)

    def lost(self, source: str, target: str) -> list[str]:
        """Return the words of a sentence that no word of its translation can stand for."""
        if self._lost_words is None:
            return []
        return self._lost_words.find(self.pieces([source])[0], self.target_pieces(target))

    def score(self, batch: Sequence[Pair]) -> list[tuple[float, ...]]:
        """Return the logarithm of the probability of each piece of translations, their ends included."""
        results = self._translator.score_batch(*self._columns(batch))
        return [tuple(result.log_probs[len(self._decode.target_prefix) :]) for result in results]

    def attend(self, batch: Sequence[Pair]) -> list[Attention]:
        """Return what the model looks at while it is made to write translations, piece by piece."""
        source, target = self._columns(batch)
        results = self._translator.translate_batch(
            source,
            target_prefix=target,
            beam_size=1,
            max_decoding_length=max(map(len, target)),
            return_attention=True,
        )
        return [self._attention(result, pieces) for result, pieces in zip(results, target, strict=True)]

    def _hypothesis(self, result: TranslationResult, rank: int, *, watched: bool) -> Hypothesis:
        framed = result.hypotheses[rank]
        pieces = framed[len(self._decode.target_prefix) :]
        text = self._target.decode(pieces)
        if not watched:
            return Hypothesis(text, result.scores[rank])
        return Hypothesis(text, result.scores[rank], tuple(pieces), self._attention(result, framed))

    def _attention(self, result: TranslationResult, framed: Sequence[str]) -> Attention:
        """Return what was looked at for the pieces of the best translation, what frames it left out."""
        before, after = len(self._decode.source_prefix), len(self._decode.source_suffix)
        rows = result.attention[0][len(self._decode.target_prefix) : len(framed)]
        return tuple(tuple(row[before : len(row) - after]) for row in rows)

    def _columns(self, batch: Sequence[Pair]) -> tuple[list[list[str]], list[list[str]]]:
        prefix = self._decode.target_prefix
        return [self.framed(source) for source, _ in batch], [[*prefix, *target] for _, target in batch]

    def framed(self, pieces: Pieces) -> list[str]:
        """Return the pieces of a sentence with what the pack puts before and behind them."""
        return [*self._decode.source_prefix, *pieces, *self._decode.source_suffix]

    def _prefixes(self, begun: Sequence[Pieces]) -> list[list[str]] | None:
        prefixes = [[*self._decode.target_prefix, *pieces] for pieces in begun]
        return prefixes if any(prefixes) else None

    def _sequences(self, words: Sequence[str]) -> list[list[str]] | None:
        """Return words as pieces that CTranslate2 is never to write; it refuses those that it does not know.

        https://opennmt.net/CTranslate2/python/ctranslate2.Translator.html (``suppress_sequences``)
        """
        spellings = (form for word in words for form in (word, word.lower(), word[:1].upper() + word[1:]))
        sequences = dict.fromkeys(pieces for form in spellings for pieces in self._spelt(form))
        known = [list(pieces) for pieces in sequences if pieces and self._vocabulary.issuperset(pieces)]
        return known or None

    def _spelt(self, word: str) -> Iterator[Pieces]:
        """Yield a word in pieces, as it begins a word and as it stands behind a mark."""
        yield self.target_pieces(word)
        mark = self.target_pieces(_MARK)
        marked = self.target_pieces(f"{_MARK}{word}")
        # What is short would be banned from the middle of other words as well.
        if len(word) >= _LONG and marked[: len(mark)] == mark:
            yield marked[len(mark) :]

    @cached_property
    def _vocabulary(self) -> frozenset[str]:
        """The pieces that the model writes."""
        names = ("target_vocabulary.json", "shared_vocabulary.json")
        file = next((path for name in names if (path := self._folder / name).is_file()), None)
        return frozenset(json.loads(file.read_text(encoding="utf-8")) if file else ())


def _candidates(path: Path) -> Candidates | None:
    if not path.exists():
        return None
    with path.open("rb") as lines:
        return Candidates(lines)


def _limit(pieces: Pieces) -> int:
    """Return how many pieces the translation of a sentence may have."""
    return min(int(_OUTPUT_PER_PIECE * len(pieces)) + _OUTPUT_EXTRA, OUTPUT_LIMIT)


def _step_back() -> None:
    """Let the threads that decode, which inherit this, give way to those that answer deliveries.

    Only Linux has a niceness for each thread: https://man7.org/linux/man-pages/man2/setpriority.2.html
    """
    if sys.platform == "linux":
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _NICENESS)
