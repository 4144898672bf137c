"""How far the log is, for `status` and for metrics."""

from datetime import datetime
from typing import Any, NamedTuple

from psycopg import Connection
from psycopg.rows import tuple_row
from psycopg.sql import SQL, Identifier

from infra.log.checkpoints import latest
from infra.log.keys import trail
from infra.log.tiles import StoredTiles
from projections.visibility import PROJECTOR


class Behind(NamedTuple):
    """events: events beyond a position; seconds: how long ago the first of these was recorded, 0 without any."""

    events: int
    seconds: float


class Standing(NamedTuple):
    """Where the log stands.

    size: events that the tree holds
    signed: events that the newest checkpoint covers; None before the first one
    signed_at: when it was signed
    key: the public key in force; None before the first checkpoint
    growing: what the tree does not hold yet
    unsigned: what no checkpoint covers yet
    """

    size: int
    signed: int | None
    signed_at: datetime | None
    key: str | None
    growing: Behind
    unsigned: Behind


_BEHIND = b"""
    select greatest(coalesce(max(notification_id), 0) - %(position)s, 0),
           coalesce((select extract(epoch from clock_timestamp() - e.recorded_at)::float8 from register.events as e
                      where e.notification_id = %(position)s + 1), 0)
      from register.events"""


def standing(conn: Connection[Any]) -> Standing:
    """Where the log stands; leaves the connection's role as it was."""
    with conn.transaction(force_rollback=True):  # gives the role back also within a transaction of the caller's
        conn.execute(SQL("set local role {}").format(Identifier(PROJECTOR)))
        size, last, keys = StoredTiles(conn).size(), latest(conn), trail(conn)
        return Standing(
            size,
            last.size if last is not None else None,
            last.signed_at if last is not None else None,
            keys[-1].vkey if keys else None,
            _behind(conn, size),
            _behind(conn, last.size if last is not None else 0),
        )


def _behind(conn: Connection[Any], position: int) -> Behind:
    with conn.cursor(row_factory=tuple_row) as cursor:
        row = cursor.execute(_BEHIND, {"position": position}).fetchone()
    assert row is not None
    return Behind(row[0], max(row[1], 0.0))
