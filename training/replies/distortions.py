"""What the shop says, distorted: each of its sentences with one thing in it made wrong.

Lies that models invent have words of their own. These have only the shop's, and are harder to find out.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from dragoman.domain import Author
from dragoman.evidence import Evidence
from dragoman.replies.draft import Draft, Question, Sentence, Turn
from dragoman.replies.grounding.checking import Grounding
from dragoman.tags import base

_NUMBER: Final = re.compile(r"\d+(?:[.,]\d+)*")
_SENTENCE: Final = re.compile(r"\S.*?[.!?](?=\s|$)")
_Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Ways:
    """What makes sentences of one language wrong: words, and what takes their place.

    Attributes:
        units: A unit, and another.
        turned: What denies, restricts or orders, and its opposite.
        widened: What narrows a thing, and the thing.
        conditions: What begins a condition that is cut off.
    """

    units: _Pairs
    turned: _Pairs
    widened: _Pairs
    conditions: tuple[str, ...]


_WAYS: Final[Mapping[str, Ways]] = {
    "en": Ways(
        units=(
            ("business days", "weeks"),
            ("days", "months"),
            ("months", "years"),
            ("years", "days"),
            ("hours", "days"),
            ("minutes", "hours"),
            ("€", "R$ "),
            ("%", " euros"),
        ),
        turned=(
            (" not ", " "),
            ("cannot", "can"),
            ("never", "always"),
            ("No ", "Any "),
            ("before", "after"),
            ("up to", "at least"),
            ("minimum", "maximum"),
            ("once", "always"),
            ("only", "also"),
        ),
        widened=(
            ("a faulty item", "an item"),
            ("the whole order", "the order"),
            ("any unused item", "any item"),
            ("new subscribers", "subscribers"),
            ("business day", "day"),
        ),
        conditions=("only if", "if", "unless", "except", "until", "from €", "from R$", "above"),
    ),
    "pt": Ways(
        units=(
            ("dias úteis", "semanas"),
            ("dias", "meses"),
            ("meses", "anos"),
            ("anos", "dias"),
            ("horas", "dias"),
            ("minutos", "horas"),
            ("R$ ", "€ "),
            ("%", " reais"),
            ("mm", "cm"),
            ("V", "W"),
            ("ao mês", "ao ano"),
        ),
        turned=(
            (" não ", " "),
            ("Não ", ""),
            ("nunca", "sempre"),
            ("Nunca", "Sempre"),
            ("nenhum", "todo"),
            ("nem ", "e "),
            ("antes", "depois"),
            ("depois", "antes"),
            ("até", "a partir de"),
            ("sem", "com"),
            ("acima", "abaixo"),
            ("abaixo", "acima"),
            ("mínima", "máxima"),
            ("pelo menos", "no máximo"),
            ("só", "também"),
            ("único", "qualquer"),
            ("grátis", "pago"),
            ("gratuito", "pago"),
            ("mais", "menos"),
            ("a mais", "a menos"),
            ("um único", "mais de um"),
        ),
        widened=(
            ("dias úteis", "dias"),
            ("dia útil", "dia"),
            ("a primeira devolução", "a devolução"),
            ("qualquer fone de ouvido de arco", "qualquer fone de ouvido"),
            ("em uma única compra", "em compras"),
            ("na primeira compra", "na compra"),
            ("de um dia útil", "de um dia"),
            ("cães pequenos", "cães"),
            ("do mesmo produto", ""),
            ("compradas conosco", ""),
            ("que vendemos", ""),
            ("de cada pedido", ""),
        ),
        conditions=(
            "se",
            "desde que",
            "enquanto",
            "exceto",
            "a não ser que",
            "até que",
            "quando",
            "a partir de R$",
            "nas compras acima de",
            "acima de R$",
            "abaixo de R$",
            "depois de",
            "depois que",
            "antes de",
        ),
    ),
}


@dataclass(frozen=True, slots=True)
class Passed:
    """How many distorted sentences there are of each kind, and those that got past the checks."""

    told: Mapping[str, int]
    passed: Sequence[tuple[str, str]] = field(default=())


def distorted(sentence: str, words: str, language: str) -> Iterator[tuple[str, str]]:
    """Yield the ways in which a sentence can be made wrong, each with its kind.

    Args:
        sentence: A sentence of a passage.
        words: All that the passage says, whose other values are put into it.
        language: A primary language.
    """
    ways = _WAYS[language]
    for found in _NUMBER.finditer(sentence):
        for other in dict.fromkeys(_NUMBER.findall(words)):
            yield "another value of the passage", sentence[: found.start()] + other + sentence[found.end() :]
    for kind, pairs in (
        ("another unit", ways.units),
        ("turned round", ways.turned),
        ("widened", ways.widened),
    ):
        for said, other in pairs:
            pattern = re.compile(
                rf"(?<!\w){re.escape(said)}(?!\w)" if said[-1].isalpha() else re.escape(said)
            )
            if pattern.search(sentence):
                yield kind, pattern.sub(other, sentence, count=1)
    for condition in ways.conditions:
        kept, cut, _ = sentence.partition(f" {condition} ".replace("€ ", "€").replace("R$ ", "R$"))
        if cut:
            yield "condition cut off", f"{kept.rstrip(',')}."


def put_through(grounding: Grounding, evidence: Sequence[Evidence], language: str, today: date) -> Passed:
    """Hold every distorted sentence of some evidence to the checks, each as a draft that cites it."""
    told: Counter[str] = Counter()
    passed: list[tuple[str, str]] = []
    question = Question((Turn(Author.SHOPPER, "?"),), language, tuple(evidence), today)
    for piece in evidence:
        for sentence in _SENTENCE.findall(piece.words):
            ways = {
                " ".join(text.split()): kind
                for kind, text in distorted(sentence, piece.words, base(language))
            }
            for text, kind in ways.items():
                if text not in piece.words:
                    told[kind] += 1
                    draft = grounding.check(Draft((Sentence(text, (piece.id,)),)), question)
                    passed += [(kind, text)] if draft.sentences else []
    return Passed(told, passed)
