"""One operation from its first to its last moment: its own context, its span, its session's end, its errors' words."""

from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack
from typing import Any, Final

from graphql import GraphQLError, OperationDefinitionNode
from graphql.utilities import get_operation_ast
from strawberry.extensions import SchemaExtension
from strawberry.types.graphql import OperationType

from graphql_api.context import Operation
from graphql_api.disclosure import operation_name
from graphql_api.errors import ErrorCode, Fault, Unavailable, presented
from graphql_api.ports import Observed
from graphql_api.ports import OperationType as OperationKind

UNANSWERED: Final = (
    "The answer cannot be given now; the act may be recorded. Send it again with the same `commandId`: it acts once."
)
_KINDS: Final[dict[OperationType, OperationKind]] = {
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
                if result is not None:
                    await self._noted(result)
                errors = getattr(result, "errors", None)
                if errors:
                    result.errors = self._presented(errors)  # type: ignore[union-attr]

    def on_execute(self) -> Iterator[None]:
        """The span begins when it is known what kind of operation it is."""
        context = self.execution_context
        kind = _KINDS[context.operation_type]
        self._observed = self._spans.enter_context(context.context.ports.telemetry.operation(kind))
        yield

    async def on_stream_result(self, result: Any) -> AsyncIterator[None]:
        """A stream ends where an event cannot be noted: its client goes on behind the last event that arrived."""
        operation: Operation = self.execution_context.context
        if operation.disclosed:
            await operation.renew()
            if not await self._noted(result, streamed=True) and self._kind == "subscription":
                raise Unavailable
        if getattr(result, "errors", None):
            result.errors = self._presented(result.errors)
        yield

    async def _noted(self, result: Any, *, streamed: bool = False) -> bool:
        """Note what an answer shows of personal records; what cannot be noted does not leave.

        streamed: the answer is about to be sent; events of a stream are noted then and only then
        """
        operation: Operation = self.execution_context.context
        if not operation.disclosed or (self._kind == "subscription" and not streamed):
            return True
        notes = operation.disclosed.taken(operation.viewer, self._name(), self._kind, result.data)
        try:
            if notes:
                await operation.ports.journal.note(notes)
        except Unavailable as error:
            result.data = None
            unanswered = Fault(ErrorCode.UNAVAILABLE, UNANSWERED) if self._kind == "mutation" else None
            result.errors = [unanswered or GraphQLError("", original_error=error)]
            return False
        return True

    @property
    def _kind(self) -> OperationKind:
        return _KINDS[self.execution_context.operation_type]

    def _name(self) -> str:
        document, operation = self.execution_context.graphql_document, self._operation()
        return "" if document is None or operation is None else operation_name(document, operation)

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
