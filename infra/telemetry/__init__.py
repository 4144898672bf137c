"""What the register tells about its own work: traces and metrics by OpenTelemetry, without a word about anybody.

The conventions are chosen before the first import of OpenTelemetry, which reads them only once.
"""

import os

os.environ.setdefault("OTEL_SEMCONV_STABILITY_OPT_IN", "http,database")

from infra.telemetry.operations import Operation
from infra.telemetry.register import Lag, Telemetry, traceparent

__all__ = ["Lag", "Operation", "Telemetry", "traceparent"]
