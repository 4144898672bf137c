"""The audit trail: every event of the register with its act, in the order of the register."""

from datetime import date, datetime
from enum import StrEnum
from functools import cache
from typing import Any, get_args, get_type_hints

import msgspec
from msgspec import Struct

from domain.capacity import Capacity
from domain.complaints.events import course, intake
from domain.message import Event, Prose, Recorded, personal_fields
from projections.complaints.projection import guard_of, guarded
from projections.complaints.rows import ComplaintRow
from projections.measures import MeasureRow
from projections.petitions.rows import PetitionRow
from projections.posts import PostRow
from projections.projection import Projection, kind_name
from projections.rows import Row, Visibility
from projections.views import Views


class Audience(StrEnum):
    """To whom a line of the trail is open."""

    RECORD = "record"
    """Whoever sees the record."""
    STAFF = "staff"
    """Everybody in office: offices, posts, the calendar."""
    PERSONNEL = "personnel"
    """Those who see measures on officials, and the official concerned."""
    PERSON = "person"
    """Whoever sees the data of the person concerned."""


class AuditRow(
    Row,
    table="audit",
    key=("stream", "version"),
    visible=Visibility.TRAIL,
    indexes=(
        ("unique", "position"),
        ("actor", "position"),
        ("event", "position"),
        ("office", "position"),
        ("recorded_at", "position"),
        ("number", "position"),
    ),
):
    """One event with its act: who did what, in which capacity, under which paragraph, when.

    stream: the record it belongs to
    version: its place among the events of the record, from 1
    position: its place in the whole register
    recorded_at: when it was recorded
    effective: the day on which it counts; empty if an imported source does not say
    kind: kind of the record
    number: registration number of the record, if it has one
    office: office in whose territory the act lies; empty for acts for the whole country
    offices: offices to which the record is open
    audience: to whom the line is open
    about: the official concerned, if the line is about one
    actor: who acted
    capacity: in which capacity
    basis: paragraph of the power used
    acting_for: post whose powers an acting deputy exercised
    command: id of the command
    command_name: name of the command
    event: name of the event
    correlation: id of the chain that the act belongs to
    causation: position of the event that led to it
    payload: what the event says, without free text and personal values
    """

    stream: str
    version: int
    position: int
    recorded_at: datetime
    effective: date | None
    kind: str
    number: str | None
    office: str | None
    offices: tuple[str, ...]
    audience: Audience
    about: str | None
    actor: str
    capacity: Capacity
    basis: str
    acting_for: str | None
    command: str
    command_name: str
    event: str
    correlation: str | None
    causation: int | None
    payload: dict[str, Any]


class AuditContentRow(Row, table="audit_content", key=("stream", "version"), visible=Visibility.TRAIL_CONTENTS):
    """Free text and personal values of one event, apart from its act.

    stream: the record it belongs to
    version: its place among the events of the record
    offices: offices to which the contents of the record are open
    guarded: whether only those who decide, the assigned and the instructed see the contents
    assignee: the official charged with the record, kept where guarded
    audience: to whom the line is open
    about: the official concerned, if the line is about one
    person: whose personal values they are, if they are anybody's
    payload: the values by field
    """

    stream: str
    version: int
    offices: tuple[str, ...]
    guarded: bool
    assignee: str | None
    audience: Audience
    about: str | None
    person: str | None
    payload: dict[str, Any]


AUDIT = Projection("audit", AuditRow, AuditContentRow)


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


def _circle(recorded: Recorded, views: Views) -> Circle:
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
            )
        case "measure":
            measure = views.look(MeasureRow, stream)
            return Circle(
                audience=Audience.PERSONNEL,
                contents=Audience.PERSONNEL,
                about=measure.official if measure else getattr(recorded.event, "person", None),
                number=measure.number if measure else None,
            )
        case "person":
            return Circle(audience=Audience.RECORD, contents=Audience.PERSON, offices=offices, about=stream)
        case "official":
            return Circle(contents=Audience.PERSONNEL, about=stream)
        case "post":
            post = views.look(PostRow, stream)
            return Circle(number=post.number if post else None)
        case "office" | "staffing" | "calendar":
            return Circle()
    return Circle(audience=Audience.RECORD, contents=Audience.RECORD, offices=offices, holding=offices)


@AUDIT.on_every
def told(event: Event, recorded: Recorded, views: Views) -> None:
    """One line for every event; free text and personal values stand apart."""
    act, circle = recorded.act, _circle(recorded, views)
    values: dict[str, Any] = msgspec.to_builtins(event)
    apart = content_fields(type(event))
    views.put(
        AuditRow(
            stream=recorded.stream,
            version=recorded.version,
            position=recorded.position,
            recorded_at=recorded.recorded_at,
            effective=act.effective,
            kind=kind_name(recorded.stream),
            number=circle.number,
            office=act.office,
            offices=circle.offices,
            audience=circle.audience,
            about=circle.about,
            actor=act.actor,
            capacity=act.capacity,
            basis=act.basis,
            acting_for=act.acting_for,
            command=str(act.command),
            command_name=act.command_name,
            event=type(event).__name__,
            correlation=str(act.correlation) if act.correlation else None,
            causation=act.causation,
            payload={name: value for name, value in values.items() if name not in apart},
        )
    )
    contents = {name: value for name, value in values.items() if name in apart}
    if contents:
        views.put(
            AuditContentRow(
                stream=recorded.stream,
                version=recorded.version,
                offices=circle.holding,
                guarded=circle.guarded,
                assignee=circle.assignee,
                audience=circle.contents,
                about=circle.about,
                person=getattr(event, "person", None),
                payload=contents,
            )
        )


@AUDIT.on(intake.TransferOffered, intake.TransferAccepted, intake.TransferReturned)
def moved(event: Event, recorded: Recorded, views: Views) -> None:
    """The whole trail goes with the complaint."""
    complaint = views.look(ComplaintRow, recorded.stream)
    if complaint is not None:
        for line in views.all(AuditRow, complaint.id):
            line.offices = complaint.offices
        guard_moved(event, recorded, views)


@AUDIT.on(
    course.ConfidentialitySet,
    course.IdentityProtected,
    course.IdentityProtectionLifted,
    intake.ComplaintAssigned,
    intake.ComplaintReassigned,
)
def guard_moved(event: Event, recorded: Recorded, views: Views) -> None:
    """What was said before is guarded as what is said from now on."""
    complaint = views.look(ComplaintRow, recorded.stream)
    if complaint is None or (type(event) in _ASSIGNMENTS and not guarded(complaint)):
        return
    for contents in views.all(AuditContentRow, complaint.id):
        contents.offices = (complaint.office,)
        contents.guarded, contents.assignee = guarded(complaint), guard_of(complaint)


_ASSIGNMENTS = frozenset({intake.ComplaintAssigned, intake.ComplaintReassigned})


@cache
def content_fields(event: type[Event]) -> frozenset[str]:
    """Fields that belong to the contents of a record: personal values and free text."""
    hints = get_type_hints(event, include_extras=True)
    prose = {f.name for f in msgspec.structs.fields(event) if _holds_prose(hints[f.name])}
    return personal_fields(event) | prose


def _holds_prose(hint: Any) -> bool:
    if hint == Prose:
        return True
    if isinstance(hint, type) and issubclass(hint, Struct):
        return any(_holds_prose(part) for part in get_type_hints(hint, include_extras=True).values())
    return any(_holds_prose(part) for part in get_args(hint))
