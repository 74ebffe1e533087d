"""Covers up what tells who a shopper is, and uncovers it in the answer.

Names are not found: nothing here can tell them from other words. The README says so.
"""

from dataclasses import replace
from typing import Final

from dragoman.domain import SpanKind
from dragoman.evidence import Evidence, EvidenceKind
from dragoman.replies.draft import Question
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


class Covering:
    """Gives each value of one question a name, the same wherever it stands."""

    def __init__(self) -> None:
        self._names: dict[str, str] = {}

    def covered(self, question: Question) -> Question:
        """Return the question with personal values of its turns and orders covered.

        What the shop publishes stays as it is: its addresses and links are for everybody.
        """
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
                parts += [text[position : span.start], self._name(span.text, span.kind)]
                position = span.end
        return "".join([*parts, text[position:]])

    def _name(self, value: str, kind: SpanKind) -> str:
        return self._names.setdefault(value, f"<{kind.replace(' ', '-').upper()}-{len(self._names) + 1}>")
