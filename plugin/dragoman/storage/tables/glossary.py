"""The glossary of each store, as it is edited and as it was published, and the translation memory."""

from sqlalchemy import Column, Float, ForeignKey, Index, Integer, String, Table, Text, UniqueConstraint

from dragoman.storage.tables.schema import metadata, sealed

# What becomes of replies that miss a term of the glossary: a JSON object by language. A table of its own, so
# that databases which were made before have it too.
term_policies = Table(
    "term_policies",
    metadata,
    Column("store", ForeignKey("stores.id"), primary_key=True),
    Column("policies", Text, nullable=False),
)

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
