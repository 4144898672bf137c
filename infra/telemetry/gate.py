"""The last gate of traces: whoever made a span, only what the vocabulary allows leaves the process.

Span events, exception messages, stack traces, status texts and the trace state of a client are all left behind.
"""

from opentelemetry.context import Context
from opentelemetry.sdk.trace import ReadableSpan, Span, SpanProcessor
from opentelemetry.trace import Link, SpanContext, Status

from infra.telemetry.vocabulary import allowed_attributes, span_name


class OnlyAllowed(SpanProcessor):
    """Hands every ended span on to another processor, after leaving out all that may not be said."""

    def __init__(self, onward: SpanProcessor) -> None:
        self._onward = onward

    def on_start(self, span: Span, parent_context: Context | None = None) -> None:
        self._onward.on_start(span, parent_context)

    def on_end(self, span: ReadableSpan) -> None:
        self._onward.on_end(allowed_span(span))

    def shutdown(self) -> None:
        self._onward.shutdown()

    def force_flush(self, timeout_millis: int = 30_000) -> bool:
        return self._onward.force_flush(timeout_millis)


def allowed_span(span: ReadableSpan) -> ReadableSpan:
    """The span with its times, its place in the trace, and of its contents only what the vocabulary allows."""
    recorded = {**_exception_type(span), **(span.attributes or {})}
    return ReadableSpan(
        name=span_name(span.name),
        context=_plain(span.context),
        parent=_plain(span.parent),
        resource=span.resource,
        attributes=allowed_attributes(recorded),
        links=[Link(context) for link in span.links if (context := _plain(link.context))],
        kind=span.kind,
        status=Status(span.status.status_code),
        start_time=span.start_time,
        end_time=span.end_time,
        instrumentation_scope=span.instrumentation_scope,
    )


def _exception_type(span: ReadableSpan) -> dict[str, object]:
    for event in span.events:
        if event.attributes and "exception.type" in event.attributes:
            return {"error.type": event.attributes["exception.type"]}
    return {}


def _plain(context: SpanContext | None) -> SpanContext | None:
    if context is None:
        return None
    return SpanContext(context.trace_id, context.span_id, context.is_remote, context.trace_flags)
