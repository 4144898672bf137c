"""The follower: lets the tree grow behind the register, batch by batch, tiles of a batch in one transaction.

Appends know nothing of it. A batch takes an advisory lock, so any number of followers may run and one writes at a time;
what a crash undoes is computed again from the events, to the same tiles.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Self

import psycopg
import structlog
from psycopg import Connection
from psycopg.sql import SQL, Identifier

from infra.log import stored
from infra.log.tiles import StoredTiles
from infra.log.tree import Edge
from infra.log.verify import event_hash
from projections.visibility import PROJECTOR

BATCH = 5_000
"""Most leaves of one transaction."""
PAUSE = 0.5
"""Seconds between two looks at the register, so that many appends cost one rewriting of the partial tiles.

Announcements of appends are not listened to: each would wake a process that has nothing to do for it."""
LOCK = 0x6C6F67  # "log"
_LONGEST_PAUSE = 5.0

_log = structlog.get_logger(__name__)

Looked = Callable[[int], None]
"""Told the size of the tree after each look at the register, whether it grew or not."""


class Follower:
    """Lets the tree grow over one connection of its own. Use as a context; not thread-safe.

    dsn: connection string of a migrated database
    batch: most leaves of one transaction
    """

    def __init__(self, dsn: str, *, batch: int = BATCH) -> None:
        self._conn: Connection[Any] = psycopg.connect(dsn, autocommit=True, application_name="register_log")
        self._conn.execute(SQL("set role {}").format(Identifier(PROJECTOR)))
        self._conn.execute("set enable_seqscan = off")  # plans are kept while the tables grow
        self._conn.execute("set jit = off")
        self._conn.execute("set synchronous_commit = off")  # what is lost is computed again
        self._batch = batch
        self._tiles = StoredTiles(self._conn)
        self._edge = Edge()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._conn.close()

    @property
    def size(self) -> int:
        """Leaves of the tree, as far as this follower knows."""
        return self._edge.size

    def catch_up(self, on_batch: Callable[[int], None] = lambda size: None) -> int:
        """Let the tree grow over everything recorded so far, and tell its size after each batch. The size reached."""
        while self.step():
            on_batch(self.size)
        return self.size

    def step(self) -> int:
        """Grow by one batch; how many leaves it had, 0 when there was nothing new."""
        try:
            with self._conn.transaction():
                self._conn.execute("select pg_advisory_xact_lock(%s, 0)", (LOCK,), prepare=True)
                size = self._tiles.size()
                if size != self._edge.size:
                    self._edge = self._tiles.edge(size)
                return self._grow(size)
        except BaseException:
            self._edge = Edge()
            raise

    def _grow(self, size: int) -> int:
        rows = stored.after(self._conn, max(size - 1, 0), self._batch + (size > 0))
        if size and [event_hash(row) for row in rows[:1]] != [self._tiles.leaf(size - 1)]:
            raise RegisterRewrittenError(
                f"the register does not hold event {size} as the log does: it grows no further"
            )
        rows = rows[1:] if size else rows
        if rows and (rows[0].position, rows[-1].position) != (size + 1, size + len(rows)):
            last = next(place for place, row in enumerate(rows, size) if row.position != place + 1)
            raise HoleInRegisterError(f"the register has a hole after position {last}: the log cannot grow over it")
        self._tiles.store(self._edge.grow(map(event_hash, rows)))
        return len(rows)


class RegisterRewrittenError(Exception):
    """The last event of the tree is another one in the register, or is gone."""


class HoleInRegisterError(Exception):
    """Positions of the register are not dense, which no append can bring about."""


def follow_log(dsn: str, stop: threading.Event, *, looked: Looked = lambda size: None) -> None:
    """Let the tree grow until `stop` is set. Lost connections and other failures are tried again."""
    pause = 0.1
    while not stop.is_set():
        try:
            with Follower(dsn) as follower:
                while not stop.is_set():
                    grown = follower.step()
                    if grown < BATCH:
                        looked(follower.size)
                        stop.wait(PAUSE)
                    pause = 0.1
        except Exception as error:  # whatever it is, the next try may do better than no follower at all
            _log.error("log interrupted", exc_info=error)
            stop.wait(pause)
            pause = min(pause * 2, _LONGEST_PAUSE)


@contextmanager
def following_log(dsn: str, stop: threading.Event, *, looked: Looked = lambda size: None) -> Iterator[None]:
    """A thread that lets the tree grow until `stop` is set, at the latest by the end of the context.

    A signal may come at any moment, also before the context stands: no process waits for a thread that nobody stops.
    """
    thread = threading.Thread(target=follow_log, args=(dsn, stop), kwargs={"looked": looked}, name="log", daemon=True)
    try:
        thread.start()
        yield
    finally:
        stop.set()
        if thread.ident is not None:
            thread.join()
