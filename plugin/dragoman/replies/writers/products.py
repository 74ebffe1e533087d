"""What is said of products: those that were found for a wish, or the one that a question names."""

import re
from collections.abc import Sequence
from typing import Final

from dragoman.evidence import Evidence
from dragoman.replies.asking import Asked
from dragoman.replies.draft import Sentence
from dragoman.replies.reading.sentences import legible, sentences
from dragoman.replies.retrieval.words import Reader
from dragoman.replies.writers.matching import Source, has, need, read_source
from dragoman.tags import base

_MOST_PRODUCTS: Final = 2
_MOST_SENTENCES: Final = 4
_REASON: Final = "product.reason"


def product_sentences(products: Sequence[Evidence], wants: Asked, language: str) -> list[Sentence]:
    """Return what is said of the product that is named, else of those that are recommended.

    Args:
        products: The products, the likeliest first.
        wants: What is asked.
        language: The agents' language.
    """
    text = " ".join((*wants.leads, *wants.questions, *wants.context[:2]))
    named = [one for one in products if _is_named(one, text, language)]
    if named:
        return _about(named[0], wants, language)
    recommended = [one for one in products if any(name == _REASON for name, _ in one.fields)]
    return _told(recommended[:_MOST_PRODUCTS], language)


def _is_named(product: Evidence, text: str, language: str) -> bool:
    """Whether a text has every word of what a product is called."""
    reader = Reader(language)
    name = set(reader.indexed(_name_of(product.title)))
    return bool(name) and name <= set(reader.indexed(legible(text)))


def _name_of(title: str) -> str:
    """Return what a product is called, without its colour or size: "Aurora Lamp" of "Aurora Lamp, green"."""
    return re.split(r"[,(/|]|\s[-\u2013]\s", legible(title), maxsplit=1)[0].strip()


def _about(product: Evidence, wants: Asked, language: str) -> list[Sentence]:
    """Return what is asked of a product; where it has nothing of it, but is wished for, what it costs."""
    source = read_source(product, language)
    found = {place for question in wants.questions for place in _answering(question, source, language)}
    # The first sentence names the product, which the others call "it".
    places = sorted({0, *found}) if found else list(range(len(source.sentences))) if wants.wishes else []
    return [Sentence(source.sentences[place].text, (product.id,)) for place in places[:_MOST_SENTENCES]]


def _answering(question: str, source: Source, language: str) -> list[int]:
    """Return the sentences with a value of the kind that is asked for, or with what else is asked."""
    asked = need(question, "", "", [source], language)
    every = range(len(source.sentences))
    if asked.kinds:
        return [one for one in every if {value.kind for value in source.sentences[one].values} & asked.kinds]
    wanted = [one for one in asked.weights if not has(one, source.heading)]
    return [one for one in every if any(has(word, source.words[one] - source.heading) for word in wanted)]


def _told(products: Sequence[Evidence], language: str) -> list[Sentence]:
    """Return the first sentences of each product, which have its price and why it fits."""
    each = _MOST_SENTENCES // max(1, len(products))
    return [
        Sentence(one.text, (product.id,))
        for product in products
        for one in sentences(product.words, base(language))[:each]
    ]
