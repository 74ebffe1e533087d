"""Carries out what shops demand about people's data. To do it twice does no harm."""

import logging
import threading
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from typing import Any

from dragoman.domain import DemandKind
from dragoman.pipeline.whereabouts import whereabouts
from dragoman.storage.conversations import Conversation, Conversations
from dragoman.storage.database import Database
from dragoman.storage.demands import Demands, StoredDemand
from dragoman.storage.encryption import Cipher
from dragoman.storage.erasure import erase, erase_connection
from dragoman.storage.grants import Grants
from dragoman.storage.stores import Stores
from dragoman.storage.transcripts import Transcripts

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class CarryingOut:
    """What demands are carried out with.

    Attributes:
        demands: What is demanded.
        database: Where people's data is.
        cipher: What it is sealed with.
        stores: The connections, and what they log in with.
        grants: What they were granted for it.
        conversations: What shoppers wrote.
        transcripts: What was noted about it.
        clock: POSIX seconds.
    """

    demands: Demands
    database: Database
    cipher: Cipher
    stores: Stores
    grants: Grants
    conversations: Conversations
    transcripts: Transcripts
    clock: Callable[[], float]

    def carry_out(self, demand: StoredDemand) -> dict[str, Any]:
        """Do what is demanded and return what came of it.

        Raises:
            StorageFull, DragomanError: it is not done, and is to be tried again.
        """
        store, connection = demand.store, demand.connection
        match demand.kind:
            case DemandKind.EXPORT:
                return {"conversations": self._exported(demand)}
            case DemandKind.ERASE:
                return self._erased(demand)
            case DemandKind.ERASE_ALL:
                return erase_connection(self.database, store, connection, now=self.clock())
            case DemandKind.DISCONNECT:
                return self._disconnected(demand)

    def _exported(self, demand: StoredDemand) -> list[dict[str, Any]]:
        if demand.person is None:
            return []
        theirs = self.conversations.of_person(demand.store, demand.connection, demand.person)
        return [self._told(conversation) for conversation in theirs]

    def _told(self, conversation: Conversation) -> dict[str, Any]:
        said = self.conversations.messages(conversation.store, conversation.id)
        return {
            "conversation": conversation.remote_id,
            "person": conversation.person,
            "language": conversation.language,
            "updated_at": conversation.updated_at,
            "messages": [asdict(one) for one in said],
            "notes": [asdict(one) for one in self.transcripts.notes(conversation)],
        }

    def _erased(self, demand: StoredDemand) -> dict[str, Any]:
        if demand.person is None:
            return {}
        return erase(
            self.database,
            self.cipher,
            demand.store,
            demand.person,
            now=self.clock(),
            dry_run=False,
            connection=demand.connection,
        )

    def _disconnected(self, demand: StoredDemand) -> dict[str, Any]:
        """Forget what we log in with; not what proves deliveries: the last of them are still to come."""
        granted = self.grants.forget(demand.store, demand.connection)
        known = self.stores.connection(demand.store, demand.connection)
        if known is None:
            return {"credentials": granted}
        self.stores.add_connection(replace(known, credentials={}), replace=True)
        return {"credentials": len(known.credentials) + granted}


class DemandWorker:
    """Looks for demands in a thread of its own, from ``start`` to ``stop``.

    Args:
        carrying_out: Does them.
        interval: Seconds between two looks.
    """

    def __init__(self, carrying_out: CarryingOut, interval: float) -> None:
        self._carrying_out = carrying_out
        self._interval = interval
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="dragoman-demands", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End, once what is in hand is done."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join()

    def _run(self) -> None:
        while True:
            try:
                carry_out_all(self._carrying_out)
            except Exception as error:  # a full disk or a locked database passes
                _log.error("a demand could not be carried out; trying again: %s", whereabouts(error))
            if self._stopping.wait(self._interval):
                return


def carry_out_all(carrying_out: CarryingOut) -> None:
    """Carry out what is demanded, the oldest first.

    Raises:
        StorageFull, DragomanError: one of them is not done, nor those after it.
    """
    for demand in carrying_out.demands.open():
        carrying_out.demands.close(demand, carrying_out.carry_out(demand))
        _log.info("demand %d of %s/%s: %s done", demand.id, demand.store, demand.connection, demand.kind)
