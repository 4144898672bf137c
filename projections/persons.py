"""Persons as a table: who complains, is represented or is named."""

from datetime import date, datetime

from domain.persons.state import PersonKind
from projections.rows import Row, Visibility


class PersonRow(Row, table="person", key=("id",), visible=Visibility.PERSON, indexes=("iin", "name")):
    """A person known to the register, natural or legal.

    id: the person's record
    name: full name of a natural person, registered name of a legal one
    person_kind: natural or legal
    iin: individual or business identification number
    born_on: date of birth
    contacts: telephone numbers, e-mail and postal addresses
    registered_by: official who registered the person, who sees the person before any matter names it
    version: number of events of the record
    position: position of the last event shown here
    updated_at: when that event was recorded
    parked: an event of the record could not be shown; what stands here is older than the record
    """

    id: str
    name: str
    person_kind: PersonKind
    iin: str | None = None
    born_on: date | None = None
    contacts: tuple[str, ...] = ()
    registered_by: str
    version: int
    position: int
    updated_at: datetime
    parked: bool = False
