"""JSON written by the database: what a column's value is as JSON text, and texts put together.

Equal to what the scalars of the schema serialise, character for character where it matters to a client.
"""

from collections.abc import Iterable
from enum import Enum
from functools import cache
from typing import Any, Final, NamedTuple

from graphql_api.reads import json_text, quoted_text
from graphql_api.tables import quoted
from projections.rows import Column, Row, columns

MOST_ARGUMENTS: Final = 90
"""PostgreSQL takes at most 100 arguments of one function."""
DISCLOSED: Final = ("\x02", "\x03")
"""Between these characters, which JSON text never has, an answer names a personal row that it shows."""


class Sql(NamedTuple):
    """A piece of a text that the database computes."""

    expression: str


Piece = str | Sql


def concatenated(pieces: Iterable[Piece]) -> str:
    """The expression of a text made of constant and computed pieces, none of them NULL."""
    merged: list[str] = []
    constant = ""
    for piece in pieces:
        if isinstance(piece, str):
            constant += piece
        else:
            if constant:
                merged.append(quoted_text(constant))
                constant = ""
            merged.append(piece.expression)
    if constant:
        merged.append(quoted_text(constant))
    return _joined(merged)


def _joined(expressions: list[str]) -> str:
    if len(expressions) > MOST_ARGUMENTS:
        parts = [expressions[at : at + MOST_ARGUMENTS] for at in range(0, len(expressions), MOST_ARGUMENTS)]
        return _joined([_joined(part) for part in parts])
    return f"concat({', '.join(expressions)})"


@cache
def column_of(row: type[Row], name: str) -> Column:
    return next(column for column in columns(row) if column.name == name)


def column_pieces(column: Column, alias: str) -> list[Piece]:
    """The JSON text of a column. Only what may hold any character at all is escaped by the database."""
    expression = f"{alias}.{quoted(column.name)}"
    kind: Any = column.type
    if column.sql == "text[]":
        inner = kind.__args__[0]
        if _is_enum(inner):
            return ["[", Sql(_named_list(inner, expression)), "]"]
        return [Sql(json_text(expression, nullable=column.nullable))]
    if column.sql in ("boolean", "jsonb", "bigint"):
        return [_or_null(f"{expression}::text", column)]
    if column.sql == "date":
        return _in_quotes(expression, column)
    if _is_enum(kind):
        return _in_quotes(_named(kind, expression), column)
    return [Sql(json_text(expression, nullable=column.nullable))]


def _or_null(text: str, column: Column) -> Sql:
    return Sql(f"coalesce({text}, 'null')" if column.nullable else text)


def _in_quotes(text: str, column: Column) -> list[Piece]:
    if column.nullable:
        return [_or_null(f"""'"' || {text} || '"'""", column)]
    return ['"', Sql(text), '"']


def _is_enum(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, Enum)


def _named(kind: type[Enum], expression: str) -> str:
    """The schema's name of a value of a closed list."""
    if all(member.name == member.value.upper() for member in kind):
        return f"upper({expression})"
    cases = " ".join(f"when {quoted_text(member.value)} then {quoted_text(member.name)}" for member in kind)
    return f"case {expression} {cases} end"


def _named_list(kind: type[Enum], expression: str) -> str:
    named = f"select string_agg('\"' || {_named(kind, 'u.value')} || '\"', ',' order by u.place)"
    return f"({named} from unnest({expression}) with ordinality as u(value, place))"
