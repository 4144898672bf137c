"""Compiled reads: a few lines kept open, the next free one for each answer, mended when they are cut."""

import asyncio
from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from typing import Final

import psycopg

from graphql_api.errors import ErrorCode, Fault, NotAnswered, Unavailable
from graphql_api.ports import Statement, Viewer
from infra.http.lines import Line, StaleStatementError

SLOWEST: Final = 10_000
"""Milliseconds that one statement may take."""
PATIENCE: Final = 10.0
"""Seconds that an answer waits for a free line."""
ATTEMPTS: Final = 3
"""Lines on which one question is tried: whoever cuts a line may mean the question."""
_SETTLING: Final = 5.0
"""Seconds in which a line whose question was given up must be free again."""


class Reading:
    """The lines of one process. Use as an asynchronous context in the loop that asks. size: lines at most"""

    def __init__(self, dsn: str, *, size: int = 8) -> None:
        self._dsn = dsn
        self._size = size
        self._opening = 0
        self._lines: set[Line] = set()
        self._free: list[Line] = []
        self._waiting: deque[asyncio.Future[Line | None]] = deque()
        self._settling: set[asyncio.Task[None]] = set()
        self._ended = False

    async def __aenter__(self) -> "Reading":
        return self

    async def __aexit__(self, *_: object) -> None:
        self._ended = True
        for task in self._settling:
            task.cancel()
        await asyncio.gather(*self._settling, return_exceptions=True)
        while self._lines:
            await self._close(next(iter(self._lines)))
        while self._waiting:
            self._next()

    async def answers(self, viewer: Viewer, statements: Sequence[Statement]) -> tuple[int, list[bytes]]:
        """The position shown and the text of each statement, all of one instant.

        Raises Unavailable, Fault when a statement takes too long, NotAnswered for what else the database refuses.
        """
        for _ in range(ATTEMPTS):
            line = await self._line()
            try:
                return await line.ask(viewer, statements)
            except (StaleStatementError, psycopg.InterfaceError):
                continue
            except psycopg.errors.QueryCanceled:
                raise Fault(ErrorCode.TOO_COMPLEX, "The question takes too long; narrow it.") from None
            except psycopg.OperationalError:
                raise Unavailable from None
            except psycopg.Error:
                raise NotAnswered from None
            finally:
                self._release(line)
        raise Unavailable

    async def _line(self) -> Line:
        """A line that nobody asks at present."""
        while self._free:
            line = self._free.pop()
            if line.idle:
                return line
            await self._close(line)
        try:
            async with asyncio.timeout(PATIENCE):
                while not self._ended:
                    if len(self._lines) + self._opening < self._size:
                        return await self._opened()
                    handed = await self._turn()
                    if handed is not None and handed.idle:
                        return handed
                    if handed is not None:
                        await self._close(handed)
        except TimeoutError:
            raise Unavailable from None
        raise Unavailable

    async def _turn(self) -> Line | None:
        """The line that becomes free; None when there is room for another one."""
        turn: asyncio.Future[Line | None] = asyncio.get_running_loop().create_future()
        self._waiting.append(turn)
        try:
            return await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():
                self._next(turn.result())
            raise

    async def _opened(self) -> Line:
        self._opening += 1
        try:
            line = await Line.open(self._dsn, slowest=SLOWEST)
            self._lines.add(line)
            return line
        except psycopg.Error:
            raise Unavailable from None
        finally:
            self._opening -= 1
            if self._ended or len(self._lines) + self._opening < self._size:
                self._next()

    def _release(self, line: Line) -> None:
        if self._ended or line not in self._lines:
            return
        if line.idle:
            self._next(line)
        else:
            task = asyncio.get_running_loop().create_task(self._settled(line))
            self._settling.add(task)
            task.add_done_callback(self._settling.discard)

    async def _settled(self, line: Line) -> None:
        """A line whose asker went away, or that was cut: free again, or closed."""
        with suppress(TimeoutError, psycopg.Error, OSError):
            await line.settle(_SETTLING)
        if line.idle:
            self._next(line)
        else:
            await self._close(line)

    async def _close(self, line: Line) -> None:
        self._lines.discard(line)
        self._next()
        await line.close()

    def _next(self, line: Line | None = None) -> None:
        """Hand a free line, or the room for one, to whoever waits longest."""
        while self._waiting:
            turn = self._waiting.popleft()
            if not turn.done():
                turn.set_result(line)
                return
        if line is not None:
            self._free.append(line)
