"""Events written into a real register, and what its read tables then hold."""

from collections.abc import Sequence
from typing import Any
from uuid import uuid4

import psycopg

from domain.message import Recorded
from infra.projector import Projector
from infra.store.codec import encode
from infra.store.recorder import Store
from infra.store.session import MAX_EVENTS, Entry, NewEvent
from projections.catalogue import CATALOGUE
from projections.projection import Catalogue
from tests.domain.scenario import Facts, Register, given
from tests.projections.histories import in_order


def write(dsn: str, events: Sequence[Recorded], *, chunk: int = MAX_EVENTS) -> None:
    """Append events with their acts, as they are, to a register whose streams stand right before them."""
    store = Store(dsn, connections=1)
    try:
        with store.recorder.session() as session:
            for start in range(0, len(events), chunk):
                part = events[start : start + chunk]
                guards = {recorded.stream: recorded.version - 1 for recorded in reversed(part)}
                new = [NewEvent(r.stream, type(r.event).__name__, encode(r.act, r.event)) for r in part]
                session.append([Entry(uuid4(), uuid4().bytes, new[0].stream, len(new))], dict(guards), new)
    finally:
        store.close()


def happened(dsn: str, *facts: Facts) -> list[Recorded]:
    """Write the small register and these facts."""
    events = in_order(given(*facts).register)
    write(dsn, events)
    return events


def shown_in(dsn: str, *facts: Facts) -> list[Recorded]:
    """Write the small register and these facts, and show them."""
    events = happened(dsn, *facts)
    catch_up(dsn)
    return events


def add(dsn: str, *facts: Facts) -> None:
    """Write further facts about a register that holds some already, and show them."""
    store = Store(dsn, connections=1)
    try:
        register = Register()
        with store.recorder.session() as session:
            for row in session.tail(0, 100_000):
                recorded = store.mapper.decode(row)
                register.streams.setdefault(recorded.stream, []).append(recorded)
        register.position = before = sum(map(len, register.streams.values()))
    finally:
        store.close()
    write(dsn, in_order(register.tell(*facts))[before:])
    catch_up(dsn)


def catch_up(dsn: str, *, batch: int = 1_000, catalogue: Catalogue = CATALOGUE) -> int:
    """Show everything recorded; the position reached."""
    with Projector(dsn, batch=batch, catalogue=catalogue) as projector:
        return projector.catch_up()


def contents(dsn: str, schema: str = "views") -> dict[str, list[Any]]:
    """All rows of all read tables, in the order of their keys, without the position of a merely newer tracking."""
    with psycopg.connect(dsn, autocommit=True) as conn:
        return {
            row.TABLE.name: conn.execute(
                f"select to_jsonb(t) from {schema}.{row.TABLE.name} as t order by {', '.join(row.TABLE.key)}".encode()
            ).fetchall()
            for row in CATALOGUE.rows
        }


def asked(dsn: str, question: str, *parameters: Any) -> Any:
    """The first value of the answer, asked with all rights."""
    with psycopg.connect(dsn, autocommit=True) as conn:
        row = conn.execute(question.encode(), parameters).fetchone()
    return row[0] if row else None
