"""Bounds on documents, and what is done once per document: parsing and validation, kept by the document's text.

A document that cannot be parsed is not kept; Strawberry then meets the syntax error where it expects one, also in
streams. The rules are built once, so that the validation cache is one cache.
"""

from collections.abc import Iterator
from functools import lru_cache
from typing import Any, Final

from graphql import DocumentNode, GraphQLError, OperationDefinitionNode, SelectionSetNode, parse
from graphql.validation import ValidationRule, specified_rules
from strawberry.extensions import SchemaExtension
from strawberry.extensions.max_aliases import create_validator as aliases_at_most
from strawberry.extensions.query_depth_limiter import create_validator as depth_at_most
from strawberry.schema.schema import validate_document
from strawberry.types.execution import ExecutionContext

from graphql_api.errors import ErrorCode, Fault

MAX_TOKENS: Final = 2_000
MAX_DEPTH: Final = 15
MAX_ALIASES: Final = 50
KEPT: Final = 512
"""Documents that are kept parsed and validated."""

NAME_IT: Final = "Name the operation of the document that is meant in `operationName`."


class SelectsSomething(ValidationRule):
    """The parser lets `{ }` pass, which the specification does not; the bounds below cannot measure it."""

    def enter_selection_set(self, node: SelectionSetNode, *_: Any) -> None:
        if not node.selections:
            self.report_error(GraphQLError("A selection must name at least one field.", node))


RULES: Final = (*specified_rules, SelectsSomething)
BOUNDS: Final = (depth_at_most(MAX_DEPTH, None, None), aliases_at_most(MAX_ALIASES))


@lru_cache(maxsize=KEPT)
def _parsed(query: str) -> DocumentNode:
    return parse(query, max_tokens=MAX_TOKENS)


@lru_cache(maxsize=KEPT)
def _faults(schema: Any, document: DocumentNode) -> list[GraphQLError]:
    return validate_document(schema, document, RULES) or validate_document(schema, document, BOUNDS)


def _unclear(context: ExecutionContext) -> list[GraphQLError]:
    """Strawberry takes the first of several operations when none is named; the specification wants an error."""
    assert context.graphql_document is not None
    operations = [d for d in context.graphql_document.definitions if isinstance(d, OperationDefinitionNode)]
    if len(operations) > 1 and not context._provided_operation_name:
        return [Fault(ErrorCode.BAD_REQUEST, NAME_IT)]
    return []


class Limits(SchemaExtension):
    """Parses and validates each document once, within the bounds."""

    def on_operation(self) -> Iterator[None]:
        self.execution_context.parse_options["max_tokens"] = MAX_TOKENS
        yield

    def on_parse(self) -> Iterator[None]:
        context = self.execution_context
        if context.query:
            try:
                context.graphql_document = _parsed(context.query)
            except (GraphQLError, RecursionError):
                context.graphql_document = None
        yield

    def on_validate(self) -> Iterator[None]:
        context = self.execution_context
        assert context.graphql_document is not None
        try:
            context.pre_execution_errors = _faults(context.schema._schema, context.graphql_document) or _unclear(
                context
            )
        except RecursionError as error:
            context.pre_execution_errors = [GraphQLError("nested too deeply", original_error=error)]
        yield
