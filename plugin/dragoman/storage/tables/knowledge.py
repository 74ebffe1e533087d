"""What stores know. It stands readable, for a shop publishes it and it is searched by its words.

The index of the words is SQLite's own; all else is plain SQLAlchemy Core.
"""

from typing import Any

from sqlalchemy import (
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
    column,
    event,
    table,
)
from sqlalchemy import Connection as SqlConnection

from dragoman.storage.tables.schema import metadata

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

# What two passages of a store say differently, by their ids, as it was found when any was last changed:
# said, about and sentences are JSON lists, kind is empty where one denies what the other affirms.
contradictions = Table(
    "contradictions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("store", ForeignKey("stores.id"), nullable=False),
    Column("one", String(80), nullable=False),
    Column("other", String(80), nullable=False),
    Column("said", Text, nullable=False),
    Column("about", Text, nullable=False),
    Column("sentences", Text, nullable=False),
    Column("kind", String(20), nullable=False),
    Index("contradictions_of_one", "store", "one"),
    Index("contradictions_of_other", "store", "other"),
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
