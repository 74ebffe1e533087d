"""``dragoman serve``: says when it is ready, keeps others away, and stops in an orderly way."""

import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import requests

from dragoman.translation.packs import PackLibrary
from tests.cli.commands import done, refused

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGTERM for another process")


@contextmanager
def served(data: Path, packs: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Run ``dragoman serve`` in a process of its own; give it and its address."""
    (data / "dragoman.toml").write_text(f"packs_dir = '{packs.as_posix()}'", encoding="utf-8")
    command = [sys.executable, "-m", "dragoman.cli", "--data-dir", str(data), "serve", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        ready = re.fullmatch(r"ready (http://127\.0\.0\.1:\d+) in \d+ ms\n", line)
        assert ready is not None, line
        try:
            yield process, ready[1]
        finally:
            process.kill()


def test_it_prints_its_address_when_it_is_ready_and_stops_at_sigterm(
    tmp_path: Path, packs: PackLibrary
) -> None:
    with served(tmp_path, packs.folder) as (process, address):
        assert requests.get(f"{address}/healthz", timeout=30).status_code == 200
        process.send_signal(signal.SIGTERM)
        _, errors = process.communicate(timeout=60)
        assert process.returncode == 0
        assert "Traceback" not in errors


def test_a_second_server_on_the_same_data_is_refused(tmp_path: Path, packs: PackLibrary) -> None:
    with served(tmp_path, packs.folder) as (process, _):
        assert f"in use by process {process.pid}" in refused(tmp_path, "serve", "--port", "0")


def test_a_store_that_is_added_while_it_runs_is_known_at_once(tmp_path: Path, packs: PackLibrary) -> None:
    with served(tmp_path, packs.folder) as (_, address):
        done(tmp_path, "store", "add", "shop")
        token = done(tmp_path, "token", "add", "--store", "shop", "--role", "agent", "--name", "Alex").strip()
        answer = requests.get(
            f"{address}/api/v1/stores/shop/conversations",
            headers={"Authorization": f"Bearer {token}"},
            timeout=30,
        )
        assert answer.json() == {"conversations": [], "next": None}
