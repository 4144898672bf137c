"""A complaint as it stands: all that the rules need to answer the next command."""

from datetime import date
from typing import Any

from msgspec import field
from msgspec.structs import replace

from domain.complaints.events import access, course, intake, outcome
from domain.complaints.vocabulary import Addressee, Confidentiality, Finding, HeadOfComplaint, Respondent, Status
from domain.identifiers import CompartmentId, ComplaintId, OfficeCode, OfficialId, PersonId
from domain.message import Recorded
from domain.record import Kind
from domain.value import Value


class Explanation(Value):
    """One request to the respondent and whether it was answered."""

    answer_by: date
    answered: bool = False


class Instruction(Value):
    """An instruction in force until its last day (¶15(8))."""

    official: OfficialId
    until: date | None = None


class Complaint(Value):
    """Folded state of one complaint."""

    number: str = ""
    office: OfficeCode = ""
    addressee: Addressee = Addressee.OMBUDSMAN
    registered_on: date | None = None
    applicants: tuple[PersonId, ...] = ()
    respondent: Respondent | None = None
    status: Status = Status.REGISTERED
    resting: Status | None = None
    """Where it stood before it was suspended or merged."""
    classified: bool = False
    heads: tuple[HeadOfComplaint, ...] = ()
    findings: tuple[Finding | None, ...] = ()
    """One place a head, in their order; None while undecided."""
    assignee: OfficialId | None = None
    instructions: tuple[Instruction, ...] = ()
    offered_to: OfficeCode | None = None
    explanations: dict[str, Explanation] = field(default_factory=dict)
    proposer: OfficialId | None = None
    """Who submitted the proposal that awaits an answer."""
    notified: bool = False
    links: frozenset[ComplaintId] = frozenset()
    merged_into: ComplaintId | None = None
    absorbed: frozenset[ComplaintId] = frozenset()
    confidentiality: Confidentiality = Confidentiality.ORDINARY
    protected: bool = False
    applicant_follows: bool = False
    """Whether the applicant holds a secret that counts."""
    wall: CompartmentId | None = None
    """The compartment behind whose wall it stands."""

    def instructs(self, official: OfficialId, today: date) -> bool:
        """Whether the official has an instruction on this complaint that is still in force (¶15(8))."""
        return any(i.official == official and (i.until is None or today <= i.until) for i in self.instructions)

    @property
    def undecided(self) -> bool:
        return any(finding is None for finding in self.findings)

    def finding_of(self, head: str) -> tuple[bool, Finding | None]:
        """Whether there is such a head, and its finding."""
        place = int(head) - 1
        known = 0 <= place < len(self.findings)
        return known, self.findings[place] if known else None

    def respondent_had_the_chance(self, on: date) -> bool:
        """Asked, and either answered or silent past the day set for the answer (154-VII, art. 15(1))."""
        return any(e.answered or e.answer_by < on for e in self.explanations.values())


def _registered(event: intake.ComplaintRegistered, recorded: Recorded) -> Complaint:
    return Complaint(
        number=event.number,
        office=event.office,
        addressee=event.addressee,
        registered_on=recorded.act.effective,
        applicants=event.applicants,
        respondent=event.respondent,
        heads=event.heads,
        findings=tuple(None for _ in event.heads),
    )


_STATUS_AFTER: dict[type[Any], Status] = {
    course.ComplaintAccepted: Status.UNDER_EXAMINATION,
    course.RemediesExplained: Status.REMEDIES_EXPLAINED,
    course.ComplaintForwarded: Status.FORWARDED,
    course.ComplaintRefused: Status.REFUSED,
    intake.CommunicationRedirected: Status.REDIRECTED,
    outcome.CommunicationAnswered: Status.ANSWERED,
    outcome.ComplaintDecided: Status.DECIDED,
    outcome.ComplaintWithdrawn: Status.WITHDRAWN,
    outcome.ComplaintClosed: Status.CLOSED,
}


def evolve(c: Complaint, recorded: Recorded) -> Complaint:
    event = recorded.event
    if status := _STATUS_AFTER.get(type(event)):
        return replace(c, status=status)
    match event:
        case intake.ComplaintRegistered():
            return _registered(event, recorded)
        case intake.ComplaintClassified():
            return replace(c, classified=True)
        case intake.HeadAdded(head=added):
            return replace(c, heads=(*c.heads, added), findings=(*c.findings, None))
        case intake.ComplaintAssigned(official=official) | intake.ComplaintReassigned(official=official):
            return replace(c, assignee=official)
        case intake.InstructionGiven(official=official, until=until):
            return replace(c, instructions=(*c.instructions, Instruction(official=official, until=until)))
        case intake.InstructionWithdrawn(official=official):
            return replace(c, instructions=tuple(i for i in c.instructions if i.official != official))
        case intake.TransferOffered(to_office=to_office):
            return replace(c, offered_to=to_office)
        case intake.TransferAccepted(to_office=to_office):
            return replace(c, office=to_office, offered_to=None, assignee=None)
        case intake.TransferReturned():
            return replace(c, offered_to=None)
        case outcome.HeadDecided(head=head, finding=finding):
            place = int(head) - 1
            return replace(c, findings=(*c.findings[:place], finding, *c.findings[place + 1 :]))
        case outcome.ComplaintReopened(heads=heads):
            anew = {int(head) - 1 for head in heads}
            findings = tuple(None if i in anew else f for i, f in enumerate(c.findings))
            return replace(c, status=Status.UNDER_EXAMINATION, findings=findings, notified=False, proposer=None)
    return _course(c, recorded)


def _course(c: Complaint, recorded: Recorded) -> Complaint:
    match recorded.event:
        case course.ExplanationRequested(request=request, answer_by=answer_by):
            return replace(c, explanations={**c.explanations, request: Explanation(answer_by=answer_by)})
        case course.ExplanationReceived(request=request):
            answered = replace(c.explanations[request], answered=True)
            return replace(c, explanations={**c.explanations, request: answered})
        case course.ExaminationSuspended():
            return replace(c, status=Status.SUSPENDED, resting=c.status)
        case course.ExaminationResumed():
            return replace(c, status=c.resting or Status.UNDER_EXAMINATION, resting=None)
        case course.ProposalSubmitted():
            return replace(c, proposer=recorded.act.actor)
        case course.ProposalAccepted() | course.ProposalReturned():
            return replace(c, proposer=None)
        case course.ApplicantNotified():
            return replace(c, notified=True)
        case course.ComplaintsLinked(other=other):
            return replace(c, links=c.links | {other})
        case course.ComplaintsUnlinked(other=other):
            return replace(c, links=c.links - {other})
        case course.ComplaintMerged(into=into):
            return replace(c, status=Status.MERGED, resting=c.status, merged_into=into)
        case course.ComplaintUnmerged():
            return replace(c, status=c.resting or Status.REGISTERED, resting=None, merged_into=None)
        case course.ComplaintAbsorbed(other=other):
            return replace(c, absorbed=c.absorbed | {other})
        case course.ComplaintReleased(other=other):
            return replace(c, absorbed=c.absorbed - {other})
        case course.ConfidentialitySet(level=level):
            return replace(c, confidentiality=level)
        case course.IdentityProtected():
            return replace(c, protected=True)
        case course.IdentityProtectionLifted():
            return replace(c, protected=False)
        case access.ApplicantAccessIssued():
            return replace(c, applicant_follows=True)
        case access.ApplicantAccessWithdrawn():
            return replace(c, applicant_follows=False)
        case access.ComplaintWalled(compartment=compartment):
            return replace(c, wall=compartment)
        case access.ComplaintUnwalled():
            return replace(c, wall=None)
    return c


COMPLAINTS: Kind[Complaint] = Kind("complaint", Complaint(), evolve)
