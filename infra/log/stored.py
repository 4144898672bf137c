"""The rows of the register exactly as they are stored, as the verifier knows them: nothing is decoded or opened."""

from collections.abc import Callable, Iterator
from typing import Any

from psycopg import Connection
from psycopg.rows import tuple_row

from infra.log.verify import StoredEvent, event_hash, microseconds

_AFTER = """
    select notification_id, originator_id, originator_version, topic, state, recorded_at
      from register.events
     where notification_id > %b
     order by notification_id
     limit %b"""

_HASHES = """
    select notification_id,
           sha256('\\x00' || convert_to('ombudsman-register/event/v1' || chr(10), 'UTF8')
                  || int8send(notification_id)
                  || int4send(octet_length(originator_id)) || convert_to(originator_id, 'UTF8')
                  || int8send(originator_version)
                  || int4send(octet_length(topic)) || convert_to(topic, 'UTF8')
                  || int4send(octet_length(state)) || state
                  || int8send((extract(epoch from recorded_at) * 1000000)::int8))
      from register.events
     where notification_id > %b
     order by notification_id
     limit %b"""
"""`verify.event_hash` as PostgreSQL computes it beside the rows, in half of the time."""

READ = 5_000
"""Rows that are read at once."""


def after(conn: Connection[Any], position: int, limit: int) -> list[StoredEvent]:
    """The next rows after a position, at most so many."""
    with conn.cursor(row_factory=tuple_row) as cursor:
        rows = cursor.execute(_AFTER.encode(), (position, limit), prepare=True, binary=True).fetchall()
    return [StoredEvent(row[0], row[1], row[2], row[3], row[4], microseconds(row[5])) for row in rows]


def hashes_after(conn: Connection[Any], position: int, limit: int) -> list[tuple[int, bytes]]:
    """Position and leaf hash of the next rows. Raises HashDiffersError when the database hashes in another way."""
    with conn.cursor(row_factory=tuple_row) as cursor:
        rows = cursor.execute(_HASHES.encode(), (position, limit), prepare=True, binary=True).fetchall()
    for place, hashed in rows[:1]:
        if [event_hash(event) for event in after(conn, position, 1)] != [hashed]:
            raise HashDiffersError(f"the database computes another leaf hash of event {place} than the verifier")
    return rows


class HashDiffersError(Exception):
    """Two computations of one leaf hash differ."""


def all_of(conn: Connection[Any], told: Callable[[int], None] = lambda position: None) -> Iterator[StoredEvent]:
    """Every row from the first on, some thousand in memory at a time. told: the position read so far."""
    position = 0
    while rows := after(conn, position, READ):
        yield from rows
        position = rows[-1].position
        told(position)
