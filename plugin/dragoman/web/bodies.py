"""Bodies of requests, no larger than whoever reads them allows."""

import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from flask import request
from marshmallow import RAISE, Schema, ValidationError

from dragoman.web.problems import Problem


def read_body(cap: int) -> bytes:
    """Return the raw bytes of the request.

    Werkzeug cuts a chunked body at its limit without a word, so that one byte more than the cap is asked
    for and counted.

    Raises:
        Problem: 413.
    """
    too_large = Problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"The body is larger than {cap} bytes.")
    if (request.content_length or 0) > cap:
        raise too_large
    request.max_content_length = cap + 1
    body = request.stream.read(cap + 1)
    if len(body) > cap:
        raise too_large
    return body


def read_json(schema: Schema, cap: int) -> Mapping[str, Any]:
    """Return the body of the request, read as JSON and checked.

    Raises:
        Problem: 413, 400 or 422; what was written stands in none of them.
    """
    try:
        given = json.loads(read_body(cap))
    except (ValueError, RecursionError) as error:
        raise Problem(HTTPStatus.BAD_REQUEST, "The body is not JSON.") from error
    try:
        loaded: Mapping[str, Any] = schema.load(given, unknown=RAISE)
    except ValidationError as error:
        raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "The request does not fit.") from error
    return loaded
