"""Which part of the trail is wanted: one list of conditions for the command line and for addresses."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from domain.capacity import Capacity
from domain.civil import CIVIL
from domain.kinds import KINDS
from domain.text import Language
from domain.value import Value
from graphql_api.listings import TRAIL
from graphql_api.tables import Clause


class Wanted(Value, rename="camel", forbid_unknown_fields=True):
    """Entries of the trail; what is left out asks nothing.

    record: id or number of the record
    kind: kind of the record
    office: code of the office
    official: whom it concerns: who acted, was acted for, or whom it is about
    capacity: in which capacity
    paragraph: paragraph of the power used, as the register cites it: 14.1.c
    event: name of the event
    since: first civil day of recording
    until: last civil day of recording
    effective_since: first day on which it counts
    effective_until: last day on which it counts
    after: position behind which the entries begin
    upto: position of the last entry
    text: words of its contents
    trace: id of the trace
    command: id of the command
    correlation: id of the chain of acts
    language: language of the sentences
    contents: whether free text and personal values are wanted, too; each record whose contents are shown is noted
    reason: why contents are read that the capacity alone does not open
    """

    record: str | None = None
    kind: str | None = None
    office: str | None = None
    official: str | None = None
    capacity: Capacity | None = None
    paragraph: str | None = None
    event: str | None = None
    since: date | None = None
    until: date | None = None
    effective_since: date | None = None
    effective_until: date | None = None
    after: int = 0
    upto: int | None = None
    text: str | None = None
    trace: str | None = None
    command: str | None = None
    correlation: str | None = None
    language: Language | None = None
    contents: bool = False
    reason: str | None = None

    def where(self, today: date) -> Clause:
        """The condition on the trail, without the positions. Raises Fault for a text that asks nothing."""
        return TRAIL.filter.where(TRAIL.filter.given(dict(self._conditions())), today)

    def _conditions(self) -> Iterator[tuple[str, Any]]:
        if self.record is not None:
            by_id = self.record.partition("-")[0] in KINDS
            yield ("stream" if by_id else "number"), {"eq": self.record}
        same = {"basis": self.paragraph} | {
            name: getattr(self, name)
            for name in ("kind", "office", "capacity", "event", "trace", "command", "correlation")
        }
        for name, value in same.items():
            if value is not None:
                yield name, {"eq": value}
        for name in ("official", "text"):
            if (value := getattr(self, name)) is not None:
                yield name, value
        recorded = {"gte": _begins(self.since), "lt": _begins(self.until, days=1)}
        effective = {"gte": self.effective_since, "lte": self.effective_until}
        for name, span in (("recorded_at", recorded), ("effective", effective)):
            if given := {operator: value for operator, value in span.items() if value is not None}:
                yield name, given


def _begins(day: date | None, *, days: int = 0) -> datetime | None:
    """The instant at which a civil day begins, or the day so many days later."""
    if day is None:
        return None
    return datetime.combine(day + timedelta(days=days), time(), CIVIL).astimezone(UTC)
