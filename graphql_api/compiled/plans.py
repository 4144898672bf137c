"""Plans: the statements of an operation, written once for a document and kept, bound anew at each asking.

A plan serves all values of the variables that are only compared; the values of all others are part of its name.
"""

from collections import OrderedDict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, Final

import orjson
from graphql import (
    ArgumentNode,
    DocumentNode,
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLNonNull,
    OperationDefinitionNode,
    OperationType,
    VariableNode,
    Visitor,
    get_named_type,
    type_from_ast,
    visit,
)
from graphql.execution.values import VariableValues, get_variable_values

from domain.text import Language
from graphql_api.compiled.asking import Late, OfTheCaller, Question, written
from graphql_api.compiled.roots import Root, roots
from graphql_api.compiled.selections import Selections
from graphql_api.disclosure import operation_name
from graphql_api.documents import KEPT as DOCUMENTS_KEPT
from graphql_api.errors import Fault
from graphql_api.ports import Statement

KEPT: Final = 2_000
"""Plans that are kept."""
KEPT_LENGTH: Final = 16 * 1024 * 1024
"""Bytes of SQL that all kept plans have together."""
_STRUCTURAL: Final = frozenset({"after", "before"})
"""Arguments of words that the statement itself depends on."""
_LATE_TYPES: Final = frozenset({"String", "ID"})


@dataclass(frozen=True)
class Plan:
    """The root fields of one operation in the order of the answer.

    name: the operation's name, or the names of its root fields
    """

    roots: tuple[Root, ...]
    late: Mapping[str, str]
    name: str

    @cached_property
    def length(self) -> int:
        """Bytes of its statements."""
        return sum(len(root.sql or b"") for root in self.roots)

    @cached_property
    def whole(self) -> bool:
        """Whether every root field is a statement or known beforehand."""
        return all(root.told for root in self.roots)

    @cached_property
    def settled(self) -> bool:
        """Whether the answer is the same as long as the views show the same position."""
        return self.whole and all(root.settled for root in self.roots)

    def statements(self, variables: Mapping[str, Any], official: str | None, today: date) -> list[Statement]:
        """The statements with the values of this asking. Raises ValueError for text that PostgreSQL cannot hold."""
        caller = {"today": today, "official": official}
        return [
            Statement(
                root.sql,
                tuple(_value(value, variables, caller) for value in root.parameters),
                None if root.asked is None else root.asked.past(variables),
            )
            for root in self.roots
            if root.sql is not None
        ]


def _value(value: Any, variables: Mapping[str, Any], caller: Mapping[str, Any]) -> bytes | None:
    if isinstance(value, Late):
        value = variables[value.variable]
    elif isinstance(value, OfTheCaller):
        value = caller.get(value.name)
    elif isinstance(value, list):
        value = [variables[each.variable] if isinstance(each, Late) else each for each in value]
    text = written(value)
    if text is None:
        return None
    if "\x00" in text:
        raise ValueError
    return text.encode()


class Compiler:
    """Makes and keeps plans. One for the whole process. schema: Strawberry's"""

    def __init__(self, schema: Any) -> None:
        self._schema = schema
        self._length = 0
        self._plans: OrderedDict[tuple[Any, ...], Plan | None] = OrderedDict()
        self._late: OrderedDict[tuple[int, str | None], tuple[DocumentNode, dict[str, str]]] = OrderedDict()

    def plan(
        self, document: DocumentNode, operation_name: str | None, variables: Mapping[str, Any], language: Language
    ) -> Plan | None:
        """The plan of a valid document's query; None when the ordinary executor must answer it all, or its errors."""
        late = self._late_of(document, operation_name)
        if late is None or not _fit(late, variables):
            return None
        known = {name: None if name in late and value is not None else value for name, value in variables.items()}
        given = tuple(name for name in late if variables.get(name) is not None)
        try:
            named = (id(document), operation_name, language, given, orjson.dumps(known, option=orjson.OPT_SORT_KEYS))
        except (TypeError, orjson.JSONEncodeError):
            return None
        if named in self._plans:
            self._plans.move_to_end(named)
            return self._plans[named]
        made = self._made(document, operation_name, variables, language, late)
        self._plans[named] = made
        self._length += made.length if made is not None else 0
        while len(self._plans) > KEPT or self._length > KEPT_LENGTH:
            self._forget(next(iter(self._plans)))
        return made

    def _forget(self, named: tuple[Any, ...]) -> None:
        plan = self._plans.pop(named)
        self._length -= plan.length if plan is not None else 0

    def _late_of(self, document: DocumentNode, name: str | None) -> dict[str, str] | None:
        """The variables that are only compared, with the names of their types. None: no query of this name."""
        found = self._late.get((id(document), name))
        if found is None:
            operation = _operation(document, name)
            if operation is None or operation.operation is not OperationType.QUERY:
                return None
            found = document, _compared(self._schema._schema, document, operation)
            self._late[id(document), name] = found
            if len(self._late) > DOCUMENTS_KEPT:
                _, (gone, _) = self._late.popitem(last=False)
                for named in [named for named in self._plans if named[0] == id(gone)]:
                    self._forget(named)
        else:
            self._late.move_to_end((id(document), name))
        return found[1]

    def _made(
        self,
        document: DocumentNode,
        name: str | None,
        given: Mapping[str, Any],
        language: Language,
        late: Mapping[str, str],
    ) -> Plan | None:
        operation = _operation(document, name)
        assert operation is not None
        schema = self._schema._schema
        values = get_variable_values(schema, operation.variable_definitions or (), dict(given), max_errors=1)
        if isinstance(values, list):
            return None
        coerced = {n: Late(n) if n in late and given.get(n) is not None else v for n, v in values.coerced.items()}
        fragments = {d.name.value: d for d in document.definitions if isinstance(d, FragmentDefinitionNode)}
        selections = Selections(schema, fragments, VariableValues(values.sources, coerced))
        try:
            made = tuple(roots(self._schema, selections, operation, lambda: Question(language)))
        except (GraphQLError, Fault):
            return None
        return Plan(made, late, operation_name(document, operation))


def _operation(document: DocumentNode, name: str | None) -> OperationDefinitionNode | None:
    operations = [d for d in document.definitions if isinstance(d, OperationDefinitionNode)]
    if name:
        return next((o for o in operations if o.name is not None and o.name.value == name), None)
    return operations[0] if len(operations) == 1 else None


def _fit(late: Mapping[str, str], variables: Mapping[str, Any]) -> bool:
    """Whether the late variables are of their type as they come, and such that PostgreSQL can hold them.

    Whatever is not is left to the ordinary executor.
    """
    given = [variables[name] for name in late if name in variables]
    return all(value is None or (isinstance(value, str) and "\x00" not in value) for value in given)


def _compared(schema: Any, document: DocumentNode, operation: OperationDefinitionNode) -> dict[str, str]:
    """Variables of words and ids that no statement's shape depends on."""
    structural = set(_structural_uses(document))
    found: dict[str, str] = {}
    for definition in operation.variable_definitions or ():
        name, kind = definition.variable.name.value, type_from_ast(schema, definition.type)
        bare = kind.of_type if isinstance(kind, GraphQLNonNull) else kind
        if bare is get_named_type(kind) and str(bare) in _LATE_TYPES and name not in structural:
            found[name] = str(bare)
    return found


def _structural_uses(document: DocumentNode) -> Iterator[str]:
    found: list[str] = []

    class Uses(Visitor):
        def enter_argument(self, node: ArgumentNode, *_: Any) -> None:
            if node.name.value in _STRUCTURAL and isinstance(node.value, VariableNode):
                found.append(node.value.name.value)

    visit(document, Uses())
    return iter(found)
