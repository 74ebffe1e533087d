"""The frame of the command line: errors are one line on stderr, and exit codes can be relied on."""

import errno
import os
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from dragoman import cli
from dragoman.cli.summaries import SUMMARIES
from dragoman.domain import DragomanError
from dragoman.translation.translator import NoPack


def run_raising(error: BaseException, monkeypatch: pytest.MonkeyPatch, data: Path) -> Result:
    """Run a command of the group that fails in this way."""

    @click.command()
    def failing() -> None:
        raise error

    monkeypatch.setattr(cli, "COMMANDS", {**cli.COMMANDS, "failing": f"{__name__}:failing"})
    monkeypatch.setattr(sys.modules[__name__], "failing", failing, raising=False)
    return CliRunner().invoke(cli.main, ["--data-dir", str(data), "failing"])


def test_an_error_for_people_is_one_line_on_stderr_and_exit_code_1(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    result = run_raising(DragomanError("the lamp is dark;\nlight it"), monkeypatch, tmp_path)
    assert result.exit_code == 1
    assert result.stderr == "Error: the lamp is dark; light it\n"
    assert not result.stdout


def test_a_missing_pack_is_exit_code_3(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    result = run_raising(NoPack("de", "en", ["de-en"]), monkeypatch, tmp_path)
    assert result.exit_code == 3
    assert result.stderr.count("\n") == 1
    assert "de" in result.stderr


def test_a_file_that_cannot_be_read_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    denied = PermissionError(errno.EACCES, "Permission denied", str(tmp_path / "terms.csv"))
    result = run_raising(denied, monkeypatch, tmp_path)
    assert result.exit_code == 1
    assert result.stderr == f"Error: {tmp_path / 'terms.csv'}: Permission denied\n"


def test_an_interrupt_leaves_no_traceback(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    result = run_raising(KeyboardInterrupt(), monkeypatch, tmp_path)
    assert result.exit_code == 130
    assert "Traceback" not in result.output


def test_a_reader_that_went_away_leaves_no_traceback(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    result = run_raising(BrokenPipeError(errno.EPIPE, "Broken pipe"), monkeypatch, tmp_path)
    assert result.exit_code == 1
    assert not result.output


def test_an_unknown_command_is_exit_code_2() -> None:
    result = CliRunner().invoke(cli.main, ["sevre"])
    assert result.exit_code == 2
    assert "sevre" in result.stderr


def test_a_broken_settings_file_stops_every_command_with_one_line(tmp_path: Path) -> None:
    (tmp_path / "dragoman.toml").write_text("prot = 1", encoding="utf-8")
    result = CliRunner().invoke(cli.main, ["--data-dir", str(tmp_path), "doctor"])
    assert result.exit_code == 1
    assert "did you mean 'port'?" in result.stderr


@pytest.mark.parametrize("name", cli.COMMANDS)
def test_every_command_explains_itself(name: str) -> None:
    result = CliRunner().invoke(cli.main, [name, "--help"])
    assert result.exit_code == 0
    assert "Usage:" in result.output


@pytest.mark.parametrize("name", cli.COMMANDS)
def test_the_list_of_commands_says_of_each_what_it_says_itself(name: str) -> None:
    command = cli.main.get_command(click.Context(cli.main), name)
    assert command
    assert SUMMARIES[name] == command.get_short_help_str(limit=200)


def test_the_list_of_commands_imports_nothing_heavy() -> None:
    heavy = "ctranslate2, flask, sqlalchemy, numpy"
    program = (
        "import sys, dragoman.cli; dragoman.cli.main(['--help'], standalone_mode=False);"
        f"print([m for m in '{heavy}'.split(', ') if m in sys.modules])"
    )
    printed = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert printed.stdout.splitlines()[-1] == "[]"


def test_a_pipe_without_unicode_gets_question_marks_not_a_traceback(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "dragoman.cli", "--data-dir", str(tmp_path), "store", "add", "cafe"]
    finished = subprocess.run(
        [*command, "--name", "Café → Bar"],
        capture_output=True,
        encoding="cp1252",
        check=False,
        env={**os.environ, "PYTHONIOENCODING": "cp1252"},
    )
    assert (finished.returncode, finished.stderr) == (0, "")
    assert "Café ? Bar" in finished.stdout
