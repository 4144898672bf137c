"""The events that the past is told from, over one connection of the projector's role."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from psycopg import Connection

from domain.message import Recorded
from graphql_api.errors import ErrorCode, Fault
from infra.sealing import Keyring
from infra.store.codec import Codec, StoredRow, UndecodableEventError
from infra.store.session import Session
from projections.projection import Unreadable
from projections.rows import Row

MOST = 60_000
"""Events that one question may need."""
_ROW = "originator_id, originator_version, topic, state, notification_id, recorded_at"
_OF = f"""
    select {_ROW} from register.events
     where originator_id = any (%b::text[]) and notification_id <= %b order by notification_id limit %b"""
_STRETCH = f"select {_ROW} from register.events where notification_id between %b and %b order by notification_id"
_BETWEEN = "from register.events where notification_id > %b and notification_id <= %b"
_NUMBERED = " union ".join(
    f"select id from views.{table} where number = %b" for table in ("complaint", "petition", "measure")
)

Event = Recorded | Unreadable


class Events(Session):
    """What else the past asks of the register, within one transaction of the caller."""

    def __init__(self, conn: Connection[Any], codec: Codec, keyring: Keyring) -> None:
        super().__init__(conn, keyring)
        self._codec = codec

    def shown(self) -> int:
        """The position that the read models show."""
        return int(self._value("select notification_id from views.tracking where application_name = 'views'") or 0)

    def position_at(self, instant: datetime) -> int:
        """The last position recorded at an instant or before."""
        return int(self._value("select past.position_at(%b)", instant))

    def now(self) -> datetime:
        """The instant of the question."""
        found: datetime = self._value("select now()")
        return found

    def stretch(self, first: int, last: int) -> list[StoredRow]:
        """The stored events of some positions."""
        return self._rows(_STRETCH, first, last)

    def of(self, streams: Iterable[str], upto: int) -> list[Event]:
        """The events of some streams up to a position, in order. Raises Fault when they are too many."""
        rows = self._rows(_OF, sorted(streams), upto, MOST + 1)
        if len(rows) > MOST:
            raise too_much()
        return [self._event(row) for row in rows]

    def organisation(self, kinds: Iterable[str], after: int, upto: int) -> list[Event]:
        """The events of all records of some kinds beyond one position and up to another, in order."""
        ranges = " or ".join(f"originator_id >= '{kind}-' and originator_id < '{kind}.'" for kind in kinds)
        query = f"select {_ROW} {_BETWEEN} and ({ranges}) order by notification_id"
        return [self._event(row) for row in self._rows(query, after, upto)]

    def any_of(self, topics: Sequence[str], after: int, upto: int) -> bool:
        """Whether an event of these names stands beyond one position and up to another."""
        query = f"select exists (select {_BETWEEN} and topic = any (%b))"
        return bool(self._value(query, after, upto, list(topics)))

    def numbered(self, number: str) -> list[str]:
        """The matters that bear a number."""
        return [id for (id,) in self._all(_NUMBERED, number, number, number)]

    def mentioning(self, records: Iterable[str], upto: int) -> list[str]:
        """The records one of whose events names one of these records."""
        query = "select distinct stream from views.mention where record = any (%b) and position <= %b"
        return [stream for (stream,) in self._all(query, sorted(records), upto)]

    def touched(self, kinds: Sequence[str], after: int, upto: int) -> list[str]:
        """The records of some kinds to which something happened beyond one position and up to another."""
        query = f"select distinct originator_id {_BETWEEN} and split_part(originator_id, '-', 1) = any (%b)"
        return [stream for (stream,) in self._all(query, after, upto, list(kinds))]

    def standing(self, row: type[Row], firsts: Iterable[Any]) -> set[tuple[Any, ...]]:
        """The keys of the rows that stand today, of these records."""
        keys = ", ".join(f'"{name}"' for name in row.TABLE.key)
        query = f'select {keys} from views.{row.TABLE.name} where "{row.TABLE.key[0]}" = any (%b)'
        return set(self._all(query, list(firsts)))

    def all(self, query: str, *parameters: Any) -> list[tuple[Any, ...]]:
        """The rows of any other question."""
        return self._all(query, *parameters)

    def recorded(self, rows: Iterable[StoredRow]) -> list[Recorded]:
        """Those of some stored events that this release can read."""
        return [event for event in map(self._event, rows) if isinstance(event, Recorded)]

    def _event(self, row: StoredRow) -> Event:
        try:
            return self._codec.decode(row)
        except UndecodableEventError:
            return Unreadable(row.stream, row.position, row.topic)

    def _value(self, query: str, *parameters: Any) -> Any:
        rows = self._all(query, *parameters)
        return rows[0][0] if rows else None


def too_much() -> Fault:
    """The error of a question that needs more of the register than one question may."""
    return Fault(ErrorCode.TOO_COMPLEX, f"This moment takes more than {MOST} events to tell; ask for less at once.")
