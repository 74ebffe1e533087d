"""The conversations of the built-in helpdesk: kept in memory, in the order they were written."""

import secrets
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from dragoman.domain import Author, DragomanError, Visibility

LONGEST_TEXT = 20_000


class UnknownConversationError(DragomanError):
    """There is no such conversation; what was in memory ends with the server."""


@dataclass(frozen=True, slots=True)
class Person:
    """Who takes part: the shopper, an agent, or an integration ("bot").

    Attributes:
        id: Unique among all people.
        type: Which of the three.
        name: What the others see.
        locale: The language the person's browser asks for, if it is known.
    """

    id: str
    type: Author
    name: str
    locale: str | None = None


AGENT = Person("agent-alex", Author.AGENT, "Alex")
BOT = Person("bot-dragoman", Author.BOT, "Dragoman")


@dataclass(frozen=True, slots=True)
class DeskMessage:
    """One message. It never changes, and nothing is ever merged: what was posted twice stands here twice.

    Attributes:
        id: Unique among all messages.
        conversation: Id of its conversation.
        author: Who wrote it.
        visibility: Whether the shopper sees it.
        text: Plain text, as written.
        metadata: What an integration attached; people do not see it.
        created_at: When it was stored, in POSIX seconds.
    """

    id: str
    conversation: str
    author: Person
    visibility: Visibility
    text: str
    metadata: Mapping[str, str]
    created_at: float

    def to_json(self) -> dict[str, Any]:
        """Return the message as the API gives it."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class DeskConversation:
    """One chat of one shopper.

    Attributes:
        id: Unique among all conversations.
        shopper: Whose chat it is.
        language: What an integration tagged the conversation with.
        opened_at: POSIX seconds.
    """

    id: str
    shopper: Person
    opened_at: float
    language: str | None = None

    def to_json(self) -> dict[str, Any]:
        """Return the conversation as the API gives it."""
        return asdict(self)


@dataclass(slots=True)
class _Thread:
    conversation: DeskConversation
    messages: list[DeskMessage] = field(default_factory=list)


class SandboxDesk:
    """The helpdesk itself; thread-safe.

    Args:
        clock: The time in POSIX seconds.
    """

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._threads: dict[str, _Thread] = {}
        self._listeners: list[Callable[[DeskConversation, DeskMessage], None]] = []

    def on_message(self, listener: Callable[[DeskConversation, DeskMessage], None]) -> None:
        """Call the listener with every message from now on, after it is stored and in that order."""
        self._listeners.append(listener)

    def open(self, name: str, locale: str | None = None, shopper_id: str | None = None) -> DeskConversation:
        """Begin a conversation of a shopper.

        Args:
            name: The shopper's name.
            locale: The language of the shopper's browser.
            shopper_id: Id of a shopper who was here before; None for a new one.
        """
        shopper = Person(shopper_id or f"shopper-{_new_id()}", Author.SHOPPER, name, locale)
        conversation = DeskConversation(_new_id(), shopper, self._clock())
        with self._lock:
            self._threads[conversation.id] = _Thread(conversation)
        return conversation

    def post(
        self,
        conversation: str,
        author: Author,
        text: str,
        *,
        visibility: Visibility = Visibility.PUBLIC,
        metadata: Mapping[str, str] | None = None,
        language: str | None = None,
    ) -> DeskMessage:
        """Store a message and tell the listeners.

        Args:
            conversation: Id of the conversation.
            author: In whose name.
            text: Plain text.
            visibility: Whether the shopper sees it.
            metadata: What to attach to it.
            language: What to tag the conversation with; None leaves its tag alone.

        Raises:
            UnknownConversationError: there is none with this id.
        """
        with self._lock:
            thread = self._thread(conversation)
            if language:
                thread.conversation = replace(thread.conversation, language=language)
            message = DeskMessage(
                id=_new_id(),
                conversation=conversation,
                author={Author.SHOPPER: thread.conversation.shopper, Author.AGENT: AGENT, Author.BOT: BOT}[
                    author
                ],
                visibility=visibility,
                text=text,
                metadata=dict(metadata or {}),
                created_at=self._clock(),
            )
            thread.messages.append(message)
            for listener in self._listeners:
                listener(thread.conversation, message)
        return message

    def conversation(self, conversation: str) -> DeskConversation:
        """Return a conversation.

        Raises:
            UnknownConversationError: there is none with this id.
        """
        with self._lock:
            return self._thread(conversation).conversation

    def conversations(self) -> list[DeskConversation]:
        """Return all conversations, the oldest first."""
        with self._lock:
            return [thread.conversation for thread in self._threads.values()]

    def messages(self, conversation: str) -> list[DeskMessage]:
        """Return the messages of a conversation, the oldest first.

        Raises:
            UnknownConversationError: there is none with this id.
        """
        with self._lock:
            return list(self._thread(conversation).messages)

    def _thread(self, conversation: str) -> _Thread:
        try:
            return self._threads[conversation]
        except KeyError:
            raise UnknownConversationError(
                f"there is no conversation {conversation}: open one, the helpdesk forgets when it stops"
            ) from None


def _new_id() -> str:
    return secrets.token_hex(6)
