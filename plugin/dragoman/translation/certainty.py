"""How certain one may be of a sentence's translation, by what is known of it without another model.

A logistic regression over five signs says how likely a translation is not among the worst tenth (by chrF) of
everyday sentences. ``python -m training certainty`` fits it to those and to medical texts, and writes
``decoders/certainty.json``. Which signs there are was decided on the same texts by cross-validation. Of news,
which had no part in it, the fifth of the lowest quality holds 30 of the worst 60 into Portuguese and 31 of 60
into English. The signs:

- the model's own mean log-probability of the translation's pieces;
- its length: what stands alone in a few words can be said in many ways;
- names in it, which come out as they are;
- rare words in it, which the model knows only in bits;
- how much longer than itself its translation is: what was dropped makes it short.
"""

import json
import math
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files as package_files
from typing import Final, NamedTuple

FILE: Final = "certainty.json"
"""Name of the file with the weights, beside the decoders that they were fitted to."""

_WORD: Final = re.compile(r"[^\W\d_]+(?:['-][^\W\d_]+)*")
# In a few words the choice between two that are both right is all there is to be unsure of. So the score
# counts as if so many characters of a usual one stood beside them.
_USUAL_SCORE: Final = -0.15
_USUAL_LENGTH: Final = 60
# Brevity alone is no more of a doubt than in three words.
_SHORTEST: Final = 15
# Shares and ratios of short sentences are drawn to those of none.
_MORE_WORDS: Final = 5
_MORE_CHARACTERS: Final = 10


class Signs(NamedTuple):
    """What is known of a sentence and its translation.

    Attributes:
        score: The model's mean log-probability of the translation's pieces, of short ones nearer to usual.
        length: Natural logarithm of the sentence's characters.
        names: How many of its words have a capital, but for the first, as a share.
        rare: How many more pieces than words it has, a word.
        growth: Natural logarithm of the translation's length over its own.
    """

    score: float
    length: float
    names: float
    rare: float
    growth: float


def signs(source: str, target: str, score: float, pieces: int) -> Signs:
    """Look for the signs of a sentence and its translation.

    Args:
        source: The sentence as the model read it.
        target: What the model wrote.
        score: The model's mean log-probability of the pieces of it.
        pieces: How many pieces the sentence has for the model.
    """
    length, words = len(source), _WORD.findall(source)
    shared = len(words) + _MORE_WORDS
    return Signs(
        (length * score + _USUAL_LENGTH * _USUAL_SCORE) / (length + _USUAL_LENGTH),
        math.log(max(_SHORTEST, length)),
        sum(word[0].isupper() for word in words[1:]) / shared,
        (pieces - len(words)) / shared,
        math.log((len(target) + _MORE_CHARACTERS) / (length + _MORE_CHARACTERS)),
    )


@dataclass(frozen=True, slots=True)
class Weights:
    """What the signs weigh.

    Attributes:
        signs: A weight for each sign.
        constant: What is added to them.
        unsure_below: Certainty of which nearly all everyday sentences have more.
    """

    signs: Signs
    constant: float
    unsure_below: float

    def certainty(self, found: Signs) -> float:
        """Return how certain one may be of a translation with such signs, 0 to 1."""
        logit = self.constant + sum(weight * value for weight, value in zip(self.signs, found, strict=True))
        return 1 / (1 + math.exp(-logit))

    def unsure(self, certainty: float) -> bool:
        """Say whether a translation is less certain than nearly all of everyday sentences."""
        return certainty < self.unsure_below

    def written(self) -> str:
        """Return them as their file has them."""
        told = {**self.signs._asdict(), "constant": self.constant, "unsure_below": self.unsure_below}
        return json.dumps({name: round(value, 3) for name, value in told.items()}, indent=2) + "\n"


@cache
def packaged_weights() -> Weights:
    """Return the weights that were fitted to the default packs."""
    path = package_files("dragoman.translation") / "decoders" / FILE
    told = json.loads(path.read_text("utf-8"))
    return Weights(Signs(*(told[name] for name in Signs._fields)), told["constant"], told["unsure_below"])
