"""Live tail: one listening connection per process tells any number of waiters that the register moved on.

Appends announce the new head; a lost announcement costs at most one poll, a lost connection is opened again. Who is
told still reads the events itself, so nothing depends on an announcement arriving.
"""

import asyncio
from dataclasses import dataclass
from typing import LiteralString, Self

import structlog
from psycopg import AsyncConnection, Error
from psycopg.sql import SQL, Identifier

from infra.store.datastore import CHANNEL
from infra.store.recorder import APPENDER
from infra.store.session import HEAD

_log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Source:
    """What is followed.

    channel: where moves are announced, with the new position as payload
    position: the statement that reads the position when announcements may have been missed
    role: the group role that may run it
    """

    channel: LiteralString
    position: LiteralString
    role: LiteralString


REGISTER = Source(channel=CHANNEL, position=HEAD, role=APPENDER)
"""The head of the register itself."""


class Tail:
    """Follows a position that only grows. Use as an asynchronous context in the loop that waits.

    dsn: connection string; the connection is its own, outside any pool
    poll: seconds after which the position is read even without an announcement
    """

    def __init__(self, dsn: str, source: Source = REGISTER, *, poll: float = 1.0) -> None:
        self._dsn = dsn
        self._source = source
        self._poll = poll
        self._position = 0
        self._moved = asyncio.Event()
        self._following: asyncio.Task[None] | None = None

    @property
    def position(self) -> int:
        """The last position heard of; 0 before the first."""
        return self._position

    async def wait_beyond(self, position: int, *, within: float | None = None) -> int:
        """Wait until the followed position is greater than `position`; the position then.

        within: seconds after which the wait ends anyway; what is returned is then not greater.
        """
        try:
            async with asyncio.timeout(within):
                while self._position <= position:
                    await self._moved.wait()
        except TimeoutError:
            pass
        return self._position

    async def __aenter__(self) -> Self:
        self._following = asyncio.create_task(self._follow(), name=f"tail of {self._source.channel}")
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._following is not None:
            self._following.cancel()
            await asyncio.gather(self._following, return_exceptions=True)

    async def _follow(self) -> None:
        pause = 0.05
        while True:
            try:
                async with await AsyncConnection.connect(
                    self._dsn, autocommit=True, application_name="register_tail"
                ) as conn:
                    await conn.execute(SQL("set role {}").format(Identifier(self._source.role)))
                    await conn.execute(SQL("listen {}").format(Identifier(self._source.channel)))
                    pause = 0.05
                    while True:
                        await self._read(conn)
                        async for announced in conn.notifies(timeout=self._poll):
                            self._move_to(int(announced.payload))
            except (Error, OSError, TimeoutError) as error:
                _log.warning("tail interrupted", exception=type(error).__name__)
            await asyncio.sleep(pause)
            pause = min(pause * 2, self._poll)

    async def _read(self, conn: AsyncConnection) -> None:
        async with asyncio.timeout(10):
            row = await (await conn.execute(self._source.position)).fetchone()
        self._move_to(int(row[0]) if row and row[0] is not None else 0)

    def _move_to(self, position: int) -> None:
        if position > self._position:
            self._position = position
            moved, self._moved = self._moved, asyncio.Event()
            moved.set()
