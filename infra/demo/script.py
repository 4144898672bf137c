"""The script of a demonstration: commands by whom, on which day, in the order of days. The same seed, the same script.

Whatever falls after the last day has not happened yet, which is how matters come to be open.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import IntEnum
from uuid import UUID, uuid5

from domain.calendar.workdays import WorkingCalendar
from domain.identifiers import MIGRATION, OfficialId
from domain.message import Command
from infra.deciding import Request

NAMESPACE = UUID("3d1f4f0e-6c0b-5a7e-9a53-5f2d0c6e7b11")
"""Command ids of every demonstration are derived from this, the seed and the step's name."""
PERIOD = timedelta(days=730)
"""How long before the last day the casework begins."""
FOUNDING = timedelta(days=120)
"""How long before the casework the institution is set up."""
FIRST, LAST = "calendar/0", "auditor/access"
"""Names of the first and the last step."""


class Turn(IntEnum):
    """What comes first on one day."""

    FOUNDING = 0
    STAFF = 1
    CASES = 2
    END = 3


def step_id(seed: int, name: str) -> UUID:
    """The command id of a step of the story with this seed."""
    return uuid5(NAMESPACE, f"{seed}/{name}")


def earlier_until(first_day: date) -> date:
    """The last day of a story whose first step is dated so."""
    return first_day + FOUNDING + PERIOD


@dataclass
class Script:
    """Collects the steps of all matters and puts them in order.

    seed: chooses everything that is left to chance
    until: the last day; what would come later is left out
    calendar: the days on which the offices work
    """

    seed: int
    until: date
    calendar: WorkingCalendar
    _steps: list[tuple[date, Turn, Request]] = field(default_factory=list)

    @property
    def begin(self) -> date:
        return self.until - PERIOD

    def chance(self, name: str) -> random.Random:
        """A source of chance of its own for one matter, so that adding a matter changes no other."""
        return random.Random(f"{self.seed}/{name}")

    def id(self, name: str) -> UUID:
        """The command id of a step."""
        return step_id(self.seed, name)

    def step(self, day: date, name: str, actor: OfficialId, command: Command, turn: Turn = Turn.CASES) -> UUID:
        """Somebody does something on a day. Steps of one day and turn keep the order in which they were told."""
        return self._add(day, name, actor, command, turn, migration=False)

    def founding(self, day: date, name: str, command: Command) -> UUID:
        """What stood before the register was opened, entered when it was set up."""
        return self._add(day, name, MIGRATION, command, Turn.FOUNDING, migration=True)

    def _add(self, day: date, name: str, actor: OfficialId, command: Command, turn: Turn, *, migration: bool) -> UUID:
        command_id = self.id(name)
        if day <= self.until:
            request = Request(command=command, actor=actor, command_id=command_id, effective=day, migration=migration)
            self._steps.append((day, turn, request))
        return command_id

    def requests(self) -> Iterator[Request]:
        """All steps: the founding first, as it was told, then day by day."""

        def place(step: tuple[date, Turn, Request]) -> tuple[Turn, date, Turn]:
            day, turn, _ = step
            return (turn, date.min, turn) if turn is Turn.FOUNDING else (Turn.STAFF, day, turn)

        return (request for _, _, request in sorted(self._steps, key=place))

    def working(self, day: date, after: int = 0) -> date:
        """The day itself if it is worked, else the next one; then so many working days later."""
        first = self.calendar.due(day - timedelta(days=1), 1)
        return self.calendar.due(first, after) if after else first

    def working_day_before(self, ago: int) -> date:
        """The last working day on or before the day so many days before the end."""
        day = self.until - timedelta(days=ago)
        while not self.calendar.is_working(day):
            day -= timedelta(days=1)
        return day
