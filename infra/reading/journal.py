"""Writes the journal of reads. Notes that come at the same time are committed together, by one writer.

`note` returns when its notes are committed. Whatever keeps them from it, a lost connection, a slow disk, a full queue,
becomes Unavailable, and the answer stays.
"""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final, Self

import msgspec
import structlog
from psycopg import AsyncConnection
from psycopg.sql import SQL, Identifier

from graphql_api.errors import Unavailable
from graphql_api.ports import ReadNote, RefusalNote
from infra.store.recorder import APPENDER

WAITING: Final = 1_000
"""Answers that may wait for the writer; further ones wait for a place."""
AT_ONCE: Final = 5_000
"""Notes of one transaction, unless a single answer has more."""
PATIENCE: Final = 10.0
"""Seconds that an answer waits to be noted."""
SLOWEST: Final = 4.0
"""Seconds that one transaction may take, and that connecting may take."""

READS: Final = b"select journal.note(%s::jsonb)"
REFUSALS: Final = b"select journal.refuse(%s::jsonb)"
_DURABLY: Final = (
    b"select set_config('synchronous_commit', 'on', false) where current_setting('synchronous_commit') = 'off'"
)
"""A server that answers before it has written would lose what was acknowledged."""
_log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class _Waiting:
    """The notes of one answer. encoded: each as JSON; kept: done when they are committed, or failed."""

    encoded: list[bytes]
    kept: "asyncio.Future[None]"


class Journal:
    """The journal of one database. Use as an asynchronous context in the loop that notes.

    dsn: connection string; the connection is its own, opened with the first note and again when it was lost
    noting: what is noted: READS or REFUSALS
    """

    def __init__(self, dsn: str, *, noting: bytes = READS, patience: float = PATIENCE) -> None:
        self._dsn = dsn
        self._noting = noting
        self._patience = patience
        self._queue: asyncio.Queue[_Waiting] = asyncio.Queue(WAITING)
        self._connection: AsyncConnection[Any] | None = None
        self._writing: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        self._writing = asyncio.create_task(self._write(), name="journal of reads")
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._writing is not None:
            self._writing.cancel()
            await asyncio.gather(self._writing, return_exceptions=True)
        while not self._queue.empty():
            _settle(self._queue.get_nowait(), kept=False)
        await self._disconnect()

    async def note(self, notes: Sequence[ReadNote | RefusalNote]) -> None:
        """Return when the notes are committed. Raises Unavailable when they are not, or not within `patience`."""
        if not notes:
            return
        waiting = _Waiting([_encoded(note) for note in notes], asyncio.get_running_loop().create_future())
        try:
            async with asyncio.timeout(self._patience):
                await self._queue.put(waiting)
                await waiting.kept
        except TimeoutError:
            raise Unavailable from None

    async def _write(self) -> None:
        while True:
            batch, kept = [await self._queue.get()], False
            try:
                notes = len(batch[0].encoded)
                while notes < AT_ONCE and not self._queue.empty():
                    batch.append(self._queue.get_nowait())
                    notes += len(batch[-1].encoded)
                wanted = [waiting for waiting in batch if not waiting.kept.done()]
                kept = not wanted or await self._committed([line for waiting in wanted for line in waiting.encoded])
            finally:
                for waiting in batch:
                    _settle(waiting, kept=kept)

    async def _committed(self, lines: list[bytes]) -> bool:
        """Commit notes; False when they are not, whatever kept them from it: the writer goes on.

        A connection that was cut while it rested is opened again, once. Notes whose commit was not confirmed may stand
        twice then; none is missing.
        """
        notes = (b"[" + b",".join(lines) + b"]").decode()
        for rested in (self._connection is not None, False):
            try:
                async with asyncio.timeout(SLOWEST):
                    connection = self._connection or await self._connect()
                    await connection.execute(self._noting, (notes,))
                return True
            except Exception as error:
                await self._disconnect()
                if not rested:
                    _log.error("notes were not kept", exception=type(error).__name__, count=len(lines))
                    return False
        raise AssertionError("the last attempt returns")

    async def _connect(self) -> AsyncConnection[Any]:
        connection = await AsyncConnection.connect(
            self._dsn, autocommit=True, application_name="register_journal", connect_timeout=int(SLOWEST)
        )
        self._connection = connection
        await connection.execute(SQL("set role {}").format(Identifier(APPENDER)))
        await connection.execute(_DURABLY)
        return connection

    async def _disconnect(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            with suppress(Exception):
                await connection.close()


def _settle(waiting: _Waiting, *, kept: bool) -> None:
    if waiting.kept.done():
        return
    if kept:
        waiting.kept.set_result(None)
    else:
        waiting.kept.set_exception(Unavailable())


def _encoded(note: ReadNote | RefusalNote) -> bytes:
    """One note as JSON that PostgreSQL takes: a reason is a client's words, and may hold what text cannot."""
    if isinstance(note, RefusalNote):
        return msgspec.json.encode(note)
    reason = None if note.reason is None else note.reason.replace("\x00", "").encode("utf-8", "replace").decode()
    return msgspec.json.encode({**msgspec.to_builtins(note), "reason": reason})
