"""Compartments: what stands behind a wall does not exist for whoever may not cross it, whatever else they are."""

from datetime import timedelta
from functools import cache
from typing import Any

import msgspec
import pytest

from domain.compartments.commands import (
    GrantCrossing,
    OpenCompartment,
    PutComplaintBehindWall,
    PutPetitionBehindWall,
    TakeComplaintFromBehindWall,
    TakePetitionFromBehindWall,
    WithdrawCrossing,
)
from domain.compartments.state import COMPARTMENTS, Compartment, CompartmentOpened
from domain.complaints.access import IssueApplicantAccess
from domain.complaints.admissibility import AcceptComplaint
from domain.complaints.closing import NotifyApplicant
from domain.complaints.communications import RecordStep, RedirectToOmbudsman
from domain.complaints.events import course, intake
from domain.complaints.events.access import ComplaintUnwalled, ComplaintWalled
from domain.complaints.links import LinkComplaints, MergeComplaint, UnlinkComplaints, UnmergeComplaint
from domain.complaints.state import COMPLAINTS
from domain.complaints.vocabulary import Channel
from domain.decider import Decider, deciders
from domain.identifiers import MIGRATION
from domain.message import Command
from domain.officials.state import CrossingGranted, CrossingWithdrawn
from domain.petitions.commands.drafting import DraftPetition, ReviseDraft
from domain.petitions.commands.publication import PublishPetition
from domain.petitions.events import drafting, signing
from domain.petitions.events.publication import PetitionPublished, PetitionUnwalled, PetitionWalled
from domain.petitions.state import PETITIONS
from domain.petitions.vocabulary import PetitionKind
from domain.refusal import Refusal
from domain.refusal import RefusalCode as No
from tests.domain import authority_cases, petition_facts
from tests.domain.complaint_facts import COMPLAINT, OTHER, communication, registered
from tests.domain.petition_facts import AKIMAT, PETITION, drafted, signed
from tests.domain.scenario import (
    AUDITOR,
    EMPLOYEE_71,
    EMPLOYEE_75,
    HEAD,
    OMBUDSMAN,
    REPRESENTATIVE_71,
    STRANGER,
    TODAY,
    Facts,
    Given,
    at,
    given,
    stream,
    uuid,
)

COMPARTMENT, ANOTHER = stream("compartment", "torture"), stream("compartment", "judges")
OPENED: Facts = [
    at(COMPARTMENT, CompartmentOpened(name="A", purpose="Complaints of torture")),
    at(ANOTHER, CompartmentOpened(name="B", purpose="Complaints against judges")),
]
ACCEPT = AcceptComplaint(complaint=COMPLAINT)
PUT = PutComplaintBehindWall(complaint=COMPLAINT, compartment=COMPARTMENT)
TAKE = TakeComplaintFromBehindWall(complaint=COMPLAINT)
PUT_PETITION = PutPetitionBehindWall(petition=PETITION, compartment=COMPARTMENT)
TAKE_PETITION = TakePetitionFromBehindWall(petition=PETITION)
CROSS = GrantCrossing(official=REPRESENTATIVE_71, compartment=COMPARTMENT, reason="Examines the matter")
WITHDRAW = WithdrawCrossing(official=REPRESENTATIVE_71, compartment=COMPARTMENT)
DRAFT: dict[str, Any] = {"title": "T", "operative_part": "O", "addressees": (AKIMAT,)}


def walled(complaint: str = COMPLAINT, compartment: str = COMPARTMENT) -> Facts:
    return [registered(complaint), at(complaint, ComplaintWalled(compartment=compartment))]


def crossing(official: str = REPRESENTATIVE_71, compartment: str = COMPARTMENT, **options: Any) -> Facts:
    return at(official, CrossingGranted(compartment=compartment, reason="x", **options))


def behind(*facts: Facts) -> Given:
    """A complaint of office 71 behind the wall of the compartment."""
    return given(OPENED, walled(), *facts)


def test_the_ombudsman_opens_a_compartment_puts_a_complaint_there_and_lets_somebody_cross() -> None:
    story = given(registered()).when(OpenCompartment(name="A", purpose="Torture"), by=OMBUDSMAN)
    opened = story.then(CompartmentOpened(name="A", purpose="Torture"))
    assert opened.state(COMPARTMENTS) == Compartment(name="A")
    put = PutComplaintBehindWall(complaint=COMPLAINT, compartment=opened.stream)
    wall = opened.when(put, by=OMBUDSMAN).then(ComplaintWalled(compartment=opened.stream))
    assert (wall.act.basis, wall.act.office) == ("15.10", "71")
    wall.when(ACCEPT, by=REPRESENTATIVE_71).refused(No.NOT_FOUND)
    cross = GrantCrossing(official=REPRESENTATIVE_71, compartment=opened.stream, reason="Examines it", until=TODAY)
    granted = wall.when(cross, by=OMBUDSMAN).then(
        CrossingGranted(compartment=opened.stream, reason="Examines it", until=TODAY)
    )
    granted.when(ACCEPT, by=REPRESENTATIVE_71).then(course.ComplaintAccepted)


IMPOSSIBLE = {"AcceptTransfer", "ReturnTransfer"}
"""The register of the matrix has another complaint for these."""
ON_WALLED = sorted(
    (d for d in deciders().values() if d.kind in (COMPLAINTS, PETITIONS) and not d.opens),
    key=lambda d: d.command.__name__,
)


RECORDS: Facts = [
    registered(),
    drafted(),
    at(COMPLAINT, intake.InstructionGiven(official=EMPLOYEE_75, task="x")),
    at(COMPLAINT, intake.ComplaintAssigned(official=EMPLOYEE_71)),
    at(PETITION, signing.PetitionSigningInstructed(official=EMPLOYEE_75)),
]
WALLS: Facts = [
    at(COMPLAINT, ComplaintWalled(compartment=COMPARTMENT)),
    at(PETITION, PetitionWalled(compartment=COMPARTMENT)),
]
NO_CROSSING: Facts = [crossing(HEAD, ANOTHER), crossing(EMPLOYEE_71, until=TODAY - timedelta(days=1))]
WALLED, MISSING, OPEN, CROSSED = (
    cache(lambda facts=facts: given(OPENED, *facts).register)
    for facts in (
        [RECORDS, WALLS, NO_CROSSING],
        [NO_CROSSING],
        [RECORDS],
        [RECORDS, WALLS, *(crossing(official) for official in (OMBUDSMAN, HEAD, REPRESENTATIVE_71, EMPLOYEE_75))],
    )
)
"""The same register with its records behind a wall, without these records, without the wall, and with crossings."""


@pytest.mark.parametrize("decider", ON_WALLED, ids=lambda d: d.command.__name__)
def test_whoever_may_not_cross_is_answered_as_if_the_record_did_not_exist(decider: Decider) -> None:
    command = _about_the_walled_record(decider)
    for official in (OMBUDSMAN, HEAD, AUDITOR, REPRESENTATIVE_71, EMPLOYEE_71, EMPLOYEE_75, STRANGER):
        if official == OMBUDSMAN and decider.over_walls:
            continue
        hidden, missing = (register().decide(command, by=official)[0] for register in (WALLED, MISSING))
        assert hidden == missing
        assert isinstance(hidden, Refusal)
        assert hidden.code is (No.NO_AUTHORITY if decider.over_walls else No.NOT_FOUND)


@pytest.mark.parametrize("decider", [d for d in ON_WALLED if not d.over_walls], ids=lambda d: d.command.__name__)
def test_whoever_may_cross_is_answered_as_if_there_were_no_wall(decider: Decider) -> None:
    command, same = _about_the_walled_record(decider), uuid("the same command")
    for official in (OMBUDSMAN, HEAD, REPRESENTATIVE_71, EMPLOYEE_75):
        crossed, unwalled = (r().decide(command, by=official, command_id=same)[0] for r in (CROSSED, OPEN))
        assert crossed == unwalled


def test_an_import_of_earlier_records_crosses_no_wall() -> None:
    step = RecordStep(complaint=COMPLAINT, step="T02")
    given(OPENED, registered()).when(step, by=MIGRATION, migration=True).done()
    behind().when(step, by=MIGRATION, migration=True).refused(No.NOT_FOUND)


def _about_the_walled_record(decider: Decider) -> Command:
    command = authority_cases.command_of(decider, "71")
    if decider.command.__name__ in IMPOSSIBLE:
        command = msgspec.structs.replace(command, complaint=COMPLAINT)
    return command


def test_a_crossing_ends_with_its_last_day() -> None:
    behind(crossing(until=TODAY)).when(ACCEPT, by=REPRESENTATIVE_71).done()
    behind(crossing(until=TODAY - timedelta(days=1))).when(ACCEPT, by=REPRESENTATIVE_71).refused(No.NOT_FOUND)


def test_a_crossing_into_another_compartment_opens_nothing() -> None:
    behind(crossing(compartment=ANOTHER)).when(ACCEPT, by=REPRESENTATIVE_71).refused(No.NOT_FOUND)


def test_a_crossing_gives_no_power_that_the_official_does_not_hold() -> None:
    behind(crossing(EMPLOYEE_75)).when(ACCEPT, by=EMPLOYEE_75).refused(No.NO_AUTHORITY)
    notify = NotifyApplicant(complaint=COMPLAINT, channel=Channel.POST)
    behind(crossing(EMPLOYEE_75)).when(notify, by=EMPLOYEE_75).refused(No.OUTSIDE_TERRITORY)


def test_granting_again_replaces_the_last_day_of_a_crossing() -> None:
    shorter = GrantCrossing(official=REPRESENTATIVE_71, compartment=COMPARTMENT, reason="Hands over", until=TODAY)
    story = behind().when(CROSS, by=OMBUDSMAN).done().when(shorter, by=OMBUDSMAN).done()
    tomorrow = TODAY + timedelta(days=1)
    story.when(ACCEPT, by=REPRESENTATIVE_71, on=tomorrow).refused(No.NOT_FOUND)


def test_a_withdrawn_crossing_no_longer_counts_and_is_withdrawn_once() -> None:
    withdrawn = behind(crossing()).when(WITHDRAW, by=OMBUDSMAN).then(CrossingWithdrawn(compartment=COMPARTMENT))
    withdrawn.when(ACCEPT, by=REPRESENTATIVE_71).refused(No.NOT_FOUND)
    withdrawn.when(WITHDRAW, by=OMBUDSMAN).refused(No.UNKNOWN_PART, path=("compartment",))


def test_a_crossing_lies_ahead_leads_somewhere_and_is_given_to_somebody() -> None:
    past = GrantCrossing(
        official=REPRESENTATIVE_71, compartment=COMPARTMENT, reason="x", until=TODAY - timedelta(days=1)
    )
    behind().when(past, by=OMBUDSMAN).refused(No.INVALID, path=("until",))
    nowhere = GrantCrossing(official=REPRESENTATIVE_71, compartment=stream("compartment", "none"), reason="x")
    behind().when(nowhere, by=OMBUDSMAN).refused(No.UNKNOWN_PART, path=("compartment",))
    for nobody in ("official-nobody", "official-migration"):
        to_nobody = GrantCrossing(official=nobody, compartment=COMPARTMENT, reason="x")
        behind().when(to_nobody, by=OMBUDSMAN).refused(No.NOT_FOUND, path=("official",))


@pytest.mark.parametrize("command", [PUT, TAKE, CROSS, WITHDRAW, OpenCompartment(name="A", purpose="x")])
def test_the_ombudsman_alone_decides_on_walls_and_crossings(command: Command) -> None:
    for official in (HEAD, REPRESENTATIVE_71, AUDITOR, STRANGER):
        given(OPENED, registered(), crossing()).when(command, by=official).refused(No.NO_AUTHORITY, paragraph="15.10")


def test_the_ombudsman_needs_a_crossing_to_act_but_none_to_move_the_wall() -> None:
    behind().when(ACCEPT, by=OMBUDSMAN).refused(No.NOT_FOUND)
    behind().when(TAKE, by=OMBUDSMAN).then(ComplaintUnwalled()).when(ACCEPT, by=OMBUDSMAN).done()
    own = GrantCrossing(official=OMBUDSMAN, compartment=COMPARTMENT, reason="Decides")
    behind().when(own, by=OMBUDSMAN).done().when(ACCEPT, by=OMBUDSMAN).done()


def test_a_record_stands_behind_one_wall_at_a_time() -> None:
    other = PutComplaintBehindWall(complaint=COMPLAINT, compartment=ANOTHER)
    behind().when(other, by=OMBUDSMAN).refused(No.WRONG_STATE, path=("compartment",))
    behind().when(PUT, by=OMBUDSMAN).refused(No.NOTHING_TO_DO)
    behind().when(TAKE, by=OMBUDSMAN).done().when(other, by=OMBUDSMAN).done()
    given(OPENED, registered()).when(TAKE, by=OMBUDSMAN).refused(No.NOTHING_TO_DO)
    nowhere = PutComplaintBehindWall(complaint=COMPLAINT, compartment=stream("compartment", "none"))
    given(registered()).when(nowhere, by=OMBUDSMAN).refused(No.UNKNOWN_PART, path=("compartment",))


def test_an_act_of_response_goes_behind_a_wall_and_comes_back() -> None:
    wall = given(OPENED, drafted()).when(PUT_PETITION, by=OMBUDSMAN).then(PetitionWalled(compartment=COMPARTMENT))
    wall.when(PUT_PETITION, by=OMBUDSMAN).refused(No.NOTHING_TO_DO)
    out = wall.when(TAKE_PETITION, by=OMBUDSMAN).then(PetitionUnwalled())
    out.when(TAKE_PETITION, by=OMBUDSMAN).refused(No.NOTHING_TO_DO)


def test_what_is_public_goes_behind_no_wall_and_what_is_behind_a_wall_is_not_made_public() -> None:
    public = at(PETITION, PetitionPublished(title="T", summary="S"))
    given(OPENED, signed(), public).when(PUT_PETITION, by=OMBUDSMAN).refused(No.WRONG_STATE, paragraph="15.10")
    wall = at(PETITION, PetitionWalled(compartment=COMPARTMENT))
    publish = PublishPetition(petition=PETITION, title="T", summary="S")
    story = given(OPENED, signed(), wall, crossing())
    story.when(publish, by=REPRESENTATIVE_71).refused(No.WRONG_STATE, paragraph="15.10")


def merged() -> Facts:
    """The complaint is examined within the other one."""
    together = at(COMPLAINT, course.ComplaintMerged(into=OTHER, reason="Same"))
    return [registered(), registered(OTHER), together, at(OTHER, course.ComplaintAbsorbed(other=COMPLAINT))]


@pytest.mark.parametrize("named", [COMPLAINT, OTHER])
def test_one_wall_stands_around_complaints_that_are_merged(named: str) -> None:
    put = PutComplaintBehindWall(complaint=named, compartment=COMPARTMENT)
    wall = given(OPENED, merged()).when(put, by=OMBUDSMAN).done()
    assert {wall.state(COMPLAINTS, c).wall for c in (COMPLAINT, OTHER)} == {COMPARTMENT}
    wall.when(UnmergeComplaint(complaint=COMPLAINT, reason="x"), by=REPRESENTATIVE_71).refused(No.NOT_FOUND)
    out = wall.when(TakeComplaintFromBehindWall(complaint=named), by=OMBUDSMAN).done()
    assert {out.state(COMPLAINTS, c).wall for c in (COMPLAINT, OTHER)} == {None}


LINK = LinkComplaints(complaint=COMPLAINT, other=OTHER)
MERGE = MergeComplaint(complaint=COMPLAINT, into=OTHER, reason="Same")


@pytest.mark.parametrize("command", [LINK, MERGE], ids=lambda c: type(c).__name__)
def test_a_walled_complaint_is_named_in_no_other_matter(command: Command) -> None:
    story = given(OPENED, registered(), walled(OTHER))
    missing = given(OPENED, registered()).when(command, by=REPRESENTATIVE_71).refused(No.UNKNOWN_PART)
    assert story.when(command, by=REPRESENTATIVE_71).refused(No.UNKNOWN_PART) == missing
    crosses = given(OPENED, registered(), walled(OTHER), crossing())
    crosses.when(command, by=REPRESENTATIVE_71).refused(No.WRONG_STATE, paragraph="15.10")
    given(OPENED, walled(), walled(OTHER), crossing()).when(command, by=REPRESENTATIVE_71).done()


def test_a_link_to_a_walled_complaint_is_as_if_there_were_none() -> None:
    linked = at(COMPLAINT, course.ComplaintsLinked(other=OTHER))
    unlink = UnlinkComplaints(complaint=COMPLAINT, other=OTHER)
    never = given(OPENED, registered(), walled(OTHER)).when(unlink, by=REPRESENTATIVE_71).refused(No.UNKNOWN_PART)
    story = given(OPENED, registered(), walled(OTHER), linked)
    assert story.when(unlink, by=REPRESENTATIVE_71).refused(No.UNKNOWN_PART) == never
    given(OPENED, registered(), walled(OTHER), linked, crossing()).when(unlink, by=REPRESENTATIVE_71).done()


def test_a_complaint_that_grows_out_of_a_walled_communication_stands_behind_the_same_wall() -> None:
    wall = at(COMPLAINT, ComplaintWalled(compartment=COMPARTMENT))
    story = given(OPENED, communication(), wall, crossing())
    redirected = story.when(RedirectToOmbudsman(complaint=COMPLAINT, reason="x"), by=REPRESENTATIVE_71).done()
    born = next(s for s, event in redirected.decision.writes if isinstance(event, intake.ComplaintRegistered))
    assert redirected.state(COMPLAINTS, born).wall == COMPARTMENT


def draft(*complaints: str) -> DraftPetition:
    return DraftPetition(office="71", petition_kind=PetitionKind.PETITION, complaints=complaints, **DRAFT)


def test_an_act_that_rests_on_a_walled_complaint_is_drafted_behind_its_wall() -> None:
    missing = given(OPENED).when(draft(COMPLAINT), by=REPRESENTATIVE_71).refused(No.UNKNOWN_PART)
    assert behind().when(draft(COMPLAINT), by=REPRESENTATIVE_71).refused(No.UNKNOWN_PART) == missing
    story = behind(crossing(), registered(OTHER)).when(draft(COMPLAINT, OTHER), by=REPRESENTATIVE_71)
    assert story.then(drafting.PetitionDrafted, PetitionWalled).state(PETITIONS).wall == COMPARTMENT
    ordinary = given(OPENED, registered()).when(draft(COMPLAINT), by=REPRESENTATIVE_71)
    assert ordinary.then(drafting.PetitionDrafted).state(PETITIONS).wall is None


def test_an_act_rests_on_complaints_behind_one_wall() -> None:
    both = [walled(OTHER, ANOTHER), crossing(), crossing(compartment=ANOTHER)]
    behind(both).when(draft(COMPLAINT, OTHER), by=REPRESENTATIVE_71).refused(No.WRONG_STATE, path=("complaints",))
    revise = ReviseDraft(petition=petition_facts.PETITION, complaints=(COMPLAINT,), **DRAFT)
    behind(drafted(), crossing()).when(revise, by=REPRESENTATIVE_71).refused(No.WRONG_STATE, path=("complaints",))
    wall = at(PETITION, PetitionWalled(compartment=COMPARTMENT))
    behind(drafted(), wall, crossing()).when(revise, by=REPRESENTATIVE_71).done()


def test_the_applicant_of_a_walled_complaint_is_given_a_secret_by_whoever_crosses() -> None:
    issue = IssueApplicantAccess(complaint=COMPLAINT, secret="Q2hhbmdlIG1lIHBsZWFzZQ")
    behind().when(issue, by=EMPLOYEE_71).refused(No.NOT_FOUND)
    behind(crossing(EMPLOYEE_71)).when(issue, by=EMPLOYEE_71).done()
