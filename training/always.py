"""Which pieces a pack may always write, whatever the shortlist has for a sentence's pieces.

A shortlist knows the usual translations of a piece. A rare word, though, is written out of syllables that
nobody would call a translation of it, and a sentence begins with a capital that its candidates may not have.
Without the shortlist a pack shows which pieces it lacked, and they are few: some hundreds bring nearly all.
"""

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import Final

from sentencepiece import SentencePieceProcessor

from dragoman.translation.candidates import Candidates
from dragoman.translation.hypothesis import Decoding
from dragoman.translation.model import Model
from dragoman.translation.packs import Pack
from dragoman.translation.shortlist import Shortlist, vocabulary_map
from training.pairs import Pair, read_rows

COUNT: Final = 1_500
"""How many pieces are always allowed; a fifth of what the sentences of a batch allow each other."""

_TEXTS: Final = 16_000
_CHUNK: Final = 64
_LONGEST: Final = 90
_OTHER: Final = {"enpt": "pten", "pten": "enpt"}


def always_allowed(direction: str, pack: Pack, shortlist: Shortlist, folder: Path) -> list[str]:
    """Return the pieces that a pack is always to be allowed, those it lacked most often first.

    Args:
        direction: ``enpt`` or ``pten``.
        pack: The pack of it.
        shortlist: As it was published.
        folder: Where the files of pairs are.
    """
    there, back = (read_rows(Pair, folder / f"pack.{name}.tsv") for name in (direction, _OTHER[direction]))
    processor = SentencePieceProcessor(model_file=str(pack.folder / pack.target_pieces))
    written = Counter(
        piece
        for text in chain((pair.target for pair in there), (pair.source for pair in back))
        for piece in processor.encode(text, out_type=str)
    )
    read = [pair.clean for pair in there] + [pair.target for pair in back if pair.target]
    random.Random(0).shuffle(read)
    names = [processor.id_to_piece(number) for number in range(processor.get_piece_size())]
    candidates = Candidates(line.encode() for line in vocabulary_map(shortlist, names))
    known = set(names)  # SentencePiece gives a character that it has no piece for as it is
    order = ranked(_lacked(pack, candidates, read[:_TEXTS]), written)
    return [piece for piece in order if piece in known][:COUNT]


def ranked(lacked: Counter[str], written: Counter[str]) -> list[str]:
    """Return what was lacked, then by turns the most frequent pieces and the most frequent inner ones."""
    frequent = [piece for piece, _ in written.most_common()]
    inner = [piece for piece in frequent if not piece.startswith("▁")]
    by_turns = chain.from_iterable(zip(frequent, inner, strict=False))
    return list(dict.fromkeys([*(piece for piece, _ in lacked.most_common()), *by_turns]))


def _lacked(pack: Pack, candidates: Candidates, texts: Sequence[str]) -> Counter[str]:
    """Count in how many translations, made without the shortlist, it would not have allowed a piece."""
    model = Model(pack, threads=1)
    decoding = replace(Decoding.of(pack.decode), use_vmap=False)
    pieces = sorted((cut for cut in model.pieces(texts) if 0 < len(cut) <= _LONGEST), key=len)
    found: Counter[str] = Counter()
    for start in range(0, len(pieces), _CHUNK):
        chunk = pieces[start : start + _CHUNK]
        for source, (best, *_) in zip(chunk, model.translate(chunk, decoding), strict=True):
            found.update(candidates.missing(model.framed(source), model.target_pieces(best.text)))
    return found
