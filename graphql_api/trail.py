"""Lines of the trail: those that a command has just written, or would write, and each of them as a sentence."""

import asyncio
from itertools import chain
from typing import Any

import msgspec

from domain.message import Recorded
from domain.text import Language
from graphql_api.context import Info
from graphql_api.sentences import Named, Names, because, named, sentence
from projections.audit import Audience, AuditContentRow, AuditRow, content_fields
from projections.audit.trail import trace_id
from projections.complaints.rows import ComplaintRow
from projections.offices import OfficeRow
from projections.officials import OfficialRow
from projections.persons import PersonRow
from projections.posts import PostRow


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
        trace=trace_id(act),
        payload=payload,
    )


async def in_a_sentence(line: AuditRow, info: Info, language: Language) -> str:
    """The sentence of a line, with names and reasons that the caller may see; what it tells of contents is noted."""
    names, content = await asyncio.gather(names_of(named([line]), info), _reasons(line, info))
    return sentence(line, content, names, language)


async def names_of(wanted: Named, info: Info) -> Names:
    """What is named, called as the caller may know it; a person's name that is said is noted as shown."""
    load = info.context.load
    officials, offices, posts, persons, complaints = await asyncio.gather(
        load.several(OfficialRow, ("id",), [(id,) for id in wanted.officials]),
        load.several(OfficeRow, ("code",), [(code,) for code in wanted.offices]),
        load.several(PostRow, ("id",), [(id,) for id in wanted.posts]),
        load.several(PersonRow, ("id",), [(id,) for id in wanted.persons]),
        load.several(ComplaintRow, ("id",), [(id,) for id in wanted.complaints]),
    )
    for person in chain.from_iterable(persons):
        info.context.disclosed.showed(person, info.path)
    return Names.of(
        chain.from_iterable(officials),
        chain.from_iterable(offices),
        chain.from_iterable(posts),
        chain.from_iterable(persons),
        chain.from_iterable(complaints),
    )


async def _reasons(line: AuditRow, info: Info) -> dict[str, Any] | None:
    """The contents in which an event says why it happened; None where it says nothing there, or not to the caller."""
    if line.position == 0 or not because(line.event):
        return None
    row = await info.context.load.one(AuditContentRow, stream=line.stream, version=line.version)
    if row is None or not any(row.payload.get(name) for name in because(line.event)):
        return None
    info.context.disclosed.showed(row, info.path)
    return row.payload
