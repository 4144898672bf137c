"""The audit trail as tables: the acts, and apart from them free text and personal values."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from domain.capacity import Capacity
from projections.rows import Row, Visibility


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
        ("kind", "position"),
        ("capacity", "position"),
        ("basis", "position"),
        ("effective", "position"),
        "command",
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
    wall: the compartment behind whose wall it stands; empty if behind none
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
    trace: id of the trace (W3C) of the operation that did it, if it was traced
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
    wall: str | None = None
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
    trace: str | None = None
    payload: dict[str, Any]


class AuditContentRow(Row, table="audit_content", key=("stream", "version"), visible=Visibility.TRAIL_CONTENTS):
    """Free text and personal values of one event, apart from its act.

    stream: the record it belongs to
    version: its place among the events of the record
    offices: offices to which the contents of the record are open
    wall: the compartment behind whose wall it stands; empty if behind none
    guarded: whether only those who decide, the assigned and the instructed see the contents
    assignee: the official charged with the record, kept where guarded
    audience: to whom the line is open
    about: the official concerned, if the line is about one
    person: whose personal values they are, if they are anybody's
    payload: the values by field
    said: the words of these values, as they are compared when acts are looked for by their text
    """

    stream: str
    version: int
    offices: tuple[str, ...]
    wall: str | None = None
    guarded: bool
    assignee: str | None
    audience: Audience
    about: str | None
    person: str | None
    payload: dict[str, Any]
    said: str = ""
