"""Faults by appointment: what happens to single requests, scripted beforehand."""

import threading
from dataclasses import dataclass, field

from flask import Flask, Response, g, make_response, request
from flask.typing import ResponseReturnValue

_LONGEST_HANG = 30.0


@dataclass(frozen=True, slots=True)
class Fault:
    """What happens to one request: an answer of the helpdesk's own, before or after it took effect."""

    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b'{"error": "scripted", "description": "a fault that was asked for"}'
    takes_effect: bool = False
    hangs: bool = False


class FaultScript:
    """The faults to come and the requests that came, for example ``PUT /api/v2/tickets/7``."""

    def __init__(self) -> None:
        self.requests: list[str] = []
        self.released = threading.Event()
        self._faults: dict[str, list[Fault]] = {}

    def fail_next(self, call: str, fault: Fault) -> None:
        """Script a fault for the next request that begins so."""
        self._faults.setdefault(call, []).append(fault)

    def install(self, app: Flask) -> None:
        """Let every request of an application meet what is scripted for it."""

        @app.before_request
        def before() -> ResponseReturnValue | None:
            call = f"{request.method} {request.path}"
            self.requests.append(call)
            g.fault = self._next(call)
            return self._answer(g.fault) if g.fault and not g.fault.takes_effect else None

        @app.after_request
        def after(response: Response) -> Response:
            return self._answer(g.fault) if g.fault and g.fault.takes_effect else response

    def _next(self, call: str) -> Fault | None:
        for beginning, faults in self._faults.items():
            if call.startswith(beginning) and faults:
                return faults.pop(0)
        return None

    def _answer(self, fault: Fault) -> Response:
        if fault.hangs:
            self.released.wait(_LONGEST_HANG)
        return make_response(fault.body, fault.status, {"Content-Type": "application/json", **fault.headers})
