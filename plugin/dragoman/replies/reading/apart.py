"""Verbs whose parts stand apart: "send the item back"."""

import re
from collections.abc import Mapping
from typing import Final

_APART: Final[Mapping[str, re.Pattern[str]]] = {
    "en": re.compile(
        r"\b(send|give|bring|take|pay|get)\s+((?:(?:the|my|an?|your|this|that|some|any)\s+)?\w+)\s+(back)\b",
        re.IGNORECASE,
    ),
}


def joined(text: str, language: str) -> str:
    """Return a text with the parts of verbs side by side: "send back the item" for "send the item back"."""
    apart = _APART.get(language)
    return apart.sub(r"\1 \3 \2", text) if apart else text
