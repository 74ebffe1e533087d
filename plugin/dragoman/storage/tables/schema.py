"""What all tables share: their metadata, columns that are sealed, the cipher's own table and removals."""

from typing import Any

from sqlalchemy import (
    Column,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
)

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

# How often something was removed that processes may hold in memory: they let go of it when this changes.
removals = Table("removals", metadata, Column("id", Integer, primary_key=True), sqlite_autoincrement=True)
