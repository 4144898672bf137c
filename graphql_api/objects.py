"""Object types derived from read tables: a field for each column, described as the table describes it.

Columns that name another record become that record, and rows that point here become lists, by `Link`. A type's
further fields stand in a small class of its own.
"""

from collections.abc import Callable, Iterable, Mapping
from enum import Enum
from types import GenericAlias
from typing import Any

import strawberry
from graphql import GraphQLResolveInfo
from strawberry.annotation import StrawberryAnnotation
from strawberry.types.field import StrawberryField

from domain.identifiers import Position
from graphql_api.context import Info
from graphql_api.inputs import enum_type
from graphql_api.links import LINKS, Link
from graphql_api.personal import PERSONAL
from graphql_api.reads import READS, Reading
from graphql_api.scalars import Json
from graphql_api.words import camel
from projections.collation import SortKey
from projections.rows import Column, Row, column_docs, columns, personal_columns, table_summary

ROW_TYPES: dict[type[Row], type[Any]] = {}
"""Object type of each row class that has one."""
_LATER = "type once all types stand"
UNSHOWN = frozenset({"wall"})
"""Columns that policies alone read: no field, nothing to filter by."""
DIRECT = "link or column"
"""Under this name a field's metadata hold what it reads, when it needs no resolver of its own."""


def object_type(
    row: type[Row],
    name: str,
    own: type[Any] = object,
    *,
    links: Mapping[str, Link] | None = None,
    renamed: Mapping[str, str] | None = None,
    hidden: Iterable[str] = (),
    interfaces: tuple[type[Any], ...] = (),
    description: str = "",
) -> type[Any]:
    """The object type of a row class.

    own: class whose Strawberry fields are added; a field named like a column replaces it
    links: fields that lead to other tables; one named like a column replaces it and takes its description
    renamed: column -> field name in the schema, where a column's own name would mislead
    hidden: columns that are no field
    """
    docs = column_docs(row)
    annotations: dict[str, Any] = {}
    body = {key: value for key, value in vars(own).items() if isinstance(value, StrawberryField)}
    LINKS[row] = {camel(field): link for field, link in (links or {}).items()}
    for field, link in (links or {}).items():
        body[field] = _linked(link, sentence(link.description or docs[field]), _marks(row, field))
    for column in columns(row):
        field_name = (renamed or {}).get(column.name, column.name)
        if column.name in UNSHOWN or column.name in hidden or field_name in body or column.type is SortKey:
            continue
        annotations[field_name] = output_type(column)
        body[field_name] = _plain(column.name, field_name, sentence(docs[column.name]), _marks(row, column.name))

    def is_type_of(_: type[Any], source: object, info: GraphQLResolveInfo[Any]) -> bool:
        if isinstance(source, row):
            info.context.disclosed.showed(source, info.path)
            return True
        return False

    namespace = {"__annotations__": annotations, **body, "__module__": own.__module__}
    cls = type(name, interfaces, {**namespace, "is_type_of": classmethod(is_type_of)})
    ROW_TYPES[row] = strawberry.type(cls, name=name, description=description or table_summary(row))
    return ROW_TYPES[row]


def list_of(kind: Any) -> Any:
    """The type of a list of a type that is made while the schema is put together."""
    return GenericAlias(list, (kind,))


def sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:].rstrip('.')}."


def _marks(row: type[Row], column: str) -> tuple[object, ...]:
    """The directives of a column's field."""
    return (PERSONAL,) if column in personal_columns(row) else ()


def _plain(column: str, field: str, description: str, directives: tuple[object, ...]) -> StrawberryField:
    if column == field:
        plain: StrawberryField = strawberry.field(description=description, directives=directives)
        return plain

    def renamed(root: Any) -> Any:
        return getattr(root, column)

    return resolved(renamed, description, metadata={DIRECT: column}, directives=directives)


def resolved(resolver: Callable[..., Any], description: str, **further: Any) -> StrawberryField:
    """A field with a resolver."""
    made: StrawberryField = strawberry.field(resolver=resolver, description=description, **further)
    return made


def later(
    resolver: Callable[..., Any],
    description: str,
    annotation: Callable[[], Any],
    direct: Link | None = None,
    reads: Reading | None = None,
    directives: tuple[object, ...] = (),
) -> StrawberryField:
    """A field whose type is known only when all types stand: `connect` fills it in."""
    metadata = {_LATER: annotation, DIRECT: direct, READS: reads}
    return resolved(resolver, description, graphql_type=int, metadata=metadata, directives=directives)


def _linked(link: Link, description: str, directives: tuple[object, ...]) -> StrawberryField:
    def follow(root: Any, info: Info) -> Any:
        return link.resolve(root, info.context.load)

    def annotation() -> Any:
        return list_of(ROW_TYPES[link.row]) if link.many or link.each else ROW_TYPES[link.row] | None

    return later(follow, description, annotation, direct=link, directives=directives)


def connect(types: Iterable[type[Any]]) -> None:
    """Fill in the types that could not be named while others were still being made."""
    for cls in types:
        definition: Any = cls
        for field in definition.__strawberry_definition__.fields:
            if _LATER in field.metadata:
                field.type_annotation = StrawberryAnnotation(field.metadata[_LATER]())


def output_type(column: Column) -> Any:
    """What a column is in the schema."""
    kind: Any
    if column.sql == "text[]":
        inner = column.type.__args__[0]
        kind = list_of(enum_type(inner) if _is_enum(inner) else str)
    elif column.sql == "jsonb":
        kind = Json
    elif _is_enum(column.type):
        kind = enum_type(column.type)
    elif column.name == "id":
        kind = strawberry.ID
    elif column.type is int and column.name in ("position", "causation", "started_at", "ended_at"):
        kind = Position
    else:
        kind = column.type
    return kind | None if column.nullable else kind


def _is_enum(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, Enum)
