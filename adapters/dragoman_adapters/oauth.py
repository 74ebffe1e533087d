"""What authorization servers answer (OAuth 2.0, RFC 6749, section 5.1)."""

from typing import Any

from dragoman.adapter import NotSent
from dragoman.domain import Secret
from dragoman.grants import Grant

# Where an answer does not say how long its token is good; whatever refuses it earlier has it renewed.
_USUAL_SECONDS = 3600.0
_NO_TIME = 1e9


def grant_of(answer: Any, server: str) -> Grant:
    """Return the grant that an answer carries.

    Args:
        answer: What was answered, read as JSON.
        server: Who answered, for a person.

    Raises:
        NotSent: it carries none.
    """
    given = answer if isinstance(answer, dict) else {}
    access, renewal, seconds = (given.get(name) for name in ("access_token", "refresh_token", "expires_in"))
    if not isinstance(access, str) or not access:
        raise NotSent(f"{server} answered without an access_token")
    said = isinstance(seconds, int | float) and not isinstance(seconds, bool) and 0 < seconds < _NO_TIME
    return Grant(
        access=Secret(access),
        seconds=float(seconds) if said else _USUAL_SECONDS,  # type: ignore[arg-type]  # proven above
        renewal=Secret(renewal) if isinstance(renewal, str) and renewal else None,
    )
