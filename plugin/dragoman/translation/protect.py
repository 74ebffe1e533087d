"""Which parts of a text are values that come out of a translation byte for byte.

The kinds are looked for in the order of ``_RULES``; what an earlier rule has claimed, a later one leaves
alone. Every pattern runs in linear time: quantifiers are bounded or cannot give back what they took, and
a pattern that scans a token can only start where the token starts.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from dragoman.domain import ProtectedSpan, SpanKind

_AMOUNT = r"\d(?:[\d.,]*\d)?"
_GROUPED = rf"(?:\d{{1,3}}(?:[ \u00a0\u202f]\d{{3}})+(?:[.,]\d{{1,2}})?(?!\d)|{_AMOUNT})"
_CURRENCY_CODES = (
    "USD|EUR|GBP|BRL|CHF|JPY|CNY|INR|CAD|AUD|MXN|ARS|CLP|COP|PLN|SEK|NOK|DKK|CZK|HUF|TRY|ZAR|RON"
)
_SYMBOLS = "$€£¥₹₽₩₺₫₪฿₴"
_UNITS = (
    "kg|Kg|KG|g|mg|mcg|lbs?|oz|km/h|km|cm|mm|m|ft|ml|mL|cl|l|L|[KMGT]B|[kmgt]b|kWh|Wh|kW|W|V|mAh|[kMG]?Hz|px|dpi|"
    "mph|MP|h|min|[ap]m|[AP]M|EU"
)
# Second-level endings such as .com.br follow one of these. Endings that are also words of a language we
# translate ("obrigado.de nada") are only an address in front of a path.
_DOMAIN_ENDINGS = "com|net|org|edu|gov|io|shop|store|app|dev|info|biz"
_FILE_ENDINGS = "pdf|png|jpe?g|gif|webp|heic|docx?|xlsx?|csv|zip|txt|xml|json|html?|mp4|mov"

_PLACEHOLDER = re.compile(
    r"""
      \{\{[^{}\n]{1,100}\}\}                      # {{code}}
    | \{%[^{}\n]{1,100}%\}                        # {% if paid %}
    | \$\{[^{}\n]{1,100}\}                        # ${code}
    | \{[A-Za-z0-9_.]{0,60}\}                     # {name}, {0}, {}
    | %\([A-Za-z0-9_]{1,60}\)[sdif]               # %(name)s
    | (?<![\w%])%(?:\d{1,2}\$)?[sdif](?![\w%])    # %s, %1$s
    | %[A-Z_]{2,40}%                              # %NAME%
    | \[\[[^\[\]\n]{1,100}\]\]                    # [[name]]
    | </?[A-Za-z][^<>\n]{0,300}>                  # <b>, </a>, <br/>
    | &(?:[A-Za-z]{2,8}|\#\d{1,6}|\#x[0-9A-Fa-f]{1,6});
    """,
    re.VERBOSE,
)
_URL = re.compile(
    rf"""
      (?:https?|ftp)://[^\s<>"“”«»]+
    | (?<![\w@.-])www\.[^\s<>"“”«»]+
    | (?<![\w@./-])(?:[a-z0-9-]{{1,63}}\.){{1,6}}
      (?: (?:{_DOMAIN_ENDINGS})(?:\.[a-z]{{2}})?(?:[/?][^\s<>"“”«»]*)?(?![\w@-])
        | [a-z]{{2,10}}/[^\s<>"“”«»]* )
    """,
    re.VERBOSE | re.IGNORECASE,
)
_EMAIL = re.compile(r"(?<![\w.+%-])[\w.+%-]{1,128}@(?:[\w-]{1,63}\.){1,8}[A-Za-z]{2,24}(?![\w-])")
_NAME = re.compile(
    rf"(?<![\w@])[@#][A-Za-z_](?:[\w.]{{0,40}}\w)?|(?<![\w.-])[\w-]{{1,80}}\.(?:{_FILE_ENDINGS})(?!\w)",
)
_IBAN = re.compile(r"(?<!\w)[A-Z]{2}\d{2} ?[A-Z0-9]{4}(?: ?(?=[A-Z]*\d)[A-Z0-9]{4}){2,6}(?: ?\d{1,3})?(?!\w)")
_MONEY = re.compile(
    rf"""
      (?<![A-Za-z0-9])[-+\u2212]?(?:[A-Z]{{0,3}}\$|[{_SYMBOLS}]|(?:{_CURRENCY_CODES}))[ \u00a0\u202f]?
      [-+\u2212]?{_GROUPED}(?:[kKmMbB](?!\w))?
    | (?<![\w.,])[-+\u2212]?{_GROUPED}[ \u00a0\u202f]?
      (?:R\$|\$(?![ ]?\d)|[€£¥₹₽₩₺₫₪฿₴]|(?:{_CURRENCY_CODES})(?!\w))
    """,
    re.VERBOSE,
)
_MEASURE = re.compile(
    rf"""
    (?<![\w.,])(?<!\w[-_])[-+\u2212±]?{_GROUPED}
    (?:[ ]?[x\u00d7][ ]?{_AMOUNT}){{0,3}}(?:[ ]?[-\u2013][ ]?{_AMOUNT})?
    (?: [ \u00a0\u202f]?(?:[%‰]|°[CF]?|º[CF](?!\w)|(?:{_UNITS})[²³]?(?![\w²³])|[ap]\.m\.)
      | [xXkK](?!\w) )
    """,
    re.VERBOSE,
)
_TIME = re.compile(
    r"""
      (?<!\w)(?<!\w[-_])\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:?\d{2})?(?!\w)
    | (?<![\w:])\d{1,2}:\d{2}(?::\d{2})?[ ]?(?:[ap]m(?!\w)|[AP]M(?!\w)|[ap]\.m\.|h(?!\w))
    | (?<!\w)\d{1,2}h\d{2}(?:min)?(?!\w)
    """,
    re.VERBOSE,
)
_PHONE = re.compile(
    r"""
    (?<![\w.])(?<!\w[-_])
    (?: \+\d{7,15}
      | (?:\+\d{1,3}[ .-]{0,2})?(?:\(\d{1,4}\)[ .-]{0,2})?\d{2,5}(?:[ .-]\d{2,5}){1,4}
    )(?![-_/:,]?\w)
    """,
    re.VERBOSE,
)
_COMPOSITE = re.compile(r"(?<!\w)(?<!\w[-_])v?\d++(?:[.,:/\-\u2013\u2212]\d++)++(?![-_]?[A-Za-z])")
_NUMBERED = re.compile(r"(?<!\w)# ?(?=[A-Za-z_-]{0,40}\d)[A-Za-z0-9][A-Za-z0-9_]*+(?:-[A-Za-z0-9_]++)*+")
_DIGITS = re.compile(r"(?<!\w)[0-9]{5,}(?!\w)")
# Digits of other scripts and fractions: the engine would write them in another way.
_FOREIGN_DIGITS = re.compile(r"(?<!\d)[0-9]*+[^\D0-9]\d*+|(?<!\w)\d*+[½¼¾⅓⅔⅛]")
_TOKEN = re.compile(r"(?<!\w)[A-Za-z0-9]++(?:[-_][A-Za-z0-9]++)*+(?!\w)")

_PHONE_DIGITS = 7
_ORDINARY = re.compile(r"\d+(?:st|nd|rd|th|o|a|s|hs|hrs?|mins?|secs?|[a-z]{4,})", re.IGNORECASE)
_URL_TAIL = ".,;:!?'\u2019\"*_…"
_BRACKETS = {")": "(", "]": "[", "}": "{"}


def _whole(text: str) -> str:
    return text


def _without_tail(url: str) -> str:
    """Leave the punctuation of the sentence, and brackets that were opened before it, outside a URL."""
    unmatched = {closing: url.count(closing) - url.count(opening) for closing, opening in _BRACKETS.items()}
    end = len(url)
    while end:
        last = url[end - 1]
        if last in unmatched and unmatched[last] > 0:
            unmatched[last] -= 1
        elif last not in _URL_TAIL:
            break
        end -= 1
    return url[:end]


def _phone(text: str) -> str:
    return text if sum(character.isdigit() for character in text) >= _PHONE_DIGITS else ""


def _code(token: str) -> str:
    """A token is a code when it mixes letters and digits in a way that words do not, or is snake_case."""
    if "_" in token:
        return token
    parts = token.split("-")
    if not any(map(str.isdigit, token)) or not any(map(str.isalpha, token)):
        return ""
    if len(parts) == 1:
        return "" if _ORDINARY.fullmatch(token) else token
    words = [part for part in parts if part.isalpha() and not part.isupper()]
    longest_number = max((len(part) for part in parts if part.isdigit()), default=0)
    if any(len(word) > 2 for word in words) or any(map(_ORDINARY.fullmatch, parts)):  # noqa: PLR2004
        return ""
    return token if not words or longest_number > 2 else ""  # noqa: PLR2004


@dataclass(frozen=True, slots=True)
class _Rule:
    """A pattern, what it finds, and how much of the beginning of a match is the value ("": none)."""

    kind: SpanKind
    pattern: re.Pattern[str]
    value: Callable[[str], str] = _whole


_RULES = (
    _Rule(SpanKind.PLACEHOLDER, _PLACEHOLDER),
    _Rule(SpanKind.EMAIL, _EMAIL),
    _Rule(SpanKind.URL, _URL, _without_tail),
    _Rule(SpanKind.ORDER_ID, _NUMBERED),
    _Rule(SpanKind.CODE, _NAME),
    _Rule(SpanKind.CODE, _IBAN),
    _Rule(SpanKind.AMOUNT, _MONEY),
    _Rule(SpanKind.NUMBER, _TIME),
    _Rule(SpanKind.AMOUNT, _MEASURE),
    _Rule(SpanKind.NUMBER, _PHONE, _phone),
    _Rule(SpanKind.NUMBER, _COMPOSITE),
    _Rule(SpanKind.CODE, _TOKEN, _code),
    _Rule(SpanKind.ORDER_ID, _DIGITS),
    _Rule(SpanKind.NUMBER, _FOREIGN_DIGITS),
)


def protected_spans(text: str) -> tuple[ProtectedSpan, ...]:
    """Find the values of a text that a translation must carry over byte for byte.

    These are placeholders and markup, e-mail and web addresses, names of files and accounts, account
    numbers, amounts with a currency or a unit, order ids, dates, times, telephone numbers, numbers of
    several parts, codes, and numbers of five digits or more. Shorter plain numbers are not among them: the
    translator compares those as a multiset.

    Args:
        text: The text as it was written.

    Returns:
        Spans that do not overlap, in the order of the text.
    """
    claimed: list[ProtectedSpan] = []
    for rule in _RULES:
        claimed = merge_spans(claimed, _matches(rule, text))
    return tuple(claimed)


def merge_spans(first: Sequence[ProtectedSpan], second: Iterable[ProtectedSpan]) -> list[ProtectedSpan]:
    """Add the spans of ``second`` that overlap none of ``first``; both are in order and free of overlaps."""
    added = [span for span in second if not _touching(first, span)]
    return sorted([*first, *added], key=lambda span: span.start)


def with_terms(
    values: Sequence[ProtectedSpan], terms: Iterable[ProtectedSpan]
) -> tuple[list[ProtectedSpan], list[ProtectedSpan]]:
    """Join values and terms: a term that contains whole values stands for them, one that cuts a value yields.

    Returns:
        The terms that stay, and values and terms together, both in the order of the text.
    """
    kept = [
        term
        for term in merge_spans([], terms)
        if all(term.start <= value.start and value.end <= term.end for value in _touching(values, term))
    ]
    return kept, merge_spans(kept, values)


def _touching(spans: Sequence[ProtectedSpan], span: ProtectedSpan) -> Sequence[ProtectedSpan]:
    first = bisect_right(spans, span.start, key=lambda other: other.end)
    last = bisect_left(spans, span.end, key=lambda other: other.start)
    return spans[first:last]


def _matches(rule: _Rule, text: str) -> Iterator[ProtectedSpan]:
    for match in rule.pattern.finditer(text):
        value = rule.value(match.group())
        if value:
            yield ProtectedSpan(match.start(), match.start() + len(value), value, rule.kind)
