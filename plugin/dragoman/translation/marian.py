"""Reads model files in Marian's binary format, as its intgemm models for Firefox are distributed.

Layout, little-endian: ``uint64`` version (1) and ``uint64`` n; n headers of four ``uint64`` (name length,
type, dimensions, data length); the n names, NUL-terminated; the n shapes, ``int32`` each; ``uint64``
padding and that many bytes; the n data blocks. See ``src/common/binary.cpp`` of Marian.
"""

import struct
from dataclasses import dataclass
from math import prod
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

FLOAT32: Final = 0x0404
INTGEMM8: Final = 0x4101
EMBEDDINGS: Final = "Wemb"

_VERSION: Final = 1
_HEADER: Final = struct.Struct("<4Q")


@dataclass(frozen=True, slots=True)
class _Header:
    name_length: int
    kind: int
    dimensions: int
    data_length: int


def read_weights(path: Path) -> dict[str, NDArray[np.float32]]:
    """Return the weights of a model as float32, each matrix as (inputs, outputs).

    Activation scales (``*_QuantMultA``) and the embedded configuration are left out: an engine that
    quantises activations as they come needs neither.

    Raises:
        ValueError: the file is not a Marian binary model, or ends early.
    """
    content = path.read_bytes()
    try:
        blocks = _blocks(content)
        return {
            name: _block_values(name, header.kind, shape, block)
            for name, header, shape, block in blocks
            if header.kind in (FLOAT32, INTGEMM8) and "_QuantMult" not in name
        }
    except (struct.error, ValueError, UnicodeDecodeError) as error:
        raise ValueError(f"{path.name} is not a Marian binary model: {error}") from error


def _blocks(content: bytes) -> list[tuple[str, _Header, tuple[int, ...], memoryview]]:
    version, count = struct.unpack_from("<2Q", content, 0)
    if version != _VERSION:
        raise ValueError(f"version {version}, only {_VERSION} is known")
    if count * _HEADER.size > len(content):
        raise ValueError(f"{count} items cannot fit")
    offset = 16
    headers = [_Header(*_HEADER.unpack_from(content, offset + _HEADER.size * i)) for i in range(count)]
    offset += _HEADER.size * count
    names = []
    for header in headers:
        names.append(content[offset : offset + header.name_length].rstrip(b"\0").decode())
        offset += header.name_length
    shapes = []
    for header in headers:
        shapes.append(struct.unpack_from(f"<{header.dimensions}i", content, offset))
        offset += 4 * header.dimensions
    offset += 8 + int(struct.unpack_from("<Q", content, offset)[0])
    view = memoryview(content)
    blocks = []
    for name, header, shape in zip(names, headers, shapes, strict=True):
        block = view[offset : offset + header.data_length]
        if len(block) < header.data_length:
            raise ValueError(f"the data of {name} ends early")
        blocks.append((name, header, shape, block))
        offset += header.data_length
    return blocks


def _block_values(name: str, kind: int, shape: tuple[int, ...], block: memoryview) -> NDArray[np.float32]:
    size = prod(shape)
    if kind == FLOAT32:
        return np.frombuffer(block, "<f4", count=size).reshape(shape)
    # The multiplier of the whole matrix follows its int8 values; what comes after is padding.
    values = np.frombuffer(block, np.int8, count=size)
    multiplier = np.frombuffer(block, "<f4", count=1, offset=size)[0]
    if name == EMBEDDINGS:
        matrix = values.reshape(shape)
    else:
        rows, columns = shape
        matrix = values.reshape(columns, rows).T  # intgemm stores the right-hand operand transposed
    weights: NDArray[np.float32] = matrix.astype(np.float32) / multiplier
    return weights
