import json
import os
import shutil
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from dragoman.translation.packs import (
    DecodeSettings,
    Pack,
    PackError,
    PackLibrary,
    digests,
    read_pack,
    write_metadata,
)


def small_pack(folder: Path, name: str = "en-pt-BR", source: str = "en", target: str = "pt-BR") -> Pack:
    """A pack with everything but a model in it."""
    folder.mkdir(parents=True)
    (folder / "model.bin").write_bytes(b"weights")
    (folder / "pieces.model").write_bytes(b"pieces")
    pack = Pack(
        name=name,
        source=source,
        target=target,
        version="1.0",
        licence="MPL-2.0",
        origin="a test",
        folder=folder,
        source_pieces="pieces.model",
        target_pieces="pieces.model",
        decode=DecodeSettings(),
        files=digests(folder),
    )
    write_metadata(pack)
    return pack


@pytest.fixture
def library(tmp_path: Path) -> PackLibrary:
    return PackLibrary(tmp_path / "packs")


def rewrite(pack: Pack, **changes: Any) -> None:
    path = pack.folder / "metadata.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | changes))


def test_a_library_without_a_folder_is_empty(library: PackLibrary) -> None:
    assert library.packs() == []
    assert library.find("en", "pt-BR") is None


@pytest.mark.parametrize("quiet_for", [0, 3600])
def test_what_is_installed_or_removed_meanwhile_is_seen(library: PackLibrary, quiet_for: int) -> None:
    def names() -> list[str]:
        return [pack.name for pack in library.packs()]

    def rest() -> None:
        long_ago = time.time() - quiet_for
        os.utime(library.folder, (long_ago, long_ago))

    small_pack(library.folder / "en-pt-BR")
    rest()
    assert names() == names() == ["en-pt-BR"]
    small_pack(library.folder / "en-pt-PT", "en-pt-PT", target="pt-PT")
    assert names() == ["en-pt-BR", "en-pt-PT"]
    rest()
    assert names() == ["en-pt-BR", "en-pt-PT"]
    shutil.rmtree(library.folder / "en-pt-BR")
    assert names() == ["en-pt-PT"]


def test_metadata_comes_back_as_it_was_written(library: PackLibrary) -> None:
    pack = small_pack(library.folder / "en-pt-BR")
    assert read_pack(pack.folder) == pack


def test_exact_tags_win_over_the_same_languages(library: PackLibrary) -> None:
    small_pack(library.folder / "a", "a", "en", "pt-BR")
    small_pack(library.folder / "b", "b", "en", "pt-PT")
    found = [library.find("en", "pt-PT"), library.find("EN-us", "pt-AO"), library.find("en", "pt-br")]
    assert [pack and pack.name for pack in found] == ["b", "a", "a"]


def test_a_direction_is_not_its_reverse(library: PackLibrary) -> None:
    small_pack(library.folder / "a", "a", "en", "pt-BR")
    assert library.find("pt-BR", "en") is None


def test_scripts_are_not_interchangeable(library: PackLibrary) -> None:
    small_pack(library.folder / "a", "a", "en", "zh-Hans")
    assert library.find("en", "zh-Hant") is None
    assert library.find("en", "zh-Hans-SG") is not None


def test_a_pack_that_cannot_be_read_does_not_hide_the_others(library: PackLibrary) -> None:
    rewrite(small_pack(library.folder / "bad", "bad"), files=None)
    small_pack(library.folder / "good", "good")
    assert [pack.name for pack in library.packs()] == ["good"]


def test_a_whole_pack_verifies(library: PackLibrary) -> None:
    library.verify(small_pack(library.folder / "a"))


def test_a_changed_file_is_named(library: PackLibrary) -> None:
    pack = small_pack(library.folder / "a")
    (pack.folder / "model.bin").write_bytes(b"Weights")
    with pytest.raises(PackError, match=r"model\.bin is corrupt .* install the pack again"):
        library.verify(pack)


def test_a_missing_file_is_named(library: PackLibrary) -> None:
    pack = small_pack(library.folder / "a")
    (pack.folder / "pieces.model").unlink()
    with pytest.raises(PackError, match=r"pieces\.model is missing"):
        library.verify(pack)


def test_a_file_that_nobody_vouches_for_is_named(library: PackLibrary) -> None:
    pack = small_pack(library.folder / "a")
    (pack.folder / "vmap.txt").write_text("\tx\n")
    with pytest.raises(PackError, match=r"vmap\.txt does not belong"):
        library.verify(pack)


@pytest.mark.parametrize(
    "changes",
    [
        {"files": {"../../outside": "0" * 64}},
        {"files": {"metadata.json": "0" * 64}},
        {"files": {"model.bin": "short"}},
        {"name": "../outside"},
        {"name": 7},
        {"sentencepiece": {"source": "pieces.model"}},
        {"decode": {"beam_size": 0}},
        {"decode": {"beam_size": "2"}},
        {"decode": {"use_vmap": 1}},
        {"decode": {"temperature": 2}},
        {"decode": None},
    ],
)
def test_metadata_that_makes_no_sense_is_refused_in_one_line(
    library: PackLibrary, changes: dict[str, Any]
) -> None:
    pack = small_pack(library.folder / "a")
    rewrite(pack, **changes)
    with pytest.raises(PackError, match=r"metadata\.json") as refusal:
        read_pack(pack.folder)
    assert "\n" not in str(refusal.value)


def test_metadata_that_is_no_json_is_refused(library: PackLibrary) -> None:
    pack = small_pack(library.folder / "a")
    (pack.folder / "metadata.json").write_bytes(b"\xff{")
    with pytest.raises(PackError, match=r"metadata\.json cannot be read"):
        read_pack(pack.folder)


def test_a_pack_takes_the_place_of_one_with_its_name(library: PackLibrary) -> None:
    small_pack(library.folder / "en-pt-BR")
    with library.writing() as shelf, shelf.workspace() as work:
        newer = replace(small_pack(work / "any"), version="2.0")
        write_metadata(newer)
        assert shelf.put(newer.folder).folder == library.folder / "en-pt-BR"
    assert [pack.version for pack in library.packs()] == ["2.0"]
    assert sorted(path.name for path in library.folder.iterdir()) == [".lock", "en-pt-BR"]


def test_what_a_crashed_writer_left_is_cleared_away(library: PackLibrary) -> None:
    small_pack(library.folder / ".unfinished-x" / "a")
    with library.writing():
        assert [path.name for path in library.folder.iterdir()] == [".lock"]


def test_a_crash_while_a_pack_was_replaced_brings_the_old_one_back(library: PackLibrary) -> None:
    small_pack(library.folder / "en-pt-BR")
    (library.folder / "en-pt-BR").rename(library.folder / ".replaced-en-pt-BR")
    with library.writing():
        assert [pack.name for pack in library.packs()] == ["en-pt-BR"]


def test_a_crash_after_a_pack_was_replaced_keeps_the_new_one(library: PackLibrary) -> None:
    small_pack(library.folder / "en-pt-BR")
    shutil.copytree(library.folder / "en-pt-BR", library.folder / ".replaced-en-pt-BR")
    with library.writing():
        assert sorted(path.name for path in library.folder.iterdir()) == [".lock", "en-pt-BR"]
