"""A helpdesk full of shoppers: sends deliveries at a steady rate and waits for their notes."""

import json
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import requests

from dragoman.domain import Author
from dragoman.sandbox.desk import DeskConversation, DeskMessage, SandboxDesk
from dragoman_adapters.standard_webhooks import headers_for

_ACCEPTED = 202
_SENDERS = 32
_REQUEST_SECONDS = 30.0
_NOTE_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Load:
    """What a load did.

    Attributes:
        waits: Seconds from when a delivery was due until its answer, for each one.
        refused: How many were not answered by 202.
    """

    waits: list[float]
    refused: int


class Traffic:
    """Sends shoppers' messages to a server, and sees the notes that come back.

    Args:
        desk: The helpdesk that the notes are written into.
        url: Where deliveries go.
        secret: What they are signed with.
        texts: What the shoppers write.
    """

    def __init__(self, desk: SandboxDesk, url: str, secret: str, texts: Iterator[str]) -> None:
        self._desk = desk
        self._url = url
        self._secret = secret
        self._texts = texts
        self._sessions = threading.local()
        self._changed = threading.Condition()
        self._sent: list[str] = []
        self._notes: Counter[str] = Counter()
        desk.on_message(self._see)

    @property
    def sent(self) -> int:
        """How many messages were sent so far."""
        return len(self._sent)

    def one_by_one(self, count: int) -> list[float]:
        """Send messages, each after the note of the one before; return the seconds each note took."""
        taken = []
        for _ in range(count):
            conversation, body = self._written()
            started = time.perf_counter()
            self._deliver(conversation, body)
            with self._changed:
                self._changed.wait_for(lambda one=conversation: self._notes[one], _NOTE_SECONDS)  # type: ignore[misc]
            taken.append(time.perf_counter() - started)
        return taken

    def load(self, rate: int, seconds: int) -> Load:
        """Send messages at a steady rate, whether or not those before are answered."""
        written = [self._written() for _ in range(rate * seconds)]
        begin = time.perf_counter() + 0.1

        def send(number: int) -> tuple[float, bool]:
            due = begin + number / rate
            time.sleep(max(0.0, due - time.perf_counter()))
            accepted = self._deliver(*written[number])
            return time.perf_counter() - due, accepted

        with ThreadPoolExecutor(_SENDERS) as pool:
            outcomes = list(pool.map(send, range(len(written))))
        return Load([wait for wait, _ in outcomes], sum(not accepted for _, accepted in outcomes))

    def drain(self, seconds: float) -> float:
        """Wait until every message has its note, at most so long; return the seconds that took."""
        started = time.perf_counter()
        with self._changed:
            self._changed.wait_for(lambda: len(self._notes) >= len(self._sent), seconds)
        return time.perf_counter() - started

    def astray(self) -> tuple[int, int]:
        """Return how many messages have no note, and how many have more than one."""
        with self._changed:
            return (
                sum(self._notes[one] == 0 for one in self._sent),
                sum(self._notes[one] > 1 for one in self._sent),
            )

    def _see(self, conversation: DeskConversation, message: DeskMessage) -> None:
        if message.author.type is Author.BOT:
            with self._changed:
                self._notes[conversation.id] += 1
                self._changed.notify_all()

    def _written(self) -> tuple[str, bytes]:
        """Let a new shopper write; return the conversation and the body of its webhook."""
        conversation = self._desk.open("Ana", locale="pt-BR")
        message = self._desk.post(conversation.id, Author.SHOPPER, next(self._texts))
        self._sent.append(conversation.id)
        event = {
            "type": "message.created",
            "timestamp": message.created_at,
            "data": {"conversation": conversation.to_json(), "message": message.to_json()},
        }
        return conversation.id, json.dumps(event).encode()

    def _deliver(self, conversation: str, body: bytes) -> bool:
        headers = headers_for(self._secret, f"msg_{conversation}", int(time.time()), body)
        headers["Content-Type"] = "application/json"
        try:
            answer = self._session().post(self._url, data=body, headers=headers, timeout=_REQUEST_SECONDS)
        except requests.RequestException:
            return False
        return answer.status_code == _ACCEPTED

    def _session(self) -> requests.Session:
        if not hasattr(self._sessions, "one"):
            self._sessions.one = requests.Session()
            self._sessions.one.trust_env = False
        session: requests.Session = self._sessions.one
        return session
