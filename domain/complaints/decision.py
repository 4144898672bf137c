"""The outcome: deciding each head of complaint, and restoring rights (¶13, ¶20(2))."""

from collections.abc import Iterator
from typing import Annotated

from msgspec import Meta

from domain.complaints.commands import OnComplaint
from domain.complaints.events import outcome
from domain.complaints.examination import has_applicant
from domain.complaints.rules import (
    EXAMINE,
    in_order,
    in_status,
    is_complaint,
    own_office,
    under_examination,
    unknown_head,
)
from domain.complaints.state import COMPLAINTS, Complaint
from domain.complaints.vocabulary import Finding, HeadKey, Status
from domain.context import Context
from domain.decider import Answer, decides
from domain.message import Line, PersonalProse, Prose
from domain.refusal import Refusal, RefusalCode, refuse
from domain.text import Text

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

    words = Text(
        kk="шағым тармағы бойынша шешім қабылдау",
        ru="принять решение по пункту жалобы",
        en="decide a head of complaint",
    )
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

    words = Text(
        kk="құқықтың қалпына келтірілгенін тіркеу",
        ru="зафиксировать восстановление прав",
        en="record that rights were restored",
    )
    persons: Annotated[int, Meta(ge=1, le=1_000_000)] = 1
    right: Line
    measure: Prose


def names_known_head(command: DecideHead, complaint: Complaint, context: Context) -> Refusal | None:
    """A finding belongs to a head that exists."""
    return unknown_head(complaint, (command.head,), "head")


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


@decides(
    DecideHead,
    COMPLAINTS,
    power=EXAMINE,
    office_of=own_office,
    rules=(
        in_order,
        is_complaint,
        under_examination,
        names_known_head,
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
