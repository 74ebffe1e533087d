"""What is read from a source: sections under their headings, and what is said about them."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final

from dragoman.domain import DragomanError
from dragoman.evidence import Audience

FIELDS: Final = ("language", "owner", "audience", "link", "valid_from", "valid_until")
"""What a source may say about its sections, as it is spelt there."""

_SCHEMES = ("https://", "http://")


class KnowledgeError(DragomanError):
    """A source that cannot be read, or a field of it that cannot be used; the text names the cure."""


@dataclass(frozen=True, slots=True)
class About:
    """What is said about sections; see ``dragoman.evidence.Passage``. Without a language it is detected."""

    language: str | None = None
    owner: str = ""
    audience: Audience = Audience.PUBLIC
    link: str | None = None
    valid_from: date | None = None
    valid_until: date | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """What stands under one heading.

    Attributes:
        place: Where it stands, for people: "line 4", "page 2".
        headings: The headings it stands under, the outermost first.
        paragraphs: Its paragraphs and items of lists, as plain text.
        about: What is said about it.
    """

    place: str
    headings: tuple[str, ...]
    paragraphs: tuple[str, ...]
    about: About = About()


@dataclass(frozen=True, slots=True)
class Problem:
    """A part of a source that is left out: where it stands, and why."""

    place: str
    reason: str


@dataclass(frozen=True, slots=True)
class Document:
    """A source as it was read; ``name`` is what its passages are known by."""

    name: str
    sections: tuple[Section, ...]
    problems: tuple[Problem, ...] = ()


@dataclass
class Outline:
    """Gathers sections while a text is read from its beginning to its end.

    Attributes:
        about: What holds for all of it.
        title: Heading of what stands under no other.
    """

    about: About = About()
    title: str = ""
    _open: list[tuple[int, str]] = field(default_factory=list)
    _place: str = ""
    _paragraphs: list[str] = field(default_factory=list)
    _sections: list[Section] = field(default_factory=list)

    def heading(self, level: int, text: str, place: str) -> None:
        """Begin a section under a heading; it closes those of its level and deeper ones."""
        self._close()
        self.leave(level)
        if words := one_line(text):
            self._open.append((level, words))
        self._place = place

    def leave(self, level: int) -> None:
        """Go on as if the headings of a level and deeper ones had ended."""
        self._close()
        self._open = [(one, text) for one, text in self._open if one < level]

    def paragraph(self, text: str, place: str) -> None:
        """Add a paragraph or an item of a list."""
        if words := one_line(text):
            if not self._paragraphs:
                self._place = self._place or place
            self._paragraphs.append(words)

    def sections(self) -> tuple[Section, ...]:
        """Return what was gathered."""
        self._close()
        return tuple(self._sections)

    def _close(self) -> None:
        if self._paragraphs:
            headings = tuple(text for _, text in self._open) or tuple(filter(None, (self.title,)))
            section = Section(self._place, headings, tuple(self._paragraphs), self.about)
            self._sections.append(section)
        self._paragraphs, self._place = [], ""


def one_line(text: str) -> str:
    """Return a text with single blanks between its words."""
    return " ".join(text.split())


def about(fields: Mapping[str, str], basis: About) -> About:
    """Return what some fields say, on the basis of what holds without them.

    Raises:
        KnowledgeError: a field says something that cannot be used.
    """
    said = {name: value for name in FIELDS if (value := fields.get(name, "").strip())}
    known = replace(
        basis,
        language=said.get("language", basis.language),
        owner=said.get("owner", basis.owner),
        audience=_audience(said["audience"]) if "audience" in said else basis.audience,
        link=_link(said["link"]) if "link" in said else basis.link,
        valid_from=_day(said, "valid_from", basis.valid_from),
        valid_until=_day(said, "valid_until", basis.valid_until),
    )
    if known.valid_from and known.valid_until and known.valid_until < known.valid_from:
        raise KnowledgeError(f"valid_until {known.valid_until} is before valid_from {known.valid_from}")
    return known


def _audience(said: str) -> Audience:
    try:
        return Audience(said.lower())
    except ValueError:
        raise KnowledgeError(f"audience {said!r} must be {' or '.join(Audience)}") from None


def _link(said: str) -> str:
    if not said.lower().startswith(_SCHEMES) or len(said.split()) != 1:
        raise KnowledgeError(f"link {said!r} must be an address that begins with https://")
    return said


def _day(said: Mapping[str, str], name: str, basis: date | None) -> date | None:
    if name not in said:
        return basis
    try:
        return date.fromisoformat(said[name])
    except ValueError:
        raise KnowledgeError(f"{name} {said[name]!r} must be a day such as 2026-12-31") from None
