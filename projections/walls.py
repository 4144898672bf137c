"""Walls go up around all that tells of a record, and come down: a projection of its own.

A record that could not be shown is parked in its own projection; its wall must go up all the same.
"""

from domain.complaints.events.access import ComplaintUnwalled, ComplaintWalled
from domain.message import Recorded
from domain.numbers import NUMBERS
from domain.persons.decide import RegisterPerson
from domain.persons.state import PersonRegistered
from domain.petitions.events.publication import PetitionUnwalled, PetitionWalled
from projections.audit import AuditContentRow, AuditRow
from projections.complaints import projection as complaints
from projections.complaints.parts import LinkRow
from projections.complaints.rows import ComplaintPartyRow, ComplaintRow
from projections.persons import PersonRow
from projections.petitions import publication as petitions
from projections.petitions.rows import PetitionPartyRow, PetitionRow
from projections.projection import Projection, kind_name
from projections.statistics.facts import ComplaintFactRow
from projections.views import Views

WALLS = Projection("walls")


@WALLS.on(ComplaintWalled, ComplaintUnwalled)
def around_complaint(event: ComplaintWalled | ComplaintUnwalled, recorded: Recorded, views: Views) -> None:
    wall = event.compartment if isinstance(event, ComplaintWalled) else None
    complaint = views.find(ComplaintRow, recorded.stream)
    if complaint is not None:
        complaints.walled(complaint, wall, views)
        for fact in views.all(ComplaintFactRow, complaint.id):
            fact.wall = wall
        _around_trail(complaint.id, complaint.number, wall, views)


@WALLS.on(PetitionWalled, PetitionUnwalled)
def around_petition(event: PetitionWalled | PetitionUnwalled, recorded: Recorded, views: Views) -> None:
    wall = event.compartment if isinstance(event, PetitionWalled) else None
    petition = views.find(PetitionRow, recorded.stream)
    if petition is not None:
        petitions.walled(petition, wall, views)
        _around_trail(petition.id, petition.number, wall, views)


def _around_trail(record: str, number: str, wall: str | None, views: Views) -> None:
    """The whole trail, and what the command that began the record said elsewhere: its number, its new persons."""
    for other in _complaints_named(record, views):
        _around_mentions(record, other, wall, views)
    for line in views.all(AuditRow, record):
        line.wall = wall
    for contents in views.all(AuditContentRow, record):
        contents.wall = wall
    _around_number(record, number, wall, views)
    _around_persons(record, wall, views)


def _complaints_named(record: str, views: Views) -> list[str]:
    """Complaints with which the record was ever tied, by its own trail."""
    values = (value for line in views.peruse(AuditRow, record) for value in line.payload.values())
    return sorted({v for v in values if isinstance(v, str) and kind_name(v) == "complaint" and v != record})


def _around_mentions(record: str, other: str, wall: str | None, views: Views) -> None:
    """What another complaint's links and trail tell of the record; the rest of that complaint stands where it stood."""
    complaint = views.look(ComplaintRow, other)
    around = (complaint.wall if complaint is not None else None) or wall
    for link in views.peruse(LinkRow, other):
        if link.other == record:
            views.get(LinkRow, other, link.other, link.link_kind).wall = around
    for line in views.peruse(AuditRow, other):
        if record in line.payload.values():
            views.get(AuditRow, other, line.version).wall = around
            contents = views.find(AuditContentRow, other, line.version)
            if contents is not None:
                contents.wall = around


def _around_number(record: str, number: str, wall: str | None, views: Views) -> None:
    series, _, place = number.rpartition("-")
    issued = views.look(AuditRow, NUMBERS.stream(series), int(place)) if place.isdecimal() else None
    if issued is not None and issued.payload.get("record") == record:
        views.get(AuditRow, issued.stream, issued.version).wall = wall


def _around_persons(record: str, wall: str | None, views: Views) -> None:
    """A person's registration goes with the matter that it came with, all else with the person."""
    first = views.look(AuditRow, record, 1)
    persons = {party.person for party in views.peruse(ComplaintPartyRow, record)}
    persons |= {party.person for party in views.peruse(PetitionPartyRow, record)}
    for person in sorted(persons):
        row = views.look(PersonRow, person)
        own = row.wall if row is not None else None
        for line in views.peruse(AuditRow, person):
            if first is not None and line.command == first.command:
                views.get(AuditRow, person, line.version).wall = wall or own
            elif line.event != PersonRegistered.__name__ or line.command_name == RegisterPerson.__name__:
                views.get(AuditRow, person, line.version).wall = own
