import shutil
from pathlib import Path

import pytest

from dragoman.translation.packs import PackLibrary
from tests.cli.commands import done, refused, run
from tests.translation.random_models import pair_folder


@pytest.fixture
def data_dir(packs: PackLibrary, tmp_path: Path) -> Path:
    """A data directory with a copy of the pack pt-en."""
    shutil.copytree(packs.folder / "pt-en", tmp_path / "packs" / "pt-en")
    return tmp_path


def test_list_shows_what_is_installed(data_dir: Path) -> None:
    name, languages, *_ = done(data_dir, "packs", "list").rstrip().split("\t")
    assert (name, languages) == ("pt-en", "pt → en")


def test_list_shows_packs_that_cannot_be_used(data_dir: Path) -> None:
    (data_dir / "packs" / "pt-en" / "metadata.json").write_text("{")
    assert done(data_dir, "packs", "list").startswith("pt-en\tcannot be used: ")


def test_list_names_the_command_that_fills_an_empty_library(tmp_path: Path) -> None:
    result = run(tmp_path, "packs", "list")
    assert (result.exit_code, result.stdout) == (0, "")
    assert "dragoman packs assemble" in result.stderr


def test_verify_names_what_is_whole(data_dir: Path) -> None:
    assert done(data_dir, "packs", "verify") == "pt-en: every file is as it should be\n"


def test_verify_fails_and_names_the_corrupt_file(data_dir: Path) -> None:
    (data_dir / "packs" / "pt-en" / "vmap.txt").write_text("")
    assert "vmap.txt is corrupt" in refused(data_dir, "packs", "verify", "pt-en")


def test_verify_knows_installed_packs_only(data_dir: Path) -> None:
    assert "no pack xx is installed" in refused(data_dir, "packs", "verify", "xx")


def test_install_puts_a_pack_into_the_data_directory(data_dir: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    assert done(other, "packs", "install", str(data_dir / "packs" / "pt-en")).startswith("pt-en\t")
    assert done(other, "packs", "verify").startswith("pt-en")


def test_install_refuses_what_is_no_pack(data_dir: Path) -> None:
    (data_dir / "empty").mkdir()
    assert "metadata.json" in refused(data_dir, "packs", "install", str(data_dir / "empty"))


def test_a_removed_pack_is_gone(data_dir: Path) -> None:
    assert done(data_dir, "packs", "remove", "pt-en") == "pt-en: removed\n"
    assert done(data_dir, "packs", "list") == ""
    assert "no pack pt-en is installed" in refused(data_dir, "packs", "remove", "pt-en")


def test_a_damaged_pack_can_be_removed(data_dir: Path) -> None:
    (data_dir / "packs" / "pt-en" / "metadata.json").write_text("{")
    assert done(data_dir, "packs", "remove", "pt-en") == "pt-en: removed\n"


def test_what_a_model_does_not_say_of_itself_can_be_said(tmp_path: Path) -> None:
    folder = pair_folder(tmp_path / "model", ("source.spm", "target.spm"), adds_end=True)
    assert "add --from TAG --to TAG" in refused(tmp_path, "packs", "install", str(folder))
    row = done(tmp_path, "packs", "install", str(folder), "--from", "en", "--to", "fr", "--licence", "MIT")
    assert row.startswith("opus-en-fr\ten → fr\t1\tMIT\t")


def test_a_licence_that_nobody_states_is_said_to_be_unknown(tmp_path: Path) -> None:
    folder = pair_folder(tmp_path / "opus-mt-en-fr", ("source.spm", "target.spm"), adds_end=True)
    assert "\tlicence not stated\t" in done(tmp_path, "packs", "install", str(folder))


def test_assemble_fills_the_library_once(tmp_path: Path) -> None:
    assert [line.split("\t")[0] for line in done(tmp_path, "packs", "assemble").splitlines()] == [
        "en-pt-BR",
        "pt-en",
    ]
    assert run(tmp_path, "packs", "assemble").stderr == ""
