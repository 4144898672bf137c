"""Carrying an import out: the cases' commands in, outcomes counted, whatever did not go in told with its line."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from domain.calendar.state import CALENDAR_STREAM
from domain.identifiers import Position
from domain.message import Command, Recorded
from domain.offices.directory import DIRECTORY, OFFICES_SINCE
from domain.offices.state import OFFICES
from domain.outcome import Accepted, Outcome, Refused
from infra.calendar_seed import declarations
from infra.deciding import Request
from infra.imports.cases import Case, Step, Telling
from infra.imports.table import Problem, Table

_FOUNDING = Telling("founding")


class Carries(Protocol):
    """The register, or its rehearsal."""

    def execute_batch(self, requests: Iterable[Request]) -> Iterator[Outcome]: ...


class Remembers(Protocol):
    """The part of the register that is read."""

    def head(self) -> Position: ...

    def history(self, stream: str) -> list[Recorded]: ...


@dataclass
class Report:
    """What became of a file.

    rows: rows of the file; cases: cases whose registration is in the register now, old and new
    commands, events: what was carried out now, or in a dry run would be; known: commands carried out before
    problems: what did not go in, by line
    """

    rows: int = 0
    cases: int = 0
    commands: int = 0
    events: int = 0
    known: int = 0
    problems: list[Problem] = field(default_factory=list)


def founding(register: Remembers, this_year: int) -> list[Request]:
    """What an empty register needs first: the calendar, the Centre and the offices that the Regulation lists.

    A register that was founded in any other way is left to itself: nothing.
    """
    calendar = declarations(range(OFFICES_SINCE.year, this_year + 2))
    requests = [_founded(f"calendar/{place}", command, OFFICES_SINCE) for place, command in enumerate(calendar)]
    requests += [_founded(f"office/{listed.code}", listed.opening, listed.since) for listed in DIRECTORY]
    kept = register.history(CALENDAR_STREAM)
    begun_like_this = bool(kept) and kept[0].act.command == requests[0].command_id
    return requests if begun_like_this or register.head() == 0 else []


def _founded(name: str, command: Command, day: date) -> Request:
    step = _FOUNDING.step("register", name, command, line=0, effective=day)
    return step.request


def closed_offices(register: Remembers, codes: Iterable[str]) -> list[str]:
    """Which of these offices do not exist in the register."""
    folds = ((code, OFFICES.fold(OFFICES.initial, register.history(f"office-{code}"))) for code in codes)
    return [code for code, office in folds if not office.code or office.closed_on is not None]


def bring_in(
    carries: Carries,
    source: Table,
    cases: list[Case],
    report: Report,
    progress: Callable[[int, int], None] | None = None,
) -> Report:
    """Carry the cases out, filling the report as it goes, so that an interrupted import can tell how far it came."""
    steps = [step for case in cases for step in case.steps]
    failed: set[str] = set()
    numbers = [case.number for case in cases for _ in case.steps]
    report.rows = source.rows
    report.problems += source.problems
    outcomes = carries.execute_batch(step.request for step in steps)
    registered = {case.steps[0].request.command_id for case in cases}
    for done, (step, number, outcome) in enumerate(zip(steps, numbers, outcomes, strict=True), start=1):
        opens = step.request.command_id in registered
        if isinstance(outcome, Accepted):
            report.cases += opens
            report.known += outcome.replayed
            report.commands += not outcome.replayed
            report.events += len(outcome.recorded)
        elif number not in failed:
            report.problems.append(_problem(step, outcome))
            if opens:
                failed.add(number)
        if progress:
            progress(done, len(steps))
    report.problems.sort(key=lambda problem: problem.line)
    return report


def _problem(step: Step, outcome: Outcome) -> Problem:
    if isinstance(outcome, Refused):
        refusal = outcome.refusal
        column = next((step.columns[name] for name in refusal.path if name in step.columns), None)
        return Problem(step.line, column, f"{refusal.code}: {refusal.text.en}")
    return Problem(
        step.line,
        None,
        "was imported before with other contents or for another office; what the register holds is left as it is",
    )
