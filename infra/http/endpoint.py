"""The API's address: people's browsers get the page to try it, programs ask by POST or GET, as a rule with a token.

A question passes the same gates in the same order, whoever asks: who, what, may it, what does it cost, is it known
already. Compiled questions are answered at once; all others, and all commands, by the ordinary executor.
"""

import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from math import ceil
from typing import Any, Final

from graphql import ExecutionResult, GraphQLError, OperationDefinitionNode, OperationType
from starlette.requests import Request
from starlette.responses import Response

from graphql_api.bounds import of_variables
from graphql_api.compiled import Answer, Plan, answer, compiler
from graphql_api.context import Operation, Ports, reason_of
from graphql_api.documents import Prepared, Trusted, documents
from graphql_api.errors import ErrorCode, Fault, presented
from graphql_api.languages import preferred
from graphql_api.ports import Identity
from graphql_api.public import open_to_the_public, told_a_secret
from graphql_api.schema import RegisterSchema
from infra.http.answers import not_modified, refused, replied, results
from infra.http.budget import Budget, address_key
from infra.http.coding import etag, release, unchanged
from infra.http.gone import unless_gone
from infra.http.messages import OutOfBudget, Question, Rejected, answer_type, asked, body, posted
from infra.http.page import page
from infra.identity import TokenRefused, bearer

Identify = Callable[[str | None], Awaitable[Identity]]
"""The identity that a token proves. Raises TokenRefused."""
FAULTY: Final = 100
"""What a document costs that is refused: judging it is the work."""
_IN_THE_ADDRESS: Final = frozenset({"GET", "HEAD"})
"""Methods that carry their question in the address; of the answer to HEAD the server sends the headers alone."""
_NO_SECRETS: Final = "`ownCase` is asked by POST: its secret must not stand in an address."
_SUBSCRIPTION: Final = "Subscriptions are served over WebSocket, by the protocol graphql-transport-ws."


@dataclass(frozen=True)
class Gates:
    """What every question passes.

    trusted: registered documents; budget: points for each official; public: points for each address of the public
    """

    budget: Budget
    trusted: Trusted = field(default_factory=Trusted)

    def __post_init__(self) -> None:
        object.__setattr__(self, "public", self.budget.public())

    public: Budget = field(init=False)


class Endpoint:
    """Answers GraphQL requests. One for the whole process.

    try_it: whether browsers get the page to try the API
    """

    def __init__(self, schema: RegisterSchema, ports: Ports, identify: Identify, gates: Gates, *, try_it: bool) -> None:
        self._schema = schema
        self._documents = documents(schema._schema)
        self._compiler = compiler(schema)
        self._ports = ports
        self._identify = identify
        self._gates = gates
        self._try_it = try_it
        self._release = release()

    async def answer(self, request: Request) -> Response:
        """The answer to any request; nothing is raised."""
        headers = request.headers
        try:
            if request.method in _IN_THE_ADDRESS and self._try_it and _is_browser(request):
                return page()
            media = answer_type(headers.get("accept"))
        except Rejected as rejected:
            return refused(rejected)
        try:
            identity = await self._who(request)
            if request.method in _IN_THE_ADDRESS:
                question = asked(request.query_params)
            else:
                question = posted(headers.get("content-type", ""), await body(request))
            return await self._answer(request, question, identity, media)
        except Rejected as rejected:
            return refused(rejected, media)
        except Exception as error:  # foreseen or not, it is told in GraphQL's own shape
            errors = presented([GraphQLError("", original_error=error)], self._ports.telemetry)
            return results(ExecutionResult(None, errors), media, headers)

    async def _who(self, request: Request) -> Identity | None:
        """Who asks; None is the public, which shows no token at all."""
        given = request.headers.get("authorization")
        if given is None:
            return None
        try:
            return await self._identify(bearer(given))
        except TokenRefused as refusal:
            raise unauthenticated(refusal, request.headers.get("accept-language")) from None

    async def _answer(self, request: Request, question: Question, identity: Identity | None, media: str) -> Response:
        headers = request.headers
        if not question.names_a_document:
            raise Rejected(400, ErrorCode.BAD_REQUEST, "The question is empty.")
        text = self._gates.trusted.text(question.query, question.document_id, question.persisted)
        budget, payer = self._payer(request, identity)
        able_to_pay(budget, payer, FAULTY)
        prepared = self._documents.prepared(text)
        if identity is None and not open_to_the_public(prepared):
            pay(budget, payer, FAULTY)
            raise unauthenticated(TokenRefused("TOKEN_MISSING"), headers.get("accept-language"))
        operation = Operation(
            self._ports,
            identity,
            preferred(headers.get("accept-language"), identity.language if identity else None),
            reason=reason_of(question.extensions),
        )
        if prepared.faults:
            pay(budget, payer, FAULTY)
            return results(ExecutionResult(None, presented(prepared.faults, self._ports.telemetry)), media, headers)
        cost = paid(budget, payer, prepared, question)
        meant = prepared.operation(question.operation_name)
        _right_way(request.method, meant)
        if request.method in _IN_THE_ADDRESS and told_a_secret(prepared):
            raise Rejected(405, ErrorCode.METHOD_NOT_ALLOWED, _NO_SECRETS, allow="POST")
        if meant.operation is not OperationType.QUERY:
            return results(await self._execute(text, question, operation), media, headers, cost)
        return await unless_gone(request, self._queried(request, question, prepared, operation, cost, media))

    def _payer(self, request: Request, identity: Identity | None) -> tuple[Budget, str]:
        """Out of whose bucket a question is paid."""
        if identity is not None:
            return self._gates.budget, identity.subject
        return self._gates.public, address_key(request.client.host if request.client else None)

    async def _queried(
        self,
        request: Request,
        question: Question,
        prepared: Prepared,
        operation: Operation,
        cost: dict[str, int],
        media: str,
    ) -> Response:
        assert prepared.document is not None
        headers, variables = request.headers, question.variables or {}
        plan = self._compiler.plan(prepared.document, question.operation_name, variables, operation.language)
        if plan is None or not plan.whole:
            return results(await self._execute(prepared.text, question, operation), media, headers, cost)
        named = self._naming(plan, prepared, question, operation) if request.method in _IN_THE_ADDRESS else None
        held = headers.get("if-none-match")
        if named and held and unchanged(held, tag := named(await self._ports.views.position())):
            return not_modified(tag)
        result = await self._compiled(plan, variables, operation)
        if isinstance(result, Answer):
            kept = named(result.position) if named and not result.personal else None
            return replied(result.data, media, headers, cost, kept)
        if result is not None:
            return results(result, media, headers, cost)
        return results(await self._execute(prepared.text, question, operation), media, headers, cost)

    def _naming(
        self, plan: Plan, prepared: Prepared, question: Question, operation: Operation
    ) -> Callable[[int], str] | None:
        """How the answer is tagged at a position; None for what can change while the position stays."""
        if not plan.settled:
            return None
        viewer, variables = operation.viewer, repr(question.variables)
        parts = (viewer.official, viewer.reason, operation.language, prepared.text, question.operation_name, variables)
        release, today = self._release, self._ports.today().isoformat()
        return lambda position: etag(release, position, today, *parts)

    async def _compiled(
        self, plan: Plan, variables: dict[str, Any], operation: Operation
    ) -> Answer | ExecutionResult | None:
        """The compiled answer, noted in the journal where it shows personal records; None: it must be executed."""
        with self._ports.telemetry.operation("query") as observed:
            try:
                return await answer(plan, variables, operation)
            except Exception as error:  # whatever it is, its client learns an id at most
                located = GraphQLError("", original_error=error)
                errors = presented([located], self._ports.telemetry)
                observed.failed(str((errors[0].extensions or {}).get("code")))
                return ExecutionResult(None, errors)

    async def _execute(self, text: str, question: Question, operation: Operation) -> ExecutionResult:
        result: Any = await self._schema.execute(
            text,
            variable_values=question.variables,
            context_value=operation,
            operation_name=question.operation_name,
        )
        errors = presented(result.errors, self._ports.telemetry) if result.errors else None
        return ExecutionResult(result.data, errors)


def able_to_pay(budget: Budget, payer: str, price: int) -> None:
    """Let nobody begin whose bucket does not hold a price, so that what is only judged is bounded too.

    Raises OutOfBudget.
    """
    taken = budget.take(payer, 0, time.monotonic())
    if taken.left < min(price, budget.capacity):
        wait = ceil((price - taken.left) / budget.refill)
        raise OutOfBudget(budget.told(price, taken), max(1, wait))


def paid(budget: Budget, payer: str, prepared: Prepared, question: Question) -> dict[str, int]:
    """Take the price of an operation of a document without faults, or, when it may not run, that of judging it.

    What `extensions.cost` says then. Raises Fault and OutOfBudget.
    """
    try:
        price = _price(prepared, question)
        if price > budget.capacity:
            raise Fault(ErrorCode.TOO_COMPLEX, "The question costs more than the public may ask for at once.")
    except Fault:
        pay(budget, payer, FAULTY)
        raise
    return pay(budget, payer, price)


def _price(prepared: Prepared, question: Question) -> int:
    """The price of an operation that is within all bounds. Raises Fault."""
    exceeded = of_variables(question.variables)
    if exceeded is not None:
        raise exceeded
    cost = prepared.cost(question.operation_name, question.variables)
    refusal = cost.refusal()
    if refusal is not None:
        raise refusal
    return cost.price


def pay(budget: Budget, payer: str, price: int) -> dict[str, int]:
    """Take a price, which a full bucket holds; what `extensions.cost` says then. Raises OutOfBudget."""
    taken = budget.take(payer, price, time.monotonic())
    cost = budget.told(price, taken)
    if taken.wait:
        raise OutOfBudget(cost, taken.retry_after)
    return cost


def _right_way(method: str, meant: OperationDefinitionNode) -> None:
    if meant.operation is OperationType.SUBSCRIPTION:
        raise Rejected(400, ErrorCode.BAD_REQUEST, _SUBSCRIPTION)
    if method in _IN_THE_ADDRESS and meant.operation is not OperationType.QUERY:
        raise Rejected(405, ErrorCode.METHOD_NOT_ALLOWED, "Send mutations as POST requests.", allow="POST")


def unauthenticated(refusal: TokenRefused, accept_language: str | None) -> Rejected:
    """The answer to a request that proves nobody: what is wrong with the token, in the caller's language (RFC 6750)."""
    message = refusal.text.in_language(preferred(accept_language, "en"))
    wrong = "" if refusal.code == "TOKEN_MISSING" else ', error="invalid_token"'
    challenge = f'Bearer realm="register"{wrong}'
    return Rejected(401, ErrorCode.UNAUTHENTICATED, message, reason=refusal.code, www_authenticate=challenge)


def _is_browser(request: Request) -> bool:
    asked_for = request.query_params
    return "text/html" in request.headers.get("accept", "") and not {"query", "documentId"} & set(asked_for)
