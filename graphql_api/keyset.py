"""Paging by key, forward and back: a page costs the same wherever it lies, and no row is skipped or shown twice.

A cursor names the order, the order's value and the id of one row; it is opaque to clients and checked when it returns.
"""

import binascii
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Final

import msgspec

from graphql_api.errors import ErrorCode, Fault
from graphql_api.tables import Clause, quoted, selected, sql_type, table
from projections.rows import Row, columns

DEFAULT: Final = 20
MOST: Final = 100


@dataclass(frozen=True)
class Order:
    """An order of rows: by a column, missing values last, ties by the key column, in the same direction.

    column: what is compared; `name_key` holds the place of `name` in the alphabet
    """

    column: str
    descending: bool = False

    @property
    def by(self) -> str:
        """The column that the order is named after."""
        return self.column.removesuffix("_key")

    @property
    def name(self) -> str:
        """`RECEIVED_ON_DESC`: its name in the schema and in cursors."""
        return f"{self.by.upper()}_{'DESC' if self.descending else 'ASC'}"


@dataclass(frozen=True)
class Window:
    """Which page is wanted: `first` after a cursor, or `last` before one."""

    first: int | None = None
    after: str | None = None
    last: int | None = None
    before: str | None = None

    @property
    def backward(self) -> bool:
        return self.last is not None or (self.before is not None and self.first is None)

    @property
    def size(self) -> int:
        """Rows on the page. Raises Fault when the window is not one page."""
        if self.first is not None and self.last is not None:
            raise Fault(ErrorCode.BAD_INPUT, "Give either `first` or `last`, not both.")
        size = self.last if self.backward else self.first
        size = DEFAULT if size is None else size
        if not 1 <= size <= MOST:
            raise Fault(ErrorCode.BAD_INPUT, f"A page has from 1 to {MOST} entries.")
        return size


class _Cursor(msgspec.Struct, array_like=True):
    order: str
    value: int | str | None
    id: str | int


def cursor(row: Row, order: Order, key: str) -> str:
    """The cursor of a row in an order."""
    value = getattr(row, order.column)
    if isinstance(value, date):
        value = value.isoformat()
    elif isinstance(value, Enum):
        value = value.value
    plain = msgspec.json.encode([order.name, value, getattr(row, key)])
    return urlsafe_b64encode(plain).decode().rstrip("=")


def _read(given: str, order: Order) -> _Cursor:
    try:
        if len(given) > 1000:
            raise ValueError
        found = msgspec.json.decode(urlsafe_b64decode(given + "=" * (-len(given) % 4)), type=_Cursor)
    except (ValueError, binascii.Error, msgspec.DecodeError):
        raise Fault(ErrorCode.BAD_INPUT, "This is not a cursor of this connection.") from None
    if found.order != order.name:
        raise Fault(ErrorCode.BAD_INPUT, "The cursor belongs to another order; ask for the first page again.")
    return found


@dataclass(frozen=True)
class Stretch:
    """A run of rows in the order of an index: those with a value, or those without one, which come last.

    where: which rows; order: by what they come, or backward against it
    """

    where: Clause
    order: str


def stretches(row: type[Row], key: str, order: Order, window: Window, where: Clause) -> list[Stretch]:
    """The runs in which a window's rows lie, one after another. Raises Fault for a cursor of something else.

    Each is compared and ordered as its index is, so that a page costs its own rows and not those before it.
    """
    after = None if window.after is None else _read(window.after, order)
    before = None if window.before is None else _read(window.before, order)
    descending = order.descending != window.backward
    sought = _Sought(row, key, order, where, after, before, "DESC" if descending else "ASC")
    if order.column == key or not _nullable(row, order.column):
        return sought.with_values("")
    present, missing = f"t.{quoted(order.column)} IS NOT NULL", f"t.{quoted(order.column)} IS NULL"
    runs = [sought.with_values(present), sought.without_values(missing)]
    return [run for found in (reversed(runs) if window.backward else runs) for run in found]


def looked_through(row: type[Row], runs: list[Stretch], size: int) -> Clause:
    """The first rows of some runs, all columns of them, one run after another."""
    parts = [
        Clause(f"SELECT t.* FROM {table(row)} t WHERE {run.where.sql} ORDER BY {run.order} LIMIT {size}", run.where[1])
        for run in runs
    ] or [Clause(f"SELECT t.* FROM {table(row)} t WHERE FALSE")]
    if len(parts) == 1:
        return parts[0]
    joined = " UNION ALL ".join(f"({part.sql})" for part in parts)
    return Clause(f"SELECT * FROM ({joined}) AS u LIMIT {size}", tuple(v for part in parts for v in part.parameters))


def page(row: type[Row], key: str, order: Order, window: Window, where: Clause) -> Clause:
    """The statement for one page and one row more, so that it is known whether others follow."""
    found = looked_through(row, stretches(row, key, order, window, where), window.size + 1)
    return Clause(f"SELECT {selected(row)} FROM ({found.sql}) t", found.parameters)


def _nullable(row: type[Row], name: str) -> bool:
    return next(column.nullable for column in columns(row) if column.name == name)


@dataclass(frozen=True)
class _Sought:
    """What both runs have in common. direction: the way in which they are read"""

    row: type[Row]
    key: str
    order: Order
    where: Clause
    after: _Cursor | None
    before: _Cursor | None
    direction: str

    def with_values(self, present: str) -> list[Stretch]:
        """The rows that have a value."""
        if self.after is not None and present and self.after.value is None:
            return []
        conditions = [self.where, *([Clause(present)] if present else [])]
        if self.after is not None:
            conditions.append(self._beyond(self.after, backward=False))
        if self.before is not None and not (present and self.before.value is None):
            conditions.append(self._beyond(self.before, backward=True))
        by = "" if self.order.column == self.key else f"t.{quoted(self.order.column)} {self.direction}, "
        return [self._run(conditions, f"{by}t.{quoted(self.key)} {self.direction}")]

    def without_values(self, missing: str) -> list[Stretch]:
        """The rows that have none, by their key."""
        if self.before is not None and self.before.value is not None:
            return []
        conditions = [self.where, Clause(missing)]
        if self.after is not None and self.after.value is None:
            conditions.append(self._by_key(self.after, backward=False))
        if self.before is not None:
            conditions.append(self._by_key(self.before, backward=True))
        return [self._run(conditions, f"t.{quoted(self.key)} {self.direction}")]

    @staticmethod
    def _run(conditions: list[Clause], order: str) -> Stretch:
        values = tuple(value for condition in conditions for value in condition.parameters)
        return Stretch(Clause(" AND ".join(f"({condition.sql})" for condition in conditions), values), order)

    def _beyond(self, at: _Cursor, *, backward: bool) -> Clause:
        """The rows after a cursor's row, or those before it, by value and key."""
        if self.order.column == self.key:
            return self._by_key(at, backward=backward)
        of = f"(t.{quoted(self.order.column)}, t.{quoted(self.key)})"
        sign = self._sign(backward)
        types = sql_type(self.row, self.order.column), sql_type(self.row, self.key)
        return Clause(f"{of} {sign} (%s::{types[0]}, %s::{types[1]})", (at.value, at.id))

    def _by_key(self, at: _Cursor, *, backward: bool) -> Clause:
        own = f"%s::{sql_type(self.row, self.key)}"
        return Clause(f"t.{quoted(self.key)} {self._sign(backward)} {own}", (at.id,))

    def _sign(self, backward: bool) -> str:
        return "<" if self.order.descending != backward else ">"
