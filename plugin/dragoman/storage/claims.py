"""Who works on an event: the statements that give it to one worker, keep it, and give it back.

They are built once, as making a statement costs more than SQLite needs to run it.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import BindParameter, Row, and_, bindparam, exists, not_, select, update
from sqlalchemy import Connection as SqlConnection

from dragoman.storage.events import Claim, EventState
from dragoman.storage.tables import events

MOST_ATTEMPTS = 3

_older = events.alias("older")
_now: BindParameter[float] = bindparam("now")
_this: BindParameter[int] = bindparam("this")

# What can be worked on: unfinished, not owned, due, not perhaps just landing, and nothing older of its
# conversation unfinished. Wants the parameters of ``times``.
CLAIMABLE = and_(
    events.c.finished_at.is_(None),
    events.c.lease_until <= _now,
    events.c.due_at <= _now,
    not_(and_(events.c.state == EventState.SENDING, events.c.sent_at > bindparam("quiet_since"))),
    not_(
        exists().where(
            _older.c.conversation == events.c.conversation,
            _older.c.id < events.c.id,
            _older.c.finished_at.is_(None),
        )
    ),
)

# The event of a claim while nobody else has claimed it and it is not final; and while nobody else can
# claim it yet. Want the parameters of ``ours``, and ``LEASED`` wants ``now`` besides.
OURS = and_(events.c.id == _this, events.c.token == bindparam("ours"), events.c.finished_at.is_(None))
LEASED = and_(OURS, events.c.lease_until > _now)

_TAKE = (
    update(events)
    .where(events.c.id == _this, events.c.attempts < MOST_ATTEMPTS, CLAIMABLE)
    .values(attempts=events.c.attempts + 1)
    .returning(events)
)
_DEADLY = select(events.c.store).where(events.c.id == _this, events.c.attempts >= MOST_ATTEMPTS, CLAIMABLE)
_SET_ASIDE = (
    update(events)
    .where(events.c.id == _this, events.c.finished_at.is_(None))
    .values(state=EventState.PARKED, token=None, lease_until=0.0)
)
_END = update(events).where(OURS).values(token=None, lease_until=0.0, attempts=events.c.attempts - 1)
_OWNED = select(events.c.id).where(OURS)


def times(now: float, quiet: float) -> dict[str, float]:
    """Return the parameters of ``CLAIMABLE``.

    Args:
        now: POSIX seconds.
        quiet: Seconds that an event is left alone after a request of it was begun.
    """
    return {"now": now, "quiet_since": now - quiet}


def ours(claim: Claim) -> dict[str, Any]:
    """Return the parameters of ``OURS``."""
    return {"this": claim.id, "ours": claim.token}


def take(
    sql: SqlConnection, row: int, token: str, lease_until: float, when: Mapping[str, float]
) -> Row[Any] | None:
    """Give the event to the bearer of the token and count the attempt, if it can be worked on."""
    return sql.execute(_TAKE, {"this": row, "token": token, "lease_until": lease_until, **when}).one_or_none()


def store_of_deadly(sql: SqlConnection, row: int, when: Mapping[str, float]) -> str | None:
    """Return the store of an event that could be claimed, had its claims not all ended with their process."""
    return sql.scalar(_DEADLY, {"this": row, **when})


def set_aside(sql: SqlConnection, row: int, sealed_error: bytes, now: float) -> None:
    """Park an event that nobody can work on."""
    sql.execute(_SET_ASIDE, {"this": row, "error": sealed_error, "finished_at": now})


def end(sql: SqlConnection, claim: Claim, **values: Any) -> bool:
    """Give the event up in an orderly way, which gives its attempt back; say whether it was still ours."""
    return sql.execute(_END, {**ours(claim), **values}).rowcount == 1


def owned(sql: SqlConnection, claim: Claim) -> bool:
    """Return whether nobody else has claimed the event meanwhile, and it is not final."""
    return sql.scalar(_OWNED, ours(claim)) is not None
