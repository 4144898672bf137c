"""Read tables as SQL: which columns are selected, and how a line of the answer becomes a row again."""

from functools import cache
from typing import Any, NamedTuple, TypeVar

from projections.rows import Row, columns

R = TypeVar("R", bound=Row)


class Clause(NamedTuple):
    """A piece of SQL with `%s` placeholders and the values for them."""

    sql: str
    parameters: tuple[Any, ...] = ()


def quoted(name: str) -> str:
    return f'"{name}"'


@cache
def table(row: type[Row]) -> str:
    """The table with its schema."""
    return f"views.{quoted(row.TABLE.name)}"


@cache
def names(row: type[Row]) -> tuple[str, ...]:
    return tuple(column.name for column in columns(row))


@cache
def selected(row: type[Row], alias: str = "t") -> str:
    """All columns of the row under an alias, in the order of declaration."""
    return ", ".join(f"{alias}.{quoted(name)}" for name in names(row))


def made(row: type[R], line: tuple[Any, ...]) -> R:
    """The row of one line whose columns stand in the order of declaration."""
    return row(**dict(zip(names(row), line, strict=True)))


@cache
def sql_type(row: type[Row], column: str) -> str:
    """The PostgreSQL type of a column."""
    return next(c.sql for c in columns(row) if c.name == column)
