"""The whole story of the demonstration, from its founding to its last day."""

from collections.abc import Iterator
from datetime import date

from domain.calendar.commands import DeclareDays
from domain.calendar.workdays import WorkingCalendar
from domain.offices.directory import OFFICES_SINCE
from infra.calendar_seed import declarations
from infra.deciding import Request
from infra.demo.casework import tell_complaints
from infra.demo.founding import auditor, earliest, found
from infra.demo.links import tell_pairs
from infra.demo.measures import tell_measures
from infra.demo.presented import tell_presented
from infra.demo.response import tell_responses
from infra.demo.script import PERIOD, Script
from infra.demo.staff import tell_staff

EARLIEST = earliest(PERIOD)
"""The first day that can be the last one of the story: two years after the offices opened and were staffed."""


def tell(seed: int, complaints: int, until: date) -> Iterator[Request]:
    """The commands of the story, in order. The same arguments, the same commands with the same ids.

    complaints: how many complaints come in, besides a few pairs that belong together
    until: the last day; Raises ValueError before EARLIEST.
    """
    if until < EARLIEST:
        raise ValueError(f"the story needs two years of open offices: the last day is {EARLIEST} or later")
    script = Script(seed=seed, until=until, calendar=_calendar(until))
    house = found(script)
    tell_staff(script, house)
    tell_measures(script, house)
    tell_responses(script, house, tell_complaints(script, house, complaints))
    tell_presented(script, house)
    tell_pairs(script, house)
    auditor(script, house)
    return script.requests()


def _calendar(until: date) -> WorkingCalendar:
    calendar = WorkingCalendar()
    for command in declarations(range(OFFICES_SINCE.year, until.year + 2)):
        if isinstance(command, DeclareDays):
            calendar = calendar.amended(frozenset(command.days_off), frozenset(command.working_days))
    return calendar
