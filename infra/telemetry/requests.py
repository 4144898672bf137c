"""HTTP requests as the first span of a trace, in OpenTelemetry's conventions for HTTP servers.

Only the method, the register's own name of the address, the protocol and the status are ever looked at: nothing else
of a request can reach a span, and nothing in it, however malformed, can make one fail.
"""

import time
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from contextlib import suppress
from contextvars import ContextVar
from functools import lru_cache
from typing import Any, Final

from opentelemetry import context as contexts
from opentelemetry.context import Context
from opentelemetry.metrics import MeterProvider
from opentelemetry.trace import Span, SpanKind, StatusCode, TracerProvider, set_span_in_context
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from infra.telemetry.counting import Counted
from infra.telemetry.vocabulary import METHODS, path_template

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

RequestLog = Callable[[str, str, int], None]
"""Writes the line of a request: its method, the register's own name of its address, its status."""

UNTRACED: Final = frozenset({"/livez", "/readyz"})
"""Addresses that a supervisor asks every few seconds."""


class Told:
    """The present request, on which a question is told: it needs no span of its own.

    attributes: what is said of it when it ends, at once
    """

    __slots__ = ("attributes", "span")

    def __init__(self, span: Span) -> None:
        self.span = span
        self.attributes: dict[str, Any] = {}


REQUEST: Final[ContextVar[Told | None]] = ContextVar("request", default=None)
_NAME: Final = "ombudsman.http"
_PROPAGATOR: Final = TraceContextTextMapPropagator()
_BOUNDS: Final = (0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
"""Seconds; most answers take a few milliseconds."""


class TracedRequests:
    """An ASGI application with a span and a duration for each HTTP request, until its answer is handed over.

    A WebSocket is left alone: it lives for hours, and each operation in it is a trace of its own.
    """

    def __init__(
        self, application: Application, tracers: TracerProvider, meters: MeterProvider, *, log: RequestLog
    ) -> None:
        self._application = application
        self._log = log
        self._tracer = tracers.get_tracer(_NAME)
        meter = meters.get_meter(_NAME)
        self._duration = meter.create_histogram(
            "http.server.request.duration",
            "s",
            "Duration of HTTP server requests.",
            explicit_bucket_boundaries_advisory=_BOUNDS,
        )
        self._active = Counted(
            meter, "http.server.active_requests", "{request}", "Number of active HTTP server requests.", falls=True
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] in UNTRACED:
            await self._application(scope, receive, send)
            return
        version, scheme = scope.get("http_version", "1.1"), scope.get("scheme", "http")
        name, known = _said(scope["method"], path_template(scope["path"]), version, scheme)
        span = self._tracer.start_span(name, _parent(scope["headers"]), SpanKind.SERVER, known)
        token = contexts.attach(set_span_in_context(span))
        told = Told(span)
        asked = REQUEST.set(told)
        begun, status, ended = time.perf_counter(), 500, False
        self._active.add(1, known)

        def end() -> None:
            nonlocal ended
            if not ended:
                ended = True
                self._active.add(-1, known)
                self._end(told, status, time.perf_counter() - begun, known)

        async def sending(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            elif not message.get("more_body"):
                end()
            await send(message)

        try:
            await self._application(scope, receive, sending)
        except BaseException as error:
            span.set_attribute("error.type", type(error).__name__)
            span.set_status(StatusCode.ERROR)
            raise
        finally:
            self._log(known["http.request.method"], known["http.route"], status)
            contexts.detach(token)
            REQUEST.reset(asked)
            end()

    def _end(self, told: Told, status: int, seconds: float, known: dict[str, str]) -> None:
        ended: dict[str, Any] = {"http.response.status_code": status}
        if status >= 500:
            ended["error.type"] = str(status)
            told.span.set_status(StatusCode.ERROR)
        told.span.set_attributes(told.attributes | ended)
        told.span.end()
        self._duration.record(seconds, known | ended)


@lru_cache(maxsize=256)
def _said(method: str, path: str, version: str, scheme: str) -> tuple[str, dict[str, str]]:
    """The span's name and what is said of every request of this kind."""
    known = method if method in METHODS else "_OTHER"
    name = f"{method if method in METHODS else 'HTTP'} {path}"
    return name, {
        "http.request.method": known,
        "http.route": path,
        "network.protocol.version": version,
        "url.scheme": scheme,
    }


def _parent(headers: Iterable[tuple[bytes, bytes]]) -> Context:
    """The trace that the client began, if it says so (W3C Trace Context); otherwise a new one."""
    for name, value in headers:
        if name == b"traceparent":
            with suppress(UnicodeDecodeError):
                return _PROPAGATOR.extract({"traceparent": value.decode("ascii")}, Context())
    return Context()
