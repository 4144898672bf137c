"""The API's look at the read models: one read-only transaction for each operation, as the official who asks.

The reader's role sees only what the database's own policies show it; they look at what `access.enter` found about the
viewer, which is set for the transaction and is gone with it.
"""

import os
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from typing import Any, Final

import psycopg
from psycopg import AsyncConnection, AsyncRawCursor, IsolationLevel
from psycopg_pool import AsyncConnectionPool, PoolTimeout

from graphql_api.errors import ErrorCode, Fault, NotAnswered, Unavailable
from graphql_api.filters import INCOMPARABLE
from graphql_api.ports import Statement, Viewer
from infra.http.reading import SLOWEST, Reading
from infra.past import Pasts
from infra.store.tail import Tail
from projections.visibility import READER

LINES: Final = 2 * (os.cpu_count() or 2)
"""Lines for compiled reads: more of them than the database's processors can serve only take turns there."""
_FIRST_WORD: Final = 1.0
"""Seconds that a new process waits to hear how far the views are."""


class ReadModels:
    """The views of one database. Use as an asynchronous context in the loop that asks.

    shown: follows the position that the views show
    size: connections at most
    """

    def __init__(self, dsn: str, shown: Tail, *, size: int = 10) -> None:
        self._shown = shown
        self._reading = Reading(dsn, size=LINES)
        self._pasts = Pasts(dsn)
        self._pool: AsyncConnectionPool[AsyncConnection[tuple[Any, ...]]] = AsyncConnectionPool(
            dsn,
            min_size=1,
            max_size=size,
            timeout=10,
            open=False,
            configure=_configured,
            kwargs={
                "application_name": READER,
                "options": f"-c statement_timeout={SLOWEST} -c timezone=UTC",
            },
            name=READER,
        )

    async def __aenter__(self) -> "ReadModels":
        await self._pool.open()
        await self._reading.__aenter__()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._reading.__aexit__()
        await self._pool.close()
        await self._pasts.close()

    async def position(self) -> int:
        return self._shown.position or await self._shown.wait_beyond(0, within=_FIRST_WORD)

    async def reached(self, position: int, *, within: float) -> bool:
        return await self._shown.wait_beyond(position - 1, within=within) >= position

    async def beyond(self, position: int, *, within: float) -> None:
        await self._shown.wait_beyond(position, within=within)

    async def answers(self, viewer: Viewer, statements: Sequence[Statement]) -> tuple[int, list[bytes]]:
        """As the API's port says."""
        return await self._reading.answers(viewer, [await self._pasts.told(each) for each in statements])

    @asynccontextmanager
    async def session(self, viewer: Viewer) -> AsyncIterator["ReadSession"]:
        """A transaction of the reader for this viewer. Raises Unavailable when the database cannot be reached."""
        async with AsyncExitStack() as stack:
            try:
                session = ReadSession(await self._begun(stack, viewer), self._pasts)
            except (PoolTimeout, psycopg.OperationalError, psycopg.InterfaceError) as error:
                raise _fault(error) from None
            yield session

    async def _begun(self, stack: AsyncExitStack, viewer: Viewer) -> AsyncConnection[tuple[Any, ...]]:
        """A connection in a transaction of its own; one that was cut while it rested is put away for another."""
        for cut in range(self._pool.max_size + 1):
            try:
                async with AsyncExitStack() as attempt:
                    connection = await attempt.enter_async_context(self._pool.connection())
                    await attempt.enter_async_context(connection.transaction())
                    await connection.execute("select access.enter(%s, %s)", (viewer.official, viewer.reason))
                    stack.push_async_exit(_ended(attempt.pop_all()))
                    return connection
            except (psycopg.OperationalError, psycopg.InterfaceError) as error:
                if isinstance(error, PoolTimeout) or cut == self._pool.max_size:
                    raise
        raise AssertionError("the last attempt returns or raises")


def _ended(stack: AsyncExitStack) -> Any:
    """Ends a transaction that only read: a connection that is cut by then has nothing left to lose."""

    async def end(*_: object) -> None:
        with suppress(psycopg.OperationalError, psycopg.InterfaceError):
            await stack.aclose()

    return end


class ReadSession:
    """One transaction of the reader."""

    def __init__(self, connection: AsyncConnection[tuple[Any, ...]], pasts: Pasts) -> None:
        self._connection = connection
        self._pasts = pasts

    async def rows(self, sql: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        try:
            cursor = await self._connection.execute(sql.encode(), parameters or None)
            return await cursor.fetchall()
        except (psycopg.OperationalError, psycopg.InterfaceError, psycopg.DataError) as error:
            raise _fault(error) from None

    async def text(self, statement: Statement) -> bytes:
        """As the API's port says; `$1` is how the server itself knows parameters."""
        statement = await self._pasts.told(statement)
        cursor = AsyncRawCursor(self._connection)
        try:
            await cursor.execute(statement.sql, [None if p is None else p.decode() for p in statement.parameters])
            row = await cursor.fetchone()
        except (psycopg.OperationalError, psycopg.InterfaceError) as error:
            raise _fault(error) from None
        except psycopg.Error:
            raise NotAnswered from None
        return b"null" if row is None or row[0] is None else row[0].encode()


def _fault(error: Exception) -> Exception:
    """What went wrong with the database, as far as it concerns the caller."""
    if isinstance(error, psycopg.errors.QueryCanceled):
        return Fault(ErrorCode.TOO_COMPLEX, "The question takes too long; narrow it.")
    if isinstance(error, psycopg.DataError):
        return Fault(ErrorCode.BAD_INPUT, INCOMPARABLE)
    return Unavailable()


async def _configured(connection: AsyncConnection[Any]) -> None:
    await connection.execute(f"set role {READER}")
    await connection.commit()
    await connection.set_isolation_level(IsolationLevel.REPEATABLE_READ)
    await connection.set_read_only(True)
