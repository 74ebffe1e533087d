"""Conversations: who wrote in them, what was said, and where they are forwarded to."""

from sqlalchemy import (
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from dragoman.storage.tables.schema import metadata, sealed

conversations = Table(
    "conversations",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("store", ForeignKey("stores.id"), nullable=False),
    Column("connection", String(63), nullable=False),
    Column("remote_key", String(64), nullable=False),
    sealed("remote_id", nullable=False),
    sealed("person"),
    Column("language", String(40)),
    Column("prior", Text, nullable=False, default="{}"),
    Column("warned", Boolean, nullable=False, default=False),
    Column("updated_at", Float, nullable=False),
    UniqueConstraint("store", "connection", "remote_key"),
    Index("conversations_by_time", "store", "updated_at"),
)

# Languages that agents said their shoppers write; they hold, whatever is detected. A table of its own, so
# that no worker who looked at the conversation before can undo what an agent said meanwhile.
told_languages = Table(
    "told_languages",
    metadata,
    Column("conversation", ForeignKey("conversations.id"), primary_key=True),
    Column("language", String(40), nullable=False),
)

# Every shopper who ever wrote in a conversation: erasure starts here.
participants = Table(
    "participants",
    metadata,
    Column("conversation", ForeignKey("conversations.id"), primary_key=True),
    Column("person_key", String(64), primary_key=True),
    Index("participants_by_person", "person_key"),
)

# event is not a foreign key: what was said may be kept when the row of its delivery is gone.
messages = Table(
    "messages",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("store", ForeignKey("stores.id"), nullable=False),
    Column("conversation", ForeignKey("conversations.id"), nullable=False),
    Column("event", Integer, nullable=False),
    Column("direction", String(20), nullable=False),
    Column("source_language", String(40), nullable=False),
    Column("target_language", String(40)),
    sealed("body", nullable=False),
    Column("created_at", Float, nullable=False),
    UniqueConstraint("event", "direction"),
    Index("messages_by_conversation", "conversation", "id"),
    Index("messages_by_time", "created_at"),
    sqlite_autoincrement=True,
)

# Where the notes about a conversation are forwarded to another helpdesk. They wait under the conversation
# queue; remote_id is what that helpdesk calls the one that was opened for them, and begun_at when the request
# to open it was begun whose outcome nobody knows. closed counts those that were opened and take no more.
forwardings = Table(
    "forwardings",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("store", ForeignKey("stores.id"), nullable=False),
    Column("connection", String(63), nullable=False),
    Column("origin", ForeignKey("conversations.id"), nullable=False),
    Column("queue", ForeignKey("conversations.id"), nullable=False),
    Column("closed", Integer, nullable=False, default=0),
    Column("begun_at", Float),
    Column("remote_key", String(64)),
    sealed("remote_id"),
    UniqueConstraint("queue"),
    Index("forwardings_by_origin", "origin"),
    Index("forwardings_by_remote", "store", "connection", "remote_key"),
)
