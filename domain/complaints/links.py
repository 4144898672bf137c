"""Complaints that belong together: linking, merging and separating them again."""

from collections.abc import Iterator
from typing import Any

from domain.compartments.walls import is_known
from domain.complaints.commands import OnComplaint
from domain.complaints.events import course
from domain.complaints.rules import (
    CLERK,
    EXAMINE,
    head_keeps_to_the_centre,
    in_order,
    in_status,
    is_open,
    own_office,
    unknown_part,
    wrong_state,
)
from domain.complaints.state import COMPLAINTS, Complaint
from domain.complaints.vocabulary import OPEN, Status
from domain.context import At, Context
from domain.decider import Answer, decides
from domain.identifiers import ComplaintId
from domain.message import Line, Prose
from domain.refusal import Refusal, RefusalCode, refuse
from domain.text import Text


class LinkComplaints(OnComplaint):
    """Link the complaint with another one; both go their own ways.

    other: the other complaint
    reason: what they have in common
    """

    words = Text(
        kk="шағымды басқа шағыммен байланыстыру",
        ru="связать жалобу с другой",
        en="link the complaint with another one",
    )
    other: ComplaintId
    reason: Line | None = None


class UnlinkComplaints(OnComplaint):
    """Remove the link with another complaint.

    other: the other complaint
    """

    words = Text(
        kk="шағымның басқа шағыммен байланысын алып тастау",
        ru="снять связь жалобы с другой",
        en="remove the link with another complaint",
    )
    other: ComplaintId


class MergeComplaint(OnComplaint):
    """Examine the complaint within another one of the same office from now on.

    into: the complaint that goes on
    reason: why
    """

    words = Text(
        kk="шағымды басқа шағымға қосу",
        ru="присоединить жалобу к другой",
        en="merge the complaint into another one",
    )
    into: ComplaintId
    reason: Prose


class UnmergeComplaint(OnComplaint):
    """Examine a merged complaint by itself again, from where it stood.

    reason: why
    """

    words = Text(
        kk="шағымды қайтадан жеке қарауға бөлу",
        ru="вновь выделить жалобу в отдельное рассмотрение",
        en="separate the complaint again",
    )
    reason: Prose


def other_exists(command: LinkComplaints | MergeComplaint, complaint: Complaint, context: Context) -> Refusal | None:
    """The other complaint is registered, and is another one."""
    other, path = (command.into, "into") if isinstance(command, MergeComplaint) else (command.other, "other")
    if other != command.complaint and is_known(COMPLAINTS, other, context):
        return None
    return unknown_part(
        "14.1.c",
        path,
        kk="Басқа тіркелген шағымды көрсетіңіз.",
        ru="Укажите другую зарегистрированную жалобу.",
        en="Name another registered complaint.",
    )


def is_linked(command: UnlinkComplaints, complaint: Complaint, context: Context) -> Refusal | None:
    """Only a link that exists can be removed."""
    if command.other in complaint.links and is_known(COMPLAINTS, command.other, context):
        return None
    return unknown_part(
        "14.1.c",
        "other",
        kk="Бұл шағымдар байланыспаған.",
        ru="Эти жалобы не связаны.",
        en="These complaints are not linked.",
    )


def stands_behind_the_same_wall(
    command: LinkComplaints | MergeComplaint, complaint: Complaint, context: Context
) -> Refusal | None:
    """Who reads one complaint learns of the other, so one wall stands around both or around neither (¶15(10))."""
    other, path = (command.into, "into") if isinstance(command, MergeComplaint) else (command.other, "other")
    if context.read(COMPLAINTS, other).wall == complaint.wall:
        return None
    return refuse(
        RefusalCode.WRONG_STATE,
        "15.10",
        path,
        kk="Шағымдардың біреуі ғана осы жабық бөлімде; екеуі де бір бөлімде болуы керек.",
        ru="Только одна из жалоб находится в этом закрытом разделе; обе должны быть в одном.",
        en="Only one of the complaints stands behind this wall; put both behind the same one.",
    )


def other_goes_on(command: MergeComplaint, complaint: Complaint, context: Context) -> Refusal | None:
    """A complaint is merged into an open one of the same office (¶20(2): decided by one Representative)."""
    other = context.read(COMPLAINTS, command.into)
    if other.status not in OPEN:
        return wrong_state(other.status, tuple(s for s in Status if s in OPEN))
    if other.office != complaint.office:
        return refuse(
            RefusalCode.OUTSIDE_TERRITORY,
            "20.2",
            "into",
            kk="Екінші шағым басқа өкілдікте; алдымен біреуін беріңіз.",
            ru="Другая жалоба в другом представительстве; сначала передайте одну из них.",
            en="The other complaint lies with another office; transfer one of them first.",
        )
    return None


def takes_nobody_along(command: Any, complaint: Complaint, context: Context) -> Refusal | None:
    """A complaint that took others in is not merged itself: chains of mergers are not kept."""
    if not complaint.absorbed:
        return None
    return refuse(
        RefusalCode.WRONG_STATE,
        "14.1.c",
        kk="Бұл шағымға басқалары біріктірілген; алдымен оларды бөліңіз.",
        ru="К этой жалобе присоединены другие; сначала выделите их.",
        en="Other complaints are merged into this one; separate them first.",
    )


@decides(
    LinkComplaints,
    COMPLAINTS,
    power=CLERK,
    office_of=own_office,
    rules=(head_keeps_to_the_centre, in_order, other_exists, stands_behind_the_same_wall),
)
def link(command: LinkComplaints, complaint: Complaint, context: Context) -> Iterator[Answer]:
    if command.other not in complaint.links:
        yield course.ComplaintsLinked(other=command.other, reason=command.reason)
        yield At(command.other, course.ComplaintsLinked(other=command.complaint, reason=command.reason))


@decides(
    UnlinkComplaints,
    COMPLAINTS,
    power=CLERK,
    office_of=own_office,
    rules=(head_keeps_to_the_centre, in_order, is_linked),
)
def unlink(command: UnlinkComplaints, complaint: Complaint, context: Context) -> Iterator[Answer]:
    yield course.ComplaintsUnlinked(other=command.other)
    yield At(command.other, course.ComplaintsUnlinked(other=command.complaint))


@decides(
    MergeComplaint,
    COMPLAINTS,
    power=EXAMINE,
    office_of=own_office,
    rules=(in_order, is_open, other_exists, stands_behind_the_same_wall, other_goes_on, takes_nobody_along),
)
def merge(command: MergeComplaint, complaint: Complaint, context: Context) -> Iterator[Answer]:
    yield course.ComplaintMerged(into=command.into, reason=command.reason)
    yield At(command.into, course.ComplaintAbsorbed(other=command.complaint))


@decides(
    UnmergeComplaint,
    COMPLAINTS,
    power=EXAMINE,
    office_of=own_office,
    rules=(in_order, in_status(Status.MERGED)),
)
def unmerge(command: UnmergeComplaint, complaint: Complaint, context: Context) -> Iterator[Answer]:
    assert complaint.merged_into is not None
    yield course.ComplaintUnmerged(out_of=complaint.merged_into, reason=command.reason)
    yield At(complaint.merged_into, course.ComplaintReleased(other=command.complaint))
