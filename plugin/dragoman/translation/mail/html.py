"""Where the HTML of mail programs marks quoted history and signatures."""

import re
from collections.abc import Mapping
from enum import Enum

from dragoman.translation.mail import marks

_CLASSES = frozenset({
    "gmail_quote", "gmail_quote_container", "gmail_signature", "moz-cite-prefix", "moz-signature",
    "protonmail_quote", "protonmail_signature_block", "tutanota_quote", "yahoo_quoted", "zmail_extra",
})  # fmt: skip
_IDS = frozenset({"mail-editor-reference-message-container", "ms-outlook-mobile-signature", "signature"})
_LAST_IDS = frozenset({"appendonsend", "divrplyfwdmsg"})
# Outlook draws a line above the header of the message that it answers.
_LAST_STYLE = re.compile(
    r"border:none; ?border-top:solid #[0-9a-f]{6} 1\.0pt; ?padding:3\.0pt 0(?:in|cm) 0(?:in|cm) 0(?:in|cm)",
    re.IGNORECASE,
)
_TAGS = re.compile(r"\s*(?:<[^<>]{0,1000}>\s*)*([^<>]{0,200})")


class Extent(Enum):
    """How far a mark reaches."""

    NONE = "nothing is marked"
    ELEMENT = "the element is quoted or signed"
    REST = "everything from here on is quoted"


def extent(name: str, attributes: Mapping[str, str | None], source: str, position: int) -> Extent:
    """Say what a tag marks.

    Args:
        name: The tag.
        attributes: Its attributes.
        source: The mail.
        position: Where what stands in the element begins. A forwarded message is marked like a quotation,
            but it is what the mail is about.
    """
    identity = (attributes.get("id") or "").strip().lower().removeprefix("x_")
    if identity in _LAST_IDS or _LAST_STYLE.match((attributes.get("style") or "").strip()):
        return Extent.REST
    classes = {one.removeprefix("x_") for one in (attributes.get("class") or "").lower().split()[:20]}
    if name != "blockquote" and identity not in _IDS and not classes & _CLASSES:
        return Extent.NONE
    begins = _TAGS.match(source, position)
    return Extent.NONE if begins and marks.forwards(begins[1]) else Extent.ELEMENT
