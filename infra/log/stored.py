"""The rows of the register exactly as they are stored, as the verifier knows them: nothing is decoded or opened."""

import base64
from collections.abc import Callable, Iterator
from typing import Any

from psycopg import Connection
from psycopg.rows import tuple_row

from infra.log.verify import StoredEvent, microseconds, moment_text

_AFTER = """
    select notification_id, originator_id, originator_version, topic, state, recorded_at
      from register.events
     where notification_id > %b
     order by notification_id
     limit %b"""

READ = 5_000
"""Rows that are read at once."""


def after(conn: Connection[Any], position: int, limit: int) -> list[StoredEvent]:
    """The next rows after a position, at most so many."""
    with conn.cursor(row_factory=tuple_row) as cursor:
        rows = cursor.execute(_AFTER.encode(), (position, limit), prepare=True, binary=True).fetchall()
    return [StoredEvent(row[0], row[1], row[2], row[3], row[4], microseconds(row[5])) for row in rows]


def all_of(conn: Connection[Any], told: Callable[[int], None] = lambda position: None) -> Iterator[StoredEvent]:
    """Every row from the first on, some thousand in memory at a time. told: the position read so far."""
    position = 0
    while rows := after(conn, position, READ):
        yield from rows
        position = rows[-1].position
        told(position)


def line(stored: StoredEvent) -> dict[str, Any]:
    """The JSON object by which a row is handed out, as `verify.event` reads it."""
    try:
        state: Any = stored.state.decode()
    except UnicodeDecodeError:
        state = {"base64": base64.b64encode(stored.state).decode()}
    return {
        "position": stored.position,
        "stream": stored.stream,
        "version": stored.version,
        "topic": stored.topic,
        "recordedAt": moment_text(stored.recorded_at),
        "state": state,
    }
