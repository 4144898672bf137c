"""Root fields: each becomes one statement, or text that is known beforehand, or is left to the ordinary executor."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from graphql import FieldNode, GraphQLField, GraphQLObjectType, OperationDefinitionNode

from graphql_api.compiled.asking import NotTold, Question, Why
from graphql_api.compiled.connections import Connection
from graphql_api.compiled.json import concatenated
from graphql_api.compiled.moments import Asked, asked, moment_of
from graphql_api.compiled.objects import Objects, Place, Sets
from graphql_api.compiled.selections import Selections
from graphql_api.ports import Moment
from graphql_api.reads import Found, Holder, Listed, Rows, SeenBefore
from projections.audit import AuditRow
from projections.reading import ActivityRow, ReadCountRow, ReadingRow, RefusalRow

UNSETTLED: Final = frozenset({ReadingRow, ReadCountRow, RefusalRow, ActivityRow})
"""Tables that change while no event happens."""


@dataclass(frozen=True)
class Root:
    """One root field.

    key: its response key
    sql: the statement that answers it with one JSON text; None when there is none
    parameters: values, late variables and the caller's own, in the order of the placeholders
    text: the answer, when it is known beforehand
    nodes: what is asked of it, where the ordinary executor answers
    settled: whether it shows only what events make, so that it changes only with the position
    asked: the moment of which it is asked, unless that is now
    why: why the ordinary executor answers it
    """

    key: str
    sql: bytes | None = None
    parameters: tuple[Any, ...] = ()
    text: str | None = None
    settled: bool = True
    nodes: tuple[FieldNode, ...] = ()
    asked: Asked | None = None
    why: Why | None = None

    @property
    def told(self) -> bool:
        return self.sql is not None or self.text is not None


def roots(
    schema: Any, selections: Selections, operation: OperationDefinitionNode, question: Callable[[], Question]
) -> Iterator[Root]:
    """The root fields of a query. Raises Fault and GraphQLError for arguments that cannot be served."""
    query: GraphQLObjectType = schema._schema.query_type
    for key, nodes in selections.fields(query, [operation.selection_set]).items():
        if nodes[0].name.value == "__typename":
            yield Root(key, text=f'"{query.name}"')
        elif nodes[0].name.value.startswith("__"):
            yield Root(key, nodes=tuple(nodes))
        else:
            written = question()
            try:
                text, moment = _statement(Objects(schema, selections, written), query, nodes)
            except NotTold as reason:
                yield Root(key, nodes=tuple(nodes), why=reason.why)
                continue
            sql, parameters = f"select {text}".encode(), tuple(written.parameters)
            yield Root(key, sql, parameters, settled=UNSETTLED.isdisjoint(written.tables), asked=moment)


def _statement(objects: Objects, query: GraphQLObjectType, nodes: list[FieldNode]) -> tuple[str, Asked | None]:
    """The expression of a root field's JSON text, and of which moment it is asked."""
    definition = query.fields[nodes[0].name.value]
    reading = objects.reading(definition)
    arguments = objects.arguments(definition, nodes[0])
    sets: Sets = [node.selection_set for node in nodes]
    if isinstance(reading, SeenBefore):
        moment = Moment(seen_by=arguments[reading.argument])
        event = objects.question.bind(moment.seen_by)
        made = objects.object(_named(definition.type), sets, Place(""))
        # Unlike the tables of the moment, the trail of today is named without quotes.
        seen = f"exists (select from views.{AuditRow.TABLE.name} as line where line.position = {event}::bigint)"
        text = f"case when {seen} then {made} else 'null' end"
        return text, asked(moment, arguments, objects.question)
    text = _present(objects, reading, definition, arguments, sets)
    moment_asked = moment_of(arguments.get("as_of"))
    return text, None if moment_asked is None else asked(moment_asked, arguments, objects.question)


def _present(objects: Objects, reading: Any, definition: GraphQLField, arguments: Mapping[str, Any], sets: Sets) -> str:
    match reading:
        case Found():
            return objects.found(reading, arguments, sets, "")
        case Rows():
            return concatenated(objects.rows(reading, arguments, sets, ""))
        case Listed(listing=listing):
            return Connection(objects, listing, arguments).text(_named(definition.type), sets)
        case Holder():
            place = Place("")
            return objects.object(_named(definition.type), sets, place)
    raise NotTold


def _named(of: Any) -> GraphQLObjectType:
    while not isinstance(of, GraphQLObjectType):
        of = of.of_type
    return of
