"""Communications to the Centre (¶14(1)d): answered, or redirected to the Ombudsman; and steps of earlier systems."""

from collections.abc import Iterator

from domain.complaints.commands import OnComplaint
from domain.complaints.events import course, intake, outcome
from domain.complaints.events.access import ComplaintWalled
from domain.complaints.rules import (
    ANSWER,
    CLERK,
    awaits_admissibility,
    head_keeps_to_the_centre,
    in_order,
    is_communication,
    is_open,
    own_office,
)
from domain.complaints.state import COMPLAINTS, Complaint
from domain.complaints.vocabulary import Addressee, Channel
from domain.context import At, Context
from domain.decider import Answer, decides
from domain.message import Line, Prose
from domain.numbers import Series
from domain.refusal import Refusal, RefusalCode, refuse
from domain.text import Text


class RedirectToOmbudsman(OnComplaint):
    """Take a communication to the Centre over as a complaint to the Ombudsman, under a number of that series.

    reason: why it is a complaint
    """

    words = Text(
        kk="өтінішті Уәкілге қайта бағыттау",
        ru="передать обращение Уполномоченному",
        en="redirect the communication to the Ombudsman",
    )
    reason: Prose


class AnswerCommunication(OnComplaint):
    """Answer a communication to the Centre.

    summary: what the answer says, identifying nobody
    channel: by which way the answer goes
    """

    words = Text(kk="өтінішке жауап беру", ru="ответить на обращение", en="answer the communication")
    summary: Prose
    channel: Channel


class RecordStep(OnComplaint):
    """Keep a step that an earlier system had logged and this register has no word for.

    step: name of the step
    performed_by: who did it, in the words of the source
    group: the group that did it, in the words of the source
    source_id: id of the step in the source
    """

    words = Text(
        kk="бұрынғы жүйедегі әрекетті тізілімге енгізу",
        ru="внести в реестр действие из прежней системы",
        en="record a step of an earlier system",
    )
    step: Line
    performed_by: Line | None = None
    group: Line | None = None
    source_id: Line | None = None


def only_imported(command: RecordStep, complaint: Complaint, context: Context) -> Refusal | None:
    """The words of an earlier system come with its import; whatever happens here has a word of its own."""
    if context.migration:
        return None
    return refuse(
        RefusalCode.INVALID,
        "14.1.c",
        "step",
        kk="Бұл қадам тек көшірілген істерге арналған.",
        ru="Этот шаг только для перенесённых дел.",
        en="This step is for imported cases only.",
    )


@decides(
    RedirectToOmbudsman,
    COMPLAINTS,
    power=ANSWER,
    office_of=own_office,
    rules=(in_order, is_communication, awaits_admissibility),
)
def redirect(command: RedirectToOmbudsman, complaint: Complaint, context: Context) -> Iterator[Answer]:
    record = context.opened(COMPLAINTS)
    number, taken = context.number(Series.COMPLAINT, complaint.office, record)
    yield intake.CommunicationRedirected(complaint=record, reason=command.reason)
    yield taken
    yield At(
        record,
        intake.ComplaintRegistered(
            number=number,
            office=complaint.office,
            addressee=Addressee.OMBUDSMAN,
            applicants=complaint.applicants,
            respondent=complaint.respondent,
            heads=complaint.heads,
        ),
    )
    yield At(record, course.ComplaintsLinked(other=command.complaint))
    if complaint.wall is not None:
        yield At(record, ComplaintWalled(compartment=complaint.wall))


@decides(
    AnswerCommunication,
    COMPLAINTS,
    power=ANSWER,
    office_of=own_office,
    rules=(in_order, is_communication, is_open),
)
def answer(command: AnswerCommunication, complaint: Complaint, context: Context) -> Iterator[Answer]:
    yield outcome.CommunicationAnswered(summary=command.summary)
    yield course.ApplicantNotified(channel=command.channel)


@decides(RecordStep, COMPLAINTS, power=CLERK, office_of=own_office, rules=(head_keeps_to_the_centre, only_imported))
def record_step(command: RecordStep, complaint: Complaint, context: Context) -> Iterator[Answer]:
    yield intake.StepRecorded(
        step=command.step,
        performed_by=command.performed_by,
        group=command.group,
        source_id=command.source_id,
    )
