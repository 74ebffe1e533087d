"""The API of the translation memory: what each operation does, and the table of them."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from http import HTTPStatus

from dragoman.domain import Store
from dragoman.pipeline.context import Context
from dragoman.pipeline.memory import approved, unfit
from dragoman.storage.memory import MemoryEntry
from dragoman.storage.stores import Role, Token
from dragoman.tags import as_asked
from dragoman.web import schemas
from dragoman.web.openapi import Answer, Asked, Operation
from dragoman.web.problems import Problem

READERS = frozenset(Role)
KEEPERS = frozenset({Role.OWNER, Role.LOCALIZER})


@dataclass(frozen=True, slots=True)
class MemoryApi:
    """Does what the API offers for the translation memory.

    Attributes:
        context: The pipeline's parts.
    """

    context: Context

    def entries(self, caller: Token, asked: Asked) -> Answer:
        """List approved segments, the latest first."""
        query = asked.query
        found = self.context.memory.rows.list(
            caller.store, query["source"], query["target"], limit=query["limit"], before=query["before"]
        )
        following = found[-1].id if len(found) == query["limit"] else None
        return Answer({"entries": [asdict(entry) for entry in found], "next": following})

    def approve(self, caller: Token, asked: Asked) -> Answer:
        """Approve a segment with its translation."""
        store = self.context.stores.get(caller.store)
        if store is None:
            raise Problem(HTTPStatus.NOT_FOUND, "There is no such store.")
        source, target = asked.body["source"].strip(), asked.body["target"].strip()
        languages = [_enabled(store, asked.body[f"{side}_language"]) for side in ("source", "target")]
        reason = unfit(source, target)
        if reason is not None:
            raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, f"This cannot be approved: {reason}.")
        glossary = self.context.glossaries.of(store, languages[0], languages[1]).identity
        pair = approved(languages[0], languages[1], source, target, author=caller.name, glossary=glossary)
        (number,) = self.context.memory.rows.add(caller.store, [pair])
        return Answer(self._entry(caller.store, number), HTTPStatus.CREATED)

    def remove(self, caller: Token, asked: Asked) -> Answer:
        """Forget an approved segment."""
        if not self.context.memory.rows.remove(caller.store, [asked.path["id"]]):
            raise Problem(HTTPStatus.NOT_FOUND, "There is no such entry.")
        return Answer(None, HTTPStatus.NO_CONTENT)

    def operations(self) -> Sequence[Operation]:
        """Return the table of the operations."""
        rule = "/stores/<store>/memory"
        return (
            Operation(
                "memory",
                "GET",
                rule,
                "The approved segments, the latest first",
                READERS,
                self.entries,
                {HTTPStatus.OK: schemas.MemoryPageSchema},
                query=schemas.MemoryQuerySchema,
            ),
            Operation(
                "approve",
                "POST",
                rule,
                "Approve a segment with its translation; it is taken before the engine from now on",
                KEEPERS,
                self.approve,
                {HTTPStatus.CREATED: schemas.MemoryEntrySchema},
                body=schemas.MemoryRequestSchema,
            ),
            Operation(
                "forget",
                "DELETE",
                f"{rule}/<int:id>",
                "Forget an approved segment",
                KEEPERS,
                self.remove,
                {HTTPStatus.NO_CONTENT: None},
            ),
        )

    def _entry(self, store: str, number: int) -> MemoryEntry:
        (entry,) = self.context.memory.rows.list(store, limit=1, before=number + 1)
        return entry


def _enabled(store: Store, language: str) -> str:
    tag = as_asked(language, store.languages)
    if tag is None:
        raise Problem(
            HTTPStatus.UNPROCESSABLE_ENTITY,
            f"{language} is not a language of this store; it has {', '.join(store.languages)}.",
        )
    return tag
