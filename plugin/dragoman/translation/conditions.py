"""Whether a condition of a sentence still holds in its translation: "only", "unless", "except", "until".

A policy that lost its "only if" promises what the shop does not. Each kind of condition has words that set it
in one language and words that can carry it in the other.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from dragoman.tags import base


@dataclass(frozen=True, slots=True)
class _Condition:
    """What sets a condition in a sentence, and what can carry it in a translation."""

    sets: re.Pattern[str]
    carries: re.Pattern[str]


def _condition(sets: str, carries: str) -> _Condition:
    return _Condition(*(re.compile(rf"(?<!\w)(?:{words})(?!\w)", re.IGNORECASE) for words in (sets, carries)))


_INTO_PORTUGUESE: Final = (
    _condition(
        r"(?<!if )(?<!the )(?<!an )only(?! child)",
        r"só|somente|apenas|únic\w*|unicamente|exclusiv\w*|mal|senão|mais que|sozinh\w*|tão|nada mais",
    ),
    _condition(
        "unless",
        r"a menos que|a não ser|exceto|salvo|senão|sem que|caso|só se|se .*não|não .*se|enquanto não",
    ),
    _condition(
        "except(?:ing)?(?: for)?|excluding|other than|apart from|with the exception of",
        r"exce[tç]\w*|salvo|menos|fora|a não ser|além d\w+|exclu\w*|outr\w+|senão|à parte|tirando|diferente",
    ),
    _condition("until|till", r"até|enquanto|antes"),
    _condition("if|provided that|as long as", r"se|caso|quando|desde que|contanto|enquanto|seja|que"),
    _condition("without", r"sem|não|nem|fora|falta\w*|d?es\w+"),
    _condition(
        "before", r"antes|antig\w*|anterior\w*|até|já|perante|diante|nunca|antecipad\w*|atrás|frente|ontem"
    ),
)
_INTO_ENGLISH: Final = (
    _condition(
        r"somente|apenas|só(?! (?:um|uma) (?:minuto|momento))",
        r"only|just|merely|solely|alone|but|exclusively|simply|single|nothing|sole|unless|once|until|all",
    ),
    _condition(
        r"a menos que|a não ser",
        r"unless|except|other than|but|only if|if .*not|anything|save|beyond|besides",
    ),
    _condition(
        r"exceto|salvo(?! \w+(?:ou|aram))|com exceção",
        r"except\w*|unless|other than|but|save|apart|exclud\w*|aside|exclusive\w*|without|saved|safe",
    ),
    _condition(r"até que", r"until|till|even|before|by"),
    _condition(
        r"sem",
        r"without|no|not|\w+less|\w*n['\u2019]t|un\w+|in\w+|never|free|out|non\w*|lack\w*|dis\w+|off|cordless",
    ),
    _condition(
        r"antes", r"before|ago|prior|earlier|until|first|previous\w*|rather|by|sooner|ahead|advance|once"
    ),
)
_CONDITIONS: Final = {("en", "pt"): _INTO_PORTUGUESE, ("pt", "en"): _INTO_ENGLISH}
# "Enquanto não" is "until", "until not" is its opposite.
_UNTIL_NOT: Final = re.compile(
    r"\buntil\b(?:\W+\w+){0,4}\W+(?:not|(?:is|are|has|have|was|were)n['\u2019]t)\b", re.I
)


def condition_lost(source: str, target: str, source_language: str, target_language: str) -> bool:
    """Say whether a sentence sets a condition that nothing in its translation can carry.

    Args:
        source: A sentence.
        target: Its translation.
        source_language: BCP 47 tag.
        target_language: BCP 47 tag; where the pair is not among the tables nothing is said.
    """
    conditions: Sequence[_Condition] = _CONDITIONS.get((base(source_language), base(target_language)), ())
    if any(one.sets.search(source) and not one.carries.search(target) for one in conditions):
        return True
    return base(target_language) == "en" and bool(_UNTIL_NOT.search(target))
