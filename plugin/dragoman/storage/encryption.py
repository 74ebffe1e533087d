"""Sealing of everything that came from outside, and fingerprints to find it again.

A sealed text names the store it belongs to, inside, so that a row moved from one store to another does
not open. A fingerprint is a keyed hash: equal texts have equal fingerprints, and without the keys nobody
can tell whether a certain address or id is in the database.
"""

import hashlib
import hmac
import os
import secrets
from collections.abc import Mapping, Sequence
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from sqlalchemy import Connection as SqlConnection
from sqlalchemy import insert, select

from dragoman.domain import DragomanError, Secret
from dragoman.storage import keys as key_storage
from dragoman.storage.database import Database
from dragoman.storage.tables import keyring

_FINGERPRINTS = "fingerprints"
_NOBODY = ""  # owner of what belongs to no store


class CannotOpen(DragomanError):  # noqa: N818 - what happened, in the words of this module
    """A sealed text was not sealed with any of the keys, or belongs to another store."""


class Cipher:
    """Seals and opens texts. Safe to use from any thread.

    Args:
        keys: The newest first.
        fingerprint_secret: What fingerprints are made with; it outlives the keys.
    """

    def __init__(self, keys: Sequence[Secret], fingerprint_secret: bytes) -> None:
        self._fernet = _fernet(keys)
        self._fingerprint_secret = fingerprint_secret

    def seal(self, text: str, owner: str) -> bytes:
        """Return the text so that only ``open`` with the same owner (a store's id) can read it."""
        return _seal(self._fernet, text, owner)

    def open(self, sealed: bytes, owner: str) -> str:
        """Return the text that was sealed, exactly as it was.

        Raises:
            CannotOpen: the keys do not fit, or the text belongs to another owner.
        """
        return _open(self._fernet, sealed, owner)

    def open_if_any(self, sealed: bytes | None, owner: str) -> str | None:
        """Return the text that was sealed, or None where nothing was."""
        return None if sealed is None else self.open(sealed, owner)

    def fingerprint(self, owner: str, *parts: str) -> str:
        """Return what stands for the parts, in their order, in a column that is searched: 32 characters."""
        digest = hmac.new(self._fingerprint_secret, digestmod=hashlib.sha256)
        for part in (owner, *parts):
            raw = _bytes(part)
            # The length goes first: ("ab", "c") and ("a", "bc") are two different things.
            digest.update(len(raw).to_bytes(8, "big") + raw)
        return digest.hexdigest()[:32]


def unlock(database: Database, keys_file: Path, environ: Mapping[str, str] = os.environ) -> Cipher:
    """Return the cipher of a database; the first time, make a key and the secret of the fingerprints.

    Args:
        database: The database.
        keys_file: Where the keys are kept unless ``DRAGOMAN_KEYS`` holds them; made for a new database.
        environ: The environment.

    Raises:
        DragomanError: the keys are missing, misshapen, readable for others, or not those of this database.
    """
    known = database.read(_sealed_secret) or database.write(
        lambda connection: _first_secret(connection, keys_file, environ)
    )
    keys = key_storage.read_keys(keys_file, environ)
    if not keys:
        raise DragomanError(
            f"the keys of {database.path} are missing; put the key file {keys_file} back, or set "
            f"{key_storage.VARIABLE}"
        )
    fernet = _fernet(keys)
    try:
        secret = bytes.fromhex(_open(fernet, known, _NOBODY))
    except CannotOpen as error:
        raise DragomanError(
            f"the keys in {key_storage.place(keys_file, environ)} are not those of {database.path}; "
            "put the right ones back, the newest first"
        ) from error
    return Cipher(keys, secret)


def _sealed_secret(connection: SqlConnection) -> bytes | None:
    return connection.scalar(select(keyring.c.value).where(keyring.c.name == _FINGERPRINTS))


def _first_secret(connection: SqlConnection, keys_file: Path, environ: Mapping[str, str]) -> bytes:
    """Make the secret of the fingerprints, and a key where there is none.

    The transaction keeps other processes from doing the same; what one of them made meanwhile is returned.
    """
    known = _sealed_secret(connection)
    if known is not None:
        return known
    keys = key_storage.read_keys(keys_file, environ)
    if not keys:
        keys = (key_storage.new_key(),)
        key_storage.write_keys(keys_file, keys)
    sealed = _seal(_fernet(keys), secrets.token_hex(32), _NOBODY)
    connection.execute(insert(keyring).values(name=_FINGERPRINTS, value=sealed))
    return sealed


def _fernet(keys: Sequence[Secret]) -> MultiFernet:
    return MultiFernet([Fernet(key.reveal()) for key in keys])


def _seal(fernet: MultiFernet, text: str, owner: str) -> bytes:
    return fernet.encrypt(_bytes(f"{owner}\0{text}"))


def _open(fernet: MultiFernet, sealed: bytes, owner: str) -> str:
    try:
        plain = fernet.decrypt(sealed).decode("utf-8", "surrogatepass")
    except InvalidToken as error:
        raise CannotOpen(
            f"a text in the database was sealed with another key; put that key back at the end of the keys "
            f"({key_storage.VARIABLE} or the key file)"
        ) from error
    sealed_for, _, text = plain.partition("\0")
    if sealed_for != owner:
        raise CannotOpen(
            "a text in the database belongs to another store; restore the database from a backup"
        )
    return text


def _bytes(text: str) -> bytes:
    """Return the text as bytes; half characters, which JSON can carry, come back as they were."""
    return text.encode("utf-8", "surrogatepass")
