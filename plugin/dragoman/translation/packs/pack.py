"""A pack: one installed translation direction, in a folder of its own.

The folder holds a CTranslate2 model, its SentencePiece files and ``metadata.json``, which says what the pack
is and gives the sha256 of every other file.
"""

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from dragoman.domain import DragomanError

METADATA: Final = "metadata.json"
Progress = Callable[[str], None]

_CURE: Final = "dragoman packs assemble for the default ones, dragoman packs install for others"
_PREFIXES: Final = ("source_prefix", "source_suffix", "target_prefix")
_PLAIN_NAME: Final = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]*")
_SHA256: Final = re.compile(r"[0-9a-f]{64}")


class PackError(DragomanError):
    """A pack cannot be used; the text names the file and the cure."""


@dataclass(frozen=True, slots=True)
class DecodeSettings:
    """How a pack's model is decoded.

    Attributes:
        beam_size: 1 is greedy search.
        use_vmap: Whether the output layer is limited to the candidates of ``vmap.txt``.
        max_pieces: Longest sentence, in SentencePiece pieces, that the model is asked to translate.
        source_prefix: Pieces that begin every source sentence (">>pob<<" of models with several targets).
        source_suffix: Pieces that end every source sentence, where the model does not add its end itself.
        target_prefix: Pieces that every translation begins with; they are no part of it.
    """

    beam_size: int = 1
    use_vmap: bool = False
    max_pieces: int = 90
    source_prefix: tuple[str, ...] = ()
    source_suffix: tuple[str, ...] = ()
    target_prefix: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse what no model can be decoded with: metadata comes from elsewhere."""
        for name, value in (("beam_size", self.beam_size), ("max_pieces", self.max_pieces)):
            if type(value) is not int or value < 1:
                raise ValueError(f"{name} must be a positive whole number, not {value!r}")
        if type(self.use_vmap) is not bool:
            raise ValueError(f"use_vmap must be true or false, not {self.use_vmap!r}")
        for name in _PREFIXES:
            if not all(isinstance(piece, str) and piece for piece in getattr(self, name)):
                raise ValueError(f"{name} must be a list of pieces")


@dataclass(frozen=True, slots=True)
class Pack:
    """One translation direction.

    Attributes:
        name: Name of its folder in the library ("en-pt-BR").
        source: Language it reads, a BCP 47 tag.
        target: Language it writes.
        version: Version of the pack.
        licence: SPDX expression.
        origin: Where the weights come from, for a person.
        folder: Where its files are.
        source_pieces: Name of the SentencePiece file of the source language.
        target_pieces: Name of the SentencePiece file of the target language.
        decode: How its model is decoded.
        files: sha256 of every file but ``metadata.json``, by name.
        placeholders: Names of the shapes of placeholders that its model copies, the best first (see
            ``calibration``); empty in packs that were never tried.
    """

    name: str
    source: str
    target: str
    version: str
    licence: str
    origin: str
    folder: Path
    source_pieces: str
    target_pieces: str
    decode: DecodeSettings
    files: Mapping[str, str]
    placeholders: tuple[str, ...] = ()

    def __hash__(self) -> int:
        # The generated one cannot take the mapping in; equality still does.
        return hash((self.folder, self.version, self.decode))


def read_pack(folder: Path) -> Pack:
    """Read what the pack in a folder says of itself; its files are not looked at.

    Raises:
        PackError: ``metadata.json`` is missing or is not what it should be.
    """
    path = folder / METADATA
    try:
        return _pack(folder, json.loads(path.read_text("utf-8")))
    except FileNotFoundError:
        raise PackError(f"{folder} is not a pack, it has no {METADATA}: name the folder that has") from None
    except KeyError as error:
        raise PackError(f"{path} lacks {error}: install the pack again ({_CURE})") from error
    except (OSError, ValueError, TypeError, AttributeError) as error:
        raise PackError(f"{path} cannot be read ({error}): install the pack again ({_CURE})") from error


def _pack(folder: Path, metadata: dict[str, Any]) -> Pack:
    files: dict[str, str] = dict(metadata["files"])
    for name, digest in files.items():
        if not _PLAIN_NAME.fullmatch(name) or name == METADATA:
            raise ValueError(f"{name!r} cannot be the name of a file of a pack")
        if not _SHA256.fullmatch(digest):
            raise ValueError(f"the sha256 of {name} is not one")
    texts = {key: metadata[key] for key in ("name", "source", "target", "version", "licence", "origin")}
    pieces = metadata["sentencepiece"]
    for key, value in [*texts.items(), *pieces.items()]:
        if not isinstance(value, str) or not value:
            raise ValueError(f"{key} must be a text")
    if not _PLAIN_NAME.fullmatch(texts["name"]):
        raise ValueError(f"{texts['name']!r} cannot be the name of a pack")
    return Pack(
        **texts,
        folder=folder,
        source_pieces=pieces["source"],
        target_pieces=pieces["target"],
        decode=_decode_settings(metadata["decode"]),
        files=files,
        placeholders=_names(metadata.get("placeholders", [])),
    )


def _names(written: Any) -> tuple[str, ...]:
    if not isinstance(written, list) or not all(isinstance(name, str) for name in written):
        raise ValueError("placeholders must be a list of names")
    return tuple(written)


def _decode_settings(written: dict[str, Any]) -> DecodeSettings:
    values: dict[str, Any] = dict(written)
    values |= {name: tuple(values[name]) for name in _PREFIXES if name in values}
    return DecodeSettings(**values)


def write_metadata(pack: Pack) -> None:
    """Write ``metadata.json`` of a pack into its folder."""
    metadata = {
        "name": pack.name,
        "source": pack.source,
        "target": pack.target,
        "version": pack.version,
        "licence": pack.licence,
        "origin": pack.origin,
        "sentencepiece": {"source": pack.source_pieces, "target": pack.target_pieces},
        "decode": asdict(pack.decode),
        "placeholders": list(pack.placeholders),
        "files": dict(sorted(pack.files.items())),
    }
    text = json.dumps(metadata, indent=2, ensure_ascii=False) + "\n"
    (pack.folder / METADATA).write_text(text, "utf-8")


def digests(folder: Path) -> dict[str, str]:
    """Return the sha256 of every file of a pack's folder but ``metadata.json``, by name."""
    return {path.name: sha256(path) for path in sorted(folder.iterdir()) if path.name != METADATA}


def sha256(path: Path) -> str:
    """Return the sha256 of a file in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def verify(pack: Pack) -> None:
    """Check every file of a pack against its sha256.

    Raises:
        PackError: a file is missing, changed, or not one of the pack's; the text names it.
    """
    cure = f"install the pack again ({_CURE})"
    for name, digest in pack.files.items():
        try:
            actual = sha256(pack.folder / name)
        except OSError:
            raise PackError(f"{pack.folder / name} is missing or unreadable: {cure}") from None
        if actual != digest:
            raise PackError(f"{pack.folder / name} is corrupt (sha256 {actual[:12]}…): {cure}")
    known = {METADATA, *pack.files}
    for path in pack.folder.iterdir():
        if path.name not in known and path.name[0] != ".":
            raise PackError(f"{path} does not belong to the pack {pack.name}: remove it, or {cure}")
