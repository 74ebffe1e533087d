"""The API of the glossary: what each operation does, and the table of them.

Agents propose, localizers also edit and approve, owners also publish and take back.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from http import HTTPStatus

from dragoman.domain import Store
from dragoman.glossary import Termbases
from dragoman.glossary.concept import Concept, Status
from dragoman.glossary.concept_json import ConceptSchema
from dragoman.glossary.conflicts import Unspelt, conflicts
from dragoman.glossary.formats import Form, read, write
from dragoman.glossary.importing import Fate, Plan, carry_out, planned
from dragoman.glossary.model import GlossaryError
from dragoman.glossary.spelling import unspelt_by
from dragoman.glossary.termbases import differences, tag_of
from dragoman.pipeline.context import Context
from dragoman.storage.glossaries import ChangedMeanwhile
from dragoman.storage.stores import Role, Token
from dragoman.translation.packs import PackLibrary
from dragoman.web import glossary_schemas as schemas
from dragoman.web.openapi import Answer, Asked, Operation
from dragoman.web.problems import Problem
from dragoman.wording import Wording, said

EVERYONE = frozenset(Role)
EDITORS = frozenset({Role.OWNER, Role.LOCALIZER})
OWNERS = frozenset({Role.OWNER})

_MOST_CONFLICTS = 500
_MEDIA_TYPES = {
    Form.CSV: "text/csv; charset=utf-8",
    Form.TSV: "text/tab-separated-values; charset=utf-8",
    Form.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Form.TBX: "application/x-tbx",
    Form.TBX3: "application/x-tbx",
    Form.JSON: "application/json",
}


@dataclass(frozen=True, slots=True)
class GlossaryApi:
    """Does what the API offers for glossaries.

    Attributes:
        context: The pipeline's parts.
        library: The packs, which know what can be spelt.
    """

    context: Context
    library: PackLibrary

    def concepts(self, caller: Token, asked: Asked) -> Answer:
        """List and search the entries of the draft."""
        query = asked.query
        found = [concept for concept in self._termbases.draft(caller.store) if _wanted(concept, query)]
        ids = [concept.id for concept in found]
        start = ids.index(query["after"]) + 1 if query["after"] in ids else 0
        page = found[start : start + query["limit"]]
        following = page[-1].id if start + len(page) < len(found) else None
        return Answer({"concepts": page, "total": len(found), "next": following})

    def concept(self, caller: Token, asked: Asked) -> Answer:
        """Show an entry."""
        return _tagged(self._known(caller, asked.path["id"]))

    def add(self, caller: Token, asked: Asked) -> Answer:
        """Add an entry; an agent's is a proposal."""
        concept: Concept = asked.body
        if caller.role not in EDITORS:
            concept = replace(concept, status=Status.PROPOSED)
        kept = self._put(caller, replace(concept, id=""), {})
        place = f"/api/v1/stores/{caller.store}/glossary/concepts/{kept.id}"
        return _tagged(kept, HTTPStatus.CREATED, {"Location": place})

    def change(self, caller: Token, asked: Asked) -> Answer:
        """Change an entry, unless somebody else did meanwhile."""
        known = self._known(caller, asked.path["id"])
        return _tagged(self._put(caller, replace(asked.body, id=known.id), _tags(known, asked)))

    def approve(self, caller: Token, asked: Asked) -> Answer:
        """Approve a proposal as it was seen."""
        known = self._known(caller, asked.path["id"])
        return _tagged(self._put(caller, replace(known, status=Status.APPROVED), _tags(known, asked)))

    def remove(self, caller: Token, asked: Asked) -> Answer:
        """Remove an entry, unless somebody else changed it meanwhile."""
        known = self._known(caller, asked.path["id"])
        with self._explained(caller):
            self._termbases.remove(caller.store, [known.id], caller.name, _tags(known, asked))
        return Answer(None, HTTPStatus.NO_CONTENT)

    def bring_in(self, caller: Token, asked: Asked) -> Answer:
        """Import a file."""
        query = asked.query
        store = self._store(caller)
        with self._explained(caller):
            reading = read(asked.data, query["format"], query["source"], query["target"])
            draft = self._termbases.draft(store.id)
            plan = planned(draft, reading.rows, store.pivot, whole=query["mode"] == "replace")
            stopped = query["dry_run"] or (query["strict"] and plan.count(Fate.REFUSED))
            if not stopped:
                carry_out(plan, self._termbases, store.id, caller.name, self.context.clock(), lambda _: None)
        wording = self.context.wording(store.locale)
        return Answer(_report(plan, reading.encoding, wording, written=not stopped))

    def export(self, caller: Token, asked: Asked) -> Answer:
        """Export the draft or a version."""
        query = asked.query
        form: Form = query["format"]
        raw = write(list(self._state(caller, query["version"])), form, query["source"], query["target"])
        suffix = Form.TBX if form is Form.TBX3 else form
        headers = {
            "Content-Type": _MEDIA_TYPES[form],
            "Content-Disposition": f'attachment; filename="glossary.{suffix}"',
        }
        return Answer(raw, headers=headers)

    def check(self, caller: Token, asked: Asked) -> Answer:  # noqa: ARG002 - an operation's signature
        """Explain the conflicts of the draft."""
        store = self._store(caller)
        found = conflicts(self._termbases.draft(store.id), store.pivot, store.languages, self._unspelt(store))
        wording = self.context.wording(store.locale)
        told = [
            {
                "clash": conflict.clash,
                "concepts": conflict.concepts,
                "languages": conflict.languages,
                "text": conflict.text.said(wording),
                "mend": conflict.mend.said(wording),
            }
            for conflict in found[:_MOST_CONFLICTS]
        ]
        return Answer({"conflicts": told, "total": len(found)})

    def versions(self, caller: Token, asked: Asked) -> Answer:  # noqa: ARG002 - an operation's signature
        """List what was published."""
        return Answer({"versions": self._termbases.versions(caller.store)})

    def publish(self, caller: Token, asked: Asked) -> Answer:
        """Publish the draft."""
        with self._explained(caller, HTTPStatus.CONFLICT):
            version = self._termbases.publish(caller.store, asked.body["comment"], caller.name)
        return Answer(version, HTTPStatus.CREATED)

    def roll_back(self, caller: Token, asked: Asked) -> Answer:
        """Publish an older version again."""
        number = asked.path["number"]
        self._state(caller, number)
        with self._explained(caller, HTTPStatus.CONFLICT):
            version = self._termbases.roll_back(caller.store, number, asked.body["comment"], caller.name)
        return Answer(version, HTTPStatus.CREATED)

    def compare(self, caller: Token, asked: Asked) -> Answer:
        """Compare a version with another, or with the draft."""
        before, after = (self._state(caller, asked.query[side]) for side in ("before", "after"))
        return Answer({"differences": differences(before, after)})

    def log(self, caller: Token, asked: Asked) -> Answer:
        """Show who changed what."""
        limit = asked.query["limit"]
        found = self._termbases.log(caller.store, limit, asked.query["before"])
        return Answer({"changes": found, "next": found[-1].id if len(found) == limit else None})

    def operations(self) -> Sequence[Operation]:
        """Return the table of the operations."""
        return (*self._entries(), *self._files(), *self._history())

    def _entries(self) -> Sequence[Operation]:
        rule = "/stores/<store>/glossary/concepts"
        ok, concept = HTTPStatus.OK, schemas.ConceptAnswerSchema
        return (
            Operation(
                "glossary_concepts",
                "GET",
                rule,
                "The entries of the glossary's draft",
                EVERYONE,
                self.concepts,
                {ok: schemas.ConceptPageSchema},
                query=schemas.ConceptQuerySchema,
            ),
            Operation(
                "glossary_add",
                "POST",
                rule,
                "Add an entry to the draft; an agent's is a proposal",
                EVERYONE,
                self.add,
                {HTTPStatus.CREATED: concept},
                body=ConceptSchema,
            ),
            Operation(
                "glossary_concept",
                "GET",
                f"{rule}/<id>",
                "An entry of the draft",
                EVERYONE,
                self.concept,
                {ok: concept},
            ),
            Operation(
                "glossary_change",
                "PUT",
                f"{rule}/<id>",
                "Change an entry of the draft",
                EDITORS,
                self.change,
                {ok: concept},
                body=ConceptSchema,
                conditional=True,
            ),
            Operation(
                "glossary_approve",
                "POST",
                f"{rule}/<id>/approve",
                "Approve a proposed entry",
                EDITORS,
                self.approve,
                {ok: concept},
                conditional=True,
            ),
            Operation(
                "glossary_remove",
                "DELETE",
                f"{rule}/<id>",
                "Remove an entry from the draft, or turn a proposal down",
                EDITORS,
                self.remove,
                {HTTPStatus.NO_CONTENT: None},
                conditional=True,
            ),
        )

    def _files(self) -> Sequence[Operation]:
        rule = "/stores/<store>/glossary"
        ok = HTTPStatus.OK
        return (
            Operation(
                "glossary_import",
                "POST",
                f"{rule}/import",
                "Bring the entries of a file, which is the body, into the draft",
                EDITORS,
                self.bring_in,
                {ok: schemas.ImportReportSchema},
                query=schemas.ImportQuerySchema,
                takes_file=True,
            ),
            Operation(
                "glossary_export",
                "GET",
                f"{rule}/export",
                "The draft, or a version, as a file",
                EVERYONE,
                self.export,
                {ok: None},
                query=schemas.ExportQuerySchema,
                gives_file=True,
            ),
            Operation(
                "glossary_check",
                "GET",
                f"{rule}/check",
                "What in the draft stands in each other's way, and what would help",
                EVERYONE,
                self.check,
                {ok: schemas.ConflictListSchema},
            ),
        )

    def _history(self) -> Sequence[Operation]:
        rule = "/stores/<store>/glossary"
        ok, created = HTTPStatus.OK, HTTPStatus.CREATED
        return (
            Operation(
                "glossary_versions",
                "GET",
                f"{rule}/versions",
                "What was published, the newest first",
                EVERYONE,
                self.versions,
                {ok: schemas.VersionListSchema},
            ),
            Operation(
                "glossary_publish",
                "POST",
                f"{rule}/versions",
                "Make the draft the version that translations are made with",
                OWNERS,
                self.publish,
                {created: schemas.VersionSchema},
                body=schemas.CommentSchema,
            ),
            Operation(
                "glossary_roll_back",
                "POST",
                f"{rule}/versions/<int:number>/restore",
                "Publish an older version again, and make it the draft",
                OWNERS,
                self.roll_back,
                {created: schemas.VersionSchema},
                body=schemas.CommentSchema,
            ),
            Operation(
                "glossary_compare",
                "GET",
                f"{rule}/compare",
                "What a version, or the draft, changed of an earlier version",
                EVERYONE,
                self.compare,
                {ok: schemas.DifferenceListSchema},
                query=schemas.CompareQuerySchema,
            ),
            Operation(
                "glossary_log",
                "GET",
                f"{rule}/log",
                "Who changed what, the newest first",
                EDITORS,
                self.log,
                {ok: schemas.LogPageSchema},
                query=schemas.LogQuerySchema,
            ),
        )

    @property
    def _termbases(self) -> Termbases:
        return self.context.glossaries.termbases

    def _store(self, caller: Token) -> Store:
        store = self.context.stores.get(caller.store)
        if store is None:
            raise Problem(HTTPStatus.NOT_FOUND, "There is no such store.")
        return store

    def _known(self, caller: Token, number: str) -> Concept:
        concept = self._termbases.concept(caller.store, number)
        if concept is None:
            raise Problem(HTTPStatus.NOT_FOUND, "There is no such entry.")
        return concept

    def _state(self, caller: Token, number: int | None) -> Sequence[Concept]:
        """Return the entries of a version, or of the draft."""
        if number is None:
            return self._termbases.draft(caller.store)
        if all(version.number != number for version in self._termbases.versions(caller.store)):
            raise Problem(HTTPStatus.NOT_FOUND, "There is no such version.")
        return self._termbases.published(caller.store, number).concepts

    def _put(self, caller: Token, concept: Concept, tags: Mapping[str, str]) -> Concept:
        with self._explained(caller):
            (kept,) = self._termbases.put(caller.store, [concept], caller.name, self.context.clock(), tags)
        return kept

    @contextmanager
    def _explained(
        self, caller: Token, changed: HTTPStatus = HTTPStatus.PRECONDITION_FAILED
    ) -> Iterator[None]:
        """Answer what cannot be done in the words of who found out, in the store's locale.

        Args:
            caller: Who asked.
            changed: The answer where somebody else was faster.
        """
        try:
            yield
        except ChangedMeanwhile as error:
            raise Problem(changed, _sentence(str(error))) from error
        except GlossaryError as error:
            told = said(error.told, self.context.wording(self._store(caller).locale))
            raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, _sentence(told)) from error

    def _unspelt(self, store: Store) -> Unspelt:
        return unspelt_by(self.library.find, store.pivot, store.languages)


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."


def _wanted(concept: Concept, query: Mapping[str, object]) -> bool:
    language = query["language"]
    return (
        query["status"] in {None, concept.status}
        and query["glossary"] in {None, concept.glossary}
        and (language is None or concept.said_in(str(language)) is not None)
        and concept.has(str(query["search"]))
    )


def _tags(known: Concept, asked: Asked) -> Mapping[str, str]:
    """Return the tag that the caller saw of an entry; none where any will do."""
    return {} if asked.if_match == "*" else {known.id: str(asked.if_match)}


def _tagged(
    concept: Concept, status: HTTPStatus = HTTPStatus.OK, headers: Mapping[str, str] | None = None
) -> Answer:
    return Answer(concept, status, {"ETag": f'"{tag_of(concept)}"', **(headers or {})})


def _report(plan: Plan, encoding: str, wording: Wording, *, written: bool) -> Mapping[str, object]:
    return {
        "encoding": encoding,
        "counts": {fate.value: plan.count(fate) for fate in Fate},
        "removed": len(plan.removed),
        "spared": plan.spared,
        "written": written,
        "rows": [
            {
                "place": outcome.place,
                "fate": outcome.fate,
                "name": outcome.name,
                "reason": said(outcome.reason, wording),
            }
            for outcome in plan.outcomes
            if outcome.fate is not Fate.UNCHANGED
        ],
    }
