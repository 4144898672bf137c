"""Objects and lists as SQL: each field of a selection becomes a piece of the JSON text of its row.

Links become joins, lists become aggregates, an interface becomes one case for each table that may hold the record.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from graphql import FieldNode, GraphQLField, GraphQLList, GraphQLNonNull, GraphQLObjectType, SelectionSetNode
from graphql.execution.values import get_argument_values
from strawberry.types.arguments import convert_arguments

from graphql_api.compiled.asking import NotTold, Question
from graphql_api.compiled.json import DISCLOSED, Piece, Sql, column_of, column_pieces, concatenated
from graphql_api.compiled.selections import Selections
from graphql_api.links import Link
from graphql_api.objects import DIRECT, ROW_TYPES
from graphql_api.reads import READS, Found, Leaf, Part, Parts, Reading, Rows, Value
from graphql_api.records import ROWS
from graphql_api.tables import quoted
from projections.rows import Row

Sets = list[SelectionSetNode | None]


@dataclass
class Place:
    """Where fields are read: the alias of a row, or an expression, and the joins that its links need."""

    subject: str
    row: type[Row] | None = None
    joins: list[str] = field(default_factory=list)


class Objects:
    """Writes the objects of one root field."""

    def __init__(self, schema: Any, selections: Selections, question: Question) -> None:
        self._strawberry = schema
        self._schema = schema._schema
        self.selections = selections
        self.question = question

    def named(self, row: type[Row]) -> GraphQLObjectType:
        """The object type of a row class."""
        made: GraphQLObjectType = self._schema.type_map[ROW_TYPES[row].__strawberry_definition__.name]
        return made

    def object(self, of: GraphQLObjectType, sets: Sets, place: Place) -> str:
        """The JSON text of one object."""
        pieces: list[Piece] = []
        for key, nodes in self.selections.fields(of, sets).items():
            pieces.append(f'{"," if pieces else "{"}"{key}":')
            name = nodes[0].name.value
            pieces += [f'"{of.name}"'] if name == "__typename" else self._field(of.fields[name], nodes, place)
        if not pieces:
            pieces.append("{")
        pieces.append("}")
        if place.row is not None:
            pieces += self.disclosed(place.row, place.subject)
        return concatenated(pieces)

    @staticmethod
    def disclosed(row: type[Row], alias: str) -> list[Piece]:
        """The mark that an answer shows a personal row; nothing for rows that are not personal."""
        if not row.TABLE.visible.personal:
            return []
        begin, end = DISCLOSED
        return [f"{begin}{row.TABLE.name} ", Sql(f"{alias}.{quoted(row.TABLE.key[0])}"), end]

    def arguments(self, definition: GraphQLField, node: FieldNode) -> Mapping[str, Any]:
        """A field's arguments as its resolver would get them."""
        given = get_argument_values(definition, node, self.selections.variables)
        strawberry_field = definition.extensions["strawberry-definition"]
        converter = self._strawberry.schema_converter
        return convert_arguments(given, strawberry_field.arguments, converter.scalar_registry, self._strawberry.config)

    def reading(self, definition: GraphQLField) -> Reading | Link | str:
        """What a field reads. Raises NotTold."""
        told = definition.extensions.get("strawberry-definition")
        if told is None:
            raise NotTold
        found = told.metadata.get(READS) or told.metadata.get(DIRECT)
        if found is None and told.base_resolver is None:
            return str(told.python_name)
        if found is None:
            raise NotTold
        known: Reading | Link | str = found
        return known

    def _field(self, definition: GraphQLField, nodes: list[FieldNode], place: Place) -> list[Piece]:
        reading = self.reading(definition)
        sets: Sets = [node.selection_set for node in nodes]
        if isinstance(reading, Link | Rows):
            self.question.followed.append((place.row, reading.row))
        match reading:
            case str():
                assert place.row is not None
                return column_pieces(column_of(place.row, reading), place.subject)
            case Leaf(sql=sql):
                return [Sql(sql(self.question, place.subject, self.arguments(definition, nodes[0])))]
            case Part(of=of):
                return [Sql(self._part(definition, sets, of(place.subject), place))]
            case Parts(array=array):
                return self._parts(definition, sets, array(place.subject))
            case Link():
                return self._link(reading, sets, place)
            case Rows():
                return self.rows(reading, self.arguments(definition, nodes[0]), sets, place.subject)
            case Value():
                return [Sql(self._value(reading, place.subject))]
            case Found():
                return [Sql(self.found(reading, self.arguments(definition, nodes[0]), sets, place.subject))]
        raise NotTold

    def _part(self, definition: GraphQLField, sets: Sets, expression: str, place: Place) -> str:
        made = self.object(_object_type(definition.type), sets, Place(expression, joins=place.joins))
        if isinstance(definition.type, GraphQLNonNull):
            return made
        return f"case when {expression} is null then 'null' else {made} end"

    def _parts(self, definition: GraphQLField, sets: Sets, array: str) -> list[Piece]:
        alias = self.question.alias("u")
        part = Place(f"{alias}.value")
        made = self.object(_object_type(definition.type), sets, part)
        each = f"unnest({array}) with ordinality as {alias}(value, place) {' '.join(part.joins)}"
        return _listed(f"(select string_agg({made}, ',' order by {alias}.place) from {each})")

    def _link(self, link: Link, sets: Sets, place: Place) -> list[Piece]:
        alias, joined = self.question.alias("t"), self.question.alias("j")
        other = Place(alias, link.row)
        made = self.object(self.named(link.row), sets, other)
        source = f"{self.question.table(link.row)} {alias} {' '.join(other.joins)}"
        if link.each:
            (column, attribute), each = next(iter(link.by.items())), self.question.alias("u")
            keys = f"unnest({place.subject}.{quoted(attribute)}) with ordinality as {each}(value, place)"
            source = f"{keys} join {self.question.table(link.row)} {alias} on {alias}.{quoted(column)} = {each}.value"
            inner = f"select string_agg({made}, ',' order by {each}.place) as j from {source} {' '.join(other.joins)}"
            place.joins.append(_lateral(inner, joined))
            return _listed(f"{joined}.j")
        same = " and ".join(f"{alias}.{quoted(c)} = {place.subject}.{quoted(a)}" for c, a in link.by.items())
        order = ", ".join(f"{alias}.{quoted(c)}" for c in link.row.TABLE.key)
        if link.many:
            inner = f"select string_agg({made}, ',' order by {order}) as j from {source} where {same}"
            place.joins.append(_lateral(inner, joined))
            return _listed(f"{joined}.j")
        if not _unique(link.row, link.columns):
            inner = f"select {made} as j from {source} where {same} order by {order} limit 1"
            place.joins.append(_lateral(inner, joined))
            return [Sql(f"coalesce({joined}.j, 'null')")]
        # The planner is quicker, and its plan too, when it need not take a sub-select apart.
        place.joins += [f"left join {self.question.table(link.row)} {alias} on {same}", *other.joins]
        found = f"{alias}.{quoted(link.row.TABLE.key[0])}"
        return [Sql(f"case when {found} is null then 'null' else {made} end")]

    def rows(self, rows: Rows, arguments: Mapping[str, Any], sets: Sets, subject: str) -> list[Piece]:
        """Rows of another table as a sub-select: a list, or the first of them or null."""
        base, alias = self.question.alias("b"), self.question.alias("t")
        where = rows.where(self.question, base, subject, arguments)
        order = ", ".join(f"{{}}.{quoted(name)}{' desc' if rows.last else ''}" for name in rows.order)
        limit = 1 if not rows.many else rows.limit(arguments) if rows.limit else None
        chosen = (
            f"select {base}.* from {self.question.table(rows.row)} {base} where {self.question.bound(where)}"
            f" order by {order.replace('{}', base)}" + ("" if limit is None else f" limit {limit}")
        )
        place = Place(alias, rows.row)
        of = self.named(rows.row) if rows.shown is None else self._schema.type_map[rows.shown]
        made = self.object(of, sets, place)
        source = f"({chosen}) {alias} {' '.join(place.joins)}"
        if not rows.many:
            return [Sql(f"coalesce((select {made} from {source}), 'null')")]
        return _listed(f"(select string_agg({made}, ',' order by {order.replace('{}', alias)}) from {source})")

    def _value(self, value: Value, subject: str) -> str:
        alias = self.question.alias("t")
        same = " and ".join(f"{alias}.{quoted(c)} = {subject}.{quoted(a)}" for c, a in value.by.items())
        text = column_pieces(column_of(value.row, value.column), alias)
        made = concatenated([*text, *self.disclosed(value.row, alias)])
        return f"coalesce((select {made} from {self.question.table(value.row)} {alias} where {same}), 'null')"

    def found(self, found: Found, arguments: Mapping[str, Any], sets: Sets, subject: str) -> str:
        """The first record that has a value, in the table that its id names or in the first table that knows it."""
        value = found.value(self.question, subject, arguments)
        searched = [(row, self._first(row, found.column, value, sets)) for row in found.rows]
        if found.kind:
            cases = " ".join(f"when '{_kind(row)}' then {text}" for row, text in searched)
            return f"coalesce(case split_part({value}, '-', 1) {cases} end, 'null')"
        return f"coalesce({', '.join(text for _, text in searched)}, 'null')"

    def _first(self, row: type[Row], column: str, value: str, sets: Sets) -> str:
        place = Place(self.question.alias("t"), row)
        made = self.object(self.named(row), sets, place)
        last = "" if _unique(row, (column,)) else f" order by {place.subject}.{quoted(row.TABLE.key[0])} limit 1"
        source = f"{self.question.table(row)} {place.subject} {' '.join(place.joins)}"
        return f"(select {made} from {source} where {place.subject}.{quoted(column)} = {value}{last})"


def _listed(items: str) -> list[Piece]:
    """A list whose items are one text, NULL when there are none."""
    return ["[", Sql(items), "]"]


def _lateral(inner: str, alias: str) -> str:
    return f"left join lateral ({inner}) {alias} on true"


def _kind(row: type[Row]) -> str:
    return next(kind for kind, known in ROWS.items() if known is row)


def _object_type(of: Any) -> GraphQLObjectType:
    while isinstance(of, GraphQLNonNull | GraphQLList):
        of = of.of_type
    assert isinstance(of, GraphQLObjectType)
    return of


def _unique(row: type[Row], by: Iterable[str]) -> bool:
    """Whether at most one row has given values of these columns."""
    given = tuple(by)
    return given == row.TABLE.key or ("unique", *given) in row.TABLE.indexes
