"""The encryption keys: in ``DRAGOMAN_KEYS``, or in a file that only its owner can read.

The newest key stands first and seals; the others only open what was sealed before. Keys never lie in the
database: a stolen database without them is noise.
"""

import os
import stat
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from cryptography.fernet import Fernet

from dragoman.domain import DragomanError, Secret

VARIABLE = "DRAGOMAN_KEYS"
MAKE_ONE = 'python -c "from cryptography.fernet import Fernet; print(Fernet.generate_key().decode())"'


def new_key() -> Secret:
    """Return a fresh key."""
    return Secret(Fernet.generate_key().decode("ascii"))


def in_environment(environ: Mapping[str, str]) -> bool:
    """Return whether the keys come from the environment, which then takes the place of the file."""
    return bool(environ.get(VARIABLE, "").strip())


def place(file: Path, environ: Mapping[str, str]) -> str:
    """Return where the keys are, for a person."""
    return VARIABLE if in_environment(environ) else str(file)


def read_keys(file: Path, environ: Mapping[str, str]) -> tuple[Secret, ...]:
    """Return the keys, the newest first; none where there is neither variable nor file.

    Raises:
        DragomanError: a key is misshapen, the file is empty, or others can read it.
    """
    if in_environment(environ):
        return _checked(environ[VARIABLE].split(","), VARIABLE)
    if not file.exists():
        return ()
    try:
        if sys.platform != "win32" and stat.S_IMODE(file.stat().st_mode) & 0o077:
            raise DragomanError(f"the key file {file} can be read by others; run: chmod 600 '{file}'")
        return _checked(file.read_text(encoding="ascii").splitlines(), str(file))
    except (OSError, UnicodeDecodeError) as error:
        raise DragomanError(
            f"the key file {file} cannot be read ({type(error).__name__}); make it readable for the user "
            "that runs dragoman, or put its backup back"
        ) from error


def write_keys(file: Path, keys: Sequence[Secret]) -> None:
    """Write the file; whatever happens meanwhile, it holds either the old keys or the new ones."""
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = file.with_name(f"{file.name}.{os.getpid()}.new")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as out:
        out.writelines(f"{key.reveal()}\n" for key in keys)
        out.flush()
        os.fsync(out.fileno())
    draft.replace(file)
    _flush_folder(file.parent)


def _flush_folder(folder: Path) -> None:
    """Have the new name reach the disk before anything is sealed with the new key."""
    if sys.platform == "win32":
        return  # a folder cannot be opened there, and NTFS logs renames
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _checked(texts: Sequence[str], source: str) -> tuple[Secret, ...]:
    keys = [text.strip() for text in texts if text.strip()]
    for number, key in enumerate(keys, 1):
        try:
            Fernet(key)
        except ValueError as error:
            raise DragomanError(
                f"key {number} in {source} is no key (32 bytes in URL-safe base64); correct it, or make one "
                f"with: {MAKE_ONE}"
            ) from error
    if not keys:
        raise DragomanError(f"{source} holds no key; put its backup back, or make one with: {MAKE_ONE}")
    return tuple(Secret(key) for key in keys)
