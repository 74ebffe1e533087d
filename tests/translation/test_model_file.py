from pathlib import Path

import numpy as np
import pytest

from dragoman.translation.model_file import ModelFile, Variable, narrow, read_model, write_model
from dragoman.translation.packs import PackLibrary

INT8, FLOAT32 = 1, 0


def int8(*values: int) -> Variable:
    return Variable((1, len(values)), INT8, np.array(values, np.int8).tobytes())


def float32(*values: float) -> Variable:
    return Variable((len(values),), FLOAT32, np.array(values, np.float32).tobytes())


def test_a_real_model_is_written_as_it_was_read(packs: PackLibrary, tmp_path: Path) -> None:
    original = packs.folder / "en-pt-BR" / "model.bin"
    write_model(read_model(original), tmp_path / "model.bin")
    assert (tmp_path / "model.bin").read_bytes() == original.read_bytes()


def test_weights_in_eight_bits_become_narrow_together_with_their_scale() -> None:
    model = ModelFile(6, "T", 1, {"a/weight": int8(127, -127, 2), "a/weight_scale": float32(127)}, {})
    assert narrow(model) == 1
    assert model.variables["a/weight"] == int8(63, -63, 1)
    assert model.variables["a/weight_scale"] == float32(63)


def test_narrow_weights_are_left_alone() -> None:
    model = ModelFile(6, "T", 1, {"a/weight": int8(63, -63), "a/weight_scale": float32(9)}, {})
    assert narrow(model) == 0
    assert model.variables["a/weight"] == int8(63, -63)


def test_int8_that_has_no_scale_is_not_a_weight() -> None:
    model = ModelFile(6, "T", 1, {"decoder/scale_embeddings": int8(127)}, {})
    assert narrow(model) == 0


def test_weights_that_share_a_scale_are_narrowed_together() -> None:
    variables = {"a/weight": int8(127), "a/weight_scale": float32(127), "b/weight": int8(20)}
    model = ModelFile(6, "T", 1, variables, {"b/weight_scale": "a/weight_scale"})
    assert narrow(model) == 2
    assert model.variables["b/weight"] == int8(10)


def test_a_model_that_ends_early_is_refused(packs: PackLibrary, tmp_path: Path) -> None:
    content = (packs.folder / "pt-en" / "model.bin").read_bytes()
    for kept in (0, 3, 20, 1000, len(content) - 1):
        (tmp_path / "model.bin").write_bytes(content[:kept])
        with pytest.raises(ValueError, match="not a model"):
            read_model(tmp_path / "model.bin")


def test_what_follows_the_end_is_refused(packs: PackLibrary, tmp_path: Path) -> None:
    content = (packs.folder / "pt-en" / "model.bin").read_bytes()
    (tmp_path / "model.bin").write_bytes(content + b"x")
    with pytest.raises(ValueError, match="follows its end"):
        read_model(tmp_path / "model.bin")


def test_an_unknown_version_is_refused(tmp_path: Path) -> None:
    (tmp_path / "model.bin").write_bytes(b"\x63\0\0\0")
    with pytest.raises(ValueError, match="version 99"):
        read_model(tmp_path / "model.bin")
