"""The helpdesk's webhooks: signed as in Standard Webhooks, and delivered again until someone takes them.

https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
"""

import heapq
import json
import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from http import HTTPStatus
from typing import Any, Protocol

import requests

from dragoman.sandbox.desk import DeskConversation, DeskMessage
from dragoman_adapters.standard_webhooks import headers_for

MESSAGE_CREATED = "message.created"

_logger = logging.getLogger(__name__)


class Delivery(StrEnum):
    """How far the webhook of a message is."""

    NONE = "none"
    WAITING = "waiting"
    DELIVERED = "delivered"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, order=True)
class _Parcel:
    due: float
    number: int
    message: str
    body: bytes
    tries: int = 0


class Speech(Protocol):
    """How a helpdesk says what happened, and proves that it was the one who said it."""

    def body(self, conversation: DeskConversation, message: DeskMessage) -> bytes:
        """Return what is delivered of a message."""
        ...

    def headers(self, message: str, at: float, body: bytes) -> dict[str, str]:
        """Return the headers of an attempt to deliver it at a time, in POSIX seconds."""
        ...


@dataclass(frozen=True, slots=True)
class StandardWebhooks:
    """The built-in helpdesk's own.

    Attributes:
        secret: What deliveries are signed with ("whsec_…" or any text).
    """

    secret: str

    def body(self, conversation: DeskConversation, message: DeskMessage) -> bytes:
        """Return the event."""
        event: dict[str, Any] = {
            "type": MESSAGE_CREATED,
            "timestamp": message.created_at,
            "data": {"conversation": conversation.to_json(), "message": message.to_json()},
        }
        return json.dumps(event).encode()

    def headers(self, message: str, at: float, body: bytes) -> dict[str, str]:
        """Return the signature, and the id that is the same for every attempt."""
        return headers_for(self.secret, f"msg_{message}", int(at), body)


class WebhookSender:
    """Sends the webhook of every message from a thread of its own; thread-safe.

    Args:
        url: Where to; None keeps everything to ourselves.
        speech: What they say and how they are signed.
        copies: How often each one is delivered.
        tries: Attempts until a delivery is given up.
        first_delay: Seconds between the first attempt and the second; doubled each time.
        timeout: Seconds that an attempt may take.
        capacity: Deliveries that may wait; those beyond it fail at once.
    """

    def __init__(
        self,
        url: str | None,
        speech: Speech,
        *,
        copies: Callable[[], int] = lambda: 1,
        tries: int = 8,
        first_delay: float = 0.25,
        timeout: float = 5.0,
        capacity: int = 10_000,
    ) -> None:
        self._url = url
        self._speech = speech
        self._copies = copies
        self._tries = tries
        self._first_delay = first_delay
        self._timeout = timeout
        self._capacity = capacity
        self._changed = threading.Condition()
        self._parcels: list[_Parcel] = []
        self._states: dict[str, Delivery] = {}
        self._number = 0
        self._closed = False
        self._thread: threading.Thread | None = None

    def point_at(self, url: str | None) -> None:
        """Deliver to another address from now on, also what waits already."""
        with self._changed:
            self._url = url

    def speak(self, speech: Speech) -> None:
        """Deliver what is written from now on in another form."""
        with self._changed:
            self._speech = speech

    def state(self, message: str) -> Delivery:
        """Return how far the webhook of a message is."""
        with self._changed:
            return self._states.get(message, Delivery.NONE)

    def send(self, conversation: DeskConversation, message: DeskMessage) -> None:
        """Deliver the webhook of a message as soon as possible; also for one that was delivered before."""
        with self._changed:
            if self._url is None or self._closed:
                return
            if len(self._parcels) >= self._capacity:
                self._states[message.id] = Delivery.FAILED
                _logger.warning("webhook of %s given up: %d are waiting", message.id, self._capacity)
                return
            self._number += 1
            body = self._speech.body(conversation, message)
            heapq.heappush(self._parcels, _Parcel(time.monotonic(), self._number, message.id, body))
            self._states[message.id] = Delivery.WAITING
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="sandbox-webhooks", daemon=True)
                self._thread.start()
            self._changed.notify_all()

    def wait_until_idle(self, timeout: float) -> bool:
        """Wait until nothing waits any more; return whether that came within ``timeout`` seconds."""
        with self._changed:
            return self._changed.wait_for(lambda: Delivery.WAITING not in self._states.values(), timeout)

    def close(self) -> None:
        """Stop; what still waits is not delivered."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
            thread = self._thread
        if thread is not None:
            thread.join()

    def _run(self) -> None:
        with requests.Session() as session:
            session.trust_env = False  # a proxy of the environment has no business between two of our ports
            while (parcel := self._next()) is not None:
                self._settle(parcel, all(self._deliver(session, parcel) for _ in range(self._copies())))

    def _next(self) -> _Parcel | None:
        """Wait for the next parcel that is due; None when closed."""
        with self._changed:
            while not self._closed:
                wait = self._parcels[0].due - time.monotonic() if self._parcels else None
                if wait is not None and wait <= 0:
                    return heapq.heappop(self._parcels)
                self._changed.wait(wait)
            return None

    def _deliver(self, session: requests.Session, parcel: _Parcel) -> bool:
        url = self._url
        if url is None:
            return False
        headers = self._speech.headers(parcel.message, time.time(), parcel.body)
        headers["Content-Type"] = "application/json"
        try:
            with session.post(
                url, data=parcel.body, headers=headers, timeout=self._timeout, allow_redirects=False
            ) as answer:
                return HTTPStatus.OK <= answer.status_code < HTTPStatus.MULTIPLE_CHOICES
        except requests.RequestException as error:
            _logger.info("webhook of %s: %s", parcel.message, type(error).__name__)
            return False

    def _settle(self, parcel: _Parcel, delivered: bool) -> None:
        with self._changed:
            tries = parcel.tries + 1
            if delivered:
                self._states[parcel.message] = Delivery.DELIVERED
            elif tries >= self._tries:
                self._states[parcel.message] = Delivery.FAILED
                _logger.warning("webhook of %s given up after %d tries", parcel.message, tries)
            else:
                due = time.monotonic() + self._first_delay * 2**parcel.tries
                heapq.heappush(self._parcels, replace(parcel, due=due, tries=tries))
            self._changed.notify_all()
