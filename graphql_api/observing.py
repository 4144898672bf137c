"""One operation from its first to its last moment: its own context, its span, its session's end, its errors' words."""

from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack
from typing import Any

from graphql import GraphQLError, OperationDefinitionNode
from graphql.utilities import get_operation_ast
from strawberry.extensions import SchemaExtension
from strawberry.types.graphql import OperationType

from graphql_api.context import Operation
from graphql_api.errors import presented
from graphql_api.ports import Observed

_KINDS: dict[Any, Any] = {
    OperationType.QUERY: "query",
    OperationType.MUTATION: "mutation",
    OperationType.SUBSCRIPTION: "subscription",
}


class Observing(SchemaExtension):
    """Wraps every operation, however it came."""

    async def on_operation(self) -> AsyncIterator[None]:
        context = self.execution_context
        operation: Operation = context.context.fresh()
        context.context = operation
        self._observed: Observed | None = None
        with ExitStack() as spans:
            self._spans = spans
            try:
                yield
            finally:
                await operation.renew()
                result = context.result
                errors = getattr(result, "errors", None)
                if errors:
                    result.errors = self._presented(errors)  # type: ignore[union-attr]

    def on_execute(self) -> Iterator[None]:
        """The span begins when it is known what kind of operation it is."""
        context = self.execution_context
        kind = _KINDS[context.operation_type]
        self._observed = self._spans.enter_context(context.context.ports.telemetry.operation(kind))
        yield

    def on_stream_result(self, result: Any) -> Iterator[None]:
        if getattr(result, "errors", None):
            result.errors = self._presented(result.errors)
        yield

    def _presented(self, errors: list[GraphQLError]) -> list[GraphQLError]:
        context = self.execution_context
        shown = presented(
            errors,
            context.context.ports.telemetry,
            schema=context.schema._schema,
            operation=self._operation() if self._observed is not None else None,
            variables=context.variables,
        )
        if self._observed is not None and shown:
            self._observed.failed(str((shown[0].extensions or {}).get("code", "INTERNAL")))
        return shown

    def _operation(self) -> OperationDefinitionNode | None:
        context = self.execution_context
        document = context.graphql_document
        return None if document is None else get_operation_ast(document, context.operation_name)
