"""The API's address: people's browsers get the page to try it, programs ask by POST or GET, always with a token."""

from collections.abc import Awaitable, Callable

from graphql import ExecutionResult
from starlette.requests import Request
from starlette.responses import Response
from strawberry.schema.exceptions import CannotGetOperationTypeError, InvalidOperationTypeError
from strawberry.types.graphql import OperationType

from graphql_api.context import Operation, Ports
from graphql_api.errors import ErrorCode, Fault, presented
from graphql_api.languages import preferred
from graphql_api.limits import NAME_IT
from graphql_api.ports import Identity
from graphql_api.schema import RegisterSchema
from infra.http.messages import Question, Rejected, answer_type, answered, asked, body, posted, refused
from infra.http.page import page
from infra.identity import TokenRefused, bearer

Identify = Callable[[str | None], Awaitable[Identity]]
"""The identity that a token proves. Raises TokenRefused."""


class Endpoint:
    """Answers GraphQL requests. One for the whole process.

    try_it: whether browsers get the page to try the API
    """

    def __init__(self, schema: RegisterSchema, ports: Ports, identify: Identify, *, try_it: bool) -> None:
        self._schema = schema
        self._ports = ports
        self._identify = identify
        self._try_it = try_it

    async def answer(self, request: Request) -> Response:
        """The answer to any request; nothing is raised."""
        try:
            if request.method == "GET" and self._try_it and _is_browser(request):
                return page()
            media = answer_type(request.headers.get("accept"))
        except Rejected as rejected:
            return refused(rejected)
        try:
            return answered(await self._answer(request), media)
        except Rejected as rejected:
            return refused(rejected, media)

    async def _answer(self, request: Request) -> ExecutionResult:
        accept_language = request.headers.get("accept-language")
        try:
            identity = await self._identify(bearer(request.headers.get("authorization")))
        except TokenRefused as refusal:
            raise unauthenticated(refusal, accept_language) from None
        operation = Operation(self._ports, identity, preferred(accept_language, identity.language))
        if request.method == "GET":
            return await self._execute(asked(request.query_params), operation, {OperationType.QUERY})
        question = posted(request.headers.get("content-type", ""), await body(request))
        return await self._execute(question, operation, {OperationType.QUERY, OperationType.MUTATION})

    async def _execute(self, question: Question, operation: Operation, allowed: set[OperationType]) -> ExecutionResult:
        if not question.query.strip():
            raise Rejected(400, ErrorCode.BAD_REQUEST, "The question is empty.")
        try:
            result = await self._schema.execute(
                question.query,
                variable_values=question.variables,
                context_value=operation,
                operation_name=question.operation_name,
                allowed_operation_types=allowed,
            )
        except CannotGetOperationTypeError:
            return ExecutionResult(None, [Fault(ErrorCode.BAD_REQUEST, NAME_IT)])
        except InvalidOperationTypeError as wrong:
            raise _wrong_way(wrong.operation_type) from None
        errors = presented(result.errors, self._ports.telemetry) if result.errors else None
        return ExecutionResult(result.data, errors)


def _wrong_way(kind: OperationType) -> Rejected:
    if kind is OperationType.SUBSCRIPTION:
        message = "Subscriptions are served over WebSocket, by the protocol graphql-transport-ws."
        return Rejected(400, ErrorCode.BAD_REQUEST, message)
    return Rejected(405, ErrorCode.METHOD_NOT_ALLOWED, "Send mutations as POST requests.", allow="POST")


def unauthenticated(refusal: TokenRefused, accept_language: str | None) -> Rejected:
    """The answer to a request that proves nobody: what is wrong with the token, in the caller's language (RFC 6750)."""
    message = refusal.text.in_language(preferred(accept_language, "en"))
    wrong = "" if refusal.code == "TOKEN_MISSING" else ', error="invalid_token"'
    challenge = f'Bearer realm="register"{wrong}'
    return Rejected(401, ErrorCode.UNAUTHENTICATED, message, reason=refusal.code, www_authenticate=challenge)


def _is_browser(request: Request) -> bool:
    return "text/html" in request.headers.get("accept", "") and "query" not in request.query_params
