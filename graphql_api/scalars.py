"""Scalars of the schema: calendar days, instants, positions, ids and JSON, strict in what they take.

Their errors say what would be right and never repeat the value, which may be somebody's personal data.
"""

import re
from datetime import UTC, date, datetime
from typing import Any, Final, NewType
from uuid import UUID

import strawberry
from graphql import GraphQLError
from strawberry.types.scalar import ScalarDefinition

from domain.identifiers import Position

Json = NewType("Json", object)
"""A JSON value of any shape, for what is stored as such."""

_DAY = re.compile(r"^\d{4}-\d{2}-\d{2}$")
_LARGEST: Final = 2**53 - 1


def _day(value: object) -> date:
    if isinstance(value, str) and _DAY.match(value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    raise GraphQLError("A Date is written YYYY-MM-DD and names a day of the calendar.")


def _instant(value: object) -> datetime:
    if isinstance(value, str):
        try:
            instant = datetime.fromisoformat(value)
        except ValueError:
            pass
        else:
            if instant.tzinfo is not None:
                return instant
    raise GraphQLError("A DateTime is written as in RFC 3339, with its offset from UTC.")


def _uuid(value: object) -> UUID:
    if isinstance(value, str) and len(value) == 36:
        try:
            return UUID(value)
        except ValueError:
            pass
    raise GraphQLError("A UUID is written as 8-4-4-4-12 hexadecimal digits.")


def _position(value: object) -> int:
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= _LARGEST:
        return value
    raise GraphQLError(f"A Position is a whole number from 0 to {_LARGEST}.")


def _isoformat(value: Any) -> str:
    return value if isinstance(value, str) else str(value.isoformat())


def rfc3339(value: datetime | str) -> str:
    """An instant in UTC, with as many digits of its second's fraction as tell something."""
    if isinstance(value, str):
        return value
    told = value.astimezone(UTC).replace(tzinfo=None).isoformat()
    return f"{told.rstrip('0') if value.microsecond else told}+00:00"


SCALARS: Final[dict[object, ScalarDefinition]] = {
    date: strawberry.scalar(
        name="Date",
        description="A day of the calendar, `YYYY-MM-DD`, in the time of Astana.",
        serialize=_isoformat,
        parse_value=_day,
    ),
    datetime: strawberry.scalar(
        name="DateTime",
        description="An instant as in RFC 3339, with its offset from UTC.",
        specified_by_url="https://www.rfc-editor.org/rfc/rfc3339",
        serialize=rfc3339,
        parse_value=_instant,
    ),
    UUID: strawberry.scalar(
        name="UUID",
        description="A universally unique identifier, 8-4-4-4-12 hexadecimal digits.",
        specified_by_url="https://www.rfc-editor.org/rfc/rfc9562",
        serialize=str,
        parse_value=_uuid,
    ),
    Position: strawberry.scalar(
        name="Position",
        description="Place of an event in the one order of the whole register: 1, 2, 3 … without holes. "
        "A whole number of at most 53 bits, exact in every client; 0 is the place before the first event.",
        serialize=int,
        parse_value=_position,
    ),
    Json: strawberry.scalar(
        name="JSON",
        description="A JSON value as it is stored.",
        specified_by_url="https://www.rfc-editor.org/rfc/rfc8259",
        serialize=lambda value: value,
        parse_value=lambda value: value,
    ),
}
