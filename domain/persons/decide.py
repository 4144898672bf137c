"""Persons: correcting what is known about them. They are registered together with the matter they appear in."""

from collections.abc import Iterator

from domain.authority import STAFF, Power
from domain.context import Context
from domain.decider import Answer, decides
from domain.identifiers import PersonId
from domain.message import Command
from domain.persons.state import PERSONS, Person, PersonCorrected, PersonDetails, PersonRegistered

KEEP = Power("14.1.c", by=STAFF, territory=False, historical=True)


class RegisterPerson(Command):
    """Enter a person who is not yet part of a matter.

    details: what is known about the person
    """

    details: PersonDetails


class CorrectPerson(Command):
    """Correct what is known about a person; what was known before stays in the history.

    person: the person
    details: what is known from now on
    """

    person: PersonId
    details: PersonDetails


def _nowhere(command: Command, person: Person) -> None:
    return None


@decides(RegisterPerson, PERSONS, power=KEEP, office_of=_nowhere, opens=True)
def register(command: RegisterPerson, person: Person, context: Context) -> Iterator[Answer]:
    yield PersonRegistered(person=context.opened(PERSONS), details=command.details)


@decides(CorrectPerson, PERSONS, power=KEEP, office_of=_nowhere)
def correct(command: CorrectPerson, person: Person, context: Context) -> Iterator[Answer]:
    yield PersonCorrected(person=command.person, details=command.details)
