"""Fills an empty register with the demonstration; a register that holds anything else is left as it is."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Protocol

from msgspec import Struct

from domain.identifiers import Position
from domain.message import Recorded
from domain.outcome import Accepted, Outcome, Refused
from infra.deciding import Request
from infra.demo.script import FIRST, LAST, earlier_until, step_id


class Carries(Protocol):
    """The part of the register that is needed here."""

    def head(self) -> Position: ...

    def tail(self, after: int, limit: int) -> list[Recorded]: ...

    def history(self, stream: str) -> list[Recorded]: ...

    def execute_batch(self, requests: Iterable[Request]) -> Iterator[Outcome]: ...


class NotEmpty(Exception):
    """The register holds something else already; a demonstration is not mixed with it."""


class DemonstrationFailed(Exception):
    """A step of the story was refused, which its rules should not allow: names the command and the refusal's code."""


class Filled(Struct, frozen=True):
    """What the register holds now.

    until: the last day of the story; commands: how many it has; 0 when it had been told before
    events: how many events were written now
    """

    until: date
    commands: int
    events: int


def fill(
    register: Carries,
    *,
    seed: int,
    complaints: int,
    until: date,
    progress: Callable[[int, int], None] | None = None,
) -> Filled:
    """Carry out the whole story. One that was interrupted goes on where it stopped, with the last day it began with.

    progress: called with the number of commands done and of all
    Raises NotEmpty, DemonstrationFailed.
    """
    before = register.head()
    if before:
        until = _begun_with(register, seed)
        if _is_told(register, seed):
            return Filled(until=until, commands=0, events=0)
    from infra.demo.story import tell  # not before it is needed: a register that is filled starts sooner

    requests = list(tell(seed, complaints, until))
    for done, (request, outcome) in enumerate(zip(requests, register.execute_batch(requests), strict=True), start=1):
        if not isinstance(outcome, Accepted):
            raise DemonstrationFailed(_told(request, outcome))
        if progress:
            progress(done, len(requests))
    return Filled(until=until, commands=len(requests), events=register.head() - before)


def _begun_with(register: Carries, seed: int) -> date:
    """The last day of the story whose beginning the register holds."""
    first = register.tail(0, 1)[0]
    if first.act.command != step_id(seed, FIRST) or first.act.effective is None:
        raise NotEmpty
    return earlier_until(first.act.effective)


def _is_told(register: Carries, seed: int) -> bool:
    """Whether the last step is there: the end of the auditor's record."""
    last = register.history(f"official-{step_id(seed, 'official/auditor')}")
    return any(recorded.act.command == step_id(seed, LAST) for recorded in last)


def _told(request: Request, outcome: Outcome) -> str:
    why = f"{outcome.refusal.code}: {outcome.refusal.text.en}" if isinstance(outcome, Refused) else "its id is taken"
    return f"{type(request.command).__name__} on {request.effective}: {why}"
