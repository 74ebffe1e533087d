import struct
from pathlib import Path

import numpy as np
import pytest

from dragoman.translation.marian import read_weights
from tests.translation.marian_files import FLOAT32, INTGEMM8, intgemm8, write_model


def test_float_weights_keep_their_shape(tmp_path: Path) -> None:
    bias = np.array([[0.5, -1.25, 3.0]], np.float32)
    path = write_model(tmp_path / "model.bin", {"encoder_l1_ffn_b1": (FLOAT32, (1, 3), bias.tobytes())})
    np.testing.assert_array_equal(read_weights(path)["encoder_l1_ffn_b1"], bias)


def test_int8_matrices_are_stored_transposed_and_divided_by_their_multiplier(tmp_path: Path) -> None:
    stored = np.array([[2, 4, 6], [8, 10, 12]], np.int8)
    path = write_model(
        tmp_path / "model.bin", {"decoder_l1_ffn_W1": (INTGEMM8, (3, 2), intgemm8(stored, 2.0))}
    )
    np.testing.assert_array_equal(read_weights(path)["decoder_l1_ffn_W1"], [[1, 4], [2, 5], [3, 6]])


def test_embeddings_are_stored_as_they_read(tmp_path: Path) -> None:
    stored = np.array([[2, 4], [6, 8], [10, 12]], np.int8)
    path = write_model(tmp_path / "model.bin", {"Wemb": (INTGEMM8, (3, 2), intgemm8(stored, 2.0))})
    np.testing.assert_array_equal(read_weights(path)["Wemb"], [[1, 2], [3, 4], [5, 6]])


def test_activation_scales_and_the_configuration_are_left_out(tmp_path: Path) -> None:
    one = np.ones(1, np.float32).tobytes()
    path = write_model(
        tmp_path / "model.bin",
        {
            "special:model.yml": (0x0101, (4,), b"a: b"),
            "encoder_l1_self_Wq_QuantMultA": (FLOAT32, (1, 1), one),
            "scale": (FLOAT32, (1, 1), one),
        },
    )
    assert list(read_weights(path)) == ["scale"]


@pytest.mark.parametrize("kept", [0, 8, 40, 300, -1])
def test_a_file_that_ends_early_is_refused_by_name(tmp_path: Path, kept: int) -> None:
    values = np.ones((4, 4), np.float32)
    path = write_model(tmp_path / "model.bin", {"weights": (FLOAT32, (4, 4), values.tobytes())})
    path.write_bytes(path.read_bytes()[:kept])
    with pytest.raises(ValueError, match=r"model\.bin is not a Marian binary model"):
        read_weights(path)


def test_another_version_is_refused(tmp_path: Path) -> None:
    path = write_model(tmp_path / "model.bin", {}, version=2)
    with pytest.raises(ValueError, match="version 2"):
        read_weights(path)


def test_an_absurd_number_of_items_is_refused_before_memory_is_spent(tmp_path: Path) -> None:
    path = tmp_path / "model.bin"
    path.write_bytes(struct.pack("<2Q", 1, 1 << 60))
    with pytest.raises(ValueError, match="cannot fit"):
        read_weights(path)
