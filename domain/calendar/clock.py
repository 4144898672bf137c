"""The clock of a term: when it started, how long it runs, while it stood still, by how much it was extended.

A suspension runs from its first day up to, but not including, the day of resumption: the day on which work stops
does not count, the day on which it goes on does. So a suspension lifted on its own day changes nothing, two that
meet are one, and the order in which they are written down does not matter.
"""

from dataclasses import dataclass, replace
from datetime import date

from domain.calendar.workdays import WorkingCalendar

TERM = 15
"""Working days for a complaint (from registration) and for a petition (from receipt)."""


@dataclass(frozen=True, order=True)
class Suspension:
    """Days that do not count: from `start` to the day before `resumed_on`; None while it lasts."""

    start: date
    resumed_on: date | None = None

    def covers(self, day: date) -> bool:
        return self.start <= day and (self.resumed_on is None or day < self.resumed_on)


@dataclass(frozen=True)
class Clock:
    """A term in working days.

    started_on: day zero; None when a source does not say, and then nothing is due
    days: length of the term; extra_days: working days added by extensions
    suspensions: the spans that do not count
    """

    started_on: date | None
    days: int = TERM
    suspensions: tuple[Suspension, ...] = ()
    extra_days: int = 0

    @property
    def total_days(self) -> int:
        return self.days + self.extra_days

    @property
    def is_suspended(self) -> bool:
        return any(s.resumed_on is None for s in self.suspensions)

    @property
    def is_extended(self) -> bool:
        return self.extra_days > 0

    def extended(self, days: int) -> "Clock":
        return replace(self, extra_days=self.extra_days + days)

    def suspended(self, on: date) -> "Clock":
        """The clock stopped on a day; one that stands still already stays as it is."""
        return self if self.is_suspended else replace(self, suspensions=(*self.suspensions, Suspension(on)))

    def resumed(self, on: date) -> "Clock":
        """The clock going on from a day; one that runs already stays as it is."""
        return replace(
            self,
            suspensions=tuple(replace(s, resumed_on=on) if s.resumed_on is None else s for s in self.suspensions),
        )

    def due_on(self, calendar: WorkingCalendar) -> date | None:
        """The day at whose end the term is due.

        None while that cannot be said: the start is unknown, or the clock stands still before the term ran out.
        """
        if self.started_on is None:
            return None
        standstill = min((s.start for s in self.suspensions if s.resumed_on is None), default=None)
        left = self.total_days
        for day in calendar.working_days_after(self.started_on):
            if standstill is not None and day >= standstill:
                return None
            if not any(s.covers(day) for s in self.suspensions):
                left -= 1
            if left <= 0:
                return day
        raise AssertionError("working days have no end")

    def is_overdue(self, on: date, calendar: WorkingCalendar) -> bool:
        """Whether the term had run out before that day."""
        due = self.due_on(calendar)
        return due is not None and on > due
