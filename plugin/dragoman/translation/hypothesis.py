"""What a model can be asked for, and what it answers."""

from collections.abc import Sequence
from dataclasses import dataclass

from dragoman.translation.packs import DecodeSettings

Pieces = tuple[str, ...]
Pair = tuple[Pieces, Pieces]
"""A source and a translation of it, both cut into pieces."""


@dataclass(frozen=True, slots=True)
class Decoding:
    """How sentences are decoded.

    Attributes:
        beam_size: 1 is greedy search.
        hypotheses: How many translations are wanted of each sentence, at most ``beam_size``.
        use_vmap: Whether the output layer is limited to the candidates of the pack's ``vmap.txt``.
        repetition_penalty: What makes a piece less likely that was written already; 1 does nothing.
    """

    beam_size: int = 1
    hypotheses: int = 1
    use_vmap: bool = False
    repetition_penalty: float = 1.0

    @classmethod
    def of(cls, settings: DecodeSettings) -> "Decoding":
        """Return the decoding that a pack asks for."""
        return cls(beam_size=settings.beam_size, use_vmap=settings.use_vmap)


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """A translation that a model proposes.

    Attributes:
        text: The translation.
        score: Mean natural logarithm of the probability of its pieces: 0 is certain. Scores of one decoding
            can be compared with one another, not with those of another one.
    """

    text: str
    score: float


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
    attention: Sequence[Sequence[float]]
