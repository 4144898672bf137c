"""The outcome: deciding each head, restoring rights, notifying, withdrawing, closing, reopening (¶13, ¶20(2))."""

from collections.abc import Iterator
from typing import Annotated, Any

from msgspec import Meta

from domain.complaints.commands import OnComplaint
from domain.complaints.events import course, outcome
from domain.complaints.examination import has_applicant
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
    under_examination,
    unknown_part,
)
from domain.complaints.state import COMPLAINTS, Complaint
from domain.complaints.vocabulary import OPEN, Channel, Finding, HeadKey, Status
from domain.context import Context
from domain.decider import Answer, decides
from domain.message import Line, PersonalProse, Prose
from domain.refusal import Refusal, RefusalCode, refuse

ON_THE_MERITS = frozenset({Finding.VIOLATION_FOUND, Finding.VIOLATION_NOT_FOUND})


class DecideHead(OnComplaint):
    """Give one head of complaint its finding; the last one completes the decision.

    head: number of the head
    finding: the outcome
    grounds: the grounds, identifying nobody
    reasoning: the reasoning, as far as it speaks of the person
    source_finding: the finding in the words of an imported source
    amended_at_review: whether the source says that the finding was amended at a review
    """

    head: HeadKey
    finding: Finding
    grounds: Prose | None = None
    reasoning: PersonalProse | None = None
    source_finding: Line | None = None
    amended_at_review: bool | None = None


class RecordRestoration(OnComplaint):
    """Record that rights were restored.

    persons: how many persons' rights
    right: which right
    measure: what was done, identifying nobody
    """

    persons: Annotated[int, Meta(ge=1, le=1_000_000)] = 1
    right: Line
    measure: Prose


class NotifyApplicant(OnComplaint):
    """Tell the applicant the outcome.

    channel: by which way
    """

    channel: Channel


class WithdrawComplaint(OnComplaint):
    """Record that the applicant withdrew the complaint.

    reason: why, if said
    """

    reason: Prose | None = None


class CloseComplaint(OnComplaint):
    """Close the case. The outcome stands and the applicant knows it."""


class ReopenComplaint(OnComplaint):
    """Open a case again because something new came up.

    ground: what is new
    heads: numbers of the heads to be examined anew
    """

    ground: Prose
    heads: Annotated[tuple[HeadKey, ...], Meta(min_length=1)]


def names_known_heads(command: DecideHead | ReopenComplaint, complaint: Complaint, context: Context) -> Refusal | None:
    """A finding belongs to a head that exists."""
    several = isinstance(command, ReopenComplaint)
    for head in command.heads if isinstance(command, ReopenComplaint) else (command.head,):
        if not complaint.finding_of(head)[0]:
            return unknown_part(
                "20.2",
                "heads" if several else "head",
                kk=f"Шағымда № {head} тармақ жоқ; барлығы {len(complaint.findings)}.",
                ru=f"В жалобе нет пункта № {head}; всего пунктов {len(complaint.findings)}.",
                en=f"The complaint has no head {head}; it has {len(complaint.findings)}.",
            )
    return None


def head_is_undecided(command: DecideHead, complaint: Complaint, context: Context) -> Refusal | None:
    """A finding is not overwritten: reopen the case to examine a head anew."""
    if complaint.finding_of(command.head)[1] is None:
        return None
    return refuse(
        RefusalCode.WRONG_STATE,
        "20.2",
        "head",
        kk="Бұл тармақ бойынша шешім бар; істі қайта ашыңыз.",
        ru="По этому пункту есть решение; возобновите дело.",
        en="This head is decided; reopen the case to examine it anew.",
    )


def respondent_had_the_chance(command: DecideHead, complaint: Complaint, context: Context) -> Refusal | None:
    """No decision on the merits before the body complained of had the chance to explain (154-VII, art. 15(1))."""
    if context.migration or command.finding not in ON_THE_MERITS:
        return None
    if complaint.respondent_had_the_chance(context.effective or context.today):
        return None
    return refuse(
        RefusalCode.RESPONDENT_NOT_HEARD,
        "154-VII/15.1",
        kk="Шағым түсірілген орган түсініктеме беру мүмкіндігін алған жоқ: сұратып, жауабын немесе мерзімін күтіңіз.",
        ru="Орган, на который жалуются, не имел возможности объясниться: запросите и дождитесь ответа или срока.",
        en="The body complained of has not had the chance to explain: ask it, and wait for the answer or its term.",
    )


def only_the_source_knows(command: DecideHead, complaint: Complaint, context: Context) -> Refusal | None:
    """The words of a source are for imported decisions only."""
    if context.migration or (command.source_finding is None and command.amended_at_review is None):
        return None
    return refuse(
        RefusalCode.INVALID,
        "20.2",
        "sourceFinding",
        kk="Бұл өріс тек көшірілген істерге арналған.",
        ru="Это поле только для перенесённых дел.",
        en="This field is for imported cases only.",
    )


def reasoning_has_an_owner(command: DecideHead, complaint: Complaint, context: Context) -> Refusal | None:
    """Words about a person belong to an applicant."""
    return has_applicant(command, complaint, context) if command.reasoning else None


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
    DecideHead,
    COMPLAINTS,
    power=EXAMINE,
    office_of=own_office,
    rules=(
        in_order,
        is_complaint,
        under_examination,
        names_known_heads,
        head_is_undecided,
        respondent_had_the_chance,
        only_the_source_knows,
        reasoning_has_an_owner,
    ),
)
def decide_head(command: DecideHead, complaint: Complaint, context: Context) -> Iterator[Answer]:
    yield outcome.HeadDecided(
        head=command.head,
        finding=command.finding,
        grounds=command.grounds,
        source_finding=command.source_finding,
        amended_at_review=command.amended_at_review,
    )
    if command.reasoning:
        yield outcome.ReasoningRecorded(person=complaint.applicants[0], head=command.head, reasoning=command.reasoning)
    if sum(finding is None for finding in complaint.findings) == 1:
        yield outcome.ComplaintDecided()


@decides(
    RecordRestoration,
    COMPLAINTS,
    power=EXAMINE,
    office_of=own_office,
    rules=(in_order, in_status(Status.UNDER_EXAMINATION, Status.DECIDED, Status.CLOSED)),
)
def restore(command: RecordRestoration, complaint: Complaint, context: Context) -> Iterator[Answer]:
    yield outcome.RightsRestored(persons=command.persons, right=command.right, measure=command.measure)


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
