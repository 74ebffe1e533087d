r"""Lines in, lines out: what ``translate`` and ``detect`` share.

A line ends with ``\n`` and nothing else; ``\r`` and other characters that look like line ends are text.
"""

import json
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import BufferedReader
from typing import Any, cast

import click

from dragoman.domain import DragomanError

BATCH = 64

_CHUNK = 1 << 16
_BYTE_ORDER_MARK = "\ufeff"
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
_SHOWN = 40


class LineError(DragomanError):
    """A line of JSON input that cannot be read."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of input.

    Attributes:
        number: Counted from 1.
        text: What is to be read.
        conversation: What it belongs to, if anything.
        locale: What is claimed of its author's language, if anything.
    """

    number: int
    text: str
    conversation: str | None = None
    locale: str | None = None


def batches(as_json: bool) -> Iterator[list[Line]]:
    """Yield the lines of standard input, as many at a time as have arrived, at most ``BATCH``.

    So a program that writes one line and waits for its answer gets it, and a file is read in large batches.
    Bytes that are not UTF-8 become U+FFFD. Lines before a bad one are yielded first.

    Raises:
        LineError: a line of JSON input is not what it should be.
    """
    number = 0
    for arrived in _arrived(cast(BufferedReader, sys.stdin.buffer)):
        for start in range(0, len(arrived), BATCH):
            batch: list[Line] = []
            try:
                for raw in arrived[start : start + BATCH]:
                    number += 1
                    batch.append(_line(number, raw, as_json))
            except LineError:
                if batch:
                    yield batch
                raise
            yield batch


def whole() -> list[Line]:
    """Return all of standard input as one text."""
    text = cast(BufferedReader, sys.stdin.buffer).read().decode("utf-8", "replace")
    return [Line(1, text.removeprefix(_BYTE_ORDER_MARK))]


def write(lines: Sequence[str]) -> None:
    """Write one batch to standard output and flush it."""
    sys.stdout.buffer.write("".join(line + "\n" for line in lines).encode("utf-8", "replace"))
    sys.stdout.buffer.flush()


def as_json_line(record: Mapping[str, Any]) -> str:
    """Return a record as one line of JSON."""
    return json.dumps(record, ensure_ascii=False)


class Progress:
    """Counts lines on stderr, if a person sits before it."""

    def __init__(self) -> None:
        self._shown = sys.stderr.isatty()
        self._done = 0

    def add(self, lines: int) -> None:
        """Count a batch that is done."""
        self._done += lines
        if self._shown:
            click.echo(f"\r{self._done} lines", nl=False, err=True)

    def end(self) -> None:
        """Leave the terminal's line."""
        if self._shown and self._done:
            click.echo(err=True)


def _arrived(stream: BufferedReader) -> Iterator[list[bytes]]:
    unfinished: list[bytes] = []
    while chunk := stream.read1(_CHUNK):
        first, *lines = chunk.split(b"\n")
        unfinished.append(first)
        if lines:
            yield [b"".join(unfinished), *lines[:-1]]
            unfinished = [lines[-1]]
    if last := b"".join(unfinished):
        yield [last]


def _line(number: int, raw: bytes, as_json: bool) -> Line:
    text = raw.decode("utf-8", "replace")
    if number == 1:
        text = text.removeprefix(_BYTE_ORDER_MARK)
    if not as_json:
        return Line(number, text)
    if not text.strip():
        return Line(number, "")
    try:
        record = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise LineError(f"line {number} is not JSON ({_reason(error)}): write one object a line") from error
    if not isinstance(record, dict) or not isinstance(record.get("text"), str):
        raise LineError(f'line {number} is not a JSON object with "text": write {{"text": "…"}}')
    return Line(
        number,
        _LONE_SURROGATE.sub("\ufffd", record["text"]),
        conversation=_optional(number, record, "conversation", (str, int)),
        locale=_optional(number, record, "locale", (str,)),
    )


def _optional(number: int, record: Mapping[str, Any], key: str, kinds: tuple[type, ...]) -> str | None:
    value = record.get(key)
    if value is None or (isinstance(value, kinds) and not isinstance(value, bool)):
        return None if value is None else str(value)
    raise LineError(f'line {number}: "{key}" is {str(value)[:_SHOWN]!r}: write a text or leave it out')


def _reason(error: Exception) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"{error.msg} at character {error.pos + 1}"
    return "nested too deeply" if isinstance(error, RecursionError) else str(error)
