"""What the register answers to a command: accepted, refused, overtaken by others, or an id used before."""

from typing import TypeAlias
from uuid import UUID

from domain.identifiers import Position, StreamId
from domain.message import Recorded
from domain.refusal import Refusal
from domain.value import Value


class Accepted(Value):
    """The command was carried out, or in a dry run would be.

    stream: the command's own record
    version: version of that record afterwards
    first: position of the first event; 0 in a dry run
    last: position of the last event; reads that have reached it see the whole outcome; 0 in a dry run
    recorded: the events, in order, of all records concerned; positions are 0 in a dry run
    written: False in a dry run
    replayed: the same command had been carried out before and this is its first outcome; nothing was added
    """

    stream: StreamId
    version: int
    first: Position
    last: Position
    recorded: tuple[Recorded, ...]
    written: bool = True
    replayed: bool = False


class Refused(Value):
    """The rules say no; nothing was written.

    refusal: why, under which paragraph, and who could
    """

    refusal: Refusal


class Conflict(Value):
    """The record is not at the version that the caller saw; nothing was written.

    stream: the record
    expected: the version that the caller gave
    actual: the version at which the record stands
    events: what came between; empty when the caller expected a version that does not exist yet
    """

    stream: StreamId
    expected: int
    actual: int
    events: tuple[Recorded, ...]


class Reused(Value):
    """The command id belongs to another command, actor or effective day; nothing was written.

    command_id: the id that is taken
    """

    command_id: UUID


Outcome: TypeAlias = Accepted | Refused | Conflict | Reused
