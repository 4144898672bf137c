"""Declaring working days and days off: legal acts, entered by the Head."""

from collections.abc import Iterator
from typing import Any

from domain.authority import H, Power
from domain.calendar.commands import AmendDays, DeclareDays, OpenCalendar
from domain.calendar.state import CALENDARS, Calendar, CalendarOpened, DaysAmended, DaysDeclared
from domain.calendar.workdays import SATURDAY
from domain.context import Context
from domain.decider import Answer, decides
from domain.refusal import Refusal, RefusalCode, refuse

DECLARE = Power("LabourCode/days", by=(H,), territory=False, historical=True)


def nowhere(_: Any, __: Any) -> None:
    """The calendar holds for the whole country."""


def year_is_new(command: DeclareDays, calendar: Calendar, _: Context) -> Refusal | None:
    """A year is declared once; what changes afterwards is amended, so that it can be seen when."""
    if command.year not in calendar.years:
        return None
    return refuse(
        RefusalCode.WRONG_STATE,
        DECLARE.paragraph,
        "year",
        kk=f"{command.year} жылдың күндері жарияланып қойған; жекелеген күндерді өзгертіңіз.",
        ru=f"Дни {command.year} года уже внесены; изменяйте отдельные дни.",
        en=f"The days of {command.year} have been declared; amend single days.",
    )


def days_are_of_the_year(command: DeclareDays, _: Calendar, __: Context) -> Refusal | None:
    """A declaration speaks of the days of its year."""
    for path, days in (("daysOff", command.days_off), ("workingDays", command.working_days)):
        if any(day.year != command.year for day in days):
            return refuse(
                RefusalCode.INVALID,
                DECLARE.paragraph,
                path,
                kk=f"Барлық күндер {command.year} жылға жатуы тиіс.",
                ru=f"Все дни должны относиться к {command.year} году.",
                en=f"All days must belong to {command.year}.",
            )
    return None


def days_are_declared_once(command: DeclareDays | AmendDays, _: Calendar, __: Context) -> Refusal | None:
    """No day is both off and worked."""
    ordinary = command.ordinary if isinstance(command, AmendDays) else ()
    named = (*command.days_off, *command.working_days, *ordinary)
    if len(set(named)) == len(named):
        return None
    return refuse(
        RefusalCode.INVALID,
        DECLARE.paragraph,
        "daysOff",
        kk="Бір күн бірнеше рет аталған.",
        ru="Один и тот же день назван несколько раз.",
        en="A day is named more than once.",
    )


def working_days_are_weekend_days(command: DeclareDays | AmendDays, _: Calendar, __: Context) -> Refusal | None:
    """Only a Saturday or a Sunday needs an act to become a working day."""
    if all(day.weekday() >= SATURDAY for day in command.working_days):
        return None
    return refuse(
        RefusalCode.INVALID,
        DECLARE.paragraph,
        "workingDays",
        kk="Жұмыс күні деп тек сенбі немесе жексенбі жарияланады.",
        ru="Рабочими объявляются только субботы и воскресенья.",
        en="Only Saturdays and Sundays are declared working days.",
    )


@decides(OpenCalendar, CALENDARS, power=DECLARE, office_of=nowhere, opens=True)
def open_calendar(command: OpenCalendar, calendar: Calendar, context: Context) -> Iterator[Answer]:
    yield CalendarOpened()


@decides(
    DeclareDays,
    CALENDARS,
    power=DECLARE,
    office_of=nowhere,
    rules=(year_is_new, days_are_of_the_year, days_are_declared_once, working_days_are_weekend_days),
)
def declare_days(command: DeclareDays, calendar: Calendar, context: Context) -> Iterator[Answer]:
    yield DaysDeclared(
        year=command.year,
        days_off=tuple(sorted(command.days_off)),
        working_days=tuple(sorted(command.working_days)),
        reference=command.reference,
    )


@decides(
    AmendDays,
    CALENDARS,
    power=DECLARE,
    office_of=nowhere,
    rules=(days_are_declared_once, working_days_are_weekend_days),
)
def amend_days(command: AmendDays, calendar: Calendar, context: Context) -> Iterator[Answer]:
    before = calendar.workdays
    after = before.amended(frozenset(command.days_off), frozenset(command.working_days), frozenset(command.ordinary))
    if after != before:
        yield DaysAmended(
            days_off=tuple(sorted(command.days_off)),
            working_days=tuple(sorted(command.working_days)),
            ordinary=tuple(sorted(command.ordinary)),
            reference=command.reference,
        )
