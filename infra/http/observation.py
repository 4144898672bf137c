"""The API's operations as spans and log lines: kinds and codes, never a client's words."""

from contextlib import AbstractContextManager
from types import TracebackType
from typing import Self

import structlog

from graphql_api.ports import OperationType
from infra.telemetry import Operation, Telemetry

_log = structlog.get_logger(__name__)


class Observation:
    """Telemetry as the API sees it."""

    def __init__(self, telemetry: Telemetry) -> None:
        self._telemetry = telemetry

    def operation(self, kind: OperationType) -> "Watched":
        return Watched(self._telemetry.operation(kind))

    def unexpected(self, error_id: str, error: BaseException) -> None:
        _log.error("unexpected error", error_id=error_id, exc_info=error)


class Watched:
    """One operation under observation. Use as a context."""

    def __init__(self, operation: AbstractContextManager[Operation]) -> None:
        self._entered = operation

    def __enter__(self) -> Self:
        self._operation = self._entered.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool | None:
        return self._entered.__exit__(kind, error, trace)

    def failed(self, code: str) -> None:
        self._operation.outcome = "failed"
        self._operation.note(code=code)
