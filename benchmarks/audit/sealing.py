"""What sealing costs each event: written and read with its values sealed, and in plain words."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from benchmarks.arena import Arena, say
from benchmarks.audit.sizes import TEMPLATE, AuditSize
from benchmarks.casework import carry_out, cases, found
from benchmarks.figures import Figure, percentiles
from domain.identifiers import StreamId
from domain.message import Recorded
from domain.sealing import owners
from infra.register import Register
from infra.store.codec import StoredRow, encode
from infra.store.recorder import Store

SECTION = "Sealing the values of persons"
SEALED, PLAIN = "register: sealed", "register in plain words"
_CASES = 20


def sealing(arena: Arena, size: AuditSize) -> Iterator[Figure]:
    """Events that hold values of persons. What whole commands lose by it is measured with the log, in `slowing`."""
    dsn = arena.database("audit_sealing", register=False, copy_of=TEMPLATE)
    say("sealing: events")
    with Store(dsn) as store:
        register = Register(store)
        staff = found(register)
        before = register.head()
        carry_out(register, cases(staff, _CASES))
        told = [recorded for recorded in register.tail(before, 10_000) if owners(recorded.event, recorded.stream)]
        yield from _events(store, told, size)


def _events(store: Store, told: list[Recorded], size: AuditSize) -> Iterator[Figure]:
    whose = {owner for recorded in told for owner in owners(recorded.event, recorded.stream)}
    places = {(recorded.stream, recorded.version) for recorded in told}
    with store.recorder.session() as session:
        keys = session.sealing(whose, ())
        rows = [row for stream in {place[0] for place in places} for row in session.stored(stream)]
        sealed = [row for row in rows if (row.stream, row.version) in places]
        plain = [row._replace(state=encode(r.act, r.event)) for row, r in zip(sealed, _as(told, sealed), strict=True)]

        def write(*, sealed: bool) -> None:
            for recorded in told:
                fields = keys.sealed(recorded.event, recorded.stream, recorded.version) if sealed else None
                encode(recorded.act, recorded.event, fields)

        def read(rows: list[StoredRow]) -> None:
            with store.recorder.datastore.get_connection() as conn:
                for row in store.recorder.keyring.opened(conn, rows):
                    store.mapper.decode(row)

        for what, ways in (
            ("an event is encoded", {PLAIN: lambda: write(sealed=False), SEALED: lambda: write(sealed=True)}),
            ("an event is read", {PLAIN: lambda: read(plain), SEALED: lambda: read(sealed)}),
        ):
            yield from _figures(what, ways, size.rounds * 4, len(told))


def _as(told: list[Recorded], rows: list[StoredRow]) -> list[Recorded]:
    by_place = {(recorded.stream, recorded.version): recorded for recorded in told}
    return [by_place[StreamId(row.stream), row.version] for row in rows]


@contextmanager
def in_plain_words() -> Iterator[None]:
    """Nothing is sealed while this lasts, as before there was sealing."""
    with (
        patch("infra.deciding.owners", lambda event, stream: frozenset()),
        patch("infra.deciding.plan", lambda event: {}),
    ):
        yield


def _figures(what: str, ways: dict[str, Callable[[], Any]], rounds: int, each: int) -> Iterator[Figure]:
    """The ways in turns, so that whatever else the machine does is shared by them."""
    taken: dict[str, list[float]] = {by: [] for by in ways}
    for _ in range(rounds):
        for by, way in ways.items():
            begin = time.perf_counter()
            way()
            taken[by].append((time.perf_counter() - begin) / each)
    for by, durations in taken.items():
        p50, p99 = percentiles(durations)
        yield Figure(
            section=SECTION,
            what=what,
            by=by,
            clients=1,
            unit="events",
            per_second=len(durations) / sum(durations),
            p50=p50,
            p99=p99,
            peer=by == PLAIN,
        )
