"""Where traces and metrics go when a collector is configured: OTLP over HTTP, in the background, never in the way.

A collector that is down costs one line in the log when it goes and one when it is back.
"""

import logging
import os
from collections.abc import Sequence
from typing import Any, Final, Literal

import structlog
from opentelemetry.exporter.otlp.proto.http.metric_exporter import OTLPMetricExporter
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.metrics.export import MetricExportResult, MetricsData
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export import SpanExportResult

Signal = Literal["traces", "metrics"]

TIMEOUT: Final = 3.0
"""Seconds for one export with all its retries, unless OTEL_EXPORTER_OTLP_TIMEOUT says otherwise."""

_NOISY: Final = ("opentelemetry", "urllib3")

_log = structlog.get_logger(__name__)


def _timeout(signal: Signal) -> float | None:
    names = ("OTEL_EXPORTER_OTLP_TIMEOUT", f"OTEL_EXPORTER_OTLP_{signal.upper()}_TIMEOUT")
    return None if any(name in os.environ for name in names) else TIMEOUT


class _Reachability:
    """Says once that the collector cannot be reached, and once that it can again."""

    def __init__(self, signal: Signal) -> None:
        self._signal = signal
        self._reached = True
        for name in _NOISY:
            logging.getLogger(name).setLevel(logging.CRITICAL + 1)

    def note(self, reached: bool) -> None:
        if reached != self._reached:
            self._reached = reached
            say = _log.info if reached else _log.warning
            say(
                "telemetry collector reached again" if reached else "telemetry collector not reached",
                signal=self._signal,
            )


class CollectorSpans(OTLPSpanExporter):
    """Sends spans to the configured collector."""

    def __init__(self) -> None:
        super().__init__(timeout=_timeout("traces"))
        self._reachability = _Reachability("traces")

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        result = super().export(spans)
        self._reachability.note(result is SpanExportResult.SUCCESS)
        return result


class CollectorMetrics(OTLPMetricExporter):
    """Sends metrics to the configured collector."""

    def __init__(self) -> None:
        super().__init__(timeout=_timeout("metrics"))
        self._reachability = _Reachability("metrics")

    def export(
        self, metrics_data: MetricsData, timeout_millis: float | None = 10_000, **kwargs: Any
    ) -> MetricExportResult:
        result = super().export(metrics_data, timeout_millis, **kwargs)
        self._reachability.note(result is MetricExportResult.SUCCESS)
        return result
