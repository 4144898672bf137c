"""How large a document may be: measured in one pass that is linear in its text, before anything slower looks at it.

Validation compares fields in pairs and follows fragments again and again; behind these bounds neither can take long.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from graphql import (
    DirectiveNode,
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLSyntaxError,
    ListValueNode,
    NameNode,
    Node,
    ObjectValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
    ValueNode,
    VariableDefinitionNode,
    parse,
)

from graphql_api.errors import ErrorCode, Fault

MAX_LENGTH: Final = 64 * 1024
"""Characters; longer words belong in variables."""
MAX_TOKENS: Final = 2_000
MAX_DEPTH: Final = 15
"""Fields within fields, through fragments; what describes the schema (`__schema`, `__type`) does not count."""
MAX_SELECTIONS: Final = 2_000
"""Fields, with those of a fragment counted wherever it is spread."""
MAX_REPEATS: Final = 30
"""Fields of one name in one place: each is compared with each."""
MAX_ALIASES: Final = 50
MAX_DIRECTIVES: Final = 50
MAX_OPERATIONS: Final = 50
MAX_FRAGMENTS: Final = 100
MAX_VARIABLES: Final = 100
MAX_LIST: Final = 200
"""Values in one list or object that is written in the document."""
MAX_LITERALS: Final = 500
"""Values that are written in the document; more belong in variables."""
MAX_VALUE_DEPTH: Final = 20
"""Lists and objects within each other, in the document and in its variables."""
MAX_VALUES: Final = 10_000
"""Values in all variables together."""

PARSING: Final[dict[str, Any]] = {
    "max_lexical_tokens": MAX_TOKENS,
    "max_comments": MAX_TOKENS,
    "max_source_length": MAX_LENGTH,
}
"""How documents are parsed, wherever that is done."""
_TOKEN: Final = re.compile(
    r'"""(?:[^"\\]|\\"""|\\|"(?!""))*(?:""")?|"(?:[^"\\\n]|\\.)*"?|\.\.\.|[\w.+-]+|#[^\n]*|[^\s,\ufeff]'
)
"""Takes every character at most once: words that do not end go on to the end of the line or text."""


def too_complex(bound: str, what: str, most: int, found: int) -> Fault:
    """The error of a bound.

    bound: its name for programs; what: its measure in words
    """
    message = f"The request has {found:,} {what}; at most {most:,} are allowed."
    return Fault(ErrorCode.TOO_COMPLEX, message, bound=bound, most=most, found=found)


def parsed(text: str) -> DocumentNode:
    """The document of a text. Raises GraphQLSyntaxError, or Fault for too many characters or tokens."""
    if len(text) > MAX_LENGTH:
        raise too_complex("LENGTH", "characters", MAX_LENGTH, len(text))
    try:
        return parse(text, **PARSING)
    except GraphQLSyntaxError as error:
        if "Parsing aborted" in error.message:
            found = max(MAX_TOKENS + 1, sum(1 for _ in _TOKEN.finditer(text)))
            raise too_complex("TOKENS", "tokens", MAX_TOKENS, found) from None
        raise


def of_variables(variables: Mapping[str, Any] | None) -> Fault | None:
    """The bound that the variables exceed, if they do."""
    values, level, depth = 0, [variables] if variables else [], -1
    while level:
        depth += 1
        if depth > MAX_VALUE_DEPTH:
            return too_complex("VALUE_DEPTH", "levels of values within values", MAX_VALUE_DEPTH, depth)
        below: list[Any] = []
        for value in level:
            inner = value.values() if isinstance(value, dict) else value
            values += len(value)
            below += [item for item in inner if isinstance(item, dict | list)]
        if values > MAX_VALUES:
            return too_complex("VALUES", "values in its variables", MAX_VALUES, values)
        level = below
    return None


@dataclass(frozen=True)
class Reach:
    """What lies below a selection: the longest path of fields, and all fields with fragments spread out."""

    depth: int = 0
    selections: int = 0


class Circular(Exception):
    """A fragment leads back to itself. The document is wrong, and cannot be measured."""


def check(document: DocumentNode) -> None:
    """Measure a document. Raises Fault for the first bound that is exceeded, Circular for fragments in a circle."""
    _Written(document)
    fragments = {d.name.value: d for d in document.definitions if isinstance(d, FragmentDefinitionNode)}
    reaching = _Reaching(fragments)
    for name in fragments:
        reaching.of_fragment(name)
    roots = [d for d in document.definitions if isinstance(d, OperationDefinitionNode)]
    unused = [d for name, d in fragments.items() if name not in reaching.spread]
    found = [reaching.of(root.selection_set) for root in (*roots, *unused)]
    _within("DEPTH", "levels of fields", MAX_DEPTH, max((reach.depth for reach in found), default=0))
    _within("SELECTIONS", "fields, fragments spread out", MAX_SELECTIONS, sum(reach.selections for reach in found))
    for root in (*roots, *unused):
        _repeated([root.selection_set], fragments)


def _within(bound: str, what: str, most: int, found: int) -> None:
    if found > most:
        raise too_complex(bound, what, most, found)


class _Written:
    """What stands in a document as it is written."""

    def __init__(self, document: DocumentNode) -> None:
        self.directives = self.aliases = self.variables = self.literals = self.list = self.value_depth = 0
        pending: list[tuple[Node, int]] = [(definition, 0) for definition in document.definitions]
        while pending:
            node, depth = pending.pop()
            depth = self._counted(node, depth)
            for key in node.keys:
                child = getattr(node, key)
                if isinstance(child, tuple):
                    pending += [(item, depth) for item in child]
                elif isinstance(child, Node) and not isinstance(child, NameNode):
                    pending.append((child, depth))
        kinds = [type(definition) for definition in document.definitions]
        _within("OPERATIONS", "operations", MAX_OPERATIONS, kinds.count(OperationDefinitionNode))
        _within("FRAGMENTS", "fragments", MAX_FRAGMENTS, kinds.count(FragmentDefinitionNode))
        _within("ALIASES", "aliases", MAX_ALIASES, self.aliases)
        _within("DIRECTIVES", "directives", MAX_DIRECTIVES, self.directives)
        _within("VARIABLES", "variables", MAX_VARIABLES, self.variables)
        _within("LIST", "values in one list or object", MAX_LIST, self.list)
        _within("LITERALS", "values written in it", MAX_LITERALS, self.literals)
        _within("VALUE_DEPTH", "levels of values within values", MAX_VALUE_DEPTH, self.value_depth)

    def _counted(self, node: Node, depth: int) -> int:
        match node:
            case FieldNode():
                self.aliases += node.alias is not None
            case DirectiveNode():
                self.directives += 1
            case VariableDefinitionNode():
                self.variables += 1
            case ListValueNode() | ObjectValueNode():
                self.literals += 1
                depth += 1
                self.value_depth = max(self.value_depth, depth)
                self.list = max(self.list, len(node.values if isinstance(node, ListValueNode) else node.fields))
            case ValueNode():
                self.literals += 1
        return depth


class _Reaching:
    """The reach of selections; that of a fragment is found once, however often it is spread."""

    def __init__(self, fragments: Mapping[str, FragmentDefinitionNode]) -> None:
        self._fragments = fragments
        self._known: dict[str, Reach | None] = {}
        self.spread: set[str] = set()
        """Fragments that are spread somewhere."""

    def of_fragment(self, name: str) -> Reach:
        if name not in self._fragments:
            return Reach()
        if name not in self._known:
            self._known[name] = None
            self._known[name] = self.of(self._fragments[name].selection_set)
        found = self._known[name]
        if found is None:
            raise Circular
        return found

    def of(self, selection_set: SelectionSetNode) -> Reach:
        depth = selections = 0
        for node in selection_set.selections:
            if isinstance(node, FragmentSpreadNode):
                self.spread.add(node.name.value)
                below = self.of_fragment(node.name.value)
            elif isinstance(node, FieldNode):
                inner = self.of(node.selection_set) if node.selection_set else Reach()
                below = Reach(0 if node.name.value.startswith("__") else inner.depth + 1, inner.selections + 1)
            else:
                below = self.of(node.selection_set)  # type: ignore[attr-defined]
            depth, selections = max(depth, below.depth), selections + below.selections
        return Reach(depth, selections)


def _repeated(sets: Iterable[SelectionSetNode], fragments: Mapping[str, FragmentDefinitionNode]) -> None:
    """Hold the fields of one name in one place within their bound; sets: what is selected there."""
    named = fields(sets, fragments)
    _within("REPEATS", "fields of one name in one place", MAX_REPEATS, max(map(len, named.values()), default=0))
    for nodes in named.values():
        below = [node.selection_set for node in nodes if node.selection_set]
        if below:
            _repeated(below, fragments)


def fields(
    sets: Iterable[SelectionSetNode], fragments: Mapping[str, FragmentDefinitionNode]
) -> dict[str, list[FieldNode]]:
    """The fields of one place by the name they have in the answer, whatever their type conditions."""
    named: dict[str, list[FieldNode]] = {}
    pending, seen = list(sets), set[str]()
    while pending:
        for node in pending.pop().selections:
            if isinstance(node, FieldNode):
                named.setdefault((node.alias or node.name).value, []).append(node)
            elif not isinstance(node, FragmentSpreadNode):
                pending.append(node.selection_set)  # type: ignore[attr-defined]
            elif node.name.value in fragments and node.name.value not in seen:
                seen.add(node.name.value)
                pending.append(fragments[node.name.value].selection_set)
    return named
