"""Erasing a person: the keys of the person's data are destroyed by an event that is the protocol of it.

Nothing that is recorded changes, so every count, clock and proof stays; nobody learns any more of whom they tell.
"""

from collections.abc import Iterator
from typing import Annotated, Any

from msgspec import Meta

from domain.authority import Power
from domain.capacity import Capacity
from domain.context import Context
from domain.decider import Answer, decides
from domain.identifiers import OfficialId, PersonId
from domain.message import Command, Line, Prose
from domain.persons.events import LegalHoldLifted, LegalHoldPlaced, PersonErased
from domain.persons.forgetting import (
    all_is_sealed,
    no_hold_stands,
    no_matter_is_open,
    protocol,
    witnesses_are_others,
)
from domain.persons.state import PERSONS, Person
from domain.refusal import Refusal, RefusalCode, refuse
from domain.text import Text

LEADERSHIP = Power("14.1.c", by=(Capacity.HEAD, Capacity.OMBUDSMAN), territory=False)


class PlaceLegalHold(Command):
    """Keep a person's data from being erased: a court, an investigation, a claim asks for it.

    person: the person
    reference: the document that asks for it
    """

    words = Text(
        kk="тұлға деректерін жоюға тыйым салу",
        ru="запретить уничтожение сведений о лице",
        en="place a legal hold on the person's data",
    )
    person: PersonId
    reference: Line


class LiftLegalHold(Command):
    """Let a legal hold on a person's data end.

    person: the person
    reference: the document by which the hold was placed
    """

    words = Text(
        kk="тұлға деректерін жоюға тыйымды алып тастау",
        ru="снять запрет на уничтожение сведений о лице",
        en="lift the legal hold on the person's data",
    )
    person: PersonId
    reference: Line


class ErasePerson(Command):
    """Destroy the keys of a person's data, for good. Nothing brings them back.

    person: the person
    law: act and article by which the data must go
    reason: why now, identifying nobody
    witnesses: officials in whose presence it is done, others than who does it
    """

    words = Text(kk="тұлғаның деректерін жою", ru="уничтожить сведения о лице", en="destroy the data of the person")
    person: PersonId
    law: Line
    reason: Prose
    witnesses: Annotated[tuple[OfficialId, ...], Meta(min_length=1, max_length=5)]


def is_not_erased(command: Any, person: Person, context: Context) -> Refusal | None:
    """Of whom nothing is known any longer, nothing can be kept or destroyed."""
    if not person.erased:
        return None
    return refuse(
        RefusalCode.WRONG_STATE,
        "14.1.c",
        "person",
        kk="Тұлғаның деректері жойылған.",
        ru="Сведения о лице уничтожены.",
        en="The data of this person were destroyed.",
    )


def _nowhere(command: Command, person: Person) -> None:
    return None


@decides(PlaceLegalHold, PERSONS, power=LEADERSHIP, office_of=_nowhere, rules=(is_not_erased,))
def place_hold(command: PlaceLegalHold, person: Person, context: Context) -> Iterator[Answer]:
    if command.reference not in person.holds:
        yield LegalHoldPlaced(person=command.person, reference=command.reference)


@decides(LiftLegalHold, PERSONS, power=LEADERSHIP, office_of=_nowhere, rules=(is_not_erased,))
def lift_hold(command: LiftLegalHold, person: Person, context: Context) -> Iterator[Answer]:
    if command.reference in person.holds:
        yield LegalHoldLifted(person=command.person, reference=command.reference)


@decides(
    ErasePerson,
    PERSONS,
    power=LEADERSHIP,
    office_of=_nowhere,
    rules=(
        is_not_erased,
        witnesses_are_others("person", "14.1.c"),
        no_hold_stands("person", "14.1.c"),
        no_matter_is_open("person", "14.1.c"),
        all_is_sealed("person", "14.1.c"),
    ),
)
def erase(command: ErasePerson, person: Person, context: Context) -> Iterator[Answer]:
    yield protocol(PersonErased, command.person, command, context)
