"""Who may see an event: the trail of a record is open to those who see the record."""

from msgspec import Struct

from domain.message import Recorded
from domain.officials.state import (
    CrossingGranted,
    CrossingWithdrawn,
    OfficialErased,
    OfficialHoldLifted,
    OfficialHoldPlaced,
)
from projections.audit.rows import Audience
from projections.complaints.projection import guard_of, guarded
from projections.complaints.rows import ComplaintRow
from projections.measures import MeasureRow
from projections.persons import PersonRow
from projections.petitions.rows import PetitionRow
from projections.posts import PostRow
from projections.projection import kind_name
from projections.views import Views


class Circle(Struct, frozen=True):
    """Who may see an event of a record, and what the record is called."""

    audience: Audience = Audience.STAFF
    contents: Audience = Audience.STAFF
    offices: tuple[str, ...] = ()
    holding: tuple[str, ...] = ()
    """Offices to which the contents are open."""
    guarded: bool = False
    assignee: str | None = None
    about: str | None = None
    number: str | None = None
    wall: str | None = None


_AMONG_PERSONNEL = (CrossingGranted, CrossingWithdrawn, OfficialHoldPlaced, OfficialHoldLifted, OfficialErased)
"""What of an official's record is not for all staff: it tells of walls, of disputes and of measures."""


def circle_of(recorded: Recorded, views: Views) -> Circle:
    """The circle of an event, as its record stands after it."""
    stream, office = recorded.stream, recorded.act.office
    offices = (office,) if office is not None else ()
    match kind_name(stream):
        case "complaint" if complaint := views.look(ComplaintRow, stream):
            return Circle(
                audience=Audience.RECORD,
                contents=Audience.RECORD,
                offices=complaint.offices,
                holding=(complaint.office,),
                guarded=guarded(complaint),
                assignee=guard_of(complaint),
                number=complaint.number,
                wall=complaint.wall or _wall_of_other(recorded, views),
            )
        case "petition" if petition := views.look(PetitionRow, stream):
            return Circle(
                audience=Audience.RECORD,
                contents=Audience.RECORD,
                offices=petition.offices,
                holding=petition.offices,
                guarded=petition.guarded,
                assignee=petition.drafted_by if petition.guarded else None,
                number=petition.number,
                wall=petition.wall,
            )
        case "measure":
            measure = views.look(MeasureRow, stream)
            return Circle(
                audience=Audience.PERSONNEL,
                contents=Audience.PERSONNEL,
                about=measure.official if measure else getattr(recorded.event, "person", None),
                number=measure.number if measure else None,
            )
        case "compartment":
            return Circle(audience=Audience.PERSONNEL, contents=Audience.PERSONNEL)
        case "numbers" if kind_name(getattr(recorded.event, "record", "")) == "measure":
            return Circle(audience=Audience.PERSONNEL, contents=Audience.PERSONNEL)
        case "person":
            person = views.look(PersonRow, stream)
            wall = person.wall if person is not None else None
            return Circle(audience=Audience.RECORD, contents=Audience.PERSON, offices=offices, about=stream, wall=wall)
        case "official" if isinstance(recorded.event, _AMONG_PERSONNEL):
            return Circle(audience=Audience.PERSONNEL, contents=Audience.PERSONNEL, about=stream)
        case "official":
            return Circle(contents=Audience.PERSONNEL, about=stream)
        case "post":
            post = views.look(PostRow, stream)
            return Circle(number=post.number if post else None)
        case "office" | "staffing" | "calendar":
            return Circle()
    return Circle(audience=Audience.RECORD, contents=Audience.RECORD, offices=offices, holding=offices)


def _wall_of_other(recorded: Recorded, views: Views) -> str | None:
    """The wall around the other complaint that the event names: the line would tell of it."""
    named = getattr(recorded.event, "other", None)
    other = views.look(ComplaintRow, named) if named else None
    return other.wall if other is not None else None
