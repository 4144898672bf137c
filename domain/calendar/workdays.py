"""Working days: Monday to Friday, but for the days that were declared off or working.

Terms run as the Rules say: the day of registration is day zero, and a term of n days is due at the end of the
n-th working day after it. A day is a date of the civil calendar; no times of day are involved.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

ONE_DAY = timedelta(days=1)
SATURDAY = 5


@dataclass(frozen=True)
class WorkingCalendar:
    """Which days are worked.

    days_off: weekdays on which nobody works, such as a holiday or a Monday to which one was moved
    working_days: Saturdays and Sundays that are worked instead; a day in both sets is off
    """

    days_off: frozenset[date] = field(default_factory=frozenset)
    working_days: frozenset[date] = field(default_factory=frozenset)

    def is_working(self, day: date) -> bool:
        if day in self.days_off:
            return False
        return day.weekday() < SATURDAY or day in self.working_days

    def working_days_after(self, start: date) -> Iterator[date]:
        """The working days that follow a day, without end."""
        day = start
        while True:
            day += ONE_DAY
            if self.is_working(day):
                yield day

    def due(self, start: date, days: int) -> date:
        """The n-th working day after `start`, at whose end a term of n working days is due.

        start: day zero, whether worked or not; days: at least 1. Raises ValueError for fewer.
        """
        if days < 1:
            raise ValueError(f"a term has at least one working day, not {days}")
        following = self.working_days_after(start)
        for _ in range(days - 1):
            next(following)
        return next(following)

    def working_days_between(self, start: date, end: date) -> int:
        """How many working days follow `start` up to and including `end`; negative when `end` comes first."""
        if end < start:
            return -self.working_days_between(end, start)
        span = (start + timedelta(days=n) for n in range(1, (end - start).days + 1))
        return sum(map(self.is_working, span))

    def amended(
        self,
        days_off: frozenset[date] = frozenset(),
        working_days: frozenset[date] = frozenset(),
        ordinary: frozenset[date] = frozenset(),
    ) -> "WorkingCalendar":
        """The calendar with some days declared anew; `ordinary` ones follow the week again."""
        named = days_off | working_days | ordinary
        return WorkingCalendar(
            days_off=(self.days_off - named) | days_off, working_days=(self.working_days - named) | working_days
        )
