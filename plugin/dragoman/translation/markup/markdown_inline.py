"""What stands in a line of Markdown: emphasis, links, pictures, code; and text written so that it is none."""

import html
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Final

from dragoman.translation.markup.passages import Label, PassageBuilder

_SAFE: Final = re.compile(r"https://|mailto:", re.IGNORECASE)
_TARGET: Final = re.compile(
    r"\([ \t]*+(?:<(?P<angled>[^<>]*+)>|(?P<plain>[^\s()<>]*+(?:\([^\s()<>]*+\)[^\s()<>]*+)*+))"
    r"(?:[ \t]++(?:\"[^\"<>`]*+\"|'[^'<>`]*+'))?+[ \t]*+\)"
)
_TOKEN: Final = re.compile(
    r"""
      (?P<escape>\\[!-/:-@\[-`{-~])
    | (?P<ticks>`+)
    | (?P<auto><(?:https://[^\s<>]+|[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,6})>)
    | (?P<image>!(?=\[)) | (?P<left>\[) | (?P<right>\])
    | (?P<mark>\*+|_+|~~)
    """,
    re.VERBOSE,
)
_TEXT: Final = "text"
_MARK: Final = "mark"
_DROP: Final = "drop"
_LONGEST_MARK: Final = 3
_MOST_OPEN: Final = 40
_ENTITY: Final = re.compile(r"&(?=#?\w{1,32};)")
_HTML: Final = re.compile(r"<(?=[A-Za-z/!?])")
_ESCAPING: Final = re.compile(r"\\(?=[!-/:-@\[-`{-~]|\Z)")


def safe(address: str) -> bool:
    """Return whether a link may lead to an address."""
    return bool(_SAFE.match(address))


def escaped_markdown(text: str, first: bool, last: bool) -> str:
    """Return text as Markdown that shows it.

    Args:
        text: The text.
        first: Whether it begins its passage, where more is markup than elsewhere.
        last: Whether it ends it; otherwise an element follows.
    """
    text = _ESCAPING.sub(r"\\\\", text.replace("\n", " "))
    text = re.sub(r"[`|]|~(?=~)", r"\\\g<0>", text)
    text = re.sub(r"(?<!\s)\*|\*(?!\s)", r"\\*", text)
    text = re.sub(r"(?<![^\W_])_|_(?![^\W_])", r"\\_", text)
    text = re.sub(r"\](?=[(\[:])", r"\\]", text)
    text = _HTML.sub("&lt;", _ENTITY.sub("&amp;", text))
    if not last:
        text = re.sub(r"[!\]]\Z", r"\\\g<0>", text)
    if first:
        lead = len(text) - len(text.lstrip())
        body = re.sub(r"\A(?:([#>+=~-])|(\d{1,9})([.)])(?=\s|\Z))", _at_line_start, text[lead:])
        text = text[:lead] + body
    return text


def _at_line_start(match: re.Match[str]) -> str:
    return f"\\{match[1]}" if match[1] else f"{match[2]}\\{match[3]}"


@dataclass(slots=True)
class _Token:
    """A part of a line as written, and what it is: text, keep, image, open, close or mark."""

    kind: str
    raw: str
    text: str = ""
    opens: bool = False
    closes: bool = False


class InlineReader:
    """Reads lines into a passage.

    Args:
        passage: Takes what is read.
        names: The names of the document's defined links, casefolded.
    """

    def __init__(self, passage: PassageBuilder, names: Collection[str]) -> None:
        self._passage = passage
        self._names = names

    def read(self, line: str) -> None:
        """Read one line."""
        tokens = list(_Line(line, self._names).tokens())
        _pair_marks(tokens)
        text = ""
        for token in tokens:
            if token.kind in (_TEXT, _MARK):
                text += token.text
                continue
            self._write(text, last=False)
            text = ""
            if token.kind == "open":
                self._passage.open((token.raw,))
            elif token.kind == "close":
                self._passage.close(token.raw)
            elif token.kind == "keep":
                self._passage.keep((token.raw,))
            else:
                self._passage.point(("![", Label(token.text), token.raw))
        self._write(text, last=True)

    def _write(self, text: str, *, last: bool) -> None:
        if text:
            self._passage.write(text, escaped_markdown(text, first=self._passage.empty, last=last))


class _Line:
    """A line, and the places in it where something ends."""

    def __init__(self, line: str, names: Collection[str]) -> None:
        self._line = line
        self._names = names
        self._matches = list(_TOKEN.finditer(line))
        self._ticks = _closing_ticks(self._matches)
        self._brackets = self._links()

    def tokens(self) -> Iterator[_Token]:
        position = 0
        for match in self._matches:
            if match.start() < position:
                continue
            yield _text(self._line[position : match.start()])
            token, position = self._token(match)
            yield token
        yield _text(self._line[position:])

    def _token(self, match: re.Match[str]) -> tuple[_Token, int]:
        """Return what a match is and where it ends."""
        start, end, raw = match.start(), match.end(), match.group()
        if match["mark"]:
            return _mark(self._line, start, end), end
        if match["image"]:
            return self._image(start)
        if match["left"] or match["right"]:
            return self._bracket(match)
        if match["ticks"]:
            end = self._ticks.get(start, start)
            return (_Token("keep", self._line[start:end]), end) if end > start else (_text(raw), match.end())
        if match["escape"]:
            return _Token(_TEXT, raw, raw[1]), end
        return _Token("keep", raw), end

    def _bracket(self, match: re.Match[str]) -> tuple[_Token, int]:
        start, end, raw = match.start(), match.end(), match.group()
        kind, last = self._brackets.get(start, (_TEXT, end))
        if kind == "open":
            return _Token(kind, "["), end
        if kind == "close":
            return _Token(kind, self._line[start:last]), last
        if kind == _DROP:
            return _text(""), last
        return _text(raw), end

    def _image(self, start: int) -> tuple[_Token, int]:
        kind, close = self._brackets.get(start + 1, (_TEXT, 0))
        if kind != "image":
            return _text("!"), start + 1
        end = self._brackets[close][1]
        alt = re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", self._line[start + 2 : close])
        return _Token("image", self._line[close:end], html.unescape(alt)), end

    def _links(self) -> dict[int, tuple[str, int]]:
        """Return for the brackets of links and pictures what they are, and where that ends."""
        found: dict[int, tuple[str, int]] = {}
        stack: list[int] = []
        code = 0
        for match in self._matches:
            start = match.start()
            if start < code:
                continue
            code = self._ticks.get(start, 0)
            if match["left"]:
                stack.append(start)
            elif match["right"] and stack:
                left = stack.pop()
                end, allowed = self._target(left, start)
                if end is None:
                    continue
                code = end
                image = left > 0 and self._line[left - 1] == "!"
                if image and allowed:
                    found[left], found[start] = ("image", start), ("close", end)
                elif allowed:
                    found[left], found[start] = ("open", left + 1), ("close", end)
                else:
                    found[left], found[start] = (_DROP, left + 1), (_DROP, end)
        return found

    def _target(self, left: int, right: int) -> tuple[int | None, bool]:
        """Return where the target of a link ends, if there is one, and whether it may lead there."""
        match = _TARGET.match(self._line, right + 1)
        if match:
            return match.end(), safe(match["angled"] if match["angled"] is not None else match["plain"])
        reference = re.compile(r"\[([^\[\]]{0,200})\]").match(self._line, right + 1)
        name = (reference[1] if reference else "") or self._line[left + 1 : right]
        if name.casefold() in self._names:
            return (reference.end() if reference else right + 1), True
        return None, False


def _closing_ticks(matches: list[re.Match[str]]) -> dict[int, int]:
    """Return where each span of code ends that begins with a run of backticks."""
    waiting: dict[int, list[int]] = {}
    for match in matches:
        if match["ticks"]:
            waiting.setdefault(len(match.group()), []).append(match.start())
    ends: dict[int, int] = {}
    position = 0
    used = dict.fromkeys(waiting, 0)
    for match in matches:
        if not match["ticks"] or match.start() < position:
            continue
        width = len(match.group())
        places = waiting[width]
        index = used[width]
        while index < len(places) and places[index] <= match.start():
            index += 1
        used[width] = index
        if index < len(places):
            position = ends[match.start()] = places[index] + width
    return ends


def _text(raw: str) -> _Token:
    return _Token(_TEXT, raw, html.unescape(raw))


def _mark(line: str, start: int, end: int) -> _Token:
    before, behind = line[start - 1 : start], line[end : end + 1]
    opens, closes = bool(behind.strip()), bool(before.strip())
    if line[start] == "_":
        opens, closes = opens and not before.isalnum(), closes and not behind.isalnum()
    raw = line[start:end]
    if len(raw) > _LONGEST_MARK:
        return _text(raw)
    return _Token(_MARK, raw, raw, opens, closes)


def _pair_marks(tokens: list[_Token]) -> None:
    """Turn marks that belong together into the beginning and the end of an element."""
    stack: list[_Token | None] = []
    for token in tokens:
        if token.kind == "open":
            stack.append(None)
        elif token.kind == "close":
            while stack.pop() is not None:
                pass
        elif token.kind == _MARK:
            opener = _opener(stack, token) if token.closes else None
            if opener is not None:
                opener.kind, token.kind = "open", "close"
                while stack.pop() is not opener:
                    pass
            elif token.opens:
                stack.append(token)


def _opener(stack: list[_Token | None], token: _Token) -> _Token | None:
    for candidate in reversed(stack[-_MOST_OPEN:]):
        if candidate is None:
            return None
        if candidate.raw == token.raw:
            return candidate
    return None
