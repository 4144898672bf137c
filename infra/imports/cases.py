"""What every import does alike: cases of lines, commands with ids that never change, offices by a stable choice."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from uuid import UUID, uuid5

from domain.complaints.vocabulary import Source
from domain.identifiers import CENTRE, MIGRATION, OfficeCode
from domain.message import Command
from domain.offices.directory import DIRECTORY
from infra.deciding import Request
from infra.imports.table import Line, Problem

NAMESPACE = UUID("c2a0f7de-94a5-5b61-8d3c-0a6e7a2f9b40")
"""Command ids of imports are derived from this, the earlier system, the number there and the step."""
OFFICES = tuple(listed.code for listed in DIRECTORY if listed.code != CENTRE)

OfficeOf = Callable[[str], OfficeCode]
"""Chooses the office by a word of the case: its respondent, or its number where there is no respondent."""


def one_office(code: OfficeCode) -> OfficeOf:
    return lambda _: code


def spread(word: str) -> OfficeCode:
    """One of the twenty offices: the SHA-256 of the word as a number, modulo twenty, in the order of their codes."""
    return OFFICES[int.from_bytes(sha256(word.encode()).digest(), "big") % len(OFFICES)]


@dataclass(frozen=True)
class Step:
    """One command of a case, with the line of the file that it comes from.

    columns: columns of the source by the command's fields, to say where a refusal lies
    """

    line: int
    request: Request
    columns: dict[str, str]


@dataclass(frozen=True)
class Case:
    """A case of an earlier system as the commands that tell it, the registration first."""

    number: str
    steps: tuple[Step, ...]


def by_number(lines: Iterator[Line], column: str) -> dict[str, list[Line]]:
    """Lines by case, in the order in which the cases first appear; they need not be neighbours."""
    cases: dict[str, list[Line]] = {}
    for line in lines:
        cases.setdefault(line.values[column], []).append(line)
    return cases


def agreeing(lines: Sequence[Line], columns: Sequence[str], problems: list[Problem]) -> list[Line]:
    """The lines that say the same of the case as its first one does."""
    first, *others = lines
    kept = [first]
    for line in others:
        at_odds = [c for c in columns if line.values[c] != first.values[c]]
        problems += [
            Problem(line.number, c, f"differs from line {first.number}, which belongs to the same case")
            for c in at_odds
        ]
        if not at_odds:
            kept.append(line)
    return kept


def told_once(lines: Sequence[Line], column: str, problems: list[Problem]) -> list[Line]:
    """The lines whose id in this column no earlier line of the case has."""
    first: dict[str, Line] = {}
    for line in lines:
        known = first.setdefault(line.values[column], line)
        if known is not line:
            problems.append(Problem(line.number, column, f"repeats line {known.number} of the same case"))
    return list(first.values())


class Telling:
    """Makes the steps of the cases of one earlier system."""

    def __init__(self, system: str) -> None:
        self._system = system

    def source(self, number: str, deadline: date | None = None) -> Source:
        return Source(system=self._system, number=number, deadline=deadline)

    def id(self, number: str, step: str) -> UUID:
        return uuid5(NAMESPACE, f"{self._system}/{number}/{step}")

    def step(
        self, number: str, name: str, command: Command, *, line: int, effective: date | None, **columns: str
    ) -> Step:
        """A command on the day that the source gives; None where it gives none."""
        request = Request(
            command=command,
            actor=MIGRATION,
            command_id=self.id(number, name),
            effective=effective,
            migration=True,
        )
        return Step(line, request, columns)
