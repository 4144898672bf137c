"""OCEL 2.0 as JSON: events with all the objects that they concern: records, officials, offices, bodies.

Events go straight to the file; objects are gathered in a temporary database on disk, so memory does not grow with them.
"""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

import msgspec

from infra.mining.files import whole
from infra.mining.traces import CIVIL, Chosen, Clock, Progress, Step, Trace, Traces, Written, reading

_encode = msgspec.json.Encoder().encode
_RECORD: Final = re.compile(r"(complaint|petition|measure|post|official|office)-[0-9a-z-]+")
"""References that become objects. Persons do not, nor do compartments, whose names tell of walls."""
_OFFICES: Final = frozenset({"office", "to_office", "from_office", "offered_to", "territory"})
_BODIES: Final = frozenset({"body", "respondent", "addressee"})
_PARTS: Final = {("respondent", "name"): "respondent", ("addressees", "body"): "addressee"}
_PRIVATE: Final = frozenset({"applicants", "representative", "concerns"})
"""Fields that tell who complains, though it be an official."""
_EVENT: Final = {
    "basis": "string",
    "capacity": "string",
    "command": "string",
    "position": "integer",
    "version": "integer",
}
_OPTIONAL: Final = {"effective": "time", "actingFor": "string", "clock": "string"}
_OBJECTS: Final = {
    "complaint": ("number", "office"),
    "petition": ("number", "office"),
    "measure": ("number", "office"),
    "post": ("number", "office"),
    "official": (),
    "office": ("code",),
    "body": (),
}

Links = dict[tuple[str, str], None]
"""(object, qualifier), each once, in the order in which they were found."""


def write_ocel(
    dsn: str, path: Path, chosen: Chosen, *, clock: Clock = Clock.RECORDED, progress: Progress = lambda _: None
) -> Written:
    """Write the chosen traces as one OCEL 2.0 file in JSON, in constant memory."""
    with reading(dsn) as conn, whole(path) as file, closing(sqlite3.connect("")) as objects:
        objects.execute("create table object (id text primary key, json text not null) without rowid")
        objects.execute("create table event (type text primary key) without rowid")
        traces = Traces(conn, chosen, progress, clock=clock)
        file.write('{"objectTypes":' + _json([_object_type(name) for name in _OBJECTS]) + ',\n"events":[\n')
        separator = ""
        for trace in traces:
            _keep(objects, _record(trace, clock))
            addressees: dict[str, str] = {}
            for step in trace.steps:
                addressees |= {each["key"]: each["body"] for each in step.fields.get("addressees", ())}
                links = _links(step, trace, addressees)
                for found in links:
                    _mention(objects, found[0], step.at(clock))
                objects.execute("insert or ignore into event values (?)", (step.name,))
                file.write(separator + _json(_event(step, links, clock)))
                separator = ",\n"
        types = [_event_type(name) for (name,) in objects.execute("select type from event order by type")]
        file.write('\n],\n"eventTypes":' + _json(types) + ',\n"objects":[\n')
        separator = ""
        for (json,) in objects.execute("select json from object order by id"):
            file.write(separator + json)
            separator = ",\n"
        file.write("\n]}\n")
    return traces.written()


def _event(step: Step, links: Links, clock: Clock) -> dict[str, Any]:
    act = step.act
    values: dict[str, Any] = {
        "basis": act.basis,
        "capacity": act.capacity.value,
        "command": act.command_name,
        "position": step.position,
        "version": step.version,
        "clock": clock.value,
    }
    if act.effective is not None:
        values["effective"] = _told(datetime.combine(act.effective, datetime.min.time(), CIVIL))
    if act.acting_for is not None:
        values["actingFor"] = act.acting_for
    return {
        "id": str(step.position),
        "type": step.name,
        "time": _told(step.at(clock)),
        "attributes": [{"name": name, "value": value} for name, value in values.items()],
        "relationships": [{"objectId": found, "qualifier": qualifier} for found, qualifier in links],
    }


def _links(step: Step, trace: Trace, addressees: dict[str, str]) -> Links:
    """All objects of an event, each with the part that it plays. addressees: public names by their keys."""
    links: Links = {(trace.record, "record"): None, (step.act.actor, "actor"): None}
    if step.act.office is not None:
        links[f"office-{step.act.office}", "territory of the act"] = None
    if step.act.acting_for is not None:
        links[step.act.acting_for, "acted for"] = None
    for name, value in step.fields.items():
        for found, qualifier in _mentioned(value, name, addressees):
            links.setdefault((found, qualifier), None)
    return links


def _mentioned(value: Any, name: str, addressees: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Objects that a field of an event names, with the part that they play: the field's name."""
    if name in _PRIVATE:
        return
    if isinstance(value, dict):
        for key, part in value.items():
            yield from _mentioned(part, _PARTS.get((name, key)) or key, addressees)
    elif isinstance(value, list):
        for part in value:
            yield from _mentioned(part, name, addressees)
    elif isinstance(value, str):
        if name in _OFFICES:
            yield f"office-{value}", name
        elif name in _BODIES:
            yield body(addressees.get(value, value)), name
        elif _RECORD.fullmatch(value):
            yield value, name


def body(name: str) -> str:
    """The id of a body by its public name: the same for the same name, and no name."""
    plain = " ".join(name.casefold().split())
    return f"body-{sha256(plain.encode()).hexdigest()[:16]}"


def _record(trace: Trace, clock: Clock) -> dict[str, Any]:
    told = {"number": trace.number, "office": trace.office}
    at = _told(trace.steps[0].at(clock))
    return {
        "id": trace.record,
        "type": _type(trace.record),
        "attributes": [{"name": n, "time": at, "value": v} for n, v in told.items() if v is not None],
        "relationships": [],
    }


def _keep(objects: sqlite3.Connection, told: dict[str, Any]) -> None:
    objects.execute("insert or replace into object values (?, ?)", (told["id"], _json(told)))


def _mention(objects: sqlite3.Connection, found: str, at: datetime) -> None:
    """An object that stands in the log because an event names it."""
    code = (
        [{"name": "code", "time": _told(at), "value": found.removeprefix("office-")}]
        if _type(found) == "office"
        else []
    )
    told = {"id": found, "type": _type(found), "attributes": code, "relationships": []}
    objects.execute("insert or ignore into object values (?, ?)", (found, _json(told)))


def _type(found: str) -> str:
    return found.partition("-")[0]


def _object_type(name: str) -> dict[str, Any]:
    return {"name": name, "attributes": [{"name": each, "type": "string"} for each in _OBJECTS[name]]}


def _event_type(name: str) -> dict[str, Any]:
    return {"name": name, "attributes": [{"name": n, "type": t} for n, t in {**_EVENT, **_OPTIONAL}.items()]}


def _told(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds")


def _json(value: Any) -> str:
    return _encode(value).decode()
