import os
import sys
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from hypothesis import given
from hypothesis import strategies as st

from dragoman.domain import DragomanError, Secret
from dragoman.storage.database import Database
from dragoman.storage.encryption import CannotOpen, Cipher, unlock

KEY = Secret(Fernet.generate_key().decode())
ANOTHER_KEY = Secret(Fernet.generate_key().decode())
CIPHER = Cipher([KEY], b"secret of the fingerprints")
ANY_TEXT = st.text(st.characters(exclude_categories=()))  # half characters too


@given(ANY_TEXT, st.sampled_from(["shop", "a-long-name", ""]))
def test_a_sealed_text_comes_back_as_it_was(text: str, owner: str) -> None:
    assert CIPHER.open(CIPHER.seal(text, owner), owner) == text


def test_a_text_of_one_store_does_not_open_in_another() -> None:
    with pytest.raises(CannotOpen, match="another store"):
        CIPHER.open(CIPHER.seal("a text", "shop"), "other")


def test_an_older_key_still_opens() -> None:
    sealed = Cipher([ANOTHER_KEY], b"").seal("a text", "shop")
    assert Cipher([KEY, ANOTHER_KEY], b"").open(sealed, "shop") == "a text"


def test_without_its_key_a_text_does_not_open() -> None:
    sealed = Cipher([ANOTHER_KEY], b"").seal("a text", "shop")
    with pytest.raises(CannotOpen, match="put that key back"):
        CIPHER.open(sealed, "shop")


@given(st.lists(ANY_TEXT, max_size=3), st.lists(ANY_TEXT, max_size=3))
def test_fingerprints_are_equal_exactly_where_the_parts_are(one: list[str], two: list[str]) -> None:
    assert (CIPHER.fingerprint("shop", *one) == CIPHER.fingerprint("shop", *two)) == (one == two)


def test_a_fingerprint_cannot_be_made_without_the_secret() -> None:
    assert Cipher([KEY], b"another").fingerprint("shop", "a") != CIPHER.fingerprint("shop", "a")


def test_the_first_start_makes_a_key_that_only_its_owner_can_read(
    database: Database, keys_file: Path
) -> None:
    sealed = unlock(database, keys_file, {}).seal("a text", "shop")
    assert sys.platform == "win32" or keys_file.stat().st_mode & 0o777 == 0o600
    assert unlock(database, keys_file, {}).open(sealed, "shop") == "a text"


def test_fingerprints_stay_the_same_after_a_restart(database: Database, keys_file: Path) -> None:
    first = unlock(database, keys_file, {}).fingerprint("shop", "event 1")
    assert unlock(database, keys_file, {}).fingerprint("shop", "event 1") == first


def test_keys_in_the_environment_take_the_place_of_the_file(database: Database, keys_file: Path) -> None:
    environ = {"DRAGOMAN_KEYS": f" {KEY.reveal()} , {ANOTHER_KEY.reveal()}"}
    sealed = unlock(database, keys_file, environ).seal("a text", "shop")
    assert not keys_file.exists()
    assert CIPHER.open(sealed, "shop") == "a text"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no permission bits")
def test_a_key_file_that_others_can_read_is_refused_with_the_cure(
    database: Database, keys_file: Path
) -> None:
    unlock(database, keys_file, {})
    keys_file.chmod(0o640)
    with pytest.raises(DragomanError, match=f"run: chmod 600 '{keys_file}'"):
        unlock(database, keys_file, {})


def test_the_keys_of_another_database_are_refused(database: Database, keys_file: Path) -> None:
    unlock(database, keys_file, {})
    with pytest.raises(DragomanError, match=f"DRAGOMAN_KEYS are not those of {database.path}"):
        unlock(database, keys_file, {"DRAGOMAN_KEYS": KEY.reveal()})


def test_a_lost_key_file_is_not_replaced_by_a_new_one(database: Database, keys_file: Path) -> None:
    unlock(database, keys_file, {})
    keys_file.rename(keys_file.with_name("lost"))
    with pytest.raises(DragomanError, match=f"put the key file {keys_file} back"):
        unlock(database, keys_file, {})
    assert not keys_file.exists()


@pytest.mark.parametrize("content", ["", "\n", "not a key\n", "é\n"])
def test_a_broken_key_file_is_named(database: Database, keys_file: Path, content: str) -> None:
    with os.fdopen(os.open(keys_file, os.O_WRONLY | os.O_CREAT, 0o600), "w", encoding="utf-8") as file:
        file.write(content)
    with pytest.raises(DragomanError, match=str(keys_file)):
        unlock(database, keys_file, {})
