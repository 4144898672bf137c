"""Facts of complaints: what is known now equals the tables, what was known on a day equals the tables of that day."""

from datetime import date, timedelta
from random import Random
from typing import Any

import pytest

from domain.civil import civil_day
from domain.complaints.events import access, intake, outcome
from domain.complaints.vocabulary import Finding, Status
from projections.complaints.rows import ComplaintHeadRow, ComplaintRow
from projections.statistics import ComplaintFactRow
from projections.statistics.facts import DIMENSIONS, dimensions
from tests.domain.complaint_facts import HEATING, registered
from tests.domain.scenario import at, stream
from tests.projections.histories import as_recorded, random_history
from tests.projections.shown import Shown, shown

A = stream("complaint", "a")
WALL = stream("compartment", "the wall")
MONDAY = date(2026, 2, 2)


def standing(tables: Shown) -> dict[tuple[str, str], dict[str, Any]]:
    """Each head, or complaint without heads, with its dimensions as the tables stand."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for complaint in tables.all(ComplaintRow):
        heads = tables.all(ComplaintHeadRow, complaint.id)
        for head in heads or [None]:
            found[complaint.id, head.head if head else ""] = dict(
                zip(DIMENSIONS, dimensions(complaint, head), strict=True)
            )
    return found


def known_on(tables: Shown, day: date) -> dict[tuple[str, str], dict[str, Any]]:
    """Each head with its dimensions as the facts tell of a day."""
    return {
        (fact.complaint, fact.head): {name: getattr(fact, name) for name in DIMENSIONS}
        for fact in tables.all(ComplaintFactRow)
        if fact.known_from <= day and (fact.known_until is None or fact.known_until > day)
    }


@pytest.mark.parametrize("seed", range(8))
def test_what_was_known_on_a_day_is_what_the_tables_told_at_its_end(seed: int) -> None:
    history = as_recorded(random_history(Random(seed), 250))
    live, told = Shown(), {}
    for recorded in history:
        live.show([recorded])
        told[civil_day(recorded.recorded_at)] = standing(live)
    assert len(told) > 20
    later = Shown().show(history)
    for day, then in told.items():
        assert known_on(later, day) == then, day
    assert known_on(later, date.max) == standing(later)


@pytest.mark.parametrize("seed", [3, 4])
def test_all_facts_of_a_complaint_follow_those_who_see_it(seed: int) -> None:
    tables = Shown().show(random_history(Random(seed), 300), 13)
    for fact in tables.all(ComplaintFactRow):
        complaint = tables.one(ComplaintRow, fact.complaint)
        assert (fact.offices, fact.wall) == (complaint.offices, complaint.wall)


def test_several_changes_of_one_day_leave_one_fact() -> None:
    decided = at(A, outcome.HeadDecided(head="1", finding=Finding.SETTLED), outcome.ComplaintDecided(), on=MONDAY)
    first, second = shown(registered(A, on=MONDAY), decided).all(ComplaintFactRow)
    assert (first.known_from, first.known_until, first.finding) == (MONDAY, None, Finding.SETTLED)
    assert (first.status, second.status, second.finding) == (Status.DECIDED, Status.DECIDED, None)


def test_a_change_of_a_later_day_ends_what_was_known_and_names_both_events() -> None:
    tuesday = MONDAY + timedelta(days=1)
    later = at(A, intake.ComplaintClassified(category="Water", right=None, urgent=True), on=tuesday)
    before, now, *_ = shown(registered(A, on=MONDAY), later).all(ComplaintFactRow, A)
    assert (before.known_from, before.known_until, before.urgent) == (MONDAY, tuesday, False)
    assert (now.known_from, now.known_until, now.urgent) == (tuesday, None, True)
    assert before.until_position == now.from_position == before.from_position + 1


def test_a_complaint_that_receives_its_first_head_is_counted_by_it() -> None:
    head = intake.HeadAdded(key="1", head=HEATING)
    (alone,) = shown(registered(A, heads=(), on=MONDAY)).all(ComplaintFactRow)
    assert alone.head == ""
    (fact,) = shown(registered(A, heads=(), on=MONDAY), at(A, head, on=MONDAY)).all(ComplaintFactRow)
    assert (fact.head, fact.category) == ("1", "Heating")


def test_a_wall_stands_before_everything_that_was_ever_known() -> None:
    walled = at(A, access.ComplaintWalled(compartment=WALL), on=MONDAY + timedelta(days=3))
    decided = at(A, outcome.HeadDecided(head="1", finding=Finding.SETTLED), on=MONDAY + timedelta(days=1))
    facts = shown(registered(A, on=MONDAY), decided, walled).all(ComplaintFactRow)
    assert len(facts) == 3
    assert {fact.wall for fact in facts} == {WALL}
