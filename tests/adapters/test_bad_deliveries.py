"""Whatever is delivered, every adapter reads it, rejects it or calls it malformed; nothing else comes out."""

import inspect
import json
import subprocess
import sys
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dragoman.adapter import Malformed, Rejected, Request, check
from dragoman.adapter_tests.contract import NOW, SECRET, AdapterContract
from dragoman.registry import adapter_class, adapter_names

HERE = Path(__file__).parent
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=10,
)


def contracts() -> dict[str, AdapterContract]:
    """Return the contract of every adapter that is tested here, by its name."""
    modules = [import_module(f"tests.adapters.{file.stem}") for file in sorted(HERE.glob("test_*.py"))]
    classes = [
        found
        for module in modules
        if module.__name__ != __name__
        for _, found in inspect.getmembers(module, inspect.isclass)
        if issubclass(found, AdapterContract) and not inspect.isabstract(found)
    ]
    return {kind.adapter_class.name: kind() for kind in classes}


CONTRACTS = contracts()
DELIVERED = [contract for contract in CONTRACTS.values() if list(contract.fixtures.glob("*.json"))]
ADAPTERS = pytest.mark.parametrize("contract", DELIVERED, ids=lambda contract: contract.adapter_class.name)
FEW = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def bodies(contract: AdapterContract) -> list[bytes]:
    return [file.read_bytes() for file in sorted(contract.fixtures.glob("*.json"))]


def deliver(contract: AdapterContract, request: Request) -> None:
    """Take a delivery; raises only if something else than the two verdicts comes out."""
    adapter = contract.adapter(SECRET)
    try:
        verified = check(adapter, request)
        adapter.handshake(verified)
        adapter.parse(verified)
        adapter.demands(verified)
    except (Rejected, Malformed):
        return


def test_every_adapter_that_takes_deliveries_is_among_them() -> None:
    assert {name for name in adapter_names() if adapter_class(name).traits.events} <= set(CONTRACTS)


@pytest.mark.skipif(find_spec("atheris") is None, reason="pip install atheris")
def test_a_search_led_by_coverage_finds_nothing_else() -> None:
    command = [sys.executable, "-m", "tests.adapters.fuzzing", "generic", "--seconds", "1"]
    searched = subprocess.run(command, capture_output=True, text=True, check=False)
    assert "nothing found" in searched.stdout
    assert searched.returncode == 0


@ADAPTERS
@given(body=st.binary(max_size=300) | JSON.map(json.dumps).map(str.encode))
@FEW
def test_of_any_bytes(contract: AdapterContract, body: bytes) -> None:
    deliver(contract, contract.request(body))


@ADAPTERS
@given(data=st.data())
@FEW
def test_of_a_fixture_with_bytes_changed(contract: AdapterContract, data: st.DataObject) -> None:
    body = bytearray(data.draw(st.sampled_from(bodies(contract))))
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(body)))
        body[start : start + data.draw(st.integers(0, 6))] = data.draw(st.binary(max_size=6))
    deliver(contract, contract.request(bytes(body)))


@ADAPTERS
@given(data=st.data())
@FEW
def test_of_a_fixture_with_another_value_in_it(contract: AdapterContract, data: st.DataObject) -> None:
    content = json.loads(data.draw(st.sampled_from(bodies(contract))))
    place: Any = content
    while isinstance(place, dict | list) and place:
        parent = place
        step = data.draw(st.sampled_from(list(place) if isinstance(place, dict) else range(len(place))))
        place = place[step]
        if data.draw(st.booleans()):
            break
    parent[step] = data.draw(JSON)
    deliver(contract, contract.request(json.dumps(content).encode()))


@ADAPTERS
@given(headers=st.dictionaries(st.text(max_size=30), st.text(max_size=60), max_size=4), data=st.data())
@FEW
def test_of_any_headers(contract: AdapterContract, headers: dict[str, str], data: st.DataObject) -> None:
    body = data.draw(st.sampled_from(bodies(contract)))
    signed = dict(contract.request(body).headers)
    for name in data.draw(st.sets(st.sampled_from(sorted(signed) or ["x"]))):
        signed[name] = data.draw(st.text(max_size=60))
    deliver(contract, Request(body, {**headers, **signed}, headers, NOW))
