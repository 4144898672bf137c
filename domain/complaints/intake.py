"""Coming in: registering a complaint or communication, classifying it, adding heads (¶14(1)c)."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated

from msgspec import Meta

from domain.complaints.commands import OnComplaint
from domain.complaints.events import intake
from domain.complaints.rules import (
    CLERK,
    head_keeps_to_the_centre,
    in_order,
    is_open,
    own_office,
    unknown_part,
)
from domain.complaints.state import COMPLAINTS, Complaint
from domain.complaints.vocabulary import Addressee, Applicant, Channel, HeadOfComplaint, Respondent, Source
from domain.context import At, Context
from domain.decider import Answer, decides
from domain.identifiers import OfficeCode
from domain.message import Command, Line, PersonalProse
from domain.numbers import Series
from domain.offices.rules import office_was_open
from domain.offices.state import OFFICES
from domain.persons.rules import is_known_in
from domain.persons.state import PERSONS, PersonRegistered
from domain.refusal import Refusal, RefusalCode, refuse
from domain.text import Text


class RegisterComplaint(Command):
    """Register a complaint to the Ombudsman or a Representative, or a communication to the Centre.

    office: code of the office that registers it
    addressee: to whom the applicant wrote
    channel: by which way it came
    received_on: the day it reached the office
    applicants: who complains; several for a collective complaint
    representative: who acts for the applicants
    respondent: the body complained of
    heads: the heads of complaint
    statement: the applicant's own words
    source: where an imported record comes from
    """

    words = Text(kk="шағымды тіркеу", ru="зарегистрировать жалобу", en="register the complaint")
    office: OfficeCode
    addressee: Addressee
    channel: Channel | None = None
    received_on: date | None = None
    applicants: Annotated[tuple[Applicant, ...], Meta(max_length=900)] = ()
    representative: Applicant | None = None
    respondent: Respondent | None = None
    heads: Annotated[tuple[HeadOfComplaint, ...], Meta(max_length=100)] = ()
    statement: PersonalProse | None = None
    source: Source | None = None


class ClassifyComplaint(OnComplaint):
    """Say what the complaint is about and whether it is urgent.

    category: main category
    right: the right said to be infringed
    urgent: whether life, health or liberty is at stake
    """

    words = Text(kk="шағымның санатын айқындау", ru="определить категорию жалобы", en="classify the complaint")
    category: Line
    right: Line | None = None
    urgent: bool = False


class AddHead(OnComplaint):
    """Add a further head of complaint.

    head: the head
    """

    words = Text(kk="шағымға тармақ қосу", ru="добавить пункт жалобы", en="add a head of complaint")
    head: HeadOfComplaint


def _chosen_office(command: RegisterComplaint, complaint: Complaint) -> str:
    return command.office


def office_receives(command: RegisterComplaint, complaint: Complaint, context: Context) -> Refusal | None:
    """A complaint is registered by an office that exists, and is not older than it (¶2)."""
    return office_was_open(command.office, context)


def received_in_order(command: RegisterComplaint, complaint: Complaint, context: Context) -> Refusal | None:
    """What came in is neither from tomorrow nor registered before it came (Rules for the examination)."""
    received = command.received_on
    opened = context.read(OFFICES, f"office-{command.office}").opened_on
    if received is None or context.migration:
        return None
    if received > context.today:
        return refuse(
            RefusalCode.EFFECTIVE_IN_FUTURE,
            "14.1.c",
            "receivedOn",
            kk="Түскен күні болашақта.",
            ru="День поступления в будущем.",
            en="The day of receipt lies in the future.",
        )
    if opened is not None and received < opened:
        return refuse(
            RefusalCode.BEFORE_OFFICE_OPENED,
            "2",
            "receivedOn",
            kk=f"Өкілдік {opened} күні ашылған; түскен күні одан бұрын.",
            ru=f"Представительство открыто {opened}; день поступления раньше.",
            en=f"The office opened on {opened}; the day of receipt is earlier.",
        )
    if context.effective is not None and received > context.effective:
        return refuse(
            RefusalCode.BEFORE_PREVIOUS_STEP,
            "14.1.c",
            "receivedOn",
            kk="Шағым түскен күнінен бұрын тіркелмейді.",
            ru="Жалоба не может быть зарегистрирована раньше поступления.",
            en="A complaint cannot be registered before it was received.",
        )
    return None


def says_who_and_what(command: RegisterComplaint, complaint: Complaint, context: Context) -> Refusal | None:
    """A complaint has an applicant and a head; words of a complaint belong to somebody (¶14(1)c)."""
    missing = next((name for name in ("applicants", "heads") if not getattr(command, name)), None)
    if missing and not (context.migration and not (missing == "applicants" and command.statement)):
        return refuse(
            RefusalCode.INVALID,
            "14.1.c",
            missing,
            kk="Кемінде бір арыз иесі және шағымның бір тармағы керек.",
            ru="Нужны хотя бы один заявитель и один пункт жалобы.",
            en="At least one applicant and one head of complaint are needed.",
        )
    known = [applicant.person for applicant in command.applicants if applicant.person]
    if len(set(known)) < len(known):
        return refuse(
            RefusalCode.INVALID,
            "14.1.c",
            "applicants",
            kk="Бір тұлға екі рет аталған.",
            ru="Одно лицо названо дважды.",
            en="The same person is named twice.",
        )
    for place, applicant in enumerate(_everybody(command)):
        if (applicant.person is None) == (applicant.details is None):
            return _either_known_or_new(_path(command, place))
        if applicant.person is not None and not is_known_in(command.office, applicant.person, context):
            return unknown_part(
                "14.1.c",
                *_path(command, place),
                kk="Мұндай тұлға тіркелмеген.",
                ru="Такое лицо не внесено в реестр.",
                en="No such person is registered.",
            )
    return None


@decides(
    RegisterComplaint,
    COMPLAINTS,
    power=CLERK,
    office_of=_chosen_office,
    rules=(office_receives, received_in_order, says_who_and_what),
    opens=True,
)
def register(command: RegisterComplaint, complaint: Complaint, context: Context) -> Iterator[Answer]:
    record = context.opened(COMPLAINTS)
    series = Series.COMMUNICATION if command.addressee is Addressee.CENTRE else Series.COMPLAINT
    number, taken = context.number(series, command.office, record)
    persons: list[str] = []
    for place, applicant in enumerate(_everybody(command), start=1):
        person = applicant.person or context.opened(PERSONS, str(place))
        persons.append(person)
        if applicant.details is not None:
            yield At(person, PersonRegistered(person=person, details=applicant.details))
    applicants = tuple(persons[: len(command.applicants)])
    yield taken
    yield intake.ComplaintRegistered(
        number=number,
        office=command.office,
        addressee=command.addressee,
        channel=command.channel,
        received_on=command.received_on,
        applicants=applicants,
        representative=persons[-1] if command.representative else None,
        respondent=command.respondent,
        heads=command.heads,
        source=command.source,
    )
    if command.statement:
        yield intake.StatementRecorded(person=applicants[0], statement=command.statement)


@decides(
    ClassifyComplaint,
    COMPLAINTS,
    power=CLERK,
    office_of=own_office,
    rules=(head_keeps_to_the_centre, in_order, is_open),
)
def classify(command: ClassifyComplaint, complaint: Complaint, context: Context) -> Iterator[Answer]:
    yield intake.ComplaintClassified(category=command.category, right=command.right, urgent=command.urgent)


@decides(AddHead, COMPLAINTS, power=CLERK, office_of=own_office, rules=(head_keeps_to_the_centre, in_order, is_open))
def add_head(command: AddHead, complaint: Complaint, context: Context) -> Iterator[Answer]:
    yield intake.HeadAdded(key=str(len(complaint.findings) + 1), head=command.head)


def _everybody(command: RegisterComplaint) -> tuple[Applicant, ...]:
    return (*command.applicants, command.representative) if command.representative else command.applicants


def _path(command: RegisterComplaint, place: int) -> tuple[str, ...]:
    return ("applicants", str(place)) if place < len(command.applicants) else ("representative",)


def _either_known_or_new(path: tuple[str, ...]) -> Refusal:
    return refuse(
        RefusalCode.INVALID,
        "14.1.c",
        *path,
        kk="Не тіркелген тұлғаны, не жаңа тұлғаның деректерін көрсетіңіз.",
        ru="Укажите либо известное лицо, либо сведения о новом.",
        en="Give either a registered person or the details of a new one.",
    )
