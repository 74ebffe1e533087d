"""What a statement of a shop is about: its words, or the things that they are words for, and its names."""

import re
from functools import lru_cache
from typing import Final

from dragoman.replies.reading.apart import joined
from dragoman.replies.reading.tokens import ValueKind
from dragoman.replies.retrieval.words import Reader

_NAME: Final = re.compile(r"(?<=[^\W\d_][\s-])(?<![.;:!?]\s)[A-ZÀ-Þ][^\W\d_]+|(?<=,\s)[A-ZÀ-Þ][^\W\d_]+")
_ASSOCIATED: Final = {
    "en": "gift pay contact store hours size material box abroad",
    "pt": "presente pagar contato loja horário tamanho material caixa exterior",
}
"""Of these, search has words for several things in one line: here the words themselves are compared."""
_SAYS_NOTHING: Final = {
    "en": "within after before once per each yes no back item items product products article goods",
    "pt": "dentro após depois antes uma cada sim não item itens produto produtos artigo artigos",
}
_KIND_SAID: Final = {
    "en": {
        ValueKind.PERIOD: "deadline",
        ValueKind.MONEY: "cost",
        ValueKind.TIME: "open opens opening close closes closed hours times address",
    },
    "pt": {
        ValueKind.PERIOD: "prazo",
        ValueKind.MONEY: "custa",
        ValueKind.TIME: "abre abrimos aberta aberto abertos fecha fechamos horário horas endereço",
    },
}
"""What a value says by itself: that a period is one."""


def about(reader: Reader, text: str, kind: ValueKind | None = None) -> dict[str, str]:
    """Return what a text is about, and how it is written: what shops say in several ways is one thing.

    Args:
        reader: Reads its language.
        text: A sentence with its heading.
        kind: The kind of value that it states, which it need not name.
    """
    loose, empty = _loose(reader.language)
    said = _KIND_SAID.get(reader.language, {}).get(kind, "") if kind else ""
    left_out = {key for one in reader.asked(said) for key in (one.word, *one.meanings)}
    found: dict[str, str] = {}
    for one in reader.asked(joined(text, reader.language)):
        meanings = tuple(name for name in one.meanings if name not in loose)
        keys = meanings or ((one.word,) if one.word else one.meanings)
        found |= {key: one.shown for key in keys if key not in left_out and key not in empty}
    return found


@lru_cache(maxsize=8)
def _loose(language: str) -> tuple[frozenset[str], frozenset[str]]:
    """Return the meanings that several things share, and words that say nothing of what is stated."""
    reader = Reader(language)
    shared = reader.asked(_ASSOCIATED.get(language, ""))
    nothing = reader.asked(_SAYS_NOTHING.get(language, ""))
    return (
        frozenset(name for one in shared for name in one.meanings),
        frozenset(one.word for one in nothing if not one.meanings),
    )


def names(text: str) -> frozenset[str]:
    """Return the words of a text that have a capital where they need not, in small letters."""
    return frozenset(match[0].casefold() for match in _NAME.finditer(text))
