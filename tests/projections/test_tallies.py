"""Counters equal what they count, whatever happened and however the events came; matters behind a wall are no part."""

from collections import Counter
from datetime import date
from random import Random
from typing import Any

import psycopg
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from psycopg.rows import dict_row

from domain.complaints.events import access, course, intake, outcome
from domain.complaints.vocabulary import Finding
from projections.boards.counters import CountryDayRow, OfficeCountRow, OfficeDueRow, WorkloadDueRow
from projections.boards.tallies import BOARD_TALLIES
from projections.catalogue import CATALOGUE
from projections.rows import key_of
from tests.domain import petition_facts as petition
from tests.domain.complaint_facts import PERSON, registered, under_examination
from tests.domain.scenario import EMPLOYEE_71, Facts, at, stream
from tests.projections.histories import random_history
from tests.projections.shown import Shown, shown
from tests.projections.written import catch_up, happened, write

A, B, C, D, E = (stream("complaint", name) for name in "abcde")
WALL = stream("compartment", "the wall")


def counted_anew(tables: Shown) -> dict[str, dict[tuple[Any, ...], dict[str, int]]]:
    """What each tally should hold: the contributions of all rows that stand in the tables, added up."""
    found = {}
    for tally in BOARD_TALLIES:
        sums: dict[tuple[Any, ...], Counter[str]] = {}
        for source, contributions in tally.counted.items():
            for row in tables.all(source):
                for key, amounts in contributions(row):
                    sums.setdefault(key, Counter()).update(amounts)
        kept = {key: {name: n for name, n in amounts.items() if n} for key, amounts in sums.items()}
        found[tally.row.TABLE.name] = {key: amounts for key, amounts in kept.items() if amounts}
    return found


def kept(tables: Shown) -> dict[str, dict[tuple[Any, ...], dict[str, int]]]:
    """What the tables of counters hold."""
    return {
        tally.row.TABLE.name: {
            key_of(row): {
                name: getattr(row, name)
                for name in row.__struct_fields__
                if name not in tally.row.TABLE.key and getattr(row, name)
            }
            for row in tables.all(tally.row)
        }
        for tally in BOARD_TALLIES
    }


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 2**32), acts=st.integers(1, 200), batch=st.integers(1, 9))
def test_counters_equal_the_rows_that_they_count_after_any_history(seed: int, acts: int, batch: int) -> None:
    tables = Shown().show(random_history(Random(seed), acts), batch)
    assert kept(tables) == counted_anew(tables)


def test_a_counter_that_falls_to_zero_leaves_no_row() -> None:
    later = [
        registered(A, on=date(2026, 2, 2)),
        at(A, intake.ComplaintAssigned(official=EMPLOYEE_71), on=date(2026, 2, 3)),
    ]
    (due,) = shown(*later).all(WorkloadDueRow)
    assert (due.office, due.official, due.open) == ("71", EMPLOYEE_71, 1)
    concluded = shown(
        *later, at(A, intake.CommunicationRedirected(complaint=B, reason="To the Ombudsman"), on=date(2026, 2, 4))
    )
    assert concluded.all(WorkloadDueRow) == concluded.all(OfficeDueRow) == []
    assert [(row.office, row.received, row.open) for row in concluded.all(OfficeCountRow)] == [("71", 1, 0)]


def test_a_complaint_behind_a_wall_leaves_the_counters_and_returns_to_them() -> None:
    walled = [registered(A), registered(B, office="75"), at(B, access.ComplaintWalled(compartment=WALL))]
    behind = shown(*walled)
    assert [row.office for row in behind.all(OfficeCountRow)] == ["71"]
    assert [row.received for row in behind.all(CountryDayRow)] == [1]
    back = shown(*walled, at(B, access.ComplaintUnwalled()))
    assert [row.office for row in back.all(OfficeCountRow)] == ["71", "75"]
    assert [row.received for row in back.all(CountryDayRow)] == [2]


def test_a_transfer_moves_what_is_counted_from_one_office_to_the_other() -> None:
    facts = [registered(A), at(A, intake.TransferOffered(to_office="75", reason="Lives there"))]
    offered = {row.office: (row.received, row.offered) for row in shown(*facts).all(OfficeCountRow)}
    assert offered == {"71": (1, 0), "75": (0, 1)}
    accepted = shown(*facts, at(A, intake.TransferAccepted(from_office="71", to_office="75")))
    assert [(row.office, row.received, row.offered) for row in accepted.all(OfficeCountRow)] == [("75", 1, 0)]


COUNTED_ROW_BY_ROW = """
select
    o.code as office, complaints.*, offers.*, heads.*, petitions.*, replies.*
from views.office as o
cross join (
    select access.today() as today, (date_trunc('week', access.today()) + interval '6 days')::date as week_end
) as day
cross join lateral (
    select
        count(*) as received,
        count(*) filter (where c.registered_on >= date_trunc('year', day.today)::date) as received_this_year,
        count(*) filter (where c.status in ('registered', 'under_examination', 'suspended')) as open,
        count(*) filter (where c.status = 'registered') as registered,
        count(*) filter (where c.status = 'under_examination') as under_examination,
        count(*) filter (where c.status = 'suspended') as suspended,
        count(*) filter (where c.status in ('registered', 'under_examination') and c.due_on < day.today) as overdue,
        count(*) filter (where c.status in ('registered', 'under_examination')
            and c.due_on between day.today and day.week_end) as due_this_week,
        count(*) filter (where c.status in ('registered', 'under_examination', 'suspended')
            and c.extended_days > 0) as extended,
        count(*) filter (where c.status in ('registered', 'under_examination', 'suspended')
            and c.assignee is null) as unassigned,
        count(*) filter (where c.concluded_on > c.due_on) as concluded_late,
        coalesce(sum(c.persons_restored), 0)::bigint as persons_restored
    from views.complaint as c where c.office = o.code and c.wall is null
) as complaints
cross join lateral (
    select count(*) as offered from views.complaint as c where c.offered_to = o.code and c.wall is null
) as offers
cross join lateral (
    select
        count(*) filter (where h.finding = 'violation_found') as violation_found,
        count(*) filter (where h.finding = 'violation_not_found') as violation_not_found,
        count(*) filter (where h.finding = 'settled') as settled,
        count(*) filter (where h.finding = 'withdrawn') as withdrawn,
        count(*) filter (where h.finding = 'discontinued') as discontinued
    from views.complaint as c join views.complaint_head as h on h.complaint = c.id
    where c.office = o.code and c.wall is null
) as heads
cross join lateral (
    select count(*) filter (where p.status = 'submitted') as petitions_to_sign
    from views.petition as p where p.office = o.code and p.wall is null
) as petitions
cross join lateral (
    select
        count(*) filter (where a.status in ('transmitted', 'received')) as petitions_awaiting_reply,
        count(*) filter (where a.status = 'received' and a.due_on < day.today) as replies_overdue
    from views.petition as p join views.petition_addressee as a on a.petition = p.id
    where p.office = o.code and p.status = 'signed' and p.wall is null
) as replies
order by o.code
"""


EVERYWHERE: list[Facts] = [
    [under_examination(A), at(A, course.ExaminationExtended(days=15, ground="Many bodies"))],
    [registered(B, office="75"), at(B, intake.TransferOffered(to_office="71", reason="Lives there"))],
    [registered(C), at(C, access.ComplaintWalled(compartment=WALL))],
    [
        under_examination(D),
        at(D, course.ExaminationSuspended(ground="A court"), course.ProposalSubmitted(proposal="…", person=PERSON)),
    ],
    [
        under_examination(E),
        at(E, outcome.HeadDecided(head="1", finding=Finding.SETTLED), outcome.ComplaintDecided()),
        at(E, outcome.RightsRestored(persons=3, right="Water", measure="Repaired")),
    ],
    [petition.signed(), petition.sent(), petition.received()],
]


@pytest.mark.parametrize("seed", [None, 3, 10])
def test_an_office_board_equals_the_tables_counted_row_by_row(database: str, seed: int | None) -> None:
    if seed is None:
        happened(database, *EVERYWHERE)
    else:
        write(database, random_history(Random(seed), 400))
    catch_up(database, batch=3)
    with psycopg.connect(database, row_factory=dict_row) as conn:
        expected = conn.execute(COUNTED_ROW_BY_ROW.encode()).fetchall()
        conn.execute("select set_config('register.everywhere', 'true', true)")
        board = conn.execute("select * from views.office_board order by office").fetchall()
    assert sum(int(number) for row in expected for name, number in row.items() if name != "office") > 3
    assert [{name: row[name] for name in expected[0]} for row in board] == expected


def test_a_board_reads_no_table_that_grows_with_the_cases(database: str) -> None:
    with psycopg.connect(database) as conn:
        for view in ("office_board", "workload", "ombudsman_board"):
            read = conn.execute(
                "select distinct d.refobjid::regclass::text from pg_rewrite as r"
                " join pg_depend as d on d.objid = r.oid and d.classid = 'pg_rewrite'::regclass"
                " where r.ev_class = %s::regclass and d.refclassid = 'pg_class'::regclass",
                (f"views.{view}",),
            ).fetchall()
            grown = {
                f"views.{row.TABLE.name}"
                for p in CATALOGUE.projections
                for row in p.rows
                if "offices" in row.__struct_fields__
            }
            assert not {name for (name,) in read} & grown, view
