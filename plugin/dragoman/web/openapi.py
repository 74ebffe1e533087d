"""The API's operations as data: one table gives the routes, their checks, and the OpenAPI document."""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from importlib.metadata import version
from typing import Any

from apispec import APISpec
from apispec.ext.marshmallow import MarshmallowPlugin
from flask import Blueprint, Response, jsonify, request
from marshmallow import RAISE, Schema, ValidationError

from dragoman.storage.stores import Role, Token
from dragoman.web.problems import CONTENT_TYPE, Problem
from dragoman.web.schemas import ProblemSchema
from dragoman.web.tokens import Gate

OPENAPI_VERSION = "3.1.0"


@dataclass(frozen=True, slots=True)
class Asked:
    """A request whose parts were checked: path, query and body by name, a file, and what headers say."""

    path: Mapping[str, Any]
    query: Mapping[str, Any]
    body: Any
    idempotency_key: str | None
    if_match: str | None
    data: bytes


@dataclass(frozen=True, slots=True)
class Answer:
    """What is answered: content for the schema of this status."""

    content: Any
    status: HTTPStatus = HTTPStatus.OK
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Operation:
    """One thing the API does.

    Attributes:
        name: Its ``operationId``.
        method: HTTP method.
        rule: Flask's rule, below the blueprint's prefix; ``<store>`` stands in each.
        summary: What it does, in one line.
        roles: Roles that may do it.
        view: Does it.
        answers: Schema of each status of success; None where there is no content.
        body: Schema of the request's body, if it takes one.
        query: Schema of the query, if it takes one.
        idempotent_by_key: Whether the header ``Idempotency-Key`` is read.
        conditional: Whether it needs the header ``If-Match``, with the tag of what it changes.
        takes_file: Whether the body is a file, as it is.
        gives_file: Whether the answer is a file.
    """

    name: str
    method: str
    rule: str
    summary: str
    roles: frozenset[Role]
    view: Callable[[Token, Asked], Answer]
    answers: Mapping[HTTPStatus, type[Schema] | None]
    body: type[Schema] | None = None
    query: type[Schema] | None = None
    idempotent_by_key: bool = False
    conditional: bool = False
    takes_file: bool = False
    gives_file: bool = False


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An operation as Flask calls it: first who, then what, then the work."""

    operation: Operation
    gate: Gate

    def __call__(self, store: str, **path: Any) -> Response:
        """Answer one request."""
        operation = self.operation
        caller = self.gate.admit(request, store, operation.roles)
        asked = Asked(
            path=path,
            query=_loaded(operation.query, request.args.to_dict(), "?"),
            body=_loaded(operation.body, _json_body() if operation.body else {}, "/"),
            idempotency_key=_key() if operation.idempotent_by_key else None,
            if_match=_tag() if operation.conditional else None,
            data=request.get_data() if operation.takes_file else b"",
        )
        answer = operation.view(caller, asked)
        schema = operation.answers[answer.status]
        response = jsonify(schema().dump(answer.content)) if schema else Response(answer.content)
        response.status_code = answer.status
        response.headers.update(answer.headers)
        return response


def api_blueprint(operations: Sequence[Operation], gate: Gate, prefix: str) -> Blueprint:
    """Return the routes of the operations, and of the document that describes them (``openapi.json``)."""
    blueprint = Blueprint("api", __name__, url_prefix=prefix)
    for operation in operations:
        blueprint.add_url_rule(
            operation.rule, operation.name, Endpoint(operation, gate), methods=[operation.method]
        )
    document = describe(operations, prefix)
    blueprint.add_url_rule("/openapi.json", "openapi", lambda: jsonify(document))
    return blueprint


def describe(operations: Sequence[Operation], prefix: str) -> dict[str, Any]:
    """Return the OpenAPI document of the operations."""
    spec = APISpec(
        title="Dragoman",
        version=version("dragoman"),
        openapi_version=OPENAPI_VERSION,
        plugins=[MarshmallowPlugin()],
        security=[{"token": []}],
    )
    spec.components.security_scheme("token", {"type": "http", "scheme": "bearer"})
    for operation in operations:
        spec.path(
            path=prefix + re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", operation.rule),
            operations={operation.method.lower(): _described(operation)},
        )
    return dict(spec.to_dict())


def _described(operation: Operation) -> dict[str, Any]:
    described: dict[str, Any] = {
        "operationId": operation.name,
        "summary": operation.summary,
        "description": f"Needs a token of the role {' or '.join(sorted(operation.roles))}.",
        "parameters": _parameters(operation),
        "responses": {
            str(int(status)): {
                "description": status.phrase,
                **({"content": {"application/json": {"schema": schema}}} if schema else {}),
                **({"content": _FILE} if operation.gives_file else {}),
            }
            for status, schema in operation.answers.items()
        },
    }
    described["responses"]["default"] = {
        "description": "What went wrong, and the cure.",
        "content": {CONTENT_TYPE: {"schema": ProblemSchema}},
    }
    if operation.body:
        described["requestBody"] = {
            "required": True,
            "content": {"application/json": {"schema": operation.body}},
        }
    elif operation.takes_file:
        described["requestBody"] = {"required": True, "content": _FILE}
    return described


def _parameters(operation: Operation) -> list[dict[str, Any]]:
    parameters: list[dict[str, Any]] = [
        {
            "in": "path",
            "name": name,
            "required": True,
            "schema": {"type": "integer" if kind == "int:" else "string"},
        }
        for kind, name in re.findall(r"<(\w+:)?(\w+)>", operation.rule)
    ]
    if operation.query:
        parameters.append({"in": "query", "schema": operation.query})
    if operation.idempotent_by_key:
        parameters.append(
            {
                "in": "header",
                "name": "Idempotency-Key",
                "description": "Repeated with the same request, it returns the first result.",
                "schema": {"type": "string", "minLength": 1, "maxLength": _LONGEST_KEY},
            }
        )
    if operation.conditional:
        parameters.append(
            {
                "in": "header",
                "name": "If-Match",
                "required": True,
                "description": "The tag of the entry as it was seen, or * for any; 412 where it changed.",
                "schema": {"type": "string"},
            }
        )
    return parameters


_LONGEST_KEY = 255
_FILE = {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}


def _key() -> str | None:
    """Return the idempotency key.

    Raises:
        Problem: it is too long or not printable ASCII.
    """
    key = request.headers.get("Idempotency-Key")
    if key is not None and not (0 < len(key) <= _LONGEST_KEY and key.isascii() and key.isprintable()):
        raise Problem(
            HTTPStatus.BAD_REQUEST,
            f"The Idempotency-Key must be 1 to {_LONGEST_KEY} printable ASCII characters.",
        )
    return key


def _tag() -> str:
    """Return the tag that the caller saw.

    Raises:
        Problem: there is none (RFC 6585, section 3).
    """
    tag = request.headers.get("If-Match", "").removeprefix("W/").strip('"')
    if not tag:
        raise Problem(
            HTTPStatus.PRECONDITION_REQUIRED,
            "Send the header If-Match with the entry's tag, so that no other change is overwritten.",
        )
    return tag


def _json_body() -> Any:
    """Return the body read as JSON.

    Raises:
        Problem: it is not JSON, or not declared to be.
    """
    if not request.is_json:
        raise Problem(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "Send the header Content-Type: application/json.")
    try:
        return json.loads(request.get_data())
    except (ValueError, RecursionError) as error:
        raise Problem(HTTPStatus.BAD_REQUEST, "The body is not JSON.") from error


def _loaded(schema: type[Schema] | None, given: Any, root: str) -> Any:
    """Return what was given, checked by the schema.

    Raises:
        Problem: it does not fit; each place that is wrong is named.
    """
    if schema is None:
        return {}
    try:
        return schema(unknown=RAISE).load(given)
    except ValidationError as error:
        raise Problem(
            HTTPStatus.UNPROCESSABLE_ENTITY,
            "The request does not fit; `errors` names the places.",
            errors=_places(error.messages, root),
        ) from error


def _places(messages: Any, pointer: str) -> list[tuple[str, str]]:
    """Return marshmallow's nested messages as pairs of pointer and sentence."""
    if isinstance(messages, Mapping):
        return [
            place
            for name, inner in messages.items()
            for place in _places(inner, pointer if name == "_schema" else f"{pointer.rstrip('/')}/{name}")
        ]
    return [(pointer, str(message)) for message in messages]
