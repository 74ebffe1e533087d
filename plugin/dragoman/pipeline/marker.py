"""What makes an agent's internal note a command: that it begins with the store's marker."""

import re
from dataclasses import dataclass

_DRAFT = re.compile(r"draft(?P<send>\s+send)?\s*", re.IGNORECASE)
_LANGUAGE = re.compile(r"lang\s+(?P<tag>auto|[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*)\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Command:
    """What an agent asked for in an internal note.

    Attributes:
        text: The reply, in the agents' language.
        preview: Whether the reply is only to be shown, not sent.
    """

    text: str
    preview: bool


@dataclass(frozen=True, slots=True)
class LanguageCommand:
    """That an agent says which language the shopper writes; None leaves it to detection again."""

    language: str | None


@dataclass(frozen=True, slots=True)
class DraftCommand:
    """That an agent wants a reply drafted, or the last draft of the conversation sent as it is."""

    send: bool


@dataclass(frozen=True, slots=True)
class MistypedCommand:
    """That a note begins like the one that asks for a draft, and goes on otherwise: "!draft please"."""


AnyCommand = Command | LanguageCommand | DraftCommand | MistypedCommand


def command_in(note: str, marker: str) -> AnyCommand | None:
    """Return the command that a note begins with, or None for a note among agents.

    ``! Your parcel…`` sends and ``!? Your parcel…`` previews, for the marker ``"! "``: a marker that ends
    with a space wants one (any white space will do; rich-text editors like to write no-break spaces).
    ``!lang pt-BR``, and nothing after it, says which language the shopper writes; ``!lang auto`` takes that
    back. ``!draft`` asks for a draft, and ``!draft send`` sends the last one as it is; what begins so and
    goes on otherwise is no reply, either.
    """
    sign = marker.rstrip()
    spaced = sign != marker
    note = note.lstrip()
    if not sign or not note.startswith(sign):
        return None
    rest = note[len(sign) :]
    if said := _LANGUAGE.fullmatch(rest):
        return LanguageCommand(None if said["tag"].lower() == "auto" else said["tag"])
    if drafted := _DRAFT.fullmatch(rest):
        return DraftCommand(send=drafted["send"] is not None)
    if _DRAFT.match(rest):
        return MistypedCommand()
    preview = rest.startswith("?")
    rest = rest.removeprefix("?")
    if spaced and rest and not rest[0].isspace():
        return None
    return Command(rest.strip(), preview)


def language_command(marker: str, language: str) -> str:
    """Return the note that says which language the shopper writes."""
    return f"{marker.rstrip()}lang {language}"


def draft_command(marker: str, *, send: bool = False) -> str:
    """Return the note that asks for a draft, or sends the last one."""
    return f"{marker.rstrip()}draft send" if send else f"{marker.rstrip()}draft"


def is_command(note: str, marker: str) -> bool:
    """Return whether a note would be read as a command."""
    return command_in(note, marker) is not None
