"""What no draft may have, whatever the evidence says: open slots, markup, characters that nobody sees."""

import re
import unicodedata
from typing import Final

# "todo" is a word in Portuguese.
_SLOT: Final = re.compile(
    r"\{\{.*?\}\}|\{%.*?%\}|\$\{.*?\}|\[\[.*?\]\]|\{[\w.]{1,60}\}|%\(\w+\)s|%[A-Z_]{2,40}%"
    r"|\[(?:your|the|insert|name|order|date|customer|shop|store|seu|sua|nome|data|pedido|cliente|loja)\b[^\]]*\]"
    r"|<(?:your|insert|name|nome|seu|sua)\b[^>]*>|_{3,}|\bX{3,}\b|(?-i:\bTODO\b)",
    re.IGNORECASE | re.DOTALL,
)
_MARKUP: Final = re.compile(
    r"</?[a-z][^<>]*>|<!--|&(?:[a-z]{2,8}|#\d{1,6}|#x[0-9a-f]{1,6});|!?\[[^\]]*\]\s*\([^)]*\)|!?\[[^\]]*\]\[[^\]]*\]"
    r"|^\s*\[[^\]]+\]:\s|`|\*\*|(?<!\w)__(?=\w)|^\s*#{1,6}\s|\b(?:javascript|data|vbscript):\S",
    re.IGNORECASE | re.MULTILINE,
)

_UNSEEN: Final = frozenset({"Cc", "Cf", "Co", "Cs", "Cn"})


def open_slot(text: str) -> str:
    """Return the first slot that nothing was put into, or an empty text."""
    found = _SLOT.search(text)
    return found.group() if found else ""


def markup(text: str) -> str:
    """Return the first markup, or character that is not seen, or an empty text.

    Drafts are plain text: an image or a link in Markdown or HTML could carry words out of the machine.
    """
    found = _MARKUP.search(text)
    if found:
        return found.group()
    hidden = next((one for one in text if one != "\n" and unicodedata.category(one) in _UNSEEN), "")
    return f"U+{ord(hidden):04X}" if hidden else ""
