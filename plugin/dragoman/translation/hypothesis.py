"""What a model can be asked for, and what it answers."""

from collections.abc import Sequence
from dataclasses import dataclass

from dragoman.translation.packs import DecodeSettings

Pieces = tuple[str, ...]
Pair = tuple[Pieces, Pieces]
"""A source and a translation of it, both cut into pieces."""


Attention = tuple[tuple[float, ...], ...]
"""For each piece of a translation how the model shared its attention among the pieces of the source."""


@dataclass(frozen=True, slots=True)
class Decoding:
    """How sentences are decoded.

    Attributes:
        beam_size: 1 is greedy search.
        hypotheses: How many translations are wanted of each sentence, at most ``beam_size``.
        use_vmap: Whether the output layer is limited to the candidates of the pack's ``vmap.txt``.
        repetition_penalty: What makes a piece less likely that was written already; 1 does nothing.
        banned: Words that are not written, neither in small letters nor with a capital.
        watched: Whether it is told what was looked at for the best translation.
    """

    beam_size: int = 1
    hypotheses: int = 1
    use_vmap: bool = False
    repetition_penalty: float = 1.0
    banned: tuple[str, ...] = ()
    watched: bool = False

    @classmethod
    def of(cls, settings: DecodeSettings) -> "Decoding":
        """Return the decoding that a pack asks for."""
        return cls(beam_size=settings.beam_size, use_vmap=settings.use_vmap)


@dataclass(frozen=True, slots=True)
class Wish:
    """A sentence that is to be translated again, and what its translation must keep to.

    Attributes:
        sentence: The sentence; words of the target language may stand in it, and mostly stay.
        begun: What its translation begins with; the engine goes on from there.
        banned: Words that may not be written. Wishes that ban the same are decoded together.
    """

    sentence: str
    begun: str = ""
    banned: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Alignment:
    """Which part of a source the model looked at for each part of a translation.

    Attributes:
        source: Where the pieces of the source stand in it: first character, character behind the last.
        target: The same for the translation.
        attention: For each piece of the translation the attention that each piece of the source got, as
            shares of 1. The decoder's last layer, first head, as CTranslate2 gives it:
            https://opennmt.net/CTranslate2/python/ctranslate2.Translator.html
    """

    source: Sequence[tuple[int, int]]
    target: Sequence[tuple[int, int]]
    attention: Attention

    def within(self, source: int, target: int) -> "Alignment":
        """Return the alignment of so many characters of both, from the first one on."""
        columns = sum(start < source for start, _ in self.source)
        rows = sum(start < target for start, _ in self.target)
        return Alignment(
            [(start, min(end, source)) for start, end in self.source[:columns]],
            [(start, min(end, target)) for start, end in self.target[:rows]],
            tuple(row[:columns] for row in self.attention[:rows]),
        )


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """A translation that a model proposes.

    Attributes:
        text: The translation.
        score: Mean natural logarithm of the probability of its pieces: 0 is certain. Scores of one decoding
            can be compared with one another, not with those of another one.
        pieces: The pieces of the translation, where it was watched.
        attention: What the model looked at for each of them, where it was watched.
    """

    text: str
    score: float
    pieces: Pieces = ()
    attention: Attention = ()
