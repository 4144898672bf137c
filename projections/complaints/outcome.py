"""A complaint's end, as rows: findings, restoration of rights, answer, withdrawal, closing, reopening."""

from domain.complaints.events import outcome as e
from domain.complaints.vocabulary import Finding, Status
from domain.message import Recorded
from projections.complaints.parts import RestorationRow
from projections.complaints.projection import COMPLAINTS, complaint_of, recount, write
from projections.complaints.rows import ComplaintHeadRow, ComplaintRow, TextKind
from projections.views import Views


def _findings(complaint: ComplaintRow, views: Views) -> tuple[Finding, ...]:
    found = {head.finding for head in views.peruse(ComplaintHeadRow, complaint.id)}
    return tuple(finding for finding in Finding if finding in found)


@COMPLAINTS.on(e.HeadDecided)
def head_decided(event: e.HeadDecided, recorded: Recorded, views: Views) -> None:
    complaint, on = complaint_of(recorded, views), recorded.act.effective
    head = views.get(ComplaintHeadRow, complaint.id, event.head)
    head.finding, head.decided_on, head.decision_year = event.finding, on, on.year if on else None
    head.decided_by = recorded.act.actor
    head.source_finding, head.amended_at_review = event.source_finding, event.amended_at_review
    complaint.findings = _findings(complaint, views)
    write(complaint, TextKind.GROUNDS, event.head, event.grounds, views)


@COMPLAINTS.on(e.ReasoningRecorded)
def reasoning_recorded(event: e.ReasoningRecorded, recorded: Recorded, views: Views) -> None:
    write(complaint_of(recorded, views), TextKind.REASONING, event.head, event.reasoning, views, event.person)


@COMPLAINTS.on(e.ComplaintDecided)
def decided(event: e.ComplaintDecided, recorded: Recorded, views: Views) -> None:
    complaint, on = complaint_of(recorded, views), recorded.act.effective
    complaint.status = Status.DECIDED
    complaint.decided_on = complaint.concluded_on = on
    complaint.decision_year = on.year if on else None
    recount(complaint, views)


@COMPLAINTS.on(e.RightsRestored)
def rights_restored(event: e.RightsRestored, recorded: Recorded, views: Views) -> None:
    complaint = complaint_of(recorded, views)
    ordinal = len(views.peruse(RestorationRow, complaint.id)) + 1
    views.put(
        RestorationRow(
            complaint=complaint.id,
            ordinal=ordinal,
            offices=complaint.offices,
            wall=complaint.wall,
            right=event.right,
            persons=event.persons,
            restored_on=recorded.act.effective,
        )
    )
    complaint.persons_restored += event.persons
    write(complaint, TextKind.RESTORATION, str(ordinal), event.measure, views)


@COMPLAINTS.on(e.CommunicationAnswered)
def answered(event: e.CommunicationAnswered, recorded: Recorded, views: Views) -> None:
    complaint = complaint_of(recorded, views)
    complaint.status, complaint.concluded_on = Status.ANSWERED, recorded.act.effective
    write(complaint, TextKind.ANSWER, "", event.summary, views)
    recount(complaint, views)


@COMPLAINTS.on(e.ComplaintWithdrawn)
def withdrawn(event: e.ComplaintWithdrawn, recorded: Recorded, views: Views) -> None:
    complaint = complaint_of(recorded, views)
    complaint.status, complaint.concluded_on = Status.WITHDRAWN, recorded.act.effective
    recount(complaint, views)


@COMPLAINTS.on(e.ComplaintClosed)
def closed(event: e.ComplaintClosed, recorded: Recorded, views: Views) -> None:
    complaint = complaint_of(recorded, views)
    complaint.status, complaint.closed_on = Status.CLOSED, recorded.act.effective
    recount(complaint, views)


@COMPLAINTS.on(e.ComplaintReopened)
def reopened(event: e.ComplaintReopened, recorded: Recorded, views: Views) -> None:
    """A new term begins; heads examined anew lose their finding, which stays in the trail."""
    complaint = complaint_of(recorded, views)
    complaint.status, complaint.reopened = Status.UNDER_EXAMINATION, complaint.reopened + 1
    complaint.decided_on = complaint.decision_year = None
    complaint.concluded_on = complaint.notified_on = complaint.closed_on = None
    for key in event.heads:
        head = views.get(ComplaintHeadRow, complaint.id, key)
        head.finding = head.decided_on = head.decision_year = head.decided_by = None
    complaint.findings = _findings(complaint, views)
    complaint.term_from, complaint.extended_days, complaint.suspensions = recorded.act.effective, 0, ()
    recount(complaint, views)
