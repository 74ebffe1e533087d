"""Holds what adapters send against a vendor's own OpenAPI description, and what our fakes answer, too."""

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http import HTTPStatus
from pathlib import Path
from typing import Any

import jsonschema
from flask import Flask, Response, g, request

SPECS = Path(__file__).parent / "specs"


class Description:
    """The description of an API.

    Args:
        name: The file in ``specs``.
    """

    def __init__(self, name: str) -> None:
        self._api = json.loads((SPECS / name).read_text("utf-8"), object_hook=_or_null)

    def check_request(self, method: str, path: str, query: Mapping[str, str], body: Any) -> None:
        """Fail unless the request is one that the vendor describes, in every parameter and in its body."""
        operation, shared = self._operation(method, path)
        parameters = [self._resolved(one) for one in (*shared, *operation.get("parameters", ()))]
        known = {one["name"]: one["schema"] for one in parameters if one["in"] == "query"}
        assert set(query) <= set(known), f"{method} {path} knows no {set(query) - set(known)}"
        for name, value in query.items():
            typed = int(value) if known[name].get("type") == "integer" else value
            self._validate(typed, known[name])
        described = operation.get("requestBody")
        assert (body is not None) == (described is not None), f"{method} {path}: a body, or none"
        if described:
            schema = described["content"]["application/json"]["schema"]
            self._validate(body, schema)
            unknown = set(body) - set(self._resolved(schema).get("properties", body))
            assert not unknown, f"{method} {path} describes no {unknown}"

    def check_answer(self, method: str, path: str, status: int, body: Any) -> None:
        """Fail unless the answer is as the vendor describes it; for our own fakes."""
        answers = self._operation(method, path)[0]["responses"]
        if content := answers[str(status)].get("content"):
            self._validate(body, content["application/json"]["schema"])

    @contextmanager
    def held(self, app: Flask) -> Iterator[Flask]:
        """Fail at the end of the block if a request, or an answer that is a success, is not as described."""
        violations = []

        @app.after_request
        def check(response: Response) -> Response:
            try:
                body = request.get_json(silent=True)
                self.check_request(request.method, request.path, request.args.to_dict(), body)
                scripted = g.fault is not None and not g.fault.takes_effect
                if response.status_code == HTTPStatus.OK and not scripted:
                    self.check_answer(request.method, request.path, 200, response.get_json())
            except (AssertionError, jsonschema.ValidationError) as error:
                violations.append(str(error))
            return response

        yield app
        assert violations == []

    def _operation(self, method: str, path: str) -> tuple[Any, Any]:
        # A path that is spelt out goes before one with an id in the same place.
        for template, operations in sorted(self._api["paths"].items(), key=lambda one: one[0].count("{")):
            pattern = "".join(
                "[^/]+" if part.startswith("{") else re.escape(part)
                for part in re.split(r"(\{[^}]+\})", template)
            )
            if method.lower() in operations and re.fullmatch(pattern, path):
                return operations[method.lower()], operations.get("parameters", ())
        raise AssertionError(f"no operation is described for {method} {path}")

    def _resolved(self, described: Any) -> Any:
        while "$ref" in described:
            found = self._api
            for step in described["$ref"].removeprefix("#/").split("/"):
                found = found[step]
            described = found
        return described

    def _validate(self, content: Any, schema: Any) -> None:
        """Raise unless the content fits a schema, which may refer to the description's components."""
        whole = {**schema, "components": self._api["components"]}
        jsonschema.Draft202012Validator(whole).validate(content)


def _or_null(described: dict[str, Any]) -> dict[str, Any]:
    """Return a part of a description in the words of JSON Schema, which has no "nullable"."""
    if described.get("nullable") is not True:
        return described
    return {
        "anyOf": [{name: said for name, said in described.items() if name != "nullable"}, {"type": "null"}]
    }
