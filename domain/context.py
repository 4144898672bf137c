"""What a decision may know besides its command, and how it reaches other records than its own."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar
from uuid import UUID

from domain.authority import Grant
from domain.identifiers import OfficeCode, OfficialId, StreamId, derived
from domain.message import Event
from domain.numbers import NUMBERS, NumberIssued, Series, counter, printed
from domain.record import Kind, World

S = TypeVar("S")


@dataclass(frozen=True, slots=True)
class At:
    """An event for another stream than the command's own."""

    stream: str
    event: Event


@dataclass(frozen=True)
class Context:
    """All that a decision may know besides its command: who asks, when, and the records it looks at.

    now: the instant of the decision, UTC; today: the same in the register's civil calendar (Asia/Almaty)
    effective: the day on which the act counts: given by the caller, else today; None when a source does not say
    migration: the caller imports earlier records or founds a register, which no token can ask for
    seen, expected: what stood before the caller, as in `domain.message.Act`
    """

    world: World
    actor: OfficialId
    command_id: UUID
    now: datetime
    today: date
    effective: date | None
    migration: bool = False
    grant: Grant | None = None
    trace: str | None = None
    correlation: UUID | None = None
    causation: int | None = None
    seen: int | None = None
    expected: int | None = None

    def read(self, kind: Kind[S], stream: str) -> S:
        """The state of a record; its initial state if it does not exist."""
        return self.world.fold(kind, stream).state

    def exists(self, kind: Kind[Any], stream: str) -> bool:
        return self.world.fold(kind, stream).version > 0

    def opened(self, kind: Kind[Any], part: str = "") -> str:
        """The id of a record that this command opens; `part` tells several of the same kind apart."""
        return derived(self.command_id, kind.name, part)

    def number(self, series: Series, office: OfficeCode, record: str) -> tuple[str, At]:
        """The next number of a series in an office and the year of the act, and the event that takes it."""
        year = (self.effective or self.today).year
        stream = counter(series, office, year)
        number = printed(series, office, year, self.world.fold(NUMBERS, stream).version + 1)
        return number, At(stream, NumberIssued(number=number, record=StreamId(record)))
