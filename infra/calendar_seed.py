"""Seeds the working calendar from the package `holidays`, which knows Kazakhstan's holidays and most moved days.

It only seeds: whatever the package does not know or gets wrong is put right in the register by an amendment.
"""

from collections.abc import Iterable
from importlib.metadata import version

import holidays

from domain.calendar.commands import DeclareDays, OpenCalendar
from domain.calendar.state import CALENDAR_STREAM
from domain.calendar.workdays import SATURDAY
from domain.message import Command

REFERENCE = f"Labour Code and transfer acts, as listed by holidays {version('holidays')}"


def declarations(years: Iterable[int]) -> list[Command]:
    """The commands that open the calendar and declare each year, in order.

    Weekdays off are holidays and the days they were moved to; Saturdays worked in exchange are working days.
    """
    return [OpenCalendar(calendar=CALENDAR_STREAM), *(_declaration(year) for year in sorted(set(years)))]


def _declaration(year: int) -> DeclareDays:
    known = holidays.country_holidays("KZ", years=year)
    return DeclareDays(
        calendar=CALENDAR_STREAM,
        year=year,
        days_off=tuple(sorted(day for day in known if day.year == year and day.weekday() < SATURDAY)),
        working_days=tuple(sorted(day for day in known.weekend_workdays if day.year == year)),
        reference=REFERENCE,
    )
