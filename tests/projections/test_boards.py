"""The boards count what the tables hold, as of today, and only for those who see all of it."""

from datetime import date, timedelta
from typing import Any

import psycopg
import pytest
from psycopg.rows import dict_row

from domain.complaints.events import course, intake, outcome
from domain.complaints.vocabulary import Finding
from domain.posts import events as post
from projections.boards import BOARDS, OfficeBoardRow
from projections.rows import Row, columns
from tests.domain import petition_facts as petition
from tests.domain.complaint_facts import registered
from tests.domain.scenario import (
    EMPLOYEE_71,
    FOUNDED,
    HEAD,
    OMBUDSMAN,
    POST_OMBUDSMAN,
    REPRESENTATIVE_71,
    STRANGER,
    Facts,
    at,
    stream,
)
from tests.projections.written import asked, shown_in

A, B, C, D = (stream("complaint", name) for name in "abcd")


def board(dsn: str, name: str, official: str, order: str) -> list[dict[str, Any]]:
    """The rows of a board that an official sees."""
    with psycopg.connect(dsn, row_factory=dict_row) as conn:
        conn.execute("set local role register_reader")
        conn.execute("select access.enter(%s, null)", (official,))
        return conn.execute(f"select * from views.{name} order by {order}".encode()).fetchall()


def decided(record: str, *findings: Finding, on: date) -> Facts:
    heads = [outcome.HeadDecided(head=str(n), finding=finding) for n, finding in enumerate(findings, start=1)]
    return at(record, *heads, outcome.ComplaintDecided(), on=on)


@pytest.mark.parametrize("row", BOARDS, ids=lambda row: row.TABLE.name)
def test_a_board_has_the_columns_and_types_that_it_declares(database: str, row: type[Row]) -> None:
    with psycopg.connect(database) as conn:
        found = conn.execute(
            "select attname, format_type(atttypid, null) from pg_attribute"
            " where attrelid = %s::regclass and attnum > 0 order by attnum",
            (f"views.{row.TABLE.name}",),
        ).fetchall()
    names = {"timestamp with time zone": "timestamptz"}
    assert [(name, names.get(kind, kind)) for name, kind in found] == [(c.name, c.sql) for c in columns(row)]


def test_an_office_board_counts_open_overdue_and_due_this_week_as_of_today(database: str) -> None:
    today: date = asked(database, "select access.today()")
    long_ago = today - timedelta(days=60)
    shown_in(
        database,
        registered(A, on=long_ago),
        at(A, course.ComplaintAccepted(), intake.ComplaintAssigned(official=EMPLOYEE_71), on=long_ago),
        registered(B, on=today),
        registered(C, on=long_ago),
        decided(C, Finding.VIOLATION_FOUND, Finding.SETTLED, on=today),
        registered(D, office="75", on=today),
        at(D, intake.TransferOffered(to_office="71", reason="Lives there")),
    )
    astana = next(row for row in board(database, "office_board", OMBUDSMAN, "office") if row["office"] == "71")
    expected = {
        "received": 3,
        "open": 2,
        "registered": 1,
        "under_examination": 1,
        "overdue": 1,
        "due_this_week": 0,
        "unassigned": 1,
        "offered": 1,
        "concluded_late": 1,
        "violation_found": 1,
        "settled": 1,
        "violation_not_found": 0,
        "staffing_limit": 10,
        "posts": 4,
        "vacancies": 1,
    }
    assert {name: astana[name] for name in expected} == expected
    assert board(database, "workload", OMBUDSMAN, "official") == [
        {"office": "71", "official": EMPLOYEE_71, "open": 1, "overdue": 1, "due_this_week": 0}
    ]


def test_a_term_that_ends_on_the_friday_of_this_week_is_due_this_week(database: str) -> None:
    """Counted back from this week's Friday, fifteen weekdays earlier is always the Friday three weeks before."""
    today: date = asked(database, "select access.today()")
    friday = today + timedelta(days=4 - today.weekday())
    shown_in(database, registered(A, on=friday - timedelta(days=21)))
    (astana,) = board(database, "office_board", REPRESENTATIVE_71, "office")
    counted = (astana["due_this_week"], astana["overdue"])
    assert counted == ((1, 0) if today <= friday else (0, 1))


def test_petitions_awaiting_reply_and_overdue_replies_stand_on_the_board(database: str) -> None:
    sent = [petition.signed(), petition.sent(), petition.received()]
    shown_in(database, sent)
    (astana,) = board(database, "office_board", REPRESENTATIVE_71, "office")
    assert (astana["petitions_awaiting_reply"], astana["replies_overdue"]) == (1, 1)


def test_an_office_sees_its_own_board_and_the_leadership_all_of_them(database: str) -> None:
    shown_in(database, registered(A))
    assert [row["office"] for row in board(database, "office_board", EMPLOYEE_71, "office")] == ["71"]
    assert len(board(database, "office_board", HEAD, "office")) == 4
    assert board(database, "office_board", STRANGER, "office") == []
    assert board(database, "ombudsman_board", EMPLOYEE_71, "ordinal") == []


def test_the_board_of_an_ombudsman_counts_what_fell_into_the_tenure(database: str) -> None:
    second = "official-second"
    change = date(2026, 2, 1)
    shown_in(
        database,
        petition.submitted(),
        at(petition.PETITION, petition.signing.PetitionSigned(), on=date(2026, 1, 12), by=OMBUDSMAN),
        registered(A, on=date(2026, 1, 5)),
        decided(A, Finding.VIOLATION_FOUND, Finding.SETTLED, on=date(2026, 1, 20)),
        registered(B, on=date(2026, 2, 5)),
        at(POST_OMBUDSMAN, post.TermEnded(official=OMBUDSMAN, reference="Senate 2"), on=change),
        at(POST_OMBUDSMAN, post.HolderElected(official=second, reference="Senate 3"), on=change),
        at(B, outcome.RightsRestored(persons=3, right="Water", measure="Repaired"), on=date(2026, 2, 10)),
    )
    first, now = board(database, "ombudsman_board", HEAD, "ordinal")
    assert (first["official"], first["started_on"], first["ended_on"]) == (OMBUDSMAN, FOUNDED, change)
    assert (first["signed"], first["received"], first["violation_found"], first["settled"]) == (1, 1, 1, 1)
    assert first["appointments"] == 6
    assert (now["official"], now["ended_on"], now["signed"], now["received"]) == (second, None, 0, 1)
    assert (now["persons_restored"], now["violation_found"], now["appointments"]) == (3, 0, 0)


def test_boards_are_declared_with_a_meaning_for_every_column(database: str) -> None:
    question = "select col_description('views.office_board'::regclass, 2)"
    assert asked(database, question) == "complaints and communications that the office has"
    assert OfficeBoardRow.TABLE.name == "office_board"
