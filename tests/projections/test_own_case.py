"""An applicant asks for the own case with its number and a secret; everything else is answered alike: with nothing."""

from datetime import date
from typing import Any

import psycopg
import pytest

from domain.complaints.access import digest_of
from domain.complaints.events.access import ApplicantAccessIssued, ApplicantAccessWithdrawn, ComplaintWalled
from domain.complaints.events.course import ExaminationSuspended
from tests.domain.complaint_facts import COMPLAINT, OTHER, REGISTERED, registered
from tests.domain.scenario import EMPLOYEE_71, OMBUDSMAN, Facts, at, stream
from tests.projections.asking import ask, seen
from tests.projections.written import add, shown_in

NUMBER, SECRET = "C-71-2026-00001", "a-secret-of-the-applicant-2026"
ISSUED: Facts = [
    registered(),
    registered(OTHER, office="75"),
    at(COMPLAINT, ApplicantAccessIssued(digest=digest_of(COMPLAINT, SECRET))),
]
OWN = "select row_to_json(c) from access.own_case(%s, %s) as c"


def own(dsn: str, number: str, secret: str, *, by: str | None = None) -> Any:
    return seen(dsn, by, OWN, number, secret)


def test_number_and_secret_show_status_and_deadlines_and_nothing_else(database: str) -> None:
    shown_in(database, ISSUED)
    assert own(database, NUMBER, SECRET) == {
        "number": NUMBER,
        "status": "registered",
        "received_on": str(REGISTERED),
        "registered_on": str(REGISTERED),
        "due_on": "2026-02-23",
        "suspended": False,
        "concluded_on": None,
        "notified_on": None,
    }


@pytest.mark.parametrize(
    ("number", "secret"),
    [
        (NUMBER, "another-secret-of-the-applicant"),
        (NUMBER, ""),
        ("C-75-2026-00001", SECRET),
        ("C-71-2026-99999", SECRET),
        ("", SECRET),
    ],
)
def test_a_wrong_number_and_a_wrong_secret_are_answered_alike(database: str, number: str, secret: str) -> None:
    shown_in(database, ISSUED)
    assert own(database, number, secret) is None
    assert own(database, number, secret, by=OMBUDSMAN) is None


def test_the_own_case_is_as_it_stands_now(database: str) -> None:
    shown_in(database, ISSUED)
    add(database, at(COMPLAINT, ExaminationSuspended(ground="An expert is asked"), on=date(2026, 2, 5)))
    found = own(database, NUMBER, SECRET)
    assert (found["suspended"], found["due_on"]) == (True, None)


def test_a_new_secret_replaces_the_old_one_and_a_withdrawn_one_counts_no_more(database: str) -> None:
    newer = "another-secret-of-the-applicant"
    shown_in(database, ISSUED, at(COMPLAINT, ApplicantAccessIssued(digest=digest_of(COMPLAINT, newer))))
    assert own(database, NUMBER, SECRET) is None
    assert own(database, NUMBER, newer) is not None
    add(database, at(COMPLAINT, ApplicantAccessWithdrawn()))
    assert own(database, NUMBER, newer) is None


def test_an_applicant_follows_the_own_case_behind_a_wall(database: str) -> None:
    shown_in(database, ISSUED, at(COMPLAINT, ComplaintWalled(compartment=stream("compartment", "north"))))
    assert own(database, NUMBER, SECRET) is not None
    assert seen(database, EMPLOYEE_71, "select count(*) from views.complaint") == 0


def test_the_digest_is_in_no_table_that_anybody_reads(database: str) -> None:
    shown_in(database, ISSUED)
    with psycopg.connect(database, autocommit=True) as conn:
        assert ask(conn, OMBUDSMAN, "select count(*) from views.applicant_access") == 0
