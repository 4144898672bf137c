"""One JSON line an event, to stderr, with trace ids; what may be said is listed, everything else is dropped.

The lines of libraries come through here too: their words may quote a client or a row, so they shrink to where in the
library they arose. An exception is told as its type and its frames, never with its message, its values or its source.
"""

import logging
import re
import sys
import threading
import traceback
from collections.abc import MutableMapping
from contextlib import suppress
from datetime import UTC, datetime
from functools import lru_cache
from types import TracebackType
from typing import Any, Final, TextIO

import structlog
from opentelemetry import trace

from infra.telemetry.vocabulary import CHECKS, FRAME, path_template

FRAMES: Final = 20
"""Frames of a stack that are told: the innermost ones."""
CAUSES: Final = 5
"""Exceptions behind an exception that are told."""

LIBRARY: Final = "library message"
_SERVER_EVENTS: Final = {
    "Started server process [%d]": "server process started",
    "Finished server process [%d]": "server process finished",
    "Application startup complete.": "application started",
    "Application startup failed. Exiting.": "application failed to start",
    "Application shutdown complete.": "application stopped",
    "Shutting down": "server stopping",
    "Invalid HTTP request received.": "invalid http request",
    "Exception in ASGI application\n": "request failed",
    "Exception in 'lifespan' protocol\n": "application failed to start",
}
_SERVER_LOGGERS: Final = ("uvicorn", "uvicorn.error", "uvicorn.access")

_ACCESS: Final = "uvicorn.access"
_EACH: Final = frozenset({"timestamp", "trace_id", "span_id"})
"""What is of one line alone."""
_EVENT: Final = re.compile(r"[a-z][a-z_ ]{0,79}")
"""An event is named by the source code in a few small Latin words; a sentence with a name or a number in it is not."""

Facts = MutableMapping[str, Any]


def configure(*, json: bool | None = None, level: int = logging.INFO, stream: TextIO | None = None) -> None:
    """Send the logs of this process through here. Call once, before the first line is written.

    json: one JSON object a line; False: readable lines; None: readable on a terminal, JSON elsewhere.
    """
    to = stream or sys.stderr
    readable = to.isatty() if json is None else not json
    renderer = structlog.dev.ConsoleRenderer(colors=to.isatty()) if readable else structlog.processors.JSONRenderer()
    structlog.configure(
        processors=[structlog.contextvars.merge_contextvars, structlog.processors.add_log_level, allow_only, renderer],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=lambda *names: _Line(to, *names),
        cache_logger_on_first_use=False,
    )
    root = logging.getLogger()
    root.handlers[:] = [_Libraries(to, renderer)]
    root.setLevel(level)
    _requests[:] = [(to, renderer if readable else None)] if level <= logging.INFO else []
    for name in _SERVER_LOGGERS:
        server = logging.getLogger(name)
        server.handlers.clear()
        server.propagate = True
    logging.captureWarnings(True)
    logging.raiseExceptions = False


_requests: list[tuple[TextIO, Any]] = []
"""Where lines of requests go, with the renderer of readable ones; empty until logs are configured."""


def request_line(method: str, path: str, status: int) -> None:
    """The line of a request that was answered: method, the register's own name of the address, status, trace.

    It is written at once, without a record of Python's logging, which costs a tenth of a short read.
    """
    for stream, renderer in _requests:
        said, trace_ids = _request(method, path, status), _trace_ids()
        if renderer is None:
            ids = "".join(f', "{name}": "{value}"' for name, value in trace_ids.items())
            line = f'{{"timestamp": "{_now()}", {_as_json(method, path, status)}{ids}}}'
        else:
            line = str(renderer(None, "info", {"timestamp": _now(), **said, **trace_ids}))
        with suppress(OSError, ValueError):
            stream.write(line + "\n")
            stream.flush()


@lru_cache(maxsize=512)
def _as_json(method: str, path: str, status: int) -> str:
    return str(structlog.processors.JSONRenderer()(None, "info", dict(_request(method, path, status))))[1:-1]


def guard_process() -> None:
    """Tell exceptions that nobody caught as all others, instead of Python's tracebacks with messages and values."""

    def uncaught(kind: type[BaseException], error: BaseException | None, _: TracebackType | None) -> None:
        if error is not None and not issubclass(kind, KeyboardInterrupt):
            structlog.get_logger(__name__).critical("unexpected end", exc_info=error)

    sys.excepthook = uncaught
    threading.excepthook = lambda args: uncaught(args.exc_type, args.exc_value, args.exc_traceback)
    sys.unraisablehook = lambda args: uncaught(args.exc_type, args.exc_value, args.exc_traceback)


class _Line:
    """What structlog writes to: a named stream of lines. Work goes on when nobody takes them any more."""

    def __init__(self, stream: TextIO, name: str = "register") -> None:
        self.name = name
        self._stream = stream

    def _write(self, line: str) -> None:
        with suppress(OSError, ValueError):
            self._stream.write(line + "\n")
            self._stream.flush()

    debug = info = warning = error = critical = exception = msg = _write


class _Libraries(logging.Handler):
    """Takes what libraries log by Python's own logging, and tells of it what may be told."""

    def __init__(self, stream: TextIO, renderer: Any) -> None:
        super().__init__()
        self._stream = stream
        self._renderer = renderer

    def emit(self, record: logging.LogRecord) -> None:
        if record.name == _ACCESS and isinstance(record.args, tuple) and len(record.args) == 5:
            _, method, path, _, status = record.args
            told = {"timestamp": _now(), **_request(str(method), path_template(str(path)), status), **_trace_ids()}
            self._write(_Line(self._stream, record.name), record, told)
            return
        facts = _library_facts(record)
        if facts["event"] == LIBRARY and record.levelno < logging.WARNING:
            return
        line = _Line(self._stream, record.name)
        self._write(line, record, allow_only(line, record.levelname, facts))

    def _write(self, line: "_Line", record: logging.LogRecord, told: dict[str, Any]) -> None:
        try:
            line.msg(str(self._renderer(line, record.levelname, told)))
        except (OSError, ValueError):
            self.handleError(record)


def _library_facts(record: logging.LogRecord) -> dict[str, Any]:
    facts: dict[str, Any] = {"level": record.levelname.lower(), "exc_info": record.exc_info}
    template = record.msg if isinstance(record.msg, str) and record.name in _SERVER_LOGGERS else ""
    event = _SERVER_EVENTS.get(template, LIBRARY)
    return {**facts, "event": event, "place": f"{_short(record.pathname)}:{record.lineno}"}


@lru_cache(maxsize=512)
def _request(method: str, path: str, status: object) -> dict[str, Any]:
    """What the line of a request says besides its time and its trace: the same for nearly all of them."""
    facts: Facts = {"level": "info", "event": "request", "method": method, "path": path, "status": status}
    return {
        word: value
        for word, value in allow_only(_Line(sys.stderr, _ACCESS), "info", facts).items()
        if word not in _EACH
    }


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")


def allow_only(logger: Any, method: str, facts: Facts) -> dict[str, Any]:
    """The one gate of logs (a structlog processor): event, level, time, logger, trace and the vocabulary's words."""
    event = facts.get("event")
    told: dict[str, Any] = {
        "timestamp": _now(),
        "level": facts.get("level", method),
        "event": event if isinstance(event, str) and _EVENT.fullmatch(event) else "unnamed event",
        "logger": getattr(logger, "name", "register"),
    }
    told.update(_trace_ids())
    words = {**facts, **_exception(facts.get("exc_info"))}
    told.update({word: value for word, value in words.items() if word in CHECKS and CHECKS[word](value)})
    told.update(_stack(facts.get("exc_info")))
    return told


def _trace_ids() -> dict[str, str]:
    context = trace.get_current_span().get_span_context()
    if not context.is_valid:
        return {}
    return {"trace_id": f"{context.trace_id:032x}", "span_id": f"{context.span_id:016x}"}


def _raised(given: Any) -> BaseException | None:
    """The exception behind whatever logging was given as `exc_info`."""
    error = given[1] if isinstance(given, tuple) else sys.exc_info()[1] if given is True else given
    return error if isinstance(error, BaseException) else None


def _exception(given: Any) -> dict[str, Any]:
    error = _raised(given)
    return {} if error is None else {"exception": type(error).__name__, "sqlstate": getattr(error, "sqlstate", None)}


def _stack(given: Any) -> dict[str, list[str]]:
    """Where an exception went through, and the types of the exceptions behind it."""
    error = _raised(given)
    if error is None:
        return {}
    frames = [
        f"{_short(frame.f_code.co_filename)}:{line} {frame.f_code.co_qualname}"
        for frame, line in traceback.walk_tb(error.__traceback__)
    ]
    told = {"frames": [frame for frame in frames[-FRAMES:] if FRAME(frame)]}
    causes = [name for name in _causes(error) if CHECKS["exception"](name)]
    return {**told, "causes": causes} if causes else told


def _causes(error: BaseException) -> list[str]:
    causes: list[str] = []
    behind = error.__cause__ or error.__context__
    while behind is not None and len(causes) < CAUSES:
        causes.append(type(behind).__name__)
        behind = behind.__cause__ or behind.__context__
    return causes


def _short(path: str) -> str:
    """A file's place within its package, without the machine's directories."""
    return "/".join(path.replace("\\", "/").split("/")[-3:])
