"""HTTP towards helpdesks: every address, answer and waiting time is treated as chosen by an attacker.

``GuardedHttp`` is the session that adapters are given. Every failure becomes one of three answers that the
pipeline can act on: certainly not sent, perhaps sent, refused.
"""

import json as jsonlib
import logging
import re
import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Any, TypeVar
from urllib.parse import SplitResult, urlsplit

import requests
from urllib3.exceptions import HTTPError

from dragoman.adapter import (
    LINE_SECONDS,
    NotSent,
    OutcomeUnknown,
    Refused,
    Response,
    Security,
    json_bytes,
)
from dragoman.helpdesk_transport import OpenLine, PinnedTransport, aimed_at, cut_after, is_public, resolve

CONNECT_SECONDS = 3.0
TOTAL_SECONDS = 10.0
LARGEST_ANSWER = 2 << 20
LONGEST_DELAY = 24 * 3600.0
USER_AGENT = "Dragoman (reads the shop's own site for its knowledge)"

_CURES: Mapping[int, str] = {
    HTTPStatus.UNAUTHORIZED: "check the credentials of the connection",
    HTTPStatus.FORBIDDEN: "allow the credentials what the adapter's scopes in manifest.json name",
    HTTPStatus.NOT_FOUND: "check the connection's address; the conversation may have been deleted",
    HTTPStatus.CONFLICT: "someone changed the conversation at the same moment, send it again",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "shorten the message",
    HTTPStatus.UNPROCESSABLE_ENTITY: "check whether the conversation is closed or the message too long",
    HTTPStatus.LOCKED: "the conversation takes no more messages: begin another one",
}
_ID_IN_PATH = re.compile(r"(?<=/)(?:\d+|[\w.~-]*\d[\w.~-]{7,})(?=/|$)", re.ASCII)
_logger = logging.getLogger(__name__)

T = TypeVar("T")
Resolver = Callable[[str, int], Sequence[str]]


@dataclass(frozen=True, slots=True)
class Page:
    """What stands at an address.

    Attributes:
        content: Its bytes; empty for a redirect.
        kind: Its media type, such as text/html.
        location: Where a redirect leads to, as it is written; None for anything else.
    """

    content: bytes
    kind: str
    location: str | None = None


class GuardedHttp:
    """A session that cannot be led into the private network, kept waiting, or flooded; thread-safe.

    An address must be ``https`` and public; the connection goes to the very address that was checked,
    so that a name which resolves differently the second time gains nothing. Hosts in ``allow_private``
    (helpdesks in one's own network, the demo's) may be private and spoken to without TLS.

    Args:
        allow_private: Hosts, as they stand in addresses, that are exempt.
        authorities: PEM file with certificate authorities, instead of those that come with ``requests``.
        resolver: Turns a host into numeric addresses.
        connect_seconds: Longest time to connect and agree on TLS, for one address.
        total_seconds: Longest time for the whole exchange, name resolution aside.
    """

    def __init__(
        self,
        allow_private: Collection[str] = (),
        *,
        authorities: str | None = None,
        resolver: Resolver = resolve,
        connect_seconds: float = CONNECT_SECONDS,
        total_seconds: float = TOTAL_SECONDS,
    ) -> None:
        self._allow_private = frozenset(host.lower() for host in allow_private)
        self._authorities = authorities
        self._resolver = resolver
        self._connect_seconds = connect_seconds
        self._total_seconds = total_seconds
        self._transport = PinnedTransport()
        self._lines: set[OpenLine] = set()

    def close(self) -> None:
        """Close the connections that are kept open, and cut the lines: who waits at one is let go."""
        self._transport.close()
        for opened in tuple(self._lines):
            opened.cut_if_open()

    def request(
        self,
        method: str,
        url: str,
        *,
        json: Any = None,
        form: Mapping[str, str] | None = None,
        params: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        auth: tuple[str, str] | None = None,
    ) -> Response:
        """Send one request and return its answer; see ``dragoman.adapter.HelpdeskHttp``.

        Raises:
            NotSent: no connection, or the helpdesk answered 429, or 503 with ``Retry-After``.
            OutcomeUnknown: the time ran out or the connection broke after the request left; 408, or any
                other 5xx; an answer that is not JSON or is over 2 MiB.
            Refused: any other status, or the address is not one we speak to.
        """
        prepared = _prepared(method, url, json=json, form=form, params=params, headers=headers, auth=auth)
        return self._answered(prepared, _read)

    def fetch(self, url: str) -> Page:
        """Return what stands at an address, whatever it is, or where a redirect leads to.

        Raises:
            NotSent, OutcomeUnknown, Refused: as ``request``; a redirect is no error.
        """
        headers = {"Accept": "text/html, application/xml;q=0.9, */*;q=0.5", "User-Agent": USER_AGENT}
        prepared = _prepared("GET", url, json=None, form=None, params=None, headers=headers, auth=None)
        return self._answered(prepared, _read_page)

    def _answered(
        self, prepared: requests.PreparedRequest, read: Callable[[requests.Response, str, float], T]
    ) -> T:
        """Send a request and return what is read of its answer."""
        parts = urlsplit(str(prepared.url))
        started = time.monotonic()
        deadline = started + self._total_seconds
        status = 0
        try:
            with self._exchange(prepared, self._checked(parts), deadline) as answer:
                status = answer.status_code
                return read(answer, f"{prepared.method} {parts.hostname}", deadline)
        finally:
            _logger.info(
                "%s %s%s: %s, %d ms",
                prepared.method,
                parts.hostname,
                _ID_IN_PATH.sub("{id}", parts.path),
                status or "no answer",
                (time.monotonic() - started) * 1000,
            )

    def _checked(self, parts: SplitResult) -> Sequence[str]:
        """Return the numeric addresses that the request may go to."""
        host = parts.hostname
        if not host or parts.username is not None:
            raise Refused("the helpdesk's address must be like https://desk.example, with no password in it")
        if parts.scheme not in {"https", "http"}:
            raise Refused(f"{parts.scheme} is not spoken here: use an https address")
        plain = parts.scheme == "http"
        if plain and host not in self._allow_private:
            raise Refused(f"{host} is not spoken to without TLS: use https, or add it to allow_private")
        return self._addresses(host, parts.port or (80 if plain else 443))

    def _addresses(self, host: str, port: int) -> Sequence[str]:
        exempt = host.lower() in self._allow_private
        try:
            addresses = self._resolver(host, port)
        except (OSError, UnicodeError) as error:
            raise NotSent(f"the name {host} does not resolve") from error
        if not exempt and not all(map(is_public, addresses)):
            raise Refused(f"{host} lies in a private network: add it to allow_private if it is yours")
        return addresses

    @contextmanager
    def line(
        self, host: str, port: int, security: Security, seconds: float = LINE_SECONDS
    ) -> Iterator[OpenLine]:
        """Open a line for the block; see ``dragoman.adapter.HelpdeskLines``.

        Raises:
            NotSent: there is no connection.
            Refused: the host is private, or would be spoken to without TLS, and is not allowed.
            TimeoutError: the line was open for so many seconds.
        """
        if security is Security.PLAIN and host.lower() not in self._allow_private:
            raise Refused(f"{host} is not spoken to without TLS: use TLS, or add it to allow_private")
        with closing(self._connected(host, port)) as opened, cut_after(seconds, opened.cut):
            self._lines.add(opened)
            try:
                opened.socket.settimeout(self._total_seconds)
                if security is Security.TLS:
                    opened.start_tls()
                yield opened
            finally:
                self._lines.discard(opened)

    def _connected(self, host: str, port: int) -> OpenLine:
        failure = NotSent(f"{host} has no address")
        for address in self._addresses(host, port):
            try:
                return OpenLine.to(address, port, host, self._connect_seconds, self._authorities)
            except NotSent as error:
                failure = error
        raise failure

    @contextmanager
    def _exchange(
        self, prepared: requests.PreparedRequest, addresses: Sequence[str], deadline: float
    ) -> Iterator[requests.Response]:
        """Send the request to the first address that takes the connection."""
        failure = NotSent("the time ran out before a connection was made")
        for address in addresses:
            remaining = deadline - time.monotonic()
            if remaining <= 0:
                break
            try:
                answer = self._transport.deliver(
                    aimed_at(address, prepared),
                    connect=self._connect_seconds,
                    total=remaining,
                    authorities=self._authorities,
                )
            except NotSent as error:
                failure = error
            except (requests.RequestException, HTTPError, OSError) as error:
                raise OutcomeUnknown(f"the connection broke: {type(error).__name__}") from error
            else:
                with closing(answer):
                    yield answer
                return
        raise failure


def _prepared(
    method: str,
    url: str,
    *,
    json: Any,
    form: Mapping[str, str] | None,
    params: Mapping[str, str] | None,
    headers: Mapping[str, str] | None,
    auth: tuple[str, str] | None,
) -> requests.PreparedRequest:
    """Return the request, ready to be sent. Answers are asked for uncompressed, so that the cap counts."""
    ours = {"Accept": "application/json", "Accept-Encoding": "identity"}
    if json is not None:
        ours["Content-Type"] = "application/json"
    try:
        body = json_bytes(json) if json is not None else dict(form) if form is not None else None
        return requests.Request(
            method, url, data=body, params=dict(params or {}), headers={**ours, **(headers or {})}, auth=auth
        ).prepare()
    except (requests.RequestException, ValueError) as error:
        raise Refused(
            f"no valid request ({type(error).__name__}): check the connection's settings"
        ) from error


def _read(answer: requests.Response, what: str, deadline: float) -> Response:
    """Turn an answer into a ``Response`` or into the error that its status stands for."""
    status = answer.status_code
    _raise_for_status(status, answer.headers, what)
    body = _body(answer, what, deadline)
    try:
        content = jsonlib.loads(body) if body.strip() else None
    except (ValueError, RecursionError) as error:
        raise OutcomeUnknown(f"{what} answered {status}, but not in JSON") from error
    headers = {name.lower(): value for name, value in answer.headers.items()}
    return Response(status=status, json=content, headers=headers)


def _read_page(answer: requests.Response, what: str, deadline: float) -> Page:
    location = answer.headers.get("Location")
    if HTTPStatus.MULTIPLE_CHOICES <= answer.status_code < HTTPStatus.BAD_REQUEST and location:
        return Page(b"", "", location)
    _raise_for_status(answer.status_code, answer.headers, what)
    kind = answer.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    return Page(_body(answer, what, deadline), kind)


def _raise_for_status(status: int, headers: Mapping[str, str], what: str) -> None:
    if HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
        return
    answered = f"{what} answered {status}"
    delay = retry_after(headers.get("Retry-After"), time.time())
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        raise NotSent(answered, delay)
    # Only a server that names a time says that it turned the request away; any other 503 may come from
    # a gateway that lost the answer.
    if status == HTTPStatus.SERVICE_UNAVAILABLE and delay is not None:
        raise NotSent(answered, delay)
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR or status == HTTPStatus.REQUEST_TIMEOUT:
        raise OutcomeUnknown(answered)
    if status < HTTPStatus.BAD_REQUEST:
        raise Refused(f"{answered}, a redirect: give the connection the address it leads to", status)
    raise Refused(f"{answered}: {_CURES.get(status, 'it does not accept the request')}", status)


def retry_after(value: str | None, now: float) -> float | None:
    """Return the seconds that a ``Retry-After`` header asks for, at most a day; None if it says nothing.

    Args:
        value: Seconds or an HTTP date (RFC 9110, section 10.2.3).
        now: POSIX seconds that a date is held against.
    """
    text = (value or "").strip()
    if text.isascii() and text.isdigit():
        return min(float(text), LONGEST_DELAY)
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return min(max(0.0, moment.timestamp() - now), LONGEST_DELAY)


def _body(answer: requests.Response, what: str, deadline: float) -> bytes:
    """Return the whole body, unless it is too long or comes too slowly."""
    parts: list[bytes] = []
    length = 0
    try:
        with cut_after(max(0.0, deadline - time.monotonic()), answer.raw.shutdown):
            while part := answer.raw.read(1 << 16, decode_content=False):
                parts.append(part)
                length += len(part)
                if length > LARGEST_ANSWER:
                    raise OutcomeUnknown(f"{what} answered with more than {LARGEST_ANSWER} bytes")
    except (HTTPError, OSError) as error:
        raise OutcomeUnknown(f"{what}: the answer broke off: {type(error).__name__}") from error
    return b"".join(parts)
