from pathlib import Path

import pytest

from dragoman.translation.packs import PackLibrary


@pytest.fixture(scope="session")
def packs_dir(packs: PackLibrary) -> Path:
    """The folder of the default packs."""
    return packs.folder
