"""Persons as a table: who complains, is represented or is named."""

from datetime import date, datetime

from domain.message import Recorded
from domain.persons.events import LegalHoldLifted, LegalHoldPlaced
from domain.persons.state import PersonCorrected, PersonDetails, PersonKind, PersonRegistered
from projections.collation import SortKey, sort_key
from projections.projection import Projection, stamp
from projections.rows import Row, Visibility
from projections.views import Views


class PersonRow(
    Row, table="person", key=("id",), visible=Visibility.PERSON, indexes=("iin", "name", ("name_key", "id"))
):
    """A person known to the register, natural or legal.

    id: the person's record
    name: full name of a natural person, registered name of a legal one
    name_key: the place of the name in Kazakh alphabetical order
    person_kind: natural or legal
    iin: individual or business identification number
    born_on: date of birth
    contacts: telephone numbers, e-mail and postal addresses
    holds: references of the legal holds that keep the data from being erased
    erased: whether the data were destroyed
    registered_by: official who registered the person and sees it until a matter names it; empty from then on
    wall: the compartment behind whose wall all matters stand that name the person; empty if one of them does not
    version: number of events of the record
    position: position of the last event shown here
    updated_at: when that event was recorded
    parked: an event of the record could not be shown; what stands here is older than the record
    """

    id: str
    name: str
    name_key: SortKey
    person_kind: PersonKind
    iin: str | None = None
    born_on: date | None = None
    contacts: tuple[str, ...] = ()
    holds: tuple[str, ...] = ()
    erased: bool = False
    registered_by: str | None = None
    wall: str | None = None
    version: int
    position: int
    updated_at: datetime
    parked: bool = False


PERSONS = Projection("persons", PersonRow, kinds=("person",), main=PersonRow)


def tell(row: PersonRow, details: PersonDetails) -> None:
    """What is known about the person from now on."""
    row.name, row.person_kind, row.iin = details.name, details.person_kind, details.iin
    row.name_key = sort_key(details.name)
    row.born_on, row.contacts = details.born_on, details.contacts


@PERSONS.on(PersonRegistered)
def registered(event: PersonRegistered, recorded: Recorded, views: Views) -> None:
    details = event.details
    row = PersonRow(
        id=recorded.stream,
        name=details.name,
        name_key=sort_key(details.name),
        person_kind=details.person_kind,
        registered_by=recorded.act.actor,
        **stamp(recorded),
    )
    tell(row, details)
    views.put(row)


@PERSONS.on(PersonCorrected)
def corrected(event: PersonCorrected, recorded: Recorded, views: Views) -> None:
    tell(views.get(PersonRow, recorded.stream), event.details)


@PERSONS.on(LegalHoldPlaced)
def held(event: LegalHoldPlaced, recorded: Recorded, views: Views) -> None:
    row = views.get(PersonRow, recorded.stream)
    row.holds = (*row.holds, event.reference)


@PERSONS.on(LegalHoldLifted)
def released(event: LegalHoldLifted, recorded: Recorded, views: Views) -> None:
    row = views.get(PersonRow, recorded.stream)
    row.holds = tuple(reference for reference in row.holds if reference != event.reference)


class NamingRow(Row, table="naming", key=("person", "matter"), visible=Visibility.NOBODY):
    """That a matter names a person.

    person: the person
    matter: record of the complaint or act of response
    wall: the compartment behind whose wall the matter stands; empty if behind none
    """

    person: str
    matter: str
    wall: str | None = None


NAMINGS = Projection("namings", NamingRow)


def named(person: str, matter: str, wall: str | None, views: Views) -> None:
    """A matter names the person, behind this wall or none: from now on matters decide who sees the person's data."""
    views.put(NamingRow(person=person, matter=matter, wall=wall))
    row = views.look(PersonRow, person)
    if row is not None and (row.registered_by is not None or (wall is None and row.wall is not None)):
        found = views.get(PersonRow, person)
        found.registered_by = None
        found.wall = found.wall if wall is not None else None
    if wall is not None:
        _settle(person, views)


def unnamed(person: str, matter: str, views: Views) -> None:
    """The matter names the person no longer."""
    views.remove(NamingRow, person, matter)
    _settle(person, views)


def _settle(person: str, views: Views) -> None:
    """Behind a wall stands whoever is named behind walls alone."""
    row = views.look(PersonRow, person)
    walls = [naming.wall for naming in views.peruse(NamingRow, person)]
    wall = next(iter(walls), None) if None not in walls else None
    if row is not None and row.wall != wall:
        views.get(PersonRow, person).wall = wall
