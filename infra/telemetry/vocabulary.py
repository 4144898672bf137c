"""What traces, metrics and logs may say: codes, names from the source code, counts and places, each by its own pattern.

Everything else is dropped, whatever its name, so that no argument of a client and no word about a person gets out.
"""

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Final, Literal, get_args

Plain = str | int | float

OperationType = Literal["query", "mutation", "subscription"]
Step = Literal["append", "project", "rebuild", "import", "migrate"]
Outcome = Literal["done", "refused", "conflict", "invalid", "failed", "cancelled"]

OTHER: Final = "other"
"""Stands for whatever a client wrote that the register does not know."""
PATHS: Final = frozenset({"/", "/graphql", "/graphiql", "/log", "/livez", "/readyz", "/trail.csv", "/trail.ndjson"})
"""The register's own addresses; of a longer one only the first part is ever named."""
METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


def path_template(path: str) -> str:
    """The address as the register knows it, never as a client wrote it: no query, no unknown part."""
    plain = path.partition("?")[0]
    if plain in PATHS:
        return plain
    root = "/" + plain.lstrip("/").partition("/")[0]
    return f"{root}/*" if root in PATHS - {"/"} else OTHER


Check = Callable[[object], bool]


def _matching(pattern: str) -> Check:
    compiled = re.compile(pattern, re.ASCII)
    return lambda value: isinstance(value, str) and len(value) <= 160 and compiled.fullmatch(value) is not None


def _one_of(*values: str) -> Check:
    return lambda value: isinstance(value, str) and value in values


def _number(value: object) -> bool:
    """A count, a position or a duration; nothing as long as a telephone or an identification number."""
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 10**9


_CODE = _matching(r"[A-Z][A-Z_]{1,63}")
_NAME = _matching(r"(?!.*\d{4})[A-Za-z_][\w.]{0,99}")
_WORD = _matching(r"[a-z][a-z_]{0,39}")
_PLACE = r"[\w./<>-]+:\d{1,6}"
_PATH = _one_of(OTHER, *PATHS, *(f"{path}/*" for path in PATHS - {"/"}))
_METHOD = _one_of("_OTHER", *METHODS)

CHECKS: Final[Mapping[str, Check]] = {
    "operation": _one_of(*get_args(OperationType)),
    "outcome": _one_of(*get_args(Outcome)),
    "command": _NAME,
    "code": _CODE,
    "event_type": _NAME,
    "kind": _WORD,
    "projection": _WORD,
    "signal": _WORD,
    "position": _number,
    "version": _number,
    "count": _number,
    "events": _number,
    "attempt": _number,
    "pid": _number,
    "port": _number,
    "seconds": _number,
    "duration_ms": _number,
    "status": _number,
    "method": _METHOD,
    "path": _PATH,
    "error_id": _matching(r"[0-9a-f]{32}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"),
    "exception": _NAME,
    "sqlstate": _matching(r"[0-9A-Z]{5}"),
    "place": _matching(_PLACE),
}
"""The words that may be used in logs, and in traces and metrics as `register.<word>`, with what each may say."""

FRAME: Final = _matching(_PLACE + r" [\w.<>]{1,100}")
"""One line of a stack: file, line, function. Never the source text and never a value."""

_STANDARD: Final[Mapping[str, Check]] = {
    "error.type": _matching(r"(?!.*\d{4})[A-Za-z_][\w.]{0,99}|[45]\d\d"),
    "http.request.method": _METHOD,
    "http.response.status_code": _number,
    "http.route": _PATH,
    "network.protocol.version": _one_of("1.0", "1.1", "2", "3"),
    "url.scheme": _one_of("http", "https"),
}

PREFIX: Final = "register."
ATTRIBUTES: Final = frozenset({*(PREFIX + word for word in CHECKS), *_STANDARD})
"""All attributes that a span or a measurement may carry."""

_COMMAND_SPAN: Final = _matching(r"command (?!.*\d{4})[A-Za-z]\w{0,99}")
_SPANS: Final = frozenset({*get_args(OperationType), *get_args(Step)})


def span_name(name: str) -> str:
    """The name if it is a kind of operation, a command or a request to a known address; otherwise `other`."""
    if name in _SPANS or _COMMAND_SPAN(name):
        return name
    method, _, path = name.partition(" ")
    return name if (method in METHODS or method == "HTTP") and _PATH(path) else OTHER


def attributes(words: Mapping[str, object]) -> dict[str, Plain]:
    """Words as attributes of a span or a measurement, under the register's prefix; what may not be said is left out."""
    if all(isinstance(value, str) for value in words.values()):
        return _said_before(tuple(words.items()))
    return allowed_attributes({PREFIX + word: value for word, value in words.items()})


@lru_cache(maxsize=1024)
def _said_before(words: tuple[tuple[str, str], ...]) -> dict[str, Plain]:
    """The same few words are said of nearly every operation; who gets the answer does not change it."""
    return allowed_attributes({PREFIX + word: value for word, value in words})


def allowed_attributes(given: Mapping[str, object]) -> dict[str, Plain]:
    """The one gate of traces: only known attributes, and only with values of their pattern."""
    allowed: dict[str, Plain] = {}
    for name, value in given.items():
        check = _STANDARD.get(name) or CHECKS.get(name.removeprefix(PREFIX) if name.startswith(PREFIX) else "")
        if check is not None and isinstance(value, str | int | float) and check(value):
            allowed[name] = value
    return allowed
