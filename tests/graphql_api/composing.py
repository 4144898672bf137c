"""Operations composed over drawn selections: everything that GraphQL lets a client write around the same fields.

A drawn selection tells which fields; chance, from one seed, adds aliases, fragments, directives, variables, repeated
keys and further fields.
"""

import re
from collections.abc import Container
from dataclasses import dataclass, field
from random import Random
from typing import Any, Final

from graphql import (
    FieldNode,
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    SelectionNode,
    get_named_type,
    is_leaf_type,
    is_required_argument,
)
from hypothesis import strategies as st
from hypothesis_graphql import nodes, queries

from graphql_api.objects import ROW_TYPES
from graphql_api.schema import schema
from tests.graphql_api.arguing import NONSENSE, Arguing, Known

DEEPEST: Final = 3
"""Levels on which further objects are asked for."""
PERSONAL: Final = frozenset(ROW_TYPES[row].__name__ for row in ROW_TYPES if row.TABLE.visible.personal)
"""Types whose objects are personal."""


_WORDS: Final = re.compile(r"\$(\w+): (String|ID)\b")


@dataclass(frozen=True)
class Asked:
    """One operation. name: which operation of the document is meant"""

    query: str
    variables: dict[str, Any]
    name: str | None

    def revalued(self, random: Random, known: Known) -> "Asked":
        """The same document with other words and ids in its variables: the plan that it has must serve them too."""
        words = dict(_WORDS.findall(self.query))
        values = dict(self.variables)
        for name, kind in words.items():
            if isinstance(values.get(name), str) and random.random() < 0.7:
                pool = known.ids if kind == "ID" else random.choice([*known.values.values()])
                values[name] = random.choice([*(v for v in pool if isinstance(v, str)), *NONSENSE[kind], None])
        return Asked(self.query, values, self.name)

    def ill_typed(self) -> bool:
        """Whether a variable of words has a value that is no text, or none that PostgreSQL can hold."""
        given = [self.variables.get(name) for name, _ in _WORDS.findall(self.query)]
        return any(value is not None and (not isinstance(value, str) or "\x00" in value) for value in given)


def drawn(left: Container[str]) -> st.SearchStrategy[Any]:
    """A selection below one root field, as hypothesis-graphql draws it. left: root fields that are not asked for"""
    query: Any = schema()._schema.query_type
    roots = [name for name in query.fields if f"Query.{name}" not in left]
    scalars = {name: _scalar(name) for name in ("Date", "DateTime", "Position", "UUID", "JSON")}

    def below(chance: int) -> st.SearchStrategy[Any]:
        fields = [roots[chance % len(roots)]]
        return queries(schema()._schema, fields=fields, custom_scalars=scalars, print_ast=lambda document: document)

    return st.integers(0, 2**32).flatmap(below)


def _scalar(name: str) -> st.SearchStrategy[Any]:
    node: Any = nodes.Int if name == "Position" else nodes.String
    return st.sampled_from([value for value in NONSENSE[name] if isinstance(value, str | int)] or ["x"]).map(node)


@dataclass
class Composer(Arguing):
    """Composes one operation; everything it does follows from `random`.

    left: fields, each as `Type.field`, that are not added to what was drawn
    """

    schema: GraphQLSchema = field(kw_only=True)
    left: Container[str] = field(default=(), kw_only=True)
    _fragments: list[str] = field(default_factory=list)

    def operation(self, selections: list[SelectionNode]) -> Asked:
        query: Any = self.schema.query_type
        body = self._set(query, selections, depth=0)
        if self._chance(0.1):
            body += " __typename"
        declared = f"({', '.join(self._declared)})" if self._declared else ""
        named = "Asked" if self._chance(0.7) or declared else ""
        parts = [f"query {named}{declared} {{ {body} }}", *self._fragments]
        if named and self._chance(0.1):
            parts.append("query Other { __typename }")
        self.random.shuffle(parts)
        return Asked("\n".join(parts), self._given, named or None)

    def _set(self, of: Any, nodes: Any, apart: bool = False, depth: int = 1) -> str:
        """A selection set of a type. apart: within a fragment on one of several types, where plain keys may clash"""
        parts, names = [], set()
        for node in nodes:
            if isinstance(node, InlineFragmentNode):
                named: Any = node.type_condition
                on: Any = self.schema.type_map[named.name.value]
                inner = self._set(on, node.selection_set.selections, True, depth)
                parts.append(f"... on {on.name}{self._directive()} {{ {inner} }}")
            elif isinstance(node, FieldNode):
                parts.append(self._field(of, node, node.name.value in names, depth))
                names.add(node.name.value)
        parts += self._leaves(of, apart) + ([] if apart else self._links(of, depth, names))
        if self._chance(0.25):
            parts.append(self.random.choice(("__typename", f"{self._fresh('t')}: __typename")))
        if isinstance(of, GraphQLObjectType) and of.interfaces and self._chance(0.2):
            at, key = of.interfaces[0].name, self._fresh("r")
            more = f" {self._fresh('r')}: trail(first: 2) {{ version event }}" if at == "Record" else ""
            parts.append(f"... on {at} {{ {key}: id{more} }}")
        if not parts:
            parts.append("__typename")
        self.random.shuffle(parts)
        if len(parts) > 1 and self._chance(0.3):
            at = self.random.randrange(len(parts))
            parts[at:] = [self._wrapped(of, " ".join(parts[at:]))]
        return " ".join(parts)

    def _wrapped(self, of: Any, inner: str) -> str:
        """Selections within a fragment that changes nothing, or is left out."""
        match self.random.randrange(3):
            case 0:
                return f"...{self._directive()} {{ {inner} }}"
            case 1:
                return f"... on {of.name}{self._directive()} {{ {inner} }}"
        name = self._fresh("F")
        self._fragments.append(f"fragment {name} on {of.name} {{ {inner} }}")
        again = f" ...{name}" if self._chance(0.2) else ""
        return f"...{name}{self._directive()}{again}"

    def _directive(self) -> str:
        if not self._chance(0.12):
            return ""
        name, value = self.random.choice(("skip", "include")), self._chance(0.5)
        condition = str(value).lower()
        if self._chance(0.6):
            variable = self._fresh("b")
            self._declared.append(
                f"${variable}: Boolean! = {condition}" if self._chance(0.5) else f"${variable}: Boolean!"
            )
            if not self._declared[-1].endswith(condition) or self._chance(0.5):
                self._given[variable] = value
            condition = f"${variable}"
        both = f" @include(if: {str(self._chance(0.8)).lower()})" if name == "skip" and self._chance(0.1) else ""
        return f" @{name}(if: {condition}){both}"

    def _leaves(self, of: Any, apart: bool) -> list[str]:
        """Further leaves of a type, some of them under the keys that they already have."""
        if not isinstance(of, GraphQLObjectType | GraphQLInterfaceType) or self._chance(0.8 if apart else 0.4):
            return []
        found = [
            name
            for name, kind in of.fields.items()
            if is_leaf_type(get_named_type(kind.type)) and not kind.args and f"{of.name}.{name}" not in self.left
        ]
        chosen = self.random.sample(found, min(len(found), self.random.randint(1, 2 if apart else 5)))
        return [f"{self._fresh('x')}: {name}" if apart or self._chance(0.2) else name for name in chosen]

    def _links(self, of: Any, depth: int, names: set[str]) -> list[str]:
        """Further objects below an object, with whatever is asked of them; personal ones are asked for more often."""
        if not 1 <= depth <= DEEPEST or not isinstance(of, GraphQLObjectType) or self._chance(0.4):
            return []
        found = [
            name
            for name, kind in of.fields.items()
            if not is_leaf_type(get_named_type(kind.type))
            and not any(map(is_required_argument, kind.args.values()))
            and f"{of.name}.{name}" not in self.left
        ]
        telling = [name for name in found if name == "nodes" or get_named_type(of.fields[name].type).name in PERSONAL]
        chosen = self.random.sample(found, min(len(found), self.random.randint(1, 2)))
        parts = []
        for name in dict.fromkeys([*chosen, *telling]):
            kind = of.fields[name]
            key = "" if not kind.args and name not in names else f"{self._fresh('l')}: "
            parts.append(f"{key}{name} {{ {self._set(get_named_type(kind.type), [], False, depth + 1)} }}")
        return parts

    def _field(self, of: Any, node: FieldNode, twice: bool, depth: int) -> str:
        definition: GraphQLField = of.fields[node.name.value]
        kind: Any = get_named_type(definition.type)
        key = f"{node.alias.value}: " if node.alias else f"{self._fresh('a')}: " if self._chance(0.2) or twice else ""
        arguments, directive = self._arguments(node.name.value, definition, node), self._directive()
        told = f"{key}{node.name.value}{arguments}{directive}"
        if node.selection_set is None:
            return told
        inner = node.selection_set.selections
        parts = [f"{told} {{ {self._set(kind, inner, False, depth + 1)} }}"]
        if isinstance(kind, GraphQLObjectType) and self._chance(0.15):
            leaves = " ".join(["__typename", *self._leaves(kind, False)])
            parts.append(f"{key}{node.name.value}{arguments} {{ {leaves} }}")
        if definition.args and self._chance(0.12):
            other = self._arguments(node.name.value, definition, node)
            parts.append(
                f"{self._fresh('o')}: {node.name.value}{other} {{ {self._set(kind, inner, False, depth + 1)} }}"
            )
        return " ".join(parts)
