"""Documents, each parsed, measured and validated once and kept within a bound; and documents that are registered.

What was refused is not kept: whoever sends nonsense cannot push out what others use.
"""

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from hashlib import sha256
from typing import Any, Final

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLSchema,
    NoFragmentCyclesRule,
    OperationDefinitionNode,
    SelectionSetNode,
    validate,
)
from graphql.validation import ValidationRule, specified_rules
from strawberry.schema.validation_rules.maybe_null import MaybeNullValidationRule
from strawberry.schema.validation_rules.one_of import OneOfInputValidationRule

from graphql_api import bounds, cost
from graphql_api.errors import ErrorCode, Fault

KEPT: Final = 512
"""Documents that are kept."""
KEPT_LENGTH: Final = 1024 * 1024
"""Characters of all documents that are kept; parsed, each takes about a hundred times its text."""
PRICES_KEPT: Final = 256
"""Prices that are kept of one document."""
MISTAKES: Final = 5
"""Mistakes after which validation ends: each may print a large part of the document before it is shortened."""
NAME_IT: Final = "Name the operation of the document that is meant in `operationName`."


class SelectsSomething(ValidationRule):
    """The parser lets `{ }` pass, which the specification does not."""

    def enter_selection_set(self, node: SelectionSetNode, *_: Any) -> None:
        if not node.selections:
            self.report_error(GraphQLError("A selection must name at least one field.", node))


RULES: Final = (*specified_rules, SelectsSomething, MaybeNullValidationRule, OneOfInputValidationRule)


@dataclass(frozen=True, eq=False)
class Prepared:
    """A document after all that can be known of it without its variables.

    document: None when it could not be parsed; faults: why it cannot run, as GraphQL words them
    introspects: whether it asks what the schema is
    """

    text: str
    schema: GraphQLSchema
    document: DocumentNode | None
    faults: tuple[GraphQLError, ...] = ()
    introspects: bool = False
    _sizing: frozenset[str] = frozenset()
    _prices: dict[Any, int] = field(default_factory=dict)

    def operation(self, name: str | None) -> OperationDefinitionNode:
        """The operation that is meant. Raises Fault when the name does not tell."""
        meant = self._meant.get(name or None)
        if meant is None:
            raise Fault(ErrorCode.BAD_REQUEST, NAME_IT)
        return meant

    @cached_property
    def _meant(self) -> Mapping[str | None, OperationDefinitionNode]:
        """The operations by name; by no name the only one. A name that two have means neither."""
        definitions = self.document.definitions if self.document else ()
        operations = [d for d in definitions if isinstance(d, OperationDefinitionNode)]
        names = [o.name.value if o.name is not None else None for o in operations]
        only = {None: operations[0]} if len(operations) == 1 else {}
        return {n: o for n, o in zip(names, operations, strict=True) if n is not None and names.count(n) == 1} | only

    def cost(self, name: str | None, variables: Mapping[str, Any] | None) -> cost.Cost:
        """What an operation of this document costs, which must have no faults. Raises Fault."""
        assert self.document is not None
        operation = self.operation(name)
        key = (name or None, cost.sizes(operation, variables or {}, self._sizing))
        found = self._prices.get(key)
        if found is None:
            found = cost.price(self.schema, self.document, operation, dict(key[1]))
            if len(self._prices) < PRICES_KEPT:
                self._prices[key] = found
        return cost.Cost(found)


class Documents:
    """The documents of one schema. kept, length: how many are kept, and how many characters they have together."""

    def __init__(self, schema: GraphQLSchema, *, kept: int = KEPT, length: int = KEPT_LENGTH) -> None:
        self._schema = schema
        self._kept: OrderedDict[str, Prepared] = OrderedDict()
        self._most = kept
        self._most_length = length
        self._length = 0

    def __len__(self) -> int:
        return len(self._kept)

    def prepared(self, text: str) -> Prepared:
        """The document of a text, prepared now or before; its faults are told, not raised."""
        found = self._kept.get(text)
        if found is not None:
            self._kept.move_to_end(text)
            return found
        made = prepare(self._schema, text)
        if not made.faults:
            self._kept[text] = made
            self._length += len(text)
            while len(self._kept) > self._most or self._length > self._most_length:
                self._length -= len(self._kept.popitem(last=False)[0])
        return made


@lru_cache(maxsize=4)
def documents(schema: GraphQLSchema) -> Documents:
    """The one store of a schema's documents."""
    return Documents(schema)


def prepare(schema: GraphQLSchema, text: str) -> Prepared:
    """Parse, measure and validate a text."""
    try:
        document = bounds.parsed(text)
    except GraphQLError as error:
        return Prepared(text, schema, None, (error,))
    faults = tuple(_faults(schema, document))
    if faults:
        return Prepared(text, schema, document, faults)
    return Prepared(text, schema, document, (), asks_introspection(document), cost.sizing(document))


def _faults(schema: GraphQLSchema, document: DocumentNode) -> list[GraphQLError]:
    try:
        bounds.check(document)
    except Fault as fault:
        return [fault]
    except bounds.Circular:
        return validate(schema, document, (NoFragmentCyclesRule,), MISTAKES)
    except RecursionError:
        return [Fault(ErrorCode.TOO_COMPLEX, "The document is nested too deeply.")]
    return validate(schema, document, RULES, MISTAKES, hide_suggestions=True)


def asks_introspection(document: DocumentNode) -> bool:
    """Whether a document asks anywhere what the schema is; `__typename` alone does not."""
    pending = [
        d.selection_set for d in document.definitions if isinstance(d, OperationDefinitionNode | FragmentDefinitionNode)
    ]
    while pending:
        for node in pending.pop().selections:
            if isinstance(node, FieldNode) and node.name.value in cost.DESCRIBING:
                return True
            if below := getattr(node, "selection_set", None):
                pending.append(below)
    return False


@dataclass(frozen=True)
class Trusted:
    """Documents that are registered under an id, and whether no others run.

    registered: text by id; only: whether every other document is refused
    """

    registered: Mapping[str, str] = field(default_factory=dict)
    only: bool = False

    def text(self, query: str, document_id: str | None, sha256_hash: str | None) -> str:
        """The text that a request means. Raises Fault when it names a document that is not registered.

        query: the request's own text, empty when it has none
        document_id: its `documentId`; sha256_hash: its `extensions.persistedQuery.sha256Hash`
        """
        if document_id is not None:
            if (found := self.registered.get(document_id)) is None:
                raise Fault(ErrorCode.DOCUMENT_NOT_REGISTERED, "No document is registered under this id.")
            return found
        if sha256_hash is not None and (found := self.registered.get(sha256_hash)) is not None:
            return found
        if sha256_hash is not None and not query:
            raise Fault(ErrorCode.PERSISTED_QUERY_NOT_FOUND, "PersistedQueryNotFound")
        if self.only and query not in self._texts:
            raise Fault(ErrorCode.DOCUMENT_NOT_REGISTERED, "Only registered documents run here; give a `documentId`.")
        if sha256_hash is not None and sha256(query.encode(errors="replace")).hexdigest() != sha256_hash.lower():
            raise Fault(ErrorCode.BAD_REQUEST, "The hash is not that of the query.")
        return query

    @cached_property
    def _texts(self) -> frozenset[str]:
        return frozenset(self.registered.values())
