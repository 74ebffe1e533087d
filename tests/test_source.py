"""The source itself: style, types, layers, and words that would not survive review."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
TOOLS = Path(sys.executable).parent

CHECKS = {
    "ruff check": ["ruff", "check", "."],
    "ruff format": ["ruff", "format", "--check", "."],
    "types": ["mypy"],
    "types of the tests' own parts": ["mypy", "--explicit-package-bases", "tests"],
    "layers": ["lint-imports"],
}


@pytest.mark.parametrize("check", CHECKS)
def test_the_source_passes(check: str) -> None:
    command = [str(TOOLS / CHECKS[check][0]), *CHECKS[check][1:]]
    finished = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert finished.returncode == 0, f"{' '.join(command)}\n{finished.stdout}{finished.stderr}"


def test_no_folder_or_module_is_named_for_nothing() -> None:
    vague = re.compile(r"(util|helper|common|misc|manager|service)s?")
    ours = [path for part in ("plugin", "adapters", "tests") for path in (ROOT / part).rglob("*")]
    assert [str(path) for path in ours if vague.fullmatch(path.stem)] == []
