"""Settings and secrets that the owner gives: written out, asked for, or read from where they say."""

import os
import sys
from collections.abc import Mapping
from pathlib import Path

import click

from dragoman.domain import DragomanError, Secret


def read_secrets(labels: Mapping[str, str], sources: Mapping[str, str], *, ask: bool) -> dict[str, Secret]:
    """Return the secrets that are given.

    Args:
        labels: What each secret is, in words for a person.
        sources: Where secrets come from: ``env:VARIABLE``, ``file:PATH``, ``-`` (the next line of
            standard input) or ``text:VALUE``.
        ask: Whether a person at a terminal is asked for the others; an empty answer leaves one out.

    Raises:
        DragomanError: a source is unknown, misspelt or empty.
    """
    for name in sources:
        if name not in labels:
            raise DragomanError(f"there is no secret {name!r}; there are {', '.join(labels) or 'none'}")
    secrets = {name: Secret(_from(name, source)) for name, source in sources.items()}
    if ask and sys.stdin.isatty():
        for name, label in labels.items():
            if name not in secrets and (text := click.prompt(label, default="", hide_input=True)):
                secrets[name] = Secret(text)
    return secrets


def pairs(given: tuple[str, ...]) -> dict[str, str]:
    """Return what was given as KEY=VALUE.

    Raises:
        DragomanError: one of them is not written so.
    """
    pairs = {}
    for one in given:
        key, equals, value = one.partition("=")
        if not equals or not key:
            raise DragomanError(f"{key!r} has no value; write KEY=VALUE")
        pairs[key] = value
    return pairs


def _from(name: str, source: str) -> str:
    """Return what a source holds.

    Raises:
        DragomanError: nothing, or it is no source.
    """
    kind, _, rest = source.partition(":")
    if source == "-":
        text = sys.stdin.readline()
    elif kind == "env":
        text = os.environ.get(rest, "")
    elif kind == "file":
        text = Path(rest).expanduser().read_text(encoding="utf-8")
    elif kind == "text":
        text = rest
    else:
        # The source is not repeated: it may well be the secret itself.
        raise DragomanError(f"give {name} as env:VARIABLE, file:PATH, - or text:VALUE")
    if not text.strip():
        raise DragomanError(f"the source of {name} holds nothing; put the secret there first")
    return text.strip()
