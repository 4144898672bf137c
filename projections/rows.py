"""Read tables declared once: a row class gives the table's columns, key, indexes, visibility and documentation.

    class OfficeRow(Row, table="office", key=("id",), visible=Visibility.STAFF):
        '''An office of the Centre.

        id: its record
        '''
        id: str

Table definitions, statements, policies and the API's types derive from these classes.
"""

import types
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum, StrEnum
from functools import cache
from inspect import cleandoc
from operator import attrgetter
from typing import Any, ClassVar, Union, dataclass_transform, get_args, get_origin, get_type_hints

import msgspec
from msgspec import Struct, StructMeta

from domain.message import meanings
from projections.collation import SortKey


class Visibility(StrEnum):
    """Who may see the rows of a table; `projections.visibility` holds the policies."""

    STAFF = "staff"
    """Everybody in office: offices, posts, officials, the calendar."""
    RECORD = "record"
    """What a matter is about and where it stands: its offices, the instructed, the country's leadership, auditors."""
    CONTENTS = "contents"
    """What people wrote and who they are: its offices, the instructed, the Ombudsman; neither Head nor auditors."""
    OFFICE = "office"
    """Figures of one office: who sees all matters of that office."""
    COUNTRY = "country"
    """Figures of the country: who sees where every matter stands."""
    PERSON = "person"
    """A person's own data: whoever sees the contents of a matter to which the person is a party."""
    PERSONNEL = "personnel"
    """Measures on officials: the Ombudsman, the Head, auditors, and the official concerned."""
    PERSONNEL_CONTENTS = "personnel_contents"
    """Grounds of measures: the Ombudsman, the Head, and the official concerned."""
    TRAIL = "trail"
    """As the record that the event belongs to."""
    TRAIL_CONTENTS = "trail_contents"
    """As the contents of the record that the event belongs to."""
    TRAIL_LINE = "trail_line"
    """Whoever sees the line of the trail that stands at the row's position."""
    COMPARTMENT = "compartment"
    """Those who see measures on officials, and whoever may cross the wall."""
    OWN = "own"
    """The official's own rows."""
    PUBLIC = "public"
    """Everybody, also without a token."""
    NOBODY = "nobody"
    """Only the projector."""

    @property
    def personal(self) -> bool:
        """Whether the rows open what people wrote or who they are: each read of one is recorded."""
        return self in _PERSONAL


_PERSONAL = frozenset(
    {Visibility.CONTENTS, Visibility.PERSON, Visibility.PERSONNEL_CONTENTS, Visibility.TRAIL_CONTENTS}
)


@dataclass(frozen=True)
class Column:
    """One column. type: the Python type without None; sql: its PostgreSQL type."""

    name: str
    type: Any
    sql: str
    nullable: bool


@dataclass(frozen=True)
class Table:
    """A read table as declared by its row class.

    key: primary key; the first column is the unit in which rows are loaded, as a rule the record's id
    indexes: column lists of further indexes; a list that begins with "unique" is a unique index
    resident: small and often asked, so its rows stay in the projector's memory between batches
    words: what a column `words` for full-text search is generated from, if there is one; it is indexed, never loaded
    alike: a column in which words that look alike are found, where the database can do that
    personal: columns that tell who a person is in a table whose rows are not personal as a whole
    """

    name: str
    key: tuple[str, ...]
    visible: Visibility
    indexes: tuple[tuple[str, ...], ...] = ()
    resident: bool = False
    words: str = ""
    alike: str = ""
    personal: tuple[str, ...] = ()


class _TableMeta(StructMeta):
    """Takes the table's declaration from the class statement."""

    def __new__(
        mcls,
        name: str,
        bases: tuple[type, ...],
        namespace: dict[str, Any],
        *,
        table: str = "",
        key: tuple[str, ...] = (),
        visible: Visibility | None = None,
        indexes: Sequence[str | tuple[str, ...]] = (),
        resident: bool = False,
        words: str = "",
        alike: str = "",
        personal: tuple[str, ...] = (),
        **config: Any,
    ) -> Any:
        if table:
            if not key or visible is None:
                raise TypeError(f"{name}: a table needs a key and a visibility")
            lists = tuple((index,) if isinstance(index, str) else index for index in indexes)
            namespace["TABLE"] = Table(table, key, visible, lists, resident, words, alike, personal)
        # Rows form no circles; the collector would walk a whole batch of them again and again.
        return super().__new__(mcls, name, bases, namespace, **{"kw_only": True, "gc": False, **config})

    def __init__(self, name: str, bases: tuple[type, ...], namespace: dict[str, Any], **_: Any) -> None:
        super().__init__(name, bases, namespace)


@dataclass_transform(kw_only_default=True, field_specifiers=(msgspec.field,))
class Row(Struct, metaclass=_TableMeta):
    """A row of a read table; changed in place by the handlers of its projection."""

    TABLE: ClassVar[Table]


_SQL_TYPES: dict[Any, str] = {
    str: "text",
    int: "bigint",
    bool: "boolean",
    date: "date",
    datetime: "timestamptz",
    dict: "jsonb",
    tuple: "text[]",
    SortKey: 'text collate "C"',
}


@cache
def columns(row: type[Row]) -> tuple[Column, ...]:
    """The table's columns in the order of declaration. Raises TypeError for a type that has no column type."""
    hints = get_type_hints(row)
    return tuple(_column(row, f.name, hints[f.name]) for f in msgspec.structs.fields(row))


def _column(row: type[Row], name: str, hint: Any) -> Column:
    parts = get_args(hint) if get_origin(hint) in (Union, types.UnionType) else (hint,)
    nullable = type(None) in parts
    (kind,) = (part for part in parts if part is not type(None))
    base = get_origin(kind) or kind
    if isinstance(base, type) and issubclass(base, Enum):
        base = str
    if base not in _SQL_TYPES:
        raise TypeError(f"{row.__name__}.{name}: no column type for {kind!r}")
    return Column(name, kind, _SQL_TYPES[base], nullable)


_BOOKKEEPING = frozenset({"offices", "wall", "guarded", "version", "position", "updated_at", "parked"})


@cache
def personal_columns(row: type[Row]) -> frozenset[str]:
    """Columns whose values are personal: in personal rows all but the key and what keeps the row."""
    if not row.TABLE.visible.personal:
        return frozenset(row.TABLE.personal)
    return frozenset(column.name for column in columns(row)) - set(row.TABLE.key) - _BOOKKEEPING


@cache
def column_docs(row: type[Row]) -> dict[str, str]:
    """What each column means, from the `name: meaning` lines of the class docstring."""
    return meanings(row.__doc__ or "")


def table_summary(row: type[Row]) -> str:
    """The first line of the row's docstring."""
    return cleandoc(row.__doc__ or "").split("\n", 1)[0]


def key_of(row: Row) -> tuple[Any, ...]:
    """The row's primary key as a tuple."""
    return _key_reader(type(row))(row)


@cache
def _key_reader(row: type[Row]) -> Callable[[Row], tuple[Any, ...]]:
    (first, *rest) = row.TABLE.key
    if rest:
        return attrgetter(first, *rest)
    only = attrgetter(first)
    return lambda each: (only(each),)
