"""Erasing a person: the keys of the person's data are destroyed by an event that is the protocol of it.

Nothing that is recorded changes, so every count, clock and proof stays; nobody learns any more of whom they tell.
"""

from collections.abc import Iterator
from typing import Annotated, Any

from msgspec import Meta

from domain.authority import Power
from domain.capacity import Capacity
from domain.complaints.state import COMPLAINTS
from domain.complaints.vocabulary import Status
from domain.context import Context
from domain.decider import Answer, decides
from domain.identifiers import OfficialId, PersonId
from domain.message import Command, Line, Prose
from domain.officials.state import OFFICIALS
from domain.persons.events import ErasedPlace, LegalHoldLifted, LegalHoldPlaced, PersonErased
from domain.persons.naming import NAMINGS, Naming, Place, naming_of
from domain.persons.state import PERSONS, Person
from domain.petitions.state import PETITIONS
from domain.petitions.vocabulary import PetitionStatus
from domain.refusal import Refusal, RefusalCode, refuse

LEADERSHIP = Power("14.1.c", by=(Capacity.HEAD, Capacity.OMBUDSMAN), territory=False)
_ENDED = frozenset({Status.CLOSED, Status.REDIRECTED})
_ENDED_ACTS = frozenset({PetitionStatus.CLOSED, PetitionStatus.WITHDRAWN})


class PlaceLegalHold(Command):
    """Keep a person's data from being erased: a court, an investigation, a claim asks for it.

    person: the person
    reference: the document that asks for it
    """

    person: PersonId
    reference: Line


class LiftLegalHold(Command):
    """Let a legal hold on a person's data end.

    person: the person
    reference: the document by which the hold was placed
    """

    person: PersonId
    reference: Line


class ErasePerson(Command):
    """Destroy the keys of a person's data, for good. Nothing brings them back.

    person: the person
    law: act and article by which the data must go
    reason: why now, identifying nobody
    witnesses: officials in whose presence it is done, others than who does it
    """

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


def no_hold_stands(command: ErasePerson, person: Person, context: Context) -> Refusal | None:
    """What a court, an investigation or a claim needs is kept until the hold is lifted."""
    if not person.holds:
        return None
    return refuse(
        RefusalCode.WRONG_STATE,
        "14.1.c",
        "person",
        kk="Деректерді жоюға тыйым салынған; алдымен оны алып тастау керек.",
        ru="Уничтожение сведений запрещено; сначала снимите запрет.",
        en="A legal hold stands on the data; it must be lifted first.",
    )


def witnesses_are_others(command: ErasePerson, person: Person, context: Context) -> Refusal | None:
    """Nobody destroys data alone: those present are officials, each named once, none of them who acts."""
    present = command.witnesses
    if (
        len(set(present)) == len(present)
        and context.actor not in present
        and all(context.exists(OFFICIALS, witness) for witness in present)
    ):
        return None
    return refuse(
        RefusalCode.INVALID,
        "14.1.c",
        "witnesses",
        kk="Қатысушылар – әрекет етушіден басқа лауазымды адамдар, әрқайсысы бір рет аталады.",
        ru="Присутствующие – должностные лица, кроме действующего, каждое названо один раз.",
        en="Those present are officials other than who acts, each named once.",
    )


def no_matter_is_open(command: ErasePerson, person: Person, context: Context) -> Refusal | None:
    """Data are kept as long as a matter needs them: all complaints and acts that name the person have ended."""
    if all(_has_ended(place.stream, context) for place in _places(command, context)):
        return None
    return refuse(
        RefusalCode.WRONG_STATE,
        "14.1.c",
        "person",
        kk="Тұлға аталған іс әлі аяқталмаған.",
        ru="Дело, в котором названо лицо, ещё не завершено.",
        en="A matter that names the person has not ended yet.",
    )


def all_is_sealed(command: ErasePerson, person: Person, context: Context) -> Refusal | None:
    """Only what is sealed can be erased: values stored before sealing began stand in the record for ever."""
    plain = sum(place.plain for place in _places(command, context))
    if not plain:
        return None
    return refuse(
        RefusalCode.WRONG_STATE,
        "14.1.c",
        "person",
        kk=f"Мөрленбей жазылған мәндер бар: {plain}. Оларды жою мүмкін емес.",
        ru=f"Есть значения, записанные до шифрования: {plain}. Уничтожить их нельзя.",
        en=f"{plain} values were recorded before sealing began and cannot be destroyed.",
    )


def _has_ended(stream: str, context: Context) -> bool:
    kind = stream.partition("-")[0]
    if kind == COMPLAINTS.name:
        complaint = context.read(COMPLAINTS, stream)
        if complaint.merged_into is not None:
            return _has_ended(complaint.merged_into, context)
        return complaint.status in _ENDED
    return kind != PETITIONS.name or context.read(PETITIONS, stream).status in _ENDED_ACTS


def _places(command: ErasePerson, context: Context) -> tuple[Place, ...]:
    naming: Naming = context.read(NAMINGS, naming_of(command.person))
    return naming.places


def _nobody_else(place: Place, context: Context) -> bool:
    """Whether nobody else whom the record names is still known: only then its free text belongs to nobody."""
    return all(
        other.partition("-")[0] == PERSONS.name and context.read(PERSONS, other).erased for other in place.others
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
    rules=(is_not_erased, witnesses_are_others, no_hold_stands, no_matter_is_open, all_is_sealed),
)
def erase(command: ErasePerson, person: Person, context: Context) -> Iterator[Answer]:
    places = _places(command, context)
    orphaned = [place for place in places if place.keys and _nobody_else(place, context)]
    yield PersonErased(
        person=command.person,
        law=command.law,
        reason=command.reason,
        witnesses=command.witnesses,
        keys=(command.person, *(key for place in orphaned for key in place.keys)),
        places=tuple(ErasedPlace(stream=place.stream, fields=place.fields) for place in places if place.fields),
        texts=tuple(ErasedPlace(stream=place.stream, fields=place.texts) for place in orphaned),
        named_in=tuple(place.stream for place in places if place.stream != command.person),
    )
