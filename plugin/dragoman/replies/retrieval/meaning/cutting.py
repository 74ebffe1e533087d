"""Cuts texts into the pieces of a model's vocabulary, with SentencePiece.

SentencePiece reads its model as a message of Protocol Buffers (``sentencepiece_model.proto``); the few fields
that are needed are written here, so that no other library has to.
"""

import re
import struct
from collections.abc import Sequence
from typing import Final

from sentencepiece import SentencePieceProcessor

from dragoman.replies.retrieval.meaning.packed import Pieces

_NORMAL, _UNKNOWN, _CONTROL = 1, 2, 3  # kinds of pieces
_BYTES, _FIXED, _NUMBER = 2, 5, 0  # kinds of fields
_MORE: Final = 0x80  # says that another byte follows


class Cutter:
    """Cuts texts of one model.

    Args:
        pieces: The vocabulary.
        signs: What signs are replaced by before.
    """

    def __init__(self, pieces: Pieces, signs: dict[int, str]) -> None:
        self._begin, self._end = pieces.begin, pieces.end
        self._signs = signs
        self._processor = SentencePieceProcessor(model_proto=_message(pieces))

    def cut(self, texts: Sequence[str], longest: int) -> list[list[int]]:
        """Return the numbers of the pieces of each text, with those of begin and end, at most ``longest``."""
        plain = [re.sub(" {2,}", " ", text.translate(self._signs)) for text in texts]
        found: list[list[int]] = self._processor.encode(plain)
        return [[self._begin, *pieces[: longest - 2], self._end] for pieces in found]


def _message(pieces: Pieces) -> bytes:
    """Return the model as SentencePiece reads it: a unigram model that replaces no sign itself."""
    kinds = {pieces.unknown: _UNKNOWN, pieces.begin: _CONTROL, pieces.end: _CONTROL, pieces.padding: _CONTROL}
    parts = [
        _field(1, _BYTES, _piece(text, float(score), kinds.get(number, _NORMAL)))
        for number, (text, score) in enumerate(zip(pieces.texts, pieces.scores, strict=True))
    ]
    trainer = b"".join(
        [
            _field(3, _NUMBER, 1),  # model_type: unigram
            _field(40, _NUMBER, pieces.unknown),
            _field(41, _NUMBER, pieces.begin),
            _field(42, _NUMBER, pieces.end),
            _field(43, _NUMBER, pieces.padding),
        ]
    )
    normaliser = b"".join(
        [
            _field(1, _BYTES, b"identity"),
            _field(3, _NUMBER, 1),  # add_dummy_prefix
            _field(4, _NUMBER, 0),  # remove_extra_whitespaces
            _field(5, _NUMBER, 1),  # escape_whitespaces
        ]
    )
    return b"".join([*parts, _field(2, _BYTES, trainer), _field(3, _BYTES, normaliser)])


def _piece(text: bytes, score: float, kind: int) -> bytes:
    return b"".join(
        [_field(1, _BYTES, text), _field(2, _FIXED, struct.pack("<f", score)), _field(3, _NUMBER, kind)]
    )


def _field(number: int, kind: int, value: bytes | int) -> bytes:
    if isinstance(value, int):
        return _varint(number << 3 | kind) + _varint(value)
    length = _varint(len(value)) if kind == _BYTES else b""
    return _varint(number << 3 | kind) + length + value


def _varint(number: int) -> bytes:
    written = bytearray()
    while number >= _MORE:
        written.append(number % _MORE | _MORE)
        number //= _MORE
    written.append(number)
    return bytes(written)
