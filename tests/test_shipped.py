"""Files that travel with the program."""

import pytest

from dragoman.domain import DragomanError
from dragoman.shipped import data_file


def test_shipped_folders_are_found() -> None:
    assert data_file("locales").is_dir()


def test_an_incomplete_installation_is_told_with_its_cure() -> None:
    with pytest.raises(DragomanError, match="pip install --force-reinstall dragoman"):
        data_file("no-such-file.json")
