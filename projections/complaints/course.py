"""A complaint under way, as rows: admissibility, explanations, suspension, proposals, links, protection."""

from domain.complaints.events import course as e
from domain.complaints.vocabulary import Status
from domain.message import Recorded
from projections.complaints.parts import ExplanationRow, LinkKind, LinkRow, ProposalRow
from projections.complaints.projection import COMPLAINTS, complaint_of, guard_moved, recount, write
from projections.complaints.rows import ComplaintRow, TextKind
from projections.views import Views


@COMPLAINTS.on(e.ComplaintAccepted)
def accepted(event: e.ComplaintAccepted, recorded: Recorded, views: Views) -> None:
    complaint_of(recorded, views).status = Status.UNDER_EXAMINATION


@COMPLAINTS.on(e.RemediesExplained)
def remedies_explained(event: e.RemediesExplained, recorded: Recorded, views: Views) -> None:
    _turned_away(Status.REMEDIES_EXPLAINED, event.remedies, recorded, views)


@COMPLAINTS.on(e.ComplaintForwarded)
def forwarded(event: e.ComplaintForwarded, recorded: Recorded, views: Views) -> None:
    _turned_away(Status.FORWARDED, event.reason, recorded, views)


@COMPLAINTS.on(e.ComplaintRefused)
def refused(event: e.ComplaintRefused, recorded: Recorded, views: Views) -> None:
    _turned_away(Status.REFUSED, event.reason, recorded, views)


def _turned_away(status: Status, answer: str, recorded: Recorded, views: Views) -> None:
    complaint = complaint_of(recorded, views)
    complaint.status, complaint.concluded_on = status, recorded.act.effective
    write(complaint, TextKind.ANSWER, "", answer, views)
    recount(complaint, views)


@COMPLAINTS.on(e.ExplanationRequested)
def explanation_requested(event: e.ExplanationRequested, recorded: Recorded, views: Views) -> None:
    complaint = complaint_of(recorded, views)
    views.put(
        ExplanationRow(
            complaint=complaint.id,
            request=event.request,
            offices=complaint.offices,
            wall=complaint.wall,
            body=event.body,
            requested_on=recorded.act.effective,
            answer_by=event.answer_by,
        )
    )


@COMPLAINTS.on(e.ExplanationReceived)
def explanation_received(event: e.ExplanationReceived, recorded: Recorded, views: Views) -> None:
    explanation = views.get(ExplanationRow, recorded.stream, event.request)
    explanation.received_on, explanation.complete = recorded.act.effective, event.complete
    write(complaint_of(recorded, views), TextKind.EXPLANATION, event.request, event.summary, views)


@COMPLAINTS.on(e.ExaminationSuspended)
def suspended(event: e.ExaminationSuspended, recorded: Recorded, views: Views) -> None:
    complaint = complaint_of(recorded, views)
    complaint.resting, complaint.status = complaint.status, Status.SUSPENDED
    complaint.suspended_on = recorded.act.effective
    recount(complaint, views)


@COMPLAINTS.on(e.ExaminationResumed)
def resumed(event: e.ExaminationResumed, recorded: Recorded, views: Views) -> None:
    complaint = complaint_of(recorded, views)
    complaint.status, complaint.resting = complaint.resting or Status.UNDER_EXAMINATION, None
    if complaint.suspended_on is not None and recorded.act.effective is not None:
        span = f"{complaint.suspended_on}/{recorded.act.effective}"
        complaint.suspensions = (*complaint.suspensions, span)
    complaint.suspended_on = None
    recount(complaint, views)


@COMPLAINTS.on(e.ExaminationExtended)
def extended(event: e.ExaminationExtended, recorded: Recorded, views: Views) -> None:
    complaint = complaint_of(recorded, views)
    complaint.extended_days += event.days
    recount(complaint, views)


@COMPLAINTS.on(e.ProposalSubmitted)
def proposal_submitted(event: e.ProposalSubmitted, recorded: Recorded, views: Views) -> None:
    complaint = complaint_of(recorded, views)
    ordinal = len(views.peruse(ProposalRow, complaint.id)) + 1
    views.put(
        ProposalRow(
            complaint=complaint.id,
            ordinal=ordinal,
            offices=complaint.offices,
            wall=complaint.wall,
            submitted_by=recorded.act.actor,
            submitted_on=recorded.act.effective,
        )
    )
    write(complaint, TextKind.PROPOSAL, str(ordinal), event.proposal, views, event.person)


@COMPLAINTS.on(e.ProposalAccepted)
def proposal_accepted(event: e.ProposalAccepted, recorded: Recorded, views: Views) -> None:
    proposal = views.all(ProposalRow, recorded.stream)[-1]
    proposal.accepted_on, proposal.decided_by = recorded.act.effective, recorded.act.actor


@COMPLAINTS.on(e.ProposalReturned)
def proposal_returned(event: e.ProposalReturned, recorded: Recorded, views: Views) -> None:
    proposal = views.all(ProposalRow, recorded.stream)[-1]
    proposal.returned_on, proposal.decided_by = recorded.act.effective, recorded.act.actor


def _tie(complaint: ComplaintRow, other: str, kind: LinkKind, views: Views, reason: str | None = None) -> None:
    views.put(
        LinkRow(
            complaint=complaint.id,
            other=other,
            link_kind=kind,
            offices=complaint.offices,
            wall=complaint.wall,
            reason=reason,
        )
    )


@COMPLAINTS.on(e.ComplaintsLinked)
def linked(event: e.ComplaintsLinked, recorded: Recorded, views: Views) -> None:
    _tie(complaint_of(recorded, views), event.other, LinkKind.LINKED, views, event.reason)


@COMPLAINTS.on(e.ComplaintsUnlinked)
def unlinked(event: e.ComplaintsUnlinked, recorded: Recorded, views: Views) -> None:
    views.remove(LinkRow, recorded.stream, event.other, LinkKind.LINKED)


@COMPLAINTS.on(e.ComplaintMerged)
def merged(event: e.ComplaintMerged, recorded: Recorded, views: Views) -> None:
    complaint = complaint_of(recorded, views)
    complaint.resting, complaint.status, complaint.merged_into = complaint.status, Status.MERGED, event.into
    _tie(complaint, event.into, LinkKind.MERGED, views)
    recount(complaint, views)


@COMPLAINTS.on(e.ComplaintUnmerged)
def unmerged(event: e.ComplaintUnmerged, recorded: Recorded, views: Views) -> None:
    complaint = complaint_of(recorded, views)
    complaint.status, complaint.resting = complaint.resting or Status.REGISTERED, None
    complaint.merged_into = None
    views.remove(LinkRow, complaint.id, event.out_of, LinkKind.MERGED)
    recount(complaint, views)


@COMPLAINTS.on(e.ComplaintAbsorbed)
def absorbed(event: e.ComplaintAbsorbed, recorded: Recorded, views: Views) -> None:
    _tie(complaint_of(recorded, views), event.other, LinkKind.ABSORBED, views)


@COMPLAINTS.on(e.ComplaintReleased)
def released(event: e.ComplaintReleased, recorded: Recorded, views: Views) -> None:
    views.remove(LinkRow, recorded.stream, event.other, LinkKind.ABSORBED)


@COMPLAINTS.on(e.ConfidentialitySet)
def confidentiality_set(event: e.ConfidentialitySet, recorded: Recorded, views: Views) -> None:
    complaint = complaint_of(recorded, views)
    complaint.confidentiality = event.level
    guard_moved(complaint, views)


@COMPLAINTS.on(e.IdentityProtected)
def identity_protected(event: e.IdentityProtected, recorded: Recorded, views: Views) -> None:
    complaint = complaint_of(recorded, views)
    complaint.identity_protected = True
    guard_moved(complaint, views)


@COMPLAINTS.on(e.IdentityProtectionLifted)
def protection_lifted(event: e.IdentityProtectionLifted, recorded: Recorded, views: Views) -> None:
    complaint = complaint_of(recorded, views)
    complaint.identity_protected = False
    guard_moved(complaint, views)


@COMPLAINTS.on(e.ApplicantNotified)
def notified(event: e.ApplicantNotified, recorded: Recorded, views: Views) -> None:
    complaint_of(recorded, views).notified_on = recorded.act.effective
