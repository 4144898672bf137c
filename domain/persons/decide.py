"""Persons: correcting what is known about them. They are registered together with the matter they appear in."""

from collections.abc import Iterator

from domain.authority import STAFF, Power
from domain.context import Context
from domain.decider import Answer, decides
from domain.identifiers import PersonId
from domain.message import Command
from domain.persons.erasure import is_not_erased
from domain.persons.rules import is_known_in
from domain.persons.state import PERSONS, Person, PersonCorrected, PersonDetails, PersonRegistered
from domain.refusal import Refusal, RefusalCode, refuse
from domain.text import Text

KEEP = Power("14.1.c", by=STAFF, territory=False, historical=True)


class RegisterPerson(Command):
    """Enter a person who is not yet part of a matter.

    details: what is known about the person
    """

    words = Text(kk="тұлғаны тіркеу", ru="внести лицо в реестр", en="register a person")
    details: PersonDetails


class CorrectPerson(Command):
    """Correct what is known about a person; what was known before stays in the history.

    person: the person
    details: what is known from now on
    """

    words = Text(kk="тұлға туралы деректерді түзету", ru="исправить сведения о лице", en="correct the person's details")
    person: PersonId
    details: PersonDetails


def is_known_here(command: CorrectPerson, person: Person, context: Context) -> Refusal | None:
    """A person's data are corrected where they are kept (¶14(1)c)."""
    if is_known_in(context.grant.office if context.grant else None, command.person, context):
        return None
    return refuse(
        RefusalCode.OUTSIDE_TERRITORY,
        "14.1.c",
        "person",
        kk="Бұл тұлғаны басқа өңірлік өкілдік енгізген; деректерін сол түзетеді.",
        ru="Это лицо внесено другим представительством; сведения исправляет оно.",
        en="Another office entered this person; that office corrects the details.",
    )


def _nowhere(command: Command, person: Person) -> None:
    return None


@decides(RegisterPerson, PERSONS, power=KEEP, office_of=_nowhere, opens=True)
def register(command: RegisterPerson, person: Person, context: Context) -> Iterator[Answer]:
    yield PersonRegistered(person=context.opened(PERSONS), details=command.details)


@decides(CorrectPerson, PERSONS, power=KEEP, office_of=_nowhere, rules=(is_not_erased, is_known_here))
def correct(command: CorrectPerson, person: Person, context: Context) -> Iterator[Answer]:
    yield PersonCorrected(person=command.person, details=command.details)
