"""Running commands in tests as a person would."""

from pathlib import Path

from click.testing import CliRunner, Result

from dragoman.cli import main


def run(data_dir: Path, *arguments: str, stdin: str = "", environ: dict[str, str] | None = None) -> Result:
    """Run ``dragoman`` with a data directory."""
    return CliRunner().invoke(main, ["--data-dir", str(data_dir), *arguments], input=stdin, env=environ)


def done(data_dir: Path, *arguments: str, stdin: str = "", environ: dict[str, str] | None = None) -> str:
    """Run ``dragoman``, expect it to succeed, and return what it printed."""
    result = run(data_dir, *arguments, stdin=stdin, environ=environ)
    assert result.exit_code == 0, result.output
    return result.stdout


def refused(data_dir: Path, *arguments: str, stdin: str = "", environ: dict[str, str] | None = None) -> str:
    """Run ``dragoman``, expect an error for people, and return its one line."""
    result = run(data_dir, *arguments, stdin=stdin, environ=environ)
    assert result.exit_code == 1, result.output
    assert result.stderr.startswith("Error: ")
    assert result.stderr.count("\n") == 1
    return result.stderr
