"""Events that a command has just written, or would write, in the shape of the audit trail's rows."""

from typing import Any

import msgspec

from domain.message import Recorded
from projections.audit import Audience, AuditRow, content_fields


def shown(recorded: Recorded) -> AuditRow:
    """The row of a recorded event; position 0 for an event of a dry run. Free text and personal values are left out."""
    act = recorded.act
    apart = content_fields(type(recorded.event))
    payload: dict[str, Any] = {k: v for k, v in msgspec.to_builtins(recorded.event).items() if k not in apart}
    return AuditRow(
        stream=recorded.stream,
        version=recorded.version,
        position=recorded.position,
        recorded_at=recorded.recorded_at,
        effective=act.effective,
        kind=recorded.stream.partition("-")[0],
        number=payload.get("number"),
        office=act.office,
        offices=(),
        audience=Audience.RECORD,
        about=None,
        actor=act.actor,
        capacity=act.capacity,
        basis=act.basis,
        acting_for=act.acting_for,
        command=str(act.command),
        command_name=act.command_name,
        event=type(recorded.event).__name__,
        correlation=str(act.correlation) if act.correlation else None,
        causation=act.causation,
        payload=payload,
    )
