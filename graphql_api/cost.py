"""What an operation costs, known before any of it runs: about one point for each row that it may show.

A page counts its size, a list without a size a declared average, and everything below a row as often as the row.
Fields that make the database count or search have prices of their own.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from graphql import (
    BooleanValueNode,
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLArgument,
    GraphQLField,
    GraphQLNamedType,
    GraphQLSchema,
    InlineFragmentNode,
    IntValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
    VariableNode,
    get_named_type,
    get_nullable_type,
    is_abstract_type,
    is_interface_type,
    is_leaf_type,
    is_list_type,
)

from graphql_api.bounds import too_complex
from graphql_api.errors import Fault
from graphql_api.keyset import DEFAULT, MOST

MAX_COST: Final = 20_000
"""Points that one operation may cost."""
AVERAGE: Final = 10
"""Rows that a list without a size is taken to have."""
LONGEST: Final = 1_000
"""Rows that a list with a size can have at most."""

PRICES: Final[Mapping[str, int]] = {
    "Query.complaintCounts": 200,
    "Query.statistics": 1_000,
    "Query.search": 100,
    "Query.recordProof": 200,
    "Query.asSeenBy": 200,
    "Query.diff": 500,
    "Office.board": 10,
    "Office.workload": 10,
    "Ombudsman.board": 50,
}
"""What a field costs besides the rows that it shows."""
PAST: Final = 200
"""What it costs to ask a root field of another moment than now: the moment is told anew."""
COUNTED: Final = 20
"""What `totalCount` costs: all rows are counted, not those of the page."""
ACT: Final = 50
"""What a mutation costs besides what it shows."""
LISTENING: Final = 100
"""What a subscription costs when it begins, besides one event."""
DESCRIBING: Final[Mapping[str, int]] = {"__schema": 5_000, "__type": 300}
"""What the schema's description costs, whatever is asked of it."""
SIZES: Final[Mapping[str, int]] = {"Query.offices": 21}
"""Lists without a size whose length is known better than by the average."""
_ROOTS: Final = {"mutation": ACT, "subscription": LISTENING}


@dataclass(frozen=True)
class Cost:
    """The price of one operation in points."""

    price: int

    def refusal(self, most: int = MAX_COST) -> Fault | None:
        """The error of an operation that costs more than one operation may."""
        return too_complex("COST", "points of cost", most, self.price) if self.price > most else None


def sizing(document: DocumentNode) -> frozenset[str]:
    """The variables on which the price of a document's operations depends."""
    found: set[str] = set()
    pending: list[SelectionSetNode] = [d.selection_set for d in document.definitions if hasattr(d, "selection_set")]
    while pending:
        for node in pending.pop().selections:
            given = [argument for directive in node.directives or () for argument in directive.arguments or ()]
            if isinstance(node, FieldNode):
                given += [argument for argument in node.arguments or () if argument.name.value in ("first", "last")]
            found.update(a.value.name.value for a in given if isinstance(a.value, VariableNode))
            if below := getattr(node, "selection_set", None):
                pending.append(below)
    return frozenset(found)


def sizes(
    operation: OperationDefinitionNode, variables: Mapping[str, Any], names: Iterable[str]
) -> tuple[tuple[str, int | bool | None], ...]:
    """The values of these variables as far as a price can tell them apart; others count as not given."""
    defaults = {d.variable.name.value: d.default_value for d in operation.variable_definitions or ()}
    return tuple((name, _plain(variables.get(name, _literal(defaults.get(name))))) for name in sorted(names))


def _literal(node: Any) -> Any:
    if isinstance(node, IntValueNode):
        return int(node.value[:12])
    return node.value if isinstance(node, BooleanValueNode) else None


def _default(argument: GraphQLArgument) -> Any:
    """An argument's default, as the schema's code or its text has it."""
    if argument.default is None:
        return argument.default_value
    return argument.default.value if argument.default.literal is None else _literal(argument.default.literal)


def _plain(value: Any) -> int | bool | None:
    """A size or condition as execution takes it: a variable may say `100.0` for 100 (GraphQL, section 3.5.1)."""
    if isinstance(value, bool):
        return value
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return min(max(value, 1), LONGEST) if isinstance(value, int) else None


def price(
    schema: GraphQLSchema,
    document: DocumentNode,
    operation: OperationDefinitionNode,
    values: Mapping[str, int | bool | None],
) -> int:
    """The points of an operation of a valid document. values: its sizing variables."""
    fragments = {d.name.value: d for d in document.definitions if isinstance(d, FragmentDefinitionNode)}
    root = schema.get_root_type(operation.operation)
    assert root is not None, "a valid operation has a root"
    pricing = _Pricing(schema, fragments, values)
    return 1 + pricing.below(root, [operation.selection_set], base=_ROOTS.get(operation.operation.value, 0))


@dataclass(frozen=True)
class _Pricing:
    schema: GraphQLSchema
    fragments: Mapping[str, FragmentDefinitionNode]
    values: Mapping[str, int | bool | None]

    def below(
        self, parent: GraphQLNamedType, sets: Iterable[SelectionSetNode], page: int | None = None, base: int = 0
    ) -> int:
        """The points of what is selected of one object.

        page: rows in its lists when the object holds a page, such as a connection
        base: what each of its fields costs besides
        """
        named, narrower = self._selected(parent, sets)
        points = sum(base + self._field(parent, nodes, page) for nodes in named.values())
        one_of = [0]
        for kind, selected in narrower.items():
            narrowed = self.schema.type_map[kind]
            inner = self.below(narrowed, selected, page, base)
            if is_abstract_type(narrowed):
                points += inner
            else:
                one_of.append(inner)
        return points + max(one_of)

    def _field(self, parent: GraphQLNamedType, nodes: list[FieldNode], page: int | None) -> int:
        name = nodes[0].name.value
        if name.startswith("__"):
            return DESCRIBING.get(name, 0)
        place = f"{parent.name}.{name}"
        field: GraphQLField = parent.fields[name]  # type: ignore[attr-defined]
        points = PRICES.get(place, 0) + sum(PAST for a in nodes[0].arguments or () if a.name.value == "asOf")
        kind = get_named_type(field.type)
        if is_leaf_type(kind):
            return points + (COUNTED if name == "totalCount" else 0)
        sets = [node.selection_set for node in nodes if node.selection_set]
        size = self._size(field, kind, nodes[0])
        if is_list_type(get_nullable_type(field.type)):
            size = page or size or SIZES.get(place, AVERAGE)
            return points + size * (int(not kind.name.endswith("Edge")) + self.below(kind, sets))
        if kind.name.endswith("Connection"):
            size = size or DEFAULT
        return points + int(kind.name != "PageInfo") + self.below(kind, sets, page=size)

    def _size(self, field: GraphQLField, kind: GraphQLNamedType, node: FieldNode) -> int | None:
        """The size that is asked for, of a list or of what holds one; None when none is taken or given."""
        given = {argument.name.value: argument.value for argument in node.arguments or ()}
        for name in ("first", "last"):
            if name not in field.args:
                continue
            value = given.get(name)
            size = self.values.get(value.name.value) if isinstance(value, VariableNode) else _plain(_literal(value))
            if size is None:
                size = _plain(_default(field.args[name]))
            if size is not None:
                return min(size, MOST if kind.name.endswith("Connection") else LONGEST)
        return None

    def _selected(
        self, parent: GraphQLNamedType, sets: Iterable[SelectionSetNode]
    ) -> tuple[dict[str, list[FieldNode]], dict[str, list[SelectionSetNode]]]:
        """The fields of one place by their name in the answer, and what is selected only of narrower types."""
        named: dict[str, list[FieldNode]] = {}
        narrower: dict[str, list[SelectionSetNode]] = {}
        pending, seen = list(sets), set[str]()
        while pending:
            for node in pending.pop().selections:
                if not self._included(node):
                    continue
                if isinstance(node, FieldNode):
                    named.setdefault((node.alias or node.name).value, []).append(node)
                    continue
                if isinstance(node, FragmentSpreadNode):
                    if node.name.value in seen:
                        continue
                    seen.add(node.name.value)
                    part: FragmentDefinitionNode | InlineFragmentNode = self.fragments[node.name.value]
                else:
                    assert isinstance(node, InlineFragmentNode)
                    part = node
                condition = part.type_condition.name.value if part.type_condition else parent.name
                if self._holds(condition, parent):
                    pending.append(part.selection_set)
                else:
                    narrower.setdefault(condition, []).append(part.selection_set)
        return named, narrower

    def _holds(self, condition: str, parent: GraphQLNamedType) -> bool:
        """Whether a type condition is met by every object of the parent's type."""
        if condition == parent.name:
            return True
        wider = self.schema.type_map[condition]
        if not is_abstract_type(wider):
            return False
        return not is_abstract_type(parent) or (is_interface_type(parent) and self.schema.is_sub_type(wider, parent))

    def _included(self, node: Any) -> bool:
        for directive in node.directives or ():
            if directive.name.value in ("skip", "include"):
                value = directive.arguments[0].value
                held = self.values.get(value.name.value) if isinstance(value, VariableNode) else _literal(value)
                if isinstance(held, bool) and held is (directive.name.value == "skip"):
                    return False
        return True
