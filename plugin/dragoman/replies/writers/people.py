"""Names of people in a conversation: those that people give, and no others.

Nothing here can tell a name from another word with a capital. Known is who says what they are called, who
signs, who is greeted, and who an e-mail address names.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from dragoman.domain import SpanKind
from dragoman.translation.protect import protected_spans

_SHORTEST: Final = 2
_SHORTEST_OF_ADDRESS: Final = 3
_NAME: Final = r"[A-ZÀ-ÖØ-ÞŁŚŠŽ][\w'\u2019-]*\w"
_NAMES: Final = rf"{_NAME}(?: (?:(?:d[aeo]s?|e|v[ao]n|der|del|di|la|le|el) ){{0,2}}{_NAME}){{0,3}}"
_FULL: Final = rf"{_NAME}(?: (?:(?:d[aeo]s?|e|v[ao]n|der|del|di|la|le|el) ){{0,2}}{_NAME}){{1,3}}"
_RELATED: Final = (
    r"husband|wife|partner|boss|colleague|friend|son|daughter|brother|sister|mother|father|mum|mom|dad"
    r"|boyfriend|girlfriend|neighbou?r|aunt|uncle|cousin|marido|esposa|mulher|chefe|colega|amig[oa]|filh[oa]"
    r"|irm[ãa]o?|m[ãa]e|pai|namorad[oa]|vizinh[oa]|ti[oa]|prim[oa]"
)
_GOODBYE: Final = (
    r"(?:(?:kind|best|warm) )?regards|best(?: wishes)?|(?:many )?thanks|thank you|cheers|sincerely"
    r"|yours(?: sincerely| truly| faithfully)?|hugs?|att|atenciosamente|(?:um )?abraços?|beijos"
    r"|(?:muito )?obrigad[oa]|grat[oa]|saludos|gracias|cordialement|merci|grazie"
    r"|mfg|(?:viele|liebe|beste) grüße"
)
_GREETING: Final = (
    r"hi|hello|hey|dear|good (?:morning|afternoon|evening)"
    r"|ol[áa]|oi|prezad[oa]|car[oa]|bom dia|boa (?:tarde|noite)|hola|bonjour|hallo|liebe[r]?|ciao"
)
_CALLED: Final = (
    r"my (?:full )?name(?: is|['\u2019]s)|called|(?:in|under) the name(?: of)?|on behalf of|here is"
    r"|meu nome (?:completo )?é|me chamo|chamo-me|em nome d[aeo]|quem fala é(?: [oa])?"
    r"|aqui (?:é|fala)(?: [oa])?|mi nombre es|me llamo|je m['\u2019]appelle|ich hei(?:ß|ss)e"
    r"|mein name ist|mi chiamo"
)
_BEING: Final = r"i am|i['\u2019]m|it is|it['\u2019]s|this is|sou(?: [oa])?|soy|je suis|ich bin|sono"
_TITLE: Final = r"m(?:r|rs|s)\.?|sra?\.?|dona|seu|frau|herr"
_SAID: Final = (
    # "My name is Ana Silva", "under the name Ana", "my husband Paulo".
    rf"(?i:\b(?:{_CALLED}|(?:{_RELATED})),?) (?P<name>{_NAMES})",
    # "I'm Ana Silva", "it's Ana Silva"; of one name alone only where nothing else can follow.
    rf"(?i:\b(?:{_BEING})) (?P<name>{_FULL})",
    rf"(?i:\b(?:i am|i['\u2019]m|this is|sou [oa])) (?P<name>{_NAME})"
    r"(?= from\b| here\b| speaking\b|,? e-?mail|,? my\b)",
    # "Thanks, Ana" at the end of a line.
    rf"(?im:(?:^|(?<=[.!?,;])\s)\s*(?:{_GOODBYE}))\s*[,.!:;-]*\s+(?P<name>{_NAMES})(?=\s*[.!]?\s*(?:\n|$))",
    # "Dear Mrs Silva,".
    rf"(?im:^\s*(?:{_GREETING}))(?i:,? (?:{_TITLE}))? (?P<name>{_NAMES})(?=\s*[,!.:;?\n-]|$)",
)
_PATTERNS: Final = tuple(re.compile(pattern) for pattern in _SAID)
_WORDS: Final = """
    Team There All Sir Madam Everyone Folks Guys Support Shop Store Sirs Equipe Pessoal Gente Senhores Senhor
    Senhora Loja Monday Tuesday Wednesday Thursday Friday Saturday Sunday I And The Can Could Do Does Is Are
    How What When Where Which Who Why Please You Your My We Thanks Thank Regards Best
"""
"""What stands where names do, and is none."""
_NOBODY: Final = frozenset(_WORDS.split())


def people_in(texts: Iterable[str]) -> tuple[str, ...]:
    """Return the names of people that texts give, whole ones and their parts, the longest first.

    Args:
        texts: What a shopper and agents wrote, in any of the languages of the patterns.
    """
    every = list(texts)
    given = {name for text in every for name in _given(text)}
    parts = {part for name in given for part in name.split() if part[0].isupper()}
    written = {word for text in every for word in re.findall(rf"\b{_NAME}", text)}
    addressed = {part for text in every for part in _of_addresses(text)}
    parts |= {word for word in written if word.casefold() in addressed}
    known = {name for name in given | parts if len(name) >= _SHORTEST and name not in _NOBODY}
    return tuple(sorted(known, key=lambda name: (-len(name), name)))


def _given(text: str) -> Iterator[str]:
    for pattern in _PATTERNS:
        yield from (match["name"] for match in pattern.finditer(text))


def _of_addresses(text: str) -> Iterator[str]:
    """Yield what may be names in e-mail addresses: "ana" and "silva" of "ana.silva@example.com"."""
    for span in protected_spans(text):
        if span.kind is SpanKind.EMAIL:
            local = span.text.partition("@")[0]
            yield from (
                part.casefold() for part in re.split(r"[\W\d_]+", local) if len(part) >= _SHORTEST_OF_ADDRESS
            )
