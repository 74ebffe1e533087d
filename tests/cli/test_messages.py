"""``dragoman messages``: the catalogues of our texts."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from dragoman import catalogues
from dragoman.cli import main


def test_the_check_names_what_is_not_translated_and_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "notes.py").write_text('wording.text("Nobody has translated this")')
    monkeypatch.setattr(catalogues, "source_folders", lambda: [tmp_path])
    result = CliRunner().invoke(main, ["messages", "check"])
    assert result.exit_code == 1
    assert "pt_BR: not translated: 'Nobody has translated this'" in result.stdout
    assert "dragoman messages extract" in result.stderr


def test_the_check_passes_for_what_is_translated(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catalogues, "faults", lambda _sources: [])
    result = CliRunner().invoke(main, ["messages", "check"])
    assert (result.exit_code, result.stderr) == (0, "")
