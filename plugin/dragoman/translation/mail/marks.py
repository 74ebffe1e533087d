"""How mail programs announce what they quote, in the languages of their users.

The lines that attribute a quotation ("On … wrote:") and the advertisements of telephones ("Sent from my …")
come from the library mail-parser-reply; it has no Portuguese, and its Spanish wants two spaces. Its rules for
closings and headers are not used: they cut off what people write below their thanks, and one takes any line
"Data: …" for a header.
Every line is looked at by itself and only if it is short, so that time grows with the text.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Final

from mailparser_reply.constants import MAIL_LANGUAGES

_LONGEST: Final = 300
_MOST_LINES: Final = 3
_COLONS: Final = (":", "\uff1a")
_MORE: Final = (r"(?:Em|No dia|A) .*\d.* escreveu:", r"El .*\d.* escribió:")
# They begin with a name, so that they are only looked for in one line.
_NAMED: Final = re.compile(r".*(?:<\S+@\S+>|\d{4}).* (?:escreveu|escribió|wrote):", re.IGNORECASE)
# Without one of these no rule applies, and the rules take long to find that out.
_VERB: Final = re.compile(
    r"wrote|escreveu|escribió|écrit|schrieb|ha scritto|schreef|skrev|napsal|napisał|nadesłał|写道|작성|年",
    re.IGNORECASE,
)
_PORTUGUESE_TELEPHONE: Final = r"(?:Enviad[oa] (?:do|da|de|pelo|pela|a partir d[oa]) |Obter o Outlook para )"
_SENT_WITH: Final = (
    r"(?:Sent (?:from|with|via) |Get Outlook for |Enviado (?:desde|con) |Obtener Outlook para )"
)
SEPARATOR: Final = "-----Original Message-----"
"""A line that says that the message it answers follows."""

_SEPARATOR: Final = re.compile(
    r"[-_=*]{2,} ?(?:original message|mensagem original|mensaje original|message d'origine|"
    r"messaggio originale|ursprüngliche nachricht|oorspronkelijk bericht|"
    r"original-nachricht|mensagem anterior) ?[-_=*]{2,}",
    re.IGNORECASE,
)
_FORWARDED: Final = re.compile(
    r"[-_=* ]*(?:begin forwarded message|forwarded message|mensagem (?:encaminhada|reencaminhada)|"
    r"início da mensagem (?:encaminhada|reencaminhada)|mensaje reenviado|message transféré|"
    r"messaggio inoltrato|weitergeleitete nachricht|doorgestuurd bericht)[-_=* :]*",
    re.IGNORECASE,
)
_RULE: Final = re.compile(r"[_-]{10,}|\*{10,}")
_HEADERS: Final = {
    "from": "from|de|von|da|van|från|fra|od",
    "date": "sent|date|enviado|enviada|enviada em|enviado em|data|fecha|enviado el|envoyé|gesendet|datum|"
    "inviato|verzonden|skickat|sendt",
    "to": "to|para|à|a|an|aan|till|til|do",
    "subject": "subject|assunto|asunto|objet|betreff|oggetto|onderwerp|ämne|emne|temat",
}
_HEADER: Final = re.compile(
    r"\*?(?:" + "|".join(f"(?P<{kind}>{names})" for kind, names in _HEADERS.items()) + r")\*? ?: ?.*",
    re.IGNORECASE,
)
_SIGNATURE: Final = re.compile(r"--|__")
_SUBJECT: Final = re.compile(
    r"(?:(?:Re|RE|Res|RES|Fw|FW|Fwd|FWD|Enc|ENC|Aw|AW|Wg|WG|Sv|SV|Rv|RV)(?:\[\d{1,3}\])?:[ \t]+){1,9}"
)


def quoted(line: str) -> bool:
    """Return whether a line carries the mark of a quotation."""
    return line.lstrip().startswith(">")


def attribution(lines: Sequence[str], index: int) -> int:
    """Return over how many lines a quotation is attributed from a line on ("On … wrote:"); 0 if it is not."""
    joined = ""
    for count, line in enumerate(lines[index : index + _MOST_LINES], start=1):
        joined = f"{joined} {line.strip()}".strip()
        if len(joined) > _LONGEST or not line.strip():
            return 0
        if joined.endswith(_COLONS):
            named = count == 1 and bool(_NAMED.fullmatch(joined))
            return count if named or (_attributes(joined) and not _begins_below(lines, index, count)) else 0
    return 0


def _begins_below(lines: Sequence[str], index: int, count: int) -> bool:
    """Return whether lines below attribute by themselves: "A lamp is broken" begins like "A 24 de maio …"."""
    end = index + count
    below = (" ".join(map(str.strip, lines[start:end])) for start in range(index + 1, end))
    return any(map(_attributes, below))


def _attributes(text: str) -> bool:
    likely = _VERB.search(text) and re.search(r"\d", text)
    return bool(likely) and any(pattern.fullmatch(text) for pattern in _attributions())


def separates(line: str) -> bool:
    """Return whether a line says that the message it answers follows."""
    return len(line) <= _LONGEST and bool(_SEPARATOR.fullmatch(line.strip()))


def forwards(line: str) -> bool:
    """Return whether a line says that another message follows, which is what it is about."""
    return len(line) <= _LONGEST and bool(_FORWARDED.fullmatch(line.strip()))


def is_rule(line: str) -> bool:
    """Return whether a line is drawn across the message."""
    return len(line) <= _LONGEST and bool(_RULE.fullmatch(line.strip()))


def heads(lines: Sequence[str], index: int) -> bool:
    """Return whether the header of a quoted message begins at a line: its sender and two lines more."""
    kinds = list(_kinds(lines[index : index + len(_HEADERS) + 1]))
    return kinds[:1] == ["from"] and len(set(kinds)) >= len(_HEADERS) - 1


def begins_signature(line: str) -> bool:
    """Return whether a line separates the signature from the text (RFC 3676, section 4.3)."""
    return bool(_SIGNATURE.fullmatch(line.strip()))


def advertises(line: str) -> bool:
    """Return whether a line says which telephone or program the mail was sent with."""
    text = line.strip()
    return len(text) <= _LONGEST and bool(_advertisements().match(text)) and len(text.split()) <= 10  # noqa: PLR2004


def subject_prefix(text: str) -> str:
    """Return the marks of an answer or a forwarding that a text begins with ("Re: ", "RES: Fwd: ")."""
    match = _SUBJECT.match(text)
    return match.group() if match else ""


def _kinds(lines: Sequence[str]) -> Iterator[str]:
    for line in lines:
        match = _HEADER.fullmatch(line.strip()) if len(line) <= _LONGEST else None
        if match is None or match.lastgroup is None:
            return
        yield match.lastgroup


@cache
def _attributions() -> tuple[re.Pattern[str], ...]:
    known = [rules["wrote_header"] for rules in MAIL_LANGUAGES.values() if rules.get("wrote_header")]
    return tuple(re.compile(pattern, re.IGNORECASE) for pattern in (*known, *_MORE))


@cache
def _advertisements() -> re.Pattern[str]:
    known = [rules["sent_from"] for rules in MAIL_LANGUAGES.values() if rules.get("sent_from")]
    return re.compile("|".join([*known, _PORTUGUESE_TELEPHONE, _SENT_WITH]), re.IGNORECASE)
