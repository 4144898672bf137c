"""Counters kept by difference: what a changed row contributed before is taken away, what it contributes now is added.

A tally is declared by its row class and one function per counted class, `row -> (key, amounts)…`. A board that reads
counters costs the same however many rows were counted. Functions must be total: they see every row that can be stored.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

from projections.rows import Row, columns
from projections.views import Views

Contribution = tuple[tuple[Any, ...], dict[str, int]]
"""The key of a counter row, and what a counted row adds to its columns."""
Contributions = Callable[[Any], Iterable[Contribution]]
C = TypeVar("C", bound=Contributions)


class Tally:
    """A table of counters. A counter row exists as long as one of its counters is not zero.

    row: its row class; every column outside the key is a counter with the default 0
    counted: the classes that are counted, each with its function
    """

    def __init__(self, row: type[Row]) -> None:
        self.row = row
        self.counted: dict[type[Row], Contributions] = {}
        self._counters = tuple(c.name for c in columns(row) if c.name not in row.TABLE.key)

    def of(self, source: type[Row]) -> Callable[[C], C]:
        """Count the rows of a class by this function, which depends on nothing but the row."""

        def register(contributions: C) -> C:
            self.counted[source] = contributions
            return contributions

        return register

    def count(self, views: Views) -> None:
        """Bring the counters to what the unit of work has changed since it was last written."""
        sums: dict[tuple[Any, ...], dict[str, int]] = {}
        for source, contributions in self.counted.items():
            for before, after in views.differences(source):
                if before is not None:
                    _add(sums, contributions(before), -1)
                if after is not None:
                    _add(sums, contributions(after), 1)
        changed = {key: amounts for key, amounts in sums.items() if any(amounts.values())}
        views.prefetch(self.row, dict.fromkeys(key[0] for key in changed))
        for key, amounts in changed.items():
            self._change(key, amounts, views)

    def _change(self, key: tuple[Any, ...], amounts: dict[str, int], views: Views) -> None:
        row: Any = views.find(self.row, *key)
        if row is None:
            row = self.row(**dict(zip(self.row.TABLE.key, key, strict=True)))
            views.put(row)
        for name, amount in amounts.items():
            setattr(row, name, getattr(row, name) + amount)
        if not any(getattr(row, name) for name in self._counters):
            views.remove(self.row, *key)


def _add(sums: dict[tuple[Any, ...], dict[str, int]], contributions: Iterable[Contribution], sign: int) -> None:
    for key, amounts in contributions:
        own = sums.setdefault(key, {})
        for name, amount in amounts.items():
            own[name] = own.get(name, 0) + sign * amount


def counted(tallies: Sequence[Tally]) -> frozenset[type[Row]]:
    """All classes that some tally counts."""
    return frozenset(source for tally in tallies for source in tally.counted)
