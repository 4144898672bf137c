"""A complaint's way in, as rows: registration, classification, assignment, instruction, transfer."""

from domain.complaints.events import intake as e
from domain.complaints.vocabulary import Addressee, HeadOfComplaint, Status
from domain.message import Recorded
from domain.numbers import Series
from projections.collation import sort_key
from projections.complaints.parts import InstructionRow, LinkKind, LinkRow, TransferRow
from projections.complaints.projection import (
    COMPLAINTS,
    complaint_of,
    guard_moved,
    guard_of,
    guarded,
    moved,
    recount,
    write,
)
from projections.complaints.rows import ComplaintHeadRow, ComplaintPartyRow, ComplaintRow, PartyRole, TextKind
from projections.persons import named
from projections.projection import stamp
from projections.views import Views


@COMPLAINTS.on(e.ComplaintRegistered)
def registered(event: e.ComplaintRegistered, recorded: Recorded, views: Views) -> None:
    respondent, source = event.respondent, event.source
    complaint = ComplaintRow(
        id=recorded.stream,
        number=event.number,
        series=Series.COMMUNICATION if event.addressee is Addressee.CENTRE else Series.COMPLAINT,
        status=Status.REGISTERED,
        office=event.office,
        offices=(event.office,),
        addressee=event.addressee,
        channel=event.channel,
        received_on=event.received_on,
        registered_on=recorded.act.effective,
        term_from=recorded.act.effective,
        respondent=respondent.name if respondent else None,
        respondent_key=sort_key(respondent.name) if respondent else None,
        respondent_type=respondent.body_type if respondent else None,
        applicants=len(event.applicants),
        source_system=source.system if source else None,
        source_number=source.number if source else None,
        source_deadline=source.deadline if source else None,
        **stamp(recorded),
    )
    views.put(complaint)
    for place, head in enumerate(event.heads, start=1):
        _add_head(complaint, str(place), head, views)
    for person in event.applicants:
        _add_party(complaint, person, PartyRole.APPLICANT, views)
    if event.representative is not None:
        _add_party(complaint, event.representative, PartyRole.REPRESENTATIVE, views)
    recount(complaint, views)


def _add_head(complaint: ComplaintRow, key: str, head: HeadOfComplaint, views: Views) -> None:
    views.put(
        ComplaintHeadRow(
            complaint=complaint.id, head=key, offices=complaint.offices, wall=complaint.wall, category=head.category
        )
    )
    write(complaint, TextKind.SUBJECT, key, head.subject, views)
    complaint.heads += 1


def _add_party(complaint: ComplaintRow, person: str, role: PartyRole, views: Views) -> None:
    views.put(
        ComplaintPartyRow(
            complaint=complaint.id,
            person=person,
            role=role,
            offices=(complaint.office,),
            wall=complaint.wall,
            guarded=guarded(complaint),
            assignee=guard_of(complaint),
        )
    )
    named(person, complaint.id, complaint.wall, views)


@COMPLAINTS.on(e.StatementRecorded)
def stated(event: e.StatementRecorded, recorded: Recorded, views: Views) -> None:
    write(complaint_of(recorded, views), TextKind.STATEMENT, "", event.statement, views, event.person)


@COMPLAINTS.on(e.ComplaintClassified)
def classified(event: e.ComplaintClassified, recorded: Recorded, views: Views) -> None:
    complaint = complaint_of(recorded, views)
    complaint.category, complaint.right, complaint.urgent = event.category, event.right, event.urgent


@COMPLAINTS.on(e.HeadAdded)
def head_added(event: e.HeadAdded, recorded: Recorded, views: Views) -> None:
    _add_head(complaint_of(recorded, views), event.key, event.head, views)


@COMPLAINTS.on(e.CommunicationRedirected)
def redirected(event: e.CommunicationRedirected, recorded: Recorded, views: Views) -> None:
    complaint = complaint_of(recorded, views)
    complaint.status, complaint.redirected_to = Status.REDIRECTED, event.complaint
    complaint.concluded_on = recorded.act.effective
    views.put(
        LinkRow(
            complaint=complaint.id,
            other=event.complaint,
            link_kind=LinkKind.REDIRECTED,
            offices=complaint.offices,
            wall=complaint.wall,
        )
    )
    recount(complaint, views)


@COMPLAINTS.on(e.ComplaintAssigned, e.ComplaintReassigned)
def assigned(event: e.ComplaintAssigned | e.ComplaintReassigned, recorded: Recorded, views: Views) -> None:
    complaint = complaint_of(recorded, views)
    complaint.assignee = event.official
    if guarded(complaint):
        guard_moved(complaint, views)


@COMPLAINTS.on(e.InstructionGiven)
def instructed(event: e.InstructionGiven, recorded: Recorded, views: Views) -> None:
    complaint = complaint_of(recorded, views)
    views.put(
        InstructionRow(
            complaint=complaint.id,
            official=event.official,
            offices=complaint.offices,
            wall=complaint.wall,
            given_on=recorded.act.effective,
            until=event.until,
        )
    )
    write(complaint, TextKind.INSTRUCTION, event.official, event.task, views)


@COMPLAINTS.on(e.InstructionWithdrawn)
def instruction_withdrawn(event: e.InstructionWithdrawn, recorded: Recorded, views: Views) -> None:
    instruction = views.get(InstructionRow, recorded.stream, event.official)
    instruction.withdrawn_on = recorded.act.effective or recorded.recorded_at.date()


@COMPLAINTS.on(e.TransferOffered)
def transfer_offered(event: e.TransferOffered, recorded: Recorded, views: Views) -> None:
    complaint = complaint_of(recorded, views)
    complaint.offered_to = event.to_office
    views.put(
        TransferRow(
            complaint=complaint.id,
            ordinal=len(views.peruse(TransferRow, complaint.id)) + 1,
            offices=complaint.offices,
            wall=complaint.wall,
            from_office=complaint.office,
            to_office=event.to_office,
            offered_on=recorded.act.effective,
        )
    )
    moved(complaint, views)


@COMPLAINTS.on(e.TransferAccepted)
def transfer_accepted(event: e.TransferAccepted, recorded: Recorded, views: Views) -> None:
    complaint = complaint_of(recorded, views)
    complaint.office, complaint.offered_to, complaint.assignee = event.to_office, None, None
    views.all(TransferRow, complaint.id)[-1].accepted_on = recorded.act.effective
    moved(complaint, views)


@COMPLAINTS.on(e.TransferReturned)
def transfer_returned(event: e.TransferReturned, recorded: Recorded, views: Views) -> None:
    complaint = complaint_of(recorded, views)
    complaint.offered_to = None
    views.all(TransferRow, complaint.id)[-1].returned_on = recorded.act.effective
    moved(complaint, views)
