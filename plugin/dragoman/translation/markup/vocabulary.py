"""The tags of HTML: which are let through, which break a sentence, which hold what is never translated."""

from typing import Final

INLINE: Final = frozenset({
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "del", "dfn", "em", "font", "i",
    "img", "ins", "kbd", "label", "mark", "q", "rp", "rt", "ruby", "s", "samp", "small", "span", "strike",
    "strong", "sub", "sup", "time", "tt", "u", "var", "wbr",
})  # fmt: skip
"""Tags that stand in a sentence; every other one ends it."""

BLOCK: Final = frozenset({
    "address", "article", "aside", "blockquote", "br", "caption", "center", "col", "colgroup", "dd",
    "details", "div", "dl", "dt", "figcaption", "figure", "footer", "h1", "h2", "h3", "h4", "h5", "h6",
    "header", "hgroup", "hr", "li", "main", "nav", "ol", "p", "pre", "section", "summary", "table",
    "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
})  # fmt: skip

VOID: Final = frozenset({"br", "col", "hr", "img", "wbr"})

ALLOWED: Final = INLINE | BLOCK
"""Tags that come out again; of any other only what stands in it does."""

UNTRANSLATED: Final = frozenset({"code", "kbd", "pre", "samp", "tt", "var"})
"""Tags whose content comes out as it was written."""

REMOVED: Final = frozenset({
    "iframe", "math", "noembed", "noframes", "script", "style", "svg", "template", "textarea", "title",
    "xmp",
})  # fmt: skip
"""Tags that go with everything that stands in them."""

CLOSED_BY_LIKE: Final = {
    "a": frozenset({"a"}),
    "li": frozenset({"li"}),
    "dd": frozenset({"dd", "dt"}),
    "dt": frozenset({"dd", "dt"}),
    "td": frozenset({"td", "th"}),
    "th": frozenset({"td", "th"}),
    "tr": frozenset({"tr", "td", "th"}),
    "tbody": frozenset({"tbody", "thead", "tfoot", "tr", "td", "th"}),
    "tfoot": frozenset({"tbody", "thead", "tfoot", "tr", "td", "th"}),
    "thead": frozenset({"tbody", "thead", "tfoot", "tr", "td", "th"}),
}
"""Tags that end others whose own end was left out."""

BOUNDARIES: Final = frozenset({"blockquote", "dl", "ol", "table", "ul"})
"""Tags out of which no end is implied."""

LABELS: Final = ("alt", "title")
"""Attributes that people read."""
