"""What a field reads, told beside its resolver, so that a question becomes one statement of SQL.

Columns and links tell it by themselves. A written field says it under `READS` in its metadata; a field that says
nothing is answered by the ordinary executor, and with it the root field that it stands below.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Protocol

import orjson

from domain.text import Language
from graphql_api.tables import Clause
from projections.rows import Row

READS: Final = "reads"
"""Under this name a field's metadata hold one of the descriptions below."""

Arguments = Mapping[str, Any]


class Asking(Protocol):
    """What is known of a question while its statement is written."""

    @property
    def language(self) -> Language:
        """The caller's language."""
        ...

    @property
    def today(self) -> Any:
        """The register's civil day, as a value for `bind`."""
        ...

    @property
    def official(self) -> Any:
        """Who asks, as a value for `bind`."""
        ...

    def bind(self, value: Any) -> str:
        """A placeholder for a value."""
        ...

    def bound(self, clause: Clause) -> str:
        """A clause with placeholders of this statement."""
        ...

    def table(self, row: type[Row]) -> str:
        """The name of a further table that the statement reads."""
        ...


@dataclass(frozen=True)
class Leaf:
    """A value: the SQL expression of its JSON text from the row's alias, never NULL."""

    sql: Callable[[Asking, str, Arguments], str]


@dataclass(frozen=True)
class Part:
    """An object made of one expression over the row, or null where that is NULL."""

    of: Callable[[str], str]


@dataclass(frozen=True)
class Parts:
    """A list of objects, each made of one element of an array column, in its order."""

    array: Callable[[str], str]


@dataclass(frozen=True)
class Rows:
    """Rows of another table that need more than equal columns.

    where: the condition, from the alias of those rows, the alias of the present one and the field's arguments
    order: the columns by which they come; limit: at most so many, by the field's arguments
    many: a list; otherwise the first one or null; last: the last one comes first
    shown: name of the object type as which they are shown, if it is not the row's own
    """

    row: type[Row]
    where: Callable[[Asking, str, str, Arguments], Clause]
    order: tuple[str, ...]
    limit: Callable[[Arguments], int] | None = None
    many: bool = True
    last: bool = False
    shown: str | None = None


@dataclass(frozen=True)
class Found:
    """A record of any kind: the first of some tables in which a column has the value.

    rows: the tables, in the order in which they are looked through
    value: the value, from the alias of the present row and the field's arguments
    kind: whether the value is a record's id, whose beginning names the one table that can hold it
    """

    rows: tuple[type[Row], ...]
    column: str
    value: Callable[[Asking, str, Arguments], str]
    kind: bool = False


@dataclass(frozen=True)
class Value:
    """One column of a row of another table, or null where there is none.

    by: its column -> the column of the present row that it equals; together its key
    """

    row: type[Row]
    column: str
    by: Mapping[str, str]


@dataclass(frozen=True)
class Holder:
    """An object that is no row itself, only holds fields."""


@dataclass(frozen=True)
class Listed:
    """A connection. listing: the `Listing` that it pages through."""

    listing: Any


@dataclass(frozen=True)
class SeenBefore:
    """An object about the moment before an act, for who sees an event of it. argument: names the event's position"""

    argument: str


Reading = Leaf | Part | Parts | Rows | Found | Value | Holder | Listed | SeenBefore


def quoted_text(text: str) -> str:
    """A string constant of SQL."""
    return "'" + text.replace("'", "''") + "'"


def json_text(expression: str, *, nullable: bool = True) -> str:
    """The JSON text of an expression of any type."""
    plain = f"to_json({expression})::text"
    return f"coalesce({plain}, 'null')" if nullable else plain


def truth(condition: str) -> str:
    """The JSON text of a condition; what is unknown is false."""
    return f"coalesce(({condition})::text, 'false')"


def looked_up(words: Iterable[tuple[str, str]], expression: str) -> str:
    """The JSON text of the word that belongs to the value of an expression."""
    table = orjson.dumps(dict(words)).decode()
    return f"to_json({quoted_text(table)}::jsonb ->> {expression})::text"
