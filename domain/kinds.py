"""All record kinds and their deciders: importing this module makes the register of commands and events complete."""

from typing import Any

import domain.calendar.decide
import domain.compartments.decide
import domain.complaints.access
import domain.complaints.admissibility
import domain.complaints.assignment
import domain.complaints.closing
import domain.complaints.communications
import domain.complaints.decision
import domain.complaints.examination
import domain.complaints.intake
import domain.complaints.links
import domain.complaints.protection
import domain.measures.decide
import domain.measures.following
import domain.offices.decide
import domain.officials.decide
import domain.officials.erasure
import domain.persons.decide
import domain.persons.erasure
import domain.petitions.answering
import domain.petitions.drafting
import domain.petitions.publication
import domain.petitions.signing
import domain.posts.absence
import domain.posts.appointments
import domain.posts.delegation
import domain.posts.schedule  # noqa: F401
from domain.calendar.state import CALENDARS
from domain.compartments.state import COMPARTMENTS
from domain.complaints.state import COMPLAINTS
from domain.measures.state import MEASURES
from domain.numbers import NUMBERS
from domain.offices.state import OFFICES
from domain.officials.state import OFFICIALS
from domain.persons.state import PERSONS
from domain.petitions.state import PETITIONS
from domain.posts.state import POSTS, STAFFING
from domain.record import Kind

KINDS: dict[str, Kind[Any]] = {
    kind.name: kind
    for kind in (
        OFFICES,
        OFFICIALS,
        POSTS,
        STAFFING,
        NUMBERS,
        PERSONS,
        COMPLAINTS,
        PETITIONS,
        CALENDARS,
        MEASURES,
        COMPARTMENTS,
    )
}


def kind_of(stream: str) -> Kind[Any]:
    """The kind of a record by the name of its stream. Raises KeyError for a name of no kind."""
    return KINDS[stream.partition("-")[0]]
