"""Replies: what was written beforehand, what was drafted and what became of it."""

from sqlalchemy import Column, Float, ForeignKey, Index, Integer, String, Table, Text, UniqueConstraint

from dragoman.storage.tables.schema import metadata, sealed

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
