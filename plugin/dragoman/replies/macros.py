"""Macros: replies that a shop has written beforehand, with slots that only evidence fills."""

import re
from dataclasses import dataclass
from typing import Final

from dragoman.evidence import EvidenceKind

SLOT: Final = re.compile(r"\{\{\s*([a-z][a-z0-9_.]{0,60})\s*\}\}")
"""A slot, such as ``{{order.status}}``; the group is its name."""


@dataclass(frozen=True, slots=True)
class Macro:
    """A reply that a shop has written beforehand.

    Attributes:
        id: Unique within a store.
        name: What agents call it.
        intent: What it is for, such as "order.where"; several macros may share one.
        text: In the agents' language, with slots such as ``{{order.status}}``.
        examples: How shoppers ask for it; those that are known of its intent count besides.
        requires: Kinds of evidence that it needs, besides what its slots do.
    """

    id: str
    name: str
    intent: str
    text: str
    examples: tuple[str, ...] = ()
    requires: frozenset[EvidenceKind] = frozenset()

    @property
    def slots(self) -> tuple[str, ...]:
        """Names of its slots, each once."""
        return tuple(dict.fromkeys(SLOT.findall(self.text)))
