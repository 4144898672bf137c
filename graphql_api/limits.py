"""The limits where Strawberry executes: documents are taken prepared, and no operation runs that costs too much.

A document that cannot be parsed is left to Strawberry, which meets the syntax error where it expects one, also in
streams.
"""

from collections.abc import Iterator

from graphql import GraphQLError, OperationDefinitionNode
from strawberry.extensions import SchemaExtension
from strawberry.types.execution import ExecutionContext

from graphql_api.bounds import PARSING, of_variables
from graphql_api.documents import NAME_IT, Prepared, documents
from graphql_api.errors import ErrorCode, Fault


class Limits(SchemaExtension):
    """Takes each document prepared, and refuses what exceeds the bounds."""

    def on_operation(self) -> Iterator[None]:
        self.execution_context.parse_options.update(PARSING)  # type: ignore[typeddict-item]
        yield

    def on_parse(self) -> Iterator[None]:
        context = self.execution_context
        self._prepared: Prepared | None = None
        if context.query:
            self._prepared = documents(context.schema._schema).prepared(context.query)
            context.graphql_document = self._prepared.document
        yield

    def on_validate(self) -> Iterator[None]:
        assert self._prepared is not None
        self.execution_context.pre_execution_errors = list(_refusals(self._prepared, self.execution_context))
        yield


def _refusals(prepared: Prepared, context: ExecutionContext) -> Iterator[GraphQLError]:
    """Why an operation does not run. Strawberry takes the first of several when none is named; we want an error."""
    if prepared.faults:
        yield from prepared.faults
        return
    assert prepared.document is not None
    operations = [d for d in prepared.document.definitions if isinstance(d, OperationDefinitionNode)]
    if len(operations) > 1 and not context._provided_operation_name:
        yield Fault(ErrorCode.BAD_REQUEST, NAME_IT)
        return
    exceeded = of_variables(context.variables)
    if exceeded is None:
        exceeded = prepared.cost(context._provided_operation_name, context.variables).refusal()
    if exceeded is not None:
        yield exceeded
