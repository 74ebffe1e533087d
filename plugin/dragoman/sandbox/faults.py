"""Misbehaviour on demand: what can go wrong between an integration and a helpdesk, by appointment."""

import random
import threading
from dataclasses import asdict, dataclass
from typing import Any

from marshmallow import Schema, fields, validate


@dataclass(frozen=True, slots=True)
class Faults:
    """How the helpdesk is to misbehave, until it is told otherwise. The default is not at all.

    Everything but ``twice`` concerns the messages that integrations post over the API; people are spared.

    Attributes:
        slow: Seconds that such a request takes: the message is stored at half-time, so that who dies
            meanwhile dies before or after it landed.
        fail: Status that the next ``times`` requests are answered with; nothing is stored. 0: none.
        times: How many requests fail.
        retry_after: Seconds for the header ``Retry-After`` of a failure; None leaves it out.
        late: Seconds after which the message lands although the answer was 504. 0: never late.
        hold: Seconds that the connection of a late message is held before the 504.
        twice: Deliver every webhook twice.
        probability: How likely a request meets ``slow``, ``fail`` or ``late``, 0 to 1.
        seed: Begins the series of chances; equal seeds give equal series.
    """

    slow: float = 0.0
    fail: int = 0
    times: int = 1
    retry_after: int | None = None
    late: float = 0.0
    hold: float = 0.0
    twice: bool = False
    probability: float = 1.0
    seed: int = 0

    def to_json(self) -> dict[str, Any]:
        """Return the faults as the API gives them."""
        return asdict(self)


_SECONDS = validate.Range(min=0, max=600)


class FaultsSchema(Schema):
    """``Faults`` as the API takes them; what is left out is off."""

    slow = fields.Float(validate=_SECONDS)
    fail = fields.Integer(validate=validate.Range(min=400, max=599))
    times = fields.Integer(validate=validate.Range(min=1))
    retry_after = fields.Integer(validate=_SECONDS, allow_none=True)
    late = fields.Float(validate=_SECONDS)
    hold = fields.Float(validate=_SECONDS)
    twice = fields.Boolean()
    probability = fields.Float(validate=validate.Range(min=0, max=1))
    seed = fields.Integer()


NO_FAULTS = Faults()


class FaultPlan:
    """The faults in force and what is left of them; thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.set(NO_FAULTS)

    def set(self, faults: Faults) -> None:
        """Put these faults in force, in place of all others."""
        with self._lock:
            self._faults = faults
            self._failures = faults.times if faults.fail else 0
            self._chance = random.Random(faults.seed)  # noqa: S311 - repeatable, not secret

    @property
    def faults(self) -> Faults:
        """The faults in force."""
        with self._lock:
            return self._faults

    def next(self) -> Faults:
        """Return what happens to the request that has just come: ``fail`` is set only if it fails."""
        with self._lock:
            if self._chance.random() >= self._faults.probability:
                return NO_FAULTS
            return self._with_failure()

    def _with_failure(self) -> Faults:
        fails = self._failures > 0
        self._failures -= fails
        return Faults(**{**asdict(self._faults), "fail": self._faults.fail if fails else 0})
