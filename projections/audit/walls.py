"""How the trail goes behind a wall with its record, and comes out again."""

from collections.abc import Iterator

from domain.complaints.events.access import ComplaintUnwalled, ComplaintWalled
from domain.message import Event, Recorded
from domain.numbers import NUMBERS
from domain.petitions.events.publication import PetitionUnwalled, PetitionWalled
from projections.audit.circle import circle_of
from projections.audit.rows import AuditContentRow, AuditRow
from projections.audit.trail import AUDIT
from projections.complaints.rows import ComplaintPartyRow
from projections.petitions.rows import PetitionPartyRow
from projections.views import Views


@AUDIT.on(ComplaintWalled, ComplaintUnwalled, PetitionWalled, PetitionUnwalled)
def walled(event: Event, recorded: Recorded, views: Views) -> None:
    """The whole trail, and what the command that began the record said elsewhere: its number, its new persons."""
    circle = circle_of(recorded, views)
    for line in views.all(AuditRow, recorded.stream):
        line.wall = circle.wall
    for contents in views.all(AuditContentRow, recorded.stream):
        contents.wall = circle.wall
    for line in _told_elsewhere(recorded.stream, circle.number or "", views):
        views.get(AuditRow, line.stream, line.version).wall = circle.wall


def _told_elsewhere(record: str, number: str, views: Views) -> Iterator[AuditRow]:
    series, _, place = number.rpartition("-")
    issued = views.look(AuditRow, NUMBERS.stream(series), int(place)) if place.isdecimal() else None
    if issued is not None and issued.payload.get("record") == record:
        yield issued
    first = views.look(AuditRow, record, 1)
    persons = {party.person for party in views.peruse(ComplaintPartyRow, record)}
    persons |= {party.person for party in views.peruse(PetitionPartyRow, record)}
    for person in sorted(persons):
        for line in views.peruse(AuditRow, person):
            if first is not None and line.command == first.command:
                yield line
