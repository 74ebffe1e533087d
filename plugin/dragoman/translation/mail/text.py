"""Cuts the text of a mail into what is new in it and what is quoted or signed; nothing of it is lost."""

from collections.abc import Iterator
from dataclasses import dataclass

from dragoman.translation.mail import marks

_LONGEST_SIGNATURE = 12
_MOST_ADVERTISEMENTS = 2


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a mail, and whether its author wrote it for this mail."""

    text: str
    new: bool


def parts_of(text: str) -> list[Part]:
    """Return the parts of a mail, which follow one another and cover it.

    Not new are lines that begin with ``>``, what follows the line that attributes a quotation, the header
    of the message that is answered or a line that separates it, signatures below ``--``, and the last line
    where it advertises a telephone. A forwarded message is new: it is what the mail is about. Where nothing
    else is left, everything is new.
    """
    lines = text.split("\n")
    new = new_lines(lines)
    prefix = marks.subject_prefix(text) if new[0] else ""
    parts = [Part(prefix, new=False)] if prefix else []
    start = len(prefix)
    position = 0
    for index, line in enumerate(lines):
        position += len(line) + 1
        if index + 1 == len(lines) or new[index + 1] != new[index]:
            end = min(position, len(text))
            if start < end:
                parts.append(Part(text[start:end], new[index]))
            start = end
    if any(part.new and any(map(str.isalpha, part.text)) for part in parts):
        return parts
    return [Part(text, new=True)]


def new_text(text: str) -> str:
    """Return what is new in a mail, without the empty lines round it."""
    parts = parts_of(text)
    if all(part.new for part in parts):
        return text
    return "".join(part.text for part in parts if part.new).strip("\r\n")


def new_lines(lines: list[str]) -> list[bool]:
    """Say of each line of a mail whether it is new; none need be."""
    new = [True] * len(lines)
    for start, end in _quotations(lines):
        new[start:end] = [False] * (end - start)
    last = _last(new, lines)
    for _ in range(_MOST_ADVERTISEMENTS):
        if last >= 0 and marks.advertises(lines[last]):
            new[last] = False
            last = _last(new, lines)
    for index in range(last, -1, -1):
        if not new[index] or last - index > _LONGEST_SIGNATURE:
            break
        if marks.begins_signature(lines[index]):
            new[index : last + 1] = [False] * (last + 1 - index)
            break
    return new


def _last(new: list[bool], lines: list[str]) -> int:
    """Return the last new line that is not empty, -1 if there is none."""
    return next((index for index in range(len(lines) - 1, -1, -1) if new[index] and lines[index].strip()), -1)


def _quotations(lines: list[str]) -> Iterator[tuple[int, int]]:
    """Yield where quotations begin and end."""
    index = 0
    forwarded = False
    while index < len(lines):
        line = lines[index]
        if not line.strip():
            index += 1
            continue
        count = marks.attribution(lines, index)
        if marks.quoted(line) or count:
            end = _behind_quoted(lines, index + count)
            yield index, end
            index = max(end, index + 1)
        elif marks.separates(line) or (not forwarded and marks.heads(lines, index)):
            yield _above(lines, index), len(lines)
            return
        else:
            forwarded = marks.forwards(line)
            index += 1


def _behind_quoted(lines: list[str], start: int) -> int:
    """Return where the marked lines end that begin at a line or below it; without marks all is quoted."""
    first = next((index for index in range(start, len(lines)) if lines[index].strip()), len(lines))
    if first == len(lines) or not marks.quoted(lines[first]):
        return len(lines)
    end = first
    while end < len(lines) and marks.quoted(lines[end]):
        end += 1
    return end


def _above(lines: list[str], index: int) -> int:
    """Return where the rule above a quoted message is drawn, if one is."""
    above = index - 1
    while above >= 0 and not lines[above].strip():
        above -= 1
    return above if above >= 0 and marks.is_rule(lines[above]) else index
