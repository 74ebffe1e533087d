"""Settings come from one file and the environment; a mistake is named together with its cure."""

from dataclasses import fields
from pathlib import Path

import pytest

from dragoman.domain import DragomanError
from dragoman.settings import Settings, default_data_dir, load, unknown_variables


def settings_file(folder: Path, text: str) -> Path:
    file = folder / "dragoman.toml"
    file.write_text(text, encoding="utf-8")
    return file


def test_without_file_and_environment_everything_has_a_default(tmp_path: Path) -> None:
    settings = load(environ={"XDG_DATA_HOME": str(tmp_path), "LOCALAPPDATA": str(tmp_path)})
    assert settings.port == 8480
    assert settings.database == settings.data_dir / "dragoman.sqlite"


def test_relative_paths_are_relative_to_the_data_directory(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path, packs_dir=Path("elsewhere"), keys_file=tmp_path.parent / "keys")
    assert settings.packs_dir == tmp_path / "elsewhere"
    assert settings.keys_file == tmp_path.parent / "keys"


def test_the_file_in_the_data_directory_is_read(tmp_path: Path) -> None:
    settings_file(tmp_path, 'port = 9000\nallow_private = ["desk.lan"]\nquiet = 90\n')
    settings = load(data_dir=tmp_path, environ={})
    assert (settings.port, settings.allow_private, settings.quiet) == (9000, ("desk.lan",), 90.0)


def test_a_data_directory_in_the_file_is_relative_to_the_file(tmp_path: Path) -> None:
    file = settings_file(tmp_path, 'data_dir = "data"\n')
    assert load(file, environ={}).data_dir == (tmp_path / "data").resolve()


def test_the_environment_wins_over_the_file_and_the_argument_over_both(tmp_path: Path) -> None:
    file = settings_file(tmp_path, f'port = 9000\nhost = "::1"\ndata_dir = "{(tmp_path / "a").as_posix()}"\n')
    environ = {
        "DRAGOMAN_CONFIG": str(file),
        "DRAGOMAN_PORT": "9001",
        "DRAGOMAN_DATA_DIR": str(tmp_path / "b"),
        "DRAGOMAN_ALLOW_PRIVATE": "one.lan, two.lan",
    }
    assert load(environ=environ).data_dir == (tmp_path / "b").resolve()
    settings = load(data_dir=tmp_path / "c", environ=environ)
    assert settings.data_dir == (tmp_path / "c").resolve()
    assert (settings.host, settings.port) == ("::1", 9001)
    assert settings.allow_private == ("one.lan", "two.lan")


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("prot = 9000", r"unknown setting 'prot'; did you mean 'port'\?"),
        ("xyzzy = 1", "unknown setting 'xyzzy'; the settings are data_dir, "),
        ("[port]\nvalue = 1", "port is .* set it to a whole number"),
        ('port = "http"', "port is 'http'; set it to a whole number"),
        ("port = true", "port is True; set it to a whole number"),
        ("port = 70000", "port is 70000; set it to 65535 or less"),
        ("lease = 0", "lease is 0.0; set it to 1 or more"),
        ("quiet = nan", "quiet is nan; set it to 0 or more"),
        ("host = 1", "host is 1; set it to a text"),
        ('data_dir = ""', "data_dir is ''; set it to a path"),
        ('allow_private = "desk.lan"', "allow_private is 'desk.lan'; set it to a list of texts"),
        ('log_level = "loud"', "log_level is 'loud'; set it to one of debug, info"),
        ('public_url = "shop.example"', "public_url is 'shop.example'; it begins with https://"),
        ("quiet = 5", r"quiet is 5 s, not longer than helpdesk_timeout \(10 s\); raise quiet or lower"),
        ("port = ", "cannot be read: .*; correct it or move it away"),
    ],
)
def test_a_mistake_in_the_file_is_named_with_its_cure(tmp_path: Path, text: str, named: str) -> None:
    file = settings_file(tmp_path, text)
    with pytest.raises(DragomanError, match=named):
        load(file, environ={})


def test_a_mistake_in_the_environment_names_the_variable(tmp_path: Path) -> None:
    with pytest.raises(DragomanError, match="DRAGOMAN_PORT is 'http'; set it to a whole number"):
        load(data_dir=tmp_path, environ={"DRAGOMAN_PORT": "http"})


def test_a_file_that_is_not_utf8_is_no_traceback(tmp_path: Path) -> None:
    (tmp_path / "dragoman.toml").write_bytes(b'host = "\xff"')
    with pytest.raises(DragomanError, match="cannot be read"):
        load(data_dir=tmp_path, environ={})


def test_a_named_file_that_is_missing_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(DragomanError, match="correct --config or DRAGOMAN_CONFIG"):
        load(tmp_path / "none.toml", environ={})


def test_variables_that_are_no_settings_are_reported_not_refused(tmp_path: Path) -> None:
    environ = {"DRAGOMAN_PROT": "1", "DRAGOMAN_KEYS": "k", "DRAGOMAN_CONFIG": "", "DRAGOMAN_PORT": "9"}
    assert unknown_variables(environ) == ["DRAGOMAN_PROT"]
    assert load(data_dir=tmp_path, environ=environ).port == 9


def test_every_setting_has_a_help_text() -> None:
    assert all(len(one.metadata["help"]) > 10 for one in fields(Settings))


def test_the_address_for_helpdesks_has_no_slash_at_its_end(tmp_path: Path) -> None:
    assert Settings(data_dir=tmp_path, public_url="https://interpreter.example/").url == (
        "https://interpreter.example"
    )
    assert Settings(data_dir=tmp_path).url == "http://127.0.0.1:8480"


def test_importing_and_loading_creates_nothing(tmp_path: Path) -> None:
    load(data_dir=tmp_path / "new", environ={})
    assert not (tmp_path / "new").exists()
    assert default_data_dir({}).name == "dragoman"
