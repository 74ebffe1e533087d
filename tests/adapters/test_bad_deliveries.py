"""Whatever is delivered, every adapter reads it, rejects it or calls it malformed; nothing else comes out."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dragoman.adapter import Adapter, Malformed, Rejected, Request, check
from dragoman.adapter_tests.contract import NOW, ScriptedHttp
from dragoman.domain import Connection, Secret
from dragoman.registry import adapter_class, adapter_names

FIXTURES = Path(__file__).parent / "fixtures"
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=10,
)


class Open:
    """Lets every delivery through ``check``, so that what is read is not only what is signed."""

    def __init__(self, adapter: Adapter) -> None:
        self._adapter = adapter

    def verify(self, request: Request) -> None: ...

    def __getattr__(self, name: str) -> Any:
        return getattr(self._adapter, name)


@cache
def adapter(name: str) -> Adapter:
    kind = adapter_class(name)
    fields = kind.traits.fields
    plain = {
        one.name: "https://desk.example" if "url" in one.name else "1" for one in fields if not one.secret
    }
    secret = {one.name: Secret("secret") for one in fields if one.secret}
    return kind(Connection("shop", "desk", name, plain, secret, (Secret("secret"),)), ScriptedHttp({}))


def bodies(name: str) -> list[bytes]:
    return [file.read_bytes() for file in sorted((FIXTURES / name).glob("*.json"))]


def deliver(name: str, request: Request, *, proven: bool) -> None:
    """Take a delivery; raises only if something else than the two verdicts comes out."""
    kind = adapter(name)
    try:
        verified = check(Open(kind) if proven else kind, request)  # type: ignore[arg-type]
        kind.parse(verified)
    except (Rejected, Malformed):
        return


ADAPTERS = pytest.mark.parametrize("name", [name for name in adapter_names() if bodies(name)])
FEW = settings(max_examples=60, deadline=None)


@ADAPTERS
@given(body=st.binary(max_size=300) | JSON.map(json.dumps).map(str.encode))
@FEW
def test_of_any_bytes(name: str, body: bytes) -> None:
    deliver(name, Request(body, {}, {}, NOW), proven=True)


@ADAPTERS
@given(data=st.data())
@FEW
def test_of_a_fixture_with_bytes_changed(name: str, data: st.DataObject) -> None:
    body = bytearray(data.draw(st.sampled_from(bodies(name))))
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(body)))
        body[start : start + data.draw(st.integers(0, 6))] = data.draw(st.binary(max_size=6))
    deliver(name, Request(bytes(body), {}, {}, NOW), proven=True)


@ADAPTERS
@given(data=st.data())
@FEW
def test_of_a_fixture_with_another_value_in_it(name: str, data: st.DataObject) -> None:
    content = json.loads(data.draw(st.sampled_from(bodies(name))))
    place = content
    while isinstance(place, dict | list) and place:
        parent = place
        step = data.draw(st.sampled_from(list(place) if isinstance(place, dict) else range(len(place))))
        place = place[step]
        if data.draw(st.booleans()):
            break
    parent[step] = data.draw(JSON)
    deliver(name, Request(json.dumps(content).encode(), {}, {}, NOW), proven=True)


@ADAPTERS
@given(headers=st.dictionaries(st.text(max_size=30), st.text(max_size=60), max_size=4), data=st.data())
@FEW
def test_of_any_headers(name: str, headers: dict[str, str], data: st.DataObject) -> None:
    deliver(name, Request(data.draw(st.sampled_from(bodies(name))), headers, headers, NOW), proven=False)
