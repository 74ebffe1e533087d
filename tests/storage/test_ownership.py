import os
import subprocess
import sys
from pathlib import Path

import pytest

from dragoman.domain import DragomanError
from dragoman.storage.database import Database
from dragoman.storage.ownership import own

OWNER = """
import sys
from pathlib import Path
from dragoman.storage.ownership import own
held = own(Path(sys.argv[1]))
print("owned", flush=True)
sys.stdin.read()
"""


def test_a_second_owner_is_told_whose_the_database_is(path: Path) -> None:
    with own(path), pytest.raises(DragomanError, match=rf"process {os.getpid()}; stop"):
        own(path)


def test_after_its_release_another_can_own_it(path: Path) -> None:
    own(path).release()
    with own(path):
        pass


def test_an_owner_that_is_killed_leaves_nothing_behind(path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", OWNER, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as owner:
        assert owner.stdout is not None
        assert owner.stdout.readline().strip() == b"owned"
        with pytest.raises(DragomanError, match=f"process {owner.pid}"):
            own(path)
        owner.kill()
    own(path).release()


def test_commands_open_the_database_while_it_is_owned(path: Path) -> None:
    with own(path), Database.open(path) as database:
        database.write(lambda sql: sql.exec_driver_sql("INSERT INTO keyring VALUES ('a', x'00')"))
