"""Every step on a complaint in every state of the state machine, by every rule that all steps share."""

from datetime import timedelta

import pytest

from domain.compartments.commands import PutComplaintBehindWall, TakeComplaintFromBehindWall
from domain.compartments.state import CompartmentOpened
from domain.complaints.access import IssueApplicantAccess, WithdrawApplicantAccess
from domain.complaints.admissibility import AcceptComplaint, ExplainRemedies, ForwardComplaint, RefuseComplaint
from domain.complaints.assignment import (
    AcceptTransfer,
    AssignComplaint,
    GiveInstruction,
    OfferTransfer,
    ReassignComplaint,
    ReturnTransfer,
    WithdrawInstruction,
)
from domain.complaints.closing import CloseComplaint, NotifyApplicant, ReopenComplaint, WithdrawComplaint
from domain.complaints.communications import AnswerCommunication, RecordStep, RedirectToOmbudsman
from domain.complaints.decision import DecideHead, RecordRestoration
from domain.complaints.events import access, course, intake, outcome
from domain.complaints.examination import (
    AcceptProposal,
    ExtendExamination,
    RecordExplanation,
    RequestExplanation,
    ResumeExamination,
    ReturnProposal,
    SubmitProposal,
    SuspendExamination,
)
from domain.complaints.intake import AddHead, ClassifyComplaint, RegisterComplaint
from domain.complaints.links import LinkComplaints, MergeComplaint, UnlinkComplaints, UnmergeComplaint
from domain.complaints.protection import LiftIdentityProtection, ProtectIdentity, SetConfidentiality
from domain.complaints.state import COMPLAINTS
from domain.complaints.vocabulary import OPEN, Channel, Confidentiality, Finding, Status
from domain.decider import deciders
from domain.message import Command
from domain.refusal import RefusalCode as No
from tests.domain.complaint_facts import (
    COMPLAINT,
    HEATING,
    OTHER,
    REGISTERED,
    accepted,
    asked,
    communication,
    registered,
)
from tests.domain.scenario import (
    EMPLOYEE_71,
    EMPLOYEE_75,
    HEAD,
    OMBUDSMAN,
    REPRESENTATIVE_71,
    TODAY,
    Facts,
    Register,
    at,
    given,
    stream,
)

ON = {"complaint": COMPLAINT}
COMPARTMENT = stream("compartment", "torture")
STEPS: tuple[Command, ...] = (
    AcceptComplaint(**ON),
    ExplainRemedies(**ON, remedies="Court"),
    ForwardComplaint(**ON, body="Prosecutor", reason="Competent"),
    RefuseComplaint(**ON, ground="Late", reason="Over a year"),
    AssignComplaint(**ON, official=EMPLOYEE_71),
    ReassignComplaint(**ON, official=REPRESENTATIVE_71, reason="Leave"),
    GiveInstruction(**ON, official=EMPLOYEE_75, task="Help"),
    WithdrawInstruction(**ON, official=REPRESENTATIVE_71),
    OfferTransfer(**ON, to_office="75", reason="Territory"),
    AcceptTransfer(**ON),
    ReturnTransfer(**ON, reason="Not ours"),
    DecideHead(**ON, head="1", finding=Finding.SETTLED),
    RecordRestoration(**ON, right="Housing", measure="Repaired"),
    NotifyApplicant(**ON, channel=Channel.POST),
    WithdrawComplaint(**ON),
    CloseComplaint(**ON),
    ReopenComplaint(**ON, ground="News", heads=("1",)),
    RequestExplanation(**ON, body="Akimat", answer_by=TODAY + timedelta(days=9)),
    RecordExplanation(**ON, request="1"),
    SuspendExamination(**ON, ground="Court"),
    ResumeExamination(**ON),
    ExtendExamination(**ON, days=5, ground="Expert"),
    SubmitProposal(**ON, proposal="Settle"),
    AcceptProposal(**ON),
    ReturnProposal(**ON, reason="Cite"),
    AddHead(**ON, head=HEATING),
    AnswerCommunication(**ON, summary="Told", channel=Channel.EMAIL),
    ClassifyComplaint(**ON, category="Housing"),
    RedirectToOmbudsman(**ON, reason="A right"),
    RecordStep(**ON, step="T02"),
    LinkComplaints(**ON, other=OTHER),
    UnlinkComplaints(**ON, other=OTHER),
    MergeComplaint(**ON, into=OTHER, reason="Same"),
    UnmergeComplaint(**ON, reason="Differ"),
    SetConfidentiality(**ON, level=Confidentiality.RESTRICTED, reason="Torture"),
    ProtectIdentity(**ON),
    LiftIdentityProtection(**ON, consent="Sheet 4"),
    IssueApplicantAccess(**ON, secret="Q2hhbmdlIG1lIHBsZWFzZQ"),
    WithdrawApplicantAccess(**ON),
    PutComplaintBehindWall(**ON, compartment=COMPARTMENT),
    TakeComplaintFromBehindWall(**ON),
)
CONCLUDED = {
    Status.DECIDED,
    Status.REMEDIES_EXPLAINED,
    Status.FORWARDED,
    Status.REFUSED,
    Status.ANSWERED,
    Status.WITHDRAWN,
}
RUNNING = {Status.REGISTERED, Status.UNDER_EXAMINATION}
EVERYWHERE = set(Status)
WHERE: dict[type[Command], set[Status]] = {
    AcceptComplaint: {Status.REGISTERED},
    ExplainRemedies: {Status.REGISTERED},
    ForwardComplaint: {Status.REGISTERED},
    RefuseComplaint: {Status.REGISTERED},
    AssignComplaint: set(OPEN),
    ReassignComplaint: set(OPEN),
    GiveInstruction: set(OPEN),
    WithdrawInstruction: EVERYWHERE,
    OfferTransfer: set(OPEN),
    AcceptTransfer: set(OPEN),
    ReturnTransfer: EVERYWHERE,
    DecideHead: {Status.UNDER_EXAMINATION},
    RecordRestoration: {Status.UNDER_EXAMINATION, Status.DECIDED, Status.CLOSED},
    NotifyApplicant: CONCLUDED,
    WithdrawComplaint: set(OPEN),
    CloseComplaint: CONCLUDED,
    ReopenComplaint: {Status.CLOSED},
    RequestExplanation: set(OPEN),
    RecordExplanation: set(OPEN),
    SuspendExamination: RUNNING,
    ResumeExamination: {Status.SUSPENDED},
    ExtendExamination: RUNNING,
    SubmitProposal: {Status.UNDER_EXAMINATION},
    AcceptProposal: {Status.UNDER_EXAMINATION},
    ReturnProposal: {Status.UNDER_EXAMINATION},
    AddHead: set(OPEN),
    AnswerCommunication: set(OPEN),
    ClassifyComplaint: set(OPEN),
    RedirectToOmbudsman: {Status.REGISTERED},
    LinkComplaints: EVERYWHERE,
    UnlinkComplaints: EVERYWHERE,
    MergeComplaint: set(OPEN),
    UnmergeComplaint: {Status.MERGED},
    SetConfidentiality: EVERYWHERE,
    ProtectIdentity: EVERYWHERE,
    LiftIdentityProtection: EVERYWHERE,
    IssueApplicantAccess: EVERYWHERE,
    WithdrawApplicantAccess: EVERYWHERE,
    PutComplaintBehindWall: EVERYWHERE,
    TakeComplaintFromBehindWall: EVERYWHERE,
}
"""The state machine, written independently of the rules: where each step is possible."""
TO_THE_CENTRE = {AnswerCommunication, RedirectToOmbudsman}

REACHED: dict[Status, Facts] = {
    Status.REGISTERED: [],
    Status.UNDER_EXAMINATION: accepted(),
    Status.SUSPENDED: at(COMPLAINT, course.ExaminationSuspended(ground="x")),
    Status.DECIDED: at(COMPLAINT, outcome.ComplaintDecided()),
    Status.REMEDIES_EXPLAINED: at(COMPLAINT, course.RemediesExplained(remedies="x")),
    Status.FORWARDED: at(COMPLAINT, course.ComplaintForwarded(body="x", reason="x")),
    Status.REFUSED: at(COMPLAINT, course.ComplaintRefused(ground="x", reason="x")),
    Status.REDIRECTED: at(COMPLAINT, intake.CommunicationRedirected(complaint=OTHER, reason="x")),
    Status.ANSWERED: at(COMPLAINT, outcome.CommunicationAnswered(summary="x")),
    Status.WITHDRAWN: at(COMPLAINT, outcome.ComplaintWithdrawn()),
    Status.MERGED: at(COMPLAINT, course.ComplaintMerged(into=OTHER, reason="x")),
    Status.CLOSED: at(COMPLAINT, outcome.ComplaintClosed()),
}


def ready(step: Command, status: Status) -> list[Facts]:
    """Everything that the step needs besides the status, so that only the status can stop it."""
    opening = communication() if type(step) in TO_THE_CENTRE else registered()
    facts: list[Facts] = [opening, registered(OTHER), asked()]
    match step:
        case ReassignComplaint():
            facts.append(at(COMPLAINT, intake.ComplaintAssigned(official=EMPLOYEE_71)))
        case WithdrawInstruction():
            facts.append(at(COMPLAINT, intake.InstructionGiven(official=REPRESENTATIVE_71, task="x")))
        case AcceptTransfer() | ReturnTransfer():
            facts.append(at(COMPLAINT, intake.TransferOffered(to_office="75", reason="x")))
        case CloseComplaint():
            facts.append(at(COMPLAINT, course.ApplicantNotified(channel=Channel.POST)))
        case AcceptProposal() | ReturnProposal():
            facts.append(at(COMPLAINT, course.ProposalSubmitted(person=f"person-{OTHER[10:]}", proposal="x")))
        case UnlinkComplaints():
            facts.append(at(COMPLAINT, course.ComplaintsLinked(other=OTHER)))
        case LiftIdentityProtection():
            facts.append(at(COMPLAINT, course.IdentityProtected()))
        case WithdrawApplicantAccess():
            facts.append(at(COMPLAINT, access.ApplicantAccessIssued(digest="0" * 64)))
        case PutComplaintBehindWall():
            facts.append(at(COMPARTMENT, CompartmentOpened(name="A", purpose="x")))
        case TakeComplaintFromBehindWall():
            facts.append(at(COMPLAINT, access.ComplaintWalled(compartment=COMPARTMENT)))
    return [*facts, REACHED[status]]


def test_the_table_speaks_of_every_step() -> None:
    every = {c for c, d in deciders().items() if d.kind is COMPLAINTS and c is not RegisterComplaint}
    assert {type(step) for step in STEPS} == every == set(WHERE) | {RecordStep}


@pytest.mark.parametrize("status", Status)
@pytest.mark.parametrize("step", [s for s in STEPS if type(s) in WHERE], ids=lambda s: type(s).__name__)
def test_a_step_is_possible_exactly_where_the_state_machine_says(step: Command, status: Status) -> None:
    when = given(*ready(step, status)).when(step, by=OMBUDSMAN)
    if status in WHERE[type(step)]:
        when.done()
    else:
        when.refused(No.WRONG_STATE)


@pytest.mark.parametrize("step", [s for s in STEPS if type(s) in WHERE], ids=lambda s: type(s).__name__)
def test_no_step_is_dated_before_the_registration(step: Command) -> None:
    status = next(s for s in Status if s in WHERE[type(step)])
    story = given(*ready(step, status))
    earlier = REGISTERED - timedelta(days=1)
    story.when(step, by=OMBUDSMAN, effective=earlier).refused(No.BEFORE_PREVIOUS_STEP, path=("effectiveOn",))


@pytest.mark.parametrize("step", STEPS, ids=lambda s: type(s).__name__)
def test_the_head_does_not_handle_a_complaint_of_another_office_than_the_centre(step: Command) -> None:
    when = given(*ready(step, Status.REGISTERED)).when(step, by=HEAD)
    if type(step) in TO_THE_CENTRE:
        when.done()
    else:
        assert when.answer.code in (No.NO_AUTHORITY, No.OUTSIDE_TERRITORY), when.answer  # type: ignore[union-attr]


@pytest.mark.parametrize("step", STEPS, ids=lambda s: type(s).__name__)
def test_examining_and_deciding_is_for_complaints_and_answering_for_communications(step: Command) -> None:
    status = next(s for s in Status if s in WHERE.get(type(step), EVERYWHERE))
    opening = registered() if type(step) in TO_THE_CENTRE else communication()
    facts = [opening, *ready(step, status)[1:]]
    belongs_to_one_of_them = {
        AcceptComplaint,
        ExplainRemedies,
        ForwardComplaint,
        RefuseComplaint,
        DecideHead,
        RequestExplanation,
        SubmitProposal,
        ReopenComplaint,
        *TO_THE_CENTRE,
    }
    answer = given(*facts).when(step, by=OMBUDSMAN).answer
    refused = getattr(answer, "paragraph", "") == "14.1.d"
    assert refused == (type(step) in belongs_to_one_of_them), answer


def test_an_offered_transfer_is_answered_before_the_case_is_closed() -> None:
    facts = [
        *ready(CloseComplaint(**ON), Status.DECIDED),
        at(COMPLAINT, intake.TransferOffered(to_office="75", reason="x")),
    ]
    given(*facts).when(CloseComplaint(**ON), by=EMPLOYEE_71).refused(No.WRONG_STATE, paragraph="16.2")


def test_reasoning_and_proposals_need_an_applicant_to_whom_the_words_belong() -> None:
    orphan = [registered(applicants=()), accepted(), asked()]
    reasoned = DecideHead(**ON, head="1", finding=Finding.SETTLED, reasoning="She said")
    for step in (reasoned, SubmitProposal(**ON, proposal="Settle")):
        given(*orphan).when(step, by=REPRESENTATIVE_71).refused(No.UNKNOWN_PART)


def test_nothing_is_merged_into_itself_or_into_what_does_not_exist() -> None:
    for into in (COMPLAINT, OTHER):
        merge = MergeComplaint(**ON, into=into, reason="x")
        given(registered()).when(merge, by=REPRESENTATIVE_71).refused(No.UNKNOWN_PART, path=("into",))


def test_what_is_not_offered_is_neither_accepted_nor_returned() -> None:
    for step in (AcceptTransfer(**ON), ReturnTransfer(**ON, reason="x")):
        given(registered()).when(step, by=OMBUDSMAN).refused(No.WRONG_STATE)


def test_only_somebody_in_office_is_charged_or_instructed() -> None:
    stranger = "official-stranger"
    facts: list[Facts] = [registered(), at(COMPLAINT, intake.ComplaintAssigned(official=EMPLOYEE_71))]
    for step in (
        ReassignComplaint(**ON, official=stranger, reason="x"),
        GiveInstruction(**ON, official=stranger, task="x"),
    ):
        given(*facts).when(step, by=OMBUDSMAN).refused(No.NO_AUTHORITY, path=("official",))


def test_every_state_is_reached_by_the_facts_of_this_page() -> None:
    for status, facts in REACHED.items():
        register = given(registered(), facts).register
        assert isinstance(register, Register) and register.state(COMPLAINTS, COMPLAINT).status is status
