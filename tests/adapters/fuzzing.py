"""Searches for deliveries that an adapter neither reads, nor rejects, nor calls malformed.

``python -m tests.adapters.fuzzing --seconds 60`` gives every adapter as long, ``… front zammad`` only those.
What it tries is led by which lines of the adapters it reaches (atheris: ``pip install atheris``); it begins
with the fixtures. It prints what it did, and ends with 1 and the input if something else comes out, or takes
ten seconds.
"""

import argparse
import importlib
import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from dragoman.adapter import Malformed, Rejected, Request, check
from dragoman.adapter_tests.contract import NOW, SECRET, AdapterContract, check_event

_SLOW_SECONDS = 10
_MOST_MEGABYTES = 2_048
_MOST_SHOWN = 6_000
_HEADERS_TOO = b"\x01"
_BODY_ALONE = b"\x00"


def main() -> int:
    """Search, one process for each adapter, and say what came of it."""
    parser = argparse.ArgumentParser(prog="python -m tests.adapters.fuzzing")
    parser.add_argument("adapters", nargs="*", metavar="ADAPTER", help="which ones; all without any")
    parser.add_argument("--seconds", type=int, default=60, help="how long each (60)")
    parser.add_argument("--seed", type=int, default=1, help="of the search (1)")
    parser.add_argument("--inside", metavar="FOLDER", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.inside:
        _search(given.adapters[0], given.seconds, given.seed, Path(given.inside))
    names = given.adapters or sorted(_contracts())
    searched = [_searched(name, given.seconds, given.seed) for name in names]
    return 0 if all(searched) else 1


def _searched(name: str, seconds: int, seed: int) -> bool:
    """Search in a process of its own, which ends with the search; return whether nothing was found."""
    with tempfile.TemporaryDirectory() as folder:
        asked = [name, "--inside", folder, "--seconds", str(seconds), "--seed", str(seed)]
        command = [sys.executable, "-m", __spec__.name, *asked]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    tried = re.findall(r"stat::number_of_executed_units:\s*(\d+)", done.stderr)
    reached = re.findall(r"\bcov: (\d+)", done.stderr)
    told = f"{(tried or ['?'])[-1]} deliveries in {seconds} s, {(reached or ['?'])[-1]} branches reached"
    print(f"{name}: {told}, {'FOUND:' if done.returncode else 'nothing found'}", flush=True)
    if done.returncode:
        print(done.stderr[max(0, done.stderr.find("=== Uncaught")) :][-_MOST_SHOWN:])
    return not done.returncode


def _contracts() -> dict[str, AdapterContract]:
    return {
        contract.adapter_class.name: contract
        for contract in importlib.import_module("tests.adapters.test_bad_deliveries").DELIVERED
    }


def _search(name: str, seconds: int, seed: int, folder: Path) -> None:
    """Search until the time is up; ends the process."""
    atheris: Any = importlib.import_module("atheris")
    with atheris.instrument_imports(include=["dragoman_adapters", "marshmallow"]):
        contract = _contracts()[name]
    for number, seed_input in enumerate(_seeds(contract)):
        (folder / f"{number}").write_bytes(seed_input)

    def deliver(data: bytes) -> None:
        request = _request(contract, data)
        adapter = contract.adapter(SECRET)
        try:
            verified = check(adapter, request)
            adapter.handshake(verified)
            events = adapter.parse(verified)
            adapter.demands(verified)
        except (Rejected, Malformed):
            return
        for event in events:
            check_event(event)

    options = [f"-max_total_time={seconds}", f"-seed={seed}", f"-timeout={_SLOW_SECONDS}", "-max_len=20000"]
    options += [f"-rss_limit_mb={_MOST_MEGABYTES}", "-print_final_stats=1", f"-artifact_prefix={folder}/"]
    atheris.Setup([sys.argv[0], *options, str(folder)], deliver)
    atheris.Fuzz()


def _seeds(contract: AdapterContract) -> Iterator[bytes]:
    for file in sorted(contract.fixtures.glob("*.json")):
        body = file.read_bytes()
        yield _BODY_ALONE + body
        headers = json.dumps(dict(contract.request(body).headers)).encode()
        yield _HEADERS_TOO + headers + b"\x00" + body


def _request(contract: AdapterContract, data: bytes) -> Request:
    """Return a delivery: a body that is proven, or one with headers of its own over those that prove it."""
    kind, rest = data[:1], data[1:]
    if kind != _HEADERS_TOO:
        return contract.request(rest)
    written, _, body = rest.partition(b"\x00")
    try:
        given = json.loads(written)
    except (ValueError, RecursionError):
        given = {"x": written.decode("latin-1")}
    headers = (
        {str(name).lower(): str(value) for name, value in given.items()} if isinstance(given, dict) else {}
    )
    proven = contract.request(body)
    return Request(body, {**proven.headers, **headers}, {**proven.query, **headers}, NOW)


if __name__ == "__main__":
    sys.exit(main())
