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
Rows = dict[Key, Any]
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
        self._known: dict[type[Row], dict[Any, Rows]] = {}
        """All rows of a record, by the first column of their key."""
        self._loose: dict[type[Row], dict[Any, Rows]] = {}
        """Rows put for records whose other rows nobody asked for."""
        self._none: dict[type[Row], set[Any]] = {}
        self._lately: dict[type[Row], dict[Any, Rows]] = {}
        self._half: dict[type[Row], frozenset[Any]] = {}
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
        found: R | None = self._of(row, key[0]).get(key)
        if found is not None:
            self._note(row, key, found, found)
        return found

    def look(self, row: type[R], *key: Any) -> R | None:
        """A row to read only, or None."""
        found: R | None = self._of(row, key[0]).get(key)
        return found

    def all(self, row: type[R], first: Any) -> list[R]:
        """The rows with this first key value, to change, in the order of their keys."""
        rows = self._of(row, first)
        for key, found in rows.items():
            self._note(row, key, found, found)
        return _in_order(rows)

    def peruse(self, row: type[R], first: Any) -> list[R]:
        """The rows with this first key value, to read only, in the order of their keys."""
        return _in_order(self._of(row, first))

    def everything(self, row: type[R]) -> list[R]:
        """All rows of a small table, to read only, in the order of their keys."""
        self._load_whole(row)
        rows: Rows = {}
        for of_record in self._known.get(row, {}).values():
            rows.update(of_record)
        return _in_order(rows)

    def put(self, row: Row) -> None:
        """Add a row, or replace the one with the same key."""
        cls, key = type(row), key_of(row)
        first = key[0]
        rows = self._of(cls, first) if cls in self._watched else self._known.get(cls, {}).get(first)
        if rows is None:
            whole = cls in self._whole or first in self._none.get(cls, ())
            rows = self._keep(cls, first, ()) if whole else self._loose.setdefault(cls, {}).setdefault(first, {})
        before = rows.get(key)
        rows[key] = row
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
        self._none.setdefault(row, set()).update(firsts)

    def prefetch(self, row: type[Row], firsts: Iterable[Any]) -> None:
        """Load the rows of many records at once."""
        if row.TABLE.resident:
            self._load_whole(row)
        if row in self._whole:
            return
        known, lately = self._known.setdefault(row, {}), self._lately.get(row, {})
        none = self._none.get(row, ())
        stored: dict[Any, list[Row]] = {}
        for first in firsts:
            if first in lately:
                self._keep(row, first, lately[first].values())
            elif first not in known and first not in none:
                stored[first] = []
        if stored:
            for found in self._load(row, list(stored)):
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

    def written(self, *, lately: bool = False) -> None:
        """All changes are stored: forget them, and all rows but those of resident tables.

        lately: what is known of a record is taken from memory if the next unit of work asks for it, since the
        changes may still be on their way; those of records that are `half_known` must have arrived
        """
        self._changed.clear()
        self._before.clear()
        self._lately = {row: known for row, known in self._known.items() if not row.TABLE.resident} if lately else {}
        self._half = {row: frozenset(loose) for row, loose in self._loose.items()} if lately else {}
        self._loose.clear()
        self._none.clear()
        for row in [row for row in self._memos if not row.TABLE.resident]:
            del self._memos[row]
        for row in [row for row in self._known if not row.TABLE.resident]:
            del self._known[row]
            self._whole.discard(row)

    def half_known(self, row: type[Row]) -> frozenset[Any]:
        """Records of which the last unit of work wrote rows without knowing all of them."""
        return self._half.get(row, frozenset())

    def _of(self, row: type[Row], first: Any) -> Rows:
        try:
            return self._known[row][first]
        except KeyError:
            return self._learn(row, first)

    def _learn(self, row: type[Row], first: Any) -> Rows:
        """The rows of a record that is asked for the first time. Small tables are loaded at once."""
        if row.TABLE.resident:
            self._load_whole(row)
        if row in self._whole or first in self._none.get(row, ()):
            return self._keep(row, first, ())
        lately = self._lately.get(row, {}).get(first)
        return self._keep(row, first, lately.values() if lately is not None else self._load(row, (first,)))

    def _load_whole(self, row: type[Row]) -> None:
        if row not in self._whole:
            stored: dict[Any, list[Row]] = {first: [] for first in self._loose.get(row, ())}
            for found in self._load(row, None):
                stored.setdefault(key_of(found)[0], []).append(found)
            for first, rows in stored.items():
                self._keep(row, first, rows)
            self._whole.add(row)

    def _keep(self, row: type[Row], first: Any, stored: Iterable[Row]) -> Rows:
        """Stored rows never replace what is already in memory: that may have been changed or removed."""
        known = self._known.setdefault(row, {})
        rows = known.get(first)
        if rows is None:
            rows = known[first] = self._loose.get(row, {}).pop(first, {})
            changed = self._changed.get(row, ())
            for found in stored:
                key = key_of(found)
                if key not in changed:
                    rows.setdefault(key, found)
        return rows

    def _note(self, row: type[Row], key: Key, found: Row | None, before: Row | None) -> None:
        changed = self._changed.get(row)
        if changed is None:
            changed = self._changed[row] = {}
        if row in self._watched and key not in changed:
            self._before.setdefault(row, {})[key] = copy(before) if before is not None else None
        changed[key] = found
        if row in self._memos:
            del self._memos[row]


def _in_order(rows: Rows) -> list[Any]:
    return [rows[key] for key in sorted(rows)] if len(rows) > 1 else list(rows.values())
