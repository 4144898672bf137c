"""HTTP requests as the first span of a trace.

The stock instrumentation never sees the request itself, only an extract without query, headers, client address or
unknown path: nothing of them can reach a span, and none of them, however malformed, can make it fail.
"""

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, Final

from opentelemetry.instrumentation.asgi import OpenTelemetryMiddleware
from opentelemetry.metrics import MeterProvider
from opentelemetry.trace import TracerProvider

from infra.telemetry.vocabulary import path_template

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

UNTRACED: Final = frozenset({"/livez", "/readyz"})
"""Addresses that a supervisor asks every few seconds."""

_WHOLE = "register.request"


class TracedRequests:
    """An ASGI application with a span and a duration for each HTTP request.

    A WebSocket is left alone: it lives for hours, and each operation in it is a trace of its own.
    """

    def __init__(self, application: Application, tracers: TracerProvider, meters: MeterProvider) -> None:
        self._application = application
        self._instrumented = OpenTelemetryMiddleware(
            self._unwrap,
            default_span_details=_span_details,
            tracer_provider=tracers,
            meter_provider=meters,
            exclude_spans=["receive", "send"],
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] in UNTRACED:
            await self._application(scope, receive, send)
        else:
            await self._instrumented(_extract(scope), receive, send)

    async def _unwrap(self, extract: Scope, receive: Receive, send: Send) -> None:
        await self._application(extract[_WHOLE], receive, send)


def _extract(scope: Scope) -> Scope:
    return {
        "type": "http",
        "method": scope["method"],
        "path": path_template(scope["path"]),
        "scheme": scope.get("scheme", "http"),
        "http_version": scope.get("http_version", "1.1"),
        "headers": [(name, value) for name, value in scope["headers"] if name == b"traceparent" and value.isascii()],
        _WHOLE: scope,
    }


def _span_details(extract: Scope) -> tuple[str, dict[str, str]]:
    return f"{extract['method']} {extract['path']}", {"http.route": extract["path"]}
