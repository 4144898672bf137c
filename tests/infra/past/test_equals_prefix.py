"""What is asked of a moment equals the answer of a register that was given only what was recorded by then."""

import os
from collections.abc import Callable
from random import Random, SystemRandom

import psycopg
import pytest

from tests.infra.past.asking import asking, copied, let_in, unwalled
from tests.journeys.everything import fields, schema
from tests.projections.histories import random_history
from tests.projections.written import catch_up, write

LEFT = frozenset({"trail", "readCount", "reads"})
"""Reads are noted whenever they happen; the trail is asked for by itself."""
TRAIL = "trail(first: 200) { position version recordedAt event words number actor { name } content record { version } }"
PERSONS = "... on Complaint { parties { person { name complaints { complaint { number status } } } } }"
KINDS = {
    **{name.lower(): name for name in ("Complaint", "Petition", "Measure", "Person", "Post", "Office", "Official")},
    "compartment": "Compartment",
    "staffing": "StaffSchedule",
    "calendar": "WorkingCalendar",
}
FIGURES = [name for name in schema().type_map["OmbudsmanBoard"].fields if name != "official"]  # type: ignore[union-attr]
OMBUDSMAN = f"startedOn endedOn reference current official {{ id name }} board {{ {' '.join(FIGURES)} }}"
MOMENTS = 3
RECORDS = 5


def everything_of(kind: str, depth: int) -> str:
    return fields(schema().type_map[kind], depth, LEFT)  # type: ignore[arg-type]


def whole(kind: str) -> str:
    asked = f"... on {kind} {{ {everything_of(kind, 1)} {TRAIL} }} {PERSONS}"
    return f"query ($id: ID!) {{ node: NODE {{ {asked} }} }}"


def test_a_moment_answers_as_a_register_that_knows_no_more(
    make_database: Callable[[], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("infra.past.counters.EVERY", 30)
    seed = int(os.environ.get("PAST_SEED") or SystemRandom().getrandbits(32))
    random = Random(seed)
    history = unwalled(random_history(random, 90))
    source, prefix = make_database(), make_database()
    write(source, history, chunk=9)
    catch_up(source, batch=random.choice((3, 50, 1_000)))
    let_in(source)
    head = len(history)
    begun = next(r.position for r in history if r.stream.startswith("complaint-"))
    board = f"{{ offices ARGUMENTS {{ {everything_of('Office', 1)} }} ombudsmen ARGUMENTS {{ {OMBUDSMAN} }} }}"
    with asking(source) as then, asking(prefix) as now:
        for position in sorted(random.sample(range(begun, head), MOMENTS)):
            copied(source, prefix, position)
            instant = recorded_at(source, position)
            streams = sorted({r.stream for r in history[:position]})
            ids = [s for s in streams if s.partition("-")[0] in KINDS]
            for record in random.sample(ids, min(len(ids), RECORDS)):
                question = whole(KINDS[record.partition("-")[0]])
                past = question.replace("NODE", f"nodeAsOf(id: $id, asOf: {{position: {position}}})")
                present = now.ask(question.replace("NODE", "node(id: $id)"), {"id": record})
                assert then.ask(past, {"id": record}) == present, (seed, position, record)
            boards = now.ask(board.replace("ARGUMENTS", ""))
            assert then.ask(board.replace("ARGUMENTS", f"(asOf: {{position: {position}}})")) == boards, (seed, position)
            if recorded_at(source, position + 1) != instant:
                assert then.ask(board.replace("ARGUMENTS", f'(asOf: {{recordedAt: "{instant}"}})')) == boards


def recorded_at(dsn: str, position: int) -> str:
    with psycopg.connect(dsn) as connection:
        row = connection.execute(
            "select recorded_at from register.events where notification_id = %s", (position,)
        ).fetchone()
    assert row is not None
    return str(row[0].isoformat())
