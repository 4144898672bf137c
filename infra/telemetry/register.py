"""The register's own instruments: one span an operation, and counts of operations, commands, refusals and lag.

Without a configured collector spans are still made, so that logs and acts carry trace ids, but nothing leaves.
"""

import os
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from contextvars import ContextVar
from typing import Final, NamedTuple

import structlog
from opentelemetry import trace
from opentelemetry.context import Context
from opentelemetry.metrics import CallbackOptions, Observation
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import MetricReader, PeriodicExportingMetricReader
from opentelemetry.sdk.metrics.view import DropAggregation, View
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import SpanProcessor, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SimpleSpanProcessor, SpanExporter
from opentelemetry.trace import StatusCode
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from infra.telemetry.counting import Counted
from infra.telemetry.gate import OnlyAllowed
from infra.telemetry.operations import CANCELLATIONS, Operation, ToldOperation, traceparent_of
from infra.telemetry.requests import REQUEST, Application, TracedRequests
from infra.telemetry.vocabulary import ATTRIBUTES, OperationType, Step, attributes, span_name

_log = structlog.get_logger(__name__)

SERVICE: Final = "ombudsman"
BATCH_TRACES: Final = 64
"""At most so many traces get a span of one projected batch; more come only from imports and rebuilds."""

_VIEWS: Final = (
    View(instrument_name="register.*", attribute_keys=set(ATTRIBUTES)),
    View(instrument_name="http.server.request.duration", attribute_keys=set(ATTRIBUTES)),
    View(instrument_name="http.server.active_requests", attribute_keys=set(ATTRIBUTES)),
    # The instrumentation keeps one body size for all concurrent requests: wrong figures are worse than none.
    View(instrument_name="http.server.*.body.size", aggregation=DropAggregation()),
)


class Lag(NamedTuple):
    """How far a projection is behind the register: in events, and in seconds since the first one it has not seen."""

    projection: str
    events: int
    seconds: float


_running: ContextVar[Operation | None] = ContextVar("running_operation", default=None)


class Telemetry:
    """Traces and metrics of one process.

    spans, metrics: where they go, for tests; otherwise to the collector that OpenTelemetry's environment variables
        name (`OTEL_EXPORTER_OTLP_ENDPOINT` or the ones of a single signal), or nowhere.
    """

    def __init__(self, *, spans: SpanExporter | None = None, metrics: MetricReader | None = None) -> None:
        resource = Resource.create({"service.name": os.environ.get("OTEL_SERVICE_NAME") or SERVICE})
        readers = [reader for reader in (metrics or _collector_metrics(),) if reader]
        self.tracers: Final = TracerProvider(resource=resource, shutdown_on_exit=False)
        self.meters: Final = MeterProvider(readers, resource, shutdown_on_exit=False, views=_VIEWS)
        processor = SimpleSpanProcessor(spans) if spans else _collector_spans()
        if processor:
            self.tracers.add_span_processor(OnlyAllowed(processor))
        self._tracer = self.tracers.get_tracer(SERVICE)
        self._meter = self.meters.get_meter(SERVICE)
        self._operations = Counted(self._meter, "register.operations", "{operation}", "GraphQL operations")
        self._commands = Counted(self._meter, "register.commands", "{command}", "Commands executed")
        self._refusals = Counted(self._meter, "register.refusals", "{refusal}", "Refusals, by code")

    def operation(self, kind: OperationType, **words: object) -> AbstractContextManager[Operation]:
        """One GraphQL operation; a question that came as a request is told on the request's own span.

        A subscription does not become the parent of what happens while it is open.
        """
        named: dict[str, str] = {"operation": kind}
        request = REQUEST.get() if kind == "query" else None
        if request is not None:
            return ToldOperation(request, {**named, **words}, self._refusals, self._operations, named)
        counts = (self._operations, named)
        return self._span(kind, {**named, **words}, counts=counts, current=kind != "subscription")

    @contextmanager
    def command(self, name: str, **words: object) -> Iterator[Operation]:
        """The execution of one command, by its stable name."""
        named = {"command": name}
        with self._span(f"command {name}", {**named, **words}, counts=(self._commands, named)) as operation:
            yield operation

    @contextmanager
    def step(self, name: Step, **words: object) -> Iterator[Operation]:
        """A part of the work below the current operation, such as the append."""
        with self._span(name, words) as operation:
            yield operation

    @contextmanager
    def linked(self, name: Step, traceparent: str | None, **words: object) -> Iterator[Operation]:
        """Work that belongs to an operation of another process, known by the traceparent in its act."""
        with self._span(name, words, parent=_remote(traceparent)) as operation:
            yield operation

    @contextmanager
    def projecting(self, traceparents: Iterable[str | None], **words: object) -> Iterator[None]:
        """One batch of a projection: a span in each of the traces whose acts are in it. None without a trace."""
        distinct = list(dict.fromkeys(each for each in traceparents if each))[:BATCH_TRACES]
        with ExitStack() as stack:
            for each in distinct:
                stack.enter_context(self._span("project", words, parent=_remote(each), current=len(distinct) == 1))
            yield

    def unexpected(self, error_id: str, error: BaseException) -> None:
        """Log an unexpected error, as its type and frames, under the id that the client was told."""
        _log.error("unexpected error", error_id=error_id, exc_info=error)

    def watch_lag(self, lags: Callable[[], Iterable[Lag]]) -> None:
        """Measure how far each projection is behind, by asking whenever metrics are collected. Call once."""

        def observe(measure: Callable[[Lag], float]) -> Callable[[CallbackOptions], list[Observation]]:
            def observed(_: CallbackOptions) -> list[Observation]:
                with suppress(Exception):  # a database that is away must not take the other metrics along
                    return [Observation(measure(lag), attributes({"projection": lag.projection})) for lag in lags()]
                return []

            return observed

        gauge = self._meter.create_observable_gauge
        gauge(
            "register.projection.lag.events", [observe(lambda lag: lag.events)], "{event}", "Events not yet projected"
        )
        gauge("register.projection.lag.seconds", [observe(lambda lag: lag.seconds)], "s", "Age of the oldest of them")

    def instrument(self, application: Application) -> Application:
        """The ASGI application with a span for each HTTP request."""
        from infra.logs import request_line  # which itself knows the vocabulary of telemetry

        return TracedRequests(application, self.tracers, self.meters, log=request_line)

    def close(self, within: float = 2.0) -> None:
        """Send what is still waiting, for at most so many seconds; a collector that is down does not hold the exit."""
        until = time.monotonic() + within
        closing = [
            threading.Thread(target=_quietly, args=(shutdown,), daemon=True)
            for shutdown in (self.tracers.shutdown, self.meters.shutdown)
        ]
        for thread in closing:
            thread.start()
        for thread in closing:
            thread.join(max(0.0, until - time.monotonic()))

    @contextmanager
    def _span(
        self,
        name: str,
        words: Mapping[str, object],
        *,
        parent: Context | None = None,
        current: bool = True,
        counts: tuple[Counted, dict[str, str]] | None = None,
    ) -> Iterator[Operation]:
        span = self._tracer.start_span(span_name(name), parent, attributes=attributes(words))
        operation = Operation(span, self._refusals, _running.get())
        with ExitStack() as stack:
            stack.callback(span.end)
            if current:
                # Set back rather than reset: the end may come in another context than the begin, as in streams.
                stack.callback(_running.set, _running.get())
                _running.set(operation)
                stack.enter_context(trace.use_span(span, record_exception=False, set_status_on_exception=False))
            try:
                yield operation
            except BaseException as error:
                operation.outcome = "cancelled" if isinstance(error, CANCELLATIONS) else "failed"
                span.set_attribute("error.type", type(error).__name__)
                if operation.outcome == "failed":
                    span.set_status(StatusCode.ERROR)
                raise
            finally:
                operation.note(outcome=operation.outcome)
                if counts:
                    counter, named = counts
                    counter.add(1, attributes({**named, "outcome": operation.outcome}))


def traceparent() -> str | None:
    """The current operation as a W3C traceparent, to be kept in the act; None outside of any."""
    return traceparent_of(trace.get_current_span())


def _remote(traceparent: str | None) -> Context:
    """The context of an operation elsewhere; an empty one, which begins a new trace, if there is none."""
    return TraceContextTextMapPropagator().extract({"traceparent": traceparent or ""}, Context())


def _configured(signal: str) -> bool:
    """Whether OpenTelemetry's own variables name a collector for this signal."""
    names = ("OTEL_EXPORTER_OTLP_ENDPOINT", f"OTEL_EXPORTER_OTLP_{signal}_ENDPOINT")
    return any(os.environ.get(name, "").strip() for name in names)


def _collector_spans() -> SpanProcessor | None:
    if not _configured("TRACES"):
        return None
    from infra.telemetry.collector import CollectorSpans

    return BatchSpanProcessor(CollectorSpans())


def _collector_metrics() -> MetricReader | None:
    if not _configured("METRICS"):
        return None
    from infra.telemetry.collector import CollectorMetrics

    return PeriodicExportingMetricReader(CollectorMetrics())


def _quietly(shutdown: Callable[[], None]) -> None:
    with suppress(Exception):  # what could not be sent is lost; the register itself has lost nothing
        shutdown()
