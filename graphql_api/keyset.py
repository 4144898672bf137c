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
from graphql_api.tables import Clause, quoted, selected, table
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
    """The rows that a window looks through: those that fit, in the order of the page or, backward, against it."""

    where: Clause
    order: str


def stretch(row: type[Row], key: str, order: Order, window: Window, where: Clause) -> Stretch:
    """Where a window's rows lie. Raises Fault for a cursor of something else."""
    backward = window.backward
    conditions = [where]
    if window.after is not None:
        conditions.append(_beyond(row, key, order, _read(window.after, order), backward=False))
    if window.before is not None:
        conditions.append(_beyond(row, key, order, _read(window.before, order), backward=True))
    descending = order.descending != backward
    direction, nulls = ("DESC" if descending else "ASC"), ("FIRST" if backward else "LAST")
    by = f"t.{quoted(order.column)} {direction}"
    if _nullable(row, order.column):
        by += f" NULLS {nulls}"
    if order.column != key:
        by += f", t.{quoted(key)} {direction}"
    values = tuple(value for condition in conditions for value in condition.parameters)
    return Stretch(Clause(" AND ".join(f"({condition.sql})" for condition in conditions), values), by)


def page(row: type[Row], key: str, order: Order, window: Window, where: Clause) -> Clause:
    """The statement for one page and one row more, so that it is known whether others follow."""
    there = stretch(row, key, order, window, where)
    sql = f"SELECT {selected(row)} FROM {table(row)} t WHERE {there.where.sql} ORDER BY {there.order} LIMIT %s"
    return Clause(sql, (*there.where.parameters, window.size + 1))


def _nullable(row: type[Row], name: str) -> bool:
    return next(column.nullable for column in columns(row) if column.name == name)


def _beyond(row: type[Row], key: str, order: Order, at: _Cursor, *, backward: bool) -> Clause:
    """The rows after a cursor's row, or those before it."""
    column, id_ = f"t.{quoted(order.column)}", f"t.{quoted(key)}"
    sql_types = {c.name: c.sql for c in columns(row)}
    sign = "<" if order.descending != backward else ">"
    value, own = f"%s::{sql_types[order.column]}", f"%s::{sql_types[key]}"
    if order.column == key:
        return Clause(f"{id_} {sign} {own}", (at.id,))
    if not _nullable(row, order.column):
        return Clause(f"({column}, {id_}) {sign} ({value}, {own})", (at.value, at.id))
    if at.value is None:
        ties = f"({column} IS NULL AND {id_} {sign} {own})"
        return Clause(f"{column} IS NOT NULL OR {ties}" if backward else ties, (at.id,))
    missing = "" if backward else f" OR {column} IS NULL"
    return Clause(
        f"{column} {sign} {value} OR ({column} = {value} AND {id_} {sign} {own}){missing}",
        (at.value, at.value, at.id),
    )
