"""What an archive holds, table by table: the rows, their order, and the JSON line of each.

A kind is declared once; writing, resuming, checking and restoring derive from it.
"""

import base64
from collections.abc import Callable
from datetime import datetime
from typing import Any, LiteralString, NamedTuple

import msgspec
from msgspec import Struct

_encode = msgspec.json.Encoder().encode


class EventLine(Struct, frozen=True, forbid_unknown_fields=True, gc=False):
    """A recorded event as stored. state: the stored bytes as text, or {"base64": …} where they are no UTF-8."""

    position: int
    stream: str
    version: int
    topic: str
    recordedAt: str  # noqa: N815  (the name in the file)
    state: str | dict[str, str]


class CommandLine(Struct, frozen=True, forbid_unknown_fields=True, gc=False):
    """A command that was carried out. fingerprint: base64; first, last: positions of its events."""

    command: str
    fingerprint: str
    stream: str
    first: int
    last: int
    recordedAt: str  # noqa: N815


class ReadingLine(Struct, frozen=True, forbid_unknown_fields=True, gc=False):
    """An entry of the journal of reads, columns by name."""

    position: int
    read_at: str
    official: str | None
    capacities: list[str]
    reason: str | None
    operation: str
    channel: str
    kind: str
    record: str
    parts: list[str]


class RefusalLine(Struct, frozen=True, forbid_unknown_fields=True, gc=False):
    """An entry of the journal of refused commands, columns by name."""

    position: int
    refused_at: str
    official: str
    capacities: list[str]
    command: str
    kind: str
    record: str | None
    code: str
    paragraph: str
    trace: str | None


class Kind(NamedTuple):
    """One kind of lines.

    name: its directory in the archive
    query: the rows after one place up to another, in order; `%(since)s` is a time, or null
    line: a row of the query as bytes, without the line's end
    decode: the line read again; raises msgspec.MsgspecError
    place: where a line stands, by which segments are named and resumed
    """

    name: str
    query: LiteralString
    line: Callable[[tuple[Any, ...]], bytes]
    decode: Callable[[bytes], Any]
    place: Callable[[Any], int]


def told(moment: datetime) -> str:
    """A time in UTC with six digits: `2026-01-02T03:04:05.123456Z`."""
    return moment.isoformat(timespec="microseconds")[:26] + "Z"


def moment(text: str) -> datetime:
    """The time that was told so. Raises ValueError for any other form."""
    if len(text) != 27 or text[-1] != "Z" or text[10] != "T" or text[19] != ".":
        raise ValueError("a time is UTC with six digits")
    return datetime.fromisoformat(text)


def state_of(line: EventLine) -> bytes:
    """The stored bytes. Raises ValueError."""
    if isinstance(line.state, str):
        return line.state.encode()
    if line.state.keys() != {"base64"}:
        raise ValueError("a state is text or base64")
    return base64.b64decode(line.state["base64"], validate=True)


def _event(row: tuple[Any, ...]) -> bytes:
    position, stream, version, topic, recorded_at, state = row
    try:
        text: str | dict[str, str] = state.decode()
    except UnicodeDecodeError:
        text = {"base64": base64.b64encode(state).decode()}
    return _encode(EventLine(position, stream, version, topic, told(recorded_at), text))


def _command(row: tuple[Any, ...]) -> bytes:
    command, fingerprint, stream, first, last, recorded_at = row
    return _encode(
        CommandLine(str(command), base64.b64encode(fingerprint).decode(), stream, first, last, told(recorded_at))
    )


def _reading(row: tuple[Any, ...]) -> bytes:
    position, read_at, *rest = row
    return _encode(ReadingLine(position, told(read_at), *rest))


def _refusal(row: tuple[Any, ...]) -> bytes:
    position, refused_at, *rest = row
    return _encode(RefusalLine(position, told(refused_at), *rest))


EVENTS = Kind(
    "events",
    """select notification_id, originator_id, originator_version, topic, recorded_at, state
         from register.events
        where notification_id > %(after)s and notification_id <= %(upto)s
        order by notification_id""",
    _event,
    msgspec.json.Decoder(EventLine).decode,
    lambda line: int(line.position),
)
COMMANDS = Kind(
    "commands",
    """select command_id, fingerprint, stream, first_position, last_position, recorded_at
         from register.commands
        where first_position > %(after)s and last_position <= %(upto)s
        order by first_position""",
    _command,
    msgspec.json.Decoder(CommandLine).decode,
    lambda line: int(line.first),
)
READINGS = Kind(
    "readings",
    """select position, read_at, official, capacities, reason, operation, channel, kind, record, parts
         from journal.reading
        where position > %(after)s and position <= %(upto)s
          and (%(since)s::timestamptz is null or read_at >= %(since)s)
        order by position""",
    _reading,
    msgspec.json.Decoder(ReadingLine).decode,
    lambda line: int(line.position),
)
REFUSALS = Kind(
    "refusals",
    """select position, refused_at, official, capacities, command, kind, record, code, paragraph, trace
         from journal.refusal
        where position > %(after)s and position <= %(upto)s
          and (%(since)s::timestamptz is null or refused_at >= %(since)s)
        order by position""",
    _refusal,
    msgspec.json.Decoder(RefusalLine).decode,
    lambda line: int(line.position),
)
KINDS = (EVENTS, COMMANDS, READINGS, REFUSALS)
"""All that an archive holds, in the order in which it is written."""
