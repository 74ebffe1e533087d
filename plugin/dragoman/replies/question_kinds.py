"""What kind of value a question wants: "how long" a period, "how much" an amount."""

import re
from collections.abc import Mapping
from functools import cache
from typing import Final

from dragoman.replies.reading.tokens import ValueKind as Kind

_PERIODS: Final = frozenset({Kind.PERIOD, Kind.DATE, Kind.WEEKDAY, Kind.TIME})
_AMOUNTS: Final = frozenset({Kind.MONEY, Kind.PERCENT})
_MEASURES: Final = frozenset({Kind.MEASURE})
_WANTED: Final[Mapping[str, tuple[tuple[str, frozenset[Kind]], ...]]] = {
    "en": (
        (
            r"\b(?:weigh\w*|how (?:heavy|big|large|tall|wide|deep)|how many (?:lit(?:er|re)s|kilos))\b",
            _MEASURES,
        ),
        (
            r"\bhow (?:long|many (?:\w+ )?(?:days|weeks|months|hours|years|minutes)|soon|quick\w*|fast)\b",
            _PERIODS,
        ),
        (
            r"\b(?:deadline|time ?(?:limit|frame)|(?:return|trial|warranty) period|until when|by when)\b",
            _PERIODS,
        ),
        (r"\b(?:what time|opening hours|opening times|(?:when|what hours)[^?]* (?:open|close))\b", _PERIODS),
        (r"\bhow much(?! (?:time|longer|room|space))\b|\b(?:cost|price|fee|charge)s?\b", _AMOUNTS),
        (
            r"\b(?:from (?:which|what|how much)|minimum)\b[^?]*\b(?:value|amount|order|free|shipping)",
            _AMOUNTS,
        ),
        (r"\b(?:what|how much|which|any|the)(?: is| are| the)* discount\b", _AMOUNTS),
        (r"\bhow many (?:times|instal?ments)\b", frozenset({Kind.NUMBER, Kind.MEASURE})),
        (
            r"\b(?:phone|telephone) number|\be-?mail address (?:do|can|of (?:your|the shop))\b",
            frozenset({Kind.CONTACT}),
        ),
    ),
    "pt": (
        (r"\b(?:quanto (?:pesa|mede)|peso|diâmetro|quantos (?:litros|quilos|centímetros))\b", _MEASURES),
        (r"\b(?:quanto tempo|quant[oa]s (?:dias|semanas|meses|horas|anos|minutos)|até quando)\b", _PERIODS),
        (
            r"\b(?:prazo|que horas|horário|com que rapidez|quando[^?]* (?:abr|fech)\w+)\b",
            _PERIODS,
        ),
        (
            r"\b(?:quanto (?:é|custa\w*|custou|fica|sai|sairia|seria|pago|(?:vocês |você |vcs |vc )?cobram?)"
            r"|quanto (?:vou|tenho que|preciso|teria que|devo) (?:pagar|gastar|desembolsar)"
            r"|(?:quanto|qual o valor|que valor|qual valor) (?:do|de|o) (?:frete|envio)"
            r"|qual (?:é )?o (?:valor|custo)|preço|custa|taxa|isso dá quanto)\b",
            _AMOUNTS,
        ),
        (
            r"\b(?:a partir de (?:quanto|que valor|qual valor)|(?:valor|compra|pedido) mínim[oa])\b",
            _AMOUNTS,
        ),
        (r"\b(?:quais|qual|quanto)[^?]{0,12} descontos?\b", _AMOUNTS),
        (r"\bquantas (?:vezes|parcelas)\b", frozenset({Kind.NUMBER, Kind.MEASURE})),
        (r"\b(?:telefone|qual o e-?mail)\b", frozenset({Kind.CONTACT})),
    ),
}


@cache
def _patterns(language: str) -> tuple[tuple[re.Pattern[str], frozenset[Kind]], ...]:
    return tuple((re.compile(words, re.IGNORECASE), kinds) for words, kinds in _WANTED.get(language, ()))


def wanted(question: str, language: str) -> frozenset[Kind]:
    """Return the kinds of value of which an answer has one; none where a question wants no value.

    Args:
        question: One question.
        language: A primary language.
    """
    return next((kinds for words, kinds in _patterns(language) if words.search(question)), frozenset())


def asking_phrase(question: str, language: str) -> str:
    """Return the words of a question that only say which kind of value is wanted, in small letters."""
    found = (words.search(question) for words, _ in _patterns(language))
    return next((match.group().casefold() for match in found if match), "")
