"""Whose hands: assigning, instructing, transferring between offices with acceptance (¶15(8), ¶16, ¶20)."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from domain.authority import H, O, Power, R
from domain.complaints.commands import OnComplaint
from domain.complaints.events import intake
from domain.complaints.rules import (
    DIRECT,
    head_keeps_to_the_centre,
    in_order,
    is_open,
    own_office,
    serves,
)
from domain.complaints.state import COMPLAINTS, Complaint
from domain.context import Context
from domain.decider import Answer, decides
from domain.identifiers import OfficeCode, OfficialId
from domain.message import Prose
from domain.offices.rules import office_was_open
from domain.refusal import Refusal, RefusalCode, refuse
from domain.text import Text

ASSIGN = Power("16.2", by=(R, O, H), historical=True)
"""An office is managed by its Representative, the Centre by its Head."""
INSTRUCT = Power("15.8", by=(O,))


class AssignComplaint(OnComplaint):
    """Charge an official with the complaint.

    official: who is to examine it
    """

    words = Text(kk="шағымға орындаушы тағайындау", ru="назначить исполнителя по жалобе", en="assign the complaint")
    official: OfficialId


class ReassignComplaint(OnComplaint):
    """Charge another official with the complaint.

    official: who is to examine it from now on
    reason: why
    """

    words = Text(kk="шағымның орындаушысын ауыстыру", ru="сменить исполнителя по жалобе", en="reassign the complaint")
    official: OfficialId
    reason: Prose


class GiveInstruction(OnComplaint):
    """Instruct an official to deal with this very complaint, wherever it lies.

    official: who is instructed
    task: what is to be done
    until: last day of the instruction
    """

    words = Text(
        kk="шағым бойынша тапсырма беру",
        ru="дать поручение по жалобе",
        en="give an instruction on the complaint",
    )
    official: OfficialId
    task: Prose
    until: date | None = None


class WithdrawInstruction(OnComplaint):
    """Take an instruction back.

    official: who had been instructed
    """

    words = Text(
        kk="шағым бойынша тапсырманы қайтарып алу",
        ru="отозвать поручение по жалобе",
        en="withdraw the instruction on the complaint",
    )
    official: OfficialId


class OfferTransfer(OnComplaint):
    """Offer the complaint to another office. It stays here, and its clock runs on, until that office accepts.

    to_office: code of the office that is to take it
    reason: why it belongs there
    """

    words = Text(
        kk="шағымды басқа өкілдікке беруді ұсыну",
        ru="предложить передать жалобу другому представительству",
        en="offer the complaint to another office",
    )
    to_office: OfficeCode
    reason: Prose


class AcceptTransfer(OnComplaint):
    """Take over the complaint that another office offers."""

    words = Text(
        kk="басқа өкілдік берген шағымды қабылдап алу",
        ru="принять жалобу, переданную другим представительством",
        en="take over the complaint from another office",
    )


class ReturnTransfer(OnComplaint):
    """Return the complaint that another office offers.

    reason: why it does not belong here
    """

    words = Text(
        kk="басқа өкілдік ұсынған шағымды қайтару",
        ru="вернуть жалобу, предложенную другим представительством",
        en="return the complaint that another office offered",
    )
    reason: Prose


def official_serves(command: Any, complaint: Complaint, context: Context) -> Refusal | None:
    """Only somebody in office can be charged with a complaint (¶16)."""
    return serves(command.official, context, "official")


def not_yet_assigned(command: Any, complaint: Complaint, context: Context) -> Refusal | None:
    """A second charge needs a reason: it is a reassignment."""
    if complaint.assignee is None or context.migration:
        return None
    return refuse(
        RefusalCode.WRONG_STATE,
        "16.2",
        kk="Шағым қызметкерге тапсырылған; қайта тапсырыңыз.",
        ru="Жалоба уже поручена; перепоручите её с указанием причины.",
        en="The complaint is assigned already; reassign it and say why.",
    )


def goes_to_somebody_else(command: ReassignComplaint, complaint: Complaint, context: Context) -> Refusal | None:
    """There is somebody to take it from, and it is somebody else (¶16)."""
    if complaint.assignee is not None and complaint.assignee != command.official:
        return None
    return refuse(
        RefusalCode.NOTHING_TO_DO,
        "16.2",
        "official",
        kk="Шағым ешкімге тапсырылмаған немесе осы адамда тұр.",
        ru="Жалоба никому не поручена или уже у этого лица.",
        en="The complaint is assigned to nobody, or to this person already.",
    )


def is_instructed(command: WithdrawInstruction, complaint: Complaint, context: Context) -> Refusal | None:
    """Only an instruction that was given can be taken back (¶15(8))."""
    if any(i.official == command.official for i in complaint.instructions):
        return None
    return refuse(
        RefusalCode.UNKNOWN_PART,
        "15.8",
        "official",
        kk="Бұл адамға тапсырма берілмеген.",
        ru="Этому лицу поручения не давалось.",
        en="This person has no instruction on the complaint.",
    )


def goes_to_another_open_office(command: OfferTransfer, complaint: Complaint, context: Context) -> Refusal | None:
    """A transfer goes to another office that exists (¶2)."""
    if command.to_office == complaint.office:
        return refuse(
            RefusalCode.NOTHING_TO_DO,
            "2",
            "toOffice",
            kk="Шағым осы өкілдікте.",
            ru="Жалоба уже в этом представительстве.",
            en="The complaint is with this office already.",
        )
    return office_was_open(command.to_office, context, "toOffice")


def is_offered(command: Any, complaint: Complaint, context: Context) -> Refusal | None:
    """Only what was offered can be accepted or returned."""
    if complaint.offered_to is not None:
        return None
    return refuse(
        RefusalCode.WRONG_STATE,
        "16.2",
        kk="Шағым басқа өкілдікке ұсынылмаған.",
        ru="Передача жалобы не предложена.",
        en="No transfer of the complaint is offered.",
    )


def is_not_offered(command: Any, complaint: Complaint, context: Context) -> Refusal | None:
    """One offer at a time."""
    if complaint.offered_to is None:
        return None
    return refuse(
        RefusalCode.WRONG_STATE,
        "16.2",
        kk="Шағым басқа өкілдікке ұсынылған; алдымен жауап күтіңіз.",
        ru="Передача уже предложена; дождитесь ответа.",
        en="A transfer is offered already; wait for its answer.",
    )


def receiving_office(command: Any, complaint: Complaint) -> str:
    return complaint.offered_to or complaint.office


@decides(
    AssignComplaint,
    COMPLAINTS,
    power=ASSIGN,
    office_of=own_office,
    rules=(head_keeps_to_the_centre, in_order, is_open, not_yet_assigned, official_serves),
)
def assign(command: AssignComplaint, complaint: Complaint, context: Context) -> Iterator[Answer]:
    if complaint.assignee != command.official:
        yield intake.ComplaintAssigned(official=command.official)


@decides(
    ReassignComplaint,
    COMPLAINTS,
    power=ASSIGN,
    office_of=own_office,
    rules=(head_keeps_to_the_centre, in_order, is_open, goes_to_somebody_else, official_serves),
)
def reassign(command: ReassignComplaint, complaint: Complaint, context: Context) -> Iterator[Answer]:
    assert complaint.assignee is not None
    yield intake.ComplaintReassigned(official=command.official, previously=complaint.assignee, reason=command.reason)


@decides(
    GiveInstruction,
    COMPLAINTS,
    power=INSTRUCT,
    office_of=own_office,
    rules=(in_order, is_open, official_serves),
)
def instruct(command: GiveInstruction, complaint: Complaint, context: Context) -> Iterator[Answer]:
    yield intake.InstructionGiven(official=command.official, task=command.task, until=command.until)


@decides(WithdrawInstruction, COMPLAINTS, power=INSTRUCT, office_of=own_office, rules=(in_order, is_instructed))
def withdraw_instruction(command: WithdrawInstruction, complaint: Complaint, context: Context) -> Iterator[Answer]:
    yield intake.InstructionWithdrawn(official=command.official)


@decides(
    OfferTransfer,
    COMPLAINTS,
    power=DIRECT,
    office_of=own_office,
    rules=(in_order, is_open, is_not_offered, goes_to_another_open_office),
)
def offer_transfer(command: OfferTransfer, complaint: Complaint, context: Context) -> Iterator[Answer]:
    yield intake.TransferOffered(to_office=command.to_office, reason=command.reason)


@decides(AcceptTransfer, COMPLAINTS, power=DIRECT, office_of=receiving_office, rules=(in_order, is_open, is_offered))
def accept_transfer(command: AcceptTransfer, complaint: Complaint, context: Context) -> Iterator[Answer]:
    yield intake.TransferAccepted(from_office=complaint.office, to_office=str(complaint.offered_to))


@decides(ReturnTransfer, COMPLAINTS, power=DIRECT, office_of=receiving_office, rules=(in_order, is_offered))
def return_transfer(command: ReturnTransfer, complaint: Complaint, context: Context) -> Iterator[Answer]:
    yield intake.TransferReturned(to_office=str(complaint.offered_to), reason=command.reason)
