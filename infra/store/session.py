"""One connection's conversation with the register: append, and the few reads that deciding needs.

Everything is written by the function `register.append`; infra/sql/002_append.sql explains it, 010 the keys in it.
"""

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, LiteralString, NamedTuple
from uuid import UUID

from psycopg import Connection, DatabaseError
from psycopg.pq import TransactionStatus
from psycopg.rows import tuple_row

from infra.arrays import bigints, blobs, booleans, integers, texts, uuids
from infra.sealing import Keyring
from infra.sealing.append import Sealing, keyed
from infra.sealing.keyring import FINGERPRINTS, overtaken, retired
from infra.store.codec import StoredRow

MAX_EVENTS = 1_000
"""Most events that one append takes."""


class Entry(NamedTuple):
    """One command of an append: its id, fingerprint, own stream and how many of the events are its."""

    command_id: UUID
    fingerprint: bytes
    stream: str
    events: int


class NewEvent(NamedTuple):
    """One event of an append; its version follows from the guard of its stream."""

    stream: str
    topic: str
    state: bytes


class Written(NamedTuple):
    """Everything was appended, at positions `first` to `last`, all at one time."""

    first: int
    last: int
    recorded_at: datetime


class KnownCommand(NamedTuple):
    """What the register remembers of a command that was carried out; `same` is False when its body was another."""

    command_id: UUID
    same: bool
    first: int
    last: int
    recorded_at: datetime
    stream: str


@dataclass(frozen=True, slots=True)
class AlreadyKnown:
    """Nothing was appended: these commands of the call had been carried out before."""

    commands: tuple[KnownCommand, ...]


@dataclass(frozen=True, slots=True)
class Stale:
    """Nothing was appended: these guarded streams stand at other versions by now; none when it was for the keys."""

    versions: dict[str, int]


Answer = Written | AlreadyKnown | Stale

_APPEND = (
    "select status, command_id, first_position, last_position, recorded_at, stream, version"
    " from register.append(%b::uuid[], %b::bytea[], %b::text[], %b::int4[], %b::text[], %b::int8[], %b::int4[],"
    " %b::text[], %b::bytea[]{})"
)
_KEYS = {
    "used_keys": "%b::text[]",
    "new_keys": "%b::text[]",
    "new_wrapped": "%b::bytea[]",
    "new_kek": "%b::text",
    "erased": "%t::jsonb",
}
_ROW = "originator_id, originator_version, topic, state, notification_id, recorded_at"
_NEWER = f"""
    select event.*
      from unnest(%b::text[], %b::int8[], %b::bool[]) as wanted (stream, version, whole)
     cross join lateral (
        (select {_ROW} from register.events
          where wanted.whole and originator_id = wanted.stream and originator_version > wanted.version
          order by originator_version)
        union all
        (select {_ROW} from register.events
          where not wanted.whole and originator_id = wanted.stream and originator_version > wanted.version
          order by originator_version desc limit 1)
     ) as event"""
_KNOWN = """
    select known.command_id, known.fingerprint = given.fingerprint, known.first_position, known.last_position,
           known.recorded_at, known.stream
      from unnest(%b::uuid[], %b::bytea[]) as given (command_id, fingerprint)
      join register.commands as known on known.command_id = given.command_id"""
_STREAM = f"""
    select {_ROW} from register.events
     where originator_id = %b and originator_version > %b and originator_version <= %b
     order by originator_version limit %b"""
_NAMING = f"select {_ROW} from register.naming where persons @> array[%b::text] order by notification_id"
_CHARGED = """
    select distinct originator_id from register.charge
     where official = %b
       and coalesce((select last.topic = 'ComplaintReopened' from register.events as last
                      where last.originator_id = charge.originator_id
                        and last.topic in ('ComplaintClosed', 'ComplaintReopened', 'PetitionClosed',
                                           'PetitionWithdrawn')
                      order by last.originator_version desc limit 1), true)
     order by 1"""
_TAIL = f"select {_ROW} from register.events where notification_id > %b order by notification_id limit %b"
_TAIL_OF = f"""
    select {_ROW} from register.events
     where notification_id > %b and topic = any (%b::text[])
     order by notification_id limit %b"""
HEAD: LiteralString = "select notification_id from register.events order by notification_id desc limit 1"


class Session:
    """The register over one open connection. Errors are those of the connection; nothing is retried here.

    keyring: opens what is sealed in the rows that are read; left out, the keys of this process's environment
    """

    def __init__(self, conn: Connection[Any], keyring: Keyring | None = None) -> None:
        self._conn = conn
        self._keyring = keyring or Keyring()

    def sealing(self, owners: Iterable[str], fresh: Container[str]) -> Sealing:
        """The keys under which values of these owners are sealed in an append.

        fresh: streams that do not exist yet. Raises OwnerErasedError, KeysUnavailableError.
        """
        return Sealing(self._keyring, self._conn, owners, fresh)

    def keyed(self, fingerprint: bytes) -> bytes:
        """The fingerprint of a command with personal values as it is stored: nobody without the secret can guess at
        what it was made of."""
        return keyed(self._keyring.secret(self._conn, FINGERPRINTS), fingerprint)

    def append(
        self,
        entries: Sequence[Entry],
        guards: Mapping[str, int],
        events: Sequence[NewEvent],
        sealing: Sealing | None = None,
    ) -> Answer:
        """Append the events of some commands, if none of them is known and every guarded stream stands as guarded.

        entries: the commands, in the order of their events
        guards: version by stream of all that was read and all that is written
        events: at most `MAX_EVENTS`, each of a guarded stream
        sealing: the keys that sealed values of the events; new ones are stored with these, destroyed ones destroyed
        """
        index = {stream: place for place, stream in enumerate(guards, start=1)}
        arguments = (
            uuids([entry.command_id for entry in entries]),
            blobs([entry.fingerprint for entry in entries]),
            texts([entry.stream for entry in entries]),
            integers([entry.events for entry in entries]),
            texts(guards),
            bigints(guards.values()),
            integers([index[event.stream] for event in events]),
            texts([event.topic for event in events]),
            blobs([event.state for event in events]),
        )
        rows = self._sealed(sealing, arguments) if sealing else self._all(_append(), *arguments)
        match rows[0][0] if rows else "overtaken":
            case "written":
                return Written(*rows[0][2:5])
            case "conflict":
                return Stale({row[5]: row[6] for row in rows})
            case "overtaken":
                return Stale({})
        return AlreadyKnown(tuple(KnownCommand(row[1], row[0] == "replayed", *row[2:6]) for row in rows))

    def _sealed(self, sealing: Sealing, arguments: tuple[Any, ...]) -> list[tuple[Any, ...]]:
        """The answer to an append with sealed values; no rows when its keys were made or destroyed meanwhile."""
        keys = sealing.arguments()
        statement = _append(*keys)
        try:
            if self._conn.pgconn.transaction_status == TransactionStatus.INTRANS:
                with self._conn.transaction():  # the turn is not lost with what was refused
                    rows = self._all(statement, *arguments, *keys.values())
            else:
                rows = self._all(statement, *arguments, *keys.values())
        except DatabaseError as error:
            if not overtaken(error):
                raise
            sealing.refused(retired=retired(error))
            return []
        if rows[0][0] == "written":
            sealing.stored()
        return rows

    def newer(self, versions: Mapping[str, int], only_last: set[str]) -> list[StoredRow]:
        """Events of several streams after the given versions; of those in `only_last`, no more than the last one."""
        if not versions:
            return []
        whole = booleans([stream not in only_last for stream in versions])
        return self._rows(_NEWER, texts(versions), bigints(versions.values()), whole)

    def known(self, commands: Mapping[UUID, bytes]) -> dict[UUID, KnownCommand]:
        """Which of these commands, given with their fingerprints, have been carried out."""
        rows = self._all(_KNOWN, uuids(commands), blobs(commands.values()))
        return {row[0]: KnownCommand(*row) for row in rows}

    def stream(self, stream: str, after: int, upto: int, limit: int) -> list[StoredRow]:
        """A stretch of one stream, by version."""
        return self._rows(_STREAM, stream, after, upto, limit)

    def tail(self, after: int, limit: int) -> list[StoredRow]:
        """A stretch of the whole register, by position."""
        return self._rows(_TAIL, after, limit)

    def tail_of(self, after: int, limit: int, topics: list[str]) -> list[StoredRow]:
        """The same, of events with these names only."""
        return self._rows(_TAIL_OF, after, texts(topics), limit)

    def naming(self, person: str) -> list[StoredRow]:
        """Every event that tells of a person or official, by position, as it is stored."""
        return [StoredRow(*row) for row in self._all(_NAMING, person)]

    def charged(self, official: str) -> list[str]:
        """Records in which an official was charged with something, without those that were closed since."""
        return [row[0] for row in self._all(_CHARGED, official)]

    def stored(self, stream: str) -> list[StoredRow]:
        """All events of a stream as they are stored: what is sealed stays sealed."""
        return [StoredRow(*row) for row in self._all(_STREAM, stream, 0, 2**31 - 1, 2**31 - 1)]

    def head(self) -> int:
        """Position of the last event; 0 in an empty register."""
        rows = self._all(HEAD)
        return int(rows[0][0]) if rows else 0

    def _rows(self, query: str, *parameters: Any) -> list[StoredRow]:
        return self._keyring.opened(self._conn, [StoredRow(*row) for row in self._all(query, *parameters)])

    def _all(self, query: str, *parameters: Any) -> list[tuple[Any, ...]]:
        with self._conn.cursor(row_factory=tuple_row) as cursor:
            return cursor.execute(query.encode(), parameters, prepare=True, binary=True).fetchall()


@cache
def _append(*keys: str) -> str:
    """The statement that appends, with these of the arguments that speak of keys."""
    return _APPEND.format("".join(f", {name} => {_KEYS[name]}" for name in keys))
