"""Keeps one connection within what its helpdesk allows.

A helpdesk that has had enough says for how long; until then nothing is sent, by whichever thread, because
each further request makes most of them wait longer. Where its answers say beforehand that nothing remains of
what it allows, the next request is not even tried.
"""

import re
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from typing import Any

from dragoman.adapter import (
    LINE_SECONDS,
    HelpdeskHttp,
    HelpdeskLines,
    Line,
    NotSent,
    Refused,
    Response,
    Security,
)
from dragoman.domain import Secret
from dragoman.grants import Grant, HelpdeskGrants

_MINUTE = 60.0
_LONGEST_RESET = 3600.0

# "total=100; remaining=0; resets=41", as Zendesk counts single endpoints.
_USED_UP = re.compile(r"\bremaining=0\b.*\bresets?=(\d{1,6})\b")
_NUMBER = re.compile(r"\d+")


class PacedHttp:
    """A session of one connection, over one that is shared.

    Requests may come in bursts: a minute's allowance fills up again evenly (a token bucket).

    Args:
        http: What sends.
        per_minute: Requests that the helpdesk allows in a minute; None: it names no limit.
        grants: What keeps the connection's grants.
        monotonic: Seconds that pass evenly.
    """

    def __init__(
        self,
        http: HelpdeskHttp,
        per_minute: int | None = None,
        grants: HelpdeskGrants | None = None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._http = http
        self._per_minute = per_minute
        self._grants = grants
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._allowance = float(per_minute or 0)
        self._filled_at = monotonic()
        self._silent_until = 0.0
        self._endpoint_silent_until: dict[str, float] = {}

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
            NotSent: besides the session's reasons, the helpdesk would not take it yet.
            OutcomeUnknown, Refused: as the session.
        """
        endpoint = f"{method} {_NUMBER.sub('#', url)}"
        self._take_turn(endpoint)
        try:
            answer = self._http.request(
                method, url, json=json, form=form, params=params, headers=headers, auth=auth
            )
        except NotSent as error:
            if error.retry_after:
                with self._lock:
                    silent_until = self._monotonic() + error.retry_after
                    self._silent_until = max(self._silent_until, silent_until)
            raise
        self._heed(endpoint, answer.headers)
        return answer

    def line(
        self, host: str, port: int, security: Security, seconds: float = LINE_SECONDS
    ) -> AbstractContextManager[Line]:
        """Open a line, if the session can; see ``dragoman.adapter.HelpdeskLines``.

        Raises:
            NotSent: besides the session's reasons, it is not our turn yet.
            Refused: as the session, or it speaks HTTP only.
        """
        if not isinstance(self._http, HelpdeskLines):
            raise Refused("this session speaks HTTP only")
        self._take_turn(f"{host}:{port}")
        return self._http.line(host, port, security, seconds)

    def access(
        self, origin: Secret, renew: Callable[[Secret | None], Grant], refused: Secret | None = None
    ) -> Secret:
        """Return what requests are made with; see ``dragoman.grants.HelpdeskGrants``.

        Raises:
            NotSent: another process is renewing it.
            Refused: nothing is kept here.
        """
        return self._kept().access(origin, renew, refused)

    def keep(self, origin: Secret, grant: Grant) -> None:
        """Keep a grant; see ``dragoman.grants.HelpdeskGrants``.

        Raises:
            Refused: nothing is kept here.
        """
        self._kept().keep(origin, grant)

    def _kept(self) -> HelpdeskGrants:
        if self._grants is None:
            raise Refused("this session keeps no grants")
        return self._grants

    def _heed(self, endpoint: str, headers: Mapping[str, str]) -> None:
        """Send nothing until more is allowed, where an answer says that nothing remains."""
        everything = _reset(headers) if headers.get("ratelimit-remaining") == "0" else None
        limits = [value for name, value in headers.items() if "ratelimit" in name]
        used_up = [float(found[1]) for value in limits if (found := _USED_UP.search(value))]
        with self._lock:
            now = self._monotonic()
            if everything is not None:
                self._silent_until = max(self._silent_until, now + everything)
            if used_up:
                self._endpoint_silent_until[endpoint] = now + min(max(used_up), _LONGEST_RESET)

    def _take_turn(self, endpoint: str) -> None:
        with self._lock:
            now = self._monotonic()
            if now < self._silent_until:
                raise NotSent("the helpdesk asked us to wait", self._silent_until - now)
            if now < (again := self._endpoint_silent_until.get(endpoint, now)):
                raise NotSent("the helpdesk's requests of this kind are used up", again - now)
            self._endpoint_silent_until.pop(endpoint, None)
            if self._per_minute is None:
                return
            filled = (now - self._filled_at) * self._per_minute / _MINUTE
            self._allowance = min(float(self._per_minute), self._allowance + filled)
            self._filled_at = now
            if self._allowance < 1:
                missing = (1 - self._allowance) * _MINUTE / self._per_minute
                raise NotSent("the helpdesk's requests of this minute are used up", missing)
            self._allowance -= 1


def _reset(headers: Mapping[str, str]) -> float | None:
    """Return the seconds until the whole allowance is there again; None where the answer does not say."""
    reset = headers.get("ratelimit-reset", "")
    seconds = float(reset) if reset.isascii() and reset.isdigit() else _LONGEST_RESET + 1
    return seconds if seconds <= _LONGEST_RESET else None
