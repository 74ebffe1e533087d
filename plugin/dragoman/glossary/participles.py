"""Participles in the genders and numbers that a sentence asks for: "preservado", "preservadas".

An entry keeps a verb in a dozen forms at most, its participle once. What stands behind "to be"
agrees with what it is said of, though.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Final

from dragoman.tags import base

# A gerund shows that the forms are those of a verb: not of "estado", which would have no "estada".
_GERUND: Final = "ndo"
_PARTICIPLES: Final[Mapping[str, tuple[re.Pattern[str], tuple[str, ...]]]] = {
    "pt": (re.compile(r"\w+[aií]do"), ("a", "os", "as")),
    "es": (re.compile(r"\w+[aií]do"), ("a", "os", "as")),
    "it": (re.compile(r"\w+[aiu]to"), ("a", "i", "e")),
}


def participles(forms: Sequence[str], language: str) -> tuple[str, ...]:
    """Return the participle of a verb in the genders and numbers that its forms lack; nothing of other words.

    Args:
        forms: The forms that are known.
        language: Their language, a BCP 47 tag.
    """
    pattern, endings = _PARTICIPLES.get(base(language), (None, ()))
    if pattern is None or not any(form.endswith(_GERUND) for form in forms):
        return ()
    agreeing = (form[:-1] + ending for form in forms if pattern.fullmatch(form) for ending in endings)
    return tuple(form for form in dict.fromkeys(agreeing) if form not in forms)
