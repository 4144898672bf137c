"""The run: contestants side by side, turn by turn, their answers compared before each turn; then more cases."""

import asyncio
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from statistics import median
from typing import NamedTuple

import orjson
from msgspec.structs import replace

from benchmarks.arena import Arena, say
from benchmarks.figures import Figure
from benchmarks.http_load import AnswerRefusedError, Connection
from benchmarks.reads.asking import Load, asked, generator
from benchmarks.reads.contestants import NAMES, REGISTER, Contestant, NotHereError, contestant
from benchmarks.reads.data import samples, staff, stocked
from benchmarks.reads.questions import WORDS, Asked, Who, normalised
from benchmarks.reads.sizes import ReadSize
from infra.identity import DemonstrationKey

SECTION, GROWTH = "Questions in one run with the peers", "The same questions to a larger register"
NUMBERS = 200
"""Cases that are asked for in turn."""
_WARMING = 1.0
"""Seconds for which a server is asked before the first turn: plans and caches are made once."""
_MEGABYTE = 1 << 20


class DifferentAnswersError(Exception):
    """Two contestants do not answer the same, so they cannot be compared."""


class Line(NamedTuple):
    """One line of the comparison: a question and who asks it."""

    asked: Asked
    who: Who

    @property
    def words(self) -> str:
        return f"({self.asked}) {WORDS[self.asked]}, for {self.who.words}"


def reads(
    arena: Arena, size: ReadSize, wanted: Iterable[str] = NAMES, only: Sequence[Asked] = tuple(Asked)
) -> Iterator[Figure]:
    """All figures: the contestants beside each other, then the register with more cases.

    wanted: short names of contestants; only: the questions
    Raises DifferentAnswersError, AnswerRefusedError, ServerFailedError.
    """
    dsn = stocked(arena, size.cases, size.base)
    lines = _lines(arena, dsn, only)
    say(f"questions: asked by {generator(size.seconds)} over {size.connections} connections")
    with ExitStack() as stack:
        contestants = list(_started(stack, arena, dsn, [NAMES[name] for name in wanted], size))
        yield from _beside(contestants, lines, size)
        register = next((each for each in contestants if each.by == REGISTER), None)
        if size.grown and register is not None:
            yield from _grown(arena, register, lines, size)


def _lines(arena: Arena, dsn: str, only: Sequence[Asked]) -> list[Line]:
    """Each question by an official who sees everything, and, where that differs, by one who sees one office."""
    key, institution = DemonstrationKey(arena.home), staff()
    office = institution.offices[0]
    ombudsman, clerk = institution.ombudsman, institution.staff[office].clerk
    whole = Who("the Ombudsman", ombudsman, key.issue(ombudsman), tuple(samples(dsn, NUMBERS)))
    own = Who("an employee", clerk, key.issue(clerk), tuple(samples(dsn, NUMBERS, office)))
    lines = [Line(question, whole) for question in only]
    return lines + [Line(question, own) for question in only if question is not Asked.BOARDS]


def _started(stack: ExitStack, arena: Arena, dsn: str, names: list[str], size: ReadSize) -> Iterator[Contestant]:
    for by in names:
        try:
            yield stack.enter_context(contestant(by, arena.home, dsn, installing=size.installing))
        except NotHereError as reason:
            say(f"questions: without {by}: {reason}")


def _beside(contestants: list[Contestant], lines: list[Line], size: ReadSize) -> Iterator[Figure]:
    taken: dict[tuple[Line, str], list[Load]] = defaultdict(list)
    for turn in range(size.rounds):
        for line in lines:
            _compare(contestants, line)
            order = contestants[turn % len(contestants) :] + contestants[: turn % len(contestants)]
            for each in order:
                taken[line, each.by].append(_measured(each, line, size, warm=turn > 0, connections=size.connections))
    for line in lines:
        for each in contestants:
            figure = _figure(SECTION, line, each.by, taken[line, each.by], size.connections, each.by != REGISTER)
            memory = each.memory() / _MEGABYTE
            note = "; ".join(filter(None, (figure.note, f"{memory:.0f} MB", each.note)))
            yield replace(figure, memory=memory, note=note)


def _grown(arena: Arena, register: Contestant, lines: list[Line], size: ReadSize) -> Iterator[Figure]:
    """The register that runs beside one of a larger database, with one connection and with many."""
    dsn = stocked(arena, size.grown, size.base)
    taken: dict[tuple[Line, str, int], list[Load]] = defaultdict(list)
    with contestant(REGISTER, arena.home, dsn, installing=False) as larger:
        sides = {f"{REGISTER}, {cases:,} cases": side for cases, side in ((size.grown, larger), (size.cases, register))}
        for turn in range(size.rounds):
            for line in (line for line in lines if line.who is lines[0].who):
                for connections in (1, size.connections):
                    for by, side in sides.items():
                        load = _measured(side, line, size, warm=turn > 0, connections=connections)
                        taken[line, by, connections].append(load)
    small = f"{REGISTER}, {size.cases:,} cases"
    for (line, by, connections), loads in taken.items():
        yield _figure(GROWTH, line, by, loads, connections, by == small)


def _measured(each: Contestant, line: Line, size: ReadSize, *, warm: bool, connections: int) -> Load:
    requests = list(each.requests(line.asked, line.who))
    if not warm:
        asyncio.run(_answers(each, line))
        asked(each.port, requests, connections=connections, seconds=min(_WARMING, size.seconds))
    load = asked(each.port, requests, connections=connections, seconds=size.seconds)
    say(f"  {line.words}: {each.by}: {load.per_second:,.0f} a second, p50 {load.p50:.2f} ms, p99 {load.p99:.2f} ms")
    return load


def _compare(contestants: list[Contestant], line: Line) -> None:
    """All answer the same. Raises DifferentAnswersError."""
    first, *others = [(each.by, asyncio.run(_answers(each, line))) for each in contestants]
    for by, answers in others:
        if answers != first[1]:
            ours, theirs = next((a, b) for a, b in zip(first[1], answers, strict=True) if a != b)
            raise DifferentAnswersError(f"{line.words}:\n{first[0]}: {ours}\n{by}: {theirs}")


async def _answers(each: Contestant, line: Line) -> list[object]:
    """What it answers to some of the requests, in the way in which answers are compared."""
    requests = list(each.requests(line.asked, line.who))
    chosen = [requests[place] for place in sorted({0, len(requests) // 2, len(requests) - 1})]
    async with Connection(each.port) as connection:
        try:
            answers = [orjson.loads(await connection.ask(request)) for request in chosen]
        except AnswerRefusedError as refused:
            raise AnswerRefusedError(f"{each.by}, {line.words}: {refused}") from None
    return [normalised(answer.get("data", answer)) for answer in answers]


def _figure(section: str, line: Line, by: str, loads: list[Load], connections: int, peer: bool) -> Figure:
    """The middle of the rounds."""
    p50, p99 = median(load.p50 for load in loads), median(load.p99 for load in loads)
    return Figure(
        section=section,
        what=line.words,
        by=by,
        clients=connections,
        unit="answers",
        per_second=median(load.per_second for load in loads),
        p50=p50,
        p99=p99,
        peer=peer,
        note=f"p99 is {p99 / p50:.1f} times p50",
    )
