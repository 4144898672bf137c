"""A person as known to the register, natural or legal; every personal value names the person it belongs to."""

from datetime import date
from enum import StrEnum
from typing import Annotated

from msgspec import Meta
from msgspec.structs import replace

from domain.identifiers import OfficeCode, OfficialId, PersonId
from domain.message import Event, Iin, PersonalLine, Recorded
from domain.persons.events import LegalHoldLifted, LegalHoldPlaced, PersonErased
from domain.record import Kind
from domain.text import Text
from domain.value import Value


class PersonKind(StrEnum):
    """Whom the law calls an applicant (¶14(1)c)."""

    NATURAL = "natural"
    LEGAL = "legal"

    @property
    def words(self) -> Text:
        return _PERSON_KIND_WORDS[self]


_PERSON_KIND_WORDS = {
    PersonKind.NATURAL: Text(kk="жеке тұлға", ru="физическое лицо", en="natural person"),
    PersonKind.LEGAL: Text(kk="заңды тұлға", ru="юридическое лицо", en="legal person"),
}


class PersonDetails(Value, omit_defaults=True):
    """What somebody tells about a person.

    name: full name of a natural person, registered name of a legal one
    person_kind: natural or legal
    iin: individual (or business) identification number, twelve digits
    born_on: date of birth
    contacts: telephone numbers, e-mail and postal addresses
    """

    name: PersonalLine
    person_kind: PersonKind = PersonKind.NATURAL
    iin: Iin | None = None
    born_on: Annotated[date, Meta(extra={"personal": True})] | None = None
    contacts: Annotated[tuple[PersonalLine, ...], Meta(max_length=10)] = ()


class PersonRegistered(Event):
    """A person entered the register.

    person: the person
    details: what is known about the person
    """

    words = Text(kk="тұлғаны тіркеді", ru="внёс лицо в реестр", en="registered the person")
    person: PersonId
    details: PersonDetails


class PersonCorrected(Event):
    """What is known about a person was corrected.

    person: the person
    details: what is known from now on
    """

    words = Text(
        kk="тұлға туралы деректерді түзетті", ru="исправил сведения о лице", en="corrected the person's details"
    )
    person: PersonId
    details: PersonDetails


class Person(Value):
    """Folded state of a person: what rules need to know, none of it personal.

    known: whether the person exists
    erased: whether the keys of the person's data were destroyed
    holds: references of the legal holds in force
    office: the office that entered the person; None if that was not done for one office
    entered_by: who did
    """

    known: bool = False
    erased: bool = False
    holds: tuple[str, ...] = ()
    office: OfficeCode | None = None
    entered_by: OfficialId = ""


def evolve(person: Person, recorded: Recorded) -> Person:
    match recorded.event:
        case PersonErased():
            return replace(person, erased=True)
        case LegalHoldPlaced(reference=reference):
            return replace(person, holds=(*person.holds, reference))
        case LegalHoldLifted(reference=reference):
            return replace(person, holds=tuple(held for held in person.holds if held != reference))
    if person.known:
        return person
    return replace(person, known=True, office=recorded.act.office, entered_by=recorded.act.actor)


PERSONS: Kind[Person] = Kind("person", Person(), evolve)
