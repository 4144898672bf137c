"""Showing much at once: one batch is stored while the next one is computed, so that two processors are at work.

For tables that nobody else reads or writes yet. What goes wrong is done again batch by batch, as by every projector.
"""

import gc
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

from psycopg import Error

from infra.projector.runner import Projector, connected
from infra.projector.tables import RowRefusedError, Statement, Tables
from infra.store.session import Session
from projections.projection import Poison
from projections.rows import Row
from projections.views import LoadFailedError, Views

_ALLOCATIONS = 100_000
"""Objects made between two rounds of the collector while rows by the thousand are in memory."""


class AheadProjector(Projector):
    """A projector that reads over a second connection and computes while the first one stores."""

    def __init__(self, dsn: str, **options: Any) -> None:
        super().__init__(dsn, **options)
        self._reading = connected(dsn)
        self._events = Session(self._reading)
        self._earlier = Tables(self._reading, self._schema)
        self._stored: Future[int] | None = None

    def __exit__(self, *_: object) -> None:
        self._reading.close()
        super().__exit__()

    def catch_up(self, on_batch: Callable[[int], None] = lambda position: None) -> int:
        """Show everything recorded so far, and tell the position when a batch is stored. The position reached."""
        with _seldom_collected(), ThreadPoolExecutor(1, "register-store") as storing:
            while True:
                whole = self._limit == self._batch
                if whole and self._run_ahead(storing, on_batch):
                    return self.position
                self._start_over()
                if not self.step():
                    return self.position
                on_batch(self.position)

    def _run_ahead(self, storing: ThreadPoolExecutor, on_batch: Callable[[int], None]) -> bool:
        """Whether everything is shown; False when a batch has to be shown the slow way."""
        generation, position = self._tables.position()
        if (generation, position) != self._at:
            self._start_over()
            self._at = (generation, position)
        try:
            while rows := self._events.tail(position, self._batch):
                batch = self._batch_of(rows)
                self._catalogue.apply(batch, self._views, self._poisoned)
                changes, position = self._tables.changes(self._views), batch[-1].position
                self._views.written(lately=True)
                self._settle(on_batch)
                self._stored = storing.submit(self._store_changes, changes, position)
            self._settle(on_batch)
        except (Poison, RowRefusedError, LoadFailedError):
            return False
        finally:
            self._abandon()
        return True

    def _store_changes(self, changes: Sequence[Statement], position: int) -> int:
        with self._conn.transaction():
            self._lock()
            self._tables.send(changes)
            self._reach(position)
        return position

    def _settle(self, on_batch: Callable[[int], None]) -> None:
        """Wait until the batch before is stored, and tell of it."""
        if self._stored is not None:
            stored, self._stored = self._stored, None
            self._at = (self._at[0], stored.result())
            on_batch(self.position)

    def _abandon(self) -> None:
        """Nothing is stored behind the back of whoever goes on."""
        if self._stored is not None:
            stored, self._stored = self._stored, None
            if stored.exception() is None:
                self._at = (self._at[0], stored.result())

    def _start_over(self) -> None:
        self._views = Views(self._load)

    def _load(self, row: type[Row], firsts: Sequence[Any] | None) -> Iterable[Row]:
        """Rows as the batch before left them; those that it did not touch need not wait for it."""
        if self._stored is not None and (firsts is None or not self._views.half_known(row).isdisjoint(firsts)):
            try:
                self._stored.result()
            except (Error, RowRefusedError) as error:
                raise LoadFailedError from error
        return self._earlier.load(row, firsts)


@contextmanager
def _seldom_collected() -> Iterator[None]:
    """Rows and what holds them form no circles: the collector would walk them again and again in vain."""
    before = gc.get_threshold()
    gc.set_threshold(_ALLOCATIONS, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)
