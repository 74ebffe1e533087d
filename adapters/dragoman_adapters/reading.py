"""Reading what helpdesks say: deliveries, whose texts anybody may have chosen, and their API's answers.

Schemas take what they know and pass over the rest, because helpdesks add keys without notice.
"""

import math
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from marshmallow import EXCLUDE, Schema, ValidationError, fields, validate

from dragoman.adapter import Closed, Malformed, OutcomeUnknown, Refused

_LOCALE = re.compile(r"[A-Za-z]{2,3}([-_][0-9A-Za-z]{2,8}){0,4}")
_WORD = validate.Regexp(r"[0-9A-Za-z-]{1,64}\Z")
_LARGEST_NUMBER = 1 << 63
_NOT_FOUND = 404


def check_utf8(text: str) -> None:
    """JSON can spell half a character (a lone surrogate), which no database and no model takes."""
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise ValidationError("half a character") from error


def locale(value: Any) -> str | None:
    """Return a language that a helpdesk believes someone uses; None where it is nothing of the kind."""
    return value if isinstance(value, str) and _LOCALE.fullmatch(value) else None


class Lenient(Schema):
    """An object of which only the named keys are read."""

    class Meta:
        """Whatever else it has is passed over."""

        unknown = EXCLUDE


class Text(fields.String):
    """What a person wrote, as it is; it has to be there unless ``load_default`` is given."""

    def __init__(self, **given: Any) -> None:
        super().__init__(required="load_default" not in given, validate=check_utf8, **given)


class Word(fields.String):
    """An id that can stand in an address: letters, digits and hyphens."""

    def __init__(self, **given: Any) -> None:
        super().__init__(required=True, validate=_WORD, **given)


class Number(fields.Integer):
    """An id that is a number, which helpdesks write as text at times; comes out as text."""

    def __init__(self, **given: Any) -> None:
        super().__init__(required="load_default" not in given, **given)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **named: Any) -> Any:
        number = super()._deserialize(value, attr, data, **named)
        if not 1 <= number <= _LARGEST_NUMBER:
            raise ValidationError("no id")
        return str(number)


class Moment(fields.Field[float | None]):
    """A time as POSIX seconds, written so or in ISO 8601; in UTC where no zone is named.

    With ``load_default`` it need not be there, and what is no time counts as missing: no reason to lose what
    was written then.
    """

    def __init__(self, **given: Any) -> None:
        super().__init__(required="load_default" not in given, **given)

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> float | None:
        moment = _posix(value)
        if moment is None and self.required:
            raise ValidationError("no time")
        return moment


def _posix(value: Any) -> float | None:
    try:
        if isinstance(value, str):
            read = datetime.fromisoformat(value)
            return (read if read.tzinfo else read.replace(tzinfo=UTC)).timestamp()
        moment = float(value)
    except (OverflowError, TypeError, ValueError):
        return None
    return moment if math.isfinite(moment) else None


def schema(**known: fields.Field[Any]) -> Schema:
    """Return a schema of an object of which only these keys are read."""
    return Lenient.from_dict(known)()


@contextmanager
def delivery() -> Iterator[None]:
    """Turn whatever is wrong with a delivery into ``Malformed``."""
    try:
        yield
    except ValidationError as error:
        raise Malformed(f"not as documented: {error}") from error
    except (ValueError, RecursionError) as error:
        raise Malformed("the body is not JSON") from error


@contextmanager
def closed() -> Iterator[None]:
    """Turn the refusal to write into a conversation that is not there into ``Closed``."""
    try:
        yield
    except Refused as error:
        if error.status != _NOT_FOUND:
            raise
        raise Closed(str(error), error.status) from error


@contextmanager
def answer(helpdesk: str) -> Iterator[None]:
    """Turn whatever is wrong with an answer into ``OutcomeUnknown``: it proves nothing.

    Args:
        helpdesk: Its name, for a person.
    """
    try:
        yield
    except ValidationError as error:
        raise OutcomeUnknown(f"{helpdesk}'s answer is not as documented: {error}") from error
    except (AttributeError, LookupError, TypeError, ValueError) as error:
        kind = type(error).__name__
        raise OutcomeUnknown(f"{helpdesk}'s answer is not as documented ({kind})") from error
