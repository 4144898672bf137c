"""Connections to the register's database: a pool whose sessions act in one role and nothing more."""

import logging
from collections.abc import Callable
from typing import Any, LiteralString

from eventsourcing.postgres import PostgresDatastore
from psycopg import Connection
from psycopg.conninfo import conninfo_to_dict
from psycopg.rows import dict_row
from psycopg.sql import SQL, Identifier

for _silenced in ("psycopg", "psycopg.pool"):  # by the library, when it is imported; their warnings are worth a line
    logging.getLogger(_silenced).setLevel(logging.NOTSET)

SCHEMA: LiteralString = "register"
CHANNEL: LiteralString = "register_events"
"""Channel on which every append announces the new head of the register."""

SILENCE = 5.0
"""Seconds after which a session that fell silent inside a transaction, perhaps holding the turn, loses it."""
LOCK_WAIT = 10.0
"""Seconds that a session waits for a lock before it reports the database as not answering."""


class RegisterDatastore(PostgresDatastore):
    """The library's datastore, opened with a whole connection string and bound to a role.

    dsn: any libpq connection string or URL; its options, certificates and several hosts are honoured
    role: the group role that every session takes
    pool_size: connections kept open; up to `max_overflow` more under load
    """

    def __init__(self, dsn: str, *, role: str, pool_size: int = 2, max_overflow: int = 14) -> None:
        self._role = role
        super().__init__("", "", "", "", "", pool_size=pool_size, max_overflow=max_overflow, schema=SCHEMA)
        self.originator_id_type = "text"
        given: dict[str, Any] = {"application_name": role, **conninfo_to_dict(dsn)}
        self.pool.kwargs = {**given, "row_factory": dict_row}

    def after_connect_func(self) -> Callable[[Connection[Any]], None]:
        role = self._role

        def after_connect(conn: Connection[Any]) -> None:
            conn.autocommit = True
            conn.execute(SQL("set role {}").format(Identifier(role)))
            # The tables grow by orders of magnitude between two analyses: a sequential scan that was right when a
            # statement was prepared would be kept long after. The penalty for one would set off compilation.
            conn.execute("set enable_seqscan = off")
            conn.execute("set jit = off")
            # With its parameters in sight the planner finds each statement cheaper, and plans it anew for each call.
            conn.execute("set plan_cache_mode = force_generic_plan")
            conn.execute("set timezone = 'UTC'")
            conn.execute(SQL("set idle_in_transaction_session_timeout = {}").format(int(SILENCE * 1000)))
            conn.execute(SQL("set lock_timeout = {}").format(int(LOCK_WAIT * 1000)))

        return after_connect

    def register_type_adapters(self) -> None:
        """Nothing to adapt: events travel as arrays of plain types."""
