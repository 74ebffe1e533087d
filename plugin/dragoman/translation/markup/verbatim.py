"""An element whose content stays as it was written: code, and what its author does not want translated."""

import re
from collections import Counter
from collections.abc import Callable

from dragoman.translation.markup.tags import as_html, attributes_of, next_tag, written
from dragoman.translation.markup.vocabulary import BLOCK, INLINE, REMOVED, VOID


class Verbatim:
    """Reads such an element up to its end.

    Args:
        source: The text that it stands in.
        name: Its tag.
        deepest: How many tags may stand inside one another in it; deeper ones are left out.
        behind: Returns where an element of a name, whose content begins at a position, ends for good.
    """

    def __init__(self, source: str, name: str, deepest: int, behind: Callable[[str, int], int]) -> None:
        self._source = source
        self._deepest = deepest
        self._behind = behind
        self._stack = [name]
        self._open = Counter(self._stack)
        self._parts: list[str] = []

    def text(self) -> str:
        """Return the content and the end tag, balanced."""
        return "".join(self._parts)

    def read(self, position: int) -> int:
        """Read from behind the element's first tag; return where to go on behind its last."""
        while self._stack and (match := next_tag(self._source, position)):
            self._parts.append(as_html(self._source[position : match.start()]))
            position = match.end()
            if match["comment"] is None:
                position = self._tag(match)
        if self._stack:
            self._parts.append(as_html(self._source[position:]))
            position = len(self._source)
        while self._stack:
            self._close_last()
        return position

    def _tag(self, match: re.Match[str]) -> int:
        name = match["name"].lower()
        if match["slash"]:
            self._end(name)
        elif name in REMOVED:
            return self._behind(name, match.end())
        elif name in VOID or ((name in INLINE or name in BLOCK) and len(self._stack) < self._deepest):
            self._parts.append(f"<{name}{written(attributes_of(match['rest']))}>")
            if name not in VOID:
                self._stack.append(name)
                self._open[name] += 1
        return match.end()

    def _end(self, name: str) -> None:
        if self._open[name]:
            while self._stack[-1] != name:
                self._close_last()
            self._close_last()

    def _close_last(self) -> None:
        name = self._stack.pop()
        self._open[name] -= 1
        self._parts.append(f"</{name}>")
