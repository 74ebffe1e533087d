"""What is printed to be typed starts the program as it was started."""

import subprocess
import sys
from pathlib import Path

import pytest

from dragoman.cli.invocation import invocation


@pytest.fixture
def program(tmp_path: Path) -> Path:
    """A program in a folder with a space in its name."""
    path = tmp_path / "my shop" / "dragoman"
    path.parent.mkdir()
    path.write_text("#!/bin/sh\necho started\n")
    path.chmod(0o755)
    return path


def test_a_program_that_is_not_on_the_path_is_named_by_its_path(program: Path) -> None:
    typed = subprocess.run(["sh", "-c", invocation(str(program))], capture_output=True, text=True, check=True)
    assert typed.stdout == "started\n"


def test_a_program_on_the_path_is_named_alone(program: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(program.parent))
    assert invocation(str(program)) == "dragoman"


def test_another_program_of_that_name_on_the_path_is_not_meant(
    program: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path / "dragoman"
    other.write_text("")
    other.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert str(program) in invocation(str(program))


def test_a_module_is_started_with_its_interpreter() -> None:
    assert invocation("/somewhere/dragoman/cli/__main__.py") == f"{sys.executable} -m dragoman.cli"
