"""Errors of the web: problem details (RFC 9457) for everything that is not an answer of 2xx."""

import logging
import traceback
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from flask import Flask, Response, json, request
from werkzeug.exceptions import HTTPException

from dragoman.domain import DragomanError
from dragoman.storage.database import StorageFull

CONTENT_TYPE = "application/problem+json"
RETRY_AFTER_SECONDS = 30
_log = logging.getLogger(__name__)


class Problem(Exception):  # noqa: N818 - the RFC's word for it
    """An answer that explains what went wrong, in words for the person who wrote the client.

    Args:
        status: The HTTP status.
        detail: One sentence that names the cure.
        errors: Where the request is wrong: JSON pointers (RFC 6901) and a sentence each.
        headers: Headers that the status asks for.
    """

    def __init__(
        self,
        status: HTTPStatus,
        detail: str,
        *,
        errors: Sequence[tuple[str, str]] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.errors = tuple(errors)
        self.headers = dict(headers or {})


def answer(problem: Problem) -> Response:
    """Return the problem as a response."""
    content: dict[str, Any] = {
        "type": "about:blank",
        "title": problem.status.phrase,
        "status": int(problem.status),
        "detail": problem.detail,
    }
    if problem.errors:
        content["errors"] = [{"pointer": pointer, "detail": detail} for pointer, detail in problem.errors]
    return Response(
        json.dumps(content), status=problem.status, content_type=CONTENT_TYPE, headers=problem.headers
    )


def register(app: Flask) -> None:
    """Have every error of the application, the framework's own among them, answered as a problem."""
    app.register_error_handler(Problem, answer)
    app.register_error_handler(HTTPException, _framework_error)
    app.register_error_handler(StorageFull, _full)
    app.register_error_handler(DragomanError, _not_set_up)
    app.register_error_handler(Exception, _fault)


def _framework_error(error: HTTPException) -> Response:
    """Answer what Flask and Werkzeug raise: no such route, wrong method, body too large, a fault of ours."""
    if error.code is None or error.response is not None or error.code < HTTPStatus.BAD_REQUEST:
        return Response(error.get_response().get_data(), error.code, error.get_headers())
    response = answer(
        Problem(HTTPStatus(error.code), error.description or HTTPStatus(error.code).description)
    )
    for name, value in error.get_headers():
        if name.lower() not in {"content-type", "content-length"}:
            response.headers[name] = value
    return response


def unavailable(detail: str) -> Problem:
    """Return a 503 that says when to try again. Helpdesks deliver again after it, so nothing is lost."""
    return Problem(HTTPStatus.SERVICE_UNAVAILABLE, detail, headers={"Retry-After": str(RETRY_AFTER_SECONDS)})


def _full(error: StorageFull) -> Response:
    _log.error("%s: nothing can be stored: %s", request.endpoint, error)
    return answer(unavailable("Dragoman cannot store more for now; send the same again later."))


def _not_set_up(error: DragomanError) -> Response:
    """Answer what the owner has to put right."""
    _log.error("%s: %s", request.endpoint, error)
    return answer(unavailable("Dragoman is not set up for this; its log names the cure."))


def _fault(error: Exception) -> Response:
    """Answer a fault of ours. The log gets its place, never its text: that may hold what a shopper wrote."""
    log_fault(f"{request.method} {request.endpoint}", error)
    return answer(Problem(HTTPStatus.INTERNAL_SERVER_ERROR, "Dragoman failed; its log says where."))


def log_fault(what: str, error: BaseException) -> None:
    """Log where an unexpected error came from, without its text."""
    frames = traceback.extract_tb(error.__traceback__)
    places = " < ".join(f"{frame.name} ({frame.filename}:{frame.lineno})" for frame in reversed(frames))
    _log.error("%s: %s in %s", what, type(error).__name__, places)
