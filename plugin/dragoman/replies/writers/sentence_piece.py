"""The tokens of a model that comes with a SentencePiece model."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from sentencepiece import SentencePieceProcessor


class SentencePieceTokenizer:
    """Cuts texts with SentencePiece; special tokens are taken whole where they stand in a text.

    Args:
        path: The file ``tokenizer.model``.

    Raises:
        OSError, RuntimeError: it cannot be read.
    """

    def __init__(self, path: Path) -> None:
        self._pieces = SentencePieceProcessor(model_proto=path.read_bytes())
        ids = range(self._pieces.get_piece_size())
        self._special = {self._pieces.id_to_piece(one) for one in ids if self._pieces.is_control(one)}
        any_special = "|".join(map(re.escape, sorted(self._special, key=len, reverse=True)))
        self._any_special = re.compile(f"({any_special})") if any_special else None

    def tokens(self, text: str) -> list[str]:
        """Return the tokens of a text; see ``Tokenizer``."""
        return list(self._tokens(text))

    def text(self, tokens: Sequence[str]) -> str:
        """Return the text of tokens; see ``Tokenizer``."""
        return str(self._pieces.decode([token for token in tokens if token not in self._special]))

    def _tokens(self, text: str) -> Iterator[str]:
        for part in self._any_special.split(text) if self._any_special else [text]:
            if part in self._special:
                yield part
            elif part:
                yield from self._pieces.encode(part, out_type=str)
