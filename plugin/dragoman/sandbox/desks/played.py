"""The conversations of the demo's page, held at a helpdesk of another maker that runs here.

What the shopper and the agent write on the page is written there, and told by that helpdesk's webhooks; what
is written by its API appears on the page.
"""

import html
import itertools
import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from babel import Locale
from flask import Flask

from dragoman.domain import Author, Visibility
from dragoman.sandbox.desk import DeskConversation, DeskMessage, SandboxDesk

DAY = 86_400.0

_TOLD = "told"
_FIRST_SHOPPER = 3001


@dataclass(frozen=True, slots=True)
class Told:
    """How a helpdesk tells of a message.

    Attributes:
        body: What its webhook delivers.
        event: The id of the event by which Dragoman knows the message.
    """

    body: bytes
    event: str


@dataclass(frozen=True, slots=True)
class Writing:
    """Something that a person writes on the page.

    Attributes:
        conversation: Number of the conversation.
        shopper: Number of its shopper.
        name: What the shopper is called.
        locale: The language of the shopper's browser.
        by_agent: Whether it is the agent who writes.
        public: Whether the shopper sees it.
        text: Plain text.
    """

    conversation: int
    shopper: int
    name: str
    locale: str | None
    by_agent: bool
    public: bool
    text: str


class Played(ABC):
    """Mirrors the built-in helpdesk into another one and back, and speaks its webhooks.

    Args:
        desk: The built-in helpdesk.
        secret: What the other one's webhooks are proven by.
        clock: The time at the other one, in POSIX seconds.
    """

    name: ClassVar[str]
    """Whose adapter is connected to it."""

    def __init__(self, desk: SandboxDesk, secret: str, clock: Callable[[], float] = time.time) -> None:
        self._desk = desk
        self._secret = secret
        self._clock = clock
        self._lock = threading.Lock()
        self._pages: dict[int, str] = {}
        self._shoppers: dict[str, int] = {}
        self._told: dict[str, Told] = {}
        self._numbers = itertools.count(1)

    @abstractmethod
    def app(self) -> Flask:
        """Return the helpdesk's API."""

    @abstractmethod
    def settings(self, url: str) -> Mapping[str, str]:
        """Return the settings of a connection to it, given the address of its API."""

    @abstractmethod
    def credentials(self) -> Mapping[str, str]:
        """Return what a connection to it logs in with."""

    @abstractmethod
    def write(self, writing: Writing) -> Told:
        """Store what somebody writes, in a conversation that may be new."""

    @abstractmethod
    def signed(self, body: bytes, at: float) -> dict[str, str]:
        """Return the headers, in lower case, that prove a delivery."""

    def remote_id(self, number: int) -> str:
        """Return the helpdesk's id of a conversation."""
        return str(number)

    def conversation(self, conversation: str) -> str:
        """Return what Dragoman calls a conversation of the page."""
        return self.remote_id(_number(conversation))

    def event(self, message: str) -> str:
        """Return what Dragoman calls the arrival of a message of the page."""
        return self._told[message].event

    def body(self, conversation: DeskConversation, message: DeskMessage) -> bytes:
        """Return what is delivered of a message; one of a person is stored by that."""
        with self._lock:
            told = self._told.get(message.metadata.get(_TOLD, message.id))
        if told is None:
            told = self.write(self._writing(conversation, message))
            with self._lock:
                self._told[message.id] = told
        return told.body

    def headers(self, message: str, at: float, body: bytes) -> dict[str, str]:  # noqa: ARG002
        """Return the headers of an attempt to deliver."""
        return self.signed(body, at)

    def appears(self, number: int, told: Told, text: str, *, public: bool, tags: Sequence[str]) -> None:
        """Show on the page what came by the API.

        Args:
            number: Of the conversation.
            told: How the helpdesk tells of it.
            text: Plain text.
            public: Whether the shopper sees it.
            tags: Those of the conversation.
        """
        with self._lock:
            key = f"by-api-{next(self._numbers)}"
            self._told[key] = told
            conversation = self._pages[number]
        self._desk.post(
            conversation,
            Author.BOT,
            text,
            visibility=Visibility.PUBLIC if public else Visibility.INTERNAL,
            metadata={_TOLD: key},
            language=_language(tags),
        )

    def _writing(self, conversation: DeskConversation, message: DeskMessage) -> Writing:
        number, shopper = _number(conversation.id), conversation.shopper
        with self._lock:
            self._pages[number] = conversation.id
            known = self._shoppers.setdefault(shopper.id, _FIRST_SHOPPER + len(self._shoppers))
        return Writing(
            conversation=number,
            shopper=known,
            name=shopper.name,
            locale=shopper.locale,
            by_agent=message.author.type is Author.AGENT,
            public=message.visibility is Visibility.PUBLIC,
            text=message.text,
        )


def as_html(text: str) -> str:
    """Return plain text as helpdesks keep it that keep HTML."""
    return html.escape(text).replace("\n", "<br>")


def _number(conversation: str) -> int:
    return int(conversation, 16)


def _language(tags: Sequence[str]) -> str | None:
    """Return the language that a conversation was tagged with last: "lang_pt_br", "lang-pt-br"."""
    tagged = [tag[len("lang_") :] for tag in tags if tag.startswith(("lang_", "lang-"))]
    return str(Locale.parse(tagged[-1].replace("-", "_"))).replace("_", "-") if tagged else None
