"""Words that a glossary forbids: those that the packs choose for its terms when they know nothing of it.

They are found anew for whatever packs are measured, so that each sentence is one whose translation has such
a word without the glossary.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from dragoman.benchmarks.term_cases import TermCase
from dragoman.benchmarks.term_judge import Spans
from dragoman.glossary.concept import Concept, folded
from dragoman.glossary.faults import MOST_WORDS
from dragoman.translation.standing import standing

_PLURAL = "(?:e?s)?"


@dataclass(frozen=True, slots=True)
class Forbidding:
    """A sentence, and the word in its translation that is to be forbidden for one of its terms."""

    case: TermCase
    concept: str
    word: str

    def stands_in(self, translation: str) -> bool:
        """Return whether the word stands in a translation, in the singular or plural."""
        pattern = re.compile(f"{re.escape(self.word)}{_PLURAL}", re.IGNORECASE)
        return next(standing(pattern, translation), None) is not None


def chosen_instead(
    cases: Sequence[TermCase],
    absent: Sequence[Sequence[str]],
    rivals: Sequence[Spans],
    translations: Sequence[str],
    concepts: Mapping[str, Concept],
) -> Iterator[Forbidding]:
    """Yield the sentences that miss one term, and say it with one word that nobody wants in them.

    Args:
        cases: The sentences.
        absent: The concepts that the translation of each lacks.
        rivals: Where the words stand that came in their place.
        translations: The translations.
        concepts: All concepts by their ids.
    """
    accepted = {
        folded(word)
        for concept in concepts.values()
        for said in concept.terms.values()
        for words in (said.preferred, *said.allowed, *said.forms)
        for word in words.split()
    }
    for case, lacking, spans, translation in zip(cases, absent, rivals, translations, strict=True):
        if len(lacking) == len(spans) == 1:
            ((start, end),) = spans
            found = Forbidding(case, lacking[0], translation[start:end].lower())
            if folded(found.word) not in accepted and not found.stands_in(case.reference):
                yield found


def with_forbidden(concepts: Sequence[Concept], found: Sequence[Forbidding]) -> list[Concept]:
    """Return concepts that forbid the words of sentences; of very many of one concept the first."""
    words: dict[str, dict[str, None]] = defaultdict(dict)
    for one in found:
        words[one.concept].setdefault(one.word)
    language = found[0].case.target_language if found else ""
    return [
        replace(
            concept,
            terms={
                tag: replace(said, forbidden=tuple(words[concept.id])[:MOST_WORDS])
                if tag == language
                else said
                for tag, said in concept.terms.items()
            },
        )
        if concept.id in words
        else concept
        for concept in concepts
    ]
