"""Packs: what one is, and the library that holds those that are installed."""

from dragoman.translation.packs.library import PackLibrary, Shelf
from dragoman.translation.packs.pack import (
    METADATA,
    DecodeSettings,
    Pack,
    PackError,
    Progress,
    digests,
    read_pack,
    sha256,
    verify,
    write_metadata,
)

__all__ = [
    "METADATA",
    "DecodeSettings",
    "Pack",
    "PackError",
    "PackLibrary",
    "Progress",
    "Shelf",
    "digests",
    "read_pack",
    "sha256",
    "verify",
    "write_metadata",
]
