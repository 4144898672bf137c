"""The end of a case: telling the applicant, withdrawal, closing, and reopening when something new comes up."""

from collections.abc import Iterator
from typing import Annotated, Any

from msgspec import Meta

from domain.complaints.commands import OnComplaint
from domain.complaints.events import course, outcome
from domain.complaints.rules import (
    CLERK,
    EXAMINE,
    head_keeps_to_the_centre,
    in_order,
    in_status,
    is_complaint,
    is_concluded,
    is_open,
    own_office,
    unknown_head,
)
from domain.complaints.state import COMPLAINTS, Complaint
from domain.complaints.vocabulary import OPEN, Channel, HeadKey, Status
from domain.context import Context
from domain.decider import Answer, decides
from domain.message import Prose
from domain.refusal import Refusal, RefusalCode, refuse
from domain.text import Text


class NotifyApplicant(OnComplaint):
    """Tell the applicant the outcome.

    channel: by which way
    """

    words = Text(kk="арыз иесіне хабарлау", ru="уведомить заявителя", en="notify the applicant")
    channel: Channel


class WithdrawComplaint(OnComplaint):
    """Record that the applicant withdrew the complaint.

    reason: why, if said
    """

    words = Text(
        kk="шағымның қайтарып алынғанын тіркеу",
        ru="зафиксировать отзыв жалобы",
        en="record the withdrawal of the complaint",
    )
    reason: Prose | None = None


class CloseComplaint(OnComplaint):
    """Close the case. The outcome stands and the applicant knows it."""

    words = Text(kk="істі жабу", ru="закрыть дело", en="close the case")


class ReopenComplaint(OnComplaint):
    """Open a case again because something new came up.

    ground: what is new
    heads: numbers of the heads to be examined anew
    """

    words = Text(kk="істі қайта ашу", ru="вновь открыть дело", en="reopen the case")
    ground: Prose
    heads: Annotated[tuple[HeadKey, ...], Meta(min_length=1)]


def names_known_heads(command: ReopenComplaint, complaint: Complaint, context: Context) -> Refusal | None:
    """What is examined anew are heads that exist."""
    return unknown_head(complaint, command.heads, "heads")


def has_an_outcome(command: Any, complaint: Complaint, context: Context) -> Refusal | None:
    """A case is closed with an outcome; only a source may tell that a case ended without telling how."""
    if context.migration and complaint.status in OPEN:
        return None
    return is_concluded(command, complaint, context)


def applicant_knows(command: Any, complaint: Complaint, context: Context) -> Refusal | None:
    """A case is closed once the applicant was told the outcome (Rules for the examination)."""
    if complaint.notified or context.migration:
        return None
    return refuse(
        RefusalCode.WRONG_STATE,
        "Rules/examination",
        kk="Арыз иесіне нәтиже хабарланбаған.",
        ru="Заявитель ещё не уведомлён о результате.",
        en="The applicant has not been told the outcome yet.",
    )


def nothing_hangs_on_it(command: Any, complaint: Complaint, context: Context) -> Refusal | None:
    """A transfer on its way is answered before the case is closed."""
    if complaint.offered_to is None:
        return None
    return refuse(
        RefusalCode.WRONG_STATE,
        "16.2",
        kk="Басқа өкілдікке ұсыныс жауапсыз тұр.",
        ru="Предложение о передаче ещё без ответа.",
        en="An offered transfer is still unanswered.",
    )


@decides(
    NotifyApplicant,
    COMPLAINTS,
    power=CLERK,
    office_of=own_office,
    rules=(head_keeps_to_the_centre, in_order, is_concluded),
)
def notify(command: NotifyApplicant, complaint: Complaint, context: Context) -> Iterator[Answer]:
    yield course.ApplicantNotified(channel=command.channel)


@decides(
    WithdrawComplaint,
    COMPLAINTS,
    power=CLERK,
    office_of=own_office,
    rules=(head_keeps_to_the_centre, in_order, is_open),
)
def withdraw(command: WithdrawComplaint, complaint: Complaint, context: Context) -> Iterator[Answer]:
    yield outcome.ComplaintWithdrawn(reason=command.reason)


@decides(
    CloseComplaint,
    COMPLAINTS,
    power=CLERK,
    office_of=own_office,
    rules=(head_keeps_to_the_centre, in_order, has_an_outcome, applicant_knows, nothing_hangs_on_it),
)
def close(command: CloseComplaint, complaint: Complaint, context: Context) -> Iterator[Answer]:
    yield outcome.ComplaintClosed()


@decides(
    ReopenComplaint,
    COMPLAINTS,
    power=EXAMINE,
    office_of=own_office,
    rules=(in_order, is_complaint, in_status(Status.CLOSED), names_known_heads),
)
def reopen(command: ReopenComplaint, complaint: Complaint, context: Context) -> Iterator[Answer]:
    yield outcome.ComplaintReopened(ground=command.ground, heads=command.heads)
