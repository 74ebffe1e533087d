"""Zendesk's answers are taken at their word only where they are as documented."""

from collections.abc import Iterator
from contextlib import contextmanager

from dragoman.adapter import OutcomeUnknown


@contextmanager
def as_documented(what: str) -> Iterator[None]:
    """Turn an answer that is not as documented into an error that sends nothing a second time.

    Raises:
        OutcomeUnknown: the block stumbled over the answer.
    """
    try:
        yield
    except (AttributeError, LookupError, TypeError, ValueError) as error:
        raise OutcomeUnknown(f"Zendesk gave {what} in an unknown form ({type(error).__name__})") from error
