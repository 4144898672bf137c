"""The register as it stood: a record of 500 events and the board of an office, asked of moments chosen by chance.

A few cases are told by commands; their events, opened and with ids of their own, are then copied to the size wanted.
"""

import asyncio
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from hashlib import md5
from random import Random
from typing import Any

import psycopg
from msgspec.structs import replace

from benchmarks.arena import Arena, say, show
from benchmarks.audit.leaving import leaving
from benchmarks.audit.sizes import TEMPLATE, AuditSize
from benchmarks.casework import carry_out, cases, found
from benchmarks.figures import Figure, percentiles
from domain.message import Recorded
from graphql_api.compiled import Answer, answer, compiler
from graphql_api.context import Operation, Ports
from graphql_api.documents import prepare
from graphql_api.ports import ReadNote
from graphql_api.schema import schema
from infra.http.views import ReadModels
from infra.projector import CAUGHT_UP
from infra.register import Register
from infra.store.codec import encode
from infra.store.recorder import Store
from infra.store.tail import Tail

SECTION = "The register as it stood"
LONG = 500
"""Events of the record that is asked for."""
_COPY = """
    copy register.events (originator_id, originator_version, topic, state, notification_id, recorded_at) from stdin"""
_OF_RECORD = """{ version ... on Complaint { status dueOn assignee { name } heads { category }
    trail(first: 200) { event actor { name } } } }"""
_RECORD = "query ($id: ID!) { nodeAsOf(id: $id, asOf: {position: %d}) " + _OF_RECORD + " }"
_RECORD_NOW = "query ($id: ID!) { node(id: $id) " + _OF_RECORD + " }"
_BOARD = '{ office(code: "%s", asOf: {position: %d}) { board { received open overdue concludedLate } } }'
_BOARD_NOW = '{ office(code: "71") { board { received open overdue concludedLate } } }'

Line = tuple[str, int, str, str]


def standing(arena: Arena, size: AuditSize) -> Iterator[Figure]:
    """Answers of a record and of a board, beside the present ones; then the whole trail as a file."""
    dsn = arena.database("audit_past", register=False, copy_of=TEMPLATE)
    say(f"past: {size.standing:,} events")
    with Store(dsn) as store:
        register = Register(store)
        staff = found(register)
        organised = register.head()
        carry_out(register, cases(staff, len(staff.offices)))
        template = register.tail(organised, 100_000)
    record, places = _copied(dsn, template, size.standing)
    begin = time.perf_counter()
    show(dsn)
    say(f"past: shown in {time.perf_counter() - begin:.0f} s")
    dice = Random(7)
    after = [_RECORD % place for place in dice.choices(places, k=size.asked)]
    boards = [
        _BOARD % (dice.choice(staff.offices), dice.randrange(organised, size.standing)) for _ in range(size.asked)
    ]
    with asyncio.Runner() as runner:
        runner.run(_ask(dsn, staff.ombudsman, after[:1], {"id": record}))
        for what, questions, now, variables in (
            (f"a record of {LONG} events", after, _RECORD_NOW, {"id": record}),
            (f"an office's board, {size.standing:,} events", boards, _BOARD_NOW, {}),
        ):
            yield _figure(what, "register: asOf", runner.run(_ask(dsn, staff.ombudsman, questions, variables)))
            again = runner.run(_ask(dsn, staff.ombudsman, [now] * size.asked, variables))
            yield _figure(what, "register: now", again, peer=True)
    yield from leaving(dsn, staff.ombudsman)


def _copied(dsn: str, template: Sequence[Recorded], size: int) -> tuple[str, list[int]]:
    """Copy events until there are so many; the record of `LONG` events among them, and their positions."""
    lines = [_line(recorded) for recorded in template if not recorded.stream.startswith("numbers-")]
    longest = next(line for line in lines if line[0].startswith("complaint-"))[0]
    own = [line for line in lines if line[0] == longest]
    again = [(longest, version, own[-1][2], own[-1][3]) for version in range(len(own) + 1, LONG + 1)]
    names = sorted({name for name, *_ in lines})
    places: list[int] = []
    record = ""
    with psycopg.connect(dsn, autocommit=True) as conn:
        row = conn.execute("select max(notification_id), max(recorded_at) from register.events").fetchone()
        assert row is not None
        position, instant = row
        with conn.cursor().copy(_COPY) as copy:
            copy.set_types(["text", "int8", "text", "bytea", "int8", "timestamptz"])
            turn = 0
            while not record or position < size:
                renamed = {name: _other(name, turn) for name in names}
                for stream, version, topic, state in [*lines, *(() if record else again)]:
                    told = state
                    for name in names:
                        if name in told:
                            told = told.replace(name, renamed[name])
                    position, instant = position + 1, instant + timedelta(milliseconds=1)
                    copy.write_row((renamed[stream], version, topic, told.encode(), position, instant))
                    if not record and stream == longest:
                        places.append(position)
                if not record:
                    record = renamed[longest]
                turn += 1
    return record, places


def _line(recorded: Recorded) -> Line:
    """An event as it was stored before values were sealed, which can still be read."""
    act = replace(recorded.act, trace=None)
    return recorded.stream, recorded.version, type(recorded.event).__name__, encode(act, recorded.event).decode()


def _other(name: str, turn: int) -> str:
    digits = md5(f"{name}{turn}".encode(), usedforsecurity=False).hexdigest()
    parts = (digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:])
    return f"{name.partition('-')[0]}-{'-'.join(parts)}"


class _Caller:
    def __init__(self, subject: str) -> None:
        self.subject = subject
        self.expires_at = datetime.max.replace(tzinfo=UTC)
        self.language = None


class _NoJournal:
    async def note(self, notes: Sequence[ReadNote]) -> None:
        """Noting reads is measured with the reads."""


async def _ask(dsn: str, official: str, questions: Sequence[str], variables: dict[str, Any]) -> list[float]:
    """Ask one question after another; the seconds that each took, its plan included."""
    built, taken = schema(), list[float]()
    async with Tail(dsn, CAUGHT_UP) as tail, ReadModels(dsn, tail, size=1) as views:
        ports: Any = Ports(None, views, None, lambda: datetime.now(UTC).date(), _NoJournal())  # type: ignore[arg-type]
        for question in questions:
            document = prepare(built._schema, question).document
            assert document is not None, question
            begin = time.perf_counter()
            plan = compiler(built).plan(document, None, variables, "en")
            assert plan is not None
            told = await answer(plan, variables, Operation(ports, _Caller(official), "en"))
            taken.append(time.perf_counter() - begin)
            assert isinstance(told, Answer)
            assert b":null}" not in told.data[:20], question
    return taken


def _figure(what: str, by: str, durations: list[float], *, peer: bool = False) -> Figure:
    p50, p99 = percentiles(durations)
    return Figure(
        section=SECTION,
        what=what,
        by=by,
        clients=1,
        unit="answers",
        per_second=len(durations) / sum(durations),
        p50=p50,
        p99=p99,
        peer=peer,
    )
