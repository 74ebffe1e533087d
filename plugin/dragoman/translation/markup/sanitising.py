"""What HTML may contain when it leaves us; the last thing that happens to it."""

import re
from typing import Final

import nh3

from dragoman.translation.markup.vocabulary import ALLOWED, REMOVED

_EVERYWHERE: Final = frozenset({"align", "class", "dir", "lang", "style", "title", "translate", "valign"})
_CELL: Final = frozenset({"bgcolor", "colspan", "headers", "height", "rowspan", "scope", "width"})
_ATTRIBUTES: Final = {
    "*": _EVERYWHERE,
    "a": frozenset({"href"}),
    "blockquote": frozenset({"cite", "type"}),
    "col": frozenset({"span", "width"}),
    "colgroup": frozenset({"span", "width"}),
    "details": frozenset({"open"}),
    "font": frozenset({"color", "face", "size"}),
    "img": frozenset({"alt", "height", "src", "width"}),
    "li": frozenset({"value"}),
    "ol": frozenset({"reversed", "start", "type"}),
    "q": frozenset({"cite"}),
    "table": frozenset({"bgcolor", "border", "cellpadding", "cellspacing", "summary", "width"}),
    "td": _CELL,
    "th": _CELL,
    "time": frozenset({"datetime"}),
    "tr": frozenset({"bgcolor"}),
    "ul": frozenset({"type"}),
}
# None of them fetches anything, and none takes an element out of its place.
_STYLES: Final = frozenset({
    "background-color", "border", "border-bottom", "border-collapse", "border-color", "border-left",
    "border-radius", "border-right", "border-spacing", "border-style", "border-top", "border-width",
    "color", "direction", "display", "font", "font-family", "font-size", "font-style", "font-variant",
    "font-weight", "height", "letter-spacing", "line-height", "list-style-type", "margin",
    "margin-bottom", "margin-left", "margin-right", "margin-top", "max-width", "min-width", "padding",
    "padding-bottom", "padding-left", "padding-right", "padding-top", "text-align", "text-decoration",
    "text-indent", "text-transform", "vertical-align", "white-space", "width", "word-break", "word-wrap",
})  # fmt: skip
# Attachments of a mail (cid:) are pictures, never links.
_PICTURE: Final = "cid:"
_LONE_SURROGATE: Final = re.compile("[\ud800-\udfff]")


def sanitised(html: str) -> str:
    """Return HTML with nothing in it but harmless markup; links lead to https and mailto only.

    Scripts, styles, forms, frames, comments and everything that fetches or moves something are gone; so are
    links to any other scheme and relative ones, which mean nothing outside their page. The text stays.
    """
    return nh3.clean(
        _LONE_SURROGATE.sub("\ufffd", html),
        tags=set(ALLOWED),
        clean_content_tags=set(REMOVED),
        attributes={tag: set(names) for tag, names in _ATTRIBUTES.items()},
        attribute_filter=_attribute,
        link_rel=None,
        url_schemes={"https", "mailto", "cid"},
        url_relative="deny",
        filter_style_properties=set(_STYLES),
    )


def _attribute(_tag: str, name: str, value: str) -> str | None:
    if name in {"href", "cite"} and value.strip().lower().startswith(_PICTURE):
        return None
    return None if name == "style" and "url(" in value.lower() else value
