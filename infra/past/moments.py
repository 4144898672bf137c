"""Moments: from what a question says to the last event that counts, and to the day that was today then."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

from domain.civil import civil_day
from graphql_api.errors import ErrorCode, Fault
from graphql_api.ports import Moment
from infra.past.events import Events

SKEW: Final = timedelta(minutes=5)
"""By how much the clock of whoever asks may be ahead of ours."""
_FIRST: Final = datetime.min.replace(tzinfo=UTC)
"""The first instant whose civil day has a name; an offset may put one before it."""


@dataclass(frozen=True)
class Cut:
    """Up to where the register is told.

    position: the last event that may count
    today: the civil day on which it is looked at
    effective: only acts that count on this day or before; None for all
    found: further answers of the moment by name, for whoever asked what an official had seen
    """

    position: int
    today: date
    effective: date | None = None
    found: tuple[tuple[str, Any], ...] = ()


def cut(moment: Moment, events: Events) -> Cut:
    """Where a moment cuts the register. Raises Fault for a position or an instant that lies ahead."""
    shown = events.shown()
    if moment.effective is not None:
        return Cut(shown, moment.effective, moment.effective)
    if moment.recorded_at is not None:
        if moment.recorded_at > events.now() + SKEW:
            raise Fault(ErrorCode.BAD_INPUT, "This instant has not come; what will be known then nobody can say.")
        day = civil_day(max(min(moment.recorded_at, events.now()), _FIRST))
        return Cut(min(events.position_at(moment.recorded_at), shown), day)
    if moment.seen_by is not None:
        return _seen(moment.seen_by, shown, events)
    position = moment.position or 0
    if position > shown:
        raise Fault(ErrorCode.BAD_INPUT, "This position is not shown yet; ask again when the register has come so far.")
    return Cut(position, _day(position, events))


def _day(position: int, events: Events) -> date:
    """The civil day on which an event was recorded; before the first event, that of the first."""
    rows = events.stretch(max(position, 1), max(position, 1))
    return civil_day(rows[0].recorded_at if rows else events.now())


def _seen(position: int, shown: int, events: Events) -> Cut:
    """What stood before whoever gave the command to which an event belongs."""
    found = events.recorded(events.stretch(position, position)) if 0 < position <= shown else []
    if not found:
        return Cut(0, civil_day(events.now()), found=(("record", ""), ("noted", False), ("expected", None)))
    event = found[0]
    before = _before(position, event.act.command, events)
    seen = before if event.act.seen is None else min(event.act.seen, before)
    noted = (("record", event.stream), ("noted", event.act.seen is not None), ("expected", event.act.expected))
    return Cut(seen, civil_day(event.recorded_at), found=noted)


def _before(position: int, command: Any, events: Events) -> int:
    """The position before the first event of a command, whose events stand one after another."""
    while position > 1:
        earlier = events.recorded(events.stretch(max(position - 100, 1), position - 1))
        for event in reversed(earlier):
            if event.act.command != command:
                return event.position
            position = event.position
        if not earlier:
            break
    return position - 1
