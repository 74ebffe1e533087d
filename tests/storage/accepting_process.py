"""Accepts events for ever from several threads and prints the id of each one it has acknowledged.

Run by ``test_durability`` as ``python -m tests.storage.accepting_process DATABASE NAME``, and killed by it.
"""

import sys
import threading
import time
from itertools import count
from pathlib import Path

from dragoman.storage.database import Database
from dragoman.storage.encryption import unlock
from dragoman.storage.inbox import Inbox
from tests.storage.shop import message

THREADS = 4


def accept_for_ever(inbox: Inbox, name: str) -> None:
    for number in count():
        pair = [message(f"{name}-{number}-{half}", f"ticket of {name}") for half in ("first", "second")]
        inbox.accept("shop", "desk", pair)
        sys.stdout.write(f"{name}-{number}\n")
        sys.stdout.flush()


def main() -> None:
    path, name = Path(sys.argv[1]), sys.argv[2]
    database = Database.open(path)
    inbox = Inbox(database, unlock(database, path.with_name("keys"), {}), time.time)
    for thread in range(THREADS):
        threading.Thread(target=accept_for_ever, args=(inbox, f"{name}-{thread}")).start()


if __name__ == "__main__":
    main()
