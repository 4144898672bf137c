"""Events shown in memory: the projections over a store that keeps each row as JSON, as PostgreSQL takes it."""

from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

import msgspec

from domain.message import Recorded
from projections.catalogue import CATALOGUE
from projections.projection import Catalogue
from projections.rows import Row, key_of
from projections.views import Views
from tests.domain.scenario import Facts, Register, given
from tests.projections.histories import in_order

R = TypeVar("R", bound=Row)


class Shown:
    """Read tables in memory. `batch` is the most events of one unit of work."""

    def __init__(self, catalogue: Catalogue = CATALOGUE) -> None:
        self.catalogue = catalogue
        self.tables: dict[type[Row], dict[tuple[Any, ...], bytes]] = {row: {} for row in catalogue.rows}
        self._views = Views(self._load)

    def show(self, events: Sequence[Recorded], batch: int = 1_000, *, forgetful: bool = False) -> "Shown":
        """Show events; `forgetful` loads every row anew for each batch, as another process would."""
        for start in range(0, len(events), batch):
            if forgetful:
                self._views = Views(self._load)
            self.catalogue.apply(events[start : start + batch], self._views, {})
            for row, written, removed in self._views.changes():
                for key in removed:
                    self.tables[row].pop(key, None)
                for each in written:
                    self.tables[row][key_of(each)] = msgspec.json.encode(each)
            self._views.written()
        return self

    def one(self, row: type[R], *key: Any) -> R:
        return msgspec.json.decode(self.tables[row][key], type=row)

    def all(self, row: type[R], first: Any = None) -> list[R]:
        """The rows of a table in the order of their keys, or those of one record."""
        return [self.one(row, *key) for key in sorted(self.tables[row]) if first is None or key[0] == first]

    def _load(self, row: type[Row], firsts: Sequence[Any] | None) -> Iterable[Row]:
        wanted = None if firsts is None else set(firsts)
        return [self.one(row, *key) for key in list(self.tables[row]) if wanted is None or key[0] in wanted]


def shown(*facts: Facts, register: Register | None = None) -> Shown:
    """The read tables after these facts in the small register."""
    return Shown().show(in_order(given(*facts, register=register).register))
