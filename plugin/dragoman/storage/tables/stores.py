"""Stores, who may use them, and what their connections were granted and have read."""

from sqlalchemy import Column, Float, ForeignKey, Integer, String, Table, Text, UniqueConstraint

from dragoman.storage.tables.schema import metadata, sealed

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

# Where the orders and products of a store are looked up, if its helpdesk is not the shop itself.
shops = Table(
    "shops",
    metadata,
    Column("store", ForeignKey("stores.id"), primary_key=True),
    Column("kind", String(40), nullable=False),
    Column("settings", Text, nullable=False),
    sealed("secrets", nullable=False),
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
