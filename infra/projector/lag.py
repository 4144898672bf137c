"""How far the read tables are, for `status`, for metrics, and for those who wait to read what they wrote."""

from typing import Any, NamedTuple

from psycopg import Connection
from psycopg.rows import tuple_row

from infra.store.tail import Source
from projections.schema import LIVE, TRACKING
from projections.visibility import PROJECTOR, READER

CAUGHT_UP = Source(
    channel="views_caught_up",
    position="select notification_id from views.tracking where application_name = 'views'",
    role=READER,
)
"""The position that the read tables show, to be followed with `infra.store.tail.Tail`."""


class Progress(NamedTuple):
    """Where the read tables stand.

    head: position of the last recorded event
    position: position of the last event that they show
    events: events still to be shown
    seconds: how long the first of these has been waiting; 0 when there is none
    parked: records that could not be shown
    """

    head: int
    position: int
    events: int
    seconds: float
    parked: int


_PROGRESS = f"""
    with shown as (
        select coalesce((select notification_id from {LIVE}.{TRACKING} where application_name = 'views'), 0) as position
    )
    select coalesce((select max(notification_id) from register.events), 0), shown.position,
           coalesce((select extract(epoch from clock_timestamp() - e.recorded_at)::float8 from register.events as e
                      where e.notification_id = shown.position + 1), 0),
           (select count(distinct stream) from {LIVE}.parked)
      from shown"""


def progress(conn: Connection[Any]) -> Progress:
    """Where the read tables stand; leaves the connection's role as it was."""
    with conn.transaction(force_rollback=True), conn.cursor(row_factory=tuple_row) as cursor:
        cursor.execute(f"set local role {PROJECTOR}")
        cursor.execute(_PROGRESS.encode())
        row = cursor.fetchone()
    assert row is not None
    head, position, seconds, parked = row
    return Progress(head, position, max(head - position, 0), max(seconds, 0.0), parked)
