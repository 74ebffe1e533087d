"""Reads and writes CTranslate2's ``model.bin``, so that weights can be changed without their framework.

Layout, little-endian; a string is a ``uint16`` length, its bytes and a NUL that the length counts:
``uint32`` binary version, string specification, ``uint32`` revision, ``uint32`` number of variables; for
each its name, ``uint8`` rank, ``uint32`` dimensions, ``uint8`` type, ``uint32`` bytes, the data; then
``uint32`` number of aliases, for each its name and that of the variable. See ``ModelSpec._serialize`` in
CTranslate2's ``model_spec.py``; the layout has been this since version 4.
"""

import struct
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

import numpy as np
from numpy.typing import NDArray

from dragoman.translation.seven_bit import LIMIT, requantise, rescale

_VERSIONS: Final = range(4, 7)
_FLOAT32: Final = 0
_INT8: Final = 1
_SCALE: Final = "_scale"


@dataclass(slots=True)
class Variable:
    """One variable: its shape, CTranslate2's number of its type, its bytes."""

    shape: tuple[int, ...]
    kind: int
    data: bytes


@dataclass(slots=True)
class ModelFile:
    """Everything in a ``model.bin``; ``aliases`` maps further names to those of variables."""

    version: int
    specification: str
    revision: int
    variables: dict[str, Variable]
    aliases: dict[str, str]


def read_model(path: Path) -> ModelFile:
    """Read a ``model.bin``.

    Raises:
        ValueError: the file is not one, has another version, or ends early.
    """
    try:
        with path.open("rb") as file:
            version = _number(file, "I")
            if version not in _VERSIONS:
                raise ValueError(f"binary version {version} is not known")
            specification, revision = _string(file), _number(file, "I")
            variables = {_string(file): _variable(file) for _ in range(_number(file, "I"))}
            aliases = {_string(file): _string(file) for _ in range(_number(file, "I"))}
            if file.read(1):
                raise ValueError("something follows its end")
    except (struct.error, UnicodeDecodeError) as error:
        raise ValueError(f"{path.name} is not a model of CTranslate2: {error}") from error
    return ModelFile(version, specification, revision, variables, aliases)


def write_model(model: ModelFile, path: Path) -> None:
    """Write a ``model.bin``."""
    with path.open("wb") as file:
        file.write(struct.pack("<I", model.version))
        file.write(_packed(model.specification))
        file.write(struct.pack("<2I", model.revision, len(model.variables)))
        for name, variable in model.variables.items():
            rank = len(variable.shape)
            file.write(_packed(name) + struct.pack(f"<B{rank}I", rank, *variable.shape))
            file.write(struct.pack("<BI", variable.kind, len(variable.data)))
            file.write(variable.data)
        file.write(struct.pack("<I", len(model.aliases)))
        for alias, name in model.aliases.items():
            file.write(_packed(alias) + _packed(name))


def narrow(model: ModelFile) -> int:
    """Bring all int8 weights of a model down to seven bits; return how many matrices that changed.

    Raises:
        ValueError: the scales of the weights are of a type that is not known.
    """
    changed = 0
    for scale_name, names in _quantised(model).items():
        weights = [_int8(model.variables[name]) for name in names]
        if max(int(np.abs(weight.astype(np.int16)).max(initial=0)) for weight in weights) <= LIMIT:
            continue
        scale = model.variables[scale_name]
        if scale.kind != _FLOAT32:
            raise ValueError(f"{scale_name} is not float32")
        for name, weight in zip(names, weights, strict=True):
            model.variables[name].data = requantise(weight).tobytes()
            changed += 1
        scale.data = rescale(np.frombuffer(scale.data, "<f4")).tobytes()
    return changed


def _quantised(model: ModelFile) -> dict[str, list[str]]:
    """Return the names of int8 weights by the variable that holds their scale; equal scales are shared."""
    weights: dict[str, list[str]] = {}
    for name, variable in model.variables.items():
        scale = model.aliases.get(name + _SCALE, name + _SCALE)
        if variable.kind == _INT8 and scale in model.variables:
            weights.setdefault(scale, []).append(name)
    return weights


def _int8(variable: Variable) -> NDArray[np.int8]:
    return np.frombuffer(variable.data, np.int8)


def _number(file: IO[bytes], kind: str) -> int:
    size = struct.calcsize("<" + kind)
    return int(struct.unpack("<" + kind, file.read(size))[0])


def _string(file: IO[bytes]) -> str:
    return _exactly(file, _number(file, "H")).rstrip(b"\0").decode()


def _variable(file: IO[bytes]) -> Variable:
    shape = tuple(_number(file, "I") for _ in range(_number(file, "B")))
    kind = _number(file, "B")
    return Variable(shape, kind, _exactly(file, _number(file, "I")))


def _exactly(file: IO[bytes], size: int) -> bytes:
    data = file.read(size)
    if len(data) < size:
        raise struct.error("it ends early")
    return data


def _packed(text: str) -> bytes:
    data = text.encode() + b"\0"
    return struct.pack("<H", len(data)) + data
