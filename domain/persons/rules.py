"""Who may name a registered person: an office that names somebody in a matter of its own reads that person's data."""

from domain.capacity import Capacity
from domain.context import Context
from domain.identifiers import CENTRE, MIGRATION, OfficeCode, PersonId
from domain.officials.state import OFFICIALS
from domain.persons.state import PERSONS


def is_known_in(office: OfficeCode | None, person: PersonId, context: Context) -> bool:
    """Whether an office may deal with a registered person: it entered the person itself, or the Ombudsman acts.

    Somebody entered for no office is dealt with by who did it. For all others the person is as if not registered:
    an id that was seen in passing must not open what people told another office (¶14(1)c). So is one who was erased,
    and an official, who is in no matter as a person.
    """
    if not person.startswith(PERSONS.name) or not context.exists(PERSONS, person) or is_erased(person, context):
        return False
    if context.migration or (context.grant is not None and context.grant.capacity is Capacity.OMBUDSMAN):
        return True
    entered = context.read(PERSONS, person)
    if entered.office is None:
        return entered.entered_by in (context.actor, MIGRATION)
    return entered.office == (office or CENTRE)


def is_erased(person: PersonId, context: Context) -> bool:
    """Whether the data of a person or official were destroyed; never those of another record."""
    if person.startswith(f"{OFFICIALS.name}-"):
        return context.read(OFFICIALS, person).erased
    return person.startswith(f"{PERSONS.name}-") and context.read(PERSONS, person).erased
