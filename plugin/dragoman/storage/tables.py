"""The tables. Whatever came from outside is sealed; what must be found again has a fingerprint beside it.

What a shop itself publishes, its knowledge, stands readable: it is searched by its words.

The statements over these tables are plain SQLAlchemy Core, so that the same ones run on PostgreSQL; only the
index of the knowledge's words is SQLite's own.
"""

from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    column,
    event,
    table,
)
from sqlalchemy import Connection as SqlConnection

SCHEMA_VERSION = 1

metadata = MetaData()


def sealed(name: str, *, nullable: bool = True) -> Column[Any]:
    """Return a column that only the cipher can read; ``sealed_columns`` finds it again for new keys."""
    return Column(name, LargeBinary, nullable=nullable, info={"sealed": True})


def sealed_columns(table: Table) -> list[Column[Any]]:
    """Return the columns of a table that the cipher wrote."""
    return [column for column in table.columns if column.info.get("sealed")]


# What the cipher needs besides its keys, and the proof that the keys are the right ones.
keyring = Table(
    "keyring",
    metadata,
    Column("name", String(40), primary_key=True),
    sealed("value", nullable=False),
)

stores = Table(
    "stores",
    metadata,
    Column("id", String(63), primary_key=True),
    Column("name", Text, nullable=False),
    Column("pivot", String(40), nullable=False),
    Column("languages", Text, nullable=False),
    Column("marker", Text, nullable=False),
    Column("locale", String(40), nullable=False),
)

connections = Table(
    "connections",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("store", ForeignKey("stores.id"), nullable=False),
    Column("name", String(63), nullable=False),
    Column("adapter", String(63), nullable=False),
    Column("settings", Text, nullable=False),
    sealed("secrets", nullable=False),
    UniqueConstraint("store", "name"),
)

tokens = Table(
    "tokens",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("store", ForeignKey("stores.id"), nullable=False),
    Column("role", String(20), nullable=False),
    Column("name", Text, nullable=False),
    Column("created_at", Float, nullable=False),
    UniqueConstraint("store", "name"),
)

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

# Languages that agents said their shoppers write; they hold, whatever is detected. A table of its own, so
# that no worker who looked at the conversation before can undo what an agent said meanwhile.
told_languages = Table(
    "told_languages",
    metadata,
    Column("conversation", ForeignKey("conversations.id"), primary_key=True),
    Column("language", String(40), nullable=False),
)

# What becomes of replies that miss a term of the glossary: a JSON object by language. A table of its own, so
# that databases which were made before have it too.
term_policies = Table(
    "term_policies",
    metadata,
    Column("store", ForeignKey("stores.id"), primary_key=True),
    Column("policies", Text, nullable=False),
)

# Replies that a store has written beforehand, in its agents' language; examples and requires are JSON lists.
macros = Table(
    "macros",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("store", ForeignKey("stores.id"), nullable=False),
    Column("macro", String(80), nullable=False),
    Column("name", Text, nullable=False),
    Column("intent", String(80), nullable=False),
    Column("text", Text, nullable=False),
    Column("examples", Text, nullable=False),
    Column("requires", Text, nullable=False),
    Column("changed_at", Float, nullable=False),
    UniqueConstraint("store", "macro"),
)

# What macros say in other languages, and what that was made of.
macro_texts = Table(
    "macro_texts",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("store", ForeignKey("stores.id"), nullable=False),
    Column("macro", String(80), nullable=False),
    Column("language", String(40), nullable=False),
    Column("text", Text, nullable=False),
    Column("author", Text, nullable=False),
    Column("original", Text, nullable=False),
    Column("glossary", Text, nullable=False),
    Column("pack", Text, nullable=False),
    Column("changed_at", Float, nullable=False),
    UniqueConstraint("store", "macro", "language"),
)

# What the owner of a store allows drafts to do, as JSON.
draft_rules = Table(
    "draft_rules",
    metadata,
    Column("store", ForeignKey("stores.id"), primary_key=True),
    Column("rules", Text, nullable=False),
)

# Drafts of replies: what they say is sealed; what became of them is counted by intent.
drafts = Table(
    "drafts",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("store", ForeignKey("stores.id"), nullable=False),
    Column("conversation", ForeignKey("conversations.id"), nullable=False),
    Column("intent", String(80), nullable=False),
    sealed("content", nullable=False),
    Column("thumb", Integer),
    Column("use", String(20)),
    Column("created_at", Float, nullable=False),
    Index("drafts_by_conversation", "conversation", "created_at"),
)

# Where the orders and products of a store are looked up, if its helpdesk is not the shop itself.
shops = Table(
    "shops",
    metadata,
    Column("store", ForeignKey("stores.id"), primary_key=True),
    Column("kind", String(40), nullable=False),
    Column("settings", Text, nullable=False),
    sealed("secrets", nullable=False),
)

# Every shopper who ever wrote in a conversation: erasure starts here.
participants = Table(
    "participants",
    metadata,
    Column("conversation", ForeignKey("conversations.id"), primary_key=True),
    Column("person_key", String(64), primary_key=True),
    Index("participants_by_person", "person_key"),
)

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

# Approved segments. conversation is set where one was learned from an agent's answer to a shopper. Ids are
# never used twice and rows never changed, so that the last id tells what is news.
memory = Table(
    "memory",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("store", ForeignKey("stores.id"), nullable=False),
    Column("source_language", String(40), nullable=False),
    Column("target_language", String(40), nullable=False),
    Column("source_key", String(64), nullable=False),
    sealed("body", nullable=False),
    Column("conversation", ForeignKey("conversations.id")),
    Column("approved_at", Float, nullable=False),
    UniqueConstraint("store", "source_key", "target_language"),
    Index("memory_by_conversation", "conversation"),
    Index("memory_by_store", "store", "id"),
    sqlite_autoincrement=True,
)

# How often something was removed that processes may hold in memory: they let go of it when this changes.
removals = Table("removals", metadata, Column("id", Integer, primary_key=True), sqlite_autoincrement=True)

# The draft of each store's glossary, one row for each concept.
concepts = Table(
    "concepts",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("store", ForeignKey("stores.id"), nullable=False),
    Column("concept", String(64), nullable=False),
    sealed("body", nullable=False),
    UniqueConstraint("store", "concept"),
    sqlite_autoincrement=True,
)

# What was published: the whole glossary, each time.
termbases = Table(
    "termbases",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("store", ForeignKey("stores.id"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("published_at", Float, nullable=False),
    sealed("summary", nullable=False),
    sealed("body", nullable=False),
    UniqueConstraint("store", "number"),
)

# Who changed what of a glossary.
glossary_log = Table(
    "glossary_log",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("store", ForeignKey("stores.id"), nullable=False),
    Column("at", Float, nullable=False),
    sealed("entry", nullable=False),
    Index("glossary_log_by_store", "store", "id"),
    sqlite_autoincrement=True,
)

# How far each connection that is polled has been read, and what went wrong last.
watermarks = Table(
    "watermarks",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("store", ForeignKey("stores.id"), nullable=False),
    Column("connection", String(63), nullable=False),
    Column("since", Float, nullable=False),
    Column("polled_at", Float),
    sealed("cursor"),
    sealed("trouble"),
    UniqueConstraint("store", "connection"),
)

# What the helpdesk of each connection granted last. origin is the fingerprint of the credentials it came
# from; whoever is fetching a new one has the row until claimed_until.
grants = Table(
    "grants",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("store", ForeignKey("stores.id"), nullable=False),
    Column("connection", String(63), nullable=False),
    Column("origin", String(64), nullable=False),
    sealed("access"),
    sealed("renewal"),
    Column("good_until", Float, nullable=False),
    Column("claimed_until", Float, nullable=False),
    UniqueConstraint("store", "connection"),
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

# What a store knows, as it may be cited. headings is a JSON list, the days are ISO 8601; length counts the
# words that analysis, the name of a way to read words, found in the text.
passages = Table(
    "passages",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("store", ForeignKey("stores.id"), nullable=False),
    Column("passage", String(80), nullable=False),
    Column("source", Text, nullable=False),
    Column("place", Integer, nullable=False),
    Column("headings", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("language", String(40), nullable=False),
    Column("audience", String(20), nullable=False),
    Column("owner", Text, nullable=False),
    Column("link", Text),
    Column("valid_from", String(10)),
    Column("valid_until", String(10)),
    Column("version", Integer, nullable=False),
    Column("changed_at", Float, nullable=False),
    Column("length", Integer, nullable=False),
    Column("analysis", String(20), nullable=False),
    UniqueConstraint("store", "passage"),
    Index("passages_by_source", "store", "source", "place"),
    Index("passages_in_scope", "store", "language", "audience", "valid_from", "valid_until", "length"),
    sqlite_autoincrement=True,
)

# What passages said before they were changed.
passage_versions = Table(
    "passage_versions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("store", ForeignKey("stores.id"), nullable=False),
    Column("passage", String(80), nullable=False),
    Column("version", Integer, nullable=False),
    Column("text", Text, nullable=False),
    Column("changed_at", Float, nullable=False),
    UniqueConstraint("store", "passage", "version"),
)

# What passages mean, as a model has it: little-endian float16.
passage_vectors = Table(
    "passage_vectors",
    metadata,
    Column("passage", ForeignKey("passages.id"), primary_key=True),
    Column("model", String(60), primary_key=True),
    Column("vector", LargeBinary, nullable=False),
)

# Counts the changes of a store's knowledge: processes let go of what they hold of it when this changes.
knowledge_changes = Table(
    "knowledge_changes",
    metadata,
    Column("store", ForeignKey("stores.id"), primary_key=True),
    Column("number", Integer, nullable=False),
)

# The words of passages, by the ids of their rows, and who may find them: see ``storage.knowledge``. The first
# column has the table's own name: what is looked for in it is looked for in all columns.
passage_words = table(
    "passage_words",
    column("rowid"),
    column("passage_words"),
    column("sphere"),
    column("headings"),
    column("text"),
)
_WORD_INDEX = (
    "CREATE VIRTUAL TABLE passage_words USING "
    "fts5(sphere, headings, text, tokenize=\"unicode61 remove_diacritics 0 tokenchars '#-'\")"
)


@event.listens_for(passages, "after_create")
def _make_word_index(_table: Table, connection: SqlConnection, **_options: Any) -> None:
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(_WORD_INDEX)
