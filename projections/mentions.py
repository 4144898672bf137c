"""Which records name which: what has to be told anew besides a record itself, to show it as it stood.

Only matters and persons are kept. The organisation is told as a whole, and each record is in the counter of its number.
"""

from collections.abc import Iterator
from functools import cache
from typing import Any, get_args, get_type_hints

import msgspec
from msgspec import Struct

from domain import identifiers
from domain.message import Event, Recorded
from projections.projection import Projection, kind_name
from projections.rows import Row, Visibility
from projections.views import Views

MATTERS = frozenset({"complaint", "petition", "measure", "person"})
"""Kinds of records that are told one by one; all others belong to the organisation."""
_IDS = (identifiers.ComplaintId, identifiers.PetitionId, identifiers.MeasureId, identifiers.PersonId)


class MentionRow(Row, table="mention", key=("record", "position"), visible=Visibility.NOBODY):
    """That an event of one record names another.

    record: the record that is named; a matter or a person
    position: position of the event
    stream: the record that the event belongs to
    """

    record: str
    position: int
    stream: str


MENTIONS = Projection("mentions", MentionRow)


@MENTIONS.on_every
def told(event: Event, recorded: Recorded, views: Views) -> None:
    if kind_name(recorded.stream) in MATTERS:
        for record in mentioned(event):
            if record != recorded.stream:
                views.put(MentionRow(record=record, position=recorded.position, stream=recorded.stream))


def mentioned(event: Event) -> set[str]:
    """The matters and persons that an event names."""
    names = _naming(type(event))
    return {record for name in names for record in _ids(getattr(event, name))} if names else set()


@cache
def _naming(event: type[Struct]) -> tuple[str, ...]:
    """The fields of an event that may hold ids of matters or persons, by their declared types."""
    hints = get_type_hints(event, include_extras=True)
    return tuple(f.name for f in msgspec.structs.fields(event) if _names(hints[f.name]))


def _names(hint: Any) -> bool:
    if hint is str or hint in _IDS:
        return True
    if isinstance(hint, type) and issubclass(hint, Struct):
        return bool(_naming(hint))
    return any(_names(part) for part in get_args(hint))


def _ids(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        if kind_name(value) in MATTERS and value != kind_name(value):
            yield value
    elif isinstance(value, Struct):
        for name in _naming(type(value)):
            yield from _ids(getattr(value, name))
    elif isinstance(value, tuple | list | frozenset):
        for part in value:
            yield from _ids(part)
