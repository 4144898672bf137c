"""What changed in a record between two moments: field by field, before and after, by which acts.

Both states are read as the caller sees them today, so a change is told to nobody who does not see what it changed.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field, replace
from enum import Enum
from typing import Annotated, Any, Final

import orjson
import strawberry
from strawberry import UNSET

from domain.message import event_types
from graphql_api.compiled.json import Piece, column_of, column_pieces, concatenated
from graphql_api.compiled.moments import moment_of
from graphql_api.context import Info, Operation
from graphql_api.errors import ErrorCode, Fault
from graphql_api.links import Link, ahead
from graphql_api.objects import DIRECT, ROW_TYPES, later, list_of
from graphql_api.past import AsOf
from graphql_api.ports import Moment, Past, Statement
from graphql_api.records import NUMBERED, row_of
from graphql_api.scalars import Json
from graphql_api.sentences.changed import Place, in_words, named_in
from graphql_api.sentences.details import Naming
from graphql_api.tables import names, quoted, table
from graphql_api.trail import names_of
from graphql_api.types.common import LanguageArgument, language_of
from graphql_api.words import camel
from projections.audit import AuditRow
from projections.complaints.rows import ComplaintRow
from projections.offices import OfficeRow
from projections.officials import OfficialRow
from projections.persons import PersonRow
from projections.posts import PostRow
from projections.rows import Row, Visibility

_KEPT_APART: Final = frozenset({"id", "version", "position", "updated_at", "parked", "compartment", "wall"})
"""Fields that say how far a row has come, or behind which wall it stands."""
_NAMES: Final[dict[type[Row], Naming]] = {
    OfficialRow: Naming.OFFICIAL,
    OfficeRow: Naming.OFFICE,
    PostRow: Naming.POST,
    PersonRow: Naming.PERSON,
    ComplaintRow: Naming.COMPLAINT,
}
"""What a link's id is the id of, by the table to which it leads."""


@strawberry.type(description="One field of a record that is not the same at two moments.")
class Change:
    path: str = strawberry.field(description="The field: `status`, or `heads[1].finding` for one of several parts.")
    before: Json | None = strawberry.field(description="Its value at the first moment; null for a part not there yet.")
    after: Json | None = strawberry.field(description="Its value at the second moment; of a part that is gone, null.")
    place: strawberry.Private[Place]
    column: strawberry.Private[str | None] = None
    positions: strawberry.Private[list[int]] = field(default_factory=list)
    rows: strawberry.Private[list[Any]] = field(default_factory=list)

    @strawberry.field(
        description="The change in sentences: the field, what it was and is, and what was done, as far as the caller "
        "may know the names. Texts of more than 300 characters are cut."
    )
    async def words(self, language: LanguageArgument = UNSET, *, info: Info) -> str:
        told = self.place, self.column, self.before, self.after
        acts = [event_types()[row.event].words for row in self.rows if row.event in event_types()]
        names = await names_of(named_in(*told), info)
        return in_words(*told, acts, names, language_of(info, language))

    events = later(
        lambda root: root.rows,
        "The events that changed it, as far as the caller sees them, each with its act and paragraph.",
        lambda: list_of(ROW_TYPES[AuditRow]),
    )


async def _diff(
    info: Info,
    from_: Annotated[AsOf, strawberry.argument(name="from", description="The first moment.")],
    to: Annotated[AsOf | None, strawberry.argument(description="The second moment; by default now.")] = UNSET,
    number: Annotated[str | None, strawberry.argument(description="Number of the record.")] = UNSET,
    id: Annotated[strawberry.ID | None, strawberry.argument(description="Its id, of one that has no number.")] = UNSET,
) -> Any:
    operation = info.context
    record = await _record(operation, number or None, id or None)
    if record is None:
        return None
    first, last = moment_of(from_), moment_of(to)
    assert first is not None
    last = last or Moment(position=await _shown(operation))
    changes = await _changes(operation, type(record), record.id, first, last)
    await ahead(info, [line for change in changes for line in change.rows], "events")
    return changes


async def _record(operation: Operation, number: str | None, id: str | None) -> Any:
    """The row of the record as it stands, or None. Raises Fault unless it is named in one way."""
    if (number is None) == (id is None):
        raise Fault(ErrorCode.BAD_INPUT, "Name the record either by its number or by its id.")
    if id is not None:
        return await row_of(operation, id)
    for row in NUMBERED:
        found: list[Any] = await operation.load.all(row, number=number)
        if found:
            return found[0]
    return None


async def _shown(operation: Operation) -> int:
    rows = await (await operation()).rows("select notification_id from views.tracking where application_name = 'views'")
    return int(rows[0][0]) if rows else 0


async def _changes(operation: Operation, row: type[Row], record: str, first: Moment, last: Moment) -> list[Change]:
    parts = [*places(row)]
    before = await _state(operation, parts, record, first)
    after = await _state(operation, parts, record, last)
    for part in parts:
        await _keep_back(operation, part, before, after)
    causes = await _causes(operation, parts, record, first, last)
    changes: list[Change] = []
    for part in parts:
        found = [*_differences(part, before, after, causes)]
        changes += found
        if found:
            operation.disclosed.saw(part.row, (record,))
    wanted = sorted({position for change in changes for position in change.positions})
    lines = await operation.load.several(AuditRow, ("position",), [(position,) for position in wanted])
    known = {position: found[0] for position, found in zip(wanted, lines, strict=True) if found}
    operation.load.show(sum(len(change.positions) for change in changes))
    for change in changes:
        change.rows = [known[position] for position in change.positions if position in known]
    return changes


async def _keep_back(operation: Operation, part: Place, *states: Mapping[str, Any]) -> None:
    """Take out the ids of records that the caller does not see today; a link would lead to none of them."""
    rows = [row for state in states for row in state[part.row.TABLE.name].values()]
    for column, to in _led_to(part.row).items():
        if column not in part.columns:
            continue
        named = {id for row in rows for id in _ids(row[column])}
        found = await operation.load.several(to, ("id",), [(id,) for id in sorted(named)])
        seen = {row.id for of_id in found for row in of_id}  # type: ignore[attr-defined]  # matters have ids
        for row in rows:
            kept = [id for id in _ids(row[column]) if id in seen]
            row[column] = kept if isinstance(row[column], list) else next(iter(kept), None)


def _ids(value: Any) -> list[str]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _led_to(row: type[Row]) -> dict[str, type[Row]]:
    """The columns that name records which not everybody in office sees, and their tables."""
    links = [link for _, link in _links(row) if tuple(link.by) == ("id",)]
    return {
        column: link.row
        for link in links
        for column in link.by.values()
        if link.row.TABLE.visible is not Visibility.STAFF
    }


def places(row: type[Row]) -> Iterator[Place]:
    """The record's own table, and those of its parts, by the links that lead to them."""
    yield _place(row, "")
    for field_name, link in _links(row):
        if tuple(link.by.values()) == ("id",) and next(iter(link.by)) == link.row.TABLE.key[0] != "id":
            yield _place(link.row, field_name)


def _place(row: type[Row], field_name: str) -> Place:
    names = {column: _NAMES[link.row] for column, link in _naming(row) if link.row in _NAMES}
    return Place(row, field_name, _columns(row), names)


def _naming(row: type[Row]) -> Iterator[tuple[str, Link]]:
    """The columns that name rows of other tables, one by one or in a list."""
    for _, link in _links(row):
        if len(link.by) == 1 and not link.many:
            yield next(iter(link.by.values())), link


def _links(row: type[Row]) -> Iterator[tuple[str, Link]]:
    for defined in _fields(row):
        link = defined.metadata.get(DIRECT)
        if isinstance(link, Link):
            yield camel(defined.python_name), link


def _columns(row: type[Row]) -> dict[str, str]:
    """The columns whose values the type shows, by its fields; a link to another record shows its id."""
    found: dict[str, str] = {}
    for defined in _fields(row):
        direct = defined.metadata.get(DIRECT)
        column = defined.python_name
        if isinstance(direct, Link):
            (column,) = direct.by.values() if len(direct.by) == 1 else ("",)
        elif isinstance(direct, str):
            column = direct
        shown = column in names(row) and column not in _KEPT_APART and column not in row.TABLE.key
        if shown and (defined.python_name == column or column not in found):
            found[column] = camel(defined.python_name)
    return found


def _fields(row: type[Row]) -> Iterable[Any]:
    definition: Any = ROW_TYPES[row]
    fields: Iterable[Any] = definition.__strawberry_definition__.fields
    return fields


async def _state(operation: Operation, parts: list[Place], record: str, moment: Moment) -> Mapping[str, Any]:
    """The rows of each table at a moment, by the rest of their keys, as the caller sees them."""
    pieces = []
    for part in parts:
        columns: list[Piece] = []
        for name in (*part.keys, *part.columns):
            columns += [f'{"," if columns else "{"}"{name}":', *column_pieces(column_of(part.row, name), "t")]
        made = concatenated([*columns, "}" if columns else "{}"])
        where = f"t.{quoted(part.row.TABLE.key[0])} = $1"
        rows = f"select string_agg({made}, ',') from {table(part.row)} t where {where}"
        pieces.append(f"""'"{part.row.TABLE.name}":[', ({rows}), ']'""")
    listed = ", ',', ".join(pieces)
    sql = f"select concat('{{', {listed}, '}}')"
    past = Past(moment, record, frozenset(part.row for part in parts))
    told = orjson.loads(await (await operation()).text(Statement(sql.encode(), (record.encode(),), past)))
    return {
        part.row.TABLE.name: {tuple(row.pop(key) for key in part.keys): row for row in told[part.row.TABLE.name]}
        for part in parts
    }


async def _causes(
    operation: Operation, parts: list[Place], record: str, first: Moment, last: Moment
) -> Mapping[str, Mapping[str, list[int]]]:
    """By row and column the positions of the events that changed it in between."""
    past = Past(last, record, frozenset(part.row for part in parts), since=first, holes=((0, "changes"),))
    causes: Any = orjson.loads(await (await operation()).text(Statement(b"select $1::text", (None,), past)) or b"{}")
    return causes or {}


def _differences(
    part: Place, before: Mapping[str, Any], after: Mapping[str, Any], causes: Mapping[str, Mapping[str, list[int]]]
) -> Iterator[Change]:
    earlier, later_ = before[part.row.TABLE.name], after[part.row.TABLE.name]
    for key in sorted({*earlier, *later_}, key=repr):
        was, now = earlier.get(key), later_.get(key)
        caused = causes.get(f"{part.row.TABLE.name} {orjson.dumps(_stored(part, key)).decode()}", {})
        here = replace(part, key=key)
        place = f"{part.field}[{','.join(map(str, key))}]" if part.keys else part.field
        if was is None or now is None:
            everywhere = sorted({position for of in caused.values() for position in of})
            whole = {"before": _named(part, was), "after": _named(part, now)}
            yield Change(path=place or "id", **whole, place=here, positions=everywhere)
            continue
        for column, shown in part.columns.items():
            if was[column] != now[column]:
                path = f"{place}.{shown}" if place else shown
                states = {"before": was[column], "after": now[column]}
                yield Change(path=path, **states, place=here, column=column, positions=caused.get(column, []))


def _stored(part: Place, key: tuple[Any, ...]) -> list[Any]:
    """A key with the values of closed lists as the tables hold them; the schema has names of its own for these."""
    kinds: list[Any] = [column_of(part.row, name).type for name in part.keys]
    return [
        kind[value].value if isinstance(kind, type) and issubclass(kind, Enum) else value
        for kind, value in zip(kinds, key, strict=True)
    ]


def _named(part: Place, row: Mapping[str, Any] | None) -> Any:
    return None if row is None else {shown: row[column] for column, shown in part.columns.items()}


DIFF = later(
    _diff,
    "What is not the same in a record at two moments, with the acts that changed it; null for who does not see it.",
    lambda: list_of(Change) | None,
)
