"""Judged translations of policies, agents' answers and shoppers' questions.

``<set>.<source>-<target>.tsv`` holds a sentence, its translation, a judgement (``good``, or what was lost:
``verb``, ``word``, ``condition``; or ``sense``: it says something else) and what that was. A sentence has
as many lines as translations of it were judged. A clumsy translation that is rightly understood is good. The
guards were written with the sets ``shop`` and ``further`` in view, ``unseen`` was translated after them.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

SETS: Final = ("shop", "further", "unseen")
JUDGEMENTS: Final = ("good", "verb", "word", "condition", "sense")
PAIRS: Final = (("en", "pt"), ("pt", "en"))


@dataclass(frozen=True, slots=True)
class Judged:
    """A translation of a sentence that a person judged.

    Attributes:
        sentence: What was written.
        translation: What became of it.
        judgement: One of ``JUDGEMENTS``.
        what: What was lost or taken in another sense.
    """

    sentence: str
    translation: str
    judgement: str
    what: str

    @property
    def good(self) -> bool:
        """Whether a reader of it understands what was meant."""
        return self.judgement == "good"


def judged(name: str, source: str, target: str) -> Iterator[Judged]:
    """Yield the judged translations of a set."""
    path = Path(__file__).parent / f"{name}.{source}-{target}.tsv"
    for line in path.read_text("utf-8").splitlines():
        yield Judged(*line.split("\t"))
