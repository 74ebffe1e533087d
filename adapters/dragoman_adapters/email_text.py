"""What a mail says: its text, plain or taken out of HTML, and whether a program wrote it.

Attachments are left alone: nothing of them is read, kept or sent on.
"""

import re
from email.message import EmailMessage
from email.utils import parseaddr

from dragoman_adapters import html_text

_BULK = frozenset({"bulk", "junk", "list", "auto_reply"})
# The last one is Exchange's, in its own answers and for those who shall not answer by a program either.
_PROGRAMS_WRITE = ("X-Autoreply", "X-Autorespond", "X-Autoresponder", "X-Auto-Response-Suppress")
_TAG = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}")
_DAEMONS = frozenset({"mailer-daemon", "postmaster", "no-reply", "noreply"})


def text_of(mail: EmailMessage) -> str:
    """Return what was written: the plain part if there is one, otherwise the HTML's text; "" without either.

    Quoted lines keep their ``>`` (those of HTML get one), so that what is new can be told from them.
    """
    part = mail.get_body(("plain", "html"))
    if part is None:
        return ""
    try:
        content = part.get_content()
    except (LookupError, UnicodeError, ValueError):
        payload = part.get_payload(decode=True)
        content = payload.decode("utf-8", "replace") if isinstance(payload, bytes) else ""
    text = content if part.get_content_subtype() == "plain" else html_text.text_of(content)
    return text.replace("\r\n", "\n").encode("utf-8", "replace").decode().strip("\n")


def language_of(mail: EmailMessage) -> str | None:
    """Return the language that the writer's program names (RFC 3282): a hint, because it names its own."""
    for header in ("Content-Language", "Accept-Language"):
        first = str(mail.get(header, "")).split(",")[0].split(";")[0].strip()
        if _TAG.fullmatch(first):
            return first
    return None


def is_automatic(mail: EmailMessage) -> bool:
    """Return whether a program wrote the mail: it is not answered, or two programs might never end.

    RFC 3834 for answers that are made automatically, RFC 2369 for lists; the other headers are what
    programs write that know neither.
    """
    submitted = str(mail.get("Auto-Submitted", "no")).split(";")[0].strip().lower()
    sender = parseaddr(str(mail.get("From", "")))[1].partition("@")[0].lower()
    return (
        submitted not in {"no", ""}
        or str(mail.get("Precedence", "")).strip().lower() in _BULK
        or str(mail.get("Return-Path", "")).strip() == "<>"
        or mail.get_content_type() in {"multipart/report", "message/delivery-status"}
        or any(name.lower().startswith("list-") for name in mail)
        or any(name in mail for name in _PROGRAMS_WRITE)
        or sender in _DAEMONS
    )
