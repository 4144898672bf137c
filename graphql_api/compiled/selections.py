"""Which fields a selection asks for: fragments opened, `@skip` and `@include` obeyed, equal response keys merged.

As in "CollectFields" of the GraphQL specification, section 6.3.2.
"""

from collections.abc import Iterable, Iterator, Mapping

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLAbstractType,
    GraphQLIncludeDirective,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLSkipDirective,
    InlineFragmentNode,
    SelectionNode,
    SelectionSetNode,
    is_abstract_type,
)
from graphql.execution.values import VariableValues, get_directive_values


class Selections:
    """The selections of one operation with the values of its variables."""

    def __init__(
        self, schema: GraphQLSchema, fragments: Mapping[str, FragmentDefinitionNode], variables: VariableValues
    ) -> None:
        self._schema = schema
        self._fragments = fragments
        self.variables = variables

    def fields(self, of: GraphQLObjectType, sets: Iterable[SelectionSetNode | None]) -> dict[str, list[FieldNode]]:
        """The fields asked of an object type, by response key, in the order in which they are answered."""
        found: dict[str, list[FieldNode]] = {}
        visited: set[str] = set()
        for selection_set in sets:
            if selection_set is not None:
                for node in self._fields(of, selection_set, visited):
                    found.setdefault(node.alias.value if node.alias else node.name.value, []).append(node)
        return found

    def _fields(self, of: GraphQLObjectType, among: SelectionSetNode, visited: set[str]) -> Iterator[FieldNode]:
        for node in among.selections:
            if not self._included(node):
                continue
            if isinstance(node, FieldNode):
                yield node
            elif isinstance(node, InlineFragmentNode):
                condition = node.type_condition
                if condition is None or self._applies(condition.name.value, of):
                    yield from self._fields(of, node.selection_set, visited)
            elif isinstance(node, FragmentSpreadNode) and node.name.value not in visited:
                visited.add(node.name.value)
                fragment = self._fragments[node.name.value]
                if self._applies(fragment.type_condition.name.value, of):
                    yield from self._fields(of, fragment.selection_set, visited)

    def _included(self, node: SelectionNode) -> bool:
        if not node.directives:
            return True
        skip = get_directive_values(GraphQLSkipDirective, node, self.variables)
        if skip and skip["if"]:
            return False
        include = get_directive_values(GraphQLIncludeDirective, node, self.variables)
        return include is None or bool(include["if"])

    def _applies(self, condition: str, of: GraphQLObjectType) -> bool:
        named: GraphQLNamedType | None = self._schema.get_type(condition)
        if named is of:
            return True
        if named is None or not is_abstract_type(named):
            return False
        abstract: GraphQLAbstractType = named
        return self._schema.is_sub_type(abstract, of)
