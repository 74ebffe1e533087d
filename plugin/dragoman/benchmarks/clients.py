"""Clients of a server that speaks LibreTranslate's API, in a process of their own.

They share the processors with the servers that are measured, so they do as little as can be done: requests
are made before the clock starts, connections stay open, and of an answer only its end is looked for.
"""

import json
import re
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from http import HTTPStatus
from urllib.parse import urlsplit

from dragoman.domain import DragomanError

_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_HEAD_END = b"\r\n\r\n"
_CHUNK = 1 << 16
_PATIENCE_SECONDS = 120.0


@dataclass(frozen=True, slots=True)
class Job:
    """What is to be asked.

    Attributes:
        url: Address of the server.
        fields: What every request says besides the sentence.
        sentences: The sentences, one a request.
        clients: How many ask at the same time, each for one sentence after the other.
    """

    url: str
    fields: dict[str, str]
    sentences: Sequence[str]
    clients: int


@dataclass(frozen=True, slots=True)
class Answers:
    """How a server did.

    Attributes:
        seconds: From the first request to the last answer.
        waits: Seconds that each sentence waited for its translation.
        texts: The translations, in the order of the sentences.
    """

    seconds: float
    waits: Sequence[float]
    texts: Sequence[str]


def ask(job: Job) -> Answers:
    """Have the clients of a new process ask.

    Raises:
        DragomanError: the server refused a sentence.
    """
    command = [sys.executable, "-m", __name__]
    child = subprocess.run(
        command, input=json.dumps(asdict(job)), capture_output=True, text=True, check=False
    )
    if child.returncode:
        reason = (child.stderr.strip().splitlines() or ["no reason was given"])[-1]
        raise DragomanError(f"{job.url} did not translate every sentence: {reason}")
    return Answers(**json.loads(child.stdout))


def _answers(job: Job) -> Answers:
    requests = [_request(job, sentence) for sentence in job.sentences]
    shares = [requests[number :: job.clients] for number in range(job.clients)]
    with ThreadPoolExecutor(job.clients) as pool:
        started = time.perf_counter()
        answered = list(pool.map(lambda share: _exchange(job.url, share), shares))
        seconds = time.perf_counter() - started
    in_order = [answered[number % job.clients][number // job.clients] for number in range(len(requests))]
    texts = [str(json.loads(body)["translatedText"]) for _, body in in_order]
    return Answers(seconds, [wait for wait, _ in in_order], texts)


def _request(job: Job, sentence: str) -> bytes:
    body = json.dumps({**job.fields, "q": sentence}).encode()
    head = (
        f"POST /translate HTTP/1.1\r\nHost: {urlsplit(job.url).netloc}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def _exchange(url: str, requests: Sequence[bytes]) -> list[tuple[float, bytes]]:
    """Send requests over one connection, each when the one before it is answered."""
    address = urlsplit(url)
    answers = []
    with socket.create_connection((address.hostname, address.port), _PATIENCE_SECONDS) as connection:
        for request in requests:
            started = time.perf_counter()
            connection.sendall(request)
            body = _body(connection)
            answers.append((time.perf_counter() - started, body))
    return answers


def _body(connection: socket.socket) -> bytes:
    """Read an answer.

    Raises:
        ValueError: it is none, or the server refused.
    """
    received = bytearray()
    while (end := received.find(_HEAD_END)) < 0:
        received += _received(connection)
    length = _LENGTH.search(received, 0, end)
    if length is None:
        raise ValueError("the answer has no Content-Length")
    whole = end + len(_HEAD_END) + int(length[1])
    while len(received) < whole:
        received += _received(connection)
    body = bytes(received[end + len(_HEAD_END) :])
    if not received.startswith(b"HTTP/1.1 %d " % HTTPStatus.OK):
        raise ValueError(body[:200].decode("utf-8", "replace"))
    return body


def _received(connection: socket.socket) -> bytes:
    chunk = connection.recv(_CHUNK)
    if not chunk:
        raise ValueError("the server closed the connection")
    return chunk


if __name__ == "__main__":
    json.dump(asdict(_answers(Job(**json.load(sys.stdin)))), sys.stdout)
