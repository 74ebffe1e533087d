"""Forgetting: one shopper at once, and everything that grew too old.

What stays of an erased event is the fingerprint of its id, so that a redelivery is not taken for news;
``retention`` removes that too, once no helpdesk delivers it any more.
"""

from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Select,
    and_,
    case,
    delete,
    func,
    insert,
    or_,
    select,
    union,
    update,
)
from sqlalchemy import Connection as SqlConnection

from dragoman.storage.conversations import person_key
from dragoman.storage.database import Database
from dragoman.storage.encryption import Cipher
from dragoman.storage.events import EventState
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


def erase(
    database: Database,
    cipher: Cipher,
    store: str,
    person: str,
    *,
    now: float,
    dry_run: bool = True,
    connection: str | None = None,
) -> dict[str, int]:
    """Remove every conversation that a shopper wrote in, from every table and from the file itself.

    What the translation memory learned from such a conversation goes, too, and so does what was forwarded
    of it to another helpdesk and answered there.
    Their helpdesk keeps its own copy. A worker that is busy with one of the conversations loses its claim
    and stores nothing more.

    Args:
        database: The database.
        cipher: What its texts are sealed with.
        store: Id of the store.
        person: The helpdesk's id of the shopper.
        now: POSIX seconds.
        dry_run: Only count.
        connection: Name of the connection whose shopper it is; None looks in all of the store.

    Returns:
        How many rows of each table that concerns.

    Raises:
        StorageFull: nothing was removed.
        DragomanError: everything was removed, but the file could not be compacted; erase again.
    """
    key = person_key(cipher, store, person)
    theirs = (
        select(conversations.c.id)
        .join(participants, participants.c.conversation == conversations.c.id)
        .where(conversations.c.store == store, participants.c.person_key == key)
    )
    exported = and_(demands.c.store == store, demands.c.person_key == key)
    if connection is not None:
        theirs = theirs.where(conversations.c.connection == connection)
        exported = and_(exported, demands.c.connection == connection)
    if dry_run:
        return database.read(lambda sql: _count(sql, _with_far_ends(theirs)))
    return _carry_out(database, theirs, exported, now)


def erase_connection(database: Database, store: str, connection: str, *, now: float) -> dict[str, int]:
    """Remove every conversation of a connection, as ``erase`` does those of one shopper.

    Raises:
        StorageFull, DragomanError: as ``erase``.
    """
    theirs = select(conversations.c.id).where(
        conversations.c.store == store, conversations.c.connection == connection
    )
    exported = and_(demands.c.store == store, demands.c.connection == connection)
    return _carry_out(database, theirs, exported, now)


def _carry_out(
    database: Database, theirs: Select[Any], exported: ColumnElement[bool], now: float
) -> dict[str, int]:
    def work(sql: SqlConnection) -> dict[str, int]:
        sql.execute(update(demands).where(exported).values(result=None))
        return _erase(sql, _with_far_ends(theirs), now)

    counts = database.write(work)
    # Also when nothing was left: an earlier run may have been stopped before it came here.
    database.compact()
    return counts


def _with_far_ends(theirs: Select[Any]) -> CompoundSelect[Any]:
    """Return the conversations together with those that they are forwarded to."""
    forwarded = forwardings.c.origin.in_(theirs)
    there = and_(
        forwardings.c.store == conversations.c.store,
        forwardings.c.connection == conversations.c.connection,
        forwardings.c.remote_key == conversations.c.remote_key,
    )
    return union(
        theirs,
        select(forwardings.c.queue).where(forwarded),
        select(conversations.c.id).join(forwardings, there).where(forwarded),
    )


def _count(sql: SqlConnection, theirs: CompoundSelect[Any]) -> dict[str, int]:
    concerned = {
        messages: messages.c.conversation.in_(theirs),
        memory: memory.c.conversation.in_(theirs),
        drafts: drafts.c.conversation.in_(theirs),
        outgoing: outgoing.c.conversation.in_(theirs),
        events: events.c.conversation.in_(theirs),
        participants: participants.c.conversation.in_(theirs),
        told_languages: told_languages.c.conversation.in_(theirs),
        forwardings: or_(forwardings.c.origin.in_(theirs), forwardings.c.queue.in_(theirs)),
        conversations: conversations.c.id.in_(theirs),
    }
    return {
        table.name: sql.scalar(select(func.count()).select_from(table).where(condition)) or 0
        for table, condition in concerned.items()
    }


def _erase(sql: SqlConnection, theirs: CompoundSelect[Any], now: float) -> dict[str, int]:
    counts = _count(sql, theirs)
    for conversation in sql.scalars(theirs).all():
        sql.execute(delete(messages).where(messages.c.conversation == conversation))
        sql.execute(delete(memory).where(memory.c.conversation == conversation))
        sql.execute(delete(drafts).where(drafts.c.conversation == conversation))
        sql.execute(delete(outgoing).where(outgoing.c.conversation == conversation))
        sql.execute(update(events).where(events.c.conversation == conversation).values(_bare(now)))
        sql.execute(delete(participants).where(participants.c.conversation == conversation))
        sql.execute(delete(told_languages).where(told_languages.c.conversation == conversation))
        ends = or_(forwardings.c.origin == conversation, forwardings.c.queue == conversation)
        sql.execute(delete(forwardings).where(ends))
        sql.execute(delete(conversations).where(conversations.c.id == conversation))
    sql.execute(insert(removals))
    return counts


def _bare(now: float) -> dict[str, Any]:
    """Return what an event looks like of which only its fingerprint is left."""
    unfinished = events.c.finished_at.is_(None)
    return {
        "conversation": None,
        "payload": None,
        "result": None,
        "error": None,
        "token": None,
        "lease_until": 0.0,
        "state": case((unfinished, EventState.IGNORED), else_=events.c.state),
        "finished_at": func.coalesce(events.c.finished_at, now),
    }
