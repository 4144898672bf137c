"""Every capacity against every kind of table: who sees, who sees for a stated reason, who does not."""

from datetime import date
from typing import Any

import psycopg
import pytest

from domain.compartments.state import CompartmentOpened
from domain.complaints.events import intake
from domain.measures.events import MeasureKind, PenaltyImposed
from domain.officials.state import Access, AccessGranted
from domain.persons.state import PersonDetails, PersonRegistered
from domain.petitions.events.publication import PetitionPublished
from projections.catalogue import CATALOGUE
from projections.rows import Visibility
from tests.domain import petition_facts as petition
from tests.domain.complaint_facts import COMPLAINT, PERSON, registered
from tests.domain.scenario import (
    AUDITOR,
    DELEGATE,
    DEPUTY_HEAD,
    EMPLOYEE_00,
    EMPLOYEE_71,
    EMPLOYEE_75,
    HEAD,
    OMBUDSMAN,
    POST_EMPLOYEE_00,
    REPRESENTATIVE_10,
    REPRESENTATIVE_71,
    REPRESENTATIVE_75,
    STRANGER,
    Facts,
    at,
    head_is_absent,
    stream,
)
from tests.projections.asking import ask
from tests.projections.written import shown_in

INTEGRATOR, COMPARTMENT = "official-integrator", stream("compartment", "north")
MEASURE = stream("measure", "late again")
REASON = "Inspection of the files of the year"

STORY: Facts = [
    at(PERSON, PersonRegistered(person=PERSON, details=PersonDetails(name="Aigerim Saparova")), by=EMPLOYEE_71),
    registered(),
    at(COMPLAINT, intake.StatementRecorded(person=PERSON, statement="My water"), by=EMPLOYEE_71),
    at(COMPLAINT, intake.InstructionGiven(official=REPRESENTATIVE_10, task="Help")),
    at(COMPLAINT, intake.ComplaintAssigned(official=EMPLOYEE_75)),
    petition.signed(),
    at(petition.PETITION, PetitionPublished(title="Water", summary="Restore it.")),
    at(COMPARTMENT, CompartmentOpened(name="North", purpose="Kept apart")),
    at(
        MEASURE,
        PenaltyImposed(
            number="D-00-2026-00001",
            person=EMPLOYEE_00,
            post=POST_EMPLOYEE_00,
            office="00",
            measure_kind=MeasureKind.REMARK,
            ground="Late again",
            reference="Order 9",
            expires_on=date(2026, 9, 1),
        ),
    ),
    at(INTEGRATOR, AccessGranted(access=Access.STREAM_COMPLAINTS)),
    head_is_absent(),
]
WHERE: dict[Visibility, tuple[str, str]] = {
    Visibility.STAFF: ("office", "code = '75'"),
    Visibility.RECORD: ("complaint", f"id = '{COMPLAINT}'"),
    Visibility.CONTENTS: ("complaint_text", f"complaint = '{COMPLAINT}'"),
    Visibility.PERSON: ("person", f"id = '{PERSON}'"),
    Visibility.TRAIL: ("audit", f"stream = '{COMPLAINT}'"),
    Visibility.TRAIL_LINE: ("conformance_finding", f"stream = '{COMPLAINT}'"),
    Visibility.TRAIL_CONTENTS: ("audit_content", f"stream = '{COMPLAINT}'"),
    Visibility.PERSONNEL: ("measure", f"id = '{MEASURE}'"),
    Visibility.PERSONNEL_CONTENTS: ("measure_text", f"measure = '{MEASURE}'"),
    Visibility.COMPARTMENT: ("compartment", f"id = '{COMPARTMENT}'"),
    Visibility.OFFICE: ("office_count", "office = '71'"),
    Visibility.COUNTRY: ("country_day", "true"),
    Visibility.OWN: ("scope", f"official <> '{STRANGER}'"),
    Visibility.PUBLIC: ("published_petition", f"petition = '{petition.PETITION}'"),
    Visibility.NOBODY: ("naming", "true"),
}
"""An example of each visibility: a table, and which of its rows."""

COLUMNS = (
    "staff",
    "record",
    "contents",
    "person",
    "trail",
    "trail_line",
    "trail_contents",
    "personnel",
    "personnel_contents",
    "compartment",
    "office",
    "country",
    "own",
    "public",
    "nobody",
)
MATRIX: dict[str, tuple[str | None, str]] = {
    # as in COLUMNS: + sees, ? sees with a reason, - does not see
    "the Ombudsman": (OMBUDSMAN, "+ + + + + + + + + + + + + + -"),
    "the Head": (HEAD, "+ + ? ? + + ? + + + + + + + -"),
    "the deputy acting for the Head": (DEPUTY_HEAD, "+ + ? ? + + ? + + + + + + + -"),
    "a deputy under a delegation": (DELEGATE, "+ + - - + + - - - - + + + + -"),
    "an auditor": (AUDITOR, "+ + ? ? + + ? + ? + + + + + -"),
    "the Representative of the office": (REPRESENTATIVE_71, "+ + + + + + + - - - + - + + -"),
    "an employee of the office": (EMPLOYEE_71, "+ + + + + + + - - - + - + + -"),
    "a Representative elsewhere": (REPRESENTATIVE_75, "+ - - - - - - - - - - - + + -"),
    "a Representative instructed": (REPRESENTATIVE_10, "+ + + + + + + - - - - - + + -"),
    "an official charged with it elsewhere": (EMPLOYEE_75, "+ + + + + + + - - - - - + + -"),
    "the official concerned by a measure": (EMPLOYEE_00, "+ - - - - - - + + - - - + + -"),
    "an integrator of complaints": (INTEGRATOR, "- - - - + + - - - - - - + + -"),
    "somebody without a post": (STRANGER, "- - - - - - - - - - - - - + -"),
    "somebody unknown": ("official-nobody", "- - - - - - - - - - - - - + -"),
    "the public": (None, "- - - - - - - - - - - - - + -"),
}


FINDING = f"""
    insert into views.conformance_finding
           (id, stream, rule, position, paragraph, event, recorded_at, kind, actor, capacity)
    select position || '-decided_late', stream, 'decided_late', position, 'Rules/examination', event, recorded_at, kind,
           actor, capacity
      from views.audit
     where stream = '{COMPLAINT}' and version = 1"""
"""A finding beside a line of the trail: what is told by a source is not judged."""


def mark(conn: psycopg.Connection[Any], official: str | None, table: str, rows: str) -> str:
    """What an official sees of these rows: + sees, ? sees with a reason, - does not see."""
    question = f"select count(*) from views.{table} where {rows}"
    if ask(conn, official, question):
        return "+"
    return "?" if ask(conn, official, question, reason=REASON) else "-"


def test_the_matrix_speaks_of_every_visibility() -> None:
    declared = {row.TABLE.visible for row in CATALOGUE.rows}
    assert set(COLUMNS) == {visibility.value for visibility in WHERE}
    assert declared <= set(WHERE)
    assert all(len(marks.split()) == len(COLUMNS) for _, marks in MATRIX.values())


def test_each_capacity_sees_what_the_matrix_says(database: str) -> None:
    shown_in(database, STORY)
    tables = {row.TABLE.name for row in CATALOGUE.rows}
    with psycopg.connect(database, autocommit=True) as conn:
        conn.execute(FINDING.encode())
        for who, (official, marks) in MATRIX.items():
            for column, expected in zip(COLUMNS, marks.split(), strict=True):
                table, rows = WHERE[Visibility(column)]
                if table in tables:
                    assert mark(conn, official, table, rows) == expected, (who, column)


def test_a_reason_opens_nothing_to_those_whose_duty_it_is_not(database: str) -> None:
    shown_in(database, STORY)
    with psycopg.connect(database, autocommit=True) as conn:
        for official in (DELEGATE, REPRESENTATIVE_75, STRANGER, INTEGRATOR, None):
            for table, rows in WHERE.values():
                assert mark(conn, official, table, rows) != "?", (official, table)


@pytest.mark.parametrize(
    ("access", "kinds"),
    [
        (Access.STREAM_COMPLAINTS, {"complaint"}),
        (Access.STREAM_PETITIONS, {"petition"}),
        (Access.STREAM_POSTS, {"post"}),
        (Access.STREAM_MEASURES, {"measure"}),
        (Access.STREAM_ORGANISATION, {"office", "staffing", "official"}),
    ],
)
def test_an_integrator_reads_the_acts_of_the_granted_kinds_and_nothing_else(
    database: str, access: Access, kinds: set[str]
) -> None:
    shown_in(database, STORY, at(STRANGER, AccessGranted(access=access)))
    with psycopg.connect(database, autocommit=True) as conn:
        assert set(ask(conn, STRANGER, "select array_agg(distinct kind) from views.audit")) == kinds
        others = {row.TABLE.name for row in CATALOGUE.rows} - {"audit", "scope", "published_petition"}
        for table in sorted(others):
            assert ask(conn, STRANGER, f"select count(*) from views.{table}", reason=REASON) == 0, table
