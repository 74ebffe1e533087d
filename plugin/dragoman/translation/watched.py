"""What the model looked at while it decoded, kept for as long as somebody may ask.

To ask it afterwards takes as long as three decodings: ``Engine.align`` makes it write the translation again,
with all its vocabulary open.
"""

from dragoman.translation.hypothesis import Hypothesis


class Watched:
    """Sentences that were decoded while the model was watched."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], tuple[str, Hypothesis]] = {}

    def note(self, sentence: str, best: Hypothesis) -> None:
        """Remember the best translation of a sentence, both as the engine has them."""
        self._known[_plain(sentence), _plain(best.text)] = sentence, best

    def find(self, sentence: str, translation: str) -> tuple[str, Hypothesis] | None:
        """Return what the engine had for a sentence and its translation, if it was that.

        It may have a full stop more, or another first letter: no character stands elsewhere for that.
        """
        return self._known.get((_plain(sentence), _plain(translation)))


def _plain(text: str) -> str:
    first = text[:1].lower()
    return (first if len(first) == 1 else text[:1]) + text[1:].removesuffix(".")
