"""The examination: hearing the respondent, suspending, extending, proposing an outcome (¶14(1)a, ¶15(9))."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated, Any

from msgspec import Meta

from domain.authority import STAFF, Power
from domain.complaints.commands import OnComplaint
from domain.complaints.events import course
from domain.complaints.rules import (
    CLERK,
    EXAMINE,
    head_keeps_to_the_centre,
    in_order,
    in_status,
    is_complaint,
    is_open,
    own_office,
    under_examination,
    unknown_part,
)
from domain.complaints.state import COMPLAINTS, Complaint
from domain.complaints.vocabulary import Status
from domain.context import Context
from domain.decider import Answer, decides
from domain.message import Line, PersonalProse, Prose
from domain.refusal import Refusal, RefusalCode, refuse
from domain.text import Text

ASK = Power("14.1.a", by=STAFF, instructable=True, historical=True)
PROPOSE = Power("15.9", by=STAFF, instructable=True, historical=True)
ANSWER_PROPOSAL = Power("15.9", by=EXAMINE.by, instructable=True, historical=True)


class RequestExplanation(OnComplaint):
    """Ask the respondent to explain; no decision on the merits comes before this chance.

    body: the body asked
    answer_by: last day for the answer
    """

    words = Text(kk="түсініктеме сұрату", ru="запросить объяснения", en="request an explanation")
    body: Line
    answer_by: date


class RecordExplanation(OnComplaint):
    """Record what the respondent explained.

    request: key of the request that it answers, as the request's event gave it
    complete: whether it answers everything asked
    summary: what it says, identifying nobody
    """

    words = Text(
        kk="келіп түскен түсініктемені тіркеу",
        ru="приобщить полученные объяснения",
        en="record the explanation received",
    )
    request: Annotated[str, Meta(pattern=r"^[0-9]{1,3}\Z")]
    complete: bool = True
    summary: Prose | None = None


class SuspendExamination(OnComplaint):
    """Let the examination rest; the clock stops.

    ground: why
    """

    words = Text(kk="қарауды тоқтата тұру", ru="приостановить рассмотрение", en="suspend the examination")
    ground: Prose


class ResumeExamination(OnComplaint):
    """Go on with the examination; the clock runs again."""

    words = Text(kk="қарауды жалғастыру", ru="возобновить рассмотрение", en="resume the examination")


class ExtendExamination(OnComplaint):
    """Extend the term of the examination.

    days: further working days
    ground: why
    """

    words = Text(kk="қарау мерзімін ұзарту", ru="продлить срок рассмотрения", en="extend the term of the examination")
    days: Annotated[int, Meta(ge=1, le=60)]
    ground: Prose


class SubmitProposal(OnComplaint):
    """Put a proposal on the outcome before those who decide.

    proposal: the proposal and its reasoning
    """

    words = Text(
        kk="қарау нәтижелері бойынша ұсыныс енгізу",
        ru="представить предложение по результатам рассмотрения",
        en="submit a proposal on the outcome",
    )
    proposal: PersonalProse


class AcceptProposal(OnComplaint):
    """Accept the proposal: the decision may follow it."""

    words = Text(
        kk="қарау нәтижелері бойынша ұсынысты қабылдау",
        ru="принять предложение по результатам рассмотрения",
        en="accept the proposal on the outcome",
    )


class ReturnProposal(OnComplaint):
    """Return the proposal for further work.

    reason: what is missing
    """

    words = Text(
        kk="қарау нәтижелері бойынша ұсынысты пысықтауға қайтару",
        ru="вернуть на доработку предложение по результатам рассмотрения",
        en="return the proposal on the outcome for further work",
    )
    reason: Prose


def answers_later(command: RequestExplanation, complaint: Complaint, context: Context) -> Refusal | None:
    """The respondent is given time to answer (154-VII, art. 15(1))."""
    if context.effective is None or command.answer_by > context.effective:
        return None
    return refuse(
        RefusalCode.INVALID,
        "154-VII/15.1",
        "answerBy",
        kk="Жауап беру күні сұратудан кейін болуы керек.",
        ru="Срок ответа должен быть позже запроса.",
        en="The day for the answer must lie after the request.",
    )


def was_asked(command: RecordExplanation, complaint: Complaint, context: Context) -> Refusal | None:
    """An explanation answers a request that was made and is unanswered (154-VII, art. 15(1))."""
    request = complaint.explanations.get(command.request)
    if request is not None and not request.answered:
        return None
    return unknown_part(
        "154-VII/15.1",
        "request",
        kk="Жауап күтіп тұрған мұндай сұрату жоқ.",
        ru="Нет такого запроса, ожидающего ответа.",
        en="There is no such request awaiting an answer.",
    )


def has_applicant(command: Any, complaint: Complaint, context: Context) -> Refusal | None:
    """Reasoning about a person belongs to an applicant; an imported case may have none."""
    if complaint.applicants:
        return None
    return unknown_part(
        "14.1.c",
        kk="Шағымның арыз иесі көрсетілмеген.",
        ru="У жалобы не указан заявитель.",
        en="The complaint names no applicant.",
    )


def proposal_awaits(command: Any, complaint: Complaint, context: Context) -> Refusal | None:
    """Only a submitted proposal is answered (¶15(9))."""
    if complaint.proposer is not None:
        return None
    return refuse(
        RefusalCode.WRONG_STATE,
        "15.9",
        kk="Жауап күтіп тұрған ұсыныс жоқ.",
        ru="Нет предложения, ожидающего ответа.",
        en="No proposal awaits an answer.",
    )


def no_proposal_awaits(command: Any, complaint: Complaint, context: Context) -> Refusal | None:
    """One proposal at a time (¶15(9))."""
    if complaint.proposer is None:
        return None
    return refuse(
        RefusalCode.WRONG_STATE,
        "15.9",
        kk="Ұсыныс енгізілген; жауабын күтіңіз.",
        ru="Предложение уже внесено; дождитесь ответа.",
        en="A proposal is submitted already; wait for its answer.",
    )


is_suspended = in_status(Status.SUSPENDED)
running = in_status(Status.REGISTERED, Status.UNDER_EXAMINATION)


@decides(
    RequestExplanation,
    COMPLAINTS,
    power=ASK,
    office_of=own_office,
    rules=(head_keeps_to_the_centre, in_order, is_complaint, is_open, answers_later),
)
def request(command: RequestExplanation, complaint: Complaint, context: Context) -> Iterator[Answer]:
    key = str(len(complaint.explanations) + 1)
    yield course.ExplanationRequested(request=key, body=command.body, answer_by=command.answer_by)


@decides(
    RecordExplanation,
    COMPLAINTS,
    power=CLERK,
    office_of=own_office,
    rules=(head_keeps_to_the_centre, in_order, is_open, was_asked),
)
def record(command: RecordExplanation, complaint: Complaint, context: Context) -> Iterator[Answer]:
    yield course.ExplanationReceived(request=command.request, complete=command.complete, summary=command.summary)


@decides(SuspendExamination, COMPLAINTS, power=EXAMINE, office_of=own_office, rules=(in_order, running))
def suspend(command: SuspendExamination, complaint: Complaint, context: Context) -> Iterator[Answer]:
    yield course.ExaminationSuspended(ground=command.ground)


@decides(ResumeExamination, COMPLAINTS, power=EXAMINE, office_of=own_office, rules=(in_order, is_suspended))
def resume(command: ResumeExamination, complaint: Complaint, context: Context) -> Iterator[Answer]:
    yield course.ExaminationResumed()


@decides(ExtendExamination, COMPLAINTS, power=EXAMINE, office_of=own_office, rules=(in_order, running))
def extend(command: ExtendExamination, complaint: Complaint, context: Context) -> Iterator[Answer]:
    yield course.ExaminationExtended(days=command.days, ground=command.ground)


@decides(
    SubmitProposal,
    COMPLAINTS,
    power=PROPOSE,
    office_of=own_office,
    rules=(head_keeps_to_the_centre, in_order, is_complaint, under_examination, no_proposal_awaits, has_applicant),
)
def propose(command: SubmitProposal, complaint: Complaint, context: Context) -> Iterator[Answer]:
    yield course.ProposalSubmitted(person=complaint.applicants[0], proposal=command.proposal)


@decides(
    AcceptProposal,
    COMPLAINTS,
    power=ANSWER_PROPOSAL,
    office_of=own_office,
    rules=(in_order, under_examination, proposal_awaits),
)
def accept_proposal(command: AcceptProposal, complaint: Complaint, context: Context) -> Iterator[Answer]:
    yield course.ProposalAccepted()


@decides(
    ReturnProposal,
    COMPLAINTS,
    power=ANSWER_PROPOSAL,
    office_of=own_office,
    rules=(in_order, under_examination, proposal_awaits),
)
def return_proposal(command: ReturnProposal, complaint: Complaint, context: Context) -> Iterator[Answer]:
    yield course.ProposalReturned(reason=command.reason)
