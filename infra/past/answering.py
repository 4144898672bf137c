"""Questions about the register as it stood, made into questions of today: the rows of then travel with the statement.

Nothing is written anywhere. The rows are told in memory from the events, and PostgreSQL reads them as if they were its
tables, so that every field of every type answers as it does today.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import psycopg
from anyio import CapacityLimiter, to_thread
from msgspec.json import encode
from psycopg import Connection, IsolationLevel
from psycopg_pool import ConnectionPool, PoolTimeout

from graphql_api.errors import ErrorCode, Fault, Unavailable
from graphql_api.ports import Past, Statement
from infra.past import counters, matters
from infra.past.changing import changes
from infra.past.events import Events
from infra.past.folding import Rows
from infra.past.moments import Cut, cut
from infra.past.organisation import Organisation
from infra.past.shadows import Shadow, anchored, shadowed, tables
from infra.sealing import Keyring
from infra.sealing.keks import KeysUnavailableError
from infra.store.codec import Codec
from projections.audit import AUDIT
from projections.boards.tallies import BOARD_TALLIES
from projections.catalogue import CATALOGUE
from projections.projection import kind_name
from projections.rows import Row, key_of

AT_ONCE = 2
"""Questions about the past that are told at the same time; telling is work for this process, not for the database."""
SLOWEST = 10_000
"""Milliseconds that one statement of a telling may take."""
_COUNTERS = frozenset(tally.row for tally in BOARD_TALLIES)
_TRAIL = frozenset(AUDIT.rows)


class Pasts:
    """Tells the past from the events of one database. Opens its connections when first asked; close it at the end."""

    def __init__(self, dsn: str) -> None:
        self._keyring = Keyring()
        self._organisation = Organisation()
        self._codec = Codec()
        self._limiter = CapacityLimiter(AT_ONCE)
        self._pool: ConnectionPool[Connection[Any]] = ConnectionPool(
            dsn,
            min_size=0,
            max_size=AT_ONCE,
            timeout=10,
            open=False,
            configure=_configured,
            kwargs={
                "application_name": "register_past",
                "options": f"-c statement_timeout={SLOWEST} -c timezone=UTC -c jit=off",
            },
            name="register_past",
        )

    async def close(self) -> None:
        await to_thread.run_sync(self._pool.close)

    async def told(self, statement: Statement) -> Statement:
        """The statement as one of today. Raises Unavailable, Fault for what needs too much or lies ahead."""
        if statement.past is None:
            return statement
        return await to_thread.run_sync(self.answered, statement, limiter=self._limiter)

    def answered(self, statement: Statement) -> Statement:
        """The same, in the thread of the caller."""
        past = statement.past
        assert past is not None
        with self._reading() as source:
            at = cut(past.moment, source)
            if past.since is not None:
                told = changes(past, cut(past.since, source), at, self._organisation, source)
                return shadowed(statement, replace(at, found=(("changes", encode(told).decode()),)), {})
            return shadowed(statement, at, self._shadows(past, at, source))

    def _shadows(self, past: Past, at: Cut, source: Events) -> dict[type[Row], Shadow]:
        wanted = tables(past.tables)
        counted = counters.rows(at, self._organisation, source) if wanted & _COUNTERS else {}
        organisation = self._organisation.rows(at, source)
        told = matters.rows(past, at, self._organisation, source)
        return {
            row: Shadow(counted.get(row, ())) if row in _COUNTERS else _shadow(row, past, organisation, told, source)
            for row in sorted(wanted, key=lambda row: row.TABLE.name)
        }

    @contextmanager
    def _reading(self) -> Iterator[Events]:
        self._pool.open()
        try:
            with self._pool.connection() as conn, conn.transaction():
                yield Events(conn, self._codec, self._keyring)
        except psycopg.errors.QueryCanceled:
            raise Fault(ErrorCode.TOO_COMPLEX, "The question takes too long; narrow it.") from None
        except (PoolTimeout, psycopg.OperationalError, psycopg.InterfaceError, KeysUnavailableError):
            raise Unavailable from None


def _shadow(row: type[Row], past: Past, organisation: Rows, told: Rows, source: Events) -> Shadow:
    """The rows of a table, those whose place is empty today apart. A line of the trail always keeps its place."""
    rows = organisation.get(row, {})
    if row in _TRAIL:
        asked = {kind for kind, main in CATALOGUE.main.items() if main in past.trails}
        rows = {key: line for key, line in rows.items() if kind_name(str(key[0])) in asked}
    rows = rows | told.get(row, {})
    if not rows or row in _TRAIL or not anchored(row):
        return Shadow(rows.values())
    standing = source.standing(row, {key[0] for key in rows})
    return Shadow(
        [each for each in rows.values() if key_of(each) in standing],
        [each for each in rows.values() if key_of(each) not in standing],
    )


def _configured(conn: Connection[Any]) -> None:
    conn.execute("set role register_projector")
    conn.commit()
    conn.isolation_level = IsolationLevel.REPEATABLE_READ
    conn.read_only = True
