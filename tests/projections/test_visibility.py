"""Who sees what, asked of PostgreSQL itself as the reader role: every table, every way of standing in the register."""

from datetime import date
from typing import Any

import pytest

from domain.complaints.events import course, intake
from domain.complaints.vocabulary import Confidentiality, HeadOfComplaint
from domain.measures.events import MeasureKind, PenaltyImposed
from domain.numbers import NumberIssued
from domain.persons.state import PersonDetails, PersonRegistered
from domain.petitions.events.signing import PetitionSigningInstructed
from domain.petitions.vocabulary import PetitionKind
from domain.posts import events as post
from infra.projector import rebuild
from tests.domain import petition_facts as petition
from tests.domain.complaint_facts import COMPLAINT, OTHER, PERSON, registered
from tests.domain.complaint_facts import asked as explanation_asked
from tests.domain.scenario import (
    AUDITOR,
    DELEGATE,
    DEPUTY_HEAD,
    DEPUTY_REPRESENTATIVE_71,
    EMPLOYEE_71,
    EMPLOYEE_75,
    HEAD,
    OMBUDSMAN,
    POST_DELEGATE,
    POST_EMPLOYEE_71,
    POST_HEAD,
    REPRESENTATIVE_10,
    REPRESENTATIVE_71,
    REPRESENTATIVE_75,
    STRANGER,
    Facts,
    at,
    head_is_absent,
    representative_is_absent,
    representative_post,
    stream,
)
from tests.projections.asking import EVERYBODY, everything_seen, seen, viewers
from tests.projections.written import add, shown_in

MEASURE = stream("measure", "late again")
WITH_SUBJECT = HeadOfComplaint(category="Water supply", subject="No water for a month")

MATTERS: Facts = [
    at(PERSON, PersonRegistered(person=PERSON, details=PersonDetails(name="Aigerim Saparova")), by=EMPLOYEE_71),
    registered(heads=(WITH_SUBJECT,)),
    at(COMPLAINT, intake.StatementRecorded(person=PERSON, statement="My water"), by=EMPLOYEE_71),
    explanation_asked(),
    registered(OTHER, office="75", applicants=()),
    petition.signed(PetitionKind.DISCIPLINARY_APPLICATION, concerns=PERSON),
    at(
        MEASURE,
        PenaltyImposed(
            number="D-71-2026-00001",
            person=EMPLOYEE_71,
            post=POST_EMPLOYEE_71,
            office="71",
            measure_kind=MeasureKind.REMARK,
            ground="Late again",
            reference="Order 9",
            expires_on=date(2026, 9, 1),
        ),
    ),
]
ABOUT_COMPLAINT_71 = {
    "complaint": "id",
    "complaint_head": "complaint",
    "explanation": "complaint",
    "audit": "stream",
}
CONTENTS_71 = {"complaint_text": "complaint", "complaint_party": "complaint", "audit_content": "stream"}

OFFICE_71 = {REPRESENTATIVE_71, DEPUTY_REPRESENTATIVE_71, EMPLOYEE_71}


def test_the_office_the_leadership_and_the_auditor_see_where_a_complaint_stands(database: str) -> None:
    shown_in(database, MATTERS)
    for table, column in ABOUT_COMPLAINT_71.items():
        assert viewers(database, table, column, COMPLAINT) == {OMBUDSMAN, HEAD, DELEGATE, AUDITOR} | OFFICE_71, table


def test_only_the_office_and_the_ombudsman_see_what_people_wrote_and_who_they_are(database: str) -> None:
    shown_in(database, MATTERS)
    for table, column in CONTENTS_71.items():
        assert viewers(database, table, column, COMPLAINT) == {OMBUDSMAN} | OFFICE_71, table
    assert viewers(database, "person", "id", PERSON) == {OMBUDSMAN} | OFFICE_71
    assert viewers(database, "audit_content", "stream", PERSON) == {OMBUDSMAN} | OFFICE_71


def test_free_text_of_a_complaint_is_not_in_the_trail_that_the_head_sees(database: str) -> None:
    shown_in(database, MATTERS)
    for words in ("My water", "No water for a month", "Saparova"):
        question = "select count(*) from views.audit where payload::text like '%%' || %s || '%%'"
        assert seen(database, OMBUDSMAN, question, words) == 0
        question = "select count(*) from views.audit_content where payload::text like '%%' || %s || '%%'"
        assert seen(database, OMBUDSMAN, question, words) == 1


def test_a_deputy_sees_for_the_absent_as_long_as_the_acting_lasts(database: str) -> None:
    ended = at(POST_HEAD, post.ActingEnded(official=DEPUTY_HEAD))
    shown_in(database, MATTERS, head_is_absent(), representative_is_absent())
    assert viewers(database, "complaint", "id", OTHER) >= {DEPUTY_HEAD}
    assert seen(database, DEPUTY_HEAD, "select count(*) from views.complaint_text") == 0
    add(database, ended)
    assert DEPUTY_HEAD not in viewers(database, "complaint", "id", OTHER)


def test_a_delegation_shows_the_country_until_its_last_day_or_its_end(database: str) -> None:
    lapsed = [
        post.DelegationProposed(paragraphs=("19.4",), until=date(2026, 1, 31)),
        post.DelegationAgreed(),
    ]
    shown_in(database, MATTERS, at(POST_DELEGATE, *lapsed))
    assert DELEGATE not in viewers(database, "complaint", "id", OTHER)


def test_a_dismissed_official_sees_nothing_any_more(database: str) -> None:
    left = post.HolderDismissed(official=EMPLOYEE_71, reference="Order 8", ground="Own wish")
    shown_in(database, MATTERS, at(POST_EMPLOYEE_71, left))
    assert set(everything_seen(database, EMPLOYEE_71).values()) == {0}


@pytest.mark.parametrize("official", [None, STRANGER, "official-nobody"])
def test_whoever_holds_nothing_sees_nothing_in_any_table(database: str, official: str | None) -> None:
    shown_in(database, MATTERS)
    assert set(everything_seen(database, official).values()) == {0}


def test_an_instruction_opens_this_one_complaint_until_it_is_withdrawn_or_its_last_day_has_passed(
    database: str,
) -> None:
    given = intake.InstructionGiven(official=REPRESENTATIVE_75, task="Help")
    lapsed = intake.InstructionGiven(official=REPRESENTATIVE_10, task="Help", until=date(2026, 2, 20))
    shown_in(database, MATTERS, at(COMPLAINT, given, lapsed))
    for table, column in {**ABOUT_COMPLAINT_71, **CONTENTS_71}.items():
        assert REPRESENTATIVE_75 in viewers(database, table, column, COMPLAINT), table
        assert (
            seen(database, REPRESENTATIVE_10, f"select count(*) from views.{table} where {column} = %s", COMPLAINT) == 0
        )
    add(database, at(COMPLAINT, intake.InstructionWithdrawn(official=REPRESENTATIVE_75)))
    assert REPRESENTATIVE_75 not in viewers(database, "complaint", "id", COMPLAINT)


def test_an_instruction_to_sign_opens_this_one_act_of_response(database: str) -> None:
    given = PetitionSigningInstructed(official=REPRESENTATIVE_75)
    shown_in(database, MATTERS, at(petition.PETITION, given))
    assert REPRESENTATIVE_75 in viewers(database, "petition", "id", petition.PETITION)
    assert REPRESENTATIVE_75 in viewers(database, "petition_text", "petition", petition.PETITION)


def test_an_offered_office_sees_where_the_complaint_stands_and_its_contents_once_it_accepted(database: str) -> None:
    offered = intake.TransferOffered(to_office="75", reason="Lives there")
    accepted = intake.TransferAccepted(from_office="71", to_office="75")
    shown_in(database, MATTERS, at(COMPLAINT, offered))
    assert EMPLOYEE_75 in viewers(database, "complaint", "id", COMPLAINT)
    assert EMPLOYEE_75 not in viewers(database, "complaint_text", "complaint", COMPLAINT)
    add(database, at(COMPLAINT, accepted))
    for table, column in {**ABOUT_COMPLAINT_71, **CONTENTS_71}.items():
        who = viewers(database, table, column, COMPLAINT)
        assert EMPLOYEE_75 in who, table
        assert not who & OFFICE_71, table


@pytest.mark.parametrize(
    "guard",
    [course.ConfidentialitySet(level=Confidentiality.RESTRICTED, reason="Minor"), course.IdentityProtected()],
    ids=["restricted", "protected"],
)
def test_guarded_contents_are_open_to_those_who_decide_and_to_the_assigned(database: str, guard: Any) -> None:
    shown_in(database, MATTERS, at(COMPLAINT, guard))
    deciding = {OMBUDSMAN, REPRESENTATIVE_71}
    assert viewers(database, "complaint_text", "complaint", COMPLAINT) == deciding
    assert viewers(database, "person", "id", PERSON) >= deciding
    add(database, at(COMPLAINT, intake.ComplaintAssigned(official=EMPLOYEE_71)))
    for table, column in CONTENTS_71.items():
        assert viewers(database, table, column, COMPLAINT) == deciding | {EMPLOYEE_71}, table


def test_an_application_for_proceedings_shows_whom_it_accuses_to_those_who_decide(database: str) -> None:
    shown_in(database, MATTERS)
    assert viewers(database, "petition", "id", petition.PETITION) == {OMBUDSMAN, HEAD, DELEGATE, AUDITOR} | OFFICE_71
    assert viewers(database, "petition_party", "petition", petition.PETITION) == {OMBUDSMAN, REPRESENTATIVE_71}


def test_a_measure_is_known_to_those_who_decide_on_it_and_to_the_official_concerned(database: str) -> None:
    shown_in(database, MATTERS)
    assert viewers(database, "measure", "id", MEASURE) == {OMBUDSMAN, HEAD, AUDITOR, EMPLOYEE_71}
    assert viewers(database, "measure_text", "measure", MEASURE) == {OMBUDSMAN, HEAD, EMPLOYEE_71}
    assert viewers(database, "audit", "stream", MEASURE) == {OMBUDSMAN, HEAD, AUDITOR, EMPLOYEE_71}
    assert viewers(database, "audit_content", "stream", MEASURE) == {OMBUDSMAN, HEAD, EMPLOYEE_71}


def test_offices_posts_and_names_of_officials_are_known_to_everybody_in_office(database: str) -> None:
    shown_in(database, MATTERS)
    for table, column, value in (("office", "code", "75"), ("post", "id", POST_HEAD), ("official", "id", HEAD)):
        assert viewers(database, table, column, value) == set(EVERYBODY) - {STRANGER}, table


def test_a_person_is_shown_to_the_registering_official_until_a_matter_names_the_person(database: str) -> None:
    person = stream("person", "a visitor")
    visitor = PersonRegistered(person=person, details=PersonDetails(name="Visitor"))
    shown_in(database, at(person, visitor, by=EMPLOYEE_75))
    assert viewers(database, "person", "id", person) == {OMBUDSMAN, EMPLOYEE_75}
    add(database, registered(applicants=(person,)))
    assert viewers(database, "person", "id", person) == {OMBUDSMAN} | OFFICE_71


def test_policies_are_the_same_after_a_rebuild(database: str) -> None:
    shown_in(database, MATTERS)
    before = {official: everything_seen(database, official) for official in EVERYBODY}
    rebuild(database)
    assert {official: everything_seen(database, official) for official in EVERYBODY} == before
    assert before[OMBUDSMAN]["complaint"] == 2


def test_an_absent_representative_still_reads_the_own_office(database: str) -> None:
    """Absence rests the authority to act, not the duty to know; the policy is written down in docs/read-models.md."""
    shown_in(database, MATTERS, representative_is_absent())
    assert REPRESENTATIVE_71 in viewers(database, "complaint", "id", COMPLAINT)
    assert representative_post("71") in seen(database, REPRESENTATIVE_71, "select array_agg(source) from views.scope")


def test_that_a_measure_got_a_number_is_told_to_those_who_may_know_of_the_measure(database: str) -> None:
    issued = NumberIssued(number="D-71-2026-00001", record=MEASURE)
    shown_in(database, MATTERS, at("numbers-D-71-2026", issued, by=EMPLOYEE_71))
    assert viewers(database, "audit", "stream", "numbers-D-71-2026") == {OMBUDSMAN, HEAD, AUDITOR}
