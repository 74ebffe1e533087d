"""The sha256 of every pack that was downloaded, so that the same version is the same file ever after.

Indexes give no checksums: the first download is trusted, later ones must be equal to it. The file can be
copied to other machines before their first download.
"""

import json
from pathlib import Path
from typing import Final

from dragoman.translation.packs.index import Offer
from dragoman.translation.packs.pack import PackError, sha256

NAME: Final = "packs.lock.json"


def check(folder: Path, offer: Offer, archive: Path) -> None:
    """Compare a downloaded archive with the first one of its version, or record it as that.

    Args:
        folder: Where the record is.
        offer: What was downloaded.
        archive: Where it is.

    Raises:
        PackError: it is another file than the first time, or the record cannot be read.
    """
    path = folder / NAME
    pins = _read(path)
    key, digest = f"{offer.code} {offer.version}", sha256(archive)
    if pins.get(key, digest) != digest:
        raise PackError(
            f"{offer.name} {offer.version} is refused: its sha256 is {digest[:12]}…, the first time it was "
            f"{pins[key][:12]}…: ask its publisher, and only then remove its line from {path}"
        )
    if key not in pins:
        written = path.with_suffix(".new")
        written.write_text(json.dumps({**pins, key: digest}, indent=2, sort_keys=True) + "\n", "utf-8")
        written.replace(path)


def _read(path: Path) -> dict[str, str]:
    if not path.exists():
        return {}
    try:
        return {str(key): str(value) for key, value in json.loads(path.read_text("utf-8")).items()}
    except (OSError, ValueError, AttributeError) as error:
        raise PackError(f"{path} cannot be read ({error}): correct it or move it away") from error
