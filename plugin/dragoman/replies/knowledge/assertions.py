"""What passages affirm or deny: that a country is delivered to, a payment accepted, something allowed.

Only whole, unconditional sentences are compared, and only where they are about exactly the same: a passage
that says less, or more, may be a rule and the other its exception. An answer "Yes" or "No" is read with the
question in its heading.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from dragoman.evidence import Passage
from dragoman.replies.knowledge.cases import acts_of, cases_of
from dragoman.replies.knowledge.matter import about, names
from dragoman.replies.reading.sentences import Reading, legible, sentences
from dragoman.replies.retrieval.words import Reader
from dragoman.tags import base

_REMEMBERED: Final = 4096  # passages
_LEAST: Final = 2
"""What so few words are about may be anything, unless it has a name."""
_FLAGS: Final = re.IGNORECASE
_DENIES: Final[Mapping[str, re.Pattern[str]]] = {
    "en": re.compile(
        r"\b(?:not|never|cannot|no|\w+n['\u2019]t)\b(?! only\b| longer than\b| later than\b)", _FLAGS
    ),
    "pt": re.compile(r"\b(?:não|nunca|jamais|nenhum\w*)\b(?! só\b| apenas\b)", _FLAGS),
}
# What holds only sometimes contradicts nothing.
_SOMETIMES: Final[Mapping[str, re.Pattern[str]]] = {
    "en": re.compile(
        r"\b(?:if|unless|except|only|when|until|before|after|without|other than|once|usually|sometimes"
        r"|may not|most|some|as long as|provided|yet|anymore|any more|more than|or"
        r"|nor|neither)\b",
        _FLAGS,
    ),
    "pt": re.compile(
        r"\b(?:se|exceto|salvo|só|somente|apenas|quando|até|antes|depois|após|sem|a menos que|desde que"
        r"|geralmente|às vezes|alguns|algumas|mais de|ou|nem)\b",
        _FLAGS,
    ),
}
_ANSWER: Final[Mapping[str, re.Pattern[str]]] = {
    "en": re.compile(r"\s*(?P<word>yes|no)\b[,.!;:\s]*", _FLAGS),
    "pt": re.compile(r"\s*(?P<word>sim|não)(?:[,.!;:]\s*|\s*$)", _FLAGS),
}
_YES: Final = frozenset({"yes", "sim"})
# How it is said that something may be done, and when it is said: neither is what it is about.
_ALLOWS: Final[Mapping[str, str]] = {
    "en": """
        can may could allow allowed allows permit permitted welcome possible able okay fine please sorry
        moment currently present now also always still gladly happily of course unfortunately yes no do
        does our all
    """,
    "pt": """
        pode podem permitido permitida permitidos permitimos aceitamos bem-vindo bem-vindos possível momento
        atualmente agora também sempre ainda infelizmente sim não todos todas
    """,
}


@dataclass(frozen=True, slots=True)
class Assertion:
    """A sentence that affirms or denies something.

    Attributes:
        passage: Where it stands.
        sentence: The sentence.
        denies: Whether it denies.
        matter: What it affirms or denies; names are left aside.
        names: Names in it.
        wide: What its headings are about.
        holds_for: Cases, acts and values that it is limited to.
    """

    passage: Passage
    sentence: str
    denies: bool
    matter: Mapping[str, str]
    names: frozenset[str]
    wide: frozenset[str]
    holds_for: frozenset[str]

    def contradicts(self, other: "Assertion") -> bool:
        """Return whether the other says the opposite of the same."""
        if self.denies is other.denies or self.holds_for != other.holds_for:
            return False
        # Of the names in a list one is enough; where one has none, it is the rule and the other an exception.
        if bool(self.names) is not bool(other.names) or (self.names and not self.names & other.names):
            return False
        ours, theirs = self.matter.keys(), other.matter.keys()
        same = ours - other.wide <= theirs and theirs - self.wide <= ours
        return same and (bool(self.names) or len(ours & theirs) >= _LEAST)


@lru_cache(maxsize=_REMEMBERED)
def assertions_of(passage: Passage) -> tuple[Assertion, ...]:
    """Return what a passage affirms and denies, in order; nothing in a language that is not read."""
    return tuple(_assertions(passage)) if base(passage.language) in _DENIES else ()


def _assertions(passage: Passage) -> Iterator[Assertion]:
    reader = Reader(passage.language)
    language = reader.language
    heading = legible(passage.headings[-1]) if passage.headings else ""
    wide = frozenset(about(reader, " ; ".join(passage.headings)))
    for place, sentence in enumerate(sentences(passage.text, passage.language)):
        answered = _ANSWER[language].match(sentence.text) if place == 0 else None
        said = sentence.text[answered.end() :] if answered else sentence.text
        if answered and "?" in heading and not _SOMETIMES[language].search(sentence.text):
            denies = answered["word"].casefold() not in _YES
            yield from _asserted(passage, sentence.text, heading, reader, wide, denies)
        if said and not said.rstrip().endswith("?"):
            yield from _asserted(passage, sentence.text, said, reader, wide, None)


def _asserted(
    passage: Passage, sentence: str, said: str, reader: Reader, wide: frozenset[str], denies: bool | None
) -> Iterator[Assertion]:
    """Yield what is said, by clauses that stand for themselves.

    Args:
        passage: Where it stands.
        sentence: The sentence, as it is shown.
        said: What it says, or the question that it answers.
        reader: Reads its language.
        wide: What the headings are about.
        denies: Whether it denies; None where what is said tells.
    """
    language = reader.language
    for part in re.split(r"[;:](?=\s)", said):
        if _SOMETIMES[language].search(part):
            continue
        reading = Reading(part.strip(), language)
        named = names(part)
        told = about(reader, reading.bare)
        matter = {
            key: shown for key, shown in told.items() if shown not in named and not _allows(language, shown)
        }
        limits = {value.key for value in reading.values}
        if matter or named:
            yield Assertion(
                passage,
                sentence,
                bool(_DENIES[language].search(part)) if denies is None else denies,
                matter,
                named,
                wide,
                frozenset({*limits, *cases_of(part, language), *acts_of(part, language)}),
            )


def _allows(language: str, word: str) -> bool:
    return word in _ALLOWS[language].split()
