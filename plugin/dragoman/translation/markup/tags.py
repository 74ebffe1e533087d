"""The tags of HTML as they are written: found in a text, read, and written again."""

import html
import re

from dragoman.translation.markup.passages import Label, Markup
from dragoman.translation.markup.vocabulary import LABELS

_VALUE = r"""(?:"[^"]*+(?:"|\Z)|'[^']*+(?:'|\Z))"""
_TAG = re.compile(
    rf"""
      (?P<comment><!---?>|<!--.*?(?:--!?>|\Z)|<[!?][^>]*+(?:>|\Z)|</[^a-zA-Z][^>]*+(?:>|\Z))
    | <(?P<slash>/?)(?P<name>[a-zA-Z][^\s/>]*+)(?P<rest>(?:=\s*+{_VALUE}|[^>=]++|=)*+)(?P<end>>|\Z)
    """,
    re.VERBOSE | re.DOTALL,
)
_ATTRIBUTE = re.compile(rf"""(?P<name>[^\s=/>"']++)(?:\s*+=\s*+(?P<value>{_VALUE}|[^\s>]++))?""")


def escaped(text: str) -> str:
    """Return text as HTML that shows it."""
    return html.escape(text, quote=False)


def escaped_label(text: str) -> str:
    """Return text as it stands between the quotes of an attribute."""
    return html.escape(text, quote=True)


def next_tag(text: str, position: int) -> re.Match[str] | None:
    """Find the next tag or comment; a tag that the text breaks off in is text.

    Its groups are ``comment`` (None for a tag), ``slash``, ``name`` and ``rest``, which holds the attributes.
    """
    match = _TAG.search(text, position)
    return None if match is None or match["end"] == "" else match


def end_of(name: str, text: str, position: int) -> int | None:
    """Return where the next end of an element ends, whatever stands before it; None where there is none."""
    match = re.compile(rf"</{name}[^>]*+>", re.IGNORECASE).search(text, position)
    return match and match.end()


def as_html(raw: str) -> str:
    """Return text of HTML with its entities in the way that we write them."""
    return escaped(html.unescape(raw))


def attributes_of(rest: str) -> dict[str, str | None]:
    """Return the attributes of a tag, the first of each name, with their values as text."""
    found: dict[str, str | None] = {}
    for match in _ATTRIBUTE.finditer(rest) if rest else ():
        value = match["value"]
        if value and value[0] in "\"'":
            value = value[1:].removesuffix(value[0])
        found.setdefault(match["name"].lower(), None if value is None else html.unescape(value))
    return found


def excluded(attributes: dict[str, str | None]) -> bool:
    """Return whether the author says that something is not to be translated."""
    if (attributes.get("translate") or "").strip().lower() == "no":
        return True
    return "notranslate" in (attributes.get("class") or "").lower().split()


def markup_of(name: str, attributes: dict[str, str | None]) -> Markup:
    """Return a tag, with its labels to be translated."""
    parts: list[str | Label] = [f"<{name}"]
    for key, value in attributes.items():
        if key in LABELS and value and any(map(str.isalpha, value)):
            parts += [f' {key}="', Label(value), '"']
        else:
            parts.append(written({key: value}))
    return (*parts, ">")


def written(attributes: dict[str, str | None]) -> str:
    """Return attributes as they stand in a tag, with a space before each."""
    return "".join(
        f" {name}" if value is None else f' {name}="{escaped_label(value)}"'
        for name, value in attributes.items()
    )
