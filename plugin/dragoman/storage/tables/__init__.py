"""The tables. Whatever came from outside is sealed; what must be found again has a fingerprint beside it.

The statements over these tables are plain SQLAlchemy Core, so that the same ones run on PostgreSQL; only the
index of the knowledge's words is SQLite's own.
"""

from dragoman.storage.tables.conversations import (
    conversations,
    forwardings,
    messages,
    participants,
    told_languages,
)
from dragoman.storage.tables.glossary import concepts, glossary_log, memory, term_policies, termbases
from dragoman.storage.tables.inbox import demands, events, outgoing, unread
from dragoman.storage.tables.knowledge import (
    contradictions,
    knowledge_changes,
    passage_vectors,
    passage_versions,
    passage_words,
    passages,
)
from dragoman.storage.tables.replies import draft_rules, drafts, macro_texts, macros
from dragoman.storage.tables.schema import SCHEMA_VERSION, keyring, metadata, removals, sealed_columns
from dragoman.storage.tables.stores import connections, grants, shops, stores, tokens, watermarks

__all__ = [
    "SCHEMA_VERSION",
    "concepts",
    "connections",
    "contradictions",
    "conversations",
    "demands",
    "draft_rules",
    "drafts",
    "events",
    "forwardings",
    "glossary_log",
    "grants",
    "keyring",
    "knowledge_changes",
    "macro_texts",
    "macros",
    "memory",
    "messages",
    "metadata",
    "outgoing",
    "participants",
    "passage_vectors",
    "passage_versions",
    "passage_words",
    "passages",
    "removals",
    "sealed_columns",
    "shops",
    "stores",
    "term_policies",
    "termbases",
    "tokens",
    "told_languages",
    "unread",
    "watermarks",
]
