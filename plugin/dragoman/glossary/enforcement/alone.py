"""How the engine translates terms that stand alone: mostly what it writes for them in a sentence too.

That tells where a term's translation stands without asking the model where it looked, which takes longer than
the translation itself.
"""

import re
from collections.abc import Collection, Mapping

from dragoman.glossary.enforcement.occurrence import Occurrence, Place
from dragoman.translation.standing import standing
from dragoman.translation.translator import Translator

_MOST = 20_000
_PLURAL = "(?:e?s)?"


class Alone:
    """Remembers the translations of terms; any number of threads may use it.

    Args:
        translator: What translates them.
    """

    def __init__(self, translator: Translator) -> None:
        self._translator = translator
        self._known: dict[tuple[str, str, str], str] = {}

    def translations(self, source: str, target: str, terms: Collection[str]) -> Mapping[str, str]:
        """Return the translations of terms."""
        found = {term: self._known.get((source, target, term)) for term in terms}
        news = [term for term, translation in found.items() if translation is None]
        for term, translation in zip(news, self._translator.translate(news, source, target), strict=True):
            found[term] = translation.text
            if len(self._known) >= _MOST:
                self._known.clear()
            self._known[source, target, term] = translation.text
        return {term: translation or "" for term, translation in found.items()}


def said(occurrence: Occurrence) -> str:
    """Return the words of an occurrence as they are translated alone: in small letters, but for names."""
    words = occurrence.span.text
    return words.lower() if occurrence.term.source.islower() else words


def place_of(words: str, translation: str, taken: Collection[Place]) -> Place | None:
    """Return where words stand in a translation, in the singular or plural, if that is in one place only."""
    if not words:
        return None
    pattern = re.compile(f"{re.escape(words)}{_PLURAL}", re.IGNORECASE)
    found = [
        (start, end)
        for start, end in standing(pattern, translation)
        if not any(start < behind and first < end for first, behind in taken)
    ]
    return found[0] if len(found) == 1 else None
