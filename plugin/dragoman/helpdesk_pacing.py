"""Keeps one connection within what its helpdesk allows.

A helpdesk that has had enough says for how long; until then nothing is sent, by whichever thread, because
each further request makes most of them wait longer.
"""

import threading
import time
from collections.abc import Callable, Mapping
from typing import Any

from dragoman.adapter import HelpdeskHttp, NotSent, Response

_MINUTE = 60.0


class PacedHttp:
    """A session of one connection, over one that is shared.

    Requests may come in bursts: a minute's allowance fills up again evenly (a token bucket).

    Args:
        http: What sends.
        per_minute: Requests that the helpdesk allows in a minute; None: it names no limit.
        monotonic: Seconds that pass evenly.
    """

    def __init__(
        self,
        http: HelpdeskHttp,
        per_minute: int | None = None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._http = http
        self._per_minute = per_minute
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._allowance = float(per_minute or 0)
        self._filled_at = monotonic()
        self._silent_until = 0.0

    def request(
        self,
        method: str,
        url: str,
        *,
        json: Any = None,
        params: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        auth: tuple[str, str] | None = None,
    ) -> Response:
        """Send one request and return its answer; see ``dragoman.adapter.HelpdeskHttp``.

        Raises:
            NotSent: besides the session's reasons, the helpdesk would not take it yet.
            OutcomeUnknown, Refused: as the session.
        """
        self._take_turn()
        try:
            return self._http.request(method, url, json=json, params=params, headers=headers, auth=auth)
        except NotSent as error:
            if error.retry_after:
                with self._lock:
                    silent_until = self._monotonic() + error.retry_after
                    self._silent_until = max(self._silent_until, silent_until)
            raise

    def _take_turn(self) -> None:
        with self._lock:
            now = self._monotonic()
            if now < self._silent_until:
                raise NotSent("the helpdesk asked us to wait", self._silent_until - now)
            if self._per_minute is None:
                return
            filled = (now - self._filled_at) * self._per_minute / _MINUTE
            self._allowance = min(float(self._per_minute), self._allowance + filled)
            self._filled_at = now
            if self._allowance < 1:
                missing = (1 - self._allowance) * _MINUTE / self._per_minute
                raise NotSent("the helpdesk's requests of this minute are used up", missing)
            self._allowance -= 1
