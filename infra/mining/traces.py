"""Traces: the recorded events of one record, read from the register record by record, in constant memory.

Contents are dropped where the stored event is read, so no writer of a log can let any out.
"""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time
from enum import StrEnum
from itertools import groupby
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import msgspec
import psycopg
from msgspec import Struct
from psycopg import Connection

import domain.kinds  # noqa: F401  completes the list of events
from domain.message import Act, event_types, upcast
from projections.audit import content_fields

KINDS = ("complaint", "petition", "measure", "post")
CIVIL = ZoneInfo("Asia/Almaty")
OWNER = "register_owner"
_FETCH = 2_000
_ROWS = """
    select originator_id, originator_version, topic, state, notification_id, recorded_at
      from register.events
     where originator_id >= %s and originator_id < %s and notification_id <= %s
     order by originator_id, originator_version"""
_WALLED = {"ComplaintWalled": True, "PetitionWalled": True, "ComplaintUnwalled": False, "PetitionUnwalled": False}

Progress = Callable[[int], None]


class Clock(StrEnum):
    """Which of an event's two times a log is ordered by."""

    RECORDED = "recorded"
    """When the register learnt of it."""
    EFFECTIVE = "effective"
    """The day on which it counts, at its beginning; the time of recording where a source does not say."""


class Chosen(NamedTuple):
    """Which traces a log holds.

    office: of records in which an act lies in this office; None: of all
    since, until: of records that begin on one of these days by the clock of the log, both included
    walled: also of records behind walls
    """

    kind: str
    office: str | None = None
    since: date | None = None
    until: date | None = None
    walled: bool = False


class Step(NamedTuple):
    """One event of a trace. fields: what it says, without contents."""

    name: str
    version: int
    position: int
    recorded_at: datetime
    act: Act
    fields: dict[str, Any]

    def at(self, clock: Clock) -> datetime:
        """When it happened by the clock of the log."""
        if clock is Clock.EFFECTIVE and self.act.effective is not None:
            return datetime.combine(self.act.effective, time(), CIVIL)
        return self.recorded_at.astimezone(UTC)


class Trace(NamedTuple):
    """The whole course of one record. number: its registration number, if it has one."""

    record: str
    number: str | None
    office: str | None
    steps: list[Step]


class Written(NamedTuple):
    """What a log holds.

    left_out: records of the choice that stand behind walls
    undated: records of the kind and office of which no day is known, so that the day of recording stood for it; None
        where the log does not ask
    """

    traces: int
    events: int
    left_out: int
    undated: int | None = None


class _Stored(Struct):
    schema: int
    act: Act
    event: dict[str, Any]


_decode = msgspec.json.Decoder(_Stored).decode


class Traces:
    """The traces of a choice, one at a time, as they stand at one position of the register."""

    def __init__(
        self,
        conn: Connection[Any],
        chosen: Chosen,
        progress: Progress = lambda _: None,
        *,
        clock: Clock = Clock.RECORDED,
    ) -> None:
        self._conn, self._chosen, self._progress, self._clock = conn, chosen, progress, clock
        self.count = self.events = self.left_out = self.undated = 0
        row = conn.execute("select coalesce(max(notification_id), 0) from register.events").fetchone()
        self.position: int = row[0] if row else 0

    def __iter__(self) -> Iterator[Trace]:
        for record, rows in groupby(self._rows(), key=lambda row: row[0]):
            trace = _trace(record, [_step(row) for row in rows])
            if not _lies_in_office(trace, self._chosen.office):
                continue
            hidden, known = not self._chosen.walled and _stands_behind_a_wall(trace), _first_day(trace)
            self.undated += known is None and not hidden
            day = known if known is not None and self._clock is Clock.EFFECTIVE else _recorded_on(trace)
            if not (self._chosen.since or day) <= day <= (self._chosen.until or day):
                continue
            if hidden:
                self.left_out += 1
                continue
            self.count += 1
            self.events += len(trace.steps)
            yield trace
            self._progress(self.count)

    def written(self) -> Written:
        """What was read so far."""
        undated = self.undated if self._clock is Clock.EFFECTIVE else None
        return Written(self.count, self.events, self.left_out, undated)

    def _rows(self) -> Iterator[tuple[Any, ...]]:
        kind = self._chosen.kind
        with self._conn.cursor(name="traces") as cursor:
            cursor.execute(_ROWS, (f"{kind}-", f"{kind}.", self.position), binary=True)
            while rows := cursor.fetchmany(_FETCH):
                yield from rows


def reading(dsn: str) -> Connection[Any]:
    """A connection for reading the events from one snapshot, with the owner's rights."""
    conn = psycopg.connect(dsn, options="-c timezone=UTC -c jit=off -c default_transaction_read_only=on")
    conn.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
    conn.execute(f"set role {OWNER}")
    return conn


def _step(row: tuple[Any, ...]) -> Step:
    _, version, name, state, position, recorded_at = row
    stored, cls = _decode(state), event_types()[name]
    fields = upcast(name, stored.schema, cls.schema_version, stored.event)
    apart = content_fields(cls)
    return Step(name, version, position, recorded_at, stored.act, {k: v for k, v in fields.items() if k not in apart})


def _trace(record: str, steps: list[Step]) -> Trace:
    opening = steps[0].fields
    return Trace(record, opening.get("number"), opening.get("office") or steps[0].act.office, steps)


def _lies_in_office(trace: Trace, office: str | None) -> bool:
    return office is None or office in {trace.office, *(step.act.office for step in trace.steps)}


def _first_day(trace: Trace) -> date | None:
    """The earliest day on which one of its acts counts; a source may not say that of the first one."""
    return min((step.act.effective for step in trace.steps if step.act.effective is not None), default=None)


def _recorded_on(trace: Trace) -> date:
    return trace.steps[0].recorded_at.astimezone(CIVIL).date()


def _stands_behind_a_wall(trace: Trace) -> bool:
    return next((_WALLED[step.name] for step in reversed(trace.steps) if step.name in _WALLED), False)
