"""What was known of each head of complaint, day by day: the table from which all statistics are counted.

Knowledge is kept by the civil day of recording in Almaty: what counts for a day is what was recorded by its end. A
row that changes again on the day on which it began is written over, so a day leaves one row at most.
"""

from datetime import date
from operator import attrgetter
from typing import Any, Final

from domain.civil import civil_day
from domain.complaints.events import access, course, intake, outcome
from domain.complaints.vocabulary import Channel, Finding, Status
from domain.message import Recorded
from domain.numbers import Series
from projections.complaints.rows import ComplaintHeadRow, ComplaintRow
from projections.projection import Projection
from projections.rows import Row, Visibility
from projections.views import Views


class ComplaintFactRow(
    Row,
    table="complaint_fact",
    key=("complaint", "head", "known_from"),
    visible=Visibility.RECORD,
    indexes=(("office", "known_until"),),
):
    """What was known of one head of complaint from one day until another.

    complaint: the complaint
    head: number of the head; empty for a complaint that has no head
    known_from: the day by whose end it was known
    known_until: the day by whose end something else was known; empty for what is known now
    from_position: position of the event that told it
    until_position: position of the event that told something else
    offices: offices to which the complaint is open now
    wall: the compartment behind whose wall the complaint stands now; empty if behind none
    office: the office that had the complaint
    series: series of its number: complaints, or communications to the Centre
    status: where it stood
    category: what the head is about; of a complaint without heads its main category
    finding: the outcome of the head; empty while undecided
    respondent: the body complained of
    respondent_type: what kind of body it is
    channel: by which way it came in
    urgent: whether life, health or liberty is at stake
    received_month: first day of the month in which it reached the office
    registration_month: first day of the month of registration
    registration_year: year of registration
    decision_month: first day of the month of the finding
    decision_year: year of the finding
    """

    complaint: str
    head: str
    known_from: date
    known_until: date | None = None
    from_position: int
    until_position: int | None = None
    offices: tuple[str, ...]
    wall: str | None = None
    office: str
    series: Series
    status: Status
    category: str | None = None
    finding: Finding | None = None
    respondent: str | None = None
    respondent_type: str | None = None
    channel: Channel | None = None
    urgent: bool = False
    received_month: date | None = None
    registration_month: date | None = None
    registration_year: int | None = None
    decision_month: date | None = None
    decision_year: int | None = None


FACTS = Projection("facts", ComplaintFactRow, kinds=("complaint",))


@FACTS.on(
    intake.ComplaintRegistered,
    intake.ComplaintClassified,
    intake.HeadAdded,
    intake.CommunicationRedirected,
    intake.TransferOffered,
    intake.TransferAccepted,
    intake.TransferReturned,
    course.ComplaintAccepted,
    course.RemediesExplained,
    course.ComplaintForwarded,
    course.ComplaintRefused,
    course.ExaminationSuspended,
    course.ExaminationResumed,
    course.ComplaintMerged,
    course.ComplaintUnmerged,
    outcome.HeadDecided,
    outcome.ComplaintDecided,
    outcome.CommunicationAnswered,
    outcome.ComplaintWithdrawn,
    outcome.ComplaintClosed,
    outcome.ComplaintReopened,
    access.ComplaintWalled,
    access.ComplaintUnwalled,
)
def learned(_: Any, recorded: Recorded, views: Views) -> None:
    """Everything that changes where a complaint stands or what it is about. Who sees it now sees all that was known."""
    complaint = views.look(ComplaintRow, recorded.stream)
    if complaint is None:
        return
    facts = views.peruse(ComplaintFactRow, complaint.id)
    known = {fact.head: fact for fact in facts if fact.known_until is None}
    heads: list[ComplaintHeadRow | None] = [*views.peruse(ComplaintHeadRow, complaint.id)]
    own = _of_complaint(complaint)
    for head in heads or [None]:
        fact, now = known.pop(head.head if head else "", None), own + _of_head(complaint, head)
        if fact is None or _told(fact) != now:
            _learn(complaint, head, fact, now, recorded, views)
    for gone in known.values():
        _end(gone, recorded, views)
    circle = (complaint.offices, complaint.wall)
    if any((fact.offices, fact.wall) != circle for fact in facts):
        for fact in views.all(ComplaintFactRow, complaint.id):
            fact.offices, fact.wall = circle


DIMENSIONS: Final = (
    "office",
    "series",
    "status",
    "respondent",
    "respondent_type",
    "channel",
    "urgent",
    "received_month",
    "registration_month",
    "registration_year",
    "category",
    "finding",
    "decision_month",
    "decision_year",
)
"""Columns by which complaints are counted: a change of one of them ends a fact."""
_told = attrgetter(*DIMENSIONS)


def dimensions(complaint: ComplaintRow, head: ComplaintHeadRow | None) -> tuple[Any, ...]:
    """What a head, or a complaint without heads, is counted by as it stands, in the order of `DIMENSIONS`."""
    return _of_complaint(complaint) + _of_head(complaint, head)


def _of_complaint(complaint: ComplaintRow) -> tuple[Any, ...]:
    received, registered = complaint.received_on, complaint.registered_on
    return (
        complaint.office,
        complaint.series,
        complaint.status,
        complaint.respondent,
        complaint.respondent_type,
        complaint.channel,
        complaint.urgent,
        received and received.replace(day=1),
        registered and registered.replace(day=1),
        registered and registered.year,
    )


def _of_head(complaint: ComplaintRow, head: ComplaintHeadRow | None) -> tuple[Any, ...]:
    if head is None:
        return (complaint.category, None, None, None)
    decided = head.decided_on
    return (head.category, head.finding, decided and decided.replace(day=1), decided and decided.year)


def _learn(
    complaint: ComplaintRow,
    head: ComplaintHeadRow | None,
    known: ComplaintFactRow | None,
    now: tuple[Any, ...],
    recorded: Recorded,
    views: Views,
) -> None:
    if known is not None and known.known_from >= civil_day(recorded.recorded_at):
        fact = views.get(ComplaintFactRow, known.complaint, known.head, known.known_from)
        for name, value in zip(DIMENSIONS, now, strict=True):
            setattr(fact, name, value)
        fact.from_position = recorded.position
        return
    if known is not None:
        _end(known, recorded, views)
    views.put(
        ComplaintFactRow(
            complaint=complaint.id,
            head=head.head if head else "",
            known_from=civil_day(recorded.recorded_at),
            from_position=recorded.position,
            offices=complaint.offices,
            wall=complaint.wall,
            **dict(zip(DIMENSIONS, now, strict=True)),
        )
    )


def _end(known: ComplaintFactRow, recorded: Recorded, views: Views) -> None:
    """What began on the same day was not known at the end of any day."""
    day, key = civil_day(recorded.recorded_at), (known.complaint, known.head, known.known_from)
    if known.known_from >= day:
        views.remove(ComplaintFactRow, *key)
        return
    fact = views.get(ComplaintFactRow, *key)
    fact.known_until, fact.until_position = day, recorded.position
