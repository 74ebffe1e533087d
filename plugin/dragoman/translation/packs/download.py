"""Downloads: bounded in time and size, and resumed where they broke off.

A file is resumed only where the server vouches that it is still the same one (``ETag`` or ``Last-Modified``
with ``If-Range``, RFC 9110 section 13.1.5); otherwise it is fetched from its beginning.
"""

import json
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import requests
import urllib3

from dragoman.translation.packs.pack import PackError

Moved = Callable[[int, int | None], None]
"""Told how many bytes are here, and of how many, where that is known."""
_CHUNK: Final = 1 << 16
_RANGE: Final = re.compile(r"bytes (\d+)-\d+/(\d+|\*)")
_PARTIAL: Final = 206
_FAILURES: Final = (requests.RequestException, urllib3.exceptions.HTTPError, OSError)
_AS_IT_IS: Final = {"Accept-Encoding": "identity"}


@dataclass(frozen=True, slots=True)
class Patience:
    """How long is waited, in seconds.

    Attributes:
        silence: For a connection, and for each further byte.
        whole: For a whole file.
        attempts: How often a download that broke off is taken up again.
    """

    silence: float = 20.0
    whole: float = 3600.0
    attempts: int = 5


class _TooMuchError(Exception):
    """A file is larger, or takes longer, than is allowed."""


def fetch(url: str, largest: int, patience: Patience) -> bytes:
    """Return what is at an address.

    Raises:
        PackError: it cannot be reached, is too large or takes too long.
    """
    content = bytearray()
    try:
        with _opened(url, {}, patience) as answer:
            for chunk in _chunks(answer, largest, time.monotonic() + patience.whole):
                content += chunk
    except (*_FAILURES, _TooMuchError) as error:
        raise _unreachable(url, error) from error
    return bytes(content)


def size_of(url: str, patience: Patience) -> int | None:
    """Return how many bytes a file has, None where the server does not say."""
    try:
        with requests.Session() as session:
            answer = session.head(url, timeout=patience.silence, allow_redirects=True)
            length = answer.headers.get("Content-Length", "") if answer.ok else ""
    except _FAILURES:
        return None
    return int(length) if length.isdecimal() else None


def download(url: str, path: Path, largest: int, patience: Patience, moved: Moved) -> None:
    """Download a file, going on from what an earlier attempt left at ``path``.

    Args:
        url: Where it is.
        path: Where it goes; what is there already was left by an earlier call.
        largest: Bytes that it may have.
        patience: How long is waited.
        moved: Told how far it is.

    Raises:
        PackError: it cannot be reached, is too large or takes too long. What has come stays for later.
    """
    deadline = time.monotonic() + patience.whole
    error: Exception = OSError("it broke off")
    for _ in range(patience.attempts):
        before = _size(path)
        try:
            if _go_on(url, path, largest, patience, deadline, moved):
                return
        except _TooMuchError as failure:
            raise _unreachable(url, failure) from failure
        except _FAILURES as failure:
            error = failure
            if _size(path) <= before:
                break
    raise _unreachable(url, error)


def _go_on(url: str, path: Path, largest: int, patience: Patience, deadline: float, moved: Moved) -> bool:
    """Fetch what is missing; return whether the file is whole."""
    mark = path.with_name(path.name + ".mark")
    headers: dict[str, str] = {}
    here = _size(path)
    if here and (validator := _read_mark(mark, url)):
        headers |= {"Range": f"bytes={here}-", "If-Range": validator}
    with _opened(url, headers, patience) as answer:
        start, whole = _extent(answer)
        if start not in (0, here):
            raise OSError("the server sent another part than was asked for")
        if whole is not None and whole > largest:
            raise _TooMuchError(f"it has {whole >> 20} MB, more than {largest >> 20}")
        mark.write_text(json.dumps({"url": url, "validator": _validator(answer)}), "utf-8")
        with path.open("ab" if start else "wb") as file:
            done = start
            for chunk in _chunks(answer, largest - start, deadline):
                done += file.write(chunk)
                moved(done, whole)
    if whole is not None and done != whole:
        raise OSError(f"it broke off after {done} of {whole} bytes")
    mark.unlink()
    return True


@contextmanager
def _opened(url: str, headers: dict[str, str], patience: Patience) -> Iterator[requests.Response]:
    with (
        requests.Session() as session,
        session.get(url, headers=headers | _AS_IT_IS, timeout=patience.silence, stream=True) as answer,
    ):
        answer.raise_for_status()
        yield answer


def _chunks(answer: requests.Response, largest: int, deadline: float) -> Iterator[bytes]:
    came = 0
    # One read returns what has come, so that a server that sends a byte now and then cannot hold us.
    while chunk := answer.raw.read1(_CHUNK):
        came += len(chunk)
        if came > largest:
            raise _TooMuchError(f"it has more than {largest >> 20} MB")
        if time.monotonic() > deadline:
            raise _TooMuchError("it takes too long")
        yield chunk


def _extent(answer: requests.Response) -> tuple[int, int | None]:
    """Return where the answer begins in the file, and the size of the file."""
    if answer.status_code == _PARTIAL:
        match = _RANGE.fullmatch(answer.headers.get("Content-Range", ""))
        if match is None:
            raise OSError("the server sent a part and does not say which")
        return int(match[1]), None if match[2] == "*" else int(match[2])
    length = answer.headers.get("Content-Length", "")
    return 0, int(length) if length.isdecimal() else None


def _validator(answer: requests.Response) -> str:
    etag = answer.headers.get("ETag", "")
    # A weak one vouches for the meaning, not for the bytes.
    return "" if etag.startswith("W/") else etag or answer.headers.get("Last-Modified", "")


def _read_mark(mark: Path, url: str) -> str:
    try:
        written = json.loads(mark.read_text("utf-8"))
        return str(written["validator"]) if written["url"] == url else ""
    except (OSError, ValueError, KeyError, TypeError):
        return ""


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


def _unreachable(url: str, error: Exception) -> PackError:
    reason = " ".join(str(error).split())[:200]
    return PackError(
        f"{url} cannot be downloaded ({reason}): try again later, or fetch the pack elsewhere "
        "and install it with dragoman packs install PATH"
    )
