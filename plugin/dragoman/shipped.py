"""Files that travel with the program: inside the installed package, or at the top of a checkout."""

from pathlib import Path

from dragoman.domain import DragomanError


def data_file(name: str) -> Path:
    """Return where a shipped file or folder is ("manifest.json", "locales").

    Raises:
        DragomanError: the installation is incomplete.
    """
    package = Path(__file__).parent
    checkout = package.parent.parent
    for folder in (package, checkout):
        if (folder / name).exists():
            return folder / name
    raise DragomanError(
        f"{name} is missing from the installation: run `pip install --force-reinstall dragoman`"
    )
