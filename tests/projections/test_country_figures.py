"""Figures of the country: whatever is asked, no small count can be computed by taking one answer from another.

Random small registers are asked every question of up to two dimensions, by groups, by conditions and by both.
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from itertools import combinations
from random import Random
from typing import Any

import psycopg
import pytest
from psycopg import Connection
from psycopg.types.json import Jsonb

from projections.statistics.country import THRESHOLD

VALUES: dict[str, tuple[str | None, ...]] = {
    "office": ("71", "75", "10"),
    "category": ("Water", "Heating", "Rent"),
    "finding": ("violation_found", "settled", None),
    "respondent": ("Akimat", "Police"),
}
Cell = frozenset[tuple[str, str | None]]
"""What the complaints of a figure have in common: dimensions with their values."""
Figures = dict[Cell, int | None]
"""What is told of each cell; None or nothing where a figure is hidden."""
Complaint = list[dict[str, str | None]]
"""A complaint by its heads, each with its values."""


def random_register(random: Random) -> list[Complaint]:
    """A few dozen complaints whose values are uneven, so that many cells are small."""
    complaints = []
    for _ in range(random.randint(5, 90)):
        common = {name: random.choices(VALUES[name], (8, 3, 1)[: len(VALUES[name])])[0] for name in VALUES}
        heads = [{**common, "category": random.choice(VALUES["category"])} for _ in range(random.choice((1, 1, 2)))]
        complaints.append(heads)
    return complaints


def keep(conn: Connection[Any], register: list[Complaint], prefix: str = "c") -> None:
    """Put a register into the table of facts, and nothing else."""
    conn.execute("delete from views.complaint_fact")
    lines = [
        (f"{prefix}-{n}", str(place), head["office"], head["category"], head["finding"], head["respondent"])
        for n, heads in enumerate(register)
        for place, head in enumerate(heads, start=1)
    ]
    with conn.cursor() as cursor:
        cursor.executemany(
            "insert into views.complaint_fact (complaint, head, known_from, from_position, offices, office, series,"
            " status, category, finding, respondent, urgent)"
            " values (%s, %s, '2026-01-01', 1, '{}', %s, 'C', 'registered', %s, %s, %s, false)",
            lines,
        )


def answer(conn: Connection[Any], by: tuple[str, ...], only: dict[str, str]) -> Figures:
    """What the public is told."""
    lines = conn.execute("select * from access.country(%s, %s, null, 1000)", (list(by), Jsonb(only))).fetchall()
    figures: Figures = {frozenset(only.items()): lines[0][1]}
    for cell, complaints, _ in lines[1:]:
        figures[frozenset([*only.items(), *zip(by, cell, strict=True)])] = complaints
    return figures


def questions() -> Iterator[tuple[tuple[str, ...], dict[str, str]]]:
    """Every choice of up to two dimensions, each either grouped by or held at one of its values."""
    for size in (0, 1, 2):
        for chosen in combinations(VALUES, size):
            for held in (c for some in range(size + 1) for c in combinations(chosen, some)):
                for only in _held(held):
                    yield tuple(name for name in chosen if name not in held), only


def _held(names: tuple[str, ...]) -> Iterator[dict[str, str]]:
    if not names:
        yield {}
        return
    for rest in _held(names[1:]):
        yield from ({names[0]: value, **rest} for value in VALUES[names[0]] if value is not None)


def everything_told(conn: Connection[Any]) -> Figures:
    """All answers together. The same cell is told alike however it is asked for."""
    told: Figures = {}
    with conn.transaction():
        conn.execute("set local role register_reader")
        conn.execute("select access.enter(null, null)")
        for by, only in questions():
            for cell, figure in answer(conn, by, only).items():
                assert told.setdefault(cell, figure) == figure, cell
    return told


def counts(register: list[Complaint]) -> dict[Cell, int]:
    """The true counts of complaints in all cells of up to two dimensions."""
    found: dict[Cell, int] = defaultdict(int)
    for heads in register:
        cells = {
            frozenset((n, h[n]) for n in chosen)
            for h in heads
            for size in (0, 1, 2)
            for chosen in combinations(VALUES, size)
        }
        for cell in cells:
            found[cell] += 1
    return dict(found)


def subtracted(told: Figures) -> Iterator[tuple[Cell, int]]:
    """What one computes of a hidden cell: a wider cell less what is told of its other parts."""
    for whole, figure in told.items():
        if figure is None or len(whole) == 2:
            continue
        for name in VALUES.keys() - {n for n, _ in whole}:
            parts = {value: told.get(whole | {(name, value)}) for value in VALUES[name]}
            for value, part in parts.items():
                if part is None:
                    yield whole | {(name, value)}, figure - sum(other or 0 for other in parts.values())


def test_no_small_count_can_be_computed_from_public_figures(database: str) -> None:
    small = 0
    with psycopg.connect(database, autocommit=True) as conn:
        for seed in range(12):
            register = random_register(Random(seed))
            keep(conn, register)
            told, true = everything_told(conn), counts(register)
            for cell, figure in told.items():
                assert figure is None or (figure % THRESHOLD == 0 and figure >= THRESHOLD <= true.get(cell, 0))
            for cell, computed in subtracted(told):
                small += 1
                assert not 0 < computed == true.get(cell, 0) < THRESHOLD, cell
    assert small > 100


def test_the_same_attack_breaks_exact_figures_that_merely_hide_small_ones() -> None:
    """Guards the property above: an attack that never succeeds would prove nothing."""
    broken = 0
    for seed in range(6):
        true = counts(random_register(Random(seed)))
        naive: Figures = {cell: n if n >= THRESHOLD else None for cell, n in true.items()}
        broken += sum(0 < computed == true.get(cell, 0) < THRESHOLD for cell, computed in subtracted(naive))
    assert broken > 5


def test_rounding_does_not_tell_between_which_bounds_a_count_lies(database: str) -> None:
    """Were twelve always told as ten, every ten would mean eight to twelve, and sums of bounds tell exact counts."""
    told = set()
    with psycopg.connect(database) as conn:
        for n in range(60):
            keep(conn, [[{"office": "71", "category": "Rent", "finding": None, "respondent": None}]] * 12, f"r{n}")
            told |= set(answer(conn, (), {}).values())
    assert told >= {10, 15}


def test_a_count_of_none_is_answered_like_a_small_one(database: str) -> None:
    with psycopg.connect(database) as conn:
        keep(conn, [[{"office": "71", "category": "Rent", "finding": None, "respondent": "Police"}]] * 4)
        conn.execute("select access.enter(null, null)")
        few = conn.execute("select * from access.country('{respondent}', '{\"office\": \"71\"}', null, 10)").fetchall()
        none = conn.execute("select * from access.country('{respondent}', '{\"office\": \"75\"}', null, 10)").fetchall()
    assert few == none == [(None, None, None)]


def test_what_stands_behind_a_wall_is_no_part_of_the_country(database: str) -> None:
    with psycopg.connect(database) as conn:
        keep(conn, [[{"office": "71", "category": "Rent", "finding": None, "respondent": None}]] * 40)
        with_all = answer(conn, (), {})
        conn.execute("update views.complaint_fact set wall = 'compartment-a' where complaint > 'c-2'")
        assert answer(conn, (), {}) != with_all
        conn.execute("update views.complaint_fact set wall = 'compartment-a'")
        assert answer(conn, (), {}) == {frozenset(): None}


def test_the_country_as_known_on_a_day_leaves_out_what_came_later(database: str) -> None:
    with psycopg.connect(database) as conn:
        keep(conn, [[{"office": "71", "category": "Rent", "finding": None, "respondent": None}]] * 40)
        question = "select complaints from access.country('{}', '{}', %s, 10)"
        assert conn.execute(question, (date(2025, 12, 31),)).fetchall() == [(None,)]
        now = conn.execute(question, (None,)).fetchall()
        assert now != [(None,)]
        assert conn.execute(question, (date(2026, 1, 1),)).fetchall() == now


def test_nothing_but_dimensions_can_be_asked_for(database: str) -> None:
    wrong = [(["complaint"], {}), (["office"], {"head": "1"}), (["office'; --"], {}), (["office"] * 5, {})]
    with psycopg.connect(database, autocommit=True) as conn:
        for by, only in wrong:
            with pytest.raises(psycopg.errors.InvalidParameterValue):
                conn.execute("select * from access.country(%s, %s, null, 10)", (by, Jsonb(only)))
