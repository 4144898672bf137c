"""The unit of work of a projection: rows looked up, changed in place and collected for one write per table.

Rows are loaded by the first column of their key, all of one record at once, so a batch of events needs few loads.
A row that a handler gets is taken as changed; `look` and `peruse` only read.
"""

from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from copy import copy
from typing import Any, TypeVar, cast

from projections.rows import Row, key_of

R = TypeVar("R", bound=Row)
T = TypeVar("T")
Key = tuple[Any, ...]
Load = Callable[[type[Row], Sequence[Any] | None], Iterable[Row]]
"""(row class, values of the key's first column) -> the stored rows; None instead of values: the whole table."""


class MissingRow(LookupError):
    """A handler asked for a row that is not there: an earlier event of the record is missing or was not shown."""


class LoadFailedError(Exception):
    """Stored rows could not be loaded: the fault of the connection, not of the event that asked for them."""


class Views:
    """Rows by class and key, loaded when asked for, remembered until `written` tells that they are stored."""

    def __init__(self, load: Load) -> None:
        self._load = load
        self._rows: dict[type[Row], dict[Any, dict[Key, Row]]] = {}
        self._loaded: dict[type[Row], set[Any]] = {}
        self._whole: set[type[Row]] = set()
        self._changed: dict[type[Row], dict[Key, Row | None]] = {}
        self._watched: Container[type[Row]] = ()
        self._before: dict[type[Row], dict[Key, Row | None]] = {}
        self._memos: dict[type[Row], Any] = {}

    def get(self, row: type[R], *key: Any) -> R:
        """A row to change. Raises MissingRow."""
        found = self.find(row, *key)
        if found is None:
            raise MissingRow(row.TABLE.name)
        return found

    def find(self, row: type[R], *key: Any) -> R | None:
        """A row to change, or None."""
        found = self._of(row, key[0]).get(key)
        if found is not None:
            self._note(row, key, found, found)
        return cast("R | None", found)

    def look(self, row: type[R], *key: Any) -> R | None:
        """A row to read only, or None."""
        return cast("R | None", self._of(row, key[0]).get(key))

    def all(self, row: type[R], first: Any) -> list[R]:
        """The rows with this first key value, to change, in the order of their keys."""
        rows = self._of(row, first)
        for key, found in rows.items():
            self._note(row, key, found, found)
        return cast("list[R]", [rows[key] for key in sorted(rows)])

    def peruse(self, row: type[R], first: Any) -> list[R]:
        """The rows with this first key value, to read only, in the order of their keys."""
        rows = self._of(row, first)
        return cast("list[R]", [rows[key] for key in sorted(rows)])

    def everything(self, row: type[R]) -> list[R]:
        """All rows of a small table, to read only, in the order of their keys."""
        if row not in self._whole:
            stored: dict[Any, list[Row]] = {}
            for found in self._load(row, None):
                stored.setdefault(key_of(found)[0], []).append(found)
            for first, rows in stored.items():
                self._keep(row, first, rows)
            self._whole.add(row)
        found_rows = [r for rows in self._rows.get(row, {}).values() for r in rows.values()]
        return cast("list[R]", sorted(found_rows, key=key_of))

    def put(self, row: Row) -> None:
        """Add a row, or replace the one with the same key."""
        cls, key = type(row), key_of(row)
        before = self._of(cls, key[0]).get(key) if cls in self._watched else None
        self._rows.setdefault(cls, {}).setdefault(key[0], {})[key] = row
        self._note(cls, key, row, before)

    def remove(self, row: type[Row], *key: Any) -> None:
        """Remove a row, if it is there."""
        removed = self._of(row, key[0]).pop(key, None)
        if removed is not None:
            self._note(row, key, None, removed)

    def memo(self, row: type[Row], build: Callable[[], T]) -> T:
        """What is computed from the rows of one class, computed again only after one of them changed."""
        found = self._memos.get(row)
        if found is None:
            found = self._memos[row] = build()
        return cast(T, found)

    def expect_none(self, row: type[Row], firsts: Iterable[Any]) -> None:
        """Nothing is stored yet for these records, since their first event is only now to be shown."""
        self._loaded.setdefault(row, set()).update(firsts)

    def prefetch(self, row: type[Row], firsts: Iterable[Any]) -> None:
        """Load the rows of many records at once."""
        if row in self._whole:
            return
        loaded = self._loaded.setdefault(row, set())
        wanted = [first for first in firsts if first not in loaded]
        if wanted:
            stored: dict[Any, list[Row]] = {first: [] for first in wanted}
            for found in self._load(row, wanted):
                stored[key_of(found)[0]].append(found)
            for first, rows in stored.items():
                self._keep(row, first, rows)

    def watch(self, rows: Container[type[Row]]) -> None:
        """Keep what rows of these classes were before their first change, for `differences`."""
        self._watched = rows

    def differences(self, row: type[R]) -> Iterator[tuple[R | None, R | None]]:
        """Each changed row of a watched class: what it was when last written, and what it is now."""
        now = self._changed.get(row, {})
        for key, before in self._before.get(row, {}).items():
            yield cast("R | None", before), cast("R | None", now[key])

    def changed(self, row: type[R]) -> list[R]:
        """The rows of a class that are to be stored."""
        return cast("list[R]", [found for found in self._changed.get(row, {}).values() if found is not None])

    def changes(self) -> Iterator[tuple[type[Row], list[Row], list[Key]]]:
        """What is to be stored: by table the rows written and the keys removed."""
        for row, changed in self._changed.items():
            written = [r for r in changed.values() if r is not None]
            yield row, written, [key for key, r in changed.items() if r is None]

    def written(self) -> None:
        """All changes are stored: forget them, and all rows but those of resident tables."""
        self._changed.clear()
        self._before.clear()
        for row in [row for row in self._memos if not row.TABLE.resident]:
            del self._memos[row]
        for row in [row for row in self._rows if not row.TABLE.resident]:
            del self._rows[row]
            self._whole.discard(row)
        for row in [row for row in self._loaded if not row.TABLE.resident]:
            del self._loaded[row]

    def _of(self, row: type[Row], first: Any) -> dict[Key, Row]:
        if first not in self._loaded.setdefault(row, set()) and row not in self._whole:
            self._keep(row, first, self._load(row, (first,)))
        return self._rows.setdefault(row, {}).setdefault(first, {})

    def _keep(self, row: type[Row], first: Any, stored: Iterable[Row]) -> None:
        """Stored rows never replace what is already in memory: that may have been changed or removed."""
        loaded = self._loaded.setdefault(row, set())
        if first in loaded:
            return
        loaded.add(first)
        rows = self._rows.setdefault(row, {}).setdefault(first, {})
        changed = self._changed.get(row, {})
        for found in stored:
            key = key_of(found)
            if key not in changed:
                rows.setdefault(key, found)

    def _note(self, row: type[Row], key: Key, found: Row | None, before: Row | None) -> None:
        if row in self._watched:
            kept = self._before.setdefault(row, {})
            if key not in kept:
                kept[key] = copy(before)
        self._changed.setdefault(row, {})[key] = found
        self._memos.pop(row, None)
