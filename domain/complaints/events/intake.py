"""Coming in: registration, classification, assignment, instruction, transfer."""

from datetime import date

from domain.complaints.vocabulary import Addressee, Channel, HeadOfComplaint, Respondent, Source
from domain.identifiers import OfficeCode, OfficialId, PersonId
from domain.message import Event, Line, PersonalProse, Prose
from domain.text import Text


class ComplaintRegistered(Event):
    """A complaint to the Ombudsman or a Representative, or a communication to the Centre, was registered.

    number: its registration number
    office: the office that registered it
    addressee: to whom the applicant wrote
    channel: by which way it came
    received_on: the day it reached the office
    applicants: the persons who complain; several for a collective complaint
    representative: the person who acts for them
    respondent: the body complained of
    heads: the heads of complaint, numbered from 1
    source: where an imported record comes from
    """

    words = Text(kk="шағымды тіркеді", ru="зарегистрировал жалобу", en="registered the complaint")
    number: str
    office: OfficeCode
    addressee: Addressee
    channel: Channel | None = None
    received_on: date | None = None
    applicants: tuple[PersonId, ...] = ()
    representative: PersonId | None = None
    respondent: Respondent | None = None
    heads: tuple[HeadOfComplaint, ...] = ()
    source: Source | None = None


class StatementRecorded(Event):
    """The applicant's own words were recorded.

    person: the first applicant, to whom the words belong
    statement: the words of the complaint
    """

    words = Text(kk="шағымның мәтінін енгізді", ru="внёс текст жалобы", en="entered the applicant's statement")
    person: PersonId
    statement: PersonalProse


class ComplaintClassified(Event):
    """The complaint was classified.

    category: main category
    right: the right said to be infringed
    urgent: whether life, health or liberty is at stake
    """

    words = Text(kk="шағымның санатын айқындады", ru="определил категорию жалобы", en="classified the complaint")
    category: Line
    right: Line | None = None
    urgent: bool = False


class HeadAdded(Event):
    """A further head of complaint was added.

    key: its number
    head: the head
    """

    words = Text(kk="шағымға тармақ қосты", ru="добавил пункт жалобы", en="added a head of complaint")
    key: str
    head: HeadOfComplaint


class CommunicationRedirected(Event):
    """A communication to the Centre was taken over as a complaint to the Ombudsman (¶14(1)c).

    complaint: the complaint it became
    reason: why
    """

    words = Text(
        kk="өтінішті Уәкілге қайта бағыттады",
        ru="передал обращение Уполномоченному",
        en="redirected the communication to the Ombudsman",
    )
    complaint: str
    reason: Prose


class ComplaintAssigned(Event):
    """An official was charged with the complaint.

    official: who examines it
    """

    words = Text(kk="шағымға орындаушы тағайындады", ru="назначил исполнителя по жалобе", en="assigned the complaint")
    official: OfficialId


class ComplaintReassigned(Event):
    """Another official was charged with the complaint.

    official: who examines it from now on
    previously: who examined it before
    reason: why
    """

    words = Text(kk="шағымның орындаушысын ауыстырды", ru="сменил исполнителя по жалобе", en="reassigned the complaint")
    official: OfficialId
    previously: OfficialId
    reason: Prose


class InstructionGiven(Event):
    """An official was instructed to deal with this very complaint wherever it lies (¶15(8)).

    official: who is instructed
    task: what is to be done
    until: last day of the instruction
    """

    words = Text(
        kk="шағым бойынша тапсырма берді",
        ru="дал поручение по жалобе",
        en="gave an instruction on the complaint",
    )
    official: OfficialId
    task: Prose
    until: date | None = None


class InstructionWithdrawn(Event):
    """An instruction was taken back (¶15(8)).

    official: who had been instructed
    """

    words = Text(
        kk="шағым бойынша тапсырманы қайтарып алды",
        ru="отозвал поручение по жалобе",
        en="withdrew the instruction on the complaint",
    )
    official: OfficialId


class TransferOffered(Event):
    """The office offered the complaint to another one; it keeps it, and the clock runs on, until acceptance.

    to_office: the office that may take it
    reason: why
    """

    words = Text(
        kk="шағымды басқа өкілдікке беруді ұсынды",
        ru="предложил передать жалобу другому представительству",
        en="offered the complaint to another office",
    )
    to_office: OfficeCode
    reason: Prose


class TransferAccepted(Event):
    """The other office took the complaint over.

    from_office: where it came from
    to_office: where it is from now on
    """

    words = Text(
        kk="басқа өкілдік берген шағымды қабылдап алды",
        ru="принял жалобу, переданную другим представительством",
        en="took over the complaint from another office",
    )
    from_office: OfficeCode
    to_office: OfficeCode


class TransferReturned(Event):
    """The other office did not take the complaint.

    to_office: the office that returned it
    reason: why
    """

    words = Text(
        kk="басқа өкілдік ұсынған шағымды қайтарды",
        ru="вернул жалобу, предложенную другим представительством",
        en="returned the complaint that another office offered",
    )
    to_office: OfficeCode
    reason: Prose


class StepRecorded(Event):
    """A step that an earlier system had logged, kept in its own words.

    step: name of the step
    performed_by: who did it, in the words of the source
    group: the group that did it, in the words of the source
    source_id: id of the step in the source
    """

    words = Text(
        kk="бұрынғы жүйедегі әрекетті тізілімге енгізді",
        ru="внёс в реестр действие из прежней системы",
        en="recorded a step of an earlier system",
    )
    step: Line
    performed_by: Line | None = None
    group: Line | None = None
    source_id: Line | None = None
