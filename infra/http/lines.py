"""Lines to the database for compiled reads: entering and all statements of an answer in one round trip.

libpq's pipeline mode, through psycopg's own binding: what stands between two synchronisation points is one implicit
transaction, in which the viewer's settings are local. The comforts of cursors cost ten times what such a read does.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Sequence
from contextlib import suppress
from enum import Enum, auto
from typing import Any, Final

import psycopg
from psycopg import AsyncConnection, pq
from psycopg.errors import lookup

from graphql_api.ports import Statement, Viewer
from projections.visibility import READER

ENTER: Final = b"select access.enter($1, $2)"
PREPARED: Final = 200
"""Statements that one line keeps prepared."""
_AGAIN: Final = 0.25
"""Seconds after which a question that was cancelled and still runs is cancelled once more."""
CONNECTING: Final = 10
"""Seconds in which a new line must stand."""
_SETTINGS: Final = f"""
    set role {READER};
    set jit = off;
    set default_transaction_read_only = on;
    set default_transaction_isolation = 'repeatable read'
"""
_CHANGED, _FORGOTTEN = "0A000", "26000"
"""States of a prepared statement: its table has another shape now; the connection knows none of that name."""


class StaleStatementError(Exception):
    """Prepared statements were forgotten; the same question asked again works."""


class _Sent(Enum):
    PREPARE = auto()
    FORGET = auto()
    ASK = auto()


class Line:
    """One connection in pipeline mode, asked by one reader at a time."""

    def __init__(self, connection: AsyncConnection[Any]) -> None:
        self._connection = connection
        self._pg = connection.pgconn
        self._loop = asyncio.get_running_loop()
        self._socket = self._pg.socket
        self._gone = False
        self._names: OrderedDict[bytes, bytes] = OrderedDict()
        self._count = 0
        self._sent: list[tuple[_Sent, bytes, bytes]] = []
        self._results: list[Any] = []
        self._answered: asyncio.Future[None] | None = None
        self._pg.nonblocking = 1
        self._pg.enter_pipeline_mode()
        self._loop.add_reader(self._socket, self._read)

    @classmethod
    async def open(cls, dsn: str, *, slowest: int) -> "Line":
        """A new line as the reader. slowest: milliseconds that one statement may take. Raises psycopg.Error."""
        options = f"-c statement_timeout={slowest} -c timezone=UTC"
        connection = await AsyncConnection.connect(
            dsn, autocommit=True, application_name=READER, options=options, connect_timeout=CONNECTING
        )
        try:
            await connection.execute(_SETTINGS.encode())
        except BaseException:
            await connection.close()
            raise
        return cls(connection)

    @property
    def idle(self) -> bool:
        """Whether the line stands and nothing is under way on it."""
        return self._answered is None and self._pg.status == pq.ConnStatus.OK

    async def ask(self, viewer: Viewer, statements: Sequence[Statement]) -> tuple[int, list[bytes]]:
        """The position that the views show, and the text that each statement answers.

        Raises StaleStatementError, and psycopg.Error: InterfaceError when the line is cut, otherwise the class of
        what the database says.
        """
        entering = (_text(viewer.official), _text(viewer.reason))
        self._answered = self._loop.create_future()
        try:
            self._send(ENTER, entering)
            for statement in statements:
                self._send(statement.sql, statement.parameters)
            self._pg.pipeline_sync()
        except psycopg.Error:
            self._cut()
        else:
            self._flush()
        await asyncio.shield(self._answered)
        return self._taken()

    async def settle(self, within: float) -> None:
        """After an asking was given up: cancel it in the database and read what still comes.

        A cancellation that comes between two statements ends neither, so it is repeated.
        Raises TimeoutError, psycopg.Error when the line is cut.
        """
        if self._answered is None:
            return
        async with asyncio.timeout(within):
            while not self._answered.done():
                await self._connection.cancel_safe(timeout=within)
                await asyncio.wait([self._answered], timeout=_AGAIN)
            await self._answered
        with suppress(psycopg.Error, StaleStatementError):
            self._taken()

    async def close(self) -> None:
        """End the connection; whoever still waits for an answer is told that it is cut."""
        self._cut()
        await self._connection.close()

    def _send(self, sql: bytes, parameters: Sequence[bytes | None]) -> None:
        name = self._names.get(sql)
        if name is None:
            self._make_room()
            self._count += 1
            name = self._names[sql] = b"r%d" % self._count
            self._pg.send_prepare(name, sql)
            self._sent.append((_Sent.PREPARE, sql, name))
        else:
            self._names.move_to_end(sql)
        self._pg.send_query_prepared(name, parameters)
        self._sent.append((_Sent.ASK, sql, name))

    def _make_room(self) -> None:
        while len(self._names) >= PREPARED:
            sql, name = self._names.popitem(last=False)
            self._pg.send_query_params(b"deallocate " + name, None)
            self._sent.append((_Sent.FORGET, sql, name))

    def _flush(self) -> None:
        try:
            if self._pg.flush():
                self._loop.add_writer(self._socket, self._flush)
            else:
                self._loop.remove_writer(self._socket)
        except psycopg.Error:
            self._cut()

    def _read(self) -> None:
        try:
            self._pg.consume_input()
            while self._answered is not None and not self._answered.done() and not self._pg.is_busy():
                result = self._pg.get_result()
                if result is None:
                    if self._pg.status != pq.ConnStatus.OK:
                        self._cut()
                elif result.status == pq.ExecStatus.PIPELINE_SYNC:
                    self._answered.set_result(None)
                else:
                    self._results.append(result)
        except psycopg.Error:
            self._cut()

    def _cut(self) -> None:
        """The connection is gone: whoever waits learns it. libpq may have closed its socket by itself already."""
        if self._gone:
            return
        self._gone = True
        self._loop.remove_reader(self._socket)
        self._loop.remove_writer(self._socket)
        self._pg.finish()
        if self._answered is not None and not self._answered.done():
            self._answered.set_exception(psycopg.InterfaceError("the connection is cut"))
            self._answered.exception()  # whoever waits is told all the same; nobody has to

    def _taken(self) -> tuple[int, list[bytes]]:
        """What has come, and the line free again."""
        sent, results = self._sent, self._results
        self._sent, self._results, self._answered = [], [], None
        answers: list[bytes] = []
        failed: Exception | None = None
        for (kind, sql, name), result in zip(sent, results, strict=True):
            if result.status in (pq.ExecStatus.TUPLES_OK, pq.ExecStatus.COMMAND_OK):
                if kind is _Sent.ASK:
                    answers.append(result.get_value(0, 0) or b"null")
                continue
            if kind is _Sent.PREPARE:
                self._names.pop(sql, None)
            elif kind is _Sent.FORGET:
                self._names.setdefault(sql, name)
                self._names.move_to_end(sql, last=False)
            failed = failed or self._failure(result, sql)
        if failed is not None:
            raise failed
        entered, *texts = answers
        return int(entered), texts

    def _failure(self, result: Any, sql: bytes) -> Exception | None:
        if result.status == pq.ExecStatus.PIPELINE_ABORTED:
            return None
        state = (result.error_field(pq.DiagnosticField.SQLSTATE) or b"").decode()
        if state == _FORGOTTEN:
            self._names.clear()
            return StaleStatementError()
        if state == _CHANGED and self._names.pop(sql, None):
            return StaleStatementError()
        return lookup(state)("a read failed") if state else psycopg.OperationalError("a read failed")


def _text(value: str | None) -> bytes | None:
    return None if value is None else value.encode()
