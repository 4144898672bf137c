"""What may be asked about the calendar. Legal acts decide; the Head enters them."""

from datetime import date
from typing import Annotated

from msgspec import Meta

from domain.calendar.state import CalendarId
from domain.message import Command, Line
from domain.text import Text

Days = Annotated[tuple[date, ...], Meta(max_length=366)]


class OpenCalendar(Command):
    """Begin a calendar in which Monday to Friday are worked.

    calendar: the calendar's record, `calendar-kz`
    """

    words = Text(kk="жұмыс күндерінің күнтізбесін ашу", ru="открыть календарь рабочих дней", en="open the calendar")
    calendar: CalendarId


class DeclareDays(Command):
    """Enter the days off and the working weekend days of a year, once for each year.

    calendar: the calendar's record
    year: the year
    days_off: days on which nobody works
    working_days: Saturdays and Sundays that are worked
    reference: the legal act
    """

    words = Text(
        kk="жылдың демалыс және жұмыс күндерін күнтізбеге енгізу",
        ru="внести в календарь дни отдыха и рабочие дни года",
        en="enter the days off and the working days of a year",
    )
    calendar: CalendarId
    year: Annotated[int, Meta(ge=1991, le=2200)]
    days_off: Days
    working_days: Days = ()
    reference: Line


class AmendDays(Command):
    """Declare single days anew, such as a working day that the Government declared off.

    calendar: the calendar's record
    days_off: days on which nobody works any more
    working_days: Saturdays and Sundays that are worked from now on
    ordinary: days that follow the week again
    reference: the legal act
    """

    words = Text(
        kk="жекелеген күндердің мәртебесін өзгерту",
        ru="изменить статус отдельных дней",
        en="amend days of the calendar",
    )
    calendar: CalendarId
    days_off: Days = ()
    working_days: Days = ()
    ordinary: Days = ()
    reference: Line
