"""Sockets: the protocol graphql-transport-ws only.

The token comes with `connection_init`; when it ends, no further operation begins.
"""

from collections.abc import AsyncGenerator, Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any, Final, cast

import msgspec
import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.websockets import WebSocket
from strawberry.asgi import ASGIWebSocketAdapter, GraphQL
from strawberry.exceptions import ConnectionRejectionError
from strawberry.http.exceptions import NonJsonMessageReceived, WebSocketDisconnected
from strawberry.subscriptions import GRAPHQL_TRANSPORT_WS_PROTOCOL
from strawberry.subscriptions.protocols.graphql_transport_ws.handlers import BaseGraphQLTransportWSHandler

from graphql_api.context import REASON, Operation, Ports, reason_of
from graphql_api.documents import documents
from graphql_api.errors import Fault
from graphql_api.languages import preferred
from graphql_api.schema import RegisterSchema
from infra.http.endpoint import FAULTY, Gates, Identify, able_to_pay, paid, pay
from infra.http.messages import BODY_LIMIT, OutOfBudget, Question
from infra.identity import TokenRefused, bearer

AT_ONCE: Final = 20
"""Operations that one socket may have open."""


class _Subscribe(msgspec.Struct, tag_field="type", tag="subscribe"):
    id: str
    payload: Question


class _Adapter(ASGIWebSocketAdapter):
    """Hands on only messages of the protocol's shape and of a bearable size."""

    async def iter_json(self, *, ignore_parsing_errors: bool = False) -> AsyncGenerator[object, None]:
        async for message in super().iter_json(ignore_parsing_errors=ignore_parsing_errors):
            if not isinstance(message, dict) or not isinstance(message.get("type"), str):
                raise NonJsonMessageReceived
            if message["type"] == "subscribe":
                try:
                    msgspec.convert(message, _Subscribe)
                except msgspec.ValidationError:
                    raise NonJsonMessageReceived from None
            elif message["type"] == "complete" and not isinstance(message.get("id"), str):
                raise NonJsonMessageReceived
            yield message

    async def send_json(self, message: Mapping[str, object]) -> None:
        """Send, unless the client has gone meanwhile: the end of the socket is told where messages are received."""
        with suppress(WebSocketDisconnected):
            await super().send_json(message)


class _Handler(BaseGraphQLTransportWSHandler[Operation, None]):
    gates: Gates

    async def handle_subscribe(self, message: Any) -> None:
        """Begin an operation that passes the same gates as over HTTP."""
        identity = self.context.identity
        if identity is None:
            await super().handle_subscribe(message)
            return
        if identity.expires_at <= datetime.now(UTC):
            await self.websocket.close(code=4401, reason="TOKEN_EXPIRED")
            return
        try:
            question = msgspec.convert(message["payload"], Question)
            text = self.gates.trusted.text(question.query, question.document_id, question.persisted)
            REASON.set(reason_of(question.extensions))
            self._paid(identity.subject, text, question)
        except Fault as fault:
            await self.send_message({"id": message["id"], "type": "error", "payload": [fault.formatted]})
            return
        message["payload"]["query"] = text
        await super().handle_subscribe(message)

    def _paid(self, official: str, text: str, question: Question) -> None:
        """Take the operation's price; what is wrong with a document is told when it is executed. Raises Fault."""
        try:
            able_to_pay(self.gates.budget, official, FAULTY)
            prepared = documents(cast(RegisterSchema, self.schema)._schema).prepared(text)
            if prepared.faults:
                pay(self.gates.budget, official, FAULTY)
            else:
                paid(self.gates.budget, official, prepared, question)
        except OutOfBudget as out:
            wait = int(out.headers["retry-after"])
            raise Fault(out.code, out.message, cost=out.cost, retryAfter=wait) from None


class Sockets(GraphQL[Operation, None]):
    """The API over WebSocket."""

    websocket_adapter_class = _Adapter

    def __init__(self, schema: RegisterSchema, ports: Ports, identify: Identify, gates: Gates) -> None:
        self.graphql_transport_ws_handler_class = type("Handler", (_Handler,), {"gates": gates})
        super().__init__(
            schema,
            graphql_ide=None,
            subscription_protocols=(GRAPHQL_TRANSPORT_WS_PROTOCOL,),
            connection_init_wait_timeout=timedelta(seconds=10),
            max_subscriptions_per_connection=AT_ONCE,
        )
        self._ports = ports
        self._identify = identify

    async def get_context(self, request: Request | WebSocket, response: Response | WebSocket) -> Operation:
        return Operation(self._ports, None, preferred(request.headers.get("accept-language"), None))

    async def on_ws_connect(self, context: Operation) -> Any:
        """Accept whoever presents a token: `{"Authorization": "Bearer …"}`. Anybody else is sent away with 4403."""
        params = context.connection_params or {}
        given = params.get("Authorization") or params.get("authorization")
        try:
            context.identity = await self._identify(bearer(given if isinstance(given, str) else None))
        except TokenRefused as refusal:
            raise ConnectionRejectionError({"code": refusal.code}) from None
        wanted = params.get("acceptLanguage")
        context.language = preferred(wanted if isinstance(wanted, str) else None, context.identity.language)
        return await super().on_ws_connect(context)

    def decode_json(self, data: str | bytes) -> object:
        if len(data) > BODY_LIMIT:
            raise NonJsonMessageReceived
        try:
            return msgspec.json.decode(data)
        except (msgspec.DecodeError, RecursionError, UnicodeError):
            raise NonJsonMessageReceived from None

    def encode_json(self, data: object) -> str:
        return orjson.dumps(data).decode()
