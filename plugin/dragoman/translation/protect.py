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
from dragoman.translation.check_digits import is_card, is_cnpj, is_cpf, is_iban

_AMOUNT = r"\d(?:[\d.,]*\d)?"
_GROUPED = rf"(?:\d{{1,3}}(?:[ \u00a0\u202f'\u2019]\d{{3}})+(?:[.,]\d{{1,2}})?(?!\d)|{_AMOUNT})"
_CURRENCY_CODES = (
    "USD|EUR|GBP|BRL|CHF|JPY|CNY|INR|CAD|AUD|MXN|ARS|CLP|COP|PLN|SEK|NOK|DKK|CZK|HUF|TRY|ZAR|RON"
)
_SYMBOLS = "$€£¥₹₽₩₺₫₪฿₴"
# Written behind an amount, beside the symbols and codes.
_CURRENCY_NAMES = r"zł|Kč|kr|Ft|lei|лв|руб|円|元|원"  # noqa: RUF001
_UNITS = (
    "kg|Kg|KG|g|mg|mcg|lbs?|oz|km/h|km|cm|mm|m|ft|ml|mL|cl|l|L|[KMGT]B|[kmgt]b|kWh|Wh|kW|W|V|mAh|[kMG]?Hz|px|dpi|"
    "mph|MP|h|min|EU|BR"
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
_INLINE_CODE = re.compile(r"(?<!`)`[^`\n]{1,200}`(?!`)")
_IBAN = re.compile(r"(?<!\w)[A-Z]{2}\d{2} ?[A-Z0-9]{4}(?: ?(?=[A-Z]*\d)[A-Z0-9]{4}){2,6}(?: ?\d{1,3})?(?!\w)")
_CARD = re.compile(r"(?<!\w)(?<!\w[-_.,])[2-6](?:[ -]?\d){12,18}(?![ -]?\d|[-_]?\w)")
_TAX_ID = re.compile(
    r"(?<![\w.-])(?:\d{3}\.?\d{3}\.?\d{3}-?\d{2}"
    r"|[A-Z0-9]{2}\.?[A-Z0-9]{3}\.?[A-Z0-9]{3}/?[A-Z0-9]{4}-?\d{2})(?![\w/-])"
)
_MONEY = re.compile(
    rf"""
      (?<![A-Za-z0-9])[-+\u2212]?
      (?:(?:US[ ]|[A-Z]{{0,3}})\$|[{_SYMBOLS}]|(?:{_CURRENCY_CODES})|Rs\.?)[ \u00a0\u202f]?
      [-+\u2212]?{_GROUPED}(?:[-\u2013]{_AMOUNT})?(?:[kKmMbB](?!\w))?
    | (?<![\w.,])[-+\u2212]?{_GROUPED}[ \u00a0\u202f]?
      (?:R\$|\$(?![ ]?\d)|[€£¥₹₽₩₺₫₪฿₴]|(?:{_CURRENCY_CODES}|{_CURRENCY_NAMES})(?!\w))
    """,
    re.VERBOSE,
)
_MEASURE = re.compile(
    rf"""
    (?<![\w.,])(?<!\w[-_])[-+\u2212±]?
    (?: (?<!\d[ ])\d{{1,3}}[ ][-\u2013][ ]{_AMOUNT}
      | {_GROUPED}(?:[ ]?[x\u00d7][ ]?{_AMOUNT}){{0,3}}(?:[-\u2013]{_AMOUNT})? )
    (?: [ \u00a0\u202f]?(?:[%‰]|°[CF]?|º[CF](?!\w)|(?:{_UNITS})[²³]?(?![\w²³]))
      | [xXkK](?!\w) )
    | (?<![\w.,])(?<!\w[-_])\d{{1,2}}(?:[.,]\d{{1,2}})?(?:\u2033|"(?!\w))
    | (?<!\w)\d{{1,2}}['\u2019\u2032]\d{{1,2}}(?:["\u201d\u2033]|'')
    """,
    re.VERBOSE,
)
# Of clothes and shoes. Only a size word tells "UK 8" from a country that is followed by a number.
_SIZE = re.compile(
    r"""
      (?<!\w)(?:[2-9]?X{1,3}[SLG]|X{0,2}GG|X{2,3}P)(?!\w)
    | (?<!\w)EU[ ]?[1-5]\d(?:[.,]5)?(?![\w%]|[.,]\d)
    | (?:(?<!\w)|(?i:(?<=\bsize\ )|(?<=\btamanho\ )))(?:US|UK)[ ]?\d{1,2}[.,]5(?!\w)
    | (?i:(?<=\bsize\ )|(?<=\btamanho\ ))(?:US|UK|BR)[ ]?\d{1,2}(?![\w%]|[.,]\d)
    """,
    re.VERBOSE,
)
_DATE = re.compile(
    r"""
      (?<!\w)(?<!\w[-_])\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:?\d{2})?(?!\w)
    | (?<!\w)(?<!\w[-_./,])(?:\d{4}(?P<one>[-/.])\d{1,2}(?P=one)\d{1,2}
                            |\d{1,2}(?P<other>[-/.])\d{1,2}(?P=other)(?:\d{4}|\d{2}))
      (?![-_/,.:]?\w)
    """,
    re.VERBOSE,
)
_CLOCK = r"(?:[01]?\d|2[0-4]):[0-5]\d(?::[0-5]\d)?"
_HOURS = r"(?:[01]?\d|2[0-4])h(?:[0-5]\d)?"
_TIME = re.compile(
    rf"""
      (?<![\w:.,])\d{{1,2}}(?::\d{{2}}){{0,2}}[ \u00a0\u202f]?(?:[ap]m(?!\w)|[AP]M(?!\w)|[ap]\.m\.)
    | (?<![\w:.,])(?:{_CLOCK}[-\u2013])?{_CLOCK}(?:[ ]?h(?!\w))?(?![\w:]|[.,]\d)
    | (?<!\w)(?:{_HOURS}[-\u2013])?{_HOURS}(?:min)?(?!\w)
    """,
    re.VERBOSE,
)
_PHONE = re.compile(
    r"""
    (?<![\w.])(?<!\w[-_])
    (?: \+\d{7,15}
      | (?:\+\d{1,3}[ .-]{0,2})?(?:\(\d{1,4}\)[ .-]{0,2})?\d{2,5}(?:[ .-]\d{2,5}){1,4}
    )(?![-_/:,]?\w|\.\d)
    """,
    re.VERBOSE,
)
_COMPOSITE = re.compile(r"(?<!\w)(?<!\w[-_])v?\d++(?:[.,:/\-\u2013\u2212]\d++)++(?![-_]?[A-Za-z])")
_NUMBERED = re.compile(
    r"(?<!\w)(?:#|[Nn]\.?[º°]) ?(?=[A-Za-z_-]{0,40}\d)[A-Za-z0-9][A-Za-z0-9_]*+(?:-[A-Za-z0-9_]++)*+"
)
_DIGITS = re.compile(r"(?<!\w)[0-9]{5,}(?!\w)")
# Digits of other scripts and fractions: the engine would write them in another way.
_FOREIGN_DIGITS = re.compile(r"(?<!\d)[0-9]*+[^\D0-9]\d*+|(?<!\w)\d*+[½¼¾⅓⅔⅛]")
# Capitals and digits with a slash among them; in small letters that is a choice of words.
_SLASHED = re.compile(
    r"(?<![\w/-])(?=[A-Z-]{0,40}\d|[0-9-]{0,40}[A-Z])[A-Z0-9-]++(?:/[A-Z0-9-]++)++(?![\w/])"
)
_TOKEN = re.compile(r"(?<!\w)[A-Za-z0-9]++(?:[-_][A-Za-z0-9]++)*+(?!\w)")

_EMOJI = re.compile(
    r"(?:[\U0001f000-\U0001faff\u231a-\u23ff\u2600-\u27bf\u2b00-\u2bff]"
    r"|[0-9#*\u00a9\u00ae\u203c-\u3299]\ufe0f)[\u200d\ufe0f\u20e3\U0001f000-\U0001faff\u2600-\u27bf\U000e0020-\U000e007f]*"
)

_PHONE_DIGITS = 7
_POSTCODE = re.compile(r"\d{5}-\d{3}")  # Brazil's
_MONTHS = 12
_DAYS = 31
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
    enough = sum(character.isdigit() for character in text) >= _PHONE_DIGITS
    return text if enough and not _POSTCODE.fullmatch(text) else ""


def _date(text: str) -> str:
    """Leave out numbers of three parts that no calendar has, such as versions."""
    numbers = [int(number) for number in re.findall(r"\d+", text)[:3] if len(number) <= 2]  # noqa: PLR2004
    return text if 0 < min(numbers) <= _MONTHS and max(numbers[:2]) <= _DAYS else ""


def _valid(*checks: Callable[[str], bool]) -> Callable[[str], str]:
    return lambda text: text if any(check(text) for check in checks) else ""


def _slashed(token: str) -> str:
    return token if any(map(str.isdigit, token)) and any(map(str.isalpha, token)) else ""


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


# Most sentences hold no value of most kinds. A rule is passed over where its sign is not there; each sign is
# looked for once, and stands in everything that its rules find.
_DIGIT = re.compile(r"[\d½¼¾⅓⅔⅛]")
_ADDRESS = re.compile(r"[@#]|//|\.\S")
_BACKTICK = re.compile("`")
_OPENING = re.compile(r"[{%\[<&]")
_SLASH = re.compile("/")
_DIGIT_OR_UNDERSCORE = re.compile(r"[\d_]")
_DIGIT_OR_SIZE = re.compile(r"[\dXG]")
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]")


@dataclass(frozen=True, slots=True)
class _Rule:
    """A pattern and what it finds.

    Attributes:
        kind: What it finds.
        pattern: Finds it.
        sign: What is found in every text that the pattern matches.
        value: Returns how much of the beginning of a match is the value ("": none).
    """

    kind: SpanKind
    pattern: re.Pattern[str]
    sign: re.Pattern[str] = _DIGIT
    value: Callable[[str], str] = _whole


_RULES = (
    _Rule(SpanKind.INLINE_CODE, _INLINE_CODE, _BACKTICK),
    _Rule(SpanKind.PLACEHOLDER, _PLACEHOLDER, _OPENING),
    _Rule(SpanKind.EMAIL, _EMAIL, _ADDRESS),
    _Rule(SpanKind.URL, _URL, _ADDRESS, _without_tail),
    _Rule(SpanKind.ORDER_ID, _NUMBERED),
    _Rule(SpanKind.CODE, _NAME, _ADDRESS),
    _Rule(SpanKind.IBAN, _IBAN, value=_valid(is_iban)),
    _Rule(SpanKind.CODE, _IBAN),
    _Rule(SpanKind.CARD, _CARD, value=_valid(is_card)),
    _Rule(SpanKind.TAX_ID, _TAX_ID, value=_valid(is_cpf, is_cnpj)),
    _Rule(SpanKind.AMOUNT, _MONEY),
    _Rule(SpanKind.DATE, _DATE, value=_date),
    _Rule(SpanKind.TIME, _TIME),
    _Rule(SpanKind.MEASURE, _SIZE, _DIGIT_OR_SIZE),
    _Rule(SpanKind.MEASURE, _MEASURE),
    _Rule(SpanKind.PHONE, _PHONE, value=_phone),
    _Rule(SpanKind.NUMBER, _COMPOSITE),
    _Rule(SpanKind.CODE, _SLASHED, _SLASH, _slashed),
    _Rule(SpanKind.CODE, _TOKEN, _DIGIT_OR_UNDERSCORE, _code),
    _Rule(SpanKind.ORDER_ID, _DIGITS),
    _Rule(SpanKind.NUMBER, _FOREIGN_DIGITS),
    _Rule(SpanKind.EMOJI, _EMOJI, _BEYOND_ASCII),
)


def protected_spans(text: str) -> tuple[ProtectedSpan, ...]:
    """Find the values of a text that a translation must carry over byte for byte.

    These are placeholders, markup and code between backticks, e-mail and web addresses, names of files and
    accounts, numbers of cards, accounts and taxpayers, amounts with a currency, measures and sizes, order
    ids, dates, times, telephone numbers, numbers of several parts, codes, numbers of five digits or more, and
    emoji. Shorter plain numbers are not among them: the translator compares those as a multiset.

    Args:
        text: The text as it was written.

    Returns:
        Spans that do not overlap, in the order of the text.
    """
    claimed: list[ProtectedSpan] = []
    seen: dict[re.Pattern[str], bool] = {}
    for rule in _RULES:
        if rule.sign not in seen:
            seen[rule.sign] = rule.sign.search(text) is not None
        if seen[rule.sign] and (found := list(_matches(rule, text))):
            claimed = merge_spans(claimed, found)
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
