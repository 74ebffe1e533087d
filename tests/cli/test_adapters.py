"""``dragoman adapter new`` writes a package whose own tests pass as they stand."""

import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from dragoman.registry import GROUP
from tests.cli.commands import done, refused

ROOT = Path(__file__).parents[2]


@pytest.fixture
def package(tmp_path: Path) -> Path:
    folder = tmp_path / "written"
    done(tmp_path / "data", "adapter", "new", "parley", "--to", str(folder))
    return folder


def test_the_written_package_keeps_the_contract(package: Path) -> None:
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1", "PYTEST_ADDOPTS": ""}
    for name in [name for name in environment if name.startswith("PYTEST_XDIST")]:
        del environment[name]
    finished = subprocess.run(
        command, cwd=package, capture_output=True, text=True, check=False, env=environment
    )
    assert finished.returncode == 0, finished.stdout + finished.stderr
    assert " passed" in finished.stdout


def test_the_written_source_is_in_our_style(package: Path) -> None:
    ruff = str(Path(sys.executable).parent / "ruff")
    for check in (["check", "--ignore", "ARG002,I,S"], ["format", "--check"]):
        command = [ruff, *check, "--config", str(ROOT / "pyproject.toml"), "--no-cache", str(package)]
        finished = subprocess.run(command, capture_output=True, text=True, check=False)
        assert finished.returncode == 0, finished.stdout


def test_the_written_package_registers_its_adapter(package: Path) -> None:
    project = tomllib.loads((package / "pyproject.toml").read_text("utf-8"))["project"]
    assert project["entry-points"] == {GROUP: {"parley": "dragoman_parley:Parley"}}


@pytest.mark.parametrize(
    ("name", "cure"),
    [
        ("Parley!", "use small letters"),
        ("../parley", "use small letters"),
        ("zendesk", "choose another name"),
    ],
)
def test_a_name_that_cannot_be_taken_is_refused_with_the_cure(tmp_path: Path, name: str, cure: str) -> None:
    assert cure in refused(tmp_path, "adapter", "new", name, "--to", str(tmp_path / "x"))
    assert not (tmp_path / "x").exists()


def test_a_folder_that_exists_is_left_as_it_is(package: Path, tmp_path: Path) -> None:
    (package / "pyproject.toml").write_text("mine")
    assert "--to" in refused(tmp_path, "adapter", "new", "parley", "--to", str(package))
    assert (package / "pyproject.toml").read_text() == "mine"
