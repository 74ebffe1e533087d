"""Takes a text apart: what must be kept, its sentences as the engine reads them, and what lies between."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from dragoman.domain import ProtectedSpan
from dragoman.translation.alphabet import Alphabet, read_alphabet
from dragoman.translation.dress import dress, shouted
from dragoman.translation.engine import Engine
from dragoman.translation.packs import Pack
from dragoman.translation.protect import protected_spans, with_terms
from dragoman.translation.segments import Stretch, split
from dragoman.translation.sentence import Tokens, texts, tokenise, written
from dragoman.translation.spelling import has_accents, respell, without_words

ROOM: Final = 8
"""What a sentence may grow by when it is put to the engine: a full stop, spaces, a longer placeholder."""


@dataclass(frozen=True, slots=True)
class CutSentence:
    """A sentence as it was written, and as the engine is to read it."""

    written: Tokens
    read: Tokens

    def read_as(self) -> str | None:
        """Return what the engine reads, where it is not what was written."""
        if self.read == self.written and not shouted(texts(self.read)):
            return None
        dressed, _ = dress(self.read)
        return written(dressed)


@dataclass(frozen=True, slots=True)
class CutText:
    """A text taken apart: what is kept of it, its sentences, and what lies between them."""

    original: str
    spans: tuple[ProtectedSpan, ...]
    stretches: tuple[Stretch, ...]
    sentences: tuple[CutSentence, ...]


class Cutter:
    """Takes texts apart for the packs of an engine.

    Args:
        engine: Knows how long a sentence is for a model.
        respelling: Whether chat spellings are read as what they mean.
    """

    def __init__(self, engine: Engine, *, respelling: bool) -> None:
        self._engine = engine
        self._respelling = respelling
        self._alphabets: dict[Pack, Alphabet] = {}

    def text(self, pack: Pack, text: str, terms: Sequence[ProtectedSpan]) -> CutText:
        """Take a text apart; the spans of ``terms`` are kept besides its values."""
        alphabet = self._alphabet(pack)
        values = protected_spans(text)
        _, spans = with_terms(without_words(text, values, pack.source) if self._respelling else values, terms)
        length = partial(self.length, pack)
        stretches = split(text, spans, pack.source, length, pack.decode.max_pieces - ROOM)
        starts = [span.start for span in spans]
        sentences = [
            tokenise(
                text[stretch.start : stretch.end],
                stretch.start,
                spans[bisect_left(starts, stretch.start) : bisect_left(starts, stretch.end)],
                alphabet,
            )
            for stretch in stretches
            if stretch.sentence
        ]
        accented = has_accents(text)
        read = tuple(CutSentence(sentence, self._read(pack, sentence, accented)) for sentence in sentences)
        return CutText(text, tuple(spans), tuple(stretches), read)

    def sentence(self, pack: Pack, sentence: str) -> CutSentence:
        """Return a sentence that stands by itself."""
        values = protected_spans(sentence)
        spans = without_words(sentence, values, pack.source) if self._respelling else values
        tokens = tokenise(sentence, 0, spans, self._alphabet(pack))
        return CutSentence(tokens, self._read(pack, tokens, has_accents(sentence)))

    def length(self, pack: Pack, text: str) -> int:
        """Return how many pieces a text has at most, cheaply where it is surely short enough."""
        # A piece of plain ASCII has at least one character: short sentences need no counting.
        short = text.isascii() and len(text) <= pack.decode.max_pieces - ROOM
        return len(text) if short else self._engine.length(pack, text)

    def _read(self, pack: Pack, sentence: Tokens, accented: bool) -> Tokens:
        read = respell(sentence, pack.source, accented=accented) if self._respelling else sentence
        fits = read == sentence or self.length(pack, written(read)) <= pack.decode.max_pieces - ROOM
        return read if fits else sentence

    def _alphabet(self, pack: Pack) -> Alphabet:
        alphabet = self._alphabets.get(pack)
        if alphabet is None:
            self._engine.length(pack, "")  # verifies the files of the pack
            alphabet = read_alphabet(pack.folder / pack.source_pieces).reading_capitals()
            self._alphabets[pack] = alphabet
        return alphabet
