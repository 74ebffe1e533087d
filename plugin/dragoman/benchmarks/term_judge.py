"""Whether a translation uses a term: a judge of its own, who knows nothing of how terms are kept.

What counts is any form that a concept accepts, and any other form of the same words that simplemma's
dictionaries know, or of an accepted form ("repetidas", of "repetido"); an exact term and a do-not-translate
term count as they are written, and in no other way.
"""

import re
from collections.abc import Sequence
from functools import lru_cache

from simplemma import lemmatize

from dragoman.domain import TermKind
from dragoman.glossary.concept import Concept
from dragoman.glossary.plurals import plural
from dragoman.tags import base
from dragoman.translation.standing import standing

Spans = list[tuple[int, int]]
_WORD = re.compile(r"\w+(?:['\u2019-]\w+)*")


class Judge:
    """Finds the terms of concepts in texts of one language.

    Args:
        language: Language of the texts.
    """

    def __init__(self, language: str) -> None:
        self._language = language
        self._lemma = lru_cache(maxsize=100_000)(self._lemma_of)

    def found(self, concept: Concept, text: str) -> Spans:
        """Return where a text uses a concept, each place once, in order."""
        said = concept.said_in(self._language)
        if said is None:
            return []
        exactly = concept.kind is not TermKind.INFLECT
        words = (said.preferred, *said.allowed, *(() if exactly else said.forms))
        any_of = "|".join(map(re.escape, sorted(set(words), key=len, reverse=True)))
        flags = re.NOFLAG if concept.kind is TermKind.DNT else re.IGNORECASE
        spans = list(standing(re.compile(any_of, flags), text))
        if not exactly:
            for term in (said.preferred, *said.allowed):
                spans += [span for span in self._by_lemma(term, text) if not _overlaps(span, spans)]
            single = {form.lower() for form in said.forms if _WORD.fullmatch(form)}
            for match in _WORD.finditer(text) if single else ():
                if self._lemma(match.group().lower()) in single and not _overlaps(match.span(), spans):
                    spans.append(match.span())
        return sorted(spans)

    def _by_lemma(self, term: str, text: str) -> Spans:
        wanted = [match.group() for match in _WORD.finditer(term)]
        there = list(_WORD.finditer(text))
        return [
            (there[first].start(), there[first + len(wanted) - 1].end())
            for first in range(len(there) - len(wanted) + 1)
            if all(self._same_word(word, there[first + place].group()) for place, word in enumerate(wanted))
        ]

    def _same_word(self, wanted: str, word: str) -> bool:
        # Dictionaries give some plurals to a verb alone: "etiquetas" to "etiquetar".
        wanted, word = wanted.lower(), word.lower()
        return self._lemma(wanted) == self._lemma(word) or word == plural(wanted, base(self._language))

    def _lemma_of(self, word: str) -> str:
        return lemmatize(word, base(self._language)).lower()


def _overlaps(span: tuple[int, int], others: Sequence[tuple[int, int]]) -> bool:
    return any(span[0] < end and start < span[1] for start, end in others)
