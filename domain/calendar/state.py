"""The calendar's record: what legal acts declared about working days, folded into a working calendar."""

from datetime import date
from functools import cached_property
from typing import Annotated

from msgspec import Meta
from msgspec.structs import replace

from domain.calendar.workdays import WorkingCalendar
from domain.message import Event, Line, Recorded
from domain.record import Kind
from domain.text import Text
from domain.value import Value

CALENDAR_STREAM = "calendar-kz"
CalendarId = Annotated[str, Meta(pattern=r"^calendar-[a-z]{2}\Z")]
"""A calendar's record: `calendar-kz`, the calendar of Kazakhstan."""


class CalendarOpened(Event):
    """The calendar began: Monday to Friday are worked until an act says otherwise."""

    words = Text(kk="жұмыс күндерінің күнтізбесін ашты", ru="открыл календарь рабочих дней", en="opened the calendar")


class DaysDeclared(Event):
    """The days off and the working weekend days of a year were declared.

    year: the year
    days_off: days on which nobody works
    working_days: Saturdays and Sundays that are worked
    reference: the legal act
    """

    words = Text(
        kk="жылдың демалыс және жұмыс күндерін күнтізбеге енгізді",
        ru="внёс в календарь дни отдыха и рабочие дни года",
        en="entered the days off and the working days of a year",
    )
    year: int
    days_off: tuple[date, ...]
    working_days: tuple[date, ...]
    reference: Line


class DaysAmended(Event):
    """Single days were declared anew, which moves the deadlines that have not yet run out.

    days_off: days on which nobody works any more
    working_days: Saturdays and Sundays that are worked from now on
    ordinary: days that follow the week again
    reference: the legal act
    """

    words = Text(
        kk="жекелеген күндердің мәртебесін өзгертті",
        ru="изменил статус отдельных дней",
        en="amended days of the calendar",
    )
    days_off: tuple[date, ...] = ()
    working_days: tuple[date, ...] = ()
    ordinary: tuple[date, ...] = ()
    reference: Line


class Calendar(Value, dict=True):
    """Folded state of a calendar.

    years: the years declared so far; beyond them only the week is known
    """

    days_off: frozenset[date] = frozenset()
    working_days: frozenset[date] = frozenset()
    years: frozenset[int] = frozenset()

    @cached_property
    def workdays(self) -> WorkingCalendar:
        return WorkingCalendar(days_off=self.days_off, working_days=self.working_days)


def evolve(calendar: Calendar, recorded: Recorded) -> Calendar:
    match recorded.event:
        case DaysDeclared(year=year, days_off=days_off, working_days=working_days):
            amended = calendar.workdays.amended(frozenset(days_off), frozenset(working_days))
            declared = replace(calendar, years=calendar.years | {year})
        case DaysAmended(days_off=days_off, working_days=working_days, ordinary=ordinary):
            amended = calendar.workdays.amended(frozenset(days_off), frozenset(working_days), frozenset(ordinary))
            declared = calendar
        case _:
            return calendar
    return replace(declared, days_off=amended.days_off, working_days=amended.working_days)


CALENDARS: Kind[Calendar] = Kind("calendar", Calendar(), evolve)
