"""Drafting acts of response: wording, persons, complaints, territory."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from domain.complaints.events.intake import ComplaintRegistered
from domain.complaints.vocabulary import Addressee
from domain.message import personal_fields
from domain.officials.state import OfficialRegistered
from domain.persons.state import PersonDetails, PersonRegistered
from domain.petitions.commands import drafting as c
from domain.petitions.events import drafting as e
from domain.petitions.state import PETITIONS
from domain.petitions.vocabulary import ORDINARY, SYSTEMIC, PetitionKind, PetitionStatus, ProceedingsKind
from domain.refusal import RefusalCode
from tests.domain.petition_facts import (
    AKIMAT,
    DRAFT,
    DRAFTED,
    MINISTRY,
    PERSON,
    PETITION,
    POLICE,
    WORDING,
    drafted,
    signed,
    submitted,
)
from tests.domain.scenario import (
    AUDITOR,
    EMPLOYEE_00,
    EMPLOYEE_71,
    EMPLOYEE_75,
    FOUNDED,
    HEAD,
    OMBUDSMAN,
    REPRESENTATIVE_71,
    STRANGER,
    TODAY,
    Facts,
    at,
    given,
    stream,
    uuid,
)

COMPLAINT = stream("complaint", "water")
SYSTEMIC_DRAFT = c.DraftSystemicRecommendation(office="71", **WORDING)
LEGISLATIVE_DRAFT = c.DraftLegislativeProposal(office="71", **WORDING)
APPLICATION_DRAFT = c.DraftApplication(
    office="71", proceedings=ProceedingsKind.CRIMINAL, accused_details=PersonDetails(name="Accused One"), **WORDING
)
every_draft = pytest.mark.parametrize("draft", [DRAFT, SYSTEMIC_DRAFT, LEGISLATIVE_DRAFT, APPLICATION_DRAFT])
with_reasoning = pytest.mark.parametrize("draft", [DRAFT, SYSTEMIC_DRAFT, LEGISLATIVE_DRAFT])


def a_person() -> Facts:
    return at(PERSON, PersonRegistered(person=PERSON, details=PersonDetails(name="Applicant One")))


def a_complaint(office: str = "71") -> Facts:
    return at(
        COMPLAINT, ComplaintRegistered(number=f"C-{office}-2026-00001", office=office, addressee=Addressee.OMBUDSMAN)
    )


@pytest.mark.parametrize("official", [EMPLOYEE_71, REPRESENTATIVE_71, HEAD, OMBUDSMAN])
def test_all_staff_may_draft_and_the_draft_takes_the_first_number_of_its_office_and_year(official: str) -> None:
    command_id = uuid("draft")
    petition = f"petition-{command_id}"
    after = given().when(DRAFT, by=official, command_id=command_id).done()
    (first, event), (counter, taken) = after.decision.writes
    assert (first, counter) == (petition, "numbers-P-71-2026")
    assert isinstance(event, e.PetitionDrafted)
    assert event.number == taken.number == "P-71-2026-00001"
    assert (event.title, event.addressees, event.systemic) == ("Drinking water", (AKIMAT,), False)


def test_the_second_act_of_an_office_takes_the_second_number() -> None:
    after = given().when(DRAFT, by=EMPLOYEE_71).done().when(DRAFT, by=EMPLOYEE_71).done()
    assert after.decision.writes[0][1].number == "P-71-2026-00002"


@pytest.mark.parametrize(
    ("official", "code"),
    [
        (EMPLOYEE_75, RefusalCode.OUTSIDE_TERRITORY),
        (EMPLOYEE_00, RefusalCode.OUTSIDE_TERRITORY),
        (AUDITOR, RefusalCode.NO_AUTHORITY),
        (STRANGER, RefusalCode.NO_AUTHORITY),
    ],
)
def test_nobody_drafts_for_a_foreign_office_or_without_a_post(official: str, code: RefusalCode) -> None:
    given().when(DRAFT, by=official).refused(code, paragraph="14.2.a")


@pytest.mark.parametrize("kind", list(PetitionKind))
def test_only_recommendations_petitions_and_proposals_are_drafted_as_petitions(kind: PetitionKind) -> None:
    when = given().when(replace(DRAFT, petition_kind=kind), by=EMPLOYEE_71)
    if kind in (PetitionKind.RECOMMENDATION, PetitionKind.PETITION, PetitionKind.PROPOSAL):
        when.then(e.PetitionDrafted)
    else:
        refusal = when.refused(RefusalCode.INVALID, path=("petitionKind",))
        right = "DraftLegislativeProposal" if kind is PetitionKind.LEGISLATIVE_PROPOSAL else "DraftApplication"
        assert all(right in words for words in (refusal.text.kk, refusal.text.ru, refusal.text.en))


@pytest.mark.parametrize("kind", list(PetitionKind))
def test_a_systemic_act_is_a_recommendation_or_a_proposal(kind: PetitionKind) -> None:
    when = given().when(c.DraftSystemicRecommendation(office="71", petition_kind=kind, **WORDING), by=EMPLOYEE_71)
    if kind in (PetitionKind.RECOMMENDATION, PetitionKind.PROPOSAL):
        event = when.then(e.PetitionDrafted).decision.writes[0][1]
        assert (event.petition_kind, event.systemic) == (kind, True)
        assert when.answer.act.basis == "15.4"
    else:
        right = {PetitionKind.PETITION: "DraftPetition", PetitionKind.LEGISLATIVE_PROPOSAL: "DraftLegislativeProposal"}
        assert right.get(kind, "DraftApplication") in when.refused(RefusalCode.INVALID).text.en
    assert {PetitionKind.RECOMMENDATION, PetitionKind.PROPOSAL} == SYSTEMIC < ORDINARY


def test_a_legislative_proposal_is_drafted_under_its_own_paragraph() -> None:
    after = given().when(c.DraftLegislativeProposal(office="00", **WORDING), by=EMPLOYEE_00).then(e.PetitionDrafted)
    assert after.act.basis == "15.1"
    assert after.decision.writes[0][1].petition_kind is PetitionKind.LEGISLATIVE_PROPOSAL


@pytest.mark.parametrize("proceedings", list(ProceedingsKind))
def test_an_application_opens_the_accused_as_a_person_of_the_register(proceedings: ProceedingsKind) -> None:
    details = PersonDetails(name="Accused One")
    command = c.DraftApplication(
        office="00", proceedings=proceedings, accused_details=details, reasoning="Beat a detainee.", **WORDING
    )
    after = given().when(command, by=EMPLOYEE_00).then(e.PetitionDrafted, e.PetitionReasoningRecorded)
    writes = {type(event).__name__: (where, event) for where, event in after.decision.writes}
    accused, registered = writes["PersonRegistered"]
    assert registered == PersonRegistered(person=accused, details=details)
    event = writes["PetitionDrafted"][1]
    assert (event.concerns, event.petition_kind.value) == (accused, f"{proceedings.value}_application")
    assert writes["PetitionReasoningRecorded"][1].person == accused
    assert after.act.basis == "15.5"


def test_an_application_may_name_a_person_already_registered() -> None:
    command = c.DraftApplication(office="00", proceedings=ProceedingsKind.CRIMINAL, accused=PERSON, **WORDING)
    after = given(a_person()).when(command, by=EMPLOYEE_00).then(e.PetitionDrafted)
    assert after.decision.writes[0][1].concerns == PERSON


@pytest.mark.parametrize("named", ["nobody", "twice"])
def test_an_application_names_exactly_one_person(named: str) -> None:
    both: dict[str, Any] = {"accused": PERSON, "accused_details": PersonDetails(name="Accused One")}
    command = c.DraftApplication(
        office="00", proceedings=ProceedingsKind.CRIMINAL, **WORDING, **(both if named == "twice" else {})
    )
    given(a_person()).when(command, by=EMPLOYEE_00).refused(RefusalCode.INVALID, paragraph="15.5", path=("accused",))


def test_an_application_against_an_unknown_person_is_refused() -> None:
    command = c.DraftApplication(office="00", proceedings=ProceedingsKind.CRIMINAL, accused=PERSON, **WORDING)
    given().when(command, by=EMPLOYEE_00).refused(RefusalCode.UNKNOWN_PART, path=("accused",))


def test_an_official_of_the_register_may_be_the_person_an_act_speaks_of() -> None:
    official = stream("official", "delayer")
    spoken_of = replace(DRAFT, reasoning="The clerk delayed.", person=official)
    given(at(official, OfficialRegistered(person=official, name="Clerk Four"))).when(spoken_of, by=EMPLOYEE_71).then(
        e.PetitionDrafted, e.PetitionReasoningRecorded(person=official, reasoning="The clerk delayed.")
    )
    given().when(spoken_of, by=EMPLOYEE_71).refused(RefusalCode.UNKNOWN_PART, path=("person",))


@with_reasoning
def test_reasoning_is_kept_apart_with_the_person_it_belongs_to(draft: Any) -> None:
    told = replace(draft, reasoning="She waited a year.", person=PERSON)
    given(a_person()).when(told, by=EMPLOYEE_71).then(
        e.PetitionDrafted, e.PetitionReasoningRecorded(person=PERSON, reasoning="She waited a year.")
    )
    assert not personal_fields(e.PetitionDrafted)
    assert not personal_fields(e.PetitionDraftRevised)


@with_reasoning
def test_reasoning_that_belongs_to_nobody_is_refused(draft: Any) -> None:
    given().when(replace(draft, reasoning="She waited."), by=EMPLOYEE_71).refused(RefusalCode.INVALID, path=("person",))


@with_reasoning
def test_reasoning_about_an_unknown_person_is_refused(draft: Any) -> None:
    told = replace(draft, reasoning="She waited.", person=PERSON)
    given().when(told, by=EMPLOYEE_71).refused(RefusalCode.UNKNOWN_PART, path=("person",))


@every_draft
def test_two_addressees_with_one_key_are_refused(draft: Any) -> None:
    twice = replace(draft, addressees=(AKIMAT, replace(POLICE, key="a")))
    given().when(twice, by=EMPLOYEE_71).refused(RefusalCode.INVALID, path=("addressees",))


@pytest.mark.parametrize("wrong", [replace(AKIMAT, territory=None), replace(MINISTRY, territory="71")])
@every_draft
def test_a_territorial_body_and_no_other_has_a_territory(draft: Any, wrong: Any) -> None:
    given().when(replace(draft, addressees=(POLICE, wrong)), by=EMPLOYEE_71).refused(
        RefusalCode.INVALID, path=("addressees", "1", "territory")
    )


@pytest.mark.parametrize("many", [0, 51])
def test_an_act_has_from_one_to_fifty_addressees(many: int) -> None:
    addressees = [{"key": str(i), "body": "A body", "level": "central"} for i in range(many)]
    body = {**msgspec.to_builtins(DRAFT), "addressees": addressees}
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(body, c.DraftPetition)


@pytest.mark.parametrize(("office", "drafts"), [("71", True), ("75", False)])
@every_draft
def test_an_office_acts_on_its_own_complaints_only(draft: Any, office: str, drafts: bool) -> None:
    when = given(a_complaint(office)).when(replace(draft, complaints=(COMPLAINT, COMPLAINT)), by=EMPLOYEE_71)
    if drafts:
        writes = when.then(e.PetitionDrafted).decision.writes
        assert [w.complaints for _, w in writes if isinstance(w, e.PetitionDrafted)] == [(COMPLAINT,)]
    else:
        when.refused(RefusalCode.OUTSIDE_TERRITORY, paragraph="20.2", path=("complaints", "0"))


def test_an_import_may_tell_of_an_act_on_a_complaint_that_went_to_another_office_since() -> None:
    command = replace(DRAFT, complaints=(COMPLAINT,))
    given(a_complaint("75")).when(command, by="official-migration", migration=True).then(e.PetitionDrafted)


@every_draft
def test_the_centre_acts_on_complaints_of_any_office(draft: Any) -> None:
    command = replace(draft, office="00", complaints=(COMPLAINT,))
    given(a_complaint("75")).when(command, by=EMPLOYEE_00).then(e.PetitionDrafted)


@every_draft
def test_an_act_on_an_unknown_complaint_is_refused(draft: Any) -> None:
    given().when(replace(draft, complaints=(COMPLAINT,)), by=EMPLOYEE_71).refused(
        RefusalCode.UNKNOWN_PART, path=("complaints", "0")
    )


@every_draft
def test_no_act_is_older_than_its_office_or_drafted_by_an_office_that_does_not_exist(draft: Any) -> None:
    before = FOUNDED - timedelta(days=1)
    given().when(draft, by=EMPLOYEE_71, effective=before).refused(RefusalCode.BEFORE_OFFICE_OPENED)
    given().when(draft, by=EMPLOYEE_71, effective=FOUNDED).then(e.PetitionDrafted)
    given().when(replace(draft, office="63"), by=OMBUDSMAN).refused(RefusalCode.OFFICE_NOT_OPEN)


def revision(**changes: Any) -> c.ReviseDraft:
    return c.ReviseDraft(petition=PETITION, **{**WORDING, "addressees": (POLICE, MINISTRY), **changes})


def test_a_revised_draft_has_the_new_addressees_and_keeps_its_person() -> None:
    after = (
        given(a_person(), drafted(concerns=PERSON))
        .when(revision(reasoning="She still waits."), by=EMPLOYEE_71)
        .then(e.PetitionDraftRevised, e.PetitionReasoningRecorded(person=PERSON, reasoning="She still waits."))
    )
    state = after.state(PETITIONS)
    assert ([a.key for a in state.addressees], state.concerns) == (["b", "c"], PERSON)
    assert state.status is PetitionStatus.DRAFT


@pytest.mark.parametrize(
    "change",
    [{"addressees": (POLICE, POLICE)}, {"complaints": (COMPLAINT,)}, {"person": PERSON}, {"reasoning": "She waits."}],
)
def test_a_revision_keeps_the_rules_of_the_wording(change: dict[str, Any]) -> None:
    assert given(drafted()).when(revision(**change), by=EMPLOYEE_71).refused(
        RefusalCode.UNKNOWN_PART if {"complaints", "person"} & set(change) else RefusalCode.INVALID
    ).path[0] == next(iter(change if "reasoning" not in change else {"person": None}))


def test_an_application_is_not_turned_against_another_person() -> None:
    other = stream("person", "other")
    facts = [
        a_person(),
        at(other, PersonRegistered(person=other, details=PersonDetails(name="Other"))),
        drafted(PetitionKind.CRIMINAL_APPLICATION, concerns=PERSON),
    ]
    given(*facts).when(revision(person=other), by=EMPLOYEE_71).refused(RefusalCode.INVALID, paragraph="15.5")
    given(*facts).when(revision(person=PERSON), by=EMPLOYEE_71).then(e.PetitionDraftRevised)


@dataclass(frozen=True)
class Late:
    """A step of drafting and its earliest day."""

    facts: Facts
    command: Any
    earliest: date


@pytest.mark.parametrize(
    "step",
    [
        Late(drafted(), c.SubmitForSignature(petition=PETITION), DRAFTED),
        Late(drafted(), c.WithdrawPetition(petition=PETITION, reason="Settled."), DRAFTED),
    ],
)
def test_a_draft_is_not_submitted_or_withdrawn_before_it_was_drafted(step: Late) -> None:
    given(step.facts).when(step.command, by=EMPLOYEE_71, effective=step.earliest - timedelta(days=1)).refused(
        RefusalCode.BEFORE_PREVIOUS_STEP, path=("effectiveOn",)
    )
    given(step.facts).when(step.command, by=EMPLOYEE_71, effective=step.earliest).done()


def test_a_clerk_of_another_office_cannot_touch_a_draft() -> None:
    for command in (
        revision(),
        c.SubmitForSignature(petition=PETITION),
        c.WithdrawPetition(petition=PETITION, reason="No."),
    ):
        given(drafted()).when(command, by=EMPLOYEE_75).refused(RefusalCode.OUTSIDE_TERRITORY)


def test_a_signed_act_can_no_longer_be_withdrawn_and_a_submitted_one_can() -> None:
    command = c.WithdrawPetition(petition=PETITION, reason="Settled.")
    given(signed()).when(command, by=EMPLOYEE_71).refused(RefusalCode.WRONG_STATE)
    given(submitted()).when(command, by=EMPLOYEE_71).then(e.PetitionWithdrawn(reason="Settled."))


def test_imported_acts_may_leave_unsaid_when_they_were_drafted() -> None:
    after = given().when(DRAFT, on=TODAY, effective=None, migration=True, by="official-migration").done()
    assert after.state(PETITIONS).drafted_on is None
