"""The API's operations as spans and log lines: kinds and codes, never a client's words."""

from collections.abc import Iterator
from contextlib import contextmanager

import structlog

from graphql_api.ports import OperationType
from infra.telemetry import Operation, Telemetry

_log = structlog.get_logger(__name__)


class Observation:
    """Telemetry as the API sees it."""

    def __init__(self, telemetry: Telemetry) -> None:
        self._telemetry = telemetry

    @contextmanager
    def operation(self, kind: OperationType) -> Iterator["Watched"]:
        with self._telemetry.operation(kind) as operation:
            yield Watched(operation)

    def unexpected(self, error_id: str, error: BaseException) -> None:
        _log.error("unexpected error", error_id=error_id, exc_info=error)


class Watched:
    """One operation under observation."""

    def __init__(self, operation: Operation) -> None:
        self._operation = operation

    def failed(self, code: str) -> None:
        self._operation.outcome = "failed"
        self._operation.note(code=code)
