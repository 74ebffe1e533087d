"""Checkpoints of Marian and of Hugging Face, turned into CTranslate2 models by CTranslate2's own converters.

Marian's (``decoder.yml``, ``*.npz`` and vocabularies in YAML, as OPUS-MT releases them) need nothing further;
those of Hugging Face need the extra ``dragoman[convert]``, which brings transformers and torch.
https://opennmt.net/CTranslate2/guides/opus_mt.html, https://opennmt.net/CTranslate2/guides/transformers.html
"""

import json
import shutil
import sys
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

from dragoman.translation.packs.child import ChildFailed, in_child
from dragoman.translation.packs.pack import PackError, Progress

DECODER: Final = "decoder.yml"
"""What an OPUS-MT release is known by."""

_SECONDS: Final = 1800
_WEIGHTS: Final = ("model.safetensors", "pytorch_model.bin")
_KEPT: Final = ("source.spm", "target.spm", "README.md", "LICENSE")
_QUANTIZATION: Final = "int8"


class Checkpoint(StrEnum):
    """What a model was saved by."""

    MARIAN = "Marian"
    HUGGING_FACE = "Hugging Face"


def checkpoint_in(folder: Path) -> Checkpoint | None:
    """Return which kind of checkpoint a folder holds, or None if it holds none."""
    if (folder / DECODER).is_file():
        return Checkpoint.MARIAN
    if any((folder / name).is_file() for name in _WEIGHTS) and _config(folder).get("model_type") == "marian":
        return Checkpoint.HUGGING_FACE
    return None


def converted(folder: Path, kind: Checkpoint, work: Path, progress: Progress) -> Path:
    """Convert a checkpoint in a process of its own, with weights in eight bits.

    Args:
        folder: Where it is.
        kind: What it was saved by.
        work: A folder that does not exist yet; the model goes into one of the checkpoint's own name in it.
        progress: Told, in words for a person, what is being done.

    Raises:
        PackError: it cannot be converted; the text says why and what to do.
    """
    progress(f"converting the {kind} checkpoint {folder.name}; large models take minutes")
    work.mkdir()
    target = work / folder.name
    # By its name, not __name__: that is __main__ in the child.
    arguments = [str(folder), str(target), kind.value]
    try:
        in_child("dragoman.translation.packs.checkpoints", arguments, _SECONDS)
    except ChildFailed as error:
        raise PackError(f"{folder.name} cannot be converted: {error}") from None
    for name in _KEPT:
        if (folder / name).is_file():
            shutil.copyfile(folder / name, target / name)
    return target


def _config(folder: Path) -> dict[str, Any]:
    try:
        config = json.loads((folder / "config.json").read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return config if isinstance(config, dict) else {}


def _converter(folder: Path, kind: Checkpoint) -> Any:
    from ctranslate2 import converters  # noqa: PLC0415 - only the child needs it

    if kind is Checkpoint.MARIAN:
        return converters.OpusMTConverter(str(folder))
    try:
        import torch  # noqa: F401, PLC0415 - asked for, so that what is missing is named
        import transformers  # noqa: F401, PLC0415
    except ImportError as error:
        raise RuntimeError(
            f"checkpoints of Hugging Face need {error.name}: pip install 'dragoman[convert]'"
        ) from error
    return converters.TransformersConverter(str(folder))


def _main(folder: Path, target: Path, kind: Checkpoint) -> int:
    try:
        _converter(folder, kind).convert(str(target), quantization=_QUANTIZATION)
    except Exception as error:  # converters raise whatever a broken file makes them raise
        print(" ".join(str(error).split()) or type(error).__name__, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(_main(Path(sys.argv[1]), Path(sys.argv[2]), Checkpoint(sys.argv[3])))
