"""Macros of stores, and what they say in other languages: the shop's own texts, kept readable."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection as SqlConnection
from sqlalchemy import Row, delete, insert, select

from dragoman.storage.database import Database
from dragoman.storage.tables import macro_texts, macros


@dataclass(frozen=True, slots=True)
class StoredMacro:
    """A macro as it is kept.

    Attributes:
        id: Unique within a store.
        name: What agents call it.
        intent: What it is for.
        text: In the agents' language, with slots.
        examples: How shoppers ask for it.
        requires: Names of the kinds of evidence that it needs.
    """

    id: str
    name: str
    intent: str
    text: str
    examples: tuple[str, ...] = ()
    requires: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MacroText:
    """What a macro says in another language.

    Attributes:
        macro: Id of the macro.
        language: BCP 47 tag.
        text: The text, with the same slots.
        author: Who wrote it; empty for the engine.
        original: The macro's text that it was made of.
        glossary: The glossary that it was made with.
        pack: The pack that it was made with; empty for a person's.
        changed_at: POSIX seconds.
    """

    macro: str
    language: str
    text: str
    author: str
    original: str
    glossary: str
    pack: str
    changed_at: float = 0.0


class Macros:
    """The macros of all stores."""

    def __init__(self, database: Database, clock: Callable[[], float]) -> None:
        self._database = database
        self._clock = clock

    def all(self, store: str) -> list[StoredMacro]:
        """Return the macros of a store, by id."""
        query = select(macros).where(macros.c.store == store).order_by(macros.c.macro)
        return [_macro(row) for row in self._database.read(lambda sql: sql.execute(query).all())]

    def put(self, store: str, written: Sequence[StoredMacro]) -> None:
        """Store macros; those of the same ids are changed.

        Raises:
            StorageFull: nothing was stored.
        """
        now = self._clock()

        def work(sql: SqlConnection) -> None:
            for one in written:
                sql.execute(delete(macros).where(macros.c.store == store, macros.c.macro == one.id))
                sql.execute(
                    insert(macros).values(
                        store=store,
                        macro=one.id,
                        name=one.name,
                        intent=one.intent,
                        text=one.text,
                        examples=json.dumps(one.examples),
                        requires=json.dumps(one.requires),
                        changed_at=now,
                    )
                )

        self._database.write(work)

    def remove(self, store: str, ids: Sequence[str]) -> int:
        """Remove macros with what they say in other languages, and return how many there were."""

        def work(sql: SqlConnection) -> int:
            sql.execute(delete(macro_texts).where(macro_texts.c.store == store, macro_texts.c.macro.in_(ids)))
            return sql.execute(
                delete(macros).where(macros.c.store == store, macros.c.macro.in_(ids))
            ).rowcount

        return self._database.write(work)

    def texts(self, store: str) -> list[MacroText]:
        """Return what the macros of a store say in other languages."""
        query = (
            select(macro_texts)
            .where(macro_texts.c.store == store)
            .order_by(macro_texts.c.macro, macro_texts.c.language)
        )
        return [_text(row) for row in self._database.read(lambda sql: sql.execute(query).all())]

    def put_text(self, store: str, text: MacroText) -> None:
        """Store what a macro says in a language, in the place of what it said.

        Raises:
            StorageFull: it was not stored.
        """
        this = (
            macro_texts.c.store == store,
            macro_texts.c.macro == text.macro,
            macro_texts.c.language == text.language,
        )
        row = {
            "store": store,
            "macro": text.macro,
            "language": text.language,
            "text": text.text,
            "author": text.author,
            "original": text.original,
            "glossary": text.glossary,
            "pack": text.pack,
            "changed_at": self._clock(),
        }

        def work(sql: SqlConnection) -> None:
            sql.execute(delete(macro_texts).where(*this))
            sql.execute(insert(macro_texts).values(row))

        self._database.write(work)


def _macro(row: Row[Any]) -> StoredMacro:
    return StoredMacro(
        id=row.macro,
        name=row.name,
        intent=row.intent,
        text=row.text,
        examples=tuple(json.loads(row.examples)),
        requires=tuple(json.loads(row.requires)),
    )


def _text(row: Row[Any]) -> MacroText:
    return MacroText(
        macro=row.macro,
        language=row.language,
        text=row.text,
        author=row.author,
        original=row.original,
        glossary=row.glossary,
        pack=row.pack,
        changed_at=row.changed_at,
    )
