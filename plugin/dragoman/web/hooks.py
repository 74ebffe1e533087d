"""Deliveries of helpdesks: size, proof, meaning, commit, and only then 202.

Nothing is worked on here: an answer within a second keeps a helpdesk from giving up on us, and what was
committed survives whatever happens to this process.
"""

import logging
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus

from flask import Blueprint, Response, jsonify, request

from dragoman.adapter import Adapter, Malformed, Rejected, Request, check
from dragoman.domain import Demand, Event
from dragoman.storage.demands import Demands
from dragoman.storage.inbox import Inbox
from dragoman.web.bodies import read_body
from dragoman.web.problems import Problem, log_fault, unavailable

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Receiver:
    """Takes deliveries; ``StorageFull`` is answered by 503, as everywhere (``dragoman.web.problems``).

    Attributes:
        adapter: Returns the adapter of (store, connection), or None if there is no such connection.
        inbox: Where events are stored.
        demands: Where demands about people's data are stored.
        ring: Told the ids of what was stored.
        accepting: Whether deliveries are taken: not while the server is being stopped.
        clock: POSIX seconds.
    """

    adapter: Callable[[str, str], Adapter | None]
    inbox: Inbox
    demands: Demands
    ring: Callable[[Iterable[int]], None]
    accepting: Callable[[], bool]
    clock: Callable[[], float] = time.time

    def receive(self, store: str, connection: str) -> Response:
        """Answer one delivery: 202 once its events are stored, 204 where there is nothing to store.

        One that only asks whether we are there is answered as its helpdesk asks, with 200.
        """
        adapter = self.adapter(store, connection)
        if adapter is None:
            raise Problem(HTTPStatus.NOT_FOUND, "There is no such connection.")
        if not self.accepting():
            raise unavailable("Dragoman is being stopped.")
        delivery = Request(
            body=read_body(adapter.traits.body_cap),
            headers={name.lower(): value for name, value in request.headers.items()},
            query=request.args.to_dict(),
            received_at=self.clock(),
        )
        asked, events, demanded = self._read(adapter, delivery, f"{store}/{connection}")
        if asked is not None:
            return jsonify(asked)
        if demanded:
            self.demands.accept(store, connection, demanded)
            _log.info("%s/%s: %d demands about people's data", store, connection, len(demanded))
            if not events:
                return Response(status=HTTPStatus.ACCEPTED)
        if not events:
            self.inbox.count_unread(store, connection, "event")
            return Response(status=HTTPStatus.NO_CONTENT)
        stored = self.inbox.accept(store, connection, events)
        self.ring(stored)
        _log.info("%s/%s: %d events, %d of them new", store, connection, len(events), len(stored))
        return Response(status=HTTPStatus.ACCEPTED)

    def _read(
        self, adapter: Adapter, delivery: Request, where: str
    ) -> tuple[Mapping[str, str] | None, Sequence[Event], Sequence[Demand]]:
        """Return what a delivery asks to hear, and what it says, once it is proven.

        Raises:
            Problem: 401, the same for every reason; 400 if it is not what the helpdesk documents.
        """
        try:
            verified = check(adapter, delivery)
            return adapter.handshake(verified), adapter.parse(verified), adapter.demands(verified)
        except Rejected:
            _log.warning("%s: delivery rejected, %d bytes", where, len(delivery.body))
            raise Problem(HTTPStatus.UNAUTHORIZED, "The delivery is not proven.") from None
        except Malformed as error:
            _log.warning("%s: malformed delivery, %d bytes", where, len(delivery.body))
            raise Problem(HTTPStatus.BAD_REQUEST, f"The delivery is malformed: {error}") from error
        except Exception as error:
            # An adapter that stumbles over a body is no reason for a 500, which many helpdesks answer by
            # sending the same again for days.
            log_fault(f"{where}: parsing a delivery", error)
            raise Problem(HTTPStatus.BAD_REQUEST, "The delivery cannot be read.") from error


def hooks_blueprint(receiver: Receiver) -> Blueprint:
    """Return the route that helpdesks deliver to."""
    blueprint = Blueprint("hooks", __name__)
    blueprint.add_url_rule("/hooks/<store>/<connection>", "receive", receiver.receive, methods=["POST"])
    return blueprint
