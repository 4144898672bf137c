"""The calendar of working days as a table, and the clocks that run on it."""

from datetime import date, datetime
from enum import StrEnum

from domain.calendar.clock import Clock, Suspension
from domain.calendar.state import CALENDAR_STREAM, CalendarOpened, DaysAmended, DaysDeclared
from domain.calendar.workdays import WorkingCalendar
from domain.message import Recorded
from domain.text import Text
from projections.projection import Projection, stamp
from projections.rows import Row, Visibility
from projections.views import Views


class CalendarRow(Row, table="calendar", key=("id",), visible=Visibility.STAFF):
    """A calendar of working days.

    id: its record
    years: years whose days were declared; beyond them only the week is known
    version: number of events of the record
    position: position of the last event shown here
    updated_at: when that event was recorded
    parked: an event of the record could not be shown; what stands here is older than the record
    """

    id: str
    years: tuple[str, ...] = ()
    version: int
    position: int
    updated_at: datetime
    parked: bool = False


class DayKind(StrEnum):
    """How a declared day differs from the week."""

    OFF = "off"
    WORKING = "working"

    @property
    def words(self) -> Text:
        return _DAY_KIND_WORDS[self]


_DAY_KIND_WORDS = {
    DayKind.OFF: Text(kk="демалыс күні", ru="нерабочий день", en="day off"),
    DayKind.WORKING: Text(kk="жұмыс күні", ru="рабочий день", en="working day"),
}


class CalendarDayRow(
    Row, table="calendar_day", key=("calendar", "day"), visible=Visibility.STAFF, indexes=("day",), resident=True
):
    """A day that was declared off or working; all others follow the week.

    calendar: the calendar
    day: the day
    day_kind: off, or working although it is a Saturday or Sunday
    reference: the legal act
    """

    calendar: str
    day: date
    day_kind: DayKind
    reference: str


class RunningClockRow(
    Row,
    table="running_clock",
    key=("calendar", "record", "part"),
    visible=Visibility.NOBODY,
    resident=True,
):
    """A term that runs: what an amendment of the calendar moves.

    calendar: the calendar it runs on
    record: the complaint or act of response
    part: key of the addressee of an act of response
    """

    calendar: str
    record: str
    part: str


CALENDARS = Projection("calendar", CalendarRow, CalendarDayRow, kinds=("calendar",), main=CalendarRow)
CLOCKS = Projection("clocks", RunningClockRow)


@CALENDARS.on(CalendarOpened)
def opened(event: CalendarOpened, recorded: Recorded, views: Views) -> None:
    views.put(CalendarRow(id=recorded.stream, **stamp(recorded)))


@CALENDARS.on(DaysDeclared, DaysAmended)
def declared(event: DaysDeclared | DaysAmended, recorded: Recorded, views: Views) -> None:
    for kind, days in ((DayKind.OFF, event.days_off), (DayKind.WORKING, event.working_days)):
        for day in days:
            views.put(CalendarDayRow(calendar=recorded.stream, day=day, day_kind=kind, reference=event.reference))
    if isinstance(event, DaysAmended):
        for day in event.ordinary:
            views.remove(CalendarDayRow, recorded.stream, day)
        return
    calendar = views.find(CalendarRow, recorded.stream)
    if calendar is not None:
        calendar.years = tuple(sorted({*calendar.years, str(event.year)}))


class _Terms:
    """The calendar as it stands, and the last days already computed on it."""

    def __init__(self, calendar: WorkingCalendar) -> None:
        self.calendar = calendar
        self.due: dict[tuple[date, int, tuple[str, ...]], date | None] = {}


def due_day(start: date, days: int, suspensions: tuple[str, ...], views: Views) -> date | None:
    """The last day of a term by the calendar as it stands after the events shown so far.

    suspensions: finished ones, as FIRST/RETURN days
    """
    terms = views.memo(CalendarDayRow, lambda: _Terms(_working_calendar(views)))
    term = (start, days, suspensions)
    if term not in terms.due:
        spans = (span.partition("/") for span in suspensions)
        rests = tuple(Suspension(date.fromisoformat(first), date.fromisoformat(back)) for first, _, back in spans)
        terms.due[term] = Clock(start, days, rests).due_on(terms.calendar)
    return terms.due[term]


def _working_calendar(views: Views) -> WorkingCalendar:
    days = views.peruse(CalendarDayRow, CALENDAR_STREAM)
    return WorkingCalendar(
        days_off=frozenset(d.day for d in days if d.day_kind is DayKind.OFF),
        working_days=frozenset(d.day for d in days if d.day_kind is DayKind.WORKING),
    )


def clock_runs(record: str, part: str, views: Views) -> None:
    """Note that a term runs."""
    if views.look(RunningClockRow, CALENDAR_STREAM, record, part) is None:
        views.put(RunningClockRow(calendar=CALENDAR_STREAM, record=record, part=part))


def clock_stops(record: str, part: str, views: Views) -> None:
    """Note that a term rests or is over."""
    views.remove(RunningClockRow, CALENDAR_STREAM, record, part)
