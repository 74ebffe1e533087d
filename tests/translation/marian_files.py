"""Small files in Marian's formats, written as Marian writes them."""

import struct
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

FLOAT32 = 0x0404
INTGEMM8 = 0x4101


def write_model(path: Path, items: dict[str, tuple[int, tuple[int, ...], bytes]], version: int = 1) -> Path:
    """Write a binary model of items: type, shape and data by name."""
    names = [name.encode() + b"\0" for name in items]
    content = struct.pack("<2Q", version, len(items))
    for name, (kind, shape, data) in zip(names, items.values(), strict=True):
        content += struct.pack("<4Q", len(name), kind, len(shape), len(data))
    content += b"".join(names)
    for _, shape, _ in items.values():
        content += struct.pack(f"<{len(shape)}i", *shape)
    padding = -(len(content) + 8) % 256
    content += struct.pack("<Q", padding) + bytes(padding)
    path.write_bytes(content + b"".join(data for _, _, data in items.values()))
    return path


def intgemm8(stored: NDArray[np.int8], multiplier: float) -> bytes:
    """Return the data of an int8 matrix as it lies in the file."""
    return stored.tobytes() + struct.pack("<f", multiplier) + bytes(252)


def write_shortlist(path: Path, always: int, candidates: list[list[int]]) -> Path:
    """Write a binary shortlist with these candidates for source ids 0, 1, …"""
    offsets = np.cumsum([0] + [len(targets) for targets in candidates]).astype("<u8")
    targets = np.array([target for line in candidates for target in line], "<u4")
    header = struct.pack("<6Q", 0xF11A48D5013417F5, 0, always, 50, len(offsets), len(targets))
    path.write_bytes(header + offsets.tobytes() + targets.tobytes())
    return path
