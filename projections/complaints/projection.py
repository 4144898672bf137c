"""The projection of complaints, what its handlers share: who may see the parts, and the term."""

from typing import get_args

from domain.complaints.vocabulary import OPEN, Confidentiality, Status
from domain.message import Recorded
from projections.calendar import clock_runs, clock_stops, due_day
from projections.complaints import parts, rows
from projections.complaints.rows import ComplaintRow, ComplaintTextRow, TextKind
from projections.persons import named
from projections.projection import Projection
from projections.views import Views

TERM = 15
"""Working days for the examination, from registration (Rules for the examination of complaints)."""

Part = (
    rows.ComplaintHeadRow
    | parts.ExplanationRow
    | parts.TransferRow
    | parts.InstructionRow
    | parts.ProposalRow
    | parts.RestorationRow
    | parts.LinkRow
)
_PARTS: tuple[type[Part], ...] = get_args(Part)
Content = rows.ComplaintTextRow | rows.ComplaintPartyRow
_CONTENTS: tuple[type[Content], ...] = get_args(Content)

COMPLAINTS = Projection(
    "complaints",
    ComplaintRow,
    *_PARTS,
    *_CONTENTS,
    parts.ApplicantAccessRow,
    kinds=("complaint",),
    main=ComplaintRow,
)


def complaint_of(recorded: Recorded, views: Views) -> ComplaintRow:
    """The complaint that the event belongs to, to change."""
    return views.get(ComplaintRow, recorded.stream)


def guarded(complaint: ComplaintRow) -> bool:
    """Whether the contents are open only to those who decide, the assigned and the instructed."""
    return complaint.confidentiality is Confidentiality.RESTRICTED or complaint.identity_protected


def guard_of(complaint: ComplaintRow) -> str | None:
    """The assignee where the contents are guarded; elsewhere the assignment opens nothing."""
    return complaint.assignee if guarded(complaint) else None


def moved(complaint: ComplaintRow, views: Views) -> None:
    """The circle of offices changed: the parts follow. Contents go with the complaint, not with a mere offer."""
    offered = (complaint.offered_to,) if complaint.offered_to else ()
    complaint.offices = (complaint.office, *offered)
    for row in _PARTS:
        for part in views.all(row, complaint.id):
            part.offices = complaint.offices
    guard_moved(complaint, views)


def guard_moved(complaint: ComplaintRow, views: Views) -> None:
    """The circle of those who see the contents changed."""
    for row in _CONTENTS:
        for content in views.all(row, complaint.id):
            content.offices = (complaint.office,)
            content.guarded, content.assignee = guarded(complaint), guard_of(complaint)


def walled(complaint: ComplaintRow, compartment: str | None, views: Views) -> None:
    """The complaint went behind a wall or came out: all of it, and the persons whom no other matter shows."""
    complaint.wall = compartment
    for row in (*_PARTS, *_CONTENTS):
        for part in views.all(row, complaint.id):
            part.wall = compartment
    for party in views.peruse(rows.ComplaintPartyRow, complaint.id):
        named(party.person, complaint.id, compartment, views)


def write(
    complaint: ComplaintRow, kind: TextKind, part: str, text: str | None, views: Views, person: str | None = None
) -> None:
    """Keep a text among the contents; it replaces an earlier one of the same kind and part."""
    if text is None:
        return
    views.put(
        ComplaintTextRow(
            complaint=complaint.id,
            text_kind=kind,
            part=part,
            person=person,
            offices=(complaint.office,),
            wall=complaint.wall,
            guarded=guarded(complaint),
            assignee=guard_of(complaint),
            text=text,
        )
    )


def recount(complaint: ComplaintRow, views: Views) -> None:
    """Compute the last day of the term again, and note whether its clock runs."""
    runs = complaint.status in OPEN and complaint.status is not Status.SUSPENDED
    if runs and complaint.term_from is not None:
        days = TERM + complaint.extended_days
        complaint.due_on = due_day(complaint.term_from, days, complaint.suspensions, views)
        clock_runs(complaint.id, "", views)
        return
    clock_stops(complaint.id, "", views)
    if complaint.status in OPEN or complaint.merged_into is not None:
        complaint.due_on = None
