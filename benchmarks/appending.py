"""Appends a second with some clients: the register's commands and its append, beside the stock library and pgbench.

The bare appends of all three write one event of the same state; a command does more: it decides under the law first.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import cycle
from typing import Any, NamedTuple
from uuid import uuid4

from benchmarks import stock
from benchmarks.arena import Arena, say
from benchmarks.bare import insert_rows
from benchmarks.casework import CATEGORIES, Institution, carry_out, case, found, registration, registrations
from benchmarks.clients import Act, Client, Clients, Work
from benchmarks.figures import Figure, percentiles
from benchmarks.sizes import Size
from domain.complaints.intake import ClassifyComplaint
from domain.message import Command
from domain.outcome import Accepted
from infra.register import Register
from infra.store.recorder import Store
from infra.store.session import Entry, NewEvent, Written

SECTION = "Appends"
CASES = 20
"""Complaints that each client has in hand."""


@contextmanager
def classifying(place: int, dsn: str, institution: Institution) -> Iterator[Act]:
    """An employee classifies complaints of the office again and again: one event, nobody in the way."""
    office = institution.offices[place % len(institution.offices)]
    complaints = cycle(case(f"{office}/{number}") for number in range(CASES))
    categories = cycle(CATEGORIES)
    with acting(dsn, institution.staff[office].clerk) as execute:
        yield lambda: execute(ClassifyComplaint(complaint=next(complaints), category=next(categories)))


@contextmanager
def registering(place: int, dsn: str, institution: Institution) -> Iterator[Act]:
    """Everybody registers complaints of one office and year, so all want the next number of one series."""
    office = institution.offices[0]
    with acting(dsn, institution.staff[office].clerk) as execute:
        yield lambda: execute(registration(office, place))


@contextmanager
def acting(dsn: str, official: str) -> Iterator[Callable[[Command], int]]:
    """What gives commands of one official to the register, each by itself."""
    with Store(dsn, connections=1) as store:
        register = Register(store)

        def execute(command: Command) -> int:
            outcome = register.execute(command, actor=official, command_id=uuid4())
            assert isinstance(outcome, Accepted), type(outcome).__name__
            return 1

        yield execute


@contextmanager
def appending(place: int, dsn: str, state: bytes) -> Iterator[Act]:
    """`register.append` alone: one event of a new stream, one command to remember."""
    with Store(dsn, connections=1) as store, store.recorder.session() as session:

        def append() -> int:
            command = uuid4()
            stream = f"complaint-{command}"
            event = NewEvent(stream, "ComplaintClassified", state)
            answer = session.append([Entry(command, b"", stream, 1)], {stream: 0}, [event])
            assert isinstance(answer, Written)
            return 1

        yield append


def appends(arena: Arena, clients: Clients, size: Size) -> Iterator[Figure]:
    """All appends, for each number of clients one after another."""
    register_dsn, raw_dsn = arena.database("appends"), arena.database("raw_appends")
    plain_dsn = arena.database("plain", register=False)
    with Store(register_dsn) as store:
        register = Register(store)
        institution = found(register)
        for office in institution.offices:
            carry_out(register, registrations(office, CASES))
    state, registered = _samples(register_dsn, institution)
    with stock.recorder(plain_dsn):
        pass  # makes its table
    numbered = f"{registered} events each; all clients want the next number of one office and year"
    ways = (
        _Way("register: ClassifyComplaint", classifying, (register_dsn, institution), "decided under the law first"),
        _Way("register: RegisterComplaint", registering, (register_dsn, institution), numbered),
        _Way("register: append alone", appending, (raw_dsn, state)),
        _Way("stock eventsourcing", stock.saving, (plain_dsn, state), peer=True),
    )
    for count in size.clients:
        for way in ways:
            say(f"appends: {way.by}, clients: {count}")
            work = clients.work(way.client, way.arguments, clients=count, seconds=size.seconds)
            yield _figure(way.by, count, work, peer=way.peer, note=way.note)
        say(f"appends: bare pgbench, clients: {count}")
        work = insert_rows(plain_dsn, state, clients=count, seconds=size.seconds)
        yield _figure("bare pgbench", count, work, peer=True, note=f"one row with a state of {len(state)} bytes")


class _Way(NamedTuple):
    """One way to append: by what, what each client does, with which arguments."""

    by: str
    client: Client
    arguments: tuple[Any, ...]
    note: str = ""
    peer: bool = False


def _samples(dsn: str, institution: Institution) -> tuple[bytes, int]:
    """What `ClassifyComplaint` stores, byte for byte, and how many events `RegisterComplaint` makes."""
    with Store(dsn, connections=1) as store, store.recorder.session() as session:
        with classifying(0, dsn, institution) as classify:
            classify()
        before = session.head()
        state = session.tail(before - 1, 1)[0].state
        with registering(0, dsn, institution) as register:
            register()
        return state, session.head() - before


def _figure(by: str, clients: int, work: Work, *, peer: bool, note: str) -> Figure:
    p50, p99 = percentiles(work.durations)
    return Figure(
        section=SECTION,
        what="an append",
        by=by,
        clients=clients,
        unit="appends",
        per_second=work.per_second,
        p50=p50,
        p99=p99,
        peer=peer,
        note=note,
    )
