"""Int8 is compared with float32 where it runs; weights in eight bits that suffer are brought to seven."""

import json
import platform
import shutil
from pathlib import Path

import pytest

from dragoman.translation.packs import Pack, PackError, PackLibrary, read_pack
from dragoman.translation.packs.precision import calibrate
from tests.cli.commands import done
from tests.translation.test_installation import largest_weight, widen

X86 = platform.machine().lower() in {"x86_64", "amd64"}


@pytest.fixture
def library(packs: PackLibrary, tmp_path: Path) -> PackLibrary:
    shutil.copytree(packs.folder / "pt-en", tmp_path / "packs" / "pt-en")
    return PackLibrary(tmp_path / "packs")


def pack_of(library: PackLibrary) -> Pack:
    return read_pack(library.folder / "pt-en")


def test_a_pack_in_seven_bits_computes_as_it_should(library: PackLibrary) -> None:
    before = pack_of(library)
    found = calibrate(library, before)
    assert found.before.equal >= found.before.sentences - 2
    assert found.before.nats < 0.02
    assert (found.after, found.narrowed) == (None, False)
    assert pack_of(library) == before
    assert found.placeholders == before.placeholders


@pytest.mark.skipif(not X86, reason="only x86 has int8 kernels that saturate")
def test_weights_in_eight_bits_are_brought_to_seven_where_the_processor_saturates(
    library: PackLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    widen(library.folder / "pt-en")
    assert largest_weight(library.folder / "pt-en") == 126
    # What a processor with AVX2 and without VNNI does, on any that has AVX2.
    monkeypatch.setenv("ONEDNN_MAX_CPU_ISA", "AVX2")
    monkeypatch.setenv("CT2_USE_MKL", "0")
    path = library.folder / "pt-en" / "metadata.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"placeholders": []}))
    told = done(library.folder.parent, "packs", "calibrate", "pt-en")
    assert "; brought to seven bits: " in told
    assert largest_weight(library.folder / "pt-en") <= 63
    library.verify(pack_of(library))
    assert ", ".join(pack_of(library).placeholders) in told
    assert pack_of(library).placeholders


def test_a_damaged_pack_is_not_calibrated(library: PackLibrary) -> None:
    (library.folder / "pt-en" / "vmap.txt").write_text("")
    with pytest.raises(PackError, match=r"vmap\.txt is corrupt"):
        calibrate(library, pack_of(library))
