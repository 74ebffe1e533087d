"""What is said of a shopper's own orders: the sentences that have what is asked for."""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files
from typing import Final

from dragoman.evidence import Evidence
from dragoman.replies.asking import Asked
from dragoman.replies.draft import Sentence
from dragoman.replies.reading.sentences import Reading, legible, sentences
from dragoman.replies.reading.words import LANGUAGES

_MOST_ORDERS: Final = 2
_MOST_SENTENCES: Final = 4
_STATUS: Final = "order.status"


def order_sentences(orders: Sequence[Evidence], wants: Asked, language: str) -> list[Sentence]:
    """Return what is asked of orders that are proven to be the shopper's, the status first.

    Args:
        orders: The orders, those asked for first.
        wants: What is asked.
        language: A primary language.
    """
    named = [one for one in orders if any(name.strip("# ") in one.title for name in wants.orders)]
    told: list[Sentence] = []
    for order in (named or orders)[:_MOST_ORDERS]:
        known = {name: legible(value) for name, value in order.fields if value}
        fields = [_STATUS, *fields_asked(wants.questions, language)]
        values = list(dict.fromkeys(known[name] for name in fields if name in known))
        found = [
            one for one in sentences(order.words, language) if any(value in one.text for value in values)
        ]
        told += [Sentence(one.text, (order.id,)) for one in _most_telling(found, values)]
    return told


def _most_telling(found: Sequence[Reading], values: Sequence[str]) -> list[Reading]:
    """Return at most four sentences in their order, those with the values that are wanted first."""
    by_rank = sorted(found, key=lambda one: min(i for i, value in enumerate(values) if value in one.text))
    kept = by_rank[:_MOST_SENTENCES]
    return [one for one in found if one in kept]


def fields_asked(questions: Sequence[str], language: str) -> Iterator[str]:
    """Yield the fields of an order that questions want, in a primary language."""
    text = " ".join(questions)
    for fields, words in _topics(language):
        if words.search(text):
            yield from fields


@cache
def _topics(language: str) -> tuple[tuple[tuple[str, ...], re.Pattern[str]], ...]:
    if language not in LANGUAGES:
        return ()
    text = files(__package__).joinpath(f"order_topics.{language}.txt").read_text("utf-8")
    lines = (line.partition(": ") for line in text.splitlines() if line and not line.startswith("#"))
    return tuple(
        (tuple(fields.split()), re.compile(rf"\b(?:{words})\b", re.IGNORECASE)) for fields, _, words in lines
    )
