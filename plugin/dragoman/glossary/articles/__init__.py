"""Articles and other words that agree with a noun, made to fit another one; one module a language."""

from collections.abc import Mapping
from functools import cache
from typing import Final

from dragoman.glossary.articles import english, french, german, italian, portuguese, spanish
from dragoman.glossary.articles.agreement import Agreeing, Agreement, Grammar
from dragoman.tags import base

_GRAMMARS: Final[Mapping[str, Grammar]] = {
    "pt": portuguese.GRAMMAR,
    "es": spanish.GRAMMAR,
    "fr": french.GRAMMAR,
    "it": italian.GRAMMAR,
    "de": german.GRAMMAR,
    "en": english.GRAMMAR,
}


def agreeing(language: str) -> Agreeing:
    """Return what makes words of a language (a BCP 47 tag) agree; where we know none, everything stays."""
    return _agreeing(base(language))


@cache
def _agreeing(language: str) -> Agreeing:
    return Agreeing(_GRAMMARS.get(language, Grammar((), lambda _: (0,), lambda _word, _slot: 0)))


__all__ = ["Agreeing", "Agreement", "agreeing"]
