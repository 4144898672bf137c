"""Complaints come in: registration, numbers, classification, communications to the Centre."""

from datetime import date, timedelta

import pytest

from domain.capacity import Capacity
from domain.complaints.communications import AnswerCommunication, RecordStep, RedirectToOmbudsman
from domain.complaints.events import course, intake, outcome
from domain.complaints.intake import AddHead, ClassifyComplaint, RegisterComplaint
from domain.complaints.state import COMPLAINTS
from domain.complaints.vocabulary import Addressee, Applicant, Channel, HeadOfComplaint, Source, Status
from domain.identifiers import MIGRATION
from domain.persons.state import PersonDetails, PersonRegistered
from domain.refusal import RefusalCode as No
from tests.domain.complaint_facts import (
    AKIMAT,
    COMPLAINT,
    HEATING,
    NEWCOMER,
    PERSON,
    REGISTERED,
    WATER,
    accepted,
    communication,
    registered,
)
from tests.domain.scenario import (
    EMPLOYEE_71,
    EMPLOYEE_75,
    FOUNDED,
    HEAD,
    OMBUDSMAN,
    REPRESENTATIVE_71,
    STRANGER,
    TODAY,
    Then,
    at,
    given,
    uuid,
)


def a_complaint(**changes: object) -> RegisterComplaint:
    fields = {
        "office": "71",
        "addressee": Addressee.REPRESENTATIVE,
        "channel": Channel.POST,
        "received_on": TODAY,
        "applicants": (NEWCOMER,),
        "respondent": AKIMAT,
        "heads": (WATER,),
        "statement": "There has been no water since January.",
    }
    return RegisterComplaint(**{**fields, **changes})  # type: ignore[arg-type]


def test_an_employee_registers_a_complaint_with_its_number_its_person_and_the_words_apart() -> None:
    done = given().when(a_complaint(), by=EMPLOYEE_71).done()
    person, number, complaint, statement = (event for _, event in done.decision.writes)
    assert isinstance(person, PersonRegistered) and person.details.name == "Aigerim Saparova"
    assert isinstance(complaint, intake.ComplaintRegistered)
    assert complaint.number == "C-71-2026-00001" and complaint.applicants == (person.person,)
    assert number.record == done.stream  # type: ignore[attr-defined]
    assert statement == intake.StatementRecorded(
        person=person.person, statement="There has been no water since January."
    )
    assert done.act.capacity is Capacity.EMPLOYEE and done.act.office == "71" and done.act.basis == "14.1.c"


def test_numbers_count_without_gaps_by_series_office_and_year() -> None:
    def number(then: Then) -> str:
        return next(e.number for _, e in then.decision.writes if isinstance(e, intake.ComplaintRegistered))

    story = given()
    first = story.when(a_complaint(), by=EMPLOYEE_71).done()
    second = first.when(a_complaint(), by=EMPLOYEE_71).done()
    centre = second.when(a_complaint(addressee=Addressee.CENTRE), by=EMPLOYEE_71).done()
    elsewhere = centre.when(a_complaint(office="75"), by=EMPLOYEE_75).done()
    last_year = elsewhere.when(
        a_complaint(received_on=date(2025, 12, 30)), by=EMPLOYEE_71, effective=date(2025, 12, 30)
    ).done()
    assert [number(t) for t in (first, second, centre, elsewhere, last_year)] == [
        "C-71-2026-00001",
        "C-71-2026-00002",
        "M-71-2026-00001",
        "C-75-2026-00001",
        "C-71-2025-00001",
    ]


def test_a_collective_complaint_is_one_case_of_many_people() -> None:
    people = tuple(Applicant(details=PersonDetails(name=f"Person {n}")) for n in range(12))
    done = given().when(a_complaint(applicants=people, representative=NEWCOMER), by=EMPLOYEE_71).done()
    state = done.state(COMPLAINTS)
    assert len(set(state.applicants)) == 12
    registered_persons = [e for _, e in done.decision.writes if isinstance(e, PersonRegistered)]
    assert len(registered_persons) == 13 and registered_persons[-1].person not in state.applicants


def test_a_known_person_is_not_registered_again() -> None:
    person = PersonRegistered(person=PERSON, details=PersonDetails(name="Known"))
    done = given(at(PERSON, person)).when(a_complaint(applicants=(Applicant(person=PERSON),)), by=EMPLOYEE_71).done()
    assert done.state(COMPLAINTS).applicants == (PERSON,)
    assert not [e for _, e in done.decision.writes if isinstance(e, PersonRegistered)]


@pytest.mark.parametrize(
    ("changes", "code", "path"),
    [
        ({"applicants": ()}, No.INVALID, ("applicants",)),
        ({"heads": ()}, No.INVALID, ("heads",)),
        ({"applicants": (Applicant(),)}, No.INVALID, ("applicants", "0")),
        ({"applicants": (Applicant(person=PERSON),)}, No.UNKNOWN_PART, ("applicants", "0")),
        ({"applicants": (Applicant(person=PERSON), Applicant(person=PERSON))}, No.INVALID, ("applicants",)),
        ({"representative": Applicant(person=PERSON)}, No.UNKNOWN_PART, ("representative",)),
        ({"received_on": TODAY + timedelta(days=1)}, No.EFFECTIVE_IN_FUTURE, ("receivedOn",)),
        ({"received_on": FOUNDED - timedelta(days=1)}, No.BEFORE_OFFICE_OPENED, ("receivedOn",)),
    ],
)
def test_an_incomplete_or_impossible_complaint_is_refused_with_the_field_at_fault(
    changes: dict[str, object], code: No, path: tuple[str, ...]
) -> None:
    given().when(a_complaint(**changes), by=EMPLOYEE_71).refused(code, path=path)


def test_a_complaint_is_not_registered_before_it_was_received() -> None:
    earlier = TODAY - timedelta(days=3)
    given().when(a_complaint(), by=EMPLOYEE_71, effective=earlier).refused(No.BEFORE_PREVIOUS_STEP)


def test_a_complaint_is_not_registered_before_the_office_existed() -> None:
    before = FOUNDED - timedelta(days=1)
    given().when(a_complaint(received_on=before), by=EMPLOYEE_71, effective=before).refused(No.BEFORE_OFFICE_OPENED)


def test_a_complaint_is_not_registered_in_an_office_that_does_not_exist() -> None:
    given().when(a_complaint(office="99"), by=OMBUDSMAN).refused(No.OFFICE_NOT_OPEN, path=("office",))


def test_nobody_registers_for_another_office_and_nobody_without_a_post_registers_at_all() -> None:
    refusal = given().when(a_complaint(), by=EMPLOYEE_75).refused(No.OUTSIDE_TERRITORY)
    assert Capacity.EMPLOYEE in refusal.who_could
    given().when(a_complaint(), by=STRANGER).refused(No.NO_AUTHORITY)


def test_an_imported_complaint_may_leave_unsaid_what_its_source_does_not_say() -> None:
    command = RegisterComplaint(
        office="71",
        addressee=Addressee.OMBUDSMAN,
        respondent=AKIMAT,
        heads=(WATER,),
        source=Source(system="earlier register", number="201916043"),
    )
    done = given().when(command, by=MIGRATION, migration=True, effective=None).done()
    state = done.state(COMPLAINTS)
    assert done.act.capacity is Capacity.MIGRATION and done.act.effective is None
    assert state.registered_on is None and state.applicants == ()
    given().when(command, by=EMPLOYEE_71).refused(No.INVALID)


def test_an_imported_complaint_may_be_older_than_its_office() -> None:
    old = FOUNDED - timedelta(days=1000)
    given().when(a_complaint(received_on=old), by=MIGRATION, migration=True, effective=old).done()


def test_the_migration_capacity_is_nothing_that_an_actor_can_claim() -> None:
    given().when(a_complaint(), by=MIGRATION).refused(No.NO_AUTHORITY)


def test_words_without_an_applicant_belong_to_nobody_and_are_refused_even_to_the_import() -> None:
    command = a_complaint(applicants=())
    given().when(command, by=MIGRATION, migration=True).refused(No.INVALID, path=("applicants",))


def test_heads_may_be_added_and_the_case_classified_while_it_is_open() -> None:
    story = given(registered()).when(AddHead(complaint=COMPLAINT, head=HEATING), by=EMPLOYEE_71)
    after = story.then(intake.HeadAdded(key="3", head=HEATING))
    assert after.state(COMPLAINTS).finding_of("3") == (True, None)
    after.when(ClassifyComplaint(complaint=COMPLAINT, category="Utilities", urgent=True), by=EMPLOYEE_71).then(
        intake.ComplaintClassified(category="Utilities", urgent=True)
    )


def test_no_step_is_dated_before_the_registration() -> None:
    command = ClassifyComplaint(complaint=COMPLAINT, category="Utilities")
    story = given(registered())
    story.when(command, by=EMPLOYEE_71, effective=REGISTERED).then(intake.ComplaintClassified)
    earlier = REGISTERED - timedelta(days=1)
    story.when(command, by=EMPLOYEE_71, effective=earlier).refused(No.BEFORE_PREVIOUS_STEP, path=("effectiveOn",))


def test_no_step_is_dated_in_the_future() -> None:
    command = ClassifyComplaint(complaint=COMPLAINT, category="Utilities")
    tomorrow = TODAY + timedelta(days=1)
    given(registered()).when(command, by=EMPLOYEE_71, effective=tomorrow).refused(No.EFFECTIVE_IN_FUTURE)


def test_the_head_answers_a_communication_to_the_centre_but_not_a_complaint() -> None:
    command = AnswerCommunication(complaint=COMPLAINT, summary="Reception hours sent", channel=Channel.EMAIL)
    after = given(communication()).when(command, by=HEAD).then(outcome.CommunicationAnswered, course.ApplicantNotified)
    assert after.state(COMPLAINTS).status is Status.ANSWERED
    given(registered()).when(command, by=HEAD).refused(No.WRONG_STATE, paragraph="14.1.d")


def test_a_communication_redirected_becomes_a_complaint_with_a_number_of_that_series_and_both_are_linked() -> None:
    command = RedirectToOmbudsman(complaint=COMPLAINT, reason="It alleges an infringed right")
    command_id = uuid("redirect")
    born = f"complaint-{command_id}"
    after = given(communication()).when(command, by=EMPLOYEE_71, command_id=command_id).done()
    assert after.state(COMPLAINTS).status is Status.REDIRECTED
    complaint = after.state(COMPLAINTS, born)
    assert complaint.number == "C-71-2026-00001" and complaint.applicants == (PERSON,)
    assert complaint.heads == (WATER, HEATING) and complaint.links == {COMPLAINT}
    given(registered()).when(command, by=EMPLOYEE_71).refused(No.WRONG_STATE)


def test_a_step_of_an_earlier_system_is_kept_in_its_own_words() -> None:
    step = RecordStep(complaint=COMPLAINT, step="T02 Check confirmation", performed_by="Resource10", group="Group 4")
    given(registered()).when(step, by=MIGRATION, migration=True).then(
        intake.StepRecorded(step="T02 Check confirmation", performed_by="Resource10", group="Group 4")
    )
    given(registered()).when(step, by=EMPLOYEE_71).refused(No.INVALID, path=("step",))


def test_a_record_that_does_not_exist_is_not_found() -> None:
    given().when(AddHead(complaint=COMPLAINT, head=HeadOfComplaint(category="x")), by=OMBUDSMAN).refused(No.NOT_FOUND)


def test_the_same_command_id_cannot_open_a_second_record() -> None:
    first = given().when(a_complaint(), by=REPRESENTATIVE_71, command_id=uuid("once")).done()
    first.when(a_complaint(), by=REPRESENTATIVE_71, command_id=uuid("once")).refused(No.ALREADY_EXISTS)


def test_classification_of_a_concluded_case_is_refused() -> None:
    facts = [registered(), accepted(), at(COMPLAINT, outcome.ComplaintWithdrawn())]
    given(*facts).when(ClassifyComplaint(complaint=COMPLAINT, category="x"), by=EMPLOYEE_71).refused(No.WRONG_STATE)
