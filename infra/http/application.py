"""The web application: routes, and what lives as long as it does (the readers' connections, the followed positions)."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Final

import orjson
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route, WebSocketRoute

from domain.civil import civil_day
from graphql_api.context import Ports
from graphql_api.errors import ErrorCode
from graphql_api.ports import Proofs
from graphql_api.schema import schema
from infra.http.answers import refused
from infra.http.asked import Asking
from infra.http.budget import Budget
from infra.http.commands import Commands
from infra.http.endpoint import Endpoint, Gates, Identify
from infra.http.log import LogPages
from infra.http.messages import Rejected
from infra.http.observation import Observation
from infra.http.page import routes as page_routes
from infra.http.sockets import Sockets
from infra.http.trail import Trail
from infra.http.views import ReadModels
from infra.reading import Journal, Refusals
from infra.register import Register
from infra.settings import BUDGET, REFILL
from infra.store.tail import Source, Tail
from infra.telemetry import Telemetry
from infra.telemetry.requests import Application, Receive, Scope, Send

SCHEMA: Final = schema()
"""Made when this module is imported, so that a process that waits for its database meanwhile loses no time."""

Ready = Callable[[], Awaitable[list[str]]]
"""What is missing before the register can work; nothing when it is ready."""


@dataclass(frozen=True)
class Doors:
    """What the application is made of.

    dsn: the database; shown: how the position that the views show is followed
    identify: the identity that a token proves
    gates: what every question passes: registered documents, and what each viewer may ask for
    try_it: whether browsers get the page to try the API
    proofs: the transparency log's proofs of records; None: there are none
    """

    dsn: str
    shown: Source
    register: Register
    telemetry: Telemetry
    identify: Identify
    ready: Ready
    gates: Gates = field(default_factory=lambda: Gates(Budget(BUDGET, REFILL)))
    try_it: bool = True
    proofs: Proofs | None = None


def application(doors: Doors) -> Application:
    """The ASGI application."""
    followed = Tail(doors.dsn, doors.shown)
    views = ReadModels(doors.dsn, followed)
    journal = Journal(doors.dsn)
    commands, observation = Commands(doors.register, doors.telemetry), Observation(doors.telemetry)
    refusals = Refusals(doors.dsn)
    ports = Ports(commands, views, observation, today, journal, doors.proofs, refusals)
    log = LogPages(doors.dsn, doors.gates.public)
    endpoint = Endpoint(SCHEMA, ports, doors.identify, doors.gates, try_it=doors.try_it)
    sockets = Sockets(SCHEMA, ports, doors.identify, doors.gates)

    trail = Trail(ports, doors.identify, doors.gates)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            await stack.enter_async_context(followed)
            await stack.enter_async_context(views)
            await stack.enter_async_context(journal)
            await stack.enter_async_context(refusals)
            await stack.enter_async_context(log)
            yield

    routes = [
        Route("/", lambda _: RedirectResponse("/graphql"), methods=["GET"]),
        Route("/graphql", endpoint.answer, methods=["GET", "POST"]),
        WebSocketRoute("/graphql", sockets),
        Route("/livez", _alive, methods=["GET"]),
        Route("/readyz", _readiness(doors.ready), methods=["GET"]),
        *log.routes(),
        *trail.routes(),
        *(page_routes() if doors.try_it else ()),
    ]
    served = Starlette(routes=routes, lifespan=lifespan, exception_handlers={HTTPException: _no_such})
    return doors.telemetry.instrument(_shortened(served, endpoint))


def _shortened(served: Starlette, endpoint: Endpoint) -> Application:
    """The application with the shortest way to the API, which needs no routing and lets no exception out."""

    async def application(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"] == "/graphql" and scope["method"] in ("POST", "GET", "HEAD"):
            response = await endpoint.answer(Asking(scope, receive, send))
            await response(scope, receive, send)
        else:
            await served(scope, receive, send)

    return application


def today() -> date:
    """The register's civil day."""
    return civil_day(datetime.now(UTC))


async def _no_such(_: Request, error: Exception) -> Response:
    """An address or method that is not served, in the shape of all other errors."""
    assert isinstance(error, HTTPException)
    wrong_method = error.status_code == 405
    code = ErrorCode.METHOD_NOT_ALLOWED if wrong_method else ErrorCode.BAD_REQUEST
    message = "This address is not asked in that way." if wrong_method else "There is nothing at this address."
    return refused(Rejected(error.status_code, code, message, **(error.headers or {})))


async def _alive(_: Request) -> Response:
    return _json({"alive": True}, 200)


def _readiness(ready: Ready) -> Callable[[Request], Awaitable[Response]]:
    async def answer(_: Request) -> Response:
        missing = await ready()
        return _json({"ready": not missing, "missing": missing}, 503 if missing else 200)

    return answer


def _json(content: dict[str, object], status: int) -> Response:
    return Response(orjson.dumps(content), status, {"cache-control": "no-store"}, "application/json")
