"""Forgetting what grew too old: texts after a number of days, the rows once nothing is delivered again."""

import logging
import threading
from collections.abc import Callable, Iterable
from functools import partial

from sqlalchemy import Connection as SqlConnection
from sqlalchemy import Delete, Update, delete, exists, insert, not_, select, update

from dragoman.storage.database import Database, StorageFull
from dragoman.storage.tables import (
    conversations,
    demands,
    drafts,
    events,
    forwardings,
    memory,
    messages,
    outgoing,
    participants,
    removals,
    told_languages,
)

SECONDS_A_DAY = 86_400.0
DEFAULT_DAYS = 30.0
# Redeliveries are recognised for at least this long; no helpdesk we know delivers again later.
DEDUPE_DAYS = 7.0
_BATCH = 500
_HOUR = 3600.0

_log = logging.getLogger(__name__)


def forget_old(database: Database, now: float, days: float = DEFAULT_DAYS) -> dict[str, int]:
    """Remove what ended more than so many days ago. Safe while the server runs; meant for every hour.

    Texts go after ``days``; the fingerprints by which redeliveries are recognised stay seven days at
    least. What the translation memory learned from a conversation goes, too, unless it was approved again
    since; what the owner brought in stays. Parked events go: after that time nobody can replay them.
    Unfinished ones stay.

    Args:
        database: The database.
        now: POSIX seconds.
        days: How long texts are kept.

    Returns:
        How many rows of each table were removed or emptied.

    Raises:
        StorageFull: the rest is removed next time.
    """
    old = now - days * SECONDS_A_DAY
    gone = now - max(days, DEDUPE_DAYS) * SECONDS_A_DAY
    counts: dict[str, int] = {}
    for name, batch in (
        ("messages", partial(_drop_messages, old)),
        ("memory", partial(_drop_memory, old)),
        ("drafts", partial(_drop_drafts, old)),
        ("events", partial(_empty_events, old)),
        ("events", partial(_drop_events, gone)),
        ("conversations", partial(_drop_conversations, gone)),
        ("demands", partial(_drop_demands, gone)),
    ):
        # Short writes, so that a delivery never waits behind a long one.
        while touched := database.write(batch):
            counts[name] = counts.get(name, 0) + touched
    return counts


class Retention:
    """Forgets what grew too old, at ``start`` and every hour after it, in a thread of its own.

    Args:
        database: The database.
        clock: POSIX seconds.
        days: How long texts are kept.
        interval: Seconds between two times.
    """

    def __init__(
        self, database: Database, clock: Callable[[], float], days: float, interval: float = _HOUR
    ) -> None:
        self._database = database
        self._clock = clock
        self._days = days
        self._interval = interval
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="dragoman-retention", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End, once what is being forgotten is forgotten."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join()

    def _run(self) -> None:
        while True:
            try:
                counts = forget_old(self._database, self._clock(), self._days)
            except StorageFull as error:
                _log.warning("what is old could not be removed (%s); trying again later", error)
            else:
                if counts:
                    _log.info("removed what is old: %s", counts)
            if self._stopping.wait(self._interval):
                return


def _drop_messages(old: float, sql: SqlConnection) -> int:
    ids = sql.scalars(select(messages.c.id).where(messages.c.created_at < old).limit(_BATCH)).all()
    _run(sql, [delete(messages).where(messages.c.id.in_(ids))])
    return len(ids)


def _drop_demands(gone: float, sql: SqlConnection) -> int:
    ids = sql.scalars(select(demands.c.id).where(demands.c.done_at < gone).limit(_BATCH)).all()
    _run(sql, [delete(demands).where(demands.c.id.in_(ids))])
    return len(ids)


def _drop_memory(old: float, sql: SqlConnection) -> int:
    learned = select(memory.c.id).where(memory.c.approved_at < old, memory.c.conversation.is_not(None))
    ids = sql.scalars(learned.limit(_BATCH)).all()
    _run(sql, [delete(memory).where(memory.c.id.in_(ids))])
    if ids:
        sql.execute(insert(removals))
    return len(ids)


def _drop_drafts(old: float, sql: SqlConnection) -> int:
    ids = sql.scalars(select(drafts.c.id).where(drafts.c.created_at < old).limit(_BATCH)).all()
    _run(sql, [delete(drafts).where(drafts.c.id.in_(ids))])
    return len(ids)


def _empty_events(old: float, sql: SqlConnection) -> int:
    full = select(events.c.id).where(events.c.finished_at < old, events.c.payload.is_not(None)).limit(_BATCH)
    ids = sql.scalars(full).all()
    _run(
        sql,
        [
            update(outgoing).where(outgoing.c.event.in_(ids)).values(payload=None),
            update(events).where(events.c.id.in_(ids)).values(payload=None, result=None, error=None),
        ],
    )
    return len(ids)


def _drop_events(gone: float, sql: SqlConnection) -> int:
    ids = sql.scalars(select(events.c.id).where(events.c.finished_at < gone).limit(_BATCH)).all()
    _run(
        sql,
        [delete(outgoing).where(outgoing.c.event.in_(ids)), delete(events).where(events.c.id.in_(ids))],
    )
    return len(ids)


def _drop_conversations(gone: float, sql: SqlConnection) -> int:
    silent = (
        select(conversations.c.id)
        .where(
            conversations.c.updated_at < gone,
            not_(exists().where(events.c.conversation == conversations.c.id)),
            not_(exists().where(messages.c.conversation == conversations.c.id)),
            not_(exists().where(memory.c.conversation == conversations.c.id)),
            not_(exists().where(drafts.c.conversation == conversations.c.id)),
            # It goes after the one that is forwarded.
            not_(exists().where(forwardings.c.queue == conversations.c.id)),
        )
        .limit(_BATCH)
    )
    ids = sql.scalars(silent).all()
    _run(
        sql,
        [
            delete(participants).where(participants.c.conversation.in_(ids)),
            delete(told_languages).where(told_languages.c.conversation.in_(ids)),
            delete(forwardings).where(forwardings.c.origin.in_(ids)),
            delete(conversations).where(conversations.c.id.in_(ids)),
        ],
    )
    return len(ids)


def _run(sql: SqlConnection, statements: Iterable[Update | Delete]) -> None:
    for statement in statements:
        sql.execute(statement)
