"""The API that proposes terms, from what was said and from a catalogue."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from http import HTTPStatus

from marshmallow import Schema, fields, validate

from dragoman.domain import DragomanError
from dragoman.glossary import Termbases
from dragoman.glossary.catalogue import named
from dragoman.glossary.seeding import Reason, unknown
from dragoman.pipeline.mining import Mining
from dragoman.storage.stores import Role, Stores, Token
from dragoman.web.openapi import Answer, Asked, Operation
from dragoman.web.problems import Problem, unavailable
from dragoman.web.schemas import storable
from dragoman.web.seats import Seats

_MINERS = frozenset({Role.OWNER, Role.LOCALIZER})
_MOST_MESSAGES = 5_000
_MOST_PROPOSALS = 200


class MiningRequestSchema(Schema):
    """Where to look."""

    messages = fields.Integer(load_default=1000, validate=validate.Range(0, _MOST_MESSAGES))
    least = fields.Integer(
        load_default=3,
        validate=validate.Range(2),
        metadata={"description": "How many shoppers must have written or read a phrase."},
    )
    catalogue = fields.String(
        load_default="", validate=storable, metadata={"description": "CSV with names of products or brands."}
    )
    propose = fields.Boolean(
        load_default=False, metadata={"description": "Add them to the draft as proposed entries."}
    )


class OtherSchema(Schema):
    """Another translation, and how often."""

    term = fields.String(required=True)
    count = fields.Integer(required=True)


class ProposalSchema(Schema):
    """A term that the store may want; the examples are texts of shoppers and agents."""

    reason = fields.String(required=True, validate=validate.OneOf(list(Reason)))
    terms = fields.Dict(keys=fields.String(), values=fields.String(), required=True)
    count = fields.Integer(required=True)
    others = fields.List(fields.Nested(OtherSchema), required=True)
    examples = fields.List(fields.String(), required=True)


class ProposalsSchema(Schema):
    """What was found."""

    proposals = fields.List(fields.Nested(ProposalSchema), required=True)
    proposed = fields.Integer(required=True, metadata={"description": "Entries added to the draft."})


@dataclass(frozen=True, slots=True)
class MiningApi:
    """Does what the API offers to find terms.

    Attributes:
        stores: The shops.
        termbases: Their drafts.
        mining: Looks in what was said.
        seats: For requests that wait for the engine.
        clock: The present, in POSIX seconds.
    """

    stores: Stores
    termbases: Termbases
    mining: Mining
    seats: Seats
    clock: Callable[[], float] = time.time

    def mine(self, caller: Token, asked: Asked) -> Answer:
        """Propose terms, and add them to the draft where that is asked for."""
        store = self.stores.get(caller.store)
        if store is None:
            raise Problem(HTTPStatus.NOT_FOUND, "There is no such store.")
        body = asked.body
        with self.seats.hold(store.id) as seated:
            if not seated:
                raise unavailable("Dragoman has too much to translate now; send the same again later.")
            try:
                catalogue = named(body["catalogue"].encode()) if body["catalogue"] else []
                found = unknown(catalogue, self.termbases.draft(store.id))
                if body["messages"]:
                    found += self.mining.proposals(store, body["messages"], body["least"])
            except DragomanError as error:
                raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, f"Nothing was proposed: {error}.") from error
        shown = found[:_MOST_PROPOSALS]
        if body["propose"] and shown:
            entries = [proposal.concept() for proposal in shown]
            self.termbases.put(store.id, entries, caller.name, self.clock())
        proposals = [
            {
                "reason": one.reason,
                "terms": dict(one.terms),
                "count": one.count,
                "others": [{"term": term, "count": count} for term, count in one.others],
                "examples": list(one.examples),
            }
            for one in shown
        ]
        return Answer({"proposals": proposals, "proposed": len(shown) if body["propose"] else 0})

    def operations(self) -> Sequence[Operation]:
        """Return the table of the operations."""
        return (
            Operation(
                "mineGlossary",
                "POST",
                "/stores/<store>/glossary/mine",
                "Terms that the store may want, from its messages and a catalogue",
                _MINERS,
                self.mine,
                {HTTPStatus.OK: ProposalsSchema},
                body=MiningRequestSchema,
            ),
        )
