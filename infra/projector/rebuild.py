"""Building all read tables anew beside the live ones, from the first event on, and swapping them in one moment.

Readers see the old tables until the swap and the new ones from then on, never fewer events than before. A rebuild
that was interrupted leaves the live tables as they are; the next one starts over, or goes on if asked to.
"""

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from queue import Empty, SimpleQueue
from typing import Any

import psycopg
from psycopg import Connection
from psycopg.sql import SQL, Identifier

from infra.projector.ahead import AheadProjector
from infra.projector.runner import LOCK
from projections.catalogue import CATALOGUE
from projections.projection import Catalogue
from projections.rows import Row, columns
from projections.schema import LIVE, NEXT, ddl, indexes
from projections.sql import column_list
from projections.visibility import OWNER

_REBUILD_LOCK = 0x72656275  # "rebu"
_OLD = "views_old"
_BATCH = 4_000
_AT_ONCE = 2
"""Connections that build indexes."""


class RebuildRunningError(Exception):
    """Another rebuild of the same database is under way; wait for it or stop it."""


class RebuildInterruptedError(Exception):
    """The rebuild was stopped before its end; the live tables are as they were."""


def rebuild(
    dsn: str,
    *,
    on_progress: Callable[[int, int], None] = lambda position, head: None,
    stop: threading.Event | None = None,
    resume: bool = False,
    catalogue: Catalogue = CATALOGUE,
    batch: int = _BATCH,
) -> int:
    """Rebuild all read tables; the number of events shown.

    on_progress: called after each batch with the position reached and the register's head
    stop: set it to interrupt between two batches
    batch: most events of one transaction
    resume: go on with the tables that an interrupted rebuild left, if they are of this release
    Raises RebuildRunningError, RebuildInterruptedError.
    """
    with psycopg.connect(dsn, autocommit=True, application_name="register_rebuild") as owner:
        locked = owner.execute("select pg_try_advisory_lock(%s)", (_REBUILD_LOCK,)).fetchone()
        if locked is None or not locked[0]:
            raise RebuildRunningError("a rebuild of this register is running already")
        _take_owner(owner)
        _prepare(owner, resume)
        with AheadProjector(dsn, schema=NEXT, batch=batch, catalogue=catalogue) as projector:

            def tell(position: int) -> None:
                if stop is not None and stop.is_set():
                    raise RebuildInterruptedError("the rebuild was interrupted; the read tables are as they were")
                on_progress(position, max(_head(owner), position))

            projector.catch_up(tell)
            _finish_tables(dsn)
            _swap(owner, lambda: projector.catch_up(tell))
            shown = projector.position
        _drop_old(owner)
        return shown


def measure(dsn: str) -> None:
    """Tell PostgreSQL how much the live tables hold, after they grew by much at once.

    Its own round comes a minute later; until then it plans questions for the few rows that it knew.
    """
    with psycopg.connect(dsn, autocommit=True, application_name="register_measure") as owner:
        owner.execute(SQL("set role {}").format(Identifier(OWNER)))
        for row in CATALOGUE.rows:
            owner.execute(_measuring(LIVE, row).encode())


def _take_owner(conn: Connection[Any]) -> None:
    """Act as the owner, who must be able to make and rename schemas. A copy of a database loses that grant."""
    with suppress(psycopg.errors.InsufficientPrivilege):
        conn.execute(SQL("grant create on database {} to {}").format(Identifier(conn.info.dbname), Identifier(OWNER)))
    conn.execute(SQL("set role {}").format(Identifier(OWNER)))


def _prepare(owner: Connection[Any], resume: bool) -> None:
    with owner.transaction():
        if not resume:
            owner.execute(f"drop schema if exists {NEXT} cascade".encode())
        owner.execute(f"drop schema if exists {_OLD} cascade".encode())
        for statement in ddl(NEXT, with_indexes=False):
            owner.execute(statement.encode())


def _head(owner: Connection[Any]) -> int:
    row = owner.execute("select max(notification_id) from register.events").fetchone()
    return int(row[0] or 0) if row else 0


def _finish_tables(dsn: str) -> None:
    """Build the indexes at once instead of row by row; give the planner statistics before anybody reads."""
    for statements in (indexes(NEXT), [_measuring(NEXT, row) for row in CATALOGUE.rows]):
        waiting = SimpleQueue[str]()
        for statement in statements:
            waiting.put(statement)
        with ThreadPoolExecutor(_AT_ONCE, "register-finish") as pool:
            for done in [pool.submit(_work_off, dsn, waiting) for _ in range(_AT_ONCE)]:
                done.result()


def _work_off(dsn: str, waiting: SimpleQueue[str]) -> None:
    with psycopg.connect(dsn, autocommit=True, application_name="register_rebuild") as owner, suppress(Empty):
        owner.execute(SQL("set role {}").format(Identifier(OWNER)))
        owner.execute("set max_parallel_maintenance_workers = 0")
        while True:
            owner.execute(waiting.get_nowait().encode())


def _measuring(schema: str, row: type[Row]) -> str:
    """Documents are looked into by nobody's condition, and cost more to measure than all other columns."""
    asked = [column.name for column in columns(row) if column.sql != "jsonb"]
    return f"analyze {schema}.{row.TABLE.name} ({column_list([*asked, *(['words'] if row.TABLE.words else [])])})"


def _swap(owner: Connection[Any], finish: Callable[[], int]) -> None:
    """Hold the live projector back, show the last events, exchange the names."""
    with owner.transaction():
        owner.execute("select pg_advisory_xact_lock(%s, hashtext(%s))", (LOCK, LIVE))
        finish()
        owner.execute(f"alter schema {LIVE} rename to {_OLD}".encode())
        owner.execute(f"alter schema {NEXT} rename to {LIVE}".encode())


def _drop_old(owner: Connection[Any]) -> None:
    """Readers may still be at work in the old tables: drop them when they are done, at the latest with the next try."""
    for _ in range(50):
        try:
            with owner.transaction():
                owner.execute("set local lock_timeout = '200ms'")
                owner.execute(f"drop schema if exists {_OLD} cascade".encode())
            return
        except psycopg.errors.LockNotAvailable:
            time.sleep(0.1)
