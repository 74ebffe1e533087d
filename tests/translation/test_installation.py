import json
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from dragoman.translation.engine import Engine
from dragoman.translation.model_file import read_model, write_model
from dragoman.translation.packs import PackError, PackLibrary, digests, sha256
from dragoman.translation.packs.installation import install_pack
from dragoman.translation.packs.unpacking import Limits


def quiet(_: str) -> None:
    """Say nothing."""


@pytest.fixture
def library(tmp_path: Path) -> PackLibrary:
    return PackLibrary(tmp_path / "installed")


@pytest.fixture
def foreign(packs: PackLibrary, tmp_path: Path) -> Path:
    """A copy of the pack pt-en, as it would come from elsewhere."""
    folder = tmp_path / "foreign"
    folder.mkdir()
    for path in (packs.folder / "pt-en").iterdir():
        (folder / path.name).write_bytes(path.read_bytes())
    return folder


def seal(folder: Path) -> None:
    """Make the metadata vouch for the files as they are."""
    metadata = json.loads((folder / "metadata.json").read_text())
    (folder / "metadata.json").write_text(json.dumps(metadata | {"files": digests(folder)}))


def widen(folder: Path) -> None:
    """Write the same weights in eight bits, as converters do."""
    model = read_model(folder / "model.bin")
    for name, variable in model.variables.items():
        scale = model.variables.get(model.aliases.get(name + "_scale", name + "_scale"))
        if scale is not None:
            variable.data = (np.frombuffer(variable.data, np.int8) * 2).astype(np.int8).tobytes()
    for name, variable in model.variables.items():
        if name.endswith("_scale"):
            variable.data = (np.frombuffer(variable.data, "<f4") * 2).astype("<f4").tobytes()
    write_model(model, folder / "model.bin")
    seal(folder)


def largest_weight(folder: Path) -> int:
    model = read_model(folder / "model.bin")
    weights = [
        np.frombuffer(variable.data, np.int8)
        for name, variable in model.variables.items()
        if variable.kind == 1 and name.endswith("/weight")
    ]
    return max(int(np.abs(weight.astype(int)).max()) for weight in weights)


def zipped(folder: Path, target: Path, inside: str = "") -> Path:
    with zipfile.ZipFile(target, "w") as archive:
        for path in folder.iterdir():
            archive.write(path, inside + path.name)
    return target


def test_a_folder_is_installed(library: PackLibrary, foreign: Path) -> None:
    pack = install_pack(library, foreign, quiet)
    assert pack.folder == library.folder / "pt-en"
    assert library.packs() == [pack]
    library.verify(pack)
    assert sha256(pack.folder / "model.bin") == sha256(foreign / "model.bin")


@pytest.mark.parametrize("inside", ["", "translate-pt_en-1_9/"])
def test_a_zip_is_installed(library: PackLibrary, foreign: Path, tmp_path: Path, inside: str) -> None:
    pack = install_pack(library, zipped(foreign, tmp_path / "pack.zip", inside), quiet)
    library.verify(pack)
    assert sorted(path.name for path in library.folder.iterdir()) == [".lock", "pt-en"]


def test_weights_in_eight_bits_are_brought_down_to_seven(library: PackLibrary, foreign: Path) -> None:
    widen(foreign)
    assert largest_weight(foreign) == 126
    pack = install_pack(library, foreign, quiet)
    assert largest_weight(pack.folder) <= 63
    library.verify(pack)
    engine = Engine(library, threads=1)
    assert engine.decode(pack, ["Quero meu dinheiro de volta."]) == ["I want my money back."]
    engine.close()


def test_only_what_the_metadata_vouches_for_is_copied(
    library: PackLibrary, foreign: Path, tmp_path: Path
) -> None:
    archive = zipped(foreign, tmp_path / "pack.zip")
    with zipfile.ZipFile(archive, "a") as file:
        file.writestr("stanza/model.pt", b"not ours")
    assert not (install_pack(library, archive, quiet).folder / "stanza").exists()


def truncate_model(folder: Path) -> None:
    (folder / "model.bin").write_bytes((folder / "model.bin").read_bytes()[:1000])


def break_vocabulary(folder: Path) -> None:
    (folder / "shared_vocabulary.json").write_text("[")
    seal(folder)


def truncate_and_seal(folder: Path) -> None:
    truncate_model(folder)
    seal(folder)


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (truncate_model, r"model\.bin is corrupt"),
        (truncate_and_seal, "cannot be read"),
        (break_vocabulary, "does not work"),
        (lambda folder: (folder / "vmap.txt").unlink(), r"vmap\.txt is missing"),
        (lambda folder: (folder / "metadata.json").unlink(), "is not a pack"),
    ],
)
def test_a_pack_that_is_not_whole_is_refused_and_the_installed_one_stays(
    library: PackLibrary, foreign: Path, spoil: Callable[[Path], None], reason: str
) -> None:
    installed = install_pack(library, foreign, quiet)
    spoil(foreign)
    with pytest.raises(PackError, match=reason):
        install_pack(library, foreign, quiet)
    assert library.packs() == [installed]
    library.verify(installed)


@pytest.mark.parametrize("name", ["../outside", "/outside", "a/../../outside", "C:\\outside", "a\\..\\b"])
def test_a_zip_that_reaches_out_of_its_folder_is_refused(
    library: PackLibrary, foreign: Path, tmp_path: Path, name: str
) -> None:
    archive = zipped(foreign, tmp_path / "pack.zip")
    with zipfile.ZipFile(archive, "a") as file:
        file.writestr(zipfile.ZipInfo(name), b"evil")
    with pytest.raises(PackError, match="points out of the pack"):
        install_pack(library, archive, quiet)
    assert [path.name for path in library.folder.iterdir()] == [".lock"]


def test_a_link_in_a_zip_is_refused(library: PackLibrary, foreign: Path, tmp_path: Path) -> None:
    archive = zipped(foreign, tmp_path / "pack.zip")
    link = zipfile.ZipInfo("link")
    link.external_attr = 0o120777 << 16
    with zipfile.ZipFile(archive, "a") as file:
        file.writestr(link, "/etc/passwd")
    with pytest.raises(PackError, match="points out of the pack"):
        install_pack(library, archive, quiet)


def test_a_zip_with_two_packs_is_refused(library: PackLibrary, foreign: Path, tmp_path: Path) -> None:
    archive = zipped(foreign, tmp_path / "pack.zip")
    with zipfile.ZipFile(archive, "a") as file:
        file.writestr("other/metadata.json", b"{}")
    with pytest.raises(PackError, match="it holds 2"):
        install_pack(library, archive, quiet)


@pytest.mark.parametrize(
    ("limits", "reason"),
    [
        (Limits(members=3), "more than 3"),
        (Limits(size=1 << 20), "larger than 1 MB"),
        (Limits(depth=1), "deeper than 1 folders"),
        (Limits(ratio=1), "more than 1 times its size"),
    ],
)
def test_a_zip_beyond_the_limits_is_refused(
    library: PackLibrary, foreign: Path, tmp_path: Path, limits: Limits, reason: str
) -> None:
    archive = tmp_path / "pack.zip"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as file:
        for path in foreign.iterdir():
            file.write(path, f"pack/{path.name}")
    with pytest.raises(PackError, match=reason):
        install_pack(library, archive, quiet, limits=limits)
    assert [path.name for path in library.folder.iterdir()] == [".lock"]


def test_a_zip_that_names_a_file_twice_is_refused(
    library: PackLibrary, foreign: Path, tmp_path: Path
) -> None:
    archive = zipped(foreign, tmp_path / "pack.zip")
    with zipfile.ZipFile(archive, "a") as file:
        file.writestr("Model.BIN", b"other")
    with pytest.raises(PackError, match="is there twice"):
        install_pack(library, archive, quiet)


def crashing(folder: Path) -> Path:
    """Write an interpreter that dies as one does whose model crashes it."""
    program = folder / "python"
    program.write_text("#!/bin/sh\nkill -SEGV $$\n")
    program.chmod(0o755)
    return program


@pytest.mark.skipif(sys.platform == "win32", reason="there are no signals on Windows")
def test_a_model_that_crashes_takes_only_the_process_that_tried_it(
    library: PackLibrary, foreign: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", str(crashing(tmp_path)))
    with pytest.raises(PackError, match="the process that tried it ended by signal 11"):
        install_pack(library, foreign, quiet)
    assert library.packs() == []


def test_a_damaged_zip_is_refused(library: PackLibrary, foreign: Path, tmp_path: Path) -> None:
    archive = zipped(foreign, tmp_path / "pack.zip")
    content = bytearray(archive.read_bytes())
    content[len(content) // 2] ^= 1
    archive.write_bytes(content)
    with pytest.raises(PackError, match="cannot be unpacked"):
        install_pack(library, archive, quiet)


def test_any_other_file_is_refused(library: PackLibrary, tmp_path: Path) -> None:
    (tmp_path / "pack.txt").write_text("hello")
    with pytest.raises(PackError, match="neither a folder nor a zip"):
        install_pack(library, tmp_path / "pack.txt", quiet)
