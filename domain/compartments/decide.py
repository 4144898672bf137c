"""Walls and who crosses them: by act of the Ombudsman alone (¶15(10)).

The Ombudsman puts records behind walls and takes them out without a crossing: whoever may grant every crossing, with a
trace, needs none to say what stands where.
"""

from collections.abc import Iterator
from typing import Any

from domain.authority import O, Power
from domain.compartments import commands as c
from domain.compartments.state import COMPARTMENTS, Compartment, CompartmentOpened
from domain.complaints.events.access import ComplaintUnwalled, ComplaintWalled
from domain.complaints.rules import in_order
from domain.complaints.rules import own_office as office_of_complaint
from domain.complaints.state import COMPLAINTS, Complaint
from domain.context import At, Context
from domain.decider import Answer, decides
from domain.officials.decide import nowhere
from domain.officials.rules import is_not_erased
from domain.officials.state import OFFICIALS, CrossingGranted, CrossingWithdrawn, Official
from domain.petitions.events.publication import PetitionUnwalled, PetitionWalled
from domain.petitions.rules import own_office as office_of_petition
from domain.petitions.state import PETITIONS, Petition
from domain.refusal import Refusal, RefusalCode, refuse

KEEP_APART = Power("15.10", by=(O,), territory=False)


def compartment_exists(command: Any, _: Any, context: Context) -> Refusal | None:
    """Only a compartment that was opened has a wall (¶15(10))."""
    if context.exists(COMPARTMENTS, command.compartment):
        return None
    return refuse(
        RefusalCode.UNKNOWN_PART,
        "15.10",
        "compartment",
        kk="Мұндай жабық бөлім жоқ.",
        ru="Такого закрытого раздела нет.",
        en="There is no such compartment.",
    )


def stands_behind_no_other_wall(command: Any, record: Any, context: Context) -> Refusal | None:
    """A record stands behind one wall at a time (¶15(10))."""
    if record.wall in (None, command.compartment):
        return None
    return refuse(
        RefusalCode.WRONG_STATE,
        "15.10",
        "compartment",
        kk="Жазба басқа жабық бөлімде; алдымен оны содан шығарыңыз.",
        ru="Запись находится в другом закрытом разделе; сначала выведите её оттуда.",
        en="The record stands behind another wall; take it from there first.",
    )


def is_not_public(command: c.PutPetitionBehindWall, petition: Petition, context: Context) -> Refusal | None:
    """What everybody may read cannot be kept apart: the publication is withdrawn first (¶15(10))."""
    if not petition.published:
        return None
    return refuse(
        RefusalCode.WRONG_STATE,
        "15.10",
        "petition",
        kk="Акт жарияланған; алдымен жариялауды қайтарып алыңыз.",
        ru="Акт опубликован; сначала отзовите публикацию.",
        en="The act is published; withdraw the publication first.",
    )


def crossing_lies_ahead(command: c.GrantCrossing, official: Official, context: Context) -> Refusal | None:
    """A crossing ends on a day that has not passed yet (¶15(10))."""
    if command.until is None or command.until >= context.today:
        return None
    return refuse(
        RefusalCode.INVALID,
        "15.10",
        "until",
        kk="Рұқсаттың соңғы күні өтіп кеткен.",
        ru="Последний день доступа уже прошёл.",
        en="The last day of the crossing has already passed.",
    )


def may_cross(command: c.WithdrawCrossing, official: Official, context: Context) -> Refusal | None:
    """Only a crossing that was granted can be taken back (¶15(10))."""
    if command.compartment in official.crossings:
        return None
    return refuse(
        RefusalCode.UNKNOWN_PART,
        "15.10",
        "compartment",
        kk="Бұл адамға мұндай рұқсат берілмеген.",
        ru="Этому лицу такой доступ не предоставлялся.",
        en="This person has no such crossing.",
    )


def _examined_together(stream: str, complaint: Complaint, context: Context) -> Iterator[str]:
    """The complaint and those merged with it: they are one matter, so one wall stands around all of them."""
    main = complaint.merged_into or stream
    yield main
    yield from sorted(context.read(COMPLAINTS, main).absorbed)


@decides(c.OpenCompartment, COMPARTMENTS, power=KEEP_APART, office_of=nowhere, opens=True)
def open_compartment(command: c.OpenCompartment, compartment: Compartment, context: Context) -> Iterator[Answer]:
    yield CompartmentOpened(name=command.name, purpose=command.purpose)


@decides(
    c.PutComplaintBehindWall,
    COMPLAINTS,
    power=KEEP_APART,
    office_of=office_of_complaint,
    rules=(compartment_exists, stands_behind_no_other_wall, in_order),
    over_walls=True,
)
def wall_complaint(command: c.PutComplaintBehindWall, complaint: Complaint, context: Context) -> Iterator[Answer]:
    if complaint.wall is None:
        for stream in _examined_together(command.complaint, complaint, context):
            yield At(stream, ComplaintWalled(compartment=command.compartment))


@decides(
    c.TakeComplaintFromBehindWall,
    COMPLAINTS,
    power=KEEP_APART,
    office_of=office_of_complaint,
    rules=(in_order,),
    over_walls=True,
)
def unwall_complaint(
    command: c.TakeComplaintFromBehindWall, complaint: Complaint, context: Context
) -> Iterator[Answer]:
    if complaint.wall is not None:
        for stream in _examined_together(command.complaint, complaint, context):
            yield At(stream, ComplaintUnwalled())


@decides(
    c.PutPetitionBehindWall,
    PETITIONS,
    power=KEEP_APART,
    office_of=office_of_petition,
    rules=(compartment_exists, stands_behind_no_other_wall, is_not_public),
    over_walls=True,
)
def wall_petition(command: c.PutPetitionBehindWall, petition: Petition, context: Context) -> Iterator[Answer]:
    if petition.wall is None:
        yield PetitionWalled(compartment=command.compartment)


@decides(c.TakePetitionFromBehindWall, PETITIONS, power=KEEP_APART, office_of=office_of_petition, over_walls=True)
def unwall_petition(command: c.TakePetitionFromBehindWall, petition: Petition, context: Context) -> Iterator[Answer]:
    if petition.wall is not None:
        yield PetitionUnwalled()


@decides(
    c.GrantCrossing,
    OFFICIALS,
    power=KEEP_APART,
    office_of=nowhere,
    rules=(is_not_erased, compartment_exists, crossing_lies_ahead),
)
def grant_crossing(command: c.GrantCrossing, official: Official, context: Context) -> Iterator[Answer]:
    yield CrossingGranted(compartment=command.compartment, until=command.until, reason=command.reason)


@decides(c.WithdrawCrossing, OFFICIALS, power=KEEP_APART, office_of=nowhere, rules=(may_cross,))
def withdraw_crossing(command: c.WithdrawCrossing, official: Official, context: Context) -> Iterator[Answer]:
    yield CrossingWithdrawn(compartment=command.compartment)
