"""How kept values are shown to people: numbers of cards and accounts by their last four digits only.

The texts themselves keep them as they were written; what is masked is every list of kept values: in notes,
reports, pages and on the command line.
"""

from collections.abc import Iterable
from dataclasses import replace

from dragoman.domain import ProtectedSpan, SpanKind

SECRET = frozenset({SpanKind.CARD, SpanKind.IBAN})
"""Kinds of values that are never shown in full."""

_SHOWN = 4


def masked(spans: Iterable[ProtectedSpan]) -> tuple[ProtectedSpan, ...]:
    """Return kept values as people may see them ("•••• 4242")."""
    return tuple(
        replace(span, text=f"•••• {''.join(filter(str.isalnum, span.text))[-_SHOWN:]}")
        if span.kind in SECRET
        else span
        for span in spans
    )
