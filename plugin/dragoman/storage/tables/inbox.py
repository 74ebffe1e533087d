"""What arrived and what is to be sent, what was not stored, and what is demanded about people's data."""

from sqlalchemy import Column, Float, ForeignKey, Index, Integer, String, Table, UniqueConstraint

from dragoman.storage.tables.schema import metadata, sealed

# Ids are never used twice, so that the order of the ids is the order of arrival.
# finished_at is set exactly while the state is final: done, ignored or parked.
events = Table(
    "events",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("store", ForeignKey("stores.id"), nullable=False),
    Column("connection", String(63), nullable=False),
    Column("event_key", String(64), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("conversation", ForeignKey("conversations.id")),
    Column("state", String(20), nullable=False),
    sealed("payload"),
    sealed("result"),
    sealed("error"),
    Column("attempts", Integer, nullable=False, default=0),
    Column("retries", Integer, nullable=False, default=0),
    Column("due_at", Float, nullable=False),
    Column("token", String(32)),
    Column("lease_until", Float, nullable=False, default=0.0),
    Column("sent_at", Float),
    Column("received_at", Float, nullable=False),
    Column("finished_at", Float),
    UniqueConstraint("store", "connection", "event_key"),
    sqlite_autoincrement=True,
)
_unfinished = events.c.finished_at.is_(None)
Index(
    "events_unfinished",
    events.c.conversation,
    events.c.id,
    sqlite_where=_unfinished,
    postgresql_where=_unfinished,
)
Index("events_by_conversation", events.c.conversation)
Index("events_by_end", events.c.finished_at)

outgoing = Table(
    "outgoing",
    metadata,
    Column("key", String(36), primary_key=True),
    Column("event", ForeignKey("events.id"), nullable=False),
    Column("position", Integer, nullable=False),
    Column("store", ForeignKey("stores.id"), nullable=False),
    Column("connection", String(63), nullable=False),
    Column("conversation", ForeignKey("conversations.id"), nullable=False),
    Column("state", String(20), nullable=False),
    sealed("payload"),
    Column("sent_at", Float),
    Column("remote_key", String(64)),
    sealed("remote_id"),
    UniqueConstraint("event", "position"),
    Index("outgoing_by_remote", "store", "connection", "remote_key"),
    Index("outgoing_by_conversation", "conversation"),
)

# Deliveries that were answered without being stored, by what they were.
unread = Table(
    "unread",
    metadata,
    Column("store", ForeignKey("stores.id"), primary_key=True),
    Column("connection", String(63), primary_key=True),
    Column("kind", String(80), primary_key=True),
    Column("count", Integer, nullable=False),
    Column("last_at", Float, nullable=False),
)

# What shops demand about people's data. The person is kept until it is done; what was exported, until it is
# erased or grew too old.
demands = Table(
    "demands",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("store", ForeignKey("stores.id"), nullable=False),
    Column("connection", String(63), nullable=False),
    Column("demand_key", String(64), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("person_key", String(64)),
    sealed("person"),
    sealed("result"),
    Column("received_at", Float, nullable=False),
    Column("done_at", Float),
    UniqueConstraint("store", "connection", "demand_key"),
    sqlite_autoincrement=True,
)
