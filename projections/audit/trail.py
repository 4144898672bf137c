"""How events become the trail, and how the trail goes with a complaint that changes hands."""

from typing import Any

import msgspec

from domain.complaints.events import course, intake
from domain.message import Act, Event, Recorded
from projections.audit.circle import circle_of
from projections.audit.contents import content_fields, said_in
from projections.audit.rows import AuditContentRow, AuditRow
from projections.complaints.projection import guard_of, guarded
from projections.complaints.rows import ComplaintRow
from projections.projection import Projection, kind_name
from projections.views import Views

AUDIT = Projection("audit", AuditRow, AuditContentRow)


@AUDIT.on_every
def told(event: Event, recorded: Recorded, views: Views) -> None:
    """One line for every event; free text and personal values stand apart."""
    act, circle = recorded.act, circle_of(recorded, views)
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
            wall=circle.wall,
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
            trace=trace_id(act),
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
                wall=circle.wall,
                guarded=circle.guarded,
                assignee=circle.assignee,
                audience=circle.contents,
                about=circle.about,
                person=getattr(event, "person", None),
                payload=contents,
                said=said_in(contents),
            )
        )


def trace_id(act: Act) -> str | None:
    """The id of the trace that an act belongs to: the second part of its traceparent (W3C Trace Context)."""
    return act.trace.split("-")[1] if act.trace is not None else None


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
