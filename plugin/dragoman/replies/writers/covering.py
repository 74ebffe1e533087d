"""Covers up what tells who a shopper is, and uncovers it in the answer.

Of names only those are found that people give of themselves or call each other; the README says so.
"""

import re
from dataclasses import replace
from typing import Final

from dragoman.domain import SpanKind
from dragoman.evidence import Evidence, EvidenceKind
from dragoman.replies.draft import Question
from dragoman.replies.writers.people import people_in
from dragoman.translation.protect import protected_spans

_PERSONAL: Final = frozenset(
    {
        SpanKind.EMAIL,
        SpanKind.PHONE,
        SpanKind.CARD,
        SpanKind.IBAN,
        SpanKind.TAX_ID,
        SpanKind.ORDER_ID,
        SpanKind.CODE,
        SpanKind.URL,
    }
)


_PERSON: Final = "name"


class Covering:
    """Gives each value of one question a name, the same wherever it stands."""

    def __init__(self) -> None:
        self._names: dict[str, str] = {}
        self._people: re.Pattern[str] | None = None

    def covered(self, question: Question) -> Question:
        """Return the question with personal values of its turns and orders covered.

        What the shop publishes stays as it is: its addresses and links are for everybody, and a product that
        is called like a shopper is asked for by its name.
        """
        self._people = _pattern_of(question)
        turns = tuple(replace(turn, text=self._cover(turn.text)) for turn in question.turns)
        return replace(question, turns=turns, evidence=tuple(map(self._evidence, question.evidence)))

    def uncovered(self, text: str) -> str:
        """Return a text with the values in the place of their names."""
        for value, name in self._names.items():
            text = text.replace(name, value)
        return text

    def _evidence(self, piece: Evidence) -> Evidence:
        if piece.kind is not EvidenceKind.ORDER:
            return piece
        return replace(piece, words=self._cover(piece.words), title=self._cover(piece.title))

    def _cover(self, text: str) -> str:
        parts, position = [], 0
        for span in protected_spans(text):
            if span.kind in _PERSONAL:
                parts += [self._without_people(text[position : span.start]), self._name(span.text, span.kind)]
                position = span.end
        return "".join([*parts, self._without_people(text[position:])])

    def _without_people(self, text: str) -> str:
        if self._people is None:
            return text
        return self._people.sub(lambda found: self._name(found.group(), _PERSON), text)

    def _name(self, value: str, kind: str) -> str:
        return self._names.setdefault(value, f"<{kind.replace(' ', '-').upper()}-{len(self._names) + 1}>")


def _pattern_of(question: Question) -> re.Pattern[str] | None:
    """Return what finds the names of people that a conversation gives; None where it gives none."""
    sold = " ".join(one.title for one in question.evidence if one.kind is EvidenceKind.PRODUCT)
    people = [
        name for name in people_in(turn.text for turn in question.turns) if not _word(name).search(sold)
    ]
    return re.compile("|".join(_word(name).pattern for name in people)) if people else None


def _word(name: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){re.escape(name)}(?!\w)")
