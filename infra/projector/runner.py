"""The projector: shows events to the projections batch by batch, rows and position in one transaction.

A batch takes an advisory lock, so any number of projectors may run and one writes at a time. What fails because of
an event parks the event's record and the rest goes on; what fails because of the connection is for the caller.
"""

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager, nullcontext
from typing import Any, Self

import psycopg
import structlog
from psycopg import Connection, Notify
from psycopg.sql import SQL, Identifier

from domain.message import Recorded
from infra.past.counters import keep as keep_counters
from infra.projector.tables import RowRefusedError, Tables
from infra.store.codec import Codec, StoredRow, UndecodableEventError
from infra.store.datastore import CHANNEL
from infra.store.session import Session
from projections.catalogue import CATALOGUE
from projections.projection import Catalogue, Poison, Poisoned, Unreadable
from projections.schema import LIVE
from projections.views import LoadFailedError, Views
from projections.visibility import PROJECTOR

BATCH = 1_000
"""Most events of one transaction."""
CAUGHT_UP_CHANNEL = "views_caught_up"
"""Channel on which each batch announces the position that the read tables show."""
LOCK = 0x70726F6A  # "proj"

_log = structlog.get_logger(__name__)

Traced = Callable[[Iterable[str | None]], AbstractContextManager[Any]]
"""Opens the telemetry of one batch, given the traces of its acts."""


def _untraced(_: Iterable[str | None]) -> AbstractContextManager[Any]:
    return nullcontext()


def connected(dsn: str) -> Connection[Any]:
    """A connection in the role of the projector. Raises psycopg.Error."""
    conn: Connection[Any] = psycopg.connect(dsn, autocommit=True, application_name=PROJECTOR)
    conn.execute(SQL("set role {}").format(Identifier(PROJECTOR)))
    # Plans are kept while the tables grow by orders of magnitude: a sequential scan must not outlive the start.
    # A server with a just-in-time compiler takes the avoided scan's cost for a reason to compile each statement.
    conn.execute("set enable_seqscan = off")
    conn.execute("set jit = off")
    conn.execute("set timezone = 'UTC'")
    # Rows and position are lost together or not at all, and what is lost is shown again: no need to wait for disk.
    conn.execute("set synchronous_commit = off")
    return conn


class Projector:
    """Keeps the tables of one schema up to date over one connection of its own. Use as a context; not thread-safe.

    dsn: connection string of a migrated database
    schema: the live tables, or those that a rebuild fills
    batch: most events of one transaction
    traced: telemetry of a batch
    """

    def __init__(
        self,
        dsn: str,
        *,
        schema: str = LIVE,
        batch: int = BATCH,
        catalogue: Catalogue = CATALOGUE,
        traced: Traced = _untraced,
    ) -> None:
        self._conn = connected(dsn)
        self._schema = schema
        self._batch = self._limit = batch
        self._catalogue = catalogue
        self._traced = traced
        self._session = Session(self._conn)
        self._codec = Codec()
        self._tables = Tables(self._conn, schema)
        self._at = (0, 0)
        self._poisoned: Poisoned = {}
        self._start_over()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._conn.close()

    @property
    def position(self) -> int:
        """Position of the last event shown, as far as this projector knows."""
        return self._at[1]

    def catch_up(self, on_batch: Callable[[int], None] = lambda position: None) -> int:
        """Show everything recorded so far, and tell the position after each batch. The position reached."""
        while self.step():
            on_batch(self.position)
        return self.position

    def step(self) -> int:
        """Show one batch; how many events it had, 0 when there was nothing new."""
        while True:
            try:
                return self._show()
            except Poison as poison:
                self._start_over()
                self._poisoned[poison.projection, poison.position] = poison.error
                _log.error(
                    "event parked", projection=poison.projection, position=poison.position, exception=poison.error
                )
            except _SmallerBatchError:
                self._start_over()
            except LoadFailedError as failed:
                self._start_over()
                raise (failed.__cause__ or failed) from None
            except BaseException:
                self._start_over()
                raise

    def _show(self) -> int:
        with self._conn.transaction():
            self._lock()
            at = self._tables.position()
            if at != self._at:
                self._start_over()
            rows = self._session.tail(at[1], self._limit)
            if rows:
                batch = self._batch_of(rows)
                with self._traced(recorded.act.trace for recorded in batch if isinstance(recorded, Recorded)):
                    self._store(batch)
        if rows:
            self._views.written()
            self._at = (at[0], batch[-1].position)
            self._limit = min(self._batch, self._limit * 2)
            self._poisoned = {key: error for key, error in self._poisoned.items() if key[1] > self._at[1]}
        else:
            self._at = at
        return len(batch) if rows else 0

    def _store(self, batch: list[Recorded | Unreadable]) -> None:
        self._catalogue.apply(batch, self._views, self._poisoned)
        try:
            self._tables.store(self._views)
        except RowRefusedError as refused:
            self._narrow(batch, refused)
        self._reach(batch[-1].position)

    def _lock(self) -> None:
        self._conn.execute("select pg_advisory_xact_lock(%s, hashtext(%s))", (LOCK, self._schema), prepare=True)

    def _reach(self, position: int) -> None:
        self._tables.track(position)
        keep_counters(self._conn, self._schema, self.position, position)
        self._conn.execute("select pg_notify(%s, %s)", (self._channel, str(position)), prepare=True)

    def _narrow(self, batch: list[Recorded | Unreadable], refused: RowRefusedError) -> None:
        """Find the event whose row was refused by trying smaller and smaller batches."""
        if len(batch) > 1:
            self._limit = len(batch) // 2
            raise _SmallerBatchError from None
        (event,) = batch
        if not isinstance(event, Recorded):
            raise refused
        suspects = self._catalogue.suspects(refused.row, type(event.event))
        unheard = [name for name in suspects if (name, event.position) not in self._poisoned]
        if not unheard:
            raise refused
        raise Poison(unheard[0], event, refused.error) from None

    @property
    def _channel(self) -> str:
        return CAUGHT_UP_CHANNEL if self._schema == LIVE else f"{self._schema}_caught_up"

    def _start_over(self) -> None:
        self._views = Views(self._tables.load)

    def _batch_of(self, rows: "list[StoredRow]") -> "list[Recorded | Unreadable]":
        batch = [self._decode(row) for row in rows]
        return _whole_commands(batch) if len(batch) == self._limit else batch

    def _decode(self, row: StoredRow) -> Recorded | Unreadable:
        try:
            return self._codec.decode(row)
        except UndecodableEventError:
            return Unreadable(row.stream, row.position, row.topic)

    def listen(self) -> None:
        """Hear of appends from now on."""
        self._conn.execute(SQL("listen {}").format(Identifier(CHANNEL)))

    def wait(self, seconds: float) -> None:
        """Wait for an append, at most so long."""
        heard: list[Notify] = list(self._conn.notifies(timeout=seconds, stop_after=1))
        del heard


def _whole_commands(batch: "list[Recorded | Unreadable]") -> "list[Recorded | Unreadable]":
    """A full batch without the command that it may have cut: what one command did is shown at once or not yet.

    Otherwise a record that is opened behind a wall would be seen for the moment between two transactions. A command
    that fills the batch alone is cut all the same.
    """
    begin = len(batch) - 1
    while begin > 0 and _command(batch[begin - 1]) == _command(batch[-1]) is not None:
        begin -= 1
    return batch[:begin] or batch


def _command(event: "Recorded | Unreadable") -> object:
    return event.act.command if isinstance(event, Recorded) else None


class _SmallerBatchError(Exception):
    """The batch is to be tried in smaller parts."""
